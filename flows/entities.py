"""The resolution of entities over the whole warehouse: names that articles tell become entities, with a reason for each merge."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.settings import ROOT, Settings, sources_hash
from transforms.entities.names import name_key
from transforms.entities.resolution import candidate_pairs, merge_names
from warehouse import entities as store
from warehouse.publish import Change, Connection, CorpusStep


def entities_step(_settings: Settings) -> CorpusStep:
    """The step as the publisher runs it; its version is that of its code."""
    own = [Path(__file__), ROOT / "warehouse" / "entities.py"]
    sources = own + [ROOT / "transforms" / "entities" / name for name in ("names.py", "resolution.py")]
    return CorpusStep("entities", sources_hash(sources), store.clear, resolve_entities)


def resolve_entities(con: Connection, change: Change, folder: Path) -> None:
    """Brings `entities`, `entity_aliases` and the entity ids of mentions up to date. A function of the articles alone."""
    names = _with_keys(store.names(con), "entity_name")
    forms = _with_keys(store.short_forms(con), "mention_text").group_by("key", "name_id", "entity_type").agg(
        pl.col("article_count").sum()
    )  # fmt: skip
    together = store.together(con, candidate_pairs(names))
    store.write(con, change.run_id, merge_names(names, forms, together), folder)


def _with_keys(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    pairs = frame.select(column, "entity_type").unique()
    keys = [name_key(text, kind) for text, kind in pairs.rows()]
    return frame.join(pairs.with_columns(pl.Series("key", keys, pl.String)), on=[column, "entity_type"], how="left")
