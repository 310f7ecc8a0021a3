"""The published file and its export in clients of other people: DuckDB 1.4, from an environment of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import Settings
from schemas.catalog import CATALOG
from tests.conftest import SAMPLES, build, rows
from tests.export.test_recipes import RECIPES
from warehouse.export import export
from warehouse.marts import marts

OLDEST = "1.4.5"  # of the series that the published file is written for
INSTALL_SECONDS = 120
# Prints, as JSON: the version, rows of every table and mart, what search finds, once with the file opened, once attached, and
# the rows of the exported articles, and whether each recipe's last statement gives rows.
CLIENT = r"""
import json, os, sys
import duckdb

warehouse, exported, names, recipes = sys.argv[1], sys.argv[2], *map(json.loads, sys.argv[3:])
count = lambda con, name: con.sql(f"select count(*) from {name}").fetchall()[0][0]
search = "select title from search_articles('\"sacks its own\" auditor') join articles using (article_id)"
told = {"version": duckdb.__version__}
offline = {"autoinstall_known_extensions": False}
with duckdb.connect(warehouse, read_only=True, config=offline) as con:
    told["opened"] = {name: count(con, name) for name in names}
    documented = "select count(*) from duckdb_columns() where comment is not null and list_contains(?, table_name)"
    told["comments"] = con.execute(documented, [names]).fetchall()[0][0]
    told["found"] = [title for (title,) in con.sql(search).fetchall()]
with duckdb.connect(config=offline) as con:
    con.execute("attach '" + warehouse.replace("'", "''") + "' as news (read_only)")
    told["attached"] = {name: count(con, "news." + name) for name in names}
    con.execute("use news")
    told["found_attached"] = [title for (title,) in con.sql(search).fetchall()]
    told["exported"] = count(con, f"read_parquet('{exported}/articles.parquet')")
os.chdir(os.path.dirname(warehouse))
with duckdb.connect(config=offline) as con:
    told["recipes"] = [bool([con.execute(one).fetchall() for one in con.extract_statements(sql)][-1]) for sql in recipes]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Python of an environment with that DuckDB."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not in the environment")
    folder = tmp_path_factory.mktemp("oldest")
    python = str(folder / "bin" / "python")
    for command in (["venv", "-q", "-p", sys.executable, folder], ["pip", "install", "-q", "-p", python, f"duckdb=={OLDEST}"]):
        try:
            done = subprocess.run([uv, *map(str, command)], capture_output=True, text=True, timeout=INSTALL_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.skip("no package index answered in time")
        if done.returncode:
            pytest.skip(f"no package index has DuckDB {OLDEST}: {done.stderr[-200:]}")
    return python


@pytest.mark.slow
def test_tables_marts_and_search_work_in_the_oldest_duckdb(oldest: str, tmp_path: Path) -> None:
    warehouse = tmp_path / "news.duckdb"
    build(warehouse, SAMPLES, settings=Settings(entities="off"))
    export(warehouse, tmp_path / "export", ["articles", "duplicates"], "512MB")
    names = [*CATALOG, *marts()]
    recipes = [code for kind, code in RECIPES if kind == "sql"]
    arguments = [oldest, "-c", CLIENT, str(warehouse), str(tmp_path / "export"), json.dumps(names), json.dumps(recipes)]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    counts = {name: rows(warehouse, f"select count(*) from {name}")[0][0] for name in names}
    assert told == {
        "version": OLDEST,
        "opened": counts,
        "attached": counts,
        "comments": sum(len(one.columns) for one in (*CATALOG.values(), *marts().values())),
        "found": ["Harbour Board Sacks Its Own Auditor"],
        "found_attached": ["Harbour Board Sacks Its Own Auditor"],
        "exported": counts["articles"],
        "recipes": [True] * len(recipes),
    }
