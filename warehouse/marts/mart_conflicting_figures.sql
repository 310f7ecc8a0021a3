-- One row per story and kind of figure of which publishers tell figures that cannot all be right. Copies count as what they copy.
-- kept as: table
--
-- story_id: The story.
-- story_title: Title of its first report's article.
-- event_type: PLOVER event type.
-- actor_name: The actor that most of its events name, else in the words of the first report.
-- recipient_name: The recipient that most of its events name, else in the words of the first report.
-- place_name: The place that most of its events name, else in the words of the first report.
-- started_on: Earliest date of its events.
-- figure_role: What is counted or measured.
-- unit: ISO 4217 code of money, unit of a distance or share, noun of a plain count; null for others, whose role says it.
-- publisher_count: Publishers with such a figure.
-- lowest_value: The lowest that any of them tells.
-- highest_value: The highest.
-- figures_by_publisher: Each publisher with the words of its figures, in the order of the values: `Tide Wire: 11, at least 14`.
-- tellings: The same as a list, with the values: publisher_name, value_low, value_high, figure_text, published_on and
--   claimed_by_text, who says so in the article.
with copies as (
    select article_id, canonical_article_id from duplicates
),
told as (
    select
        events.story_id,
        event_figures.figure_role,
        if(event_figures.figure_role in ('money', 'distance', 'share', 'count'), event_figures.unit, null) as unit,
        coalesce(sources.publisher_name, sources.site_name) as publisher_name,
        event_figures.value_low,
        event_figures.value_high,
        event_figures.figure_text,
        sources.published_on,
        events.claimed_by_text
    from event_figures
    join events using (event_id)
    left join copies on copies.article_id = events.article_id
    join articles as sources on sources.article_id = coalesce(copies.canonical_article_id, events.article_id)
    where coalesce(event_figures.value_low, event_figures.value_high) is not null
),
ranges as (
    select
        story_id,
        figure_role,
        unit,
        publisher_name,
        min(coalesce(value_low, '-infinity'::double)) as lowest,
        max(coalesce(value_high, 'infinity'::double)) as highest,
        min(coalesce(value_low, value_high)) as first_value,
        string_agg(distinct figure_text, ', ' order by figure_text) as texts
    from told
    where publisher_name is not null
    group by story_id, figure_role, unit, publisher_name
),
conflicting as (
    select
        story_id,
        figure_role,
        unit,
        count(*) as publisher_count,
        string_agg(publisher_name || ': ' || texts, '; ' order by first_value, publisher_name) as figures_by_publisher
    from ranges
    group by story_id, figure_role, unit
    having max(lowest) > min(highest)
),
listed as (
    select
        story_id,
        figure_role,
        unit,
        min(coalesce(value_low, value_high)) as lowest_value,
        max(coalesce(value_high, value_low)) as highest_value,
        list_sort(
            list(
                distinct {
                    'publisher_name': publisher_name,
                    'value_low': value_low,
                    'value_high': value_high,
                    'figure_text': figure_text,
                    'published_on': published_on,
                    'claimed_by_text': claimed_by_text
                }
            )
        ) as tellings
    from told
    where publisher_name is not null
    group by story_id, figure_role, unit
),
final as (
    select
        conflicting.story_id,
        stories.story_title,
        stories.event_type,
        coalesce(actors.entity_name, firsts.actor_text) as actor_name,
        coalesce(recipients.entity_name, firsts.recipient_text) as recipient_name,
        coalesce(places.entity_name, firsts.place_text) as place_name,
        stories.started_on,
        conflicting.figure_role,
        conflicting.unit,
        conflicting.publisher_count,
        listed.lowest_value,
        listed.highest_value,
        conflicting.figures_by_publisher,
        listed.tellings
    from conflicting
    join listed
        on listed.story_id = conflicting.story_id
        and listed.figure_role = conflicting.figure_role
        and listed.unit is not distinct from conflicting.unit
    join stories on stories.story_id = conflicting.story_id
    join events as firsts on firsts.event_id = stories.story_id
    left join entities as actors on actors.entity_id = stories.actor_entity_id
    left join entities as recipients on recipients.entity_id = stories.recipient_entity_id
    left join entities as places on places.entity_id = stories.place_entity_id
)
select * from final
