-- One row per language of articles.
--
-- language_code: ISO 639 code; `und` where the language is undetermined.
-- article_count: Articles, copies included.
-- distinct_article_count: Articles that copy no other.
-- article_share: Share of all articles, copies included.
-- word_count: Words of all the articles, copies included.
-- outlet_count: Outlets with such articles.
with named as (
    select
        language_code,
        word_count,
        coalesce(publisher_name, site_name) as outlet_name,
        article_id in (select article_id from duplicates) as is_copy
    from articles
),
final as (
    select
        language_code,
        count(*) as article_count,
        count(*) filter (not is_copy) as distinct_article_count,
        count(*) / sum(count(*)) over () as article_share,
        sum(word_count)::bigint as word_count,
        count(distinct outlet_name) as outlet_count
    from named
    group by language_code
)
select * from final
