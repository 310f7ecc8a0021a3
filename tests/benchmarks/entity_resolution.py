"""What the resolution of entities over the warehouse takes, and in how much memory, on mentions made up for it.

    python -m tests.benchmarks.entity_resolution [--articles 1000000] [--more 10000]

Six mentions an article, of names as unevenly frequent as in news (Zipf), surnames, acronyms and full names with
middle initials among them, so that there is something to merge; every other person has a name that others may have too, and some
articles have the surname alone. First all articles, then some more.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl

from flows.entities import resolve_entities
from flows.settings import Settings
from transforms.entities.lexicon import LISTED, lexicon
from warehouse.ddl import create_tables
from warehouse.publish import Change

MENTIONED = 6  # names of an article
BEARERS = 400_000  # people, organisations and places that articles name
COUNTRIES = 200
# Names of people are a given name and a surname of the lists or a made-up one; each of a name's forms is used by some articles.
_MADE = """
    create or replace macro draw(number, seed) as (hash(number, seed) % 1000003) / 1000003.0;
    create temp table made as
    with picked as (
        select i, n, (pow({bearers}.0, draw(i * 6 + n, 'who')) - 1)::bigint as who, draw(i * 6 + n, 'form') as form
        from range({low}, {high}) as articles(i), range({mentioned}) as names(n)
    ),
    named as (
        select *, ['person', 'organization', 'place'][1 + who % 3] as entity_type,
            given_names[1 + who * 7919 % len(given_names)] as given,
            case when who % 2 = 0 then 'Family' || who else surnames[1 + who * 104729 % len(surnames)] end as family
        from picked, listed
    )
    select distinct on (i, name_id) i, n, entity_type, name as entity_name, text as mention_text, kind as mention_kind,
        md5(entity_type || name) as name_id, case when entity_type = 'place' then code end as country_code,
        case when entity_type = 'person' and form < 0.4 then [['minister', 'striker', 'singer'][1 + who % 3]] else [] end as roles
    from (
        select *, chr((65 + who % {countries} // 10)::integer) || chr((65 + who % 10)::integer) || 'X' as code,
            case when entity_type <> 'person' then 'Body Of Number ' || who
                when form > 0.85 then family
                when form < 0.1 then given || ' J. ' || family else given || ' ' || family end as name,
            case when entity_type = 'person' and form > 0.7 then family
                when entity_type = 'organization' and form > 0.7 then 'BON' || who else name end as text,
            case when entity_type = 'person' and form > 0.7 and form <= 0.85 then 'alias'
                when entity_type = 'organization' and form > 0.7 then 'acronym' else 'name' end as kind
        from named
    );
    insert into articles by name
    select md5('a' || i) as article_id, 'p' as page_id, 'd' as dump_id, 0 as article_number, 0 as start_char, 1 as end_char,
        'title' as title, 'body' as body_text, [] as authors, 'outlet' as publisher_name, 'en' as language_code,
        date '2020-01-01' + (i % 1000)::integer as published_on, 'day' as published_precision, 'x' as published_at_raw,
        'metadata' as published_basis, [] as categories, [] as tags, 'complete' as completeness, 4 as word_count,
        sha256(i::varchar) as content_sha256, 'record' as layout_name, 1 as parse_confidence, '{run}' as run_id
    from range({low}, {high}) as articles(i);
    insert into entity_mentions by name
    select md5('m' || i || '-' || n) as mention_id, md5('a' || i) as article_id, 'd' as dump_id, name_id, name_id as entity_id,
        mention_text, entity_type, mention_kind, n * 10 as start_char, n * 10 + 5 as end_char, 'made' as extractor,
        0.9 as confidence, '{run}' as run_id
    from made;
    insert into article_entities by name
    select md5('a' || i) as article_id, 'd' as dump_id, name_id, name_id as entity_id, entity_name, entity_type,
        country_code, roles, 1 as mention_count, n * 10 as first_start_char, false as in_title, 0.5 as salience, '{run}' as run_id
    from made;
    drop table made;
"""


def main() -> None:
    """Prints CPU seconds and peak memory of a first run, of one with more articles, and of one in which nothing came."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--more", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/made.duckdb") as con:
        con.execute(f"set memory_limit = '{Settings().memory_limit}'")
        con.execute("set threads = 2")
        con.execute("set preserve_insertion_order = false")
        create_tables(con)
        listed = _words("given"), _words("surname")
        con.execute("create temp table listed as select ?::varchar[] as given_names, ?::varchar[] as surnames", listed)
        ends = (0, options.articles, options.articles + options.more, options.articles + options.more)
        for number, (low, high) in enumerate(pairwise(ends)):
            made = _MADE.format(
                bearers=BEARERS, mentioned=MENTIONED, countries=COUNTRIES, low=low, high=high, run=f"run-{number}"
            )
            con.execute(made)
            before, began, wall = _peak(), time.process_time(), time.perf_counter()
            resolve_entities(con, Change(f"run-{number}", datetime(2024, 1, 1, tzinfo=UTC), "", {}), Path(folder))
            sys.stdout.write(
                f"{high - low:,} articles more: {time.process_time() - began:.1f} s of CPU, {time.perf_counter() - wall:.1f} s; "
                f"peak {_peak():,.0f} MB ({before:,.0f} MB before); {_count(con, 'entities'):,} entities, "
                f"{_count(con, 'entity_aliases'):,} aliases\n"
            )
            sys.stdout.flush()


def _words(name: str) -> list[str]:
    """The words of a list of names, with a capital."""
    words = lexicon().words.filter(pl.col("listed") & LISTED[name] > 0).sort("zipf", descending=True, maintain_order=True)
    return words["word"].str.to_titlecase().to_list()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


if __name__ == "__main__":
    main()
