"""The decoder against all ways through a short island, one by one."""

from __future__ import annotations

from itertools import pairwise, product
from math import exp, log

import numpy as np
import polars as pl
import pytest

from transforms.entities import tagger
from transforms.entities.features import Encoded
from transforms.entities.tagger import Weights

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


def _weights(rng: np.random.Generator) -> Weights:
    transitions = tagger._allowed(LABELS, rng.normal(size=(5, 5)).astype(np.float32))
    return Weights(LABELS, [], transitions, {}, {})


def _ways(scores: np.ndarray, transitions: np.ndarray) -> dict[tuple[int, ...], float]:
    ways = {}
    for way in product(range(5), repeat=len(scores)):
        legal = not LABELS[way[0]].startswith("I-") and all(
            not LABELS[b].startswith("I-") or LABELS[a][2:] == LABELS[b][2:] for a, b in pairwise(way)
        )
        if legal:
            ways[way] = sum(scores[at, label] for at, label in enumerate(way)) + sum(transitions[a, b] for a, b in pairwise(way))
    return ways


def _names(way: tuple[int, ...]) -> set[tuple[int, int, str]]:
    names, at = set(), 0
    while at < len(way):
        last = at
        if LABELS[way[at]].startswith("B-"):
            while last + 1 < len(way) and LABELS[way[last + 1]] == "I-" + LABELS[way[at]][2:]:
                last += 1
            names.add((at, last, LABELS[way[at]][2:]))
        at = last + 1
    return names


@pytest.mark.parametrize("seed", range(25))
def test_labels_and_probabilities_are_those_of_all_ways(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 6, size=4)
    island = np.repeat(np.arange(4) + 1, lengths)
    scores = rng.normal(scale=2, size=(len(island), 5)).astype(np.float32)
    model = _weights(rng)
    places = np.arange(len(island))
    empty = np.zeros(0, np.int64)
    encoded = Encoded(
        empty,
        empty,
        empty,
        pl.DataFrame(),
        empty,
        empty.astype(bool),
        empty.astype(bool),
        places,
        island,
        empty.astype(np.int32),
        empty.astype(np.uint16),
    )
    spans = tagger._spans(encoded, model, scores, tagger._decode(scores, island, model))
    found = {
        (int(a), int(b), kind): p for a, b, kind, p in zip(spans.first, spans.last, spans.kind, spans.probability, strict=True)
    }
    expected = {}
    for start, length in zip(np.cumsum([0, *lengths[:-1]]), lengths, strict=True):
        ways = _ways(scores[start : start + length].astype(float), model.transitions.astype(float))
        total = log(sum(exp(score) for score in ways.values()))
        for first, last, kind in _names(max(ways, key=lambda way: ways[way])):
            holding = sum(exp(score - total) for way, score in ways.items() if (first, last, kind) in _names(way))
            expected[start + first, start + last, kind] = holding
    assert found.keys() == expected.keys()
    assert all(found[name] == pytest.approx(expected[name], abs=1e-3) for name in found)
