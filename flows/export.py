"""What `broadsheet export` writes: which tables, from the names that a user gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.plan import InputError
from flows.settings import Settings
from schemas.catalog import CATALOG
from warehouse.export import export
from warehouse.marts import marts


def export_tables(warehouse: Path, folder: Path, names: str | None, *, with_marts: bool, by_month: bool) -> dict[str, Any]:
    """Exports the tables named, with commas between, or all of them; returns the manifest."""
    wanted = list(CATALOG) if names is None else list(dict.fromkeys(name.strip() for name in names.split(",")))
    wanted += [name for name in marts() if with_marts and name not in wanted]
    unknown = [name for name in wanted if name not in CATALOG and name not in marts()]
    if unknown:
        raise InputError(f"There is no table {', '.join(unknown)}. Tables: {', '.join([*CATALOG, *marts()])}")
    return export(warehouse, folder, wanted, Settings().memory_limit, by_month=by_month)
