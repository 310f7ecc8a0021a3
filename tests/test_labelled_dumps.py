"""Floors on real dumps that nobody in this project wrote. A figure that falls below its floor is a fault, not news."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import SHARED, build, contents, needs_shared, shared_scorer

# `pytest -s tests/test_labelled_dumps.py` prints what is reached now.
FLOORS = {
    "article_f1": 0.97, "body_word_f1": 0.98, "title": 0.95, "subtitle": 0.95, "authors": 0.95, "publisher_name": 0.95,
    "published_on": 0.97, "published_precision": 0.97, "categories": 0.90, "completeness": 0.93, "block_coverage": 1.0,
}  # fmt: skip
MOST_LEAK = 0.05


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labelled") / "w.duckdb"
    build(path, SHARED / "dumps")
    return path


@needs_shared
def test_five_real_dumps_reach_their_floors(warehouse: Path) -> None:
    scores = shared_scorer("score_articles").score(str(warehouse), SHARED / "dumps")
    sys.stdout.write(f"{scores}\n")
    assert {name: scores[name] for name, floor in FLOORS.items() if scores[name] < floor} == {}
    assert scores["boilerplate_leak"] <= MOST_LEAK


@needs_shared
def test_ids_do_not_depend_on_the_run_or_the_folder(warehouse: Path, tmp_path: Path) -> None:
    shutil.copytree(SHARED / "dumps", tmp_path / "elsewhere")
    build(tmp_path / "again.duckdb", tmp_path / "elsewhere")
    for table, key in (("articles", "article_id"), ("pages", "page_id"), ("dumps", "dump_id")):
        assert set(contents(warehouse)[table][key]) == set(contents(tmp_path / "again.duckdb")[table][key])
