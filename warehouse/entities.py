"""What the resolution of entities reads from the warehouse and writes back: frames in and out of DuckDB, nothing decided here."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from schemas.catalog import CATALOG
from warehouse.publish import Connection

TABLES = ("entities", "entity_aliases")
# Where the batch tables hold an entity beside the name that it was resolved from, and how both columns' names begin.
_REFERENCES = (
    ("article_entities", ""), ("entity_mentions", ""), ("events", "actor_"), ("events", "recipient_"), ("events", "place_"),
    ("events", "claimed_by_"), ("quotes", "speaker_"),
)  # fmt: skip
# Of the texts an entity is mentioned by, so many are listed with it; `entity_aliases` has all.
LISTED_ALIASES = 50


def clear(con: Connection) -> None:
    """Deletes all rows of the step, so that they are made anew."""
    for table in TABLES:
        con.execute(f"delete from {table}")


def names(con: Connection) -> pl.DataFrame:
    """All names that articles tell: `name_id`, `entity_type`, `entity_name` (the form that most articles use), `is_located`."""
    return con.sql(
        """
        with forms as (
            select name_id, entity_type, entity_name, count(*) as articles,
                bool_or(coalesce(geonames_id::varchar, wikidata_id, watchlist_id) is not null) as is_located
            from article_entities group by all
        )
        select name_id, entity_type, max_by(entity_name, (articles, entity_name)) as entity_name,
            bool_or(is_located) as is_located
        from forms group by all order by name_id
        """
    ).pl()


def short_forms(con: Connection) -> pl.DataFrame:
    """Short forms and acronyms that articles resolve: `mention_text`, `name_id`, `entity_type`, `article_count`."""
    return con.sql(
        """
        select mention_text, name_id, entity_type, count(distinct article_id) as article_count
        from entity_mentions
        where mention_kind in ('alias', 'acronym') and entity_type in ('person', 'organization', 'vessel')
        group by all order by all
        """
    ).pl()


def together(con: Connection, pairs: pl.DataFrame) -> pl.DataFrame:
    """Those of the pairs of name ids (`left`, `right`) that stand in one article."""
    con.register("asked_pairs", pairs.to_arrow())
    found = con.sql(
        """
        select asked_pairs.left, asked_pairs.right from asked_pairs
        join article_entities as one on one.name_id = asked_pairs.left
        join article_entities as other on other.name_id = asked_pairs.right and other.article_id = one.article_id
        group by all order by all
        """
    ).pl()
    con.unregister("asked_pairs")
    return found


def write(con: Connection, run_id: str, merges: pl.DataFrame, folder: Path) -> None:
    """Puts the merges into the batch tables, and makes `entities` and `entity_aliases` agree with them.

    Rows that stay as they are keep their run_id.
    """
    file = folder / "merges.parquet"
    merges.write_parquet(file)
    con.execute("create temp table merges as select * from read_parquet(?)", [str(file)])
    for table, slot in _REFERENCES:
        con.execute(
            f"""
            update {table} set {slot}entity_id = target.entity_id
            from (
                select distinct {table}.{slot}name_id as name_id, coalesce(merges.entity_id, {table}.{slot}name_id) as entity_id
                from {table} left join merges on merges.name_id = {table}.{slot}name_id
            ) as target
            where target.name_id = {table}.{slot}name_id and target.entity_id is distinct from {table}.{slot}entity_id
            """
        )
    con.execute(_ALIASES)
    con.execute(_ENTITIES, [LISTED_ALIASES])
    for table in TABLES:
        columns = ", ".join(row[0] for row in con.execute(f"describe new_{table}").fetchall())
        con.execute(f"create temp table stays as select {columns} from {table} intersect select {columns} from new_{table}")
        key = ", ".join(CATALOG[table].primary_key)
        same = " and ".join(f"stays.{column} = {table}.{column}" for column in CATALOG[table].primary_key)
        con.execute(f"delete from {table} where not exists (select 1 from stays where {same})")
        con.execute(f"insert into {table} by name select *, ? as run_id from new_{table} anti join stays using ({key})", [run_id])
        con.execute("drop table stays")
        con.execute(f"drop table new_{table}")
    con.execute("drop table merges")


_ALIASES = """
    create temp table new_entity_aliases as
    with texts as (
        select entity_id, name_id, mention_text as alias_text, mention_kind, count(*) as mentions,
            count(distinct article_id) as articles
        from entity_mentions where mention_kind <> 'title' group by all
    ),
    aliases as (
        select entity_id, name_id, alias_text, max_by(mention_kind, (mentions, mention_kind)) as mention_kind,
            sum(articles)::bigint as article_count
        from texts group by all
    ),
    shares as (
        select *, article_count / sum(article_count) over (partition by alias_text) as share from aliases
    )
    select shares.entity_id, shares.name_id, alias_text, mention_kind, article_count,
        case when merges.method is not null then merges.method
            when mention_kind in ('alias', 'acronym', 'demonym') then 'in_article' else 'same_text' end as method,
        round(coalesce(merges.score, share), 3) as score,
        coalesce(merges.evidence, article_count || ' articles, of those with this text a share of ' || round(share, 3))
            as evidence
    from shares left join merges using (name_id)
"""
_ENTITIES = """
    create temp table new_entities as
    with forms as (
        select entity_id, entity_name, count(*) as articles, name_id = entity_id as is_own
        from article_entities group by all
    ),
    named as (
        select entity_id, max_by(entity_name, (is_own, articles, entity_name)) as entity_name from forms group by entity_id
    ),
    texts as (
        select entity_id, alias_text, sum(article_count) as articles from new_entity_aliases group by all
    ),
    aliases as (
        select entity_id, (list(alias_text order by articles desc, alias_text))[:?] as aliases from texts group by entity_id
    )
    select entity_id, any_value(named.entity_name) as entity_name,
        max_by(article_entities.entity_type, name_id = article_entities.entity_id) as entity_type,
        max(country_code) as country_code, max(wikidata_id) as wikidata_id, max(geonames_id) as geonames_id,
        max(watchlist_id) as watchlist_id, max(latitude) as latitude, max(longitude) as longitude,
        any_value(aliases) as aliases, sum(mention_count)::bigint as mention_count,
        count(distinct article_id) as article_count, min(published_on) as first_seen_on, max(published_on) as last_seen_on
    from article_entities
    join articles using (article_id) join named using (entity_id) join aliases using (entity_id)
    group by entity_id
"""
