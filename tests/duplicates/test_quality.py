"""Floors on generated articles with planted copies, against all pairs compared with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.duplicates import compare_all, ours, scores
from tests.benchmarks.duplicates_corpus import write_corpus

ARTICLES = 2_000
FLOORS = {
    "exact": 0.995, "near_5": 0.995, "near_10": 0.99, "near_15": 0.98, "revision": 0.99, "excerpt_40": 0.99, "excerpt_20": 0.94,
    "passage": 0.95, "jaccard_0.7": 0.999, "cluster precision": 0.995, "cluster recall": 0.96,
}  # fmt: skip
MOST_FALSE = 0.002  # at most one link of this corpus; the benchmark tells it for larger ones


@pytest.mark.slow
def test_planted_copies_are_found(tmp_path: Path) -> None:
    write_corpus(tmp_path, ARTICLES)
    compare_all(tmp_path)
    ours(tmp_path, tmp_path)
    reached = scores(tmp_path, tmp_path)
    assert {name: reached[name] for name, floor in FLOORS.items() if reached[name] < floor} == {}
    assert reached["false"] <= MOST_FALSE
