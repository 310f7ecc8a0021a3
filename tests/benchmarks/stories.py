"""How fast reports are joined to stories, and in how much memory, on events made up for it.

    python -m tests.benchmarks.stories [EVENTS [MORE]]

Stories have one to ten reports; actors, recipients and places are as unevenly frequent as in news, and each report leaves some
of them out. One in five articles copies another. What is joined is scored too, against the stories that the reports were made
from; those with the same participants in the same days cannot be told apart by anybody.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.stories import find_stories
from warehouse.ddl import create_tables
from warehouse.marts import marts
from warehouse.publish import Change

EVENTS, MORE = 1_000_000, 10_000
STORIES_PER_DAY = 400
# `skewed(n, seed)`: number below n, low ones far more often.
_MADE = """
    create macro draw(number, seed) as (hash(number, seed) % 1000003) / 1000003.0;
    create macro skewed(number, seed, most) as cast(floor(most * pow(draw(number, seed), 4)) as bigint);
    create temp table made as
    select number, (number * 10) // 37 as story, draw(number, 1) as told, draw(number, 2) as copied
    from range({events}) as numbers(number);
    insert into entities by name
    select md5('e' || number) as entity_id, 'name ' || number as entity_name,
        case when number < 200 or number % 3 = 0 then 'place' when number % 3 = 1 then 'person' else 'organization' end
            as entity_type,
        case when number < 200 or number % 3 = 0 then 'A' || chr((65 + number % 20)::int) || chr((65 + number % 10)::int) end
            as country_code,
        if(number < 200, 'Q1', null) as wikidata_id, if(number >= 200 and number % 3 = 0, number, null) as geonames_id,
        [] as aliases, 1 as mention_count, 1 as article_count, 'run' as run_id
    from range(20000) as numbers(number);
    insert into articles by name
    select md5('a' || number) as article_id, 'p' as page_id, 'd' as dump_id, 0 as article_number, 0 as start_char, 1 as end_char,
        'title ' || number as title, 'Body ' || story || ' of it.' as body_text, [] as authors,
        'outlet ' || skewed(number, 3, 500) as publisher_name, 'en' as language_code,
        date '2020-01-01' + cast(story // {stories_per_day} + floor(2 * draw(number, 4)) as integer) as published_on,
        'day' as published_precision, 'x' as published_at_raw, 'metadata' as published_basis, [] as categories, [] as tags,
        'complete' as completeness, 4 as word_count, sha256(number::varchar) as content_sha256, 'record' as layout_name,
        1 as parse_confidence, 'run' as run_id
    from made;
    insert into duplicates by name
    select md5('a' || number) as article_id, md5('a' || first) as canonical_article_id, md5('a' || first) as cluster_id,
        'near' as duplicate_kind, 1 as jaccard_similarity, 1 as containment_share, 4 as matched_word_count, false as is_same_page,
        md5('a' || first) as compared_article_id, md5('a' || first) as fullest_article_id, 'run' as run_id
    from (select *, min(number) over (partition by story) as first from made) where copied < 0.2 and first <> number;
    insert into events by name
    select md5('v' || number) as event_id, md5('a' || number) as article_id, 'd' as dump_id, 0 as sentence_number,
        0 as start_char, 20 as end_char, ['struck', 'met', 'said', 'hit'][1 + skewed(number, 9, 4)] as trigger_text,
        0 as trigger_start, 1 as trigger_end,
        ['ASSAULT', 'CONSULT', 'REQUEST', 'ACCUSE', 'AID', 'COERCE', 'PROTEST', 'AGREE'][1 + skewed(story, 5, 8)] as event_type,
        'verbal_conflict' as quad_class,
        if(draw(number, 11) < 0.8, md5('e' || skewed(story, 6, 20000)), null) as actor_entity_id,
        if(draw(number, 12) < 0.7, md5('e' || skewed(story, 7, 20000)), null) as recipient_entity_id,
        if(draw(number, 13) < 0.5, md5('e' || (skewed(story, 8, 6000) * 3)), null) as place_entity_id,
        if(draw(number, 13) < 0.5, 'attached', null) as place_basis,
        date '2020-01-01' + cast(story // {stories_per_day} as integer) as event_date,
        if(told < 0.6, 'resolved', 'published') as event_date_basis, 'happened' as modality, 0.9 as confidence, 'run' as run_id
    from made;
    insert into event_figures by name
    select md5('f' || number) as figure_id, md5('v' || number) as event_id, md5('a' || number) as article_id, 'd' as dump_id,
        'killed' as figure_role, (hash(story, 3) % 20 + hash(number, 3) % 2)::double as value_low, value_low as value_high,
        false as is_approximate, 'x' as figure_text, 0 as start_char, 1 as end_char, 'run' as run_id
    from made where draw(story, 14) < 0.2;
"""
_MARTS = (
    "mart_event_timeline", "mart_actor_recipient_matrix", "mart_conflicting_figures", "mart_event_figures", "mart_corroboration",
    "gdelt_events", "polecat_events",
)  # fmt: skip
_SIZES = "select count(*) as stories, max(report_count) as largest, avg(report_count) as mean from stories"
_CAPS = "select count(*) as capped_blocks, max(size) as largest from (select unnest(capped_blocks) as size from story_frames)"
# As long as all articles are there, the events of the last ones, and then of any, are away and come back.
_AWAY = "create temp table away as select * from events where article_id in (select md5('a' || number) from made where {which})"
_HASH = "select bit_xor(hash(columns(* exclude (run_id)))) from stories"
_SCORE = """
    with pairs as (
        select story_id, story, count(*) as shared from events join made on event_id = md5('v' || number) group by all
    ),
    found as (select sum(n * (n - 1)) as pairs from (select count(*) as n from events group by story_id)),
    gold as (select sum(n * (n - 1)) as pairs from (select count(*) as n from made group by story))
    select sum(shared * (shared - 1)) / any_value(found.pairs) as pair_precision,
        sum(shared * (shared - 1)) / any_value(gold.pairs) as pair_recall
    from pairs, found, gold
"""


def timed(con: duckdb.DuckDBPyConnection, name: str, folder: str) -> None:
    """Joins, and prints seconds of CPU and memory."""
    began, wall = time.process_time(), time.perf_counter()
    find_stories(con, Change("run", datetime(2024, 1, 1, tzinfo=UTC), "", {}), Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{name}: {time.process_time() - began:.1f} s of CPU, {time.perf_counter() - wall:.1f} s; peak {peak:,.0f} MB\n"
    )


def come_back(con: duckdb.DuckDBPyConnection, folder: str, which: str) -> None:
    """Joins without some events, and then with them: what is joined is what it was."""
    before = con.sql(_HASH).fetchall()
    con.execute(_AWAY.format(which=which))
    con.execute("delete from events where event_id in (select event_id from away)")
    timed(con, f"without those of {which}", folder)
    con.execute("insert into events by name select * replace (null as story_id) from away")
    timed(con, "with them", folder)
    con.execute("drop table away")
    sys.stdout.write(f"stories are those of the first run: {before == con.sql(_HASH).fetchall()}\n")


def main() -> None:
    """Prints seconds of CPU, memory and what was joined: of a first run, of one without news, and of some events more."""
    events, more = [int(text) for text in sys.argv[1:]] + [EVENTS, MORE][len(sys.argv) - 1 :]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/made.duckdb") as con:
        con.execute("set memory_limit = '768MB'")
        con.execute("set threads = 2")
        con.execute("set preserve_insertion_order = false")
        create_tables(con)
        con.execute(_MADE.format(events=events, stories_per_day=STORIES_PER_DAY))
        sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB before\n")
        timed(con, "first run", folder)
        timed(con, "again", folder)
        come_back(con, folder, f"number >= {events - more}")
        come_back(con, folder, f"number % {events // more} = 7")
        for name in _MARTS:
            marts()[name].create(con)
            wall = time.perf_counter()
            con.sql(f"select count(columns(*)) from {name}").fetchall()
            sys.stdout.write(f"{name}: {time.perf_counter() - wall:.1f} s\n")
        for query in (_SIZES, _CAPS, _SCORE):
            sys.stdout.write(f"{con.sql(query)}\n")


if __name__ == "__main__":
    main()
