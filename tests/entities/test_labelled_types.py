"""Vessels, aircraft, weapons, laws, events and groups on sentences of our own: exact spans, F1 by type, and floors."""

from __future__ import annotations

import sys
from collections import Counter

import polars as pl
import pytest

from tests.entities.labelled import lines_of, take_apart
from transforms.entities.extract import spans_of

TYPES = ["vessel", "aircraft", "weapon", "law", "event_name", "group"]
# What the rules were written along with, and what was written before their author read them.
FLOOR = 0.85
FILES = {"labelled.txt": TYPES[:-1], "labelled_wide.txt": TYPES}


@pytest.mark.parametrize("name", FILES)
def test_each_type_is_found_at_its_floor(name: str) -> None:
    lines = [take_apart(line) for line in lines_of(name)]
    texts = [text for text, _ in lines]
    gold = {(doc, *label) for doc, (_, labels) in enumerate(lines) for label in labels}
    spans = spans_of(pl.Series(texts)).filter(pl.col("entity_type").is_in(FILES[name]))
    found = set(spans.select("doc", "start_char", "end_char", "entity_type").rows())
    right, told, wanted = (Counter(row[3] for row in rows) for rows in (found & gold, found, gold))
    scores = {kind: round(2 * right[kind] / (told[kind] + wanted[kind]), 3) for kind in FILES[name]}
    wrong = [(texts[doc][start:end], kind, (doc, start, end, kind) in gold) for doc, start, end, kind in sorted(found ^ gold)]
    sys.stdout.write(f"{scores}\n{wrong}\n")
    assert sum(wanted.values()) > 90
    assert {kind: score for kind, score in scores.items() if score < FLOOR} == {}
