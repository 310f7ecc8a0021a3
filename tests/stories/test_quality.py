"""Labelled stories: which reports are joined, and by how many publishers of their own each story is told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.stories import find_stories
from tests.marts.tiny import tiny
from tests.stories.labelled import gold_tables, pair_score, read_labelled
from warehouse.publish import Change

FLOOR = 0.85


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
