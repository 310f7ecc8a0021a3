"""Floors on labelled news that nobody in this project wrote. `pytest -s` prints what is reached now."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable
from functools import lru_cache

import polars as pl
import pytest

from tests.conftest import SHARED, needs_shared
from transforms.entities.extract import spans_of
from transforms.entities.finders import RULES, TAGGER, Finder
from transforms.entities.names import plain
from transforms.entities.places import gazetteer

KINDS = {"person": "PER", "organization": "ORG", "place": "LOC", "facility": "LOC"}
Span = tuple[int, int, int, str]


@lru_cache(maxsize=4)
def found_and_gold(name: str, finder: Finder = TAGGER) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    with gzip.open(SHARED / "eval" / "entities" / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return spans_of(pl.Series([row["text"] for row in rows]), None, finder), rows


def names_and_gold(name: str, finder: Finder = TAGGER) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """Without roles and nationalities, which the labels have as other types or not at all."""
    spans, rows = found_and_gold(name, finder)
    return spans.filter(~pl.col("mention_kind").is_in(["title", "demonym"])), rows


def score(found: Iterable[Span], gold: Iterable[Span]) -> tuple[float, float, float]:
    """Precision, recall and F1 of exact spans with types."""
    found, gold = set(found), set(gold)
    right = len(found & gold)
    return right / len(found), right / len(gold), 2 * right / (len(found) + len(gold))


@needs_shared
@pytest.mark.parametrize(
    ("name", "finder", "floors"),
    [
        ("worldwide_dev", TAGGER, {"PER": 0.84, "ORG": 0.65, "LOC": 0.80, "all": 0.78}),
        ("uner_pud_news", TAGGER, {"PER": 0.83, "ORG": 0.58, "LOC": 0.66, "all": 0.705}),
        ("worldwide_dev", RULES, {"PER": 0.82, "ORG": 0.63, "LOC": 0.80, "all": 0.765}),
        ("uner_pud_news", RULES, {"PER": 0.79, "ORG": 0.61, "LOC": 0.66, "all": 0.695}),
    ],
    ids=["tagger, articles", "tagger, sentences", "rules, articles", "rules, sentences"],
)
def test_names_in_news_are_found_at_their_floors(name: str, finder: Finder, floors: dict[str, float]) -> None:
    spans, rows = names_and_gold(name, finder)
    found = {
        (doc, start, end, KINDS[kind])
        for doc, start, end, kind in spans.select("doc", "start_char", "end_char", "entity_type").rows()
        if kind in KINDS
    }
    gold = {(doc, e["start"], e["end"], e["type"]) for doc, row in enumerate(rows) for e in row["entities"]}  # type: ignore[attr-defined]
    gold = {span for span in gold if span[3] in KINDS.values()}
    reached = {}
    for kind in floors:
        of_kind = [[span for span in both if kind in ("all", span[3])] for both in (found, gold)]
        reached[kind] = score(*of_kind)
        sys.stdout.write(
            f"{name} {finder.name} {kind}: P {reached[kind][0]:.3f} R {reached[kind][1]:.3f} F1 {reached[kind][2]:.3f}\n"
        )
    assert {kind: reached[kind] for kind, floor in floors.items() if reached[kind][2] < floor} == {}


@needs_shared
@pytest.mark.parametrize("finder", [TAGGER, RULES], ids=["tagger", "rules"])
def test_who_is_said_to_be_sure_is_right(finder: Finder) -> None:
    spans, rows = names_and_gold("worldwide_dev", finder)
    gold = {(doc, e["start"], e["end"], e["type"]) for doc, row in enumerate(rows) for e in row["entities"]}  # type: ignore[attr-defined]
    sure = spans.filter((pl.col("confidence") >= 0.9) & pl.col("entity_type").is_in(list(KINDS)))
    told = [
        (doc, start, end, KINDS[kind])
        for doc, start, end, kind in sure.select("doc", "start_char", "end_char", "entity_type").rows()
    ]
    precision = sum(span in gold for span in told) / len(told)
    sys.stdout.write(f"{finder.name}: confidence of 0.9 and more: {len(told)} mentions, precision {precision:.3f}\n")
    assert precision >= 0.88


@needs_shared
def test_places_are_in_their_countries() -> None:
    spans, rows = found_and_gold("trnews_places")
    countries = {
        (doc, start, end): code
        for doc, start, end, code in spans.select("doc", "start_char", "end_char", "country_code").rows()
        if code
    }
    told = right = wanted = 0
    for doc, row in enumerate(rows):
        for place in row["entities"]:  # type: ignore[attr-defined]
            if not place["cc"]:
                continue
            wanted += 1
            code = countries.get((doc, place["start"], place["end"]))
            told += code is not None
            right += code in {p.country for p in gazetteer().by_name.get(plain(place["cc"]), []) if p.kind == "country"}
    sys.stdout.write(f"countries of places: P {right / told:.3f} of {told}, R {right / wanted:.3f} of {wanted}\n")
    assert right / told >= 0.94
    assert right / wanted >= 0.74
