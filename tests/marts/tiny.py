"""Tiny warehouses in memory: rows that name only the columns that a test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import duckdb
import polars as pl

from schemas.catalog import CATALOG, Column
from warehouse.ddl import create_tables
from warehouse.marts import create_marts

Row = dict[str, object]
DEFAULTS: list[tuple[type[pl.DataType], object]] = [
    (pl.String, ""), (pl.Int64, 0), (pl.Float64, 0.0), (pl.Boolean, False), (pl.List, []), (pl.Date, date(2024, 1, 1)),
    (pl.Datetime, datetime(2024, 7, 1, tzinfo=UTC)),
]  # fmt: skip


def article(article_id: str, publisher: str | None = None, day: str | None = None, **others: object) -> Row:
    """A row of articles of one dump; its date is exact to the day unless `published_precision` says otherwise."""
    dated = {"published_on": date.fromisoformat(day), "published_precision": "day"} if day else {}
    return {"article_id": article_id, "dump_id": "d", "publisher_name": publisher, "language_code": "en",
            "completeness": "complete", **dated, **others}  # fmt: skip


def copy(article_id: str, of: str, kind: str = "exact") -> Row:
    """A row of duplicates."""
    return {"article_id": article_id, "canonical_article_id": of, "cluster_id": of, "duplicate_kind": kind}


def mention(article_id: str, entity: str, salience: float = 0.3, count: int = 1, name: str | None = None) -> Row:
    """A row of article_entities."""
    return {"article_id": article_id, "entity_id": entity, "name_id": name or entity, "salience": salience,
            "mention_count": count}  # fmt: skip


def tiny(**tables: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    """A warehouse with these rows, its marts made; one dump `d`, read on 1 July 2024, unless others are given."""
    con = duckdb.connect()
    con.execute("set timezone = 'UTC'")
    create_tables(con)
    tables.setdefault("dumps", [{"dump_id": "d"}])
    if "article_entities" in tables and "entities" not in tables:
        names = sorted({str(row["entity_id"]) for row in tables["article_entities"]})
        tables["entities"] = [{"entity_id": name, "entity_name": name.title(), "entity_type": "place"} for name in names]
    for name, rows in tables.items():
        if not rows:
            continue
        columns = CATALOG[name].columns
        whole = pl.DataFrame([{c.name: row.get(c.name, _default(c)) for c in columns} for row in rows],
                             schema={c.name: c.dtype for c in columns})  # fmt: skip
        con.register("whole", whole)
        con.execute(f"insert into {name} by name select * from whole")
        con.unregister("whole")
    create_marts(con)
    return con


def _default(column: Column) -> object:
    return None if column.nullable else next(value for kind, value in DEFAULTS if isinstance(column.dtype, kind))


def mart(con: duckdb.DuckDBPyConnection, columns: str, name: str, order: str = "all") -> list[tuple[object, ...]]:
    """Columns of a mart's rows in a fixed order."""
    return con.sql(f"select {columns} from mart_{name} order by {order}").fetchall()
