-- One row per entity and day of publication, of articles whose date is exact to the day. An article has one day, so that
-- counts of weeks and months are sums.
-- kept as: table
--
-- entity_id: The entity.
-- entity_name: Its name.
-- entity_type: What it is.
-- published_on: Day of publication.
-- article_count: Articles that mention it, copies included.
-- distinct_article_count: Those of them that copy no other.
-- about_article_count: Distinct articles that are about it: with a salience of 0.5 or more, which takes the title and
--   mentions beside it, or most of the mentions and an early first one.
-- mention_count: Mentions in these articles, copies included.
with mentions as (
    select
        article_id,
        entity_id,
        sum(mention_count) as mention_count,
        max(salience) as salience
    from article_entities
    group by article_id, entity_id
),
dated as (
    select
        article_id,
        published_on,
        article_id in (select article_id from duplicates) as is_copy
    from articles
    where published_precision = 'day'
),
counted as (
    select
        mentions.entity_id,
        dated.published_on,
        count(*) as article_count,
        count(*) filter (not dated.is_copy) as distinct_article_count,
        count(*) filter (not dated.is_copy and mentions.salience >= 0.5) as about_article_count,
        sum(mentions.mention_count)::bigint as mention_count
    from mentions
    join dated using (article_id)
    group by mentions.entity_id, dated.published_on
),
final as (
    select
        counted.entity_id,
        entities.entity_name,
        entities.entity_type,
        counted.published_on,
        counted.article_count,
        counted.distinct_article_count,
        counted.about_article_count,
        counted.mention_count
    from counted
    join entities using (entity_id)
)
select * from final order by entity_id, published_on
