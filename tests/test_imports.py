"""Who may import whom, and where the heavy libraries stand: the architecture, read from the sources themselves."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

OURS = {"schemas", "transforms", "warehouse", "flows", "tests"}
MAY_IMPORT = {
    "schemas": {"schemas"},
    "transforms": {"transforms", "schemas"},
    "warehouse": {"warehouse", "schemas"},
    "flows": {"flows", "transforms", "warehouse", "schemas"},
}
ONLY_IN = {"prefect": "flows", "duckdb": "warehouse", "typer": "flows"}
FILES = [path for folder in MAY_IMPORT for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative path"
            # urllib.parse cuts addresses and opens none.
            names.add(node.module if node.module == "urllib.parse" else (node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_design(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    found = imported(path)
    assert (found & OURS) - MAY_IMPORT[folder] == set()
    assert {name for name in found if ONLY_IN.get(name, folder) != folder} == set()


@pytest.mark.parametrize("module", ["random", "urllib", "requests", "time"])
def test_transforms_know_no_clock_chance_or_network(module: str) -> None:
    assert [path.name for path in (ROOT / "transforms").rglob("*.py") if module in imported(path)] == []


def test_tables_of_seeds_that_the_code_reads_are_in_the_wheel() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    shipped = {Path(name).name for name in wheel["force-include"]}
    sources = "".join(path.read_text(encoding="utf-8") for path in FILES)
    read = {path.name for path in (ROOT / "seeds").glob("*.csv") if f'"{path.name}"' in sources}
    assert {"acronyms.csv", "named_things.csv"} <= read <= shipped
