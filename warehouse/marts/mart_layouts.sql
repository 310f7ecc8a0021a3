-- One row per layout that parsed pages: how much it found, and how sure it was.
--
-- layout_name: The layout, as in pages.layout_name.
-- page_count: Pages that it parsed.
-- empty_page_count: Those of them in which it found no article.
-- mean_layout_confidence: How sure it was that the pages are its own, 0 to 1.
-- article_count: Articles that it found, copies included.
-- distinct_article_count: Articles that copy no other.
-- mean_parse_confidence: How sure it was of the articles' spans, 0 to 1; null where there are none.
-- dated_share: Share of its articles with a date of publication.
-- word_count: Words of all its articles, copies included.
with parsed as (
    select
        layout_name,
        count(*) as page_count,
        count(*) filter (article_count = 0) as empty_page_count,
        avg(layout_confidence) as mean_layout_confidence
    from pages
    group by layout_name
),
found as (
    select
        pages.layout_name,
        count(*) as article_count,
        count(*) filter (articles.article_id not in (select article_id from duplicates)) as distinct_article_count,
        avg(articles.parse_confidence) as mean_parse_confidence,
        count(articles.published_on) / count(*) as dated_share,
        sum(articles.word_count)::bigint as word_count
    from articles
    join pages using (page_id)
    group by pages.layout_name
),
final as (
    select
        parsed.layout_name,
        parsed.page_count,
        parsed.empty_page_count,
        parsed.mean_layout_confidence,
        coalesce(found.article_count, 0) as article_count,
        coalesce(found.distinct_article_count, 0) as distinct_article_count,
        found.mean_parse_confidence,
        found.dated_share,
        coalesce(found.word_count, 0) as word_count
    from parsed
    left join found using (layout_name)
)
select * from final
