-- One row per entity and length of the recent window: how much more often it is in the news now than before. Copies are
-- not counted. The windows end on the newest day in the warehouse, of articles dated no later than they were read. Entities
-- in fewer than 3 recent articles are left out.
-- kept as: table
--
-- entity_id: The entity.
-- entity_name: Its name.
-- entity_type: What it is.
-- window_days: Days of the recent window: 7 or 30. The baseline is four times as long, and ends where it begins.
-- window_start: First day of the recent window.
-- window_end: Its last day: the newest one in the warehouse.
-- recent_article_count: Distinct articles of the window that mention it.
-- baseline_article_count: Distinct articles of the baseline that mention it.
-- recent_share: Share of all distinct articles of the window.
-- baseline_share: Share of all distinct articles of the baseline; null where there are none.
-- score: Its log odds in the window less those in the baseline, half an article added to each count, in standard errors: 2
--   or more is seldom chance, and few articles give small scores. Null where the baseline has no articles.
with dated as (
    select articles.article_id, articles.published_on
    from articles
    join dumps using (dump_id)
    where articles.published_precision = 'day'
        and articles.published_on <= date '1970-01-01' + (epoch(dumps.ingested_at) // 86400)::int
        and articles.article_id not in (select article_id from duplicates)
),
newest as (
    select max(published_on) as window_end from dated
),
windows as (
    select window_days, window_end, window_end - (window_days - 1)::int as window_start, 4 * window_days as baseline_days
    from newest, (values (7), (30)) as lengths (window_days)
),
placed as (
    select dated.article_id, windows.window_days, dated.published_on >= windows.window_start as is_recent
    from dated
    join windows
        on dated.published_on <= windows.window_end
        and dated.published_on >= windows.window_start - windows.baseline_days::int
),
totals as (
    select
        window_days,
        count(*) filter (is_recent) as recent_total,
        count(*) filter (not is_recent) as baseline_total
    from placed
    group by window_days
),
mentions as (
    select distinct article_id, entity_id
    from article_entities
    where article_id in (select article_id from placed)
),
counted as (
    select
        mentions.entity_id,
        placed.window_days,
        count(*) filter (placed.is_recent) as recent_article_count,
        count(*) filter (not placed.is_recent) as baseline_article_count
    from mentions
    join placed using (article_id)
    group by mentions.entity_id, placed.window_days
    having count(*) filter (placed.is_recent) >= 3
),
scored as (
    select
        *,
        ln((recent_article_count + 0.5) / (recent_total - recent_article_count + 0.5))
        - ln((baseline_article_count + 0.5) / (baseline_total - baseline_article_count + 0.5)) as log_odds,
        sqrt(
            1 / (recent_article_count + 0.5) + 1 / (recent_total - recent_article_count + 0.5)
            + 1 / (baseline_article_count + 0.5) + 1 / (baseline_total - baseline_article_count + 0.5)
        ) as standard_error
    from counted
    join totals using (window_days)
),
final as (
    select
        scored.entity_id,
        entities.entity_name,
        entities.entity_type,
        windows.window_days,
        windows.window_start,
        windows.window_end,
        scored.recent_article_count,
        scored.baseline_article_count,
        scored.recent_article_count / scored.recent_total as recent_share,
        scored.baseline_article_count / nullif(scored.baseline_total, 0) as baseline_share,
        if(scored.baseline_total = 0, null, scored.log_odds / scored.standard_error) as score
    from scored
    join windows using (window_days)
    join entities using (entity_id)
)
select * from final
