"""The resolution of entities over the whole warehouse: names that articles tell become entities, with a reason for each merge."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.settings import ROOT, Settings, sources_hash
from transforms.entities.bearers import bear_surnames, doubtful_names, tell_apart
from transforms.entities.mentions import name_id
from transforms.entities.names import name_key
from transforms.entities.resolution import candidate_pairs, kin, merge_names
from transforms.entities.within_document import known_acronyms
from warehouse import entities as store
from warehouse.publish import Change, Connection, CorpusStep


def entities_step(_settings: Settings) -> CorpusStep:
    """The step as the publisher runs it; its version is that of its code."""
    parts = {
        "transforms/entities": ("names.py", "bearers.py", "components.py", "resolution.py", "roles.py"),
        "seeds": ("acronyms.csv", "given_name_variants.csv", "roles.csv"),
    }
    own = [Path(__file__), ROOT / "warehouse" / "entities.py"]
    sources = own + [ROOT / folder / name for folder, names in parts.items() for name in names]
    return CorpusStep("entities", sources_hash(sources), store.clear, resolve_entities)


def resolve_entities(con: Connection, change: Change, folder: Path) -> None:
    """Brings `entities`, `entity_aliases` and the entity ids of mentions up to date. A function of the articles alone."""
    names = _with_keys(store.names(con), "entity_name")
    forms = _with_keys(store.short_forms(con), "mention_text").group_by("key", "name_id", "entity_type").agg(
        pl.col("article_count").sum()
    )  # fmt: skip
    merges = merge_names(names, forms, store.together(con, candidate_pairs(names)))
    store.begin(con, merges, folder)
    touched = kin(names, forms, store.changed_names(con, change.run_id))
    _tell_namesakes_apart(con, *doubtful_names(names, forms, merges, touched), folder)
    store.write(con, change.run_id)


def _tell_namesakes_apart(con: Connection, doubtful: pl.DataFrame, bearing: pl.DataFrame, folder: Path) -> None:
    """People with full names first, then single names by them, then what is left of those; a part of the names at a time."""
    known = [name_id(f"organization:{name_key(body, 'organization')}:") for body in known_acronyms().values()]
    parts = store.ask(con, doubtful, bearing, known, folder)
    rare = doubtful.filter("is_rare")["name_id"]
    for part in range(parts):
        store.add_bearers(con, tell_apart(*store.occurrences(con, part, parts, single=False), rare))
    for part in range(parts):
        store.add_bearers(
            con, bear_surnames(*store.occurrences(con, part, parts, single=True), *store.full_names(con, part, parts))
        )
        store.add_bearers(con, tell_apart(*store.occurrences(con, part, parts, single=True, left=True), rare))


def _with_keys(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    pairs = frame.select(column, "entity_type").unique()
    keys = [name_key(text, kind) for text, kind in pairs.rows()]
    return frame.join(pairs.with_columns(pl.Series("key", keys, pl.String)), on=[column, "entity_type"], how="left")
