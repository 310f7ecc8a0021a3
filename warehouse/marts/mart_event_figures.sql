-- One row per figure of an event, in its sentence: what who counts, over all stories. Figures of copies are left out.
--
-- figure_role: What is counted or measured.
-- value_low: Lowest value that the words allow; null where they set none.
-- value_high: Highest one; null where they set none (`at least 57`).
-- unit: ISO 4217 code, unit of distance, or the noun that is counted.
-- figure_text: The words of the figure.
-- publisher_name: Publisher of the article, else the site where it was saved; null where neither is known.
-- published_on: Its date.
-- claimed_by_text: Who says so in the article; null where it says so in its own voice.
-- event_type: PLOVER event type.
-- modality: Whether it happened, as the sentence tells it.
-- event_date: Day of the event.
-- actor_name: Who acts: the entity, else the words.
-- recipient_name: Whom it is done to.
-- place_name: Where.
-- sentence_text: The sentence.
-- dump_path: The dump that holds the article.
-- story_id: The event's story.
-- event_id: The event.
with final as (
    select
        event_figures.figure_role,
        event_figures.value_low,
        event_figures.value_high,
        event_figures.unit,
        event_figures.figure_text,
        coalesce(articles.publisher_name, articles.site_name) as publisher_name,
        articles.published_on,
        events.claimed_by_text,
        events.event_type,
        events.modality,
        events.event_date,
        coalesce(actors.entity_name, events.actor_text) as actor_name,
        coalesce(recipients.entity_name, events.recipient_text) as recipient_name,
        coalesce(places.entity_name, events.place_text) as place_name,
        substring(articles.body_text, events.start_char + 1, events.end_char - events.start_char) as sentence_text,
        dumps.dump_path,
        events.story_id,
        events.event_id
    from event_figures
    join events using (event_id)
    join articles on articles.article_id = events.article_id
    join dumps on dumps.dump_id = events.dump_id
    left join entities as actors on actors.entity_id = events.actor_entity_id
    left join entities as recipients on recipients.entity_id = events.recipient_entity_id
    left join entities as places on places.entity_id = events.place_entity_id
    where events.article_id not in (select article_id from duplicates)
)
select * from final
