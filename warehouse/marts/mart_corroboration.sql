-- One row per story: how many publishers tell it of their own, reprints and other copies not counted, and who says so.
-- kept as: table
--
-- story_id: The story.
-- story_title: Title of its first report's article.
-- event_type: PLOVER event type.
-- modality: Whether it happened, as its events tell it.
-- actor_name: The actor that most of its events name, else in the words of the first report.
-- recipient_name: The recipient that most of its events name, else in the words of the first report.
-- place_name: The place that most of its events name, else in the words of the first report.
-- started_on: Earliest date of its events.
-- first_reported_on: Earliest date of publication of its articles.
-- report_count: Events of the story.
-- article_count: Articles that tell it, copies included.
-- independent_article_count: Articles that these go back to.
-- independent_publisher_count: Publishers of those, each counted once.
-- publishers: Their names, or the sites where none is named, in the order of the alphabet.
-- claimant_count: Different words for those who say so (claimed_by_text), as the articles name them.
-- own_voice_count: Articles that tell it at least once in their own voice.
with told as (
    select
        events.story_id,
        trim(coalesce(sources.publisher_name, sources.site_name)) as publisher_name,
        events.article_id,
        events.claimed_by_text
    from events
    left join duplicates using (article_id)
    join articles as sources on sources.article_id = coalesce(duplicates.canonical_article_id, events.article_id)
),
named as (
    select story_id, list(publisher_name order by publisher_name) as publishers
    from (select story_id, min(publisher_name) as publisher_name from told group by story_id, lower(publisher_name))
    where publisher_name is not null
    group by story_id
),
claimed as (
    select
        story_id,
        count(distinct lower(claimed_by_text)) as claimant_count,
        count(distinct article_id) filter (claimed_by_text is null) as own_voice_count
    from told
    group by story_id
),
final as (
    select
        stories.story_id,
        stories.story_title,
        stories.event_type,
        stories.modality,
        coalesce(actors.entity_name, firsts.actor_text) as actor_name,
        coalesce(recipients.entity_name, firsts.recipient_text) as recipient_name,
        coalesce(places.entity_name, firsts.place_text) as place_name,
        stories.started_on,
        stories.first_reported_on,
        stories.report_count,
        stories.article_count,
        stories.independent_article_count,
        stories.independent_publisher_count,
        coalesce(named.publishers, []) as publishers,
        claimed.claimant_count,
        claimed.own_voice_count
    from stories
    join claimed using (story_id)
    left join named using (story_id)
    join events as firsts on firsts.event_id = stories.story_id
    left join entities as actors on actors.entity_id = stories.actor_entity_id
    left join entities as recipients on recipients.entity_id = stories.recipient_entity_id
    left join entities as places on places.entity_id = stories.place_entity_id
)
select * from final
