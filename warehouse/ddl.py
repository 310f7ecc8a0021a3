"""Tables and their comments in DuckDB, made from the catalog."""

from __future__ import annotations

import duckdb

from schemas.catalog import CATALOG, TableSpec

_HERE = "database_name = current_database()"  # the published version may be attached beside the copy


class SchemaMismatchError(Exception):
    """The warehouse was written by a version of the project with other tables or columns."""


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Creates what is missing, with comments, and refuses a warehouse whose tables have other columns."""
    existing = {name for (name,) in con.execute(f"select table_name from duckdb_tables() where {_HERE}").fetchall()}
    for spec in CATALOG.values():
        if spec.name in existing:
            _require_same_columns(con, spec)
            continue
        columns = ", ".join(f"{column.name} {column.duckdb_type}" for column in spec.columns)
        con.execute(f"create table {spec.name} ({columns})")
        con.execute(f"comment on table {spec.name} is {literal(spec.description)}")
        for column in spec.columns:
            con.execute(f"comment on column {spec.name}.{column.name} is {literal(column.description)}")


def _require_same_columns(con: duckdb.DuckDBPyConnection, spec: TableSpec) -> None:
    rows = con.execute(f"select column_name from duckdb_columns() where table_name = ? and {_HERE}", [spec.name]).fetchall()
    found, wanted = {name for (name,) in rows}, {column.name for column in spec.columns}
    if found != wanted:
        different = ", ".join(sorted(found ^ wanted))
        raise SchemaMismatchError(f"its table {spec.name} differs from this version's in: {different}")


def literal(text: str) -> str:
    """The text as a literal of SQL, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
