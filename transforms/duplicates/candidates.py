"""Fingerprints to candidates: pairs of texts that share enough of them to be compared word by word.

All functions work on postings: keys that hold a fingerprint in their high bits and a text's number in their low ones, in
order, so that the texts of one fingerprint stand together. Texts are numbered by age, the earliest first.

A fingerprint in more texts than the cap (a stock phrase, or a story that everyone ran) does not pair all of them: each text
is paired with its few earliest, which are those that a copy would lead back to. Past a limit it pairs none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.duplicates.kernels import TEXT_BITS, ragged
from transforms.duplicates.rules import DuplicateRules

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]
_TEXT = np.uint64((1 << TEXT_BITS) - 1)
_SHIFT = np.uint64(TEXT_BITS)
LATER_SHIFT = np.uint64(32)  # of a pair's key
_PAIR_LOW = np.uint64(0xFFFF_FFFF)


def postings(numbers: Places, values: Places) -> Keys:
    """The keys of fingerprints and the numbers of their texts, side by side; not put in order."""
    if numbers.size and int(numbers.max()) >= 1 << TEXT_BITS:
        raise ValueError(f"more than {1 << TEXT_BITS:,} texts cannot be numbered")
    return values.astype(np.uint64) << _SHIFT | numbers.astype(np.uint64)


def fingerprint_of(keys: Keys) -> NDArray[np.int64]:
    """The fingerprints of postings."""
    return (keys >> _SHIFT).astype(np.int64)


def text_of(keys: Keys) -> Places:
    """The numbers of the texts of postings."""
    return (keys & _TEXT).astype(np.int64)


@dataclass(frozen=True)
class Lists:
    """Postings cut into lists, one a fingerprint: where each starts and how many texts it has."""

    keys: Keys
    firsts: Places
    sizes: Places


def lists(keys: Keys) -> Lists:
    """The lists of postings that are in order."""
    value = keys >> _SHIFT
    firsts = np.flatnonzero(np.concatenate(([True], value[1:] != value[:-1]))) if keys.size else np.empty(0, np.int64)
    return Lists(keys, firsts, np.diff(np.append(firsts, keys.size)))


def shared(found: Lists, rules: DuplicateRules) -> Keys:
    """A pair's key for each fingerprint that pairs its texts: the later one's number high, the earlier one's low.

    A text meets a bounded number of earlier ones, so a range of later numbers holds a bounded number of pairs.
    """
    limits = np.where(found.sizes <= rules.frequency_cap, found.sizes, rules.lead_count)
    return _pairs_within(found, np.where(found.sizes <= rules.frequency_limit, limits, 0))


def _pairs_within(found: Lists, limits: Places) -> Keys:
    """Pairs of each text with the earlier ones of its list, as far as those are among the first `limits` of the list."""
    several = np.flatnonzero((found.sizes > 1) & (limits > 0))
    firsts, sizes = found.firsts[several], found.sizes[several]
    members = ragged(firsts, sizes)
    ranks = members - np.repeat(firsts, sizes)
    partners = np.minimum(ranks, np.repeat(limits[several], sizes))
    later = np.repeat(found.keys[members] & _TEXT, partners)
    earlier = found.keys[ragged(members - ranks, partners)] & _TEXT
    return later << LATER_SHIFT | earlier


def counted(pairs: Keys) -> tuple[Keys, Places]:
    """Distinct pairs in order, and how many fingerprints each shares. Sorts in place."""
    pairs.sort()
    firsts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if pairs.size else np.empty(0, np.int64)
    return pairs[firsts], np.diff(np.append(firsts, pairs.size))


def ends_of(pairs: Keys) -> tuple[Places, Places]:
    """The numbers of the earlier and the later text of each pair."""
    return (pairs & _PAIR_LOW).astype(np.int64), (pairs >> LATER_SHIFT).astype(np.int64)


def candidates(pairs: Keys, counts: Places, is_short: NDArray[np.bool_]) -> Keys:
    """Pairs to compare: those with two shared fingerprints, or one where either text is short (a flag for each number).

    A short text has few fingerprints, and an excerpt's edges take some of them.
    """
    left, right = ends_of(pairs)
    return pairs[(counts >= 2) | is_short[left] | is_short[right]]


def unsettled(gone: Places, found: Lists, is_new: NDArray[np.bool_], rules: DuplicateRules) -> Keys:
    """Pairs of texts that were there before, and that a list may pair now and did not then, or the other way round.

    `gone` is how many texts each list has lost; those flagged by `is_new` have come into it. A list below the cap, then and
    now, pairs all it has; one above it changes its pairs where its earliest texts do. Which texts have left a list is not
    known here, so one above the cap that lost any counts as changed.
    """
    texts = text_of(found.keys)
    old = ~is_new[texts]
    heads = np.repeat(np.arange(found.sizes.size), found.sizes)
    stayed = np.bincount(heads[old], minlength=found.sizes.size)
    ranks = np.arange(found.keys.size) - np.repeat(found.firsts, found.sizes)
    before = stayed + gone
    leads = np.bincount(heads[~old & (ranks < rules.lead_count)], minlength=found.sizes.size) > 0
    kind_before, kind_now = (
        np.digitize(sizes, [rules.frequency_cap + 1, rules.frequency_limit + 1]) for sizes in (before, found.sizes)
    )
    changed = (kind_before != kind_now) | ((kind_now == 1) & (leads | (gone > 0)))
    kept = np.flatnonzero(changed[heads] & old)
    rest = lists(found.keys[kept])
    all_pairs = ((kind_before == 0) | (kind_now == 0))[heads[kept[rest.firsts]]]
    limits = np.where(all_pairs, rest.sizes, rules.lead_count)
    return np.unique(_pairs_within(rest, limits))
