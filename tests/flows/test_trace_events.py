"""Events in the raw text of their dump: every mark stands on the words that the row tells, whatever the page's layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.trace_events import trace_event
from tests.conftest import SAMPLES, build, rows
from warehouse.query import find_row

SLOTS = {"trigger": "trigger", "actor": "actor", "recipient": "recipient", "place": "place", "claimed_by": "claimant"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trace") / "news.duckdb"
    build(path, SAMPLES / "strait_boats.jsonl", SAMPLES / "month_archive_harbour_ledger.txt", SAMPLES / "bare_article_dam.txt")
    return path


def test_marks_stand_on_the_words_of_the_row_in_finished_articles_and_in_pages(warehouse: Path) -> None:
    layouts = set()
    for event_id, layout in rows(warehouse, "select event_id, layout_name from events join articles using (article_id)"):
        found = find_row(warehouse, str(event_id))
        assert found is not None
        row = found[1]
        traced = trace_event(warehouse, row)
        told = {label: str(row[f"{slot}_text"]) for slot, label in SLOTS.items() if row[f"{slot}_text"] is not None}
        marked = {mark.label: traced.text[mark.start : mark.end] for mark in traced.marks if mark.label in told}
        assert marked.items() <= told.items() and "trigger" in marked | dict.fromkeys(told)
        assert all(mark.end <= after.start for mark, after in zip(traced.marks, traced.marks[1:], strict=False))
        assert "".join(text for text, _ in traced.pieces()) in traced.text
        layouts.add(layout)
    assert len(layouts) >= 2  # or the test would be about one way of mapping alone


def test_trace_prints_an_event_with_its_marks_and_a_story_with_its_reports(warehouse: Path) -> None:
    query = "select event_id, story_id from events join event_figures using (event_id) where figure_role = 'vessels' order by all"
    event, story = rows(warehouse, query)[0]
    shown = CliRunner().invoke(app, ["trace", str(event), "--warehouse", str(warehouse)]).stdout
    assert "⟦fired⟧(trigger)" in shown or "⟦attacked⟧(trigger)" in shown
    assert "⟦Kestrovian navy⟧(actor)" in shown and "⟧(vessels)" in shown
    told = CliRunner().invoke(app, ["trace", str(story), "--warehouse", str(warehouse)]).stdout
    assert all(name in told for name in ("Strait Mercury", "Harrowmere Standard", "Low Ness Gazette"))
    assert "copies Strait Mercury" in told and "killed 14" in told
