"""The command line as its users meet it: what stands on stdout, what on stderr, and the exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from schemas.catalog import CATALOG
from tests.conftest import ROOT, SAMPLES, build, rows

runner = CliRunner()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "w.duckdb"
    build(path, SAMPLES)
    return path


def call(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments])


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.slow
def test_run_publishes_says_so_and_finds_nothing_new_the_second_time(tmp_path: Path) -> None:
    warehouse, home = tmp_path / "w.duckdb", str(tmp_path / "prefect")
    first = command("run", SAMPLES, "--warehouse", warehouse, PREFECT_HOME=home)
    assert first.returncode == 0, first.stderr
    assert "Published" in first.stdout and "dumps parsed 16" in first.stdout and "MB/s" in first.stdout
    assert "malformed_json" in first.stdout
    assert rows(warehouse, "select count(*) > 30 from articles") == [(True,)]
    second = command("run", SAMPLES, "--warehouse", warehouse, PREFECT_HOME=home)
    assert (second.returncode, "Nothing new in 16 files" in second.stderr) == (0, True)
    assert "Traceback" not in first.stderr + second.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "no/such/folder"], 2, "No such file or folder: no/such/folder"),
        (["run", "seeds", "--warehouse", "/proc/1/none/w.duckdb"], 1, "Cannot write to /proc/1/none"),
        (["sql", "select 1", "--warehouse", "/tmp/none.duckdb"], 1, "There is no warehouse at /tmp/none.duckdb"),
    ],
)
def test_a_failure_is_one_line_with_a_way_out(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    done = command(*arguments, PREFECT_HOME=str(tmp_path))
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_a_folder_without_dumps_is_an_error_and_makes_no_warehouse(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = command("run", tmp_path / "empty", "--warehouse", tmp_path / "w.duckdb", PREFECT_HOME=str(tmp_path / "prefect"))
    assert (done.returncode, "No files in" in done.stderr) == (2, True)
    assert not (tmp_path / "w.duckdb").exists()


def test_sql_prints_tables_csv_json_and_parquet(warehouse: Path, tmp_path: Path) -> None:
    query = "select title, authors from articles where title like 'Harbour Board%'"
    title, author = "Harbour Board Sacks Its Own Auditor", "Mara Elsworthy"
    assert title in call("sql", query, "--warehouse", warehouse).stdout
    as_csv = call("sql", query, "--warehouse", warehouse, "--format", "csv").stdout
    assert list(csv.reader(io.StringIO(as_csv))) == [["title", "authors"], [title, json.dumps([author])]]
    as_json = call("sql", query, "--warehouse", warehouse, "--format", "json").stdout
    assert json.loads(as_json) == [{"title": title, "authors": [author]}]
    as_parquet = call("sql", query, "--warehouse", warehouse, "--format", "parquet").stdout_bytes
    assert pl.read_parquet(io.BytesIO(as_parquet)).rows() == [(title, [author])]


def test_sql_cannot_change_the_published_version(warehouse: Path) -> None:
    done = call("sql", "delete from articles", "--warehouse", warehouse)
    assert (done.exit_code, "read-only" in done.stderr) == (1, True)


def test_a_wrong_query_is_duckdbs_own_message(warehouse: Path) -> None:
    done = call("sql", "select nothing from articles", "--warehouse", warehouse)
    assert done.exit_code == 1
    assert 'Referenced column "nothing" not found' in done.stderr


def test_tables_is_the_data_dictionary() -> None:
    listing = call("tables").stdout
    assert [name for name in CATALOG if name not in listing] == []
    assert "First 32 hex characters" in call("tables", "dumps").stdout
    assert call("tables", "nonsense").exit_code == 2


def test_explain_shows_every_block_with_role_and_rule() -> None:
    shown = call("explain", SAMPLES / "glued_bylines.txt").stdout
    assert "layout generic" in shown
    assert "byline_by_the_title" in shown
    assert call("explain", SAMPLES / "records.jsonl", "--page", 99).exit_code == 1


def test_dashboard_writes_one_file(warehouse: Path, tmp_path: Path) -> None:
    result = call("dashboard", "--warehouse", warehouse, "--output", tmp_path / "news.html", "--title", "News of the fens")
    assert result.exit_code == 0 and "news.html" in result.stderr
    assert '<h1 dir="auto">News of the fens</h1>' in (tmp_path / "news.html").read_text()
    assert call("dashboard", "--warehouse", tmp_path / "none.duckdb", "--output", tmp_path / "x.html").exit_code == 1
    assert not (tmp_path / "x.html").exists()


def test_trace_leads_an_article_back_to_its_raw_text(warehouse: Path, tmp_path: Path) -> None:
    [(article_id,)] = rows(warehouse, "select article_id from articles where title like 'Harbour Board%'")
    shown = call("trace", article_id, "--warehouse", warehouse).stdout
    assert "⟦Harbour Board Sacks" in shown and "will work from home.\n⟧" in shown.replace("\r", "\n")
    assert call("trace", "0" * 32, "--warehouse", warehouse).exit_code == 1


def test_trace_says_when_the_dump_is_gone(tmp_path: Path) -> None:
    dump = tmp_path / "d.txt"
    dump.write_text(
        "The pilots of Karst Bay have voted to strike from Sunday, their guild announced after a count that took two days.\n"
    )
    build(tmp_path / "w.duckdb", dump)
    [(article_id,)] = rows(tmp_path / "w.duckdb", "select article_id from articles")
    dump.write_text("Other bytes.")
    done = call("trace", article_id, "--warehouse", tmp_path / "w.duckdb")
    assert (done.exit_code, "has other bytes now" in done.stderr) == (1, True)


def test_text_of_dumps_cannot_command_the_terminal(tmp_path: Path) -> None:
    dump = tmp_path / "hostile.txt"
    line = "\x1b]0;owned\x07\x1b[2J[red]The mayor of Tarn[/red] said on Monday that the bridge would stay closed until May.\n"
    dump.write_text(line)
    build(tmp_path / "w.duckdb", dump)
    [(article_id,)] = rows(tmp_path / "w.duckdb", "select article_id from articles")
    for arguments in (["explain", dump], ["trace", article_id, "--warehouse", tmp_path / "w.duckdb"],
                      ["sql", "select body_text from articles", "--warehouse", tmp_path / "w.duckdb"]):  # fmt: skip
        shown = call(*arguments).stdout
        assert "[red]The mayor" in shown
        assert "\x1b" not in shown and "\x07" not in shown
