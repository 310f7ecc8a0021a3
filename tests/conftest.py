"""What tests share: dumps parsed without Prefect or DuckDB, warehouses made by the flow's own steps without a server."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from flows.corpus import corpus_steps, steps_are_outdated
from flows.plan import discover, fingerprint_all, make_plan, vanished
from flows.settings import Settings, code_version
from flows.stage import clear_unfinished, stage_batch, unreadable_rejects
from schemas.catalog import CATALOG
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.layouts import LAYOUTS, Layout
from transforms.readers import Dump, Limits, Page, Unreadable
from transforms.validate import Tables
from warehouse import publish as store
from warehouse.publish import Change, Places

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "seeds" / "sample_dumps"
SHARED = Path(os.environ.get("BROADSHEET_SHARED", ROOT.parent / "shared"))

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason=f"labelled data is not at {SHARED}")


def shared_scorer(name: str) -> ModuleType:
    """A scorer that comes with the labelled articles."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "eval" / "articles" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_dump(path: Path, limits: Limits | None = None) -> tuple[list[Page], list[Unreadable]]:
    """All pages of a dump, and what of it could not be read."""
    with path.open("rb") as file:
        found = list(Dump(file, path.name, limits or Limits()))
    return [p for p in found if isinstance(p, Page)], [p for p in found if isinstance(p, Unreadable)]


def parse_text(*texts: str, layouts: Sequence[Layout] = LAYOUTS, entities: bool = False, events: bool = False) -> Tables:
    """The tables of pages given as text; page n belongs to dump n."""
    pages = [Page(0, len(text.encode()), text, "utf-8") for text in texts]
    rows = [page_row(f"{number:032x}", 0, page) for number, page in enumerate(pages)]
    return parse_pages(pl.DataFrame(rows, schema=PAGE_SCHEMA), layouts=layouts, entities=entities or events, events=events)


def build(
    warehouse: Path, *inputs: Path, settings: Settings | None = None, rebuild: bool = False, prune: bool = False
) -> Change | None:
    """`build_from` for files and folders."""
    return build_from(warehouse, *map(str, inputs), settings=settings, rebuild=rebuild, prune=prune)


def build_from(
    warehouse: Path, *inputs: str, settings: Settings | None = None, rebuild: bool = False, prune: bool = False
) -> Change | None:
    """What the flow does, step by step, without Prefect; None where there was nothing to do."""
    settings, places = settings or Settings(), Places(warehouse)
    with store.only_writer(places, 0, lambda _: None):
        paths, roots = discover(inputs, warehouse)
        published = store.published_dumps(places)
        found = fingerprint_all(paths, 2)
        gone = vanished(published, roots) if prune else []
        plan = make_plan(found, published, batch_bytes=settings.batch_bytes, version=code_version(), rebuild=rebuild, gone=gone)
        if (
            not (plan.batches or plan.removed_dump_ids or plan.moved or plan.unreadable or steps_are_outdated(places, settings))
            and warehouse.exists()
        ):
            return None
        now = datetime.now(UTC)
        change = Change(f"run-{now:%H%M%S%f}", now, code_version(), settings.model_dump())
        change.removed_dump_ids, change.moved_dumps = plan.removed_dump_ids, plan.moved
        change.unreadable = unreadable_rejects((file.path, file.detail) for file in plan.unreadable)
        store.write_journal(places, change)
        clear_unfinished(places.staging)
        change.batches = [stage_batch(batch, places.staging, settings) for batch in plan.batches]
        store.publish(places, change, "512MB", 2, lambda: datetime.now(UTC), steps=corpus_steps(settings))
        return change


def contents(warehouse: Path) -> dict[str, pl.DataFrame]:
    """All tables of the dumps and of the steps over them in a fixed order, without what differs from run to run."""
    with store.connect_published(warehouse) as con:
        tables = {}
        for name in (name for name, spec in CATALOG.items() if spec.written_by != "run"):
            frame = con.sql(f"select * from {name}").pl().drop("run_id")
            frame = frame.drop("ingested_at") if name == "dumps" else frame
            scalar = [column for column, dtype in frame.schema.items() if not dtype.is_nested()]
            tables[name] = frame.sort(scalar, nulls_last=True)
        return tables


def rows(warehouse: Path, query: str) -> list[tuple[object, ...]]:
    """The result of a query on the published version."""
    with store.connect_published(warehouse) as con:
        return con.sql(query).fetchall()
