-- One row per actor, recipient and event type: who did what to whom, as often as it happened, not as often as it was told.
-- Stories that happened and of which both are known.
--
-- actor_entity_id: Who acts.
-- actor_name: Its name.
-- actor_country_code: ISO 3166-1 alpha-3 of the actor.
-- recipient_entity_id: Whom it is done to.
-- recipient_name: Its name.
-- recipient_country_code: ISO 3166-1 alpha-3 of the recipient.
-- event_type: PLOVER event type.
-- story_count: Stories.
-- corroborated_story_count: Those that two or more publishers tell of their own.
-- report_count: Their events as sentences report them, copies included.
-- first_on: Earliest date of these events.
-- last_on: Latest one.
with final as (
    select
        stories.actor_entity_id,
        any_value(actors.entity_name) as actor_name,
        any_value(actors.country_code) as actor_country_code,
        stories.recipient_entity_id,
        any_value(recipients.entity_name) as recipient_name,
        any_value(recipients.country_code) as recipient_country_code,
        stories.event_type,
        count(*) as story_count,
        count(*) filter (stories.independent_publisher_count > 1) as corroborated_story_count,
        sum(stories.report_count)::bigint as report_count,
        min(stories.started_on) as first_on,
        max(stories.ended_on) as last_on
    from stories
    join entities as actors on actors.entity_id = stories.actor_entity_id
    join entities as recipients on recipients.entity_id = stories.recipient_entity_id
    where stories.modality = 'happened'
    group by stories.actor_entity_id, stories.recipient_entity_id, stories.event_type
)
select * from final
