"""Labelled stories: which reports are joined, and by how many publishers of their own each story is told."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import duckdb
import pytest

from flows.stories import find_stories
from tests.conftest import SAMPLES, build, rows
from tests.marts.tiny import tiny
from tests.stories.labelled import FILE, LATER, Found, found_of_gold, gold_tables, pair_score, read_labelled, write_dump
from warehouse.publish import Change

FLOOR, PRECISION_FLOOR = 0.85, 0.9
# Of stories that were looked at while rules were made, and of those that were not; one event in twelve is not found.
END_TO_END_FLOORS = {FILE: 0.85, LATER: 0.65}


def joined(con: duckdb.DuckDBPyConnection, folder: Path, run_id: str = "run") -> duckdb.DuckDBPyConnection:
    find_stories(con, Change(run_id, datetime(2024, 7, 1, tzinfo=UTC), "", {}), folder)
    return con


@pytest.mark.parametrize("file", END_TO_END_FLOORS, ids=lambda file: file.stem)
def test_events_as_a_perfect_extractor_finds_them_are_joined_to_the_labelled_stories(tmp_path: Path, file: Path) -> None:
    tables, gold = gold_tables(read_labelled(file))
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


@pytest.mark.parametrize("file", END_TO_END_FLOORS, ids=lambda file: file.stem)
def test_articles_read_by_the_product_are_joined_to_the_labelled_stories(tmp_path: Path, file: Path) -> None:
    labelled = read_labelled(file)
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
    assert score.f1 >= END_TO_END_FLOORS[file]
    assert score.precision >= PRECISION_FLOOR


def test_outlets_of_the_sample_dump_differ_in_vessels_and_dead_and_the_reprint_is_none_of_them(tmp_path: Path) -> None:
    build(tmp_path / "news.duckdb", SAMPLES / "strait_boats.jsonl")
    query = "select figure_role, figures_by_publisher from mart_conflicting_figures order by all"
    assert rows(tmp_path / "news.duckdb", query) == [
        ("killed", "Strait Mercury: 11; Harrowmere Standard: 14"),
        ("vessels", "Harrowmere Standard: three; Strait Mercury: four; Low Ness Gazette: six"),
    ]


def test_entities_of_events_follow_the_merges_of_names(tmp_path: Path) -> None:
    texts = [
        "President Nicolás Maduro spoke in Caracas on Tuesday. Maduro said that the talks with Colombia would go on.",
        "Maduro met Gustavo Petro in Bogotá on Wednesday. The two spoke about oil for an hour.",
    ]
    file = tmp_path / "two.jsonl"
    file.write_text("".join(json.dumps({"id": str(n), "body_text": text}) + "\n" for n, text in enumerate(texts)))
    build(tmp_path / "news.duckdb", file)
    query = """
        select distinct actor_text, entity_name, actor_name_id <> actor_entity_id as is_merged
        from events join entities on entity_id = actor_entity_id where event_type = 'CONSULT' and actor_text = 'Maduro'
    """
    assert rows(tmp_path / "news.duckdb", query) == [("Maduro", "Nicolás Maduro", True)]
