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
from transforms.duplicates.kernels import FINGERPRINT_BITS, NO_SHINGLE, Hashes, Places
from transforms.duplicates.rules import NARROW_BELOW_SHINGLES, NARROW_WINDOW, SHINGLE_WORDS, WIDE_WINDOW
from transforms.duplicates.tokens import Tokens


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
    counts: Places  # shingles of each text, templates left out

    def sums(self) -> Places:
        """The sum of each text's hashes, in 64 bits with a sign."""
        kept = np.where(self.hashes != NO_SHINGLE, self.hashes, np.uint64(0))
        totals = np.zeros(kept.size + 1, np.uint64)
        np.cumsum(kept, out=totals[1:])
        sums: Hashes = totals[self.bounds[1:]] - totals[self.bounds[:-1]]
        return sums.view(np.int64)


@dataclass(frozen=True)
class Fingerprints:
    """Fingerprints of several texts: those of text `n` stand from `bounds[n]` to `bounds[n + 1]`, in order, each once."""

    values: NDArray[np.int64]
    bounds: Places


def shingles(
    tokens: Tokens, masked: Callable[[Hashes, Places], NDArray[np.bool_]] | None = None, *, fast: bool = False
) -> Shingles:
    """The shingles of each text, without those that `masked` flags, given all hashes and the bounds of the texts."""
    hashes = loops(fast=fast).shingle_hashes(tokens.hashes, tokens.bounds)
    if masked is not None:
        hashes[masked(hashes, tokens.bounds)] = NO_SHINGLE
    return Shingles(hashes, tokens.bounds, segment_sums(hashes != NO_SHINGLE, tokens.bounds))


def fingerprints(found: Shingles, *, fast: bool = False) -> Fingerprints:
    """The winnowed shingles of each text."""
    lengths = np.maximum(np.diff(found.bounds) - (SHINGLE_WORDS - 1), 0)
    narrow = found.counts < NARROW_BELOW_SHINGLES
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


def segment_sums(flags: NDArray[np.bool_], bounds: Places) -> Places:
    """How many flags are set in each segment."""
    totals = np.zeros(flags.size + 1, np.int64)
    np.cumsum(flags, out=totals[1:])
    counts: Places = totals[bounds[1:]] - totals[bounds[:-1]]
    return counts


def ragged(firsts: Places, counts: Places) -> Places:
    """The places `firsts[n]`, `firsts[n] + 1`, ... (`counts[n]` of them) for each n, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    places: Places = np.arange(total, dtype=np.int64) + np.repeat(firsts - (ends - counts), counts)
    return places
