"""The network: words of sentences in, scores of tags, heads and relations out.

A word's vector is the sum of what its parts say (`features`), put through one layer; it is the same wherever the word stands, so
that a batch asks for each distinct word once. Convolutions then see neighbours, and gated sums over all words before and behind
carry what is further off; both are added to what a word has so far. Tags are read off half way and told to the layers above.
Heads are scored by a bilinear form over pairs of words, to which comes how far off a word likes its head, or its dependants.

All sentences of a call have one length, in training by padding. Arrays are laid out (place, sentence, number), so that a step
from word to word is a step between whole blocks of memory. All is written once, for NumPy and, in training
(`tests/training/syntax.py`), for JAX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Arrays of either library.
Array = Any
Weights = Mapping[str, Array]

HIDDEN, CARRIED, ARC, RELATION = 160, 96, 96, 128
# Convolutions and gated sums, from the words up; tags are read off behind `TAGS_AFTER` of them.
LAYERS = ("near_1", "far_1", "near_2", "far_2", "far_3")
TAGS_AFTER = 3
# Distances between a word and its head: each up to six, then those below nine, thirteen, twenty and all others.
_FARTHER = (7, 9, 13, 20)
_ONE_SIDE = 6 + len(_FARTHER)
DISTANCES = 2 * _ONE_SIDE + 1
_NEVER = -1e9
_SMALL = 1e-5


class Maths(NamedTuple):
    """What `forward` calculates with.

    `carry(keep, add, backwards)` is the running sum over places: each is `keep` times that of the place before (or behind) plus
    `add`. `drop(name, value)` hides some of a layer's numbers in training, and nothing otherwise.
    """

    xp: ModuleType
    carry: Callable[[Array, Array, bool], Array]
    drop: Callable[[str, Array], Array]


class Encoded(NamedTuple):
    """`tags`: scores (place, sentence, tag). `arcs`: scores (sentence, place, head), head 0 being the root and n the word at
    place n - 1. `dependant` and `governor`: what `relations` needs (place, sentence, number)."""

    tags: Array
    arcs: Array
    dependant: Array
    governor: Array


def initial(rows: int, tags: int, labels: int, rng: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    """Weights to train from. Each layer has a matrix and, under the same name and `_bias`, what is added."""
    shapes = {
        "word": (HIDDEN, HIDDEN),
        "tag": (HIDDEN, tags),
        "of_tag": (tags, HIDDEN),
        "arc_dependant": (HIDDEN, ARC),
        "arc_head": (HIDDEN, ARC),
        "arc_pair": (ARC, ARC),
        "arc_far_head": (ARC, DISTANCES),
        "arc_far_dependant": (ARC, DISTANCES),
        "arc_root": (ARC, 1),
        "arc_any": (ARC, 1),
        "dependant": (HIDDEN, RELATION),
        "governor": (HIDDEN + 1, RELATION),
        "distance": (DISTANCES + 1, RELATION),
        "relation": (RELATION, labels),
    }
    for name in LAYERS:
        if name.startswith("near"):
            shapes[name] = (3 * HIDDEN, HIDDEN)
        else:
            shapes |= {f"{name}_in": (HIDDEN, 4 * CARRIED), name: (2 * CARRIED, HIDDEN)}
    weights = {"embedding": rng.normal(size=(rows, HIDDEN)) * 0.3}
    for name, (height, width) in shapes.items():
        weights[name] = rng.normal(size=(height, width)) * np.sqrt(1 / height)
        weights[f"{name}_bias"] = np.zeros(width)
    for name in ("word", *LAYERS):
        weights[f"{name}_gain"] = np.ones(HIDDEN)
    return {name: value.astype(np.float32) for name, value in weights.items()}


def distance_kinds(length: int) -> NDArray[np.int64]:
    """(place, head): how far and on which side a head stands from a place, as a number below `DISTANCES`."""
    places = np.arange(length)
    apart = places[None, :] - places[:, None]
    size = np.abs(apart)
    kind = np.where(size < _FARTHER[0], size, _FARTHER[0] - 1 + np.searchsorted(_FARTHER, size, side="right"))
    return np.asarray(np.where(apart < 0, _ONE_SIDE - kind, _ONE_SIDE + kind))


def layer(weights: Weights, name: str, value: Array) -> Array:
    """A matrix and what is added. All words go in as one product: a product a place would be as many small ones."""
    rows = value.reshape(-1, value.shape[-1]) @ weights[name] + weights[f"{name}_bias"]
    return rows.reshape(*value.shape[:-1], rows.shape[-1])


def normed(weights: Weights, name: str, value: Array, inside: Array, xp: ModuleType) -> Array:
    """Numbers of each word scaled to the same size, and nothing behind a sentence's end."""
    size = xp.einsum("...i,...i->...", value, value)[..., None] / value.shape[-1]
    return value * (inside / xp.sqrt(size + _SMALL)) * weights[f"{name}_gain"]


def word_vectors(weights: Weights, parts: Array, xp: ModuleType) -> Array:
    """Of each word: its vector, from the `parts` that `features` found (the sum of their rows of `embedding`)."""
    return normed(weights, "word", layer(weights, "word", xp.maximum(parts, 0)), 1, xp)


def encode(weights: Weights, vectors: Array, inside: Array, maths: Maths) -> Encoded:
    """`vectors` (place, sentence, number): those of words, anything behind a sentence's end. `inside` (place, sentence, 1): 1 on
    words, 0 behind the end."""
    xp = maths.xp
    value = maths.drop("word", vectors) * inside
    tags = None
    for number, name in enumerate(LAYERS):
        if number == TAGS_AFTER:
            tags = layer(weights, "tag", value)
            likely = xp.exp(tags - tags.max(axis=-1, keepdims=True))
            value = value + layer(weights, "of_tag", likely / likely.sum(axis=-1, keepdims=True)) * inside
        found = _near(weights, name, value, xp) if name.startswith("near") else _far(weights, name, value, inside, maths)
        value = normed(weights, name, value + maths.drop(name, xp.maximum(found, 0)), inside, xp)
    return Encoded(tags, _arcs(weights, value, inside, maths), layer(weights, "dependant", value), _governor(weights, value, xp))


def _near(weights: Weights, name: str, value: Array, xp: ModuleType) -> Array:
    nothing = xp.zeros_like(value[:1])
    before = xp.concatenate([nothing, value[:-1]], axis=0)
    behind = xp.concatenate([value[1:], nothing], axis=0)
    return layer(weights, name, xp.concatenate([before, value, behind], axis=-1))


def _far(weights: Weights, name: str, value: Array, inside: Array, maths: Maths) -> Array:
    xp = maths.xp
    gates = layer(weights, f"{name}_in", value)
    keep = 0.5 + 0.5 * xp.tanh(0.5 * gates[..., : 2 * CARRIED])
    add = (1 - keep) * gates[..., 2 * CARRIED :] * inside
    on = maths.carry(keep[..., :CARRIED], add[..., :CARRIED], False)
    back = maths.carry(keep[..., CARRIED:], add[..., CARRIED:], True)
    return layer(weights, name, xp.concatenate([on, back], axis=-1))


def _arcs(weights: Weights, value: Array, inside: Array, maths: Maths) -> Array:
    xp = maths.xp
    dependant = maths.drop("arc", xp.maximum(layer(weights, "arc_dependant", value), 0))
    head = maths.drop("arc", xp.maximum(layer(weights, "arc_head", value), 0))
    length = value.shape[0]
    places, kinds = np.arange(length), distance_kinds(length)
    pairs = layer(weights, "arc_pair", dependant).transpose(1, 0, 2) @ head.transpose(1, 2, 0)
    far_head = layer(weights, "arc_far_head", dependant).transpose(1, 0, 2)[:, places[:, None], kinds]
    far_dependant = layer(weights, "arc_far_dependant", head).transpose(1, 0, 2)[:, places[None, :], kinds]
    closed = (1 - inside[..., 0].T[:, None, :] + np.eye(length, dtype=np.float32)) * _NEVER
    words = pairs + far_head + far_dependant + layer(weights, "arc_any", head)[..., 0].T[:, None, :] + closed
    root = layer(weights, "arc_root", dependant)[..., 0].T[:, :, None]
    return xp.concatenate([root, words], axis=-1)


def _governor(weights: Weights, value: Array, xp: ModuleType) -> Array:
    """Of the root (in front) and of each place: what it says to its dependants."""
    matrix, bias = weights["governor"], weights["governor_bias"]
    root = xp.broadcast_to(matrix[HIDDEN] + bias, (1, value.shape[1], RELATION))
    return xp.concatenate([root, value @ matrix[:HIDDEN] + bias], axis=0)


def relations(weights: Weights, dependant: Array, governor: Array, distance: Array, maths: Maths) -> Array:
    """Scores of labels for pairs of words, given as rows; `distance` is of `distance_kinds`, or `DISTANCES` for the root."""
    value = dependant + governor + weights["distance"][distance]
    return layer(weights, "relation", maths.drop("relation", maths.xp.maximum(value, 0)))
