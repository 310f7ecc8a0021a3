"""Texts through the product, and how its events agree with labels."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.events.parsed import articles_of
from transforms.entities.mentions import build_mentions
from transforms.events.build import Events, build_events

HERE = Path(__file__).parent
NOBODY = "-"
Rows = list[dict[str, object]]


def events_of(texts: list[str]) -> tuple[Events, list[Rows]]:
    """What is built of the texts, and the events of each as dictionaries."""
    articles = articles_of(texts)
    built = build_events(articles, *build_mentions(articles))
    found: list[Rows] = [[] for _ in texts]
    for row in built.events.iter_rows(named=True):
        found[int(row["article_id"], 16)].append(row)
    return built, found


@dataclass(frozen=True)
class Labelled:
    """An event of tests/events/labelled.txt; who is `-` is not told."""

    sentence: str
    trigger: str
    event_type: str
    modality: str
    actor: str
    recipient: str


def labelled() -> list[Labelled]:
    """All labelled events."""
    found = []
    for line in (HERE / "labelled.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        events, sentence = line.split(" :: ")
        found.extend(Labelled(sentence, *event.split("|")) for event in events.split(" ;; "))
    return found


def without_events() -> list[str]:
    """Sentences that tell no event."""
    return (HERE / "without_events.txt").read_text(encoding="utf-8").splitlines()


@dataclass
class Agreement:
    """Shares of the labels that were met, and of modality the mean F1 over its values."""

    types: float
    actors: float
    recipients: float
    modality: float
    modality_by_value: dict[str, float]


def agreement(gold: list[Labelled], found: list[Rows]) -> Agreement:
    """How the events of each label's sentence agree with it. Modality is missed where the type is."""
    types = actors = recipients = 0
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for label, rows in zip(gold, found, strict=True):
        wanted[label.modality] += 1
        same = [row for row in rows if row["event_type"] == label.event_type]
        same.sort(key=lambda row: str(row["trigger_text"]).split()[0] not in label.trigger)
        if not same:
            continue
        types += 1
        actors += _meets(label.actor, same[0]["actor_text"])
        recipients += _meets(label.recipient, same[0]["recipient_text"])
        told[str(same[0]["modality"])] += 1
        right[label.modality] += same[0]["modality"] == label.modality
    scores = {value: 2 * right[value] / (wanted[value] + told[value]) for value in wanted}
    return Agreement(types / len(gold), actors / types, recipients / types, sum(scores.values()) / len(scores), scores)


@dataclass
class RealAgreement:
    """As ../shared/eval/events/score_events.py counts: recall of types, of types with both participants, precision of types."""

    root_recall: float
    pair_recall: float
    root_precision: float
    silent: float


# What an older manual of PLOVER has for types of version 0.8.
RENAMED = {"FIGHT": "ASSAULT", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}


def real_agreement(gold: list[dict[str, Any]], found: list[Rows], *, renamed: bool = True) -> RealAgreement:
    """How events agree with sets of sentences that have `events` with `root`, `source` and `target`."""
    total = roots = pairs = right = kinds = 0
    for row, here in zip(gold, found, strict=True):
        truth: set[str] = set()
        for event in row["events"]:
            accepted = _accepted(event["root"], renamed=renamed)
            truth |= accepted
            same = [item for item in here if item["event_type"] in accepted]
            total += 1
            roots += bool(same)
            pairs += any(
                _shares(item["actor_text"], event["source"]) and _shares(item["recipient_text"], event["target"]) for item in same
            )
        told = {str(item["event_type"]) for item in here}
        kinds += len(told)
        right += len(told & truth)
    return RealAgreement(roots / total, pairs / total, right / max(1, kinds), sum(not here for here in found) / len(found))


def _accepted(root: str, *, renamed: bool) -> set[str]:
    if root == "YIELD":
        return {"CONCEDE", "RETREAT"}
    return {RENAMED.get(root, root) if renamed else root}


def _shares(text: object, spans: list[str]) -> bool:
    plain = {"the", "a", "an", "of", "and", "s"}
    wanted = {word for span in spans for word in _words(span)} - plain
    return not spans or bool(wanted & set(_words(str(text or ""))))


def _meets(label: str, text: object) -> bool:
    if label == NOBODY:
        return True
    return text is not None and bool(set(_words(label)) & set(_words(str(text))))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
