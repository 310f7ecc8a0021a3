"""Entities of a warehouse in, FollowTheMoney lines out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.conftest import build, rows

TEXT = (
    'Lisbon, March 3. "We will not wait," said Prime Minister Odalys Brannigan\'s spokesman <b>on Sunday</b> in Portugal. '
    "The oil tanker Grey Heron left Lisbon at dawn. Brannigan met the owners of the Grey Heron at noon."
)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("ftm")
    record = {"id": "r1", "title": "Tanker leaves", "body_text": TEXT, "published_on": "2024-03-03", "authors": ["A. Ray"]}
    (folder / "in.jsonl").write_text(json.dumps(record), encoding="utf-8")
    warehouse = folder / "it's.duckdb"
    build(warehouse, folder / "in.jsonl")
    output = folder / "it's.ftm.json"
    result = CliRunner().invoke(app, ["followthemoney", str(output), "--warehouse", str(warehouse)])
    assert result.exit_code == 0, result.output
    return warehouse, [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def of(lines: list[dict[str, object]], schema: str) -> dict[str, dict[str, list[str]]]:
    """Properties that have values, by id."""
    return {
        str(line["id"]): {name: values for name, values in line["properties"].items() if values}  # type: ignore[attr-defined]
        for line in lines
        if line["schema"] == schema
    }


def test_people_ships_and_cities_keep_their_ids(lines: tuple[Path, list[dict[str, object]]]) -> None:
    warehouse, found = lines
    ids = dict(rows(warehouse, "select entity_name, entity_id from entities"))
    assert of(found, "Person")[ids["Odalys Brannigan"]] == {"name": ["Odalys Brannigan"], "alias": ["Brannigan"]}
    assert of(found, "Vessel")[ids["Grey Heron"]] == {"name": ["Grey Heron"]}
    lisbon = of(found, "Address")[ids["Lisbon"]]
    assert (lisbon["full"], lisbon["country"], round(float(lisbon["latitude"][0]))) == (["Lisbon"], ["pt"], 39)


def test_a_country_is_no_address_and_is_left_out(lines: tuple[Path, list[dict[str, object]]]) -> None:
    warehouse, found = lines
    portugal = rows(warehouse, "select entity_id from entities where entity_name = 'Portugal'")[0][0]
    assert portugal not in {line["id"] for line in found}


def test_articles_are_told_as_the_warehouse_has_them(lines: tuple[Path, list[dict[str, object]]]) -> None:
    assert list(of(lines[1], "Article").values()) == [
        {"title": ["Tanker leaves"], "author": ["A. Ray"], "publishedAt": ["2024-03-03"], "bodyText": [TEXT]}
    ]


def test_a_mention_joins_an_article_and_an_entity_of_the_file(lines: tuple[Path, list[dict[str, object]]]) -> None:
    found = lines[1]
    ids = {str(line["id"]) for line in found}
    mentions = of(found, "Mention")
    assert sorted(mention["name"][0] for mention in mentions.values()) == ["Grey Heron", "Lisbon", "Odalys Brannigan"]
    assert all(mention["document"][0] in ids and mention["resolved"][0] in ids for mention in mentions.values())
