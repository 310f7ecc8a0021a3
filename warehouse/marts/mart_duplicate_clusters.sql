-- One row per article that others copy: how far it spread.
--
-- cluster_id: Its article_id, which all copies have in duplicates.cluster_id.
-- title: Its headline.
-- outlet_name: Who published it first, as far as the page says, else the site where it was saved.
-- member_count: Articles, itself included.
-- exact_count: Copies with the same normalised text.
-- near_count: Copies with changes.
-- excerpt_count: Copies that are a part of it.
-- outlet_count: Outlets that have it: those of its members that passed it on, else where it was saved, else its publisher.
-- first_published_on: Earliest date of its members, of those exact to the day.
-- last_published_on: Latest one.
-- spread_days: Days between these two.
with members as (
    select cluster_id, article_id, duplicate_kind from duplicates
    union all
    select distinct cluster_id, canonical_article_id, null from duplicates
),
sized as (
    select
        members.cluster_id,
        count(*) as member_count,
        count(*) filter (members.duplicate_kind = 'exact') as exact_count,
        count(*) filter (members.duplicate_kind = 'near') as near_count,
        count(*) filter (members.duplicate_kind = 'excerpt') as excerpt_count,
        count(distinct coalesce(articles.republisher_name, articles.site_name, articles.publisher_name)) as outlet_count,
        min(articles.published_on) filter (articles.published_precision = 'day') as first_published_on,
        max(articles.published_on) filter (articles.published_precision = 'day') as last_published_on
    from members
    join articles using (article_id)
    group by members.cluster_id
),
final as (
    select
        sized.cluster_id,
        articles.title,
        coalesce(articles.publisher_name, articles.site_name) as outlet_name,
        sized.member_count,
        sized.exact_count,
        sized.near_count,
        sized.excerpt_count,
        sized.outlet_count,
        sized.first_published_on,
        sized.last_published_on,
        sized.last_published_on - sized.first_published_on as spread_days
    from sized
    join articles on articles.article_id = sized.cluster_id
)
select * from final
