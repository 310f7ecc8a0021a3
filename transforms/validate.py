"""Pandera on every table of a batch: rows that break a check become rejects with the check's name."""

from __future__ import annotations

import pandera.errors
import polars as pl

from schemas.catalog import CATALOG

Tables = dict[str, pl.DataFrame]


def validate(tables: Tables) -> Tables:
    """The tables without the rows that break a check of their model; those are in `rejects`, one row per broken check.

    A wrong column or type is no row's fault but the code's: it raises.
    """
    kept: Tables = {}
    rejects = [tables["rejects"]]
    for name, frame in tables.items():
        good, bad = validate_table(name, frame)
        kept[name] = good
        rejects.append(bad)
    kept["rejects"] = pl.concat([validate_table("rejects", pl.concat(rejects))[0]])
    return kept


def validate_table(name: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that keep every check of the table's model, and rejects for the others."""
    # Most batches have tables without rows, and Pandera takes 1 ms a column to find nothing in them.
    if frame.is_empty() and frame.schema == CATALOG[name].polars_schema:
        return frame, CATALOG["rejects"].empty()
    try:
        CATALOG[name].model.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        if cases["index"].null_count():
            raise
        broken = cases.select(
            pl.col("index").cast(pl.UInt32).alias("row"),
            pl.col("column").alias("on"),
            pl.col("check").str.replace(r"\(.*", "").str.to_lowercase().str.replace_all(r"[^a-z0-9_]+", "_"),
            pl.col("failure_case").cast(pl.String).str.head(200).alias("raw_excerpt"),
        )
        numbered = frame.with_row_index("row")
        good = numbered.join(broken, on="row", how="anti", maintain_order="left").drop("row")
        return good, _rejects(name, numbered, broken)
    return frame, CATALOG["rejects"].empty()


def _rejects(name: str, numbered: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    known = [column for column in ("dump_id", "page_id") if column in numbered.columns]
    rows = broken.join(numbered.select("row", *known), on="row", how="left")
    missing = [pl.lit(None, pl.String).alias(column) for column in ("dump_id", "page_id") if column not in known]
    return rows.with_columns(
        *missing,
        pl.lit(None, pl.String).alias("dump_path"),
        pl.lit(name).alias("table_name"),
        ("check:" + pl.col("check")).alias("reject_reason"),
        pl.format("{}.{} breaks the check {}", pl.lit(name), "on", "check").alias("detail"),
    ).select(list(CATALOG["rejects"].polars_schema))
