-- One row per outlet: who published articles first, as far as their pages say, else the site where they were saved.
--
-- outlet_name: The outlet; null for articles of which neither is known.
-- article_count: Articles, copies included.
-- distinct_article_count: Articles that copy no other.
-- copy_share: Share of its articles that copy another, of any outlet.
-- copied_article_count: Its articles that others copy.
-- word_count: Words of all its articles, copies included.
-- median_word_count: Words of the article in the middle, copies included.
-- excerpt_share: Share of its articles that are visibly cut.
-- first_published_on: Earliest date of publication, whatever its precision.
-- last_published_on: Latest one.
with copied as (
    select distinct canonical_article_id as article_id from duplicates
),
named as (
    select
        coalesce(publisher_name, site_name) as outlet_name,
        word_count,
        published_on,
        completeness = 'excerpt' as is_excerpt,
        article_id in (select article_id from duplicates) as is_copy,
        article_id in (select article_id from copied) as is_copied
    from articles
),
final as (
    select
        outlet_name,
        count(*) as article_count,
        count(*) filter (not is_copy) as distinct_article_count,
        count(*) filter (is_copy) / count(*) as copy_share,
        count(*) filter (is_copied) as copied_article_count,
        sum(word_count)::bigint as word_count,
        median(word_count) as median_word_count,
        count(*) filter (is_excerpt) / count(*) as excerpt_share,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on
    from named
    group by outlet_name
)
select * from final
