"""The published version as Parquet files with a manifest, for those who read no DuckDB file: Spark, Trino, Polars, pandas.

An export is written aside and moved into place as a whole. Who has files of the one before open keeps them; the folder is
gone for the moment between two renames, and an export that is cut off there is mended by the next.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from schemas.catalog import CATALOG
from warehouse.ddl import literal
from warehouse.marts import mart_columns, marts
from warehouse.publish import Connection, WarehouseError, connect_published, literal_path, sync

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
ROW_GROUP_ROWS = 16_384  # 50 MB of articles: readers that work in parallel have something to share, and need little memory
_OPTIONS = f"format parquet, compression zstd, row_group_size {ROW_GROUP_ROWS}"


class ExportError(WarehouseError):
    """The export was not written; the message says why. What stood there stays."""


@dataclass(frozen=True)
class Documented:
    """A table or mart as the manifest describes it: its columns as name, type and meaning."""

    name: str
    description: str
    columns: list[dict[str, str]]


def export(
    warehouse: Path, folder: Path, tables: Sequence[str], memory_limit: str, *, by_month: bool = False
) -> dict[str, object]:
    """Writes these tables and marts of the published version into the folder, and returns the manifest.

    `by_month` writes articles into a folder for each month of publication, named as Hive names partitions.
    """
    folder = folder.absolute()
    aside, before = (folder.with_name(f".{folder.name}.{state}") for state in ("exporting", "before"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0):
            _mend(folder, before)
            _require_replaceable(folder)
            shutil.rmtree(aside, ignore_errors=True)
            try:
                aside.mkdir()
                manifest = _write(warehouse, aside, tables, memory_limit, by_month=by_month)
                _move_into_place(aside, folder, before)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except Timeout:
        raise ExportError(f"Another export is writing to {folder}.") from None
    except OSError as error:
        raise ExportError(f"Cannot write to {folder}: {error.strerror or error}.") from error
    except duckdb.Error as error:
        raise ExportError(f"Writing {folder} failed: {str(error).splitlines()[0]}") from error
    return manifest


def _mend(folder: Path, before: Path) -> None:
    """After an export that was cut off between its two renames, the one before comes back; after a later moment it goes."""
    if before.exists():
        if folder.exists():
            shutil.rmtree(before)
        else:
            before.rename(folder)


def _require_replaceable(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / MANIFEST).is_file():
        raise ExportError(f"{folder} is there and is no export. Choose another folder.")


def _move_into_place(aside: Path, folder: Path, before: Path) -> None:
    if folder.exists():
        folder.rename(before)
    try:
        aside.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _write(warehouse: Path, aside: Path, tables: Sequence[str], memory_limit: str, *, by_month: bool) -> dict[str, object]:
    with connect_published(warehouse) as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"set memory_limit = {literal(memory_limit)}")
        con.execute(f"set temp_directory = {literal(str(aside / 'spill'))}")
        run = con.sql(
            "select run_id, code_version, strftime(finished_at, '%Y-%m-%dT%H:%M:%SZ') from runs where status = 'published' "
            "order by started_at desc limit 1"
        ).fetchone()
        run_id, code_version, published_at = run or (None, None, None)
        described = [_documented(name) for name in tables]
        manifest: dict[str, object] = {
            "manifest_version": MANIFEST_VERSION,
            "run_id": run_id,
            "code_version": code_version,
            "published_at": published_at,
            "schema_version": _schema_version(described),
            "tables": [_write_table(con, aside, one, by_month=by_month) for one in described],
        }
    shutil.rmtree(aside / "spill", ignore_errors=True)
    (aside / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for path in aside.rglob("*"):
        sync(path)
    return manifest


def _write_table(con: Connection, aside: Path, table: Documented, *, by_month: bool) -> dict[str, object]:
    if by_month and table.name == "articles":
        target, options = aside / table.name, f"{_OPTIONS}, partition_by (published_month)"
        rows = "select *, strftime(published_on, '%Y-%m') as published_month from articles"
    else:
        target, options, rows = aside / f"{table.name}.parquet", _OPTIONS, f"from {table.name}"
    con.execute(f"copy ({rows}) to {literal(str(target))} ({options})")
    files = [_file(con, aside, path) for path in (sorted(target.rglob("*.parquet")) if target.is_dir() else [target])]
    return {
        "name": table.name,
        "description": table.description,
        "rows": sum(int(str(file["rows"])) for file in files),
        "bytes": sum(int(str(file["bytes"])) for file in files),
        "columns": table.columns,
        "files": files,
    }


def _file(con: Connection, aside: Path, path: Path) -> dict[str, object]:
    rows = con.execute("select num_rows from parquet_file_metadata(?)", [literal_path(path)]).fetchone()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(aside).as_posix(), "rows": rows[0] if rows else 0, "bytes": path.stat().st_size,
            "sha256": digest}  # fmt: skip


def _documented(name: str) -> Documented:
    spec = CATALOG[name] if name in CATALOG else marts()[name]
    columns = CATALOG[name].columns if name in CATALOG else mart_columns(name)
    return Documented(
        name, spec.description,
        [{"name": one.name, "type": one.duckdb_type, "description": one.description} for one in columns],
    )  # fmt: skip


def _schema_version(tables: Sequence[Documented]) -> str:
    """Differs where tables, columns or types do, whatever is written about them."""
    lines = [f"{table.name} {one['name']} {one['type']}" for table in tables for one in table.columns]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
