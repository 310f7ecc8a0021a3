"""The recipes of warehouse/README.md, run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.export import export_tables
from flows.settings import Settings
from tests.conftest import ROOT, SAMPLES, build

RECIPES = re.findall(r"```(python|sql)\n(.*?)```", (ROOT / "warehouse" / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipes")
    build(path / "news.duckdb", SAMPLES, settings=Settings(entities="off"))
    export_tables(path / "news.duckdb", path / "export", None, with_marts=True, by_month=False)
    return path


@pytest.mark.parametrize("code", [code for kind, code in RECIPES if kind == "python"])
def test_python_prints_rows(folder: Path, code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3


@pytest.mark.parametrize("code", [code for kind, code in RECIPES if kind == "sql"])
def test_sql_gives_rows(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with duckdb.connect() as con:
        results = [con.execute(statement).fetchall() for statement in duckdb.extract_statements(code) if statement.query.strip()]
    assert results[-1]
