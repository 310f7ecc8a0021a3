"""A capital's name as the city and as the government, on sentences of our own."""

from __future__ import annotations

import sys

import polars as pl

from tests.entities.labelled import lines_of, take_apart
from transforms.entities.extract import spans_of

CITY, NO_MENTION = "place", "none"
PRECISION, RECALL = 0.97, 0.9


def test_capitals_that_act_are_governments_and_the_others_cities() -> None:
    lines = [take_apart(line) for line in lines_of("labelled_capitals.txt")]
    spans = spans_of(pl.Series([text for text, _ in lines]))
    rows = spans.select("doc", "start_char", "end_char", "mention_kind", "country_code").rows()
    found = {
        (doc, start, end): f"government:{country or ''}" if kind == "metonym" else CITY for doc, start, end, kind, country in rows
    }
    gold = {(doc, start, end): said for doc, (_, labels) in enumerate(lines) for start, end, said in labels}
    told = {at: said for at, said in found.items() if said != CITY}
    right = sum(gold.get(at) == said for at, said in told.items())
    governments = sum(said != CITY for said in gold.values())
    for at in sorted(gold):
        if found.get(at, NO_MENTION) != gold[at]:
            sys.stdout.write(f"{lines[at[0]][0]}: {gold[at]}, found {found.get(at, NO_MENTION)}\n")
    sys.stdout.write(f"governments: P {right / len(told):.3f} of {len(told)}, R {right / governments:.3f} of {governments}\n")
    assert governments > 50
    assert right / len(told) >= PRECISION
    assert right / governments >= RECALL
