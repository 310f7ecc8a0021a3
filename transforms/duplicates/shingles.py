"""Tokens to shingles (every run of five words, hashed) and shingles to fingerprints (the few by which texts are looked up).

Fingerprints are winnowed (Schleimer, Wilkerson, Aiken 2003): each window of shingles gives the lowest of its hashes, so two
texts that share a run as long as a window share a fingerprint, wherever the run stands in either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from transforms.duplicates import kernels
from transforms.duplicates.kernels import FINGERPRINT_BITS, Hashes, Places, Words
from transforms.duplicates.rules import NARROW_BELOW_SHINGLES, NARROW_WINDOW, SHINGLE_WORDS, WIDE_WINDOW


def loops(*, fast: bool) -> ModuleType:
    """The inner loops: compiled, which needs numba, or NumPy's."""
    if not fast:
        return kernels
    from transforms.duplicates import compiled

    return compiled


@dataclass(frozen=True)
class Shingles:
    """Shingles of several texts, one for each token: that of the run which starts there.

    Where no run of five starts, at a text's end, and where the run is part of its outlet's template, the hash is `NO_SHINGLE`.
    """

    hashes: Hashes
    bounds: Places


@dataclass(frozen=True)
class Fingerprints:
    """Fingerprints of several texts: those of text `n` stand from `bounds[n]` to `bounds[n + 1]`, in order, each once."""

    values: NDArray[np.int64]
    bounds: Places


def shingles(
    tokens: Words, bounds: Places, leave_out: Callable[[Hashes, Places], None] | None = None, *, fast: bool = False
) -> Shingles:
    """The shingles of texts that have the tokens from `bounds[n]` to `bounds[n + 1]`.

    `leave_out` is given all hashes and the bounds, and sets those of templates to `NO_SHINGLE`.
    """
    inner = loops(fast=fast)
    hashes = inner.shingle_hashes(tokens, bounds)
    if leave_out is not None:
        leave_out(hashes, bounds)
    return Shingles(hashes, bounds)


def totals(found: Shingles, *, fast: bool = False) -> tuple[Places, Places]:
    """How many shingles each text has, templates left out, and the sum of their hashes in 64 bits with a sign."""
    counts, sums = loops(fast=fast).totals(found.hashes, found.bounds)
    return counts, sums.view(np.int64)


def fingerprints(found: Shingles, counts: Places, *, fast: bool = False) -> Fingerprints:
    """The winnowed shingles of each text; `counts` says how many it has, templates left out."""
    lengths = np.maximum(np.diff(found.bounds) - (SHINGLE_WORDS - 1), 0)
    narrow = counts < NARROW_BELOW_SHINGLES
    windows = np.where(narrow, NARROW_WINDOW, WIDE_WINDOW)
    values, texts = loops(fast=fast).window_minima(found.hashes, found.bounds[:-1], lengths, windows)
    keys = (values * kernels.SECOND) >> np.uint64(64 - FINGERPRINT_BITS)
    keys |= texts.astype(np.uint64) << np.uint64(FINGERPRINT_BITS)
    keys = sorted_once(keys)
    of_text = (keys >> np.uint64(FINGERPRINT_BITS)).astype(np.int64)
    bounds = np.searchsorted(of_text, np.arange(found.bounds.size)).astype(np.int64)
    return Fingerprints((keys & np.uint64((1 << FINGERPRINT_BITS) - 1)).astype(np.int64), bounds)


def sorted_once(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct keys in order. Sorts in place."""
    keys.sort()
    return keys[_first_of_each(keys)]


def _first_of_each(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    first = np.ones(keys.size, bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return first
