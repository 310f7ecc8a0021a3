-- One row per day, event type and modality: what happened on a day, or is said to. Events without a date are left out.
--
-- event_date: Day of the events.
-- event_type: PLOVER event type.
-- quad_class: Verbal or material, cooperation or conflict.
-- modality: Whether they happened; `ongoing` is told as `happened`.
-- story_count: Stories with an event of that day, each told by one or several articles.
-- report_count: Events as sentences report them, copies included.
-- distinct_report_count: Those in articles that copy no other.
-- mean_goldstein_value: Mean of Goldstein's scale over the reports of articles that copy no other; null where none has a value.
with reports as (
    select
        event_date,
        event_type,
        quad_class,
        if(modality = 'ongoing', 'happened', modality) as modality,
        story_id,
        goldstein_value,
        article_id in (select article_id from duplicates) as is_copy
    from events
    where event_date is not null
),
final as (
    select
        event_date,
        event_type,
        quad_class,
        modality,
        count(distinct story_id) as story_count,
        count(*) as report_count,
        count(*) filter (not is_copy) as distinct_report_count,
        avg(goldstein_value) filter (not is_copy) as mean_goldstein_value
    from reports
    group by event_date, event_type, quad_class, modality
)
select * from final
