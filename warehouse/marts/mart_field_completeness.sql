-- One row per outlet and field of articles: how often the pages do not show it. Copies are counted.
--
-- outlet_name: Who published it first, as far as the page says (articles.publisher_name), else the site where it was saved.
-- field_name: The column of articles; `published_day` is a date that is exact to the day, `language_code` a determined one.
-- article_count: Articles of the outlet.
-- null_count: Those of them without the field: null, or an empty list.
-- null_share: Share of the articles.
with counted as (
    select
        coalesce(publisher_name, site_name) as outlet_name,
        count(*) as article_count,
        count(*) filter (title is null) as title,
        count(*) filter (subtitle is null) as subtitle,
        count(*) filter (len(authors) = 0) as authors,
        count(*) filter (publisher_name is null) as publisher_name,
        count(*) filter (republisher_name is null) as republisher_name,
        count(*) filter (site_name is null) as site_name,
        count(*) filter (source_url is null) as source_url,
        count(*) filter (language_code = 'und') as language_code,
        count(*) filter (published_on is null) as published_on,
        count(*) filter (published_precision is distinct from 'day') as published_day,
        count(*) filter (len(categories) = 0) as categories,
        count(*) filter (len(tags) = 0) as tags
    from articles
    group by outlet_name
),
fields as (
    unpivot counted
    on columns(* exclude (outlet_name, article_count))
    into name field_name value null_count
),
final as (
    select outlet_name, field_name, article_count, null_count, null_count / article_count as null_share
    from fields
)
select * from final
