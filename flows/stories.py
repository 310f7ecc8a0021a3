"""The joining of reports to stories over the whole warehouse: what articles report of one event, side by side."""

from __future__ import annotations

from pathlib import Path

from flows.settings import ROOT, Settings, sources_hash
from transforms.stories.join import join_reports
from warehouse import stories as store
from warehouse.publish import Change, Connection, CorpusStep


def stories_step(_settings: Settings) -> CorpusStep:
    """The step as the publisher runs it; its version is that of its code."""
    sources = [Path(__file__), ROOT / "warehouse" / "stories.py", *(ROOT / "transforms" / "stories").glob("*.py")]
    return CorpusStep("stories", sources_hash(sources), store.clear, find_stories)


def find_stories(con: Connection, change: Change, folder: Path) -> None:
    """Brings `stories` and the story ids of events up to date. A function of events, entities and duplicates alone."""
    joined = join_reports(store.reports(con))
    store.write(con, change.run_id, joined.stories, joined.caps, folder)
