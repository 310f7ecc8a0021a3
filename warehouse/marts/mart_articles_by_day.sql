-- One row per day of publication, outlet and language. Articles whose date is exact to the day alone; the others are in
-- mart_articles_by_month and mart_field_completeness.
--
-- published_on: Day of publication.
-- outlet_name: Who published it first, as far as the page says (articles.publisher_name), else the site where it was saved.
-- language_code: ISO 639 code; `und` where the language is undetermined.
-- article_count: Articles, copies included.
-- distinct_article_count: Articles that copy no other.
-- word_count: Words of all the articles, copies included.
with dated as (
    select
        published_on,
        coalesce(publisher_name, site_name) as outlet_name,
        language_code,
        word_count,
        article_id in (select article_id from duplicates) as is_copy
    from articles
    where published_precision = 'day'
),
final as (
    select
        published_on,
        outlet_name,
        language_code,
        count(*) as article_count,
        count(*) filter (not is_copy) as distinct_article_count,
        sum(word_count)::bigint as word_count
    from dated
    group by published_on, outlet_name, language_code
)
select * from final
