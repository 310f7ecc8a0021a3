"""The marts as the last step over the whole warehouse: made anew by each run, so that they travel with the published file."""

from __future__ import annotations

from pathlib import Path

from flows.settings import ROOT, sources_hash
from warehouse.marts import create_marts, drop_marts, mart_files
from warehouse.publish import Change, Connection, CorpusStep


def marts_step() -> CorpusStep:
    """The step as the publisher runs it; its version is that of the SQL."""
    sources = [Path(__file__), ROOT / "warehouse" / "marts" / "__init__.py", *mart_files()]
    return CorpusStep("marts", sources_hash(sources), drop_marts, _make)


def _make(con: Connection, _change: Change, _folder: Path) -> None:
    create_marts(con)
