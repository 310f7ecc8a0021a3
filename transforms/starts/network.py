"""The network: how much a line is like the first line of an article, given the lines around it and all others of its page.

Two convolutions see nine lines and then seven; what a page's lines have in common is gathered by gates (weighted means over the
page) and laid beside each line, first of all lines, then of those that look like beginnings so far. So a line is judged by
whether the page has more of its kind, at whatever distance.

`forward` is written once, for NumPy and, in training (`tests/training/starts.py`), for JAX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

# Arrays of either library.
Array = Any
Weights = Mapping[str, Array]

# Neighbours on either side that the three convolutions see.
TAPS = (4, 3, 2)
# Lines of padding before, between and after pages, so that no convolution sees two of them.
PADDING = max(TAPS)
_NOTHING = 1e-3


class Maths(NamedTuple):
    """What `forward` calculates with: the library, and sums over the rows of each page."""

    xp: ModuleType
    page_sums: Callable[[Array], Array]


class Outputs(NamedTuple):
    """Logits. `first`: per row, a first guess at whether an article starts there. `rows`: per row, whether it is the headline
    or first text of an article (0), the first line that belongs to one (1), or belongs to one at all (2). `pages`: per page,
    whether it holds several."""

    first: Array
    rows: Array
    pages: Array


def initial(feature_count: int, hidden: int, gates: int, rng: np.random.Generator) -> dict[str, Array]:
    """Weights to train from. Each layer has a matrix and, under the same name and `_bias`, what is added."""
    shapes = {
        "near": (feature_count * (2 * TAPS[0] + 1), hidden),
        "wide": (hidden * (2 * TAPS[1] + 1), hidden),
        "gate": (hidden, gates),
        "page": (hidden * gates, hidden),
        "in_page": (3 * hidden, hidden),
        "guess": (hidden, 1),
        "alike": (3 * hidden, hidden),
        "last": (hidden * (2 * TAPS[2] + 1), hidden),
        "row": (hidden, 3),
        "several": (3 * hidden + 2, hidden),
        "verdict": (hidden, 1),
    }
    weights: dict[str, Array] = {"mean": np.zeros(feature_count), "scale": np.ones(feature_count)}
    for name, (height, width) in shapes.items():
        weights[name] = rng.normal(size=(height, width)) * np.sqrt(2 / height)
        weights[f"{name}_bias"] = np.zeros(width)
    return {name: value.astype(np.float32) for name, value in weights.items()}


def forward(weights: Weights, features: Array, inside: Array, page: Array, maths: Maths) -> Outputs:
    """`features`: rows of all pages, `PADDING` rows of anything between them. `inside`: a column, 1 on a page's rows, 0 between.
    `page`: the number of each row's page; rows between may have any."""
    xp = maths.xp

    def layer(name: str, value: Array) -> Array:
        return value @ weights[name] + weights[f"{name}_bias"]

    def relu(value: Array) -> Array:
        return xp.maximum(value, 0)

    def sigmoid(value: Array) -> Array:
        return 1 / (1 + xp.exp(-xp.clip(value, -30, 30)))

    def convolved(name: str, value: Array, taps: int) -> Array:
        count, width = value.shape
        padded = xp.pad(value, ((taps, taps), (0, 0)))
        total = weights[f"{name}_bias"]
        for at in range(2 * taps + 1):
            total = total + padded[at : at + count] @ weights[name][at * width : (at + 1) * width]
        return total

    def means(gates: Array, value: Array) -> tuple[Array, Array]:
        """Of each gate, the mean over the rows of a page that it lets through; and how many those are."""
        gates = gates * inside
        sums = maths.page_sums(gates) + _NOTHING
        gated = [maths.page_sums(gates[:, at : at + 1] * value) / sums[:, at : at + 1] for at in range(gates.shape[1])]
        return xp.concatenate(gated, axis=1), sums

    def beside(name: str, value: Array, of_page: Array) -> Array:
        here = of_page[page]
        return relu(layer(name, xp.concatenate([value, here, value * here], axis=1))) * inside

    value = (features - weights["mean"]) * weights["scale"] * inside
    value = relu(convolved("near", value, TAPS[0])) * inside
    value = relu(convolved("wide", value, TAPS[1]) + value) * inside
    kinds, _ = means(sigmoid(layer("gate", value)), value)
    value = beside("in_page", value, relu(layer("page", kinds)))
    first = layer("guess", value)
    likely, guessed = means(sigmoid(first), value)
    value = beside("alike", value, likely)
    value = relu(convolved("last", value, TAPS[2]) + value) * inside
    rows = layer("row", value)
    starts, found = means(sigmoid(rows[:, :1]), value)
    everything, _ = means(inside, value)
    pages = relu(layer("several", xp.concatenate([starts, everything, likely, xp.log1p(found), xp.log1p(guessed)], axis=1)))
    return Outputs(first, rows, layer("verdict", pages))
