"""Scores in, trees out, against all trees there are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from transforms.syntax.trees import best_tree, trees


def comes_to_root(heads: tuple[int, ...]) -> bool:
    """Whether every node n + 1 with `heads[n]` leads to node 0."""
    up = range(len(heads) + 1)
    for _ in heads:
        up = [heads[node - 1] if node else 0 for node in up]
    return not any(up)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_the_best_tree_is_the_best_of_all(size: int) -> None:
    rng = np.random.default_rng(size)
    every = [heads for heads in product(range(size + 1), repeat=size) if comes_to_root(heads)]
    for _ in range(30):
        scores = rng.normal(size=(size + 1, size + 1)).astype(np.float32)
        found = best_tree(scores)[1:]
        assert comes_to_root(tuple(found))
        assert worth(scores, found) == pytest.approx(max(worth(scores, np.array(heads)) for heads in every), abs=1e-4)


def worth(scores: NDArray[np.float32], heads: NDArray[np.int64]) -> float:
    return float(scores[np.arange(1, len(heads) + 1), heads].sum())


@pytest.mark.parametrize("length", [1, 2, 5, 12])
def test_sentences_get_one_root_and_no_circle(length: int) -> None:
    arcs = np.random.default_rng(0).normal(size=(100, length, length + 1)).astype(np.float32)
    # As the network scores them: no word is its own head.
    arcs[:, :, 1:][:, np.eye(length, dtype=bool)] = -1e9
    for scores, heads in zip(arcs, trees(arcs), strict=True):
        assert comes_to_root(tuple(heads))
        assert (heads == 0).sum() == 1
        # The root is the word that loses most by another head.
        best = scores[:, 1:].max(axis=1) if length > 1 else np.full(1, -1e9)
        assert (scores[:, 0] - best).argmax() == heads.argmin()
