"""What many runs over articles that come and go leave, against one run over those that stand in the end."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.entities import resolve_entities
from tests.conftest import parse_text
from warehouse import entities as store
from warehouse.ddl import create_tables
from warehouse.publish import Change

BATCH = ("articles", "entity_mentions", "article_entities")
SENTENCES = [
    "President Nicolás Maduro spoke in Caracas. Maduro said that the talks would go on.",
    "Venezuelan exports fell, and Maduro said on Wednesday that sanctions were to blame.",
    "Cilia Maduro opened a school in Caracas. Maduro said that more would follow.",
    "The World Food Programme (WFP) sent trucks to Sudan. The WFP said that they had arrived.",
    "The WFP warned on Monday that the money for Chad and for Sudan would run out.",
    "Volodymyr Zelensky met Keir Starmer in London. Zelensky said that Kyiv needed more.",
    "Volodymyr Zelenskyy flew to Warsaw, where he is to meet the president of Poland.",
    "Volodymyr Zelensky and Volodymyr Zelenskyy are spellings of one name, said Keir Starmer.",
    "The Western Forest Party (WFP) lost seats in Kenya. The WFP said that it would appeal.",
    "Governor Michael Carter opened a bridge in Nairobi. Carter said that Kenya would build more.",
    "Striker Michael Carter left a club in Madrid. Carter said that he would stay in Spain.",
    "Michael Carter met voters in Kenya on Friday, and Carter said that he was tired.",
    "Spain has called up Carter for the match in Madrid, but Carter said nothing.",
]


@pytest.fixture(scope="module")
def read() -> list[dict[str, pl.DataFrame]]:
    """The rows of each sentence as an article of its own."""
    tables = parse_text(
        *(f"{sentence} Nothing more was said of it for the rest of the week." for sentence in SENTENCES), entities=True
    )
    articles = tables["articles"].sort("dump_id")["article_id"].to_list()
    return [{name: tables[name].filter(pl.col("article_id") == one) for name in BATCH} for one in articles]


def _connect() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    create_tables(con)
    return con


def _resolve(con: duckdb.DuckDBPyConnection, run: str, folder: Path) -> None:
    resolve_entities(con, Change(run, datetime(2024, 1, 1, tzinfo=UTC), "", {}), folder)


def _load(con: duckdb.DuckDBPyConnection, run: str, tables: dict[str, pl.DataFrame]) -> None:
    for name in BATCH:
        con.register("frame", tables[name].to_arrow())
        con.execute(f"insert into {name} by name select *, ? as run_id from frame", [run])
        con.unregister("frame")


def _contents(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    names = (*store.TABLES, "entity_mentions", "article_entities")
    return {name: con.execute(f"select * exclude (run_id) from {name} order by all").fetchall() for name in names}


@pytest.mark.parametrize("seed", range(10))
def test_what_came_and_went_leaves_no_trace(
    seed: int, read: list[dict[str, pl.DataFrame]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PART_MENTIONS", 5)  # several parts, as in a large warehouse
    drawn = random.Random(seed)
    con, standing = _connect(), set()
    for step in range(6):
        # Where articles go all is decided anew: every other warehouse only grows.
        going = {one for one in standing if drawn.random() < 0.3} if seed % 2 else set()
        coming = {one for one in range(len(SENTENCES)) if one not in standing and drawn.random() < 0.4}
        for one in going:
            for name in BATCH:
                con.execute(f"delete from {name} where article_id = ?", [read[one]["articles"]["article_id"][0]])
        for one in coming:
            _load(con, f"run-{step}", read[one])
        standing = standing - going | coming
        _resolve(con, f"run-{step}", tmp_path)
    once = _connect()
    for one in standing:
        _load(once, "run", read[one])
    _resolve(once, "run", tmp_path)
    assert _contents(con) == _contents(once)


def test_namesakes_are_two_entities_and_their_surname_goes_to_each(read: list[dict[str, pl.DataFrame]], tmp_path: Path) -> None:
    con = _connect()
    for one in range(len(SENTENCES)):
        _load(con, "run", read[one])
    _resolve(con, "run", tmp_path)
    found = con.execute(
        """
        select aliases, article_count from entities
        where entity_name = 'Michael Carter' order by article_count desc, aliases
        """
    ).fetchall()
    assert found == [(["Carter", "Michael Carter"], 2), (["Carter", "Michael Carter"], 2)]


def test_rows_that_new_articles_do_not_touch_keep_their_run(read: list[dict[str, pl.DataFrame]], tmp_path: Path) -> None:
    con = _connect()
    for run, one in (("first", 0), ("second", 4)):
        _load(con, run, read[one])
        _resolve(con, run, tmp_path)
    runs = dict(con.execute("select entity_name, run_id from entities").fetchall())
    assert runs["Nicolás Maduro"] == "first"
    assert runs["WFP"] == "second"
    before = con.execute("from entities order by all").fetchall()
    _resolve(con, "third", tmp_path)
    assert con.execute("from entities order by all").fetchall() == before, "nothing came"
