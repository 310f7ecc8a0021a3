-- One row per outlet, the outlet that passed its articles on, and kind of copy: who copies whom. The counts of the kinds
-- exact, near and excerpt add up to the rows of duplicates; `stated` are articles whose page names who passed them on,
-- and whose original is not among the articles.
--
-- outlet_name: Who published first: the outlet of the canonical article; its publisher where the page alone says so.
-- copier_name: Who passed it on: the copy's republisher, else the site where it was saved, else its publisher.
-- duplicate_kind: `exact`, `near` or `excerpt` as in duplicates, or `stated`.
-- is_same_outlet: Whether both have one name, or neither has one: an outlet that repeats itself.
-- copy_count: Articles that are such copies.
-- stated_count: Those of them whose page names both.
-- median_lag_days: Days from the original to the copy, of those with dates exact to the day; negative where the copy was
--   dated earlier. Null where there are none, and for `stated`.
-- first_copied_on: Earliest date of publication of the copies, whatever its precision.
-- last_copied_on: Latest one.
with named as (
    select
        article_id,
        coalesce(publisher_name, site_name) as outlet_name,
        coalesce(republisher_name, site_name, publisher_name) as copier_name,
        coalesce(publisher_name <> republisher_name, false) as is_stated,
        published_on,
        if(published_precision = 'day', published_on, null) as published_day
    from articles
),
found as (
    select
        originals.outlet_name,
        copies.copier_name,
        duplicates.duplicate_kind,
        copies.is_stated and originals.outlet_name = copies.outlet_name as is_stated,
        copies.published_day - originals.published_day as lag_days,
        copies.published_on
    from duplicates
    join named as copies on copies.article_id = duplicates.article_id
    join named as originals on originals.article_id = duplicates.canonical_article_id
),
stated as (
    select
        outlet_name,
        copier_name,
        'stated' as duplicate_kind,
        is_stated,
        null as lag_days,
        published_on
    from named
    where is_stated and article_id not in (select article_id from duplicates)
),
links as (
    from found
    union all
    from stated
),
final as (
    select
        outlet_name,
        copier_name,
        duplicate_kind,
        outlet_name is not distinct from copier_name as is_same_outlet,
        count(*) as copy_count,
        count(*) filter (is_stated) as stated_count,
        median(lag_days) as median_lag_days,
        min(published_on) as first_copied_on,
        max(published_on) as last_copied_on
    from links
    group by outlet_name, copier_name, duplicate_kind
)
select * from final
