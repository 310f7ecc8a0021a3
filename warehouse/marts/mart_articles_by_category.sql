-- One row per category, day of publication and outlet. An article in several categories is counted in each of them, one in
-- none under a null category; a date that is not exact to the day is null.
--
-- category: Section that the site filed the articles under.
-- published_on: Day of publication.
-- outlet_name: Who published it first, as far as the page says (articles.publisher_name), else the site where it was saved.
-- article_count: Articles, copies included.
-- distinct_article_count: Articles that copy no other.
-- word_count: Words of all the articles, copies included.
with filed as (
    select
        unnest(if(len(categories) = 0, [null], list_distinct(categories))) as category,
        if(published_precision = 'day', published_on, null) as published_on,
        coalesce(publisher_name, site_name) as outlet_name,
        word_count,
        article_id in (select article_id from duplicates) as is_copy
    from articles
),
final as (
    select
        category,
        published_on,
        outlet_name,
        count(*) as article_count,
        count(*) filter (not is_copy) as distinct_article_count,
        sum(word_count)::bigint as word_count
    from filed
    group by category, published_on, outlet_name
)
select * from final
