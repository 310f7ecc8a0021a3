"""Names that a user wants found: CSV and FollowTheMoney in, mentions with the list's own ids out."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from flows.settings import Settings
from flows.stage import StagingError
from tests.conftest import build
from transforms.entities.extract import spans_of
from transforms.entities.watchlist import WatchlistError, read_watchlist
from warehouse.publish import connect_published

CSV = """id,name,type,aliases,country,wikidata_id
W1,Grey Heron,vessel,Lady Brenna;Bella 1,PAN,
W2,Skelby Union of Dockers,organization,SUD,,Q42
"""
FTM = "\n".join(
    json.dumps(row)
    for row in (
        {"id": "ftm-1", "schema": "Vessel", "properties": {"name": ["Grey Heron"], "previousName": ["Lady Brenna"]}},
        {"id": "ftm-2", "schema": "Ownership", "properties": {"name": ["no entity of ours"]}},
    )
)
TEXT = "Lady Brenna, now the Grey Heron, lay off Skelby. A grey heron fished. The SUD called the SUDs; Grey Heronry shut."


def found(text: str, watchlist: str) -> list[tuple[object, ...]]:
    spans = spans_of(pl.Series([text]), read_watchlist(watchlist)).filter(pl.col("extractor") == "watchlist")
    return spans.select("mention_text", "entity_type", "mention_kind", "watchlist_id", "name_key").rows()


def test_names_and_aliases_are_found_as_whole_words_with_a_capital() -> None:
    assert found(TEXT, CSV) == [
        ("Lady Brenna", "vessel", "alias", "W1", "vessel:watchlist:W1"),
        ("Grey Heron", "vessel", "name", "W1", "vessel:watchlist:W1"),
        ("SUD", "organization", "alias", "W2", "organization:watchlist:W2"),
    ]


def test_followthemoney_entities_keep_their_ids() -> None:
    assert [row[:4] for row in found(TEXT, FTM)] == [
        ("Lady Brenna", "vessel", "alias", "ftm-1"),
        ("Grey Heron", "vessel", "name", "ftm-1"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,name\n1,A", "no column type"),
        ("id,name,type\n1,A,boat", "Line 2 of the watchlist: boat is none of person"),
        ("id,name,type\n,A,vessel", "Line 2 of the watchlist has no id"),
        ('{"id": "a", "schema": "Person"}\n{"id": ', "Line 2 of the watchlist is no FollowTheMoney entity"),
        ('{"id": "a", "properties": []}', "Line 1 of the watchlist is no FollowTheMoney entity"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(text: str, reason: str) -> None:
    with pytest.raises(WatchlistError, match=reason):
        read_watchlist(text)


def test_the_list_of_the_settings_reaches_the_warehouse(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "news.jsonl").write_text(json.dumps({"body_text": "The harbour said that the " + TEXT}) + "\n", encoding="utf-8")
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, tmp_path / "news.jsonl", settings=Settings(watchlist=tmp_path / "list.csv"))
    with connect_published(warehouse) as con:
        rows = con.sql("select entity_name, country_code, wikidata_id from entities where watchlist_id is not null order by all")
        assert rows.fetchall() == [("Grey Heron", "PAN", None), ("Skelby Union of Dockers", None, "Q42")]
    with pytest.raises(StagingError, match="cannot be read"):
        build(tmp_path / "x.duckdb", tmp_path / "news.jsonl", settings=Settings(watchlist=tmp_path / "none.csv"))
