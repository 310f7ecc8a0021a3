"""The comment at the head of a mart's file: read once, true of the view, shown everywhere."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.marts.tiny import tiny
from warehouse.marts import MartError, drop_marts, mart_columns, mart_files, marts, parse_mart

FILE = """-- One row per day,
-- of any year.
-- kept as: table
--
-- day: The day.
-- article_count: Articles, and
--   their copies.
-- not a column
select 1"""


def test_a_comment_says_what_a_row_is_how_it_is_kept_and_what_columns_mean() -> None:
    mart = parse_mart("mart_days", FILE.replace("-- not a column\n", ""))
    assert mart.description == "One row per day, of any year."
    assert (mart.kept_as, mart.query) == ("table", "select 1")
    assert mart.columns == {"day": "The day.", "article_count": "Articles, and their copies."}
    assert parse_mart("mart_days", "-- One row.\n--\n-- day: The day.\nselect 1").kept_as == "view"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FILE, "neither a new column"),
        ("-- One row.\n--\n-- day: One.\n-- day: Two.\nselect 1", "neither a new column"),
        ("-- One row.\n--\n--   goes on\nselect 1", "neither a new column"),
        ("-- One row.\n-- day: One.\nselect 1", "no empty line"),
        ("--\n-- day: One.\nselect 1", "what a row is"),
        ("select 1", "no empty line"),
    ],
)
def test_a_comment_of_another_form_is_refused(text: str, reason: str) -> None:
    with pytest.raises(MartError, match=reason):
        parse_mart("mart_days", text)


@pytest.mark.parametrize("name", [file.stem for file in mart_files()])
def test_documented_columns_are_those_of_the_mart_in_its_order(name: str) -> None:
    assert [column.name for column in mart_columns(name)] == list(marts()[name].columns)
    assert marts()[name].description.startswith("One row per ")
    assert all(meaning.endswith(".") for meaning in marts()[name].columns.values())


@pytest.mark.parametrize("name", [file.stem for file in mart_files()])
def test_sql_is_lowercase_and_ends_with_the_last_step(name: str) -> None:
    query = marts()[name].query
    words = "".join(part for number, part in enumerate(query.split("'")) if number % 2 == 0)  # without literals
    words = "".join(part for number, part in enumerate(words.split('"')) if number % 2 == 0)  # nor others' columns
    assert words == words.lower()
    assert query.splitlines()[-1].startswith("select * from final")


def test_marts_of_an_empty_warehouse_are_empty_and_those_of_other_versions_are_dropped() -> None:
    con = tiny(dumps=[])
    assert {name: con.sql(f"from {name}").fetchall() for name in marts()} == {name: [] for name in marts()}
    con.execute("create view mart_of_yesterday as select 1 as one")
    con.execute("create view smart_idea as select 1 as one")
    drop_marts(con)
    left = con.sql("select view_name from duckdb_views() where not internal").fetchall()
    assert left == [("smart_idea",)]
    assert con.sql("from duckdb_tables() where table_name like 'mart%'").fetchall() == []


def test_the_data_dictionary_has_marts_with_types_and_meanings() -> None:
    run = CliRunner()
    assert [name for name in marts() if name not in run.invoke(app, ["tables"]).stdout] == []
    shown = run.invoke(app, ["tables", "mart_languages"]).stdout
    assert "One row per language" in shown
    assert "outlet_count" in shown and "bigint" in shown and "Outlets with such articles." in shown
