"""Labelled stories: which reports are joined, and by how many publishers of their own each story is told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import duckdb

from flows.stories import find_stories
from tests.conftest import build, rows
from tests.marts.tiny import tiny
from tests.stories.labelled import Found, found_of_gold, gold_tables, pair_score, read_labelled, write_dump
from warehouse.publish import Change

FLOOR = 0.85
END_TO_END_FLOOR, PRECISION_FLOOR = 0.65, 0.9  # of events that are found among them: one in five is not


def joined(con: duckdb.DuckDBPyConnection, folder: Path, run_id: str = "run") -> duckdb.DuckDBPyConnection:
    find_stories(con, Change(run_id, datetime(2024, 7, 1, tzinfo=UTC), "", {}), folder)
    return con


def test_events_as_a_perfect_extractor_finds_them_are_joined_to_the_labelled_stories(tmp_path: Path) -> None:
    tables, gold = gold_tables(read_labelled())
    con = joined(tiny(**tables), tmp_path)
    found = dict(con.sql("select event_id, story_id from events").fetchall())
    score = pair_score(found, gold)
    sys.stderr.write(f"\npairs: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}\n")
    assert score.f1 >= FLOOR


def test_publishers_are_counted_without_reprints(tmp_path: Path) -> None:
    labelled = read_labelled()
    tables, gold = gold_tables(labelled)
    con = joined(tiny(**tables), tmp_path)
    counts = con.sql("select story_id, independent_publisher_count from stories where article_count > 1 order by 1").fetchall()
    told_alone = con.sql("select story_id, independent_publisher_count from stories where article_count = 1").fetchall()
    assert {gold[story]: count for story, count in counts + told_alone} == labelled.publishers


def test_articles_read_by_the_product_are_joined_to_the_labelled_stories(tmp_path: Path) -> None:
    labelled = read_labelled()
    build(tmp_path / "stories.duckdb", write_dump(labelled, tmp_path))
    query = """
        select source_url, event_type, trim(substring(body_text, events.start_char + 1, events.end_char - events.start_char)),
            event_id, story_id
        from events join articles using (article_id)
    """
    events = cast("list[Found]", rows(tmp_path / "stories.duckdb", query))
    found, gold = found_of_gold(labelled, events), gold_tables(labelled)[1]
    score, missed = pair_score(found, gold), sum(story.startswith("not found") for story in found.values())
    sys.stderr.write(
        f"\nend to end: {missed} of {len(gold)} events not found; pairs: precision {score.precision:.3f}, "
        f"recall {score.recall:.3f}, F1 {score.f1:.3f}\n"
    )
    assert score.f1 >= END_TO_END_FLOOR
    assert score.precision >= PRECISION_FLOOR
