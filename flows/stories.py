"""The joining of reports to stories over the whole warehouse: what articles report of one event, side by side."""

from __future__ import annotations

from pathlib import Path

from flows.settings import ROOT, Settings, sources_hash
from transforms.stories.join import join_reports
from transforms.stories.kinds import kinds, mutual_triggers
from warehouse import stories as store
from warehouse.publish import Change, Connection, CorpusStep

_SEEDS = ("event_close_types.csv", "event_triggers.csv")


def stories_step(_settings: Settings) -> CorpusStep:
    """The step as the publisher runs it; its version is that of its code."""
    sources = [
        Path(__file__),
        ROOT / "warehouse" / "stories.py",
        *(ROOT / "transforms" / "stories").glob("*.py"),
        *(ROOT / "seeds" / name for name in _SEEDS),
    ]
    return CorpusStep("stories", sources_hash(sources), store.clear, find_stories)


def find_stories(con: Connection, change: Change, folder: Path) -> None:
    """Brings `stories` and the story ids of events up to date. A function of events, entities and duplicates alone."""
    reports = store.reports(con, kinds(), mutual_triggers())
    joined = join_reports(reports, store.frames(con))
    store.write(con, change.run_id, joined.stories, joined.frames, folder)
