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
# Entities and aliases are counted in parts of about so many mentions: some 300 MB.
PART_MENTIONS = 1_000_000


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

    Only what new articles and changed merges touch is made anew, some of it at a time; after articles went, all of it. Rows that
    stay as they are keep their run_id.
    """
    file = folder / "merges.parquet"
    merges.write_parquet(file)
    con.execute("create temp table merges as select * from read_parquet(?)", [str(file)])
    con.execute(_TOUCHED_NAMES, {"run": run_id, "all": _articles_went(con, run_id)})
    con.execute(_MOVES)
    for table, slot in _REFERENCES:
        con.execute(
            f"""
            update {table} set {slot}entity_id = moves.entity_id from moves
            where moves.name_id = {table}.{slot}name_id and moves.entity_id is distinct from {table}.{slot}entity_id
            """
        )
    con.execute(_TOUCHED)
    _renew(con, run_id, "entity_aliases", "alias_text")
    _renew(con, run_id, "entities", "entity_id")
    for table in ("merges", "touched_names", "moves", "touched_texts", "touched_entities"):
        con.execute(f"drop table {table}")


def _articles_went(con: Connection, run_id: str) -> bool:
    """Whether mentions that were counted are there no more: rows of earlier runs only ever become fewer."""
    query = """
        select (select coalesce(sum(mention_count), 0) from entities)
            <> (select coalesce(sum(mention_count), 0) from article_entities where run_id <> ?)
    """
    return bool(con.execute(query, [run_id]).fetchall()[0][0])


def _renew(con: Connection, run_id: str, table: str, column: str) -> None:
    """Replaces the rows of a table whose `column` was touched, a part at a time. Rows that stay as they are are left alone."""
    touched, query = _MADE[table]
    mentions = con.execute("select count(*) from entity_mentions").fetchall()[0][0]
    parts = 1 + mentions // PART_MENTIONS
    keys = CATALOG[table].primary_key
    same = " and ".join(f"stays.{key} = {table}.{key}" for key in keys)
    for part in range(parts):
        con.execute(f"create temp table part as select {column} from {touched} where hash({column}) % {parts} = {part}")
        con.execute(f"create temp table renewed as {query}", {"listed": LISTED_ALIASES} if "$listed" in query else None)
        columns = ", ".join(row[0] for row in con.execute("describe renewed").fetchall())
        con.execute(
            f"create temp table stays as select {columns} from {table} semi join part using ({column}) "
            f"intersect select {columns} from renewed"
        )
        con.execute(
            f"delete from {table} where {column} in (select {column} from part) and not exists (select 1 from stays where {same})"
        )
        con.execute(
            f"insert into {table} by name select *, ? as run_id from renewed anti join stays using ({', '.join(keys)})", [run_id]
        )
        for made in ("part", "renewed", "stays"):
            con.execute(f"drop table {made}")


# Names of new articles, and names whose merge is another or rests on something else than before.
_TOUCHED_NAMES = """
    create temp table touched_names as
    with known as (
        select distinct name_id, entity_id, method, score, evidence from entity_aliases where entity_id <> name_id
    ),
    differ as (
        (from known except select name_id, entity_id, method, score, evidence from merges)
        union all (select name_id, entity_id, method, score, evidence from merges except from known)
    )
    select name_id from article_entities where $all or run_id = $run
    union select name_id from differ
"""
# Names that are merged, and names that were and are themselves again.
_MOVES = """
    create temp table moves as
    select name_id, entity_id from merges
    union all
    select distinct name_id, name_id as entity_id from article_entities anti join merges using (name_id)
    where entity_id <> name_id
"""
# Entities that the touched names are part of now or were before, and texts of the touched names.
_TOUCHED = """
    create temp table touched_texts as
    select distinct mention_text as alias_text from entity_mentions semi join touched_names using (name_id)
    union select alias_text from entity_aliases
    where name_id in (from touched_names) or name_id not in (select name_id from article_entities);
    create temp table touched_entities as
    select entity_id from article_entities semi join touched_names using (name_id)
    union select entity_id from entity_aliases semi join touched_names using (name_id)
    union select entity_id from entities anti join article_entities using (entity_id)
"""
_ALIASES = """
    with texts as (
        select entity_id, name_id, mention_text as alias_text, mention_kind, count(*) as mentions,
            count(distinct article_id) as articles
        from entity_mentions semi join part on part.alias_text = mention_text where mention_kind <> 'title' group by all
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
    with forms as (
        select entity_id, entity_name, count(*) as articles, name_id = entity_id as is_own
        from article_entities semi join part using (entity_id) group by all
    ),
    named as (
        select entity_id, max_by(entity_name, (is_own, articles, entity_name)) as entity_name from forms group by entity_id
    ),
    texts as (
        select entity_id, alias_text, sum(article_count) as articles
        from entity_aliases semi join part using (entity_id) group by all
    ),
    aliases as (
        select entity_id, (list(alias_text order by articles desc, alias_text))[:$listed] as aliases from texts group by entity_id
    )
    select entity_id, any_value(named.entity_name) as entity_name,
        max_by(article_entities.entity_type, name_id = article_entities.entity_id) as entity_type,
        max(country_code) as country_code, max(wikidata_id) as wikidata_id, max(geonames_id) as geonames_id,
        max(watchlist_id) as watchlist_id, max(latitude) as latitude, max(longitude) as longitude,
        any_value(aliases) as aliases, sum(mention_count)::bigint as mention_count,
        count(distinct article_id) as article_count, min(published_on) as first_seen_on, max(published_on) as last_seen_on
    from article_entities semi join part using (entity_id)
    join articles using (article_id) join named using (entity_id) join aliases using (entity_id)
    group by entity_id
"""
# Of each table: where the touched values of its column are, and the query that makes the rows of those in `part`.
_MADE = {"entity_aliases": ("touched_texts", _ALIASES), "entities": ("touched_entities", _ENTITIES)}
