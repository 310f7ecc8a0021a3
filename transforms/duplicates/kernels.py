"""The inner loops over tokens and shingles, in NumPy, and compiled by numba where it is installed and worth it.

Both ways give the same bits; `tests/duplicates` holds them against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.duplicates.rules import MAX_TEXT_CHARS, SHINGLE_WORDS

Words = NDArray[np.uint32]  # hashes of tokens
Hashes = NDArray[np.uint64]  # of shingles
Places = NDArray[np.int64]

# Odd 64-bit constants without a pattern, as multiplicative hashing asks for (from splitmix64 and xxHash).
FIRST = np.uint64(0x9E3779B185EBCA87)
SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
NEXT = np.uint64(0x94D049BB133111EB)
NO_SHINGLE = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
# With its text's number, a fingerprint is one 64-bit key: 275 billion values, 67 million texts. Two that fall together cost a
# comparison, never a link.
FINGERPRINT_BITS = 38
TEXT_BITS = 64 - FINGERPRINT_BITS
# Where a token stands is one number of 32 bits, which halves what is written of a text: its start low, its length high.
PLACE_BITS = MAX_TEXT_CHARS.bit_length() - 1
MAX_TOKEN_CHARS = (1 << (32 - PLACE_BITS)) - 1
_CHUNK = 8  # bytes hashed at a time
MAX_TOKEN_BYTES = 64  # longer words are told by their first 64 bytes and their length
# Shingles of a passage that may stand elsewhere too, one after the other. Each run of shared shingles looks so far at most, which
# keeps texts that repeat themselves from taking quadratic time.
BRIDGED_SHINGLES = 100
_LOW_BYTES = np.array([(1 << (8 * count)) - 1 for count in range(9)], np.uint64)


def mixed(hashes: Hashes) -> Hashes:
    """The hashes with their high bits folded into the low ones and multiplied; done in place."""
    hashes ^= hashes >> np.uint64(32)
    hashes *= SECOND
    hashes ^= hashes >> np.uint64(29)
    return hashes


def token_hashes(folded: NDArray[np.uint8], starts: Places, ends: Places) -> Hashes:
    """A hash of each span of bytes."""
    padded = np.concatenate((folded, np.zeros(_CHUNK, np.uint8)))
    at_any_byte = np.ndarray((folded.size + 1,), np.uint64, padded.data, strides=(1,))
    length = ends - starts
    hashes = (at_any_byte[starts] & _LOW_BYTES[np.minimum(length, _CHUNK)]) * FIRST
    hashes ^= hashes >> np.uint64(32)
    for done in range(_CHUNK, MAX_TOKEN_BYTES, _CHUNK):
        longer = np.flatnonzero(length > done)
        if longer.size == 0:
            break
        chunk = at_any_byte[starts[longer] + done] & _LOW_BYTES[np.minimum(length[longer] - done, _CHUNK)]
        part = (hashes[longer] + chunk) * FIRST
        part ^= part >> np.uint64(32)
        hashes[longer] = part
    hashes += length.astype(np.uint64)
    return mixed(hashes)


def gathered(values: Words, firsts: Places, counts: Places) -> Words:
    """`counts[n]` values from `firsts[n]` on, for each n, one after the other."""
    return np.asarray(values[ragged(firsts, counts)])


def ragged(firsts: Places, counts: Places) -> Places:
    """The places `firsts[n]`, `firsts[n] + 1`, ... (`counts[n]` of them) for each n, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if ends.size else 0
    places: Places = np.arange(total, dtype=np.int64) + np.repeat(firsts - (ends - counts), counts)
    return places


def shingle_hashes(tokens: Words, bounds: Places) -> Hashes:
    """The hash of each run of five tokens, at the place of its first; `NO_SHINGLE` where the text ends before the fifth."""
    found = np.full(tokens.size, NO_SHINGLE, np.uint64)
    runs = tokens.size - (SHINGLE_WORDS - 1)
    if runs <= 0:
        return found
    hashes = tokens[:runs].astype(np.uint64)
    for word in range(1, SHINGLE_WORDS):
        hashes *= FIRST
        hashes += tokens[word : word + runs]
    found[:runs] = mixed(hashes)
    # The last four tokens of each text start no run of its own.
    for word in range(1, SHINGLE_WORDS):
        last = bounds[1:] - word
        found[last[last >= bounds[:-1]]] = NO_SHINGLE
    return found


def totals(hashes: Hashes, bounds: Places) -> tuple[Places, Hashes]:
    """How many shingles each text has, and the sum of their hashes in 64 bits. `NO_SHINGLE` is none."""
    there = hashes != NO_SHINGLE
    sums = np.zeros(hashes.size + 1, np.uint64)
    np.cumsum(np.where(there, hashes, np.uint64(0)), out=sums[1:])
    return segment_sums(there, bounds), sums[bounds[1:]] - sums[bounds[:-1]]


def segment_sums(flags: NDArray[np.bool_], bounds: Places) -> Places:
    """How many flags are set in each segment."""
    sums = np.zeros(flags.size + 1, np.int64)
    np.cumsum(flags, out=sums[1:])
    counts: Places = sums[bounds[1:]] - sums[bounds[:-1]]
    return counts


def window_minima(hashes: Hashes, firsts: Places, lengths: Places, windows: Places) -> tuple[Hashes, Places]:
    """The lowest hash of each window of each text, told once where it is that of the window before; and whose text's it is.

    A text (from `firsts`, `lengths` hashes) that is shorter than its window is one window. `NO_SHINGLE` is never told.
    """
    found, texts = [], []
    for window in np.unique(windows).tolist():
        chosen = np.flatnonzero((windows == window) & (lengths > 0))
        minima = sliding_minima(hashes, window)
        full = chosen[lengths[chosen] >= window]
        counts = lengths[full] - (window - 1)
        ends = np.cumsum(counts)
        at = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(firsts[full] - (ends - counts), counts)
        lowest, whose = minima[at], np.repeat(full, counts)
        told = np.ones(lowest.size, bool)
        told[1:] = (lowest[1:] != lowest[:-1]) | (whose[1:] != whose[:-1])
        found.append(lowest[told])
        texts.append(whose[told])
        short = chosen[lengths[chosen] < window]
        if short.size:
            edges = np.column_stack((firsts[short], firsts[short] + lengths[short])).ravel()
            found.append(np.minimum.reduceat(np.append(hashes, NO_SHINGLE), edges)[::2])
            texts.append(short)
    lowest, whose = np.concatenate(found or [hashes[:0]]), np.concatenate(texts or [firsts[:0]])
    return lowest[lowest != NO_SHINGLE], whose[lowest != NO_SHINGLE]


def sliding_minima(hashes: Hashes, window: int) -> Hashes:
    """The lowest of `window` hashes from each place on that has as many."""
    lowest, width = hashes, 1
    while width * 2 <= window:
        lowest, width = np.minimum(lowest[:-width], lowest[width:]), width * 2
    if width < window:
        lowest = np.minimum(lowest[: lowest.size - (window - width)], lowest[window - width :])
    return lowest


@dataclass(frozen=True)
class Runs:
    """Runs of shingles that both texts of a pair have: places of the first ones, and how many."""

    pair: Places
    left: Places
    right: Places
    length: Places

    @property
    def words(self) -> Places:
        """How many words each has."""
        return self.length + (SHINGLE_WORDS - 1)

    def take(self, order: Places) -> Runs:
        """Some of the runs."""
        return Runs(self.pair[order], self.left[order], self.right[order], self.length[order])


@dataclass(frozen=True)
class Overlaps:
    """What pairs of texts have in common; each shingle counts where it stands first in either text."""

    sizes: Places  # by text: distinct shingles
    shared: Places  # by pair: distinct shingles that both have
    words_l: Places  # by pair: words of the left text in runs of shared shingles
    words_r: Places
    longest: Places  # by pair: words of the longest passage
    passages: Runs  # the longest of each pair, in the order of the left text


def overlaps(hashes: Hashes, bounds: Places, left: Places, right: Places, kept_passages: int) -> Overlaps:
    """Compares pairs of texts by all of their shingles."""
    firsts = _first_occurrences(hashes, bounds)
    runs = _shared_runs(hashes, firsts, bounds, left, right)
    passages = _bridged(hashes, runs)
    longest = np.zeros(left.size, np.int64)
    np.maximum.at(longest, passages.pair, passages.words)
    passages = passages.take(np.lexsort((passages.left, -passages.length, passages.pair)))
    ranks = np.arange(passages.pair.size) - np.searchsorted(passages.pair, passages.pair)
    passages = passages.take(np.flatnonzero(ranks < kept_passages))
    return Overlaps(
        segment_sums(firsts, bounds),
        np.bincount(runs.pair, weights=runs.length, minlength=left.size).astype(np.int64),
        _covered(runs.pair, runs.left, runs.words, left.size),
        _covered(runs.pair, runs.right, runs.words, left.size),
        longest,
        passages.take(np.lexsort((passages.left, passages.pair))),
    )


def _first_occurrences(hashes: Hashes, bounds: Places) -> NDArray[np.bool_]:
    """Which shingles stand at their first place in their text. `NO_SHINGLE` has none."""
    texts = np.repeat(np.arange(bounds.size - 1), np.diff(bounds))
    keys = _told_apart(hashes, texts)
    order = np.argsort(keys)
    ordered = keys[order]
    groups = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if keys.size else np.empty(0, np.int64)
    first = np.zeros(hashes.size, bool)
    if groups.size:
        first[np.minimum.reduceat(order, groups)] = True
    first &= hashes != NO_SHINGLE
    return first


def _shared_runs(hashes: Hashes, firsts: NDArray[np.bool_], bounds: Places, left: Places, right: Places) -> Runs:
    """Runs of shingles that pairs of texts share, in the order of the pairs and of the right text."""
    at = np.flatnonzero(firsts)
    starts = np.searchsorted(at, bounds)
    counts = np.diff(starts)
    pair_left, at_left = _of_pairs(at, starts, counts, left)
    pair_right, at_right = _of_pairs(at, starts, counts, right)
    keys = np.concatenate((_told_apart(hashes[at_left], pair_left), _told_apart(hashes[at_right], pair_right)))
    order = np.argsort(keys)
    ordered = keys[order]
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    one, other = order[same], order[same + 1]
    in_left, in_right = np.minimum(one, other), np.maximum(one, other) - at_left.size
    by_right = np.argsort(in_right)
    pair, at_left, at_right = pair_left[in_left[by_right]], at_left[in_left[by_right]], at_right[in_right[by_right]]
    begins = np.ones(pair.size, bool)
    begins[1:] = (pair[1:] != pair[:-1]) | (at_left[1:] != at_left[:-1] + 1) | (at_right[1:] != at_right[:-1] + 1)
    heads = np.flatnonzero(begins)
    return Runs(pair[heads], at_left[heads], at_right[heads], np.diff(np.append(heads, pair.size)))


def _of_pairs(at: Places, starts: Places, counts: Places, texts: Places) -> tuple[Places, Places]:
    """For one side of all pairs: the pair of each shingle and its place."""
    lengths = counts[texts]
    return np.repeat(np.arange(texts.size), lengths), at[ragged(starts[texts], lengths)]


def _told_apart(hashes: Hashes, groups: Places) -> Hashes:
    """The hashes made different from those of other groups."""
    return hashes ^ ((groups.astype(np.uint64) + np.uint64(1)) * NEXT)


def _covered(pair: Places, first: Places, words: Places, pairs: int) -> Places:
    """Words of one side of each pair that stand in a shared run."""
    order = np.lexsort((first, pair))
    pair, first, words = pair[order], first[order], words[order]
    same = pair[1:] == pair[:-1]
    words[:-1][same] = np.minimum(words[:-1], first[1:] - first[:-1])[same]
    return np.bincount(pair, weights=words, minlength=pairs).astype(np.int64)


def _bridged(hashes: Hashes, runs: Runs) -> Runs:
    """Runs that are one but for shingles that stand elsewhere too, and were matched there."""
    runs = runs.take(np.lexsort((runs.left, runs.right - runs.left, runs.pair)))
    ends = runs.left + runs.length
    shift = runs.right - runs.left
    gaps = np.where((runs.pair[1:] == runs.pair[:-1]) & (shift[1:] == shift[:-1]), runs.left[1:] - ends[:-1], 0)
    with_gap = np.flatnonzero((gaps > 0) & (gaps <= BRIDGED_SHINGLES))
    joins = np.zeros(gaps.size, bool)
    if with_gap.size:
        places = ragged(ends[with_gap], gaps[with_gap])
        there = hashes[places + np.repeat(shift[with_gap], gaps[with_gap])]
        equal = (hashes[places] == there) & (there != NO_SHINGLE)
        joins[with_gap] = np.logical_and.reduceat(equal, np.cumsum(gaps[with_gap]) - gaps[with_gap])
    heads = np.flatnonzero(np.concatenate(([True], ~joins))) if runs.pair.size else np.empty(0, np.int64)
    lasts = np.append(heads[1:], runs.pair.size)[: heads.size] - 1
    return Runs(runs.pair[heads], runs.left[heads], runs.right[heads], ends[lasts] - runs.left[heads])
