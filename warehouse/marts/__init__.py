"""Marts: a SQL file each, which makes one view or table for people and BI tools that do not join.

A file starts with a comment that documents the mart, in a form that is read by `parse_mart` and is told nowhere else:

    -- What one row is, in one or several lines.
    -- kept as: table
    --
    -- column_name: What it means, and
    --   how that goes on.
    with ...

`kept as: table` makes it a table when a version is published, where the view would take too long; without it, it is a view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from warehouse.ddl import create_tables, literal

FOLDER = Path(__file__).parent
# Names of other projects' columns stand in quotes.
_COLUMN = re.compile(r'([a-z][a-z0-9_]*|"[A-Za-z][A-Za-z0-9_ ]*"): (\S.*)')
_KEPT_AS = {"kept as: table": "table", "kept as: view": "view"}


class MartError(Exception):
    """A mart's file is not written as it has to be; the message says where."""


@dataclass(frozen=True)
class MartColumn:
    """One column of a mart, as the data dictionary shows it."""

    name: str
    duckdb_type: str
    description: str


@dataclass(frozen=True)
class Mart:
    """A mart as its file states it: what a row is, whether a `view` or a `table` holds it, each column's meaning."""

    name: str
    description: str
    kept_as: str
    columns: dict[str, str]
    query: str

    def create(self, con: duckdb.DuckDBPyConnection) -> None:
        """Makes it or makes it anew, with its documentation, in a database that has all tables."""
        con.execute(f"create or replace {self.kept_as} {self.name} as {self.query}")
        con.execute(f"comment on {self.kept_as} {self.name} is {literal(self.description)}")
        for column, meaning in self.columns.items():
            con.execute(f'comment on column {self.name}."{column}" is {literal(meaning)}')


@cache
def marts() -> dict[str, Mart]:
    """All marts by name."""
    return {file.stem: parse_mart(file.stem, file.read_text(encoding="utf-8")) for file in mart_files()}


def mart_files() -> list[Path]:
    """The SQL files, by name."""
    return sorted(FOLDER.glob("*.sql"))


def parse_mart(name: str, text: str) -> Mart:
    """The mart of a file's text."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = [line[2:].removeprefix(" ") for line in lines[:start]]
    if "" not in header:
        raise MartError(f"{name}: the comment has no empty line between what a row is and the columns")
    about, columns = header[: header.index("")], header[header.index("") + 1 :]
    kept_as = _KEPT_AS.get(about[-1], "view") if about else "view"
    description = " ".join(line for line in about if line not in _KEPT_AS)
    if not description:
        raise MartError(f"{name}: the comment does not say what a row is")
    return Mart(name, description, kept_as, _columns(name, columns), "\n".join(lines[start:]).strip())


def _columns(name: str, lines: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    column = ""
    for line in lines:
        match = _COLUMN.fullmatch(line)
        if match and match[1].strip('"') not in columns:
            column = match[1].strip('"')
            columns[column] = match[2]
        elif column and line.startswith("  ") and line.strip():
            columns[column] += " " + line.strip()
        else:
            raise MartError(f"{name}: neither a new column and its meaning nor its next line: {line!r}")
    return columns


def drop_marts(con: duckdb.DuckDBPyConnection) -> None:
    """Drops all marts that are there, those of other versions of the project too."""
    found = con.execute(
        """
        select 'view' as kept_as, view_name as name from duckdb_views()
        where (starts_with(view_name, 'mart_') or view_name in $others) and database_name = current_database()
        union all
        select 'table', table_name from duckdb_tables()
        where starts_with(table_name, 'mart_') and database_name = current_database()
        """,
        {"others": [name for name in marts() if not name.startswith("mart_")]},
    ).fetchall()
    for kept_as, name in found:
        con.execute(f"drop {kept_as} {name}")


def create_marts(con: duckdb.DuckDBPyConnection) -> None:
    """Makes all marts; those that are tables are filled with what the database holds now."""
    for mart in marts().values():
        mart.create(con)


@cache
def mart_columns(name: str) -> list[MartColumn]:
    """The columns of a mart, with the types that DuckDB finds for them."""
    mart = marts()[name]
    with duckdb.connect() as con:
        create_tables(con)
        described = con.execute(f"describe {mart.query}").fetchall()
    return [MartColumn(column, kind.lower(), mart.columns[column]) for column, kind, *_ in described]
