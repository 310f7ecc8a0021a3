"""A linear-chain CRF over islands of tokens: weights in, spans with types and probabilities out, whole arrays at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.entities.features import OFFSETS, Encoded, place_features, word_features
from transforms.entities.lexicon import DATA

Floats = NDArray[np.float32]
# Longer islands (lists without a small word between) are cut: a name never is as long.
LONGEST_ISLAND = 120
_THOUSANDTH = 1000
_NEVER = np.float32(-1e4)


@dataclass(frozen=True)
class Weights:
    """The trained tagger. Row 0 of each matrix is zeros, for values that were not seen in training."""

    labels: list[str]
    coded_words: list[str]
    transitions: Floats  # from, to
    words: dict[str, tuple[pl.DataFrame, Floats]]  # feature@offset: value and row; matrix
    places: dict[str, tuple[NDArray[np.int64], Floats]]  # feature: sorted values; matrix, one row up


@dataclass(frozen=True)
class Spans:
    """Names found: first and last place in `Encoded`, label without its role, probability."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    kind: list[str]
    probability: Floats


@dataclass(frozen=True)
class _Decoded:
    """Of each place: its Viterbi label, the log-sums of all ways to it and from it, and of all ways through its island."""

    label: NDArray[np.int64]
    forward: Floats
    backward: Floats
    total: Floats


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Read once a process: 0.1 s."""
    told = json.loads((DATA / "weights.json").read_text(encoding="utf-8"))
    labels: list[str] = told["labels"]
    table = pl.read_parquet(DATA / "weights.parquet")
    words: dict[str, tuple[pl.DataFrame, Floats]] = {}
    places: dict[str, tuple[NDArray[np.int64], Floats]] = {}
    for (name,), part in table.group_by("feature", maintain_order=True):
        matrix = np.zeros((part.height + 1, len(labels)), np.float32)
        if "@" in str(name):
            matrix[1:] = part.select(labels).to_numpy() / np.float32(_THOUSANDTH)
            values = part.select("value").with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))
            words[str(name)] = (values, matrix)
        else:
            ordered = part.with_columns(pl.col("value").cast(pl.Int64)).sort("value")
            matrix[1:] = ordered.select(labels).to_numpy() / np.float32(_THOUSANDTH)
            places[str(name)] = (ordered["value"].to_numpy(), matrix)
    return Weights(labels, told["coded_words"], _allowed(labels, np.array(told["transitions"], np.float32)), words, places)


def _allowed(labels: list[str], transitions: Floats) -> Floats:
    """Forbids what makes no span: I-X after anything but B-X and I-X."""
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            for row, before in enumerate(labels):
                if before[2:] != label[2:]:
                    transitions[row, column] = _NEVER
    return transitions


def tag(encoded: Encoded) -> Spans:
    """The most probable labels of all islands, as spans."""
    model = weights()
    scores = _scores(encoded, model)
    if not len(scores):
        return Spans(np.zeros(0, np.int64), np.zeros(0, np.int64), [], np.zeros(0, np.float32))
    return _spans(encoded, model, scores, _decode(scores, encoded.island, model))


def _scores(encoded: Encoded, model: Weights) -> Floats:
    """Of each place on an island: each label's score."""
    facts = word_features(encoded.words)
    scores = np.zeros((len(encoded.places), len(model.labels)), np.float32)
    for offset in sorted({offset for offsets in OFFSETS.values() for offset in offsets}):
        of_word = np.zeros((encoded.words.height, len(model.labels)), np.float32)
        for name, offsets in OFFSETS.items():
            if offset in offsets and (found := model.words.get(f"{name}@{offset}")):
                values, matrix = found
                rows = facts[name].rename("value").to_frame().join(values, on="value", how="left", maintain_order="left")["row"]
                of_word += matrix[rows.fill_null(0).to_numpy()]
        scores += of_word[encoded.word[encoded.places + offset]]
    for name, numbers in place_features(encoded, model.coded_words).items():
        if name in model.places:
            known, matrix = model.places[name]
            slot = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
            scores += matrix[np.where(known[slot] == numbers, slot + 1, 0)]
    return scores


def _decode(scores: Floats, island: NDArray[np.int64], model: Weights) -> _Decoded:
    """Islands of one length go side by side, one step a place."""
    count, kinds = scores.shape
    within = np.arange(count) - np.searchsorted(island, island)
    start = np.flatnonzero(within % LONGEST_ISLAND == 0)
    length = np.diff([*start, count])
    inner = np.array([name.startswith("I-") for name in model.labels])
    label = np.zeros(count, np.int64)
    forward, backward = np.zeros((count, kinds), np.float32), np.zeros((count, kinds), np.float32)
    total = np.zeros(count, np.float32)
    for size in np.unique(length):
        at = start[length == size]
        best = scores[at] + np.where(inner, _NEVER, 0)
        ways = best.copy()
        forward[at] = ways
        came = np.zeros((size, len(at), kinds), np.int8)
        for step in range(1, size):
            moved = best[:, :, None] + model.transitions
            came[step] = moved.argmax(axis=1)
            best = moved.max(axis=1) + scores[at + step]
            ways = _log_sum(ways[:, :, None] + model.transitions, 1) + scores[at + step]
            forward[at + step] = ways
        whole = _log_sum(ways, 1)
        current = best.argmax(axis=1)
        rest = np.zeros((len(at), kinds), np.float32)
        for step in range(size - 1, -1, -1):
            label[at + step], total[at + step], backward[at + step] = current, whole, rest
            current = came[step, np.arange(len(at)), current].astype(np.int64)
            rest = _log_sum(model.transitions + (rest + scores[at + step])[:, None, :], 2)
    return _Decoded(label, forward, backward, total)


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(top, axis) + np.log(np.exp(values - top).sum(axis=axis)), np.float32)


def _spans(encoded: Encoded, model: Weights, scores: Floats, decoded: _Decoded) -> Spans:
    """Runs of B-X I-X ... with the exact probability of each: that it starts here, goes on so, and ends there."""
    label, forward, backward, total = decoded.label, decoded.forward, decoded.backward, decoded.total
    begins = np.array([name.startswith("B-") for name in model.labels])
    first = np.flatnonzero(begins[label])
    inside = np.array([name.startswith("I-") for name in model.labels])[label]
    stops = np.flatnonzero(~np.concatenate([inside, [False]]))
    last = stops[np.searchsorted(stops, first + 1)] - 1
    kind, inner = label[first], label[first] + 1  # I-X stands behind B-X
    # Summed span by span, so that what stands elsewhere in the batch does not change a digit.
    within = np.zeros(len(first), np.float64)
    for step in range(1, int((last - first).max(initial=0)) + 1):
        on = np.flatnonzero(first + step <= last)
        within[on] += scores[first[on] + step, inner[on]]
    moves = np.where(last > first, model.transitions[kind, inner] + (last - first - 1) * model.transitions[inner, inner], 0)
    path = forward[first, kind] + within + moves
    # What may follow the last place: anything but one more I-X.
    final = np.where(last > first, inner, kind)
    onward = np.minimum(last + 1, len(label) - 1)
    more = model.transitions[final, inner] + scores[onward, inner] + backward[onward, inner]
    same = (encoded.island[onward] == encoded.island[last]) & (onward > last)
    ends = np.where(same, backward[last, final] + np.log1p(-np.exp(np.minimum(more - backward[last, final], -1e-6))),
                    backward[last, final])  # fmt: skip
    probability = np.exp(np.minimum(path + ends - total[first], 0)).astype(np.float32)
    return Spans(encoded.places[first], encoded.places[last], [model.labels[row][2:] for row in kind], probability)
