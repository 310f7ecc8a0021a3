-- One row per two entities that distinct articles mention together. Copies are not counted. Of an article its 20 most
-- salient entities are paired; pairs of fewer than 3 articles are left out, and the 200,000 most frequent are kept.
-- kept as: table
--
-- entity_id_l: The one with the smaller id.
-- entity_name_l: Its name.
-- entity_type_l: What it is.
-- entity_id_r: The other.
-- entity_name_r: Its name.
-- entity_type_r: What it is.
-- distinct_article_count: Distinct articles that mention both.
-- distinct_article_count_l: Distinct articles that mention the first.
-- distinct_article_count_r: Distinct articles that mention the second.
-- lift: How many times as often as by chance: the share of articles with both, over the product of the shares of each. All
--   distinct articles with an entity are counted.
-- npmi: Pointwise mutual information over its largest value, -1 to 1: 0 by chance, 1 where neither is without the other.
with mentions as (
    select article_id, entity_id, max(salience) as salience
    from article_entities
    where article_id not in (select article_id from duplicates)
    group by article_id, entity_id
),
ranked as (
    select article_id, entity_id
    from mentions
    qualify row_number() over (partition by article_id order by salience desc, entity_id) <= 20
),
sizes as (
    select entity_id, count(*) as article_count from ranked group by entity_id
),
frequent as (
    select ranked.* from ranked semi join (from sizes where article_count >= 3) as often using (entity_id)
),
totals as (
    select count(distinct article_id) as article_count from ranked
),
pairs as (
    select one.entity_id as entity_id_l, other.entity_id as entity_id_r, count(*) as article_count
    from frequent as one
    join frequent as other on one.article_id = other.article_id and one.entity_id < other.entity_id
    group by one.entity_id, other.entity_id
    having count(*) >= 3
    order by article_count desc, entity_id_l, entity_id_r
    limit 200000
),
final as (
    select
        pairs.entity_id_l,
        entities_l.entity_name as entity_name_l,
        entities_l.entity_type as entity_type_l,
        pairs.entity_id_r,
        entities_r.entity_name as entity_name_r,
        entities_r.entity_type as entity_type_r,
        pairs.article_count as distinct_article_count,
        sizes_l.article_count as distinct_article_count_l,
        sizes_r.article_count as distinct_article_count_r,
        pairs.article_count * totals.article_count / (sizes_l.article_count * sizes_r.article_count) as lift,
        if(
            pairs.article_count = totals.article_count,
            1,
            ln(lift) / -ln(pairs.article_count / totals.article_count)
        ) as npmi
    from pairs
    cross join totals
    join sizes as sizes_l on sizes_l.entity_id = pairs.entity_id_l
    join sizes as sizes_r on sizes_r.entity_id = pairs.entity_id_r
    join entities as entities_l on entities_l.entity_id = pairs.entity_id_l
    join entities as entities_r on entities_r.entity_id = pairs.entity_id_r
)
select * from final
