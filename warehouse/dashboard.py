"""What the embedded dashboard shows: one document of bounded size, whatever the warehouse holds.

Filters work on aggregate cubes, not on articles. A cube has one row per combination of its dimensions that occurs, with
counts. Rare outlets, categories and languages are one value, "other". Days become weeks, months or years, and fewer names
are told apart, until every cube is within its bound (`LADDER`), so that a document of 1,000,000 articles is a few MB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.publish import Connection, WarehouseError, connect_published

# Codes of the values of a dimension: those below FIRST_NAMED stand for no name, the rest are names, the most frequent first.
NOT_STATED, OTHER, FIRST_NAMED = 0, 1, 2


@dataclass(frozen=True)
class Rung:
    """How finely the cubes tell things apart: the unit of time, and how many names of each dimension are not "other"."""

    unit: str
    outlets: int
    categories: int
    entities: int


# From the finest to the coarsest. The last has no categories, so that its size is bounded whatever the articles are filed under.
LADDER = (
    Rung("day", 40, 20, 60),
    Rung("week", 40, 20, 60),
    Rung("month", 40, 20, 60),
    Rung("month", 24, 12, 40),
    Rung("month", 16, 8, 30),
    Rung("quarter", 16, 8, 30),
    Rung("year", 12, 6, 24),
    Rung("year", 8, 0, 12),
)
# Of each cube: packed, some 5 bytes a cell with sums of words, and 2 a cell of one count (tests.benchmarks.dashboard).
MAX_CELLS = {"articles": 150_000, "entities": 800_000, "reprints": 100_000, "events": 300_000}
MAX_PERIODS = 400  # a list to choose from; days go up to a year, weeks to seven
LANGUAGES = 8
ACTORS = 14  # a matrix that can be read
LISTED = 40  # rows of a list that no filter narrows
LISTED_RUNS = 20
NAME_CHARS = 120  # of a name, headline or reason; longer ones end in an ellipsis
# Control characters, and marks that turn the direction of the text around them.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# Reports of what was said to be planned, denied or long past are no events of their day.
TOLD_AS_FACT = ("happened", "ongoing")
# Days between the first publication and the copy: a bucket goes up to its number.
LAG_UNKNOWN, LAG_EARLIER, LAG_FIRST = 0, 1, 2
LAG_DAYS = (0, 1, 3, 7, 14, 30, 90)


@dataclass(frozen=True)
class Document:
    """What a dashboard shows.

    `about` are figures that no filter changes, `names` those behind the codes of a dimension, `cubes` the frames that filters
    work on, `lists` the rows that none narrows. Cubes hold dates and text as they are; all other values are whole numbers from 0.
    """

    about: dict[str, object]
    names: dict[str, list[object]]
    cubes: dict[str, pl.DataFrame]
    lists: dict[str, list[dict[str, object]]]


def document(warehouse: Path) -> Document:
    """The document of the published version; `WarehouseError` where it lacks tables or marts that the dashboard shows."""
    try:
        return _document(warehouse)
    except duckdb.CatalogException as error:
        raise WarehouseError(
            f"{warehouse} was published by another version of Broadsheet; run it again to bring it up to date"
        ) from error


def _document(warehouse: Path) -> Document:
    with connect_published(warehouse) as con:
        con.execute("set timezone = 'UTC'")
        _number_names(con)
        queries = {"articles": _ARTICLE_CUBE, "entities": _ENTITY_CUBE, "reprints": _REPRINT_CUBE}
        lists = {name: _rows(con, query) for name, query in _LISTS.items()}
        if con.sql("select exists(from events)").fetchall()[0][0]:
            queries["events"] = _EVENT_CUBE
        rung = next((one for one in LADDER if _fits(con, queries, one)), LADDER[-1])
        return Document(
            about={"unit": rung.unit, "lag_days": LAG_DAYS, "first_named": FIRST_NAMED, **_about(con)},
            names=_names(con, rung),
            cubes={name: con.sql(query.format(**_parts(rung))).pl() for name, query in queries.items()},
            lists=lists,
        )


# One row per article with the codes of its names; `outlet` is who published it first as far as is known, and
# `copier` where it was passed on. Both are counted when outlets are ranked, so that those that only pass on are named too.
_FACTS = """
    create temp table facts as
    with
    named as (
        select article_id, published_on, word_count, categories,
            coalesce(publisher_name, site_name) as outlet_name,
            coalesce(republisher_name, site_name, publisher_name) as copier_name,
            publisher_name, republisher_name, language_code,
            article_id in (select article_id from duplicates) as is_copy,
            title is null as untitled, len(authors) = 0 as unsigned, publisher_name is null as unattributed,
            published_on is not null and published_precision <> 'day' as imprecise, completeness = 'excerpt' as cut
        from articles
    ),
    category_codes as (
        select categories, list_sort(list_distinct(list(code))) as codes
        from (select distinct categories from named) as lists, unnest(categories) as one(category_name)
        join codes on kind = 'category' and name = category_name
        group by categories
    )
    select named.*,
        coalesce(outlet_codes.code, 0) as outlet, coalesce(copier_codes.code, 0) as copier,
        coalesce(language_codes.code, 0) as language, coalesce(category_codes.codes, [0]) as category_list
    from named
    left join codes as outlet_codes on outlet_codes.kind = 'outlet' and outlet_codes.name = outlet_name
    left join codes as copier_codes on copier_codes.kind = 'outlet' and copier_codes.name = copier_name
    left join codes as language_codes on language_codes.kind = 'language' and language_codes.name = language_code
    left join category_codes using (categories)
"""
_CODES = """
    create temp table codes as
    with
    uses as (
        select 'outlet' as kind, coalesce(publisher_name, site_name) as name from articles
        union all
        select 'outlet', republisher_name from articles
        union all
        select 'language', nullif(language_code, 'und') from articles
        union all
        select 'category', unnest(categories) from articles
    ),
    counted as (select kind, name, count(*) as uses from uses where name is not null group by all)
    select kind, name, 1 + row_number() over (partition by kind order by uses desc, name) as code from counted
"""
# The most mentioned entities first; every third place is for the one that rises most in the last 30 days.
_ENTITY_CODES = """
    create temp table entity_codes as
    with
    counted as (
        select entity_id, count(distinct article_id) as articles
        from article_entities where article_id not in (select article_id from duplicates)
        group by entity_id
    ),
    rising as (
        select entity_id, row_number() over (order by score desc, entity_id) as place
        from mart_rising_entities where window_days = 30 and score > 0
    ),
    ranked as (
        select entity_id, entity_name, entity_type, country_code, articles,
            row_number() over (order by articles desc, entity_name, entity_id) as place
        from counted join entities using (entity_id)
    )
    select ranked.* exclude (articles, place),
        1 + row_number() over (order by least(ranked.place, 3 * rising.place), ranked.place) as code
    from ranked left join rising using (entity_id)
"""
# Who acts in events, and to whom it is done: an entity, or a country where there is none.
_ACTOR_CODES = """
    create temp table actor_codes as
    with
    uses as (
        select coalesce(actor_entity_id, actor_country_code) as actor from events
        union all
        select coalesce(recipient_entity_id, recipient_country_code) from events
    ),
    counted as (select actor, count(*) as uses from uses where actor is not null group by actor)
    select actor, coalesce(entity_name, actor) as actor_name, 1 + row_number() over (order by uses desc, actor) as code
    from counted left join entities on entity_id = actor
"""


def _number_names(con: Connection) -> None:
    """Temporary tables: `codes` of names by frequency, `facts` (articles with these codes), `entity_codes`, `actor_codes`."""
    for statement in (_CODES, _FACTS, _ENTITY_CODES, _ACTOR_CODES):
        con.execute(statement)


def _clamped(column: str, named: int) -> str:
    """SQL for a code of which only so many names are told apart."""
    return f"if({column} < {FIRST_NAMED + named}, {column}, {OTHER})"


def _parts(rung: Rung) -> dict[str, str]:
    """SQL of the dimensions at a rung, by the names that the queries of cubes leave open."""
    listed = f"list_sort(list_distinct(list_transform(category_list, lambda code: {_clamped('code', rung.categories)})))"
    return {
        "period": f"date_trunc('{rung.unit}', published_on)::date",
        "event_period": f"date_trunc('{rung.unit}', event_date)::date",
        "outlet": _clamped("outlet", rung.outlets),
        "source": _clamped("source", rung.outlets),
        "copier": _clamped("copier", rung.outlets),
        "language": _clamped("language", LANGUAGES),
        "actor": _clamped("coalesce(actors.code, 0)", ACTORS),
        "recipient": _clamped("coalesce(recipients.code, 0)", ACTORS),
        "categories": f"array_to_string({listed}, ' ')" if rung.categories else "'0'",
        "entity_limit": str(FIRST_NAMED + rung.entities),
        "lag": f"case when lag is null then {LAG_UNKNOWN} when lag < 0 then {LAG_EARLIER} "
        + " ".join(f"when lag <= {days} then {LAG_FIRST + number}" for number, days in enumerate(LAG_DAYS))
        + f" else {LAG_FIRST + len(LAG_DAYS)} end",
        "told_as_fact": ", ".join(f"'{modality}'" for modality in TOLD_AS_FACT),
    }


_ARTICLE_CUBE = """
    select {period} as period, {outlet} as outlet, {categories} as categories, {language} as language, is_copy::int as is_copy,
        count(*) as articles, sum(word_count)::bigint as words, sum(untitled::int)::bigint as untitled,
        sum(unsigned::int)::bigint as unsigned, sum(unattributed::int)::bigint as unattributed,
        sum(imprecise::int)::bigint as imprecise, sum(cut::int)::bigint as cut
    from facts group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
"""
_ENTITY_CUBE = """
    with
    incidences as (
        select distinct code, article_id from article_entities join entity_codes using (entity_id) where code < {entity_limit}
    )
    select code as entity, {period} as period, {outlet} as outlet, {categories} as categories, {language} as language,
        is_copy::int as is_copy, count(*) as articles
    from incidences join facts using (article_id) group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
"""
# As mart_republishing has it: an article whose page says so is counted as stated where no text was found that it copies.
_REPRINT_CUBE = """
    with
    found as (
        select originals.outlet as source, copies.copier, duplicate_kind as basis, copies.published_on,
            if(copies.imprecise or originals.imprecise, null, copies.published_on - originals.published_on) as lag
        from duplicates
        join facts as copies using (article_id)
        join facts as originals on originals.article_id = canonical_article_id
    ),
    stated as (
        select outlet as source, copier, 'stated' as basis, published_on, null as lag
        from facts
        where publisher_name <> republisher_name and article_id not in (select article_id from duplicates)
    ),
    reprints as (from found union all from stated)
    select {period} as period, {source} as source, {copier} as copier, basis, {lag} as lag, count(*) as articles
    from reprints group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
"""
_EVENT_CUBE = """
    select {event_period} as period, event_type, quad_class, {actor} as actor, {recipient} as recipient, {outlet} as outlet,
        is_copy::int as is_copy, count(*) as reports
    from events
    join facts using (article_id)
    left join actor_codes as actors on actors.actor = coalesce(actor_entity_id, actor_country_code)
    left join actor_codes as recipients on recipients.actor = coalesce(recipient_entity_id, recipient_country_code)
    where modality in ({told_as_fact})
    group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
"""


def _fits(con: Connection, queries: dict[str, str], rung: Rung) -> bool:
    """Whether every cube is within its bound at this rung, and its periods can be chosen from a list."""
    parts = _parts(rung)
    periods = con.sql(f"select count(distinct {parts['period']}) from facts").fetchall()[0][0]
    return periods <= MAX_PERIODS and all(
        con.sql(f"select count(*) from ({query.format(**parts)})").fetchall()[0][0] <= MAX_CELLS[name]
        for name, query in queries.items()
    )


def _names(con: Connection, rung: Rung) -> dict[str, list[object]]:
    """The names behind the codes, of each dimension from FIRST_NAMED on."""
    told_apart = {"outlet": rung.outlets, "category": rung.categories, "language": LANGUAGES}
    found: dict[str, list[object]] = {}
    for kind, limit in told_apart.items():
        query = "select name from codes where kind = ? and code < ? order by code"
        found[kind] = [_shown(name) for (name,) in con.execute(query, [kind, FIRST_NAMED + limit]).fetchall()]
    entities = con.execute(
        "select entity_name, entity_type, country_code from entity_codes where code < ? order by code",
        [FIRST_NAMED + rung.entities],
    ).fetchall()
    found["entity"] = [[_shown(text) for text in entity] for entity in entities]
    actors = con.execute("select actor_name from actor_codes where code < ? order by code", [FIRST_NAMED + ACTORS]).fetchall()
    found["actor"] = [_shown(name) for (name,) in actors]
    return found


def _shown(value: object) -> object:
    """Text of dumps fit to be shown: no characters that a browser obeys or that turn the reading order, and not too long."""
    if isinstance(value, str):
        clean = _OBEYED.sub("\ufffd", value[:NAME_CHARS])
        return clean if len(value) <= NAME_CHARS else clean[:-1] + "…"
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return value


def _rows(con: Connection, query: str) -> list[dict[str, object]]:
    return [{name: _shown(value) for name, value in row.items()} for row in con.sql(query).pl().to_dicts()]


def _about(con: Connection) -> dict[str, object]:
    """Figures of the whole warehouse that no filter changes."""
    [about] = _rows(
        con,
        """
        select (select count(*) from dumps) as dumps, (select count(*) from pages) as pages,
            (select count(*) from articles) as articles, (select count(*) from duplicates) as copies,
            (select count(*) from entities) as entities, (select count(*) from rejects) as rejects,
            (select sum(byte_count)::bigint from dumps) as bytes,
            (select count(distinct name) from codes where kind = 'outlet') as outlets,
            (select count(distinct name) from codes where kind = 'category') as categories,
            (select max_by(run_id, started_at) from runs where status = 'published') as run_id,
            (select strftime(max(finished_at), '%Y-%m-%d %H:%M') from runs where status = 'published') as published_at
        """,
    )
    return about


_LISTS = {
    "clusters": f"""
        select coalesce(clusters.title, left(body_text, {2 * NAME_CHARS})) as title, outlet_name as outlet,
            first_published_on::varchar as first_on, member_count - 1 as copies, outlet_count as outlets, spread_days as days
        from mart_duplicate_clusters as clusters join articles on article_id = cluster_id
        order by copies desc, cluster_id limit {LISTED}
    """,
    "pairs": f"""
        select one.code as left_code, other.code as right_code, distinct_article_count as articles, lift
        from mart_co_mentions
        join entity_codes as one on one.entity_id = entity_id_l
        join entity_codes as other on other.entity_id = entity_id_r
        where greatest(one.code, other.code) < {FIRST_NAMED + LADDER[0].entities}
        order by articles desc, lift desc, left_code, right_code limit {LISTED}
    """,
    "rejects": f"""
        select table_name, reject_reason, sum(reject_count)::bigint as rows, min(example_detail) as example
        from mart_rejects group by table_name, reject_reason order by rows desc, table_name, reject_reason limit {LISTED}
    """,
    "checks": """
        select table_name, check_name, severity, passed, observed, expected
        from checks where run_id = (select max_by(run_id, started_at) from runs where status = 'published')
        order by passed, table_name, check_name
    """,
    "runs": f"""
        select strftime(mart_quality_by_run.started_at, '%Y-%m-%d %H:%M') as started_at, status, status_detail,
            round(duration_seconds, 1) as seconds, dump_count as dumps, article_count as articles
        from mart_quality_by_run order by mart_quality_by_run.started_at desc limit {LISTED_RUNS}
    """,
    # Of one story, role and unit: what an outlet says is a range, open where its words leave it open (at least, up to). Figures
    # differ where the least that one allows is more than the most that another does.
    "figures": f"""
        with
        told as (
            select story_id, figure_role, unit, outlet_name, event_type, event_date, figure_text,
                coalesce(value_low, '-infinity'::double) as low, coalesce(value_high, 'infinity'::double) as high,
                coalesce(value_low, value_high) as value
            from event_figures
            join events using (event_id)
            join facts on facts.article_id = events.article_id
            where not is_copy and outlet_name is not null and story_id is not null
                and coalesce(value_low, value_high) is not null
        ),
        stories as (
            select figure_role, unit, min(event_type) as event_type, min(event_date)::varchar as event_date,
                min(value) as least, max(value) as greatest,
                list(distinct {{'value': value, 'text': figure_text, 'outlet': outlet_name}}) as tellings
            from told group by story_id, figure_role, unit
            having max(low) > min(high) and count(distinct outlet_name) > 1
        )
        select * replace (list_sort(tellings)[:{ACTORS}] as tellings)
        from stories order by greatest / nullif(least, 0) desc nulls first, event_date, figure_role limit {LISTED}
    """,
}
