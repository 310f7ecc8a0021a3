"""Vessels, aircraft, weapons, laws and events on sentences of our own (`labelled.txt`): exact spans, F1 by type, and floors."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import polars as pl

from transforms.entities.extract import spans_of

LABEL = re.compile(r"\[([^|\]]+)\|(\w+)\]")
TYPES = ["vessel", "aircraft", "weapon", "law", "event_name"]
# The rules were written by who wrote the sentences, so this shows what they are for, not how they do on other texts.
FLOOR = 0.85


def labelled() -> tuple[list[str], set[tuple[int, int, int, str]]]:
    """The sentences without labels, and the labels: sentence, start, end, type."""
    texts: list[str] = []
    gold: set[tuple[int, int, int, str]] = set()
    for line in (Path(__file__).parent / "labelled.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, at = "", 0
        for match in LABEL.finditer(line):
            text += line[at : match.start()]
            gold.add((len(texts), len(text), len(text) + len(match[1]), match[2]))
            text, at = text + match[1], match.end()
        texts.append(text + line[at:])
    return texts, gold


def test_each_type_is_found_at_its_floor() -> None:
    texts, gold = labelled()
    spans = spans_of(pl.Series(texts)).filter(pl.col("entity_type").is_in(TYPES))
    found = set(spans.select("doc", "start_char", "end_char", "entity_type").rows())
    right, told, wanted = (Counter(row[3] for row in rows) for rows in (found & gold, found, gold))
    scores = {kind: round(2 * right[kind] / (told[kind] + wanted[kind]), 3) for kind in TYPES}
    wrong = [(texts[doc][start:end], kind, (doc, start, end, kind) in gold) for doc, start, end, kind in sorted(found ^ gold)]
    sys.stdout.write(f"{scores}\n{wrong}\n")
    assert sum(wanted.values()) > 90
    assert {kind: score for kind, score in scores.items() if score < FLOOR} == {}
