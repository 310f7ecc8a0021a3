"""Stories of real English texts whose licences let what is learned from them ship: GUM's CC BY
genres, WikiGold (CC BY) and the English Web Treebank (CC BY-SA).

A story's paragraphs are one document's sentences in their order, so that its parts speak of one thing, as an article's do.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from tests.conftest import SHARED
from tests.pages.stories import Part, Story, english

TEXTS = SHARED / "eval" / "entities" / "train"
_DOCUMENT = re.compile(r"(.+?)[-_](?:ans-)?\d+$")
_LEAST_SENTENCES = 8


@cache
def documents(folder: Path = TEXTS) -> list[list[str]]:
    """Sentences of each document, in their order."""
    found: dict[str, list[str]] = {}
    for name in ("gum_open", "wikigold", "uner_ewt"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                found.setdefault(_DOCUMENT.sub(r"\1", row["id"]), []).append(" ".join(row["text"].split()))
    return [sentences for sentences in found.values() if len(sentences) >= _LEAST_SENTENCES]


def corpus_story(rng: Random, words: int) -> Story:
    """A story of about `words` words of one document; its title, deck and headings are words of its own."""
    sentences = rng.choice(documents())
    made = english(rng, 10)
    at = rng.randrange(max(1, len(sentences) - _LEAST_SENTENCES))
    low = rng.choice([15, 30, 50, 90])
    parts: list[Part] = []
    size = 0
    while size < words and at < len(sentences):
        paragraph: list[str] = []
        length = 0
        while at < len(sentences) and length < min(low, words - size):
            paragraph.append(sentences[at])
            length += len(sentences[at].split())
            at += 1
        parts.append(("body", " ".join(paragraph)))
        size += length
        if words > 150 and size < words - 40 and rng.random() < 0.15:
            parts.append(("heading", heading(rng, sentences)))
    while len(parts) > 1 and parts[-1][0] != "body":
        parts.pop()
    title = heading(rng, sentences, rng.randint(4, 12))
    deck = rng.choice(sentences[:12])
    deck = " ".join(deck.split()[:30])
    return replace(made, title=title, deck=deck.rstrip(".") + ".", parts=parts)


def heading(rng: Random, sentences: list[str], count: int = 0) -> str:
    """Some words of a sentence, in one of the ways in which headings are written."""
    words = rng.choice(sentences).split()
    count = count or rng.randint(1, 7)
    at = rng.randrange(max(1, len(words) - count))
    kept = " ".join(words[at : at + count]).strip(" ,.;:–-()[]\"'“”") or "Notes"
    kept = kept[0].upper() + kept[1:]
    style = rng.random()
    if style < 0.35:
        return " ".join(word[0].upper() + word[1:] for word in kept.split())
    return kept + "?" if style > 0.93 else kept
