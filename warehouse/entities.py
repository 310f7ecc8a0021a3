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
# Types of names that tell of whom an article is, and how many of its countries do: those it names most.
_TELLING = ("person", "organization", "facility", "vessel", "place")
_MAIN_COUNTRIES = 2
# Namesakes are told apart in parts of about so many tokens: some 150 MB.
PART_TOKENS = 500_000
_ASKED = ("merges", "doubtful", "bearing", "settled", "tokens", "bearers")
# Entities and aliases are counted in parts of about so many mentions: some 300 MB.
PART_MENTIONS = 1_000_000


def clear(con: Connection) -> None:
    """Deletes all rows of the step, so that they are made anew."""
    for table in TABLES:
        con.execute(f"delete from {table}")


def names(con: Connection) -> pl.DataFrame:
    """All names that articles tell: `name_id`, `entity_type`, `entity_name` (the usual form), `is_located`, `article_count`."""
    return con.sql(
        """
        with forms as (
            select name_id, entity_type, entity_name, count(*) as articles,
                bool_or(coalesce(geonames_id::varchar, wikidata_id, watchlist_id) is not null) as is_located
            from article_entities group by all
        )
        select name_id, entity_type, max_by(entity_name, (articles, entity_name)) as entity_name,
            bool_or(is_located) as is_located, sum(articles)::bigint as article_count
        from forms group by all order by name_id
        """
    ).pl()


def changed_names(con: Connection, run_id: str) -> pl.Series:
    """Ids of names of people and bodies that articles of the run tell; of all names where other articles went."""
    query = """
        select distinct name_id from article_entities
        where entity_type in ('person', 'organization') and ($all or run_id = $run)
    """
    return con.execute(query, {"all": _articles_went(con, run_id), "run": run_id}).pl()["name_id"]


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


def begin(con: Connection, merges: pl.DataFrame, folder: Path) -> None:
    """Takes merges of names in, so that the other steps see them."""
    _load(con, "merges", merges, folder)
    con.execute(_BEARERS)


def ask(con: Connection, doubtful: pl.DataFrame, bearing: pl.DataFrame, known: list[str], folder: Path) -> int:
    """Collects what articles name beside people's names of which it is open who bears them; says in how many parts to read it.

    `doubtful` and `bearing` are those of `bearers.doubtful_names`; `known` are ids of names that everybody's articles have.
    """
    _load(con, "doubtful", doubtful, folder)
    _load(con, "bearing", bearing, folder)
    con.execute("create or replace temp table settled as select name_id from doubtful where not is_touched")
    con.execute(_TOKENS, {"types": list(_TELLING), "known": known, "countries": _MAIN_COUNTRIES})
    return 1 + int(con.execute("select count(*) from tokens").fetchall()[0][0]) // PART_TOKENS


def occurrences(con: Connection, part: int, parts: int, *, single: bool, left: bool = False) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names of a part in articles, and what those name beside: `bearers.OCCURRENCES`, `TOKENS`. `left`: no bearer is known."""
    con.execute(_OCCURRENCES, {"part": part, "parts": parts, "single": single, "left": left})
    found = con.sql("select unit, root_id, name_id, article_id, roles, method from occurrences").pl()
    tokens = con.sql(
        """
        select distinct unit, token from occurrences join tokens using (article_id)
        where tokens.root_id <> occurrences.root_id
        """
    ).pl()
    con.execute("drop table occurrences")
    return found, tokens


def full_names(con: Connection, part: int, parts: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who may bear the single names of a part: `root_id` (of the name), `entity_id` with a `token` each, and with `roles`."""
    con.execute(_FULL_NAMES, {"part": part, "parts": parts})
    roles = con.sql("select distinct root_id, entity_id, roles from full_names").pl()
    tokens = con.sql(
        """
        select distinct full_names.root_id, entity_id, token from full_names join tokens using (article_id)
        where tokens.root_id not in (full_names.root_id, full_names.own_id)
        """
    ).pl()
    con.execute("drop table full_names")
    return tokens, roles


def add_bearers(con: Connection, bearers: pl.DataFrame) -> None:
    """Takes in who bears names in which articles (`bearers.BEARERS`)."""
    con.register("told", bearers.to_arrow())
    con.execute("insert into bearers by name from told")
    con.unregister("told")


def write(con: Connection, run_id: str) -> None:
    """Puts merges and bearers into the batch tables, and makes `entities` and `entity_aliases` agree with them.

    Only what new articles and changed merges touch is made anew, some of it at a time; after articles went, all of it. Rows that
    stay as they are keep their run_id.
    """
    con.execute(_TARGETS)
    con.execute(_TOUCHED_NAMES, {"run": run_id, "all": _articles_went(con, run_id)})
    for table, slot in _REFERENCES:
        con.execute(
            f"""
            update {table} set {slot}entity_id = moves.entity_id from moves
            where moves.name_id = {table}.{slot}name_id and moves.article_id = {table}.article_id
              and moves.entity_id is distinct from {table}.{slot}entity_id
            """
        )
    con.execute(_TOUCHED)
    _renew(con, run_id, "entity_aliases", "alias_text")
    _renew(con, run_id, "entities", "entity_id")
    for table in (*_ASKED, "reasons", "moves", "touched_names", "touched_texts", "touched_entities"):
        con.execute(f"drop table {table}")


def _load(con: Connection, table: str, frame: pl.DataFrame, folder: Path) -> None:
    file = folder / f"{table}.parquet"
    frame.write_parquet(file)
    con.execute(f"create or replace temp table {table} as select * from read_parquet(?)", [str(file)])


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


_BEARERS = """
    create or replace temp table bearers (
        article_id varchar, name_id varchar, entity_id varchar, method varchar, score double, evidence varchar
    )
"""
# What the articles of doubtful names tell: their main countries, and names that are not in everybody's articles. `root_id` is the
# name that a name was merged into: none is evidence for itself.
_TOKENS = """
    create or replace temp table tokens as
    with asked as (
        select distinct article_id from article_entities
        where name_id in (select name_id from doubtful where is_touched) or name_id in (select name_id from bearing)
    ),
    told as (
        select article_entities.*, coalesce(merges.entity_id, name_id) as root_id
        from article_entities semi join asked using (article_id) left join merges using (name_id)
    ),
    countries as (
        select article_id, country_code, rank() over (partition by article_id order by sum(mention_count) desc) as place
        from told where country_code is not null group by article_id, country_code
    )
    select article_id, '' as root_id, hash(country_code) as token from countries where place <= $countries
    union all
    select article_id, root_id, hash(name_id) from told
    where list_contains($types, entity_type) and contains(entity_name, ' ') and not list_contains($known, name_id)
      and (entity_type <> 'place' or country_code is null)
"""
_OCCURRENCES = """
    create or replace temp table occurrences as
    select dense_rank() over (order by doubtful.root_id, article_id) as unit, doubtful.root_id, name_id, article_id, roles, method
    from article_entities join doubtful using (name_id)
    where is_touched and is_single = $single and hash(doubtful.root_id) % $parts = $part
      and not ($left and (article_id, name_id) in (select (article_id, name_id) from bearers))
"""
_FULL_NAMES = """
    create or replace temp table full_names as
    select bearing.root_id, article_id, roles, coalesce(merges.entity_id, name_id) as own_id,
        case when name_id in (select name_id from settled) then article_entities.entity_id
            else coalesce(bearers.entity_id, merges.entity_id, name_id) end as entity_id
    from article_entities join bearing using (name_id)
    left join merges using (name_id) left join bearers using (article_id, name_id)
    where hash(bearing.root_id) % $parts = $part
"""
# Rows whose entity is another than before, and why names belong to entities that are not their own.
_TARGETS = """
    create or replace temp table reasons as
    with told as (
        select bearers.name_id, bearers.entity_id, coalesce(merges.method, bearers.method) as method,
            coalesce(merges.score, bearers.score) as score, bearers.evidence
        from bearers left join merges on merges.name_id = bearers.name_id and bearers.method = 'context'
        where bearers.entity_id <> bearers.name_id
    )
    select name_id, entity_id, min_by(method, evidence) as method, min_by(score, evidence) as score, min(evidence) as evidence
    from told group by name_id, entity_id
    union all
    select name_id, entity_id, method, score, evidence from merges
    where name_id not in (select name_id from bearers union all select name_id from settled)
    union all
    select distinct name_id, entity_id, method, score, evidence from entity_aliases
    where entity_id <> name_id and name_id in (select name_id from settled);
    create or replace temp table moves as
    select article_id, name_id, coalesce(bearers.entity_id, merges.entity_id, name_id) as entity_id
    from article_entities left join bearers using (article_id, name_id) left join merges using (name_id)
    where article_entities.entity_id <> coalesce(bearers.entity_id, merges.entity_id, name_id)
        and name_id not in (select name_id from settled);
"""
# Names of new articles, and names whose entity is another or rests on something else than before.
_TOUCHED_NAMES = """
    create or replace temp table touched_names as
    with known as (
        select distinct name_id, entity_id, method, score, evidence from entity_aliases where entity_id <> name_id
    ),
    differ as (
        (from known except select name_id, entity_id, method, score, evidence from reasons)
        union all (select name_id, entity_id, method, score, evidence from reasons except from known)
    )
    select name_id from article_entities where $all or run_id = $run
    union select name_id from differ
    union select name_id from moves
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
    union select entity_id from moves
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
        case when reasons.method is not null then reasons.method
            when mention_kind in ('alias', 'acronym', 'demonym') then 'in_article' else 'same_text' end as method,
        round(coalesce(reasons.score, share), 3) as score,
        coalesce(reasons.evidence, article_count || ' articles, of those with this text a share of ' || round(share, 3))
            as evidence
    from shares left join reasons using (name_id, entity_id)
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
