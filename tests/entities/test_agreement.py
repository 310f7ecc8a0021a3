"""Names of the tagger beside names of the rules: what stays, what comes, who tells the type."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from transforms.entities import agreement
from transforms.entities.finders import Reading
from transforms.entities.tagger import Spans

Told = dict[tuple[int, int], tuple[str, float]]  # first and last token of the one text: type, probability
TEXT = "we met Ola Berg and then Zorvex with Tallin near Wexlo again"


def spans(told: Told) -> Spans:
    at = np.array(sorted(told), np.int64).reshape(-1, 2)
    kinds = [told[first, last][0] for first, last in at.tolist()]
    return Spans(at[:, 0], at[:, 1], kinds, np.array([told[first, last][1] for first, last in at.tolist()], float))


def agreed(monkeypatch: pytest.MonkeyPatch, tagged: Told, ruled: Told) -> dict[tuple[int, int], str]:
    reading = Reading.of(pl.Series([TEXT]))
    assert reading is not None
    monkeypatch.setattr(agreement, "tag", lambda _: spans(tagged))
    monkeypatch.setattr(agreement, "find_by_rules", lambda _: spans(ruled))
    found = agreement.find_by_both(reading.encoded)
    return dict(zip(zip(found.first.tolist(), found.last.tolist(), strict=True), found.kind, strict=True))


def test_a_doubtful_name_stays_only_where_the_rules_see_one(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful: Told = {(3, 4): ("PER", 0.4)}
    assert agreed(monkeypatch, doubtful, {}) == {}
    assert agreed(monkeypatch, {(3, 4): ("PER", 0.6)}, {}) == {(3, 4): "PER"}
    assert agreed(monkeypatch, doubtful, {(4, 4): ("PER", 0.3)}) == {(3, 4): "PER"}, "they see part of it"


def test_sure_names_of_the_rules_come_where_the_tagger_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    ruled: Told = {(4, 4): ("ORG", 0.9), (7, 7): ("ORG", 0.9), (9, 9): ("LOC", 0.5)}
    assert agreed(monkeypatch, {(3, 4): ("PER", 0.9)}, ruled) == {(3, 4): "PER", (7, 7): "ORG"}


def test_the_surer_one_tells_the_type(monkeypatch: pytest.MonkeyPatch) -> None:
    assert agreed(monkeypatch, {(7, 7): ("LOC", 0.6)}, {(7, 7): ("ORG", 0.7)}) == {(7, 7): "ORG"}
    assert agreed(monkeypatch, {(7, 7): ("LOC", 0.8)}, {(7, 7): ("ORG", 0.7)}) == {(7, 7): "LOC"}
