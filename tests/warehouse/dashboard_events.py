"""Events and their figures as rows of the tables' own models, in place of those that a warehouse has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from schemas.catalog import CATALOG
from transforms.ids import span_id

_EVENT = {
    "dump_id": "0" * 32, "sentence_number": 0, "start_char": 0, "end_char": 10, "trigger_text": "struck", "trigger_start": 0,
    "trigger_end": 6, "event_type": "ASSAULT", "quad_class": "material_conflict", "event_date_basis": "stated",
    "modality": "happened", "confidence": 0.9,
}  # fmt: skip
_FIGURE = {"dump_id": "0" * 32, "is_approximate": False, "figure_text": "some", "start_char": 0, "end_char": 4}


def replace_events(
    warehouse: Path,
    events: Sequence[tuple[str, dict[str, object]]],
    figures: Sequence[tuple[int, dict[str, object]]] = (),
) -> None:
    """Events are each an article's id and what is not as in `_EVENT`; figures an event's number and the like."""
    event_rows = [
        {**_EVENT, **told, "article_id": article_id, "event_id": span_id("event", number, 0)}
        for number, (article_id, told) in enumerate(events)
    ]
    figure_rows = [
        {
            **_FIGURE, **given, "figure_id": span_id("figure", number, 0), "event_id": event_rows[event]["event_id"],
            "article_id": event_rows[event]["article_id"],
        }
        for number, (event, given) in enumerate(figures)
    ]  # fmt: skip
    with duckdb.connect(warehouse) as con:
        for table, rows in (("events", event_rows), ("event_figures", figure_rows)):
            spec = CATALOG[table]
            con.register("new_rows", spec.model.validate(pl.DataFrame(rows, schema=spec.polars_schema)))
            con.execute(f"delete from {table}")
            con.execute(f"insert into {table} by name select *, 'run' as run_id from new_rows")
