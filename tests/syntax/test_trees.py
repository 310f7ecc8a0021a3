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


def test_sentences_of_any_length_get_one_root_and_no_circle() -> None:
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 13, size=300)
    inside = np.arange(12)[None, :] < lengths[:, None]
    arcs = rng.normal(size=(300, 12, 13)).astype(np.float32)
    # As the network scores them: no word is its own head, and none hangs on what is behind the end.
    arcs[:, :, 1:][:, np.eye(12, dtype=bool)] = -1e9
    arcs[:, :, 1:] = np.where(inside[:, None, :], arcs[:, :, 1:], -1e9)
    for heads, length in zip(trees(arcs, inside), lengths, strict=True):
        assert comes_to_root(tuple(heads[:length]))
        assert (heads[:length] == 0).sum() == 1
        assert not heads[length:].any()
