"""The loops of `kernels` compiled by numba: the same results in a fifth of the time.

Optional (`pip install 'broadsheet[fast]'`). Compiling takes some seconds once, then comes from numba's cache beside this file, so
it is for work that takes longer than that: who calls decides. Numbers are kept unsigned throughout, since numba makes floats of
signed with unsigned ones.
"""

# ruff: noqa: PLR0912, PLR0915, PLR0917 - calls inside of compiled loops would cost more than they tell
from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from transforms.duplicates.kernels import (
    BRIDGED_SHINGLES,
    FIRST,
    MAX_TOKEN_BYTES,
    MAX_TOKEN_CHARS,
    NEXT,
    NO_SHINGLE,
    PLACE_BITS,
    SECOND,
    Hashes,
    Overlaps,
    Places,
    Runs,
    Words,
)
from transforms.duplicates.rules import SHINGLE_WORDS

_ZERO, _ONE, _EIGHT = np.uint64(0), np.uint64(1), np.uint64(8)
_HALF, _LAST = np.uint64(32), np.uint64(29)
_BYTE = np.uint64(0xFF)
_CHUNK_BITS = np.uint64(64)
_LONGEST = np.uint64(MAX_TOKEN_BYTES)
_UNREAD, _SIGN, _LETTER = range(3)  # kinds of characters in `tokens`; what is none of them stands alone
_FILLER = np.uint64(0xFF)
# Eight bytes at once: a sum with one of these sets the high bit of each byte that is not below the character.
_BYTES = np.uint64(0x0101_0101_0101_0101)
_HIGH_BITS, _LOW_BITS = np.uint64(0x80) * _BYTES, np.uint64(0x7F) * _BYTES
_CASE_BITS = np.uint64(0x20) * _BYTES
_FROM_A, _PAST_Z = np.uint64(0x80 - ord("a")) * _BYTES, np.uint64(0x80 - ord("z") - 1) * _BYTES
_FROM_0, _PAST_9 = np.uint64(0x80 - ord("0")) * _BYTES, np.uint64(0x80 - ord("9") - 1) * _BYTES
_TO_CASE_BIT, _SEVEN, _TOP_BYTE = np.uint64(2), np.uint64(7), np.uint64(56)
_NEXT_SHINGLE = np.uint64(pow(int(FIRST), SHINGLE_WORDS, 1 << 64))


def _compile(function: Any) -> Any:
    return numba.njit(cache=True, nogil=True)(function)


@_compile
def _mixed(value: Any) -> Any:
    value ^= value >> _HALF
    value *= SECOND
    value ^= value >> _LAST
    return value


@_compile
def _finished(hashed: Any, chunk: Any, bits: Any, length: Any) -> Any:
    """A token's hash, when its last bytes are in `chunk`."""
    if bits > _ZERO:
        hashed = (hashed + chunk) * FIRST
        hashed ^= hashed >> _HALF
    return _mixed(hashed + length)


@_compile
def _ascii_word(raw: Any, eights: Any, at: Any, stop: Any) -> Any:
    """The hash and the bytes of a word of ASCII characters alone that begins at a byte; no bytes where there is none.

    Eight bytes at a time. Words that are longer than what is hashed, and those near the end of all bytes, are left to the slow
    way.
    """
    hashed, length, start = _ZERO, _ZERO, at
    while at + 8 <= stop and length < _LONGEST:
        chunk = eights[at]
        plain = chunk & _LOW_BITS
        cased = plain | _CASE_BITS
        letters = (cased + _FROM_A) & ~(cased + _PAST_Z) & _HIGH_BITS
        digits = (plain + _FROM_0) & ~(plain + _PAST_9) & _HIGH_BITS
        folded = plain | (letters >> _TO_CASE_BIT)
        others = (letters | digits) ^ _HIGH_BITS | (chunk & _HIGH_BITS)
        if others == _ZERO:
            hashed = (hashed + folded) * FIRST
            hashed ^= hashed >> _HALF
            at += 8
            length += _EIGHT
            continue
        first = others & (~others + _ONE)  # the high bit of the first byte that is no part of the word
        count = (((first - _ONE) & _BYTES) * _BYTES >> _TOP_BYTE) - _ONE
        length += count
        at += np.int64(count)
        if raw[at] >= 0x80:
            return _ZERO, 0
        if count > _ZERO:
            hashed = (hashed + (folded & ((first >> _SEVEN) - _ONE))) * FIRST
            hashed ^= hashed >> _HALF
        return _mixed(hashed + length), at - start
    return _ZERO, 0


@_compile
def _place(start: Any, end: Any) -> Any:
    return start | min(end - start, MAX_TOKEN_CHARS) << PLACE_BITS


@_compile
def _tokens(
    raw: Any, eights: Any, firsts: Any, words: Any, kinds: Any, packed: Any, hashes: Any, places: Any, bounds: Any
) -> Any:
    count = 0
    for text in range(firsts.size - 1):
        bounds[text] = count
        at, stop, char = firsts[text], firsts[text + 1], 0
        hashed, chunk, bits, length = _ZERO, _ZERO, _ZERO, _ZERO
        is_open, start, end = False, 0, 0
        follows, before = False, _ZERO  # whether a lone character ended just here, and its hash
        while at < stop:
            if not is_open and raw[at] < 0x80 and words[raw[at]] != 0:
                own, size = _ascii_word(raw, eights, at, stop)
                if size > 0:
                    hashes[count], places[count] = own, _place(char, char + size)
                    count += 1
                    char += size
                    at += size
                    follows = False
                    continue
            char += 1
            if raw[at] < 0x80:
                folded = np.uint64(words[raw[at]])
                kind = _SIGN if folded == _ZERO else _LETTER
                folded |= _FILLER << _EIGHT
                at += 1
            else:
                width = 4 if raw[at] >= 0xF0 else 3 if raw[at] >= 0xE0 else 2
                code = int(raw[at]) & (0xFF >> (width + 1))
                for step in range(1, width):
                    code = code << 6 | int(raw[at + step] & 0x3F)
                kind = int(kinds[code])
                if kind == _UNREAD:
                    return -1
                folded = np.uint64(packed[code]) | _FILLER << _HALF
                at += width
            if is_open and kind != _LETTER:
                hashes[count], places[count] = _finished(hashed, chunk, bits, length), _place(start, end)
                count += 1
                is_open = False
            if kind == _SIGN:
                follows = False
                continue
            while folded & _BYTE != _FILLER:
                if not is_open:
                    is_open, start = True, char - 1
                    hashed, chunk, bits, length = _ZERO, _ZERO, _ZERO, _ZERO
                end = char
                if length < _LONGEST:
                    chunk |= (folded & _BYTE) << bits
                    bits += _EIGHT
                    if bits == _CHUNK_BITS:
                        hashed = (hashed + chunk) * FIRST
                        hashed ^= hashed >> _HALF
                        chunk, bits = _ZERO, _ZERO
                length += _ONE
                folded >>= _EIGHT
            if is_open and kind == _LETTER:
                follows = False
            elif is_open:
                own = _finished(hashed, chunk, bits, length)
                if follows:
                    hashes[count - 1] = _mixed(before * NEXT + own)
                hashes[count], places[count] = own, _place(start, end)
                count += 1
                is_open = False
                follows, before = True, own
        if is_open:
            hashes[count], places[count] = _finished(hashed, chunk, bits, length), _place(start, end)
            count += 1
    bounds[firsts.size - 1] = count
    return count


def tokens(
    raw: NDArray[np.uint8], firsts: Places, words: NDArray[np.uint8], kinds: NDArray[np.uint8], packed: NDArray[np.uint32]
) -> tuple[Words, Places, Words] | None:
    """Hashes, bounds and places of the tokens of texts; None where a character's fold has not been read yet.

    The bytes of text `n` stand from `firsts[n]` to `firsts[n + 1]`.
    """
    eights = np.ndarray((max(0, raw.size - 7),), np.uint64, raw, strides=(1,)) if raw.size else np.empty(0, np.uint64)
    size = int(firsts[-1] - firsts[0])
    texts = firsts.size - 1
    room = size // 2 + texts if int(raw.max(initial=0)) < 0x80 else size  # lone characters need no sign between them
    hashes, places = np.empty(room, np.uint32), np.empty(room, np.uint32)
    bounds = np.empty(firsts.size, np.int64)
    count = _tokens(raw, eights, firsts, words, kinds, packed, hashes, places, bounds)
    return None if count < 0 else (hashes[:count], bounds, places[:count])


@_compile
def _gathered(values: Any, firsts: Any, counts: Any, found: Any) -> None:
    at = 0
    for text in range(firsts.size):
        for place in range(firsts[text], firsts[text] + counts[text]):
            found[at] = values[place]
            at += 1


def gathered(values: Words, firsts: Places, counts: Places) -> Words:
    """As `kernels.gathered`."""
    found = np.empty(int(counts.sum()), np.uint32)
    _gathered(np.asarray(values), firsts, counts, found)
    return found


@_compile
def _shingles(tokens: Any, bounds: Any, found: Any) -> None:
    for text in range(bounds.size - 1):
        end, value = bounds[text + 1], _ZERO
        for at in range(bounds[text], end):
            value = value * FIRST + np.uint64(tokens[at])
            first = at - (SHINGLE_WORDS - 1)
            if first > bounds[text]:
                value -= np.uint64(tokens[first - 1]) * _NEXT_SHINGLE
            if first >= bounds[text]:
                found[first] = _mixed(value)
        for at in range(max(bounds[text], end - (SHINGLE_WORDS - 1)), end):
            found[at] = NO_SHINGLE


def shingle_hashes(tokens: Words, bounds: Places) -> Hashes:
    """As `kernels.shingle_hashes`."""
    found = np.empty(tokens.size, np.uint64)
    _shingles(tokens, bounds, found)
    return found


@_compile
def _totals(hashes: Any, bounds: Any, counts: Any, sums: Any) -> None:
    for text in range(bounds.size - 1):
        count, total = 0, _ZERO
        for at in range(bounds[text], bounds[text + 1]):
            if hashes[at] != NO_SHINGLE:
                count += 1
                total += hashes[at]
        counts[text], sums[text] = count, total


def totals(hashes: Hashes, bounds: Places) -> tuple[Places, Hashes]:
    """As `kernels.totals`."""
    counts, sums = np.empty(bounds.size - 1, np.int64), np.empty(bounds.size - 1, np.uint64)
    _totals(hashes, bounds, counts, sums)
    return counts, sums


@_compile
def _minima(hashes: Any, firsts: Any, lengths: Any, windows: Any, found: Any, texts: Any) -> Any:
    count = 0
    for text in range(firsts.size):
        length, first = lengths[text], firsts[text]
        if length == 0:
            continue
        window = min(windows[text], length)
        lowest, last = -1, _ZERO
        for start in range(first, first + length - window + 1):
            end = start + window - 1
            if lowest < start:
                lowest = start
                for at in range(start + 1, end + 1):
                    if hashes[at] < hashes[lowest]:
                        lowest = at
            elif hashes[end] < hashes[lowest]:
                lowest = end
            value = hashes[lowest]
            if (start == first or value != last) and value != NO_SHINGLE:
                found[count], texts[count] = value, text
                count += 1
            last = value
    return count


def window_minima(hashes: Hashes, firsts: Places, lengths: Places, windows: Places) -> tuple[Hashes, Places]:
    """As `kernels.window_minima`."""
    found, texts = np.empty(hashes.size, np.uint64), np.empty(hashes.size, np.int64)
    count = _minima(hashes, firsts, lengths, windows, found, texts)
    return found[:count], texts[:count]


@_compile
def _low_bits(count: Any) -> Any:
    """A mask for tables that are half empty, at least, with so many entries."""
    size = 16
    while size < 2 * count:
        size *= 2
    return np.uint64(size - 1)


@_compile
def _slot(table: Any, value: Any, low: Any) -> Any:
    """Where a table of hashes holds one, or where it would go."""
    slot = np.int64(value & low)
    while table[slot] != value and table[slot] != NO_SHINGLE:
        slot = (slot + 1) & np.int64(low)
    return slot


@_compile
def _tabled(hashes: Any, first: Any, end: Any, table: Any, places: Any) -> Any:
    """Puts a text's shingles into a table, each with its first place. Returns the mask of the table and how many there are."""
    low, size = _low_bits(end - first), 0
    table[: np.int64(low) + 1] = NO_SHINGLE
    for at in range(first, end):
        if hashes[at] != NO_SHINGLE:
            slot = _slot(table, hashes[at], low)
            if table[slot] == NO_SHINGLE:
                table[slot], places[slot] = hashes[at], at
                size += 1
    return low, size


@_compile
def _runs(hashes: Any, first: Any, end: Any, pair: Any, table: Any, places: Any, taken: Any, low: Any, runs: Any) -> Any:
    """Runs of a left text's shingles that the table has too, each shingle once: places in both texts, and lengths."""
    count, shared, next_left, next_right = 0, 0, -1, -1
    for at in range(first, end):
        if hashes[at] == NO_SHINGLE:
            continue
        slot = _slot(table, hashes[at], low)
        if table[slot] == NO_SHINGLE or taken[slot] == pair:
            continue
        taken[slot] = pair
        shared += 1
        other = places[slot]
        if at == next_left and other == next_right:
            runs[2, count - 1] += 1
        else:
            runs[0, count], runs[1, count], runs[2, count] = at, other, 1
            count += 1
        next_left, next_right = at + 1, other + 1
    return count, shared


@_compile
def _covered(runs: Any, count: Any, first: Any, pair: Any, seen: Any) -> Any:
    """Words of both texts that stand in the runs."""
    words_l, words_r, done = 0, 0, -1
    for run in range(count):
        length = runs[2, run] + SHINGLE_WORDS - 1
        words_l += runs[0, run] + length - max(done, runs[0, run])
        done = runs[0, run] + length
        for at in range(runs[1, run] - first, runs[1, run] - first + length):
            if seen[at] != pair:
                seen[at] = pair
                words_r += 1
    return words_l, words_r


@_compile
def _bridged(hashes: Any, end_l: Any, end_r: Any, runs: Any, count: Any, first: Any, starts: Any, heads: Any) -> None:
    """Makes runs that go on in another one, behind equal shingles that were matched elsewhere, one run of the first.

    `heads` tells which run each has become a part of; the length of one that has none is then from its start to the last end.
    """
    for run in range(count):
        heads[run], starts[runs[0, run] - first] = run, run
    for run in range(count):
        at, other = runs[0, run] + runs[2, run], runs[1, run] + runs[2, run]
        if heads[run] != run:
            runs[2, heads[run]] = at - runs[0, heads[run]]
        for _ in range(BRIDGED_SHINGLES + 1):
            if at >= end_l or other >= end_r or hashes[at] != hashes[other] or hashes[at] == NO_SHINGLE:
                break
            following = starts[at - first]
            if following >= 0 and runs[1, following] == other:
                heads[following] = heads[run]
                break
            at += 1
            other += 1
    for run in range(count):
        starts[runs[0, run] - first] = -1


@_compile
def _longest(runs: Any, count: Any, heads: Any, chosen: Any) -> Any:
    """Chooses the longest runs, as many as there is room for, the earliest of equal ones; in their order."""
    size = 0
    for run in range(count):
        if heads[run] != run:
            continue
        if size < chosen.size:
            chosen[size] = run
            size += 1
            continue
        least = size - 1
        for at in range(size - 2, -1, -1):
            if runs[2, chosen[at]] < runs[2, chosen[least]]:
                least = at
        if runs[2, run] > runs[2, chosen[least]]:
            for at in range(least, size - 1):
                chosen[at] = chosen[at + 1]
            chosen[size - 1] = run
    return size


@_compile
def _overlaps(hashes: Any, bounds: Any, left: Any, right: Any, kept: Any, sizes: Any, of_pairs: Any, passages: Any) -> Any:
    most = 0
    for text in range(bounds.size - 1):
        most = max(most, bounds[text + 1] - bounds[text])
    room = np.int64(_low_bits(most)) + 1
    table, places, taken = np.empty(room, np.uint64), np.empty(room, np.int64), np.full(room, -1)
    seen, starts, heads = np.full(most, -1), np.full(most, -1), np.empty(most, np.int64)
    runs, chosen = np.empty((3, most), np.int64), np.empty(kept, np.int64)
    for text in left:
        if sizes[text] < 0:
            _, sizes[text] = _tabled(hashes, bounds[text], bounds[text + 1], table, places)
    owner, low, told = -1, _ZERO, 0
    for pair in range(left.size):
        first_l, end_l, first_r, end_r = bounds[left[pair]], bounds[left[pair] + 1], bounds[right[pair]], bounds[right[pair] + 1]
        if right[pair] != owner:
            owner = right[pair]
            low, sizes[owner] = _tabled(hashes, first_r, end_r, table, places)
        count, of_pairs[0, pair] = _runs(hashes, first_l, end_l, pair, table, places, taken, low, runs)
        of_pairs[1, pair], of_pairs[2, pair] = _covered(runs, count, first_r, pair, seen)
        _bridged(hashes, end_l, end_r, runs, count, first_l, starts, heads)
        longest = 0
        for at in chosen[: _longest(runs, count, heads, chosen)]:
            longest = max(longest, runs[2, at] + SHINGLE_WORDS - 1)
            passages[0, told], passages[1, told], passages[2, told], passages[3, told] = (
                pair,
                runs[0, at],
                runs[1, at],
                runs[2, at],
            )
            told += 1
        of_pairs[3, pair] = longest
    return told


def overlaps(hashes: Hashes, bounds: Places, left: Places, right: Places, kept_passages: int) -> Overlaps:
    """As `kernels.overlaps`; fastest where pairs of one right text stand together."""
    sizes = np.full(bounds.size - 1, -1)
    of_pairs, passages = np.empty((4, left.size), np.int64), np.empty((4, kept_passages * left.size), np.int64)
    told = _overlaps(hashes, bounds, left, right, kept_passages, sizes, of_pairs, passages)
    shared, words_l, words_r, longest = of_pairs
    return Overlaps(sizes, shared, words_l, words_r, longest, Runs(*passages[:, :told]))


class OutletTables:
    """Templates of many outlets as a table each, ready to be looked up: as `templates.Mask` does in NumPy."""

    def __init__(self, outlets: Places, shingles: Hashes) -> None:
        order = np.argsort(outlets, kind="stable")
        counts = np.bincount(outlets) if outlets.size else np.empty(0, np.int64)
        self._tables, self._firsts, self._lows = _outlet_tables(shingles[order], counts)

    def leave_out(self, hashes: Hashes, bounds: Places, outlets: Places) -> None:
        """Sets the shingles that are part of the template of their text's outlet to `NO_SHINGLE`."""
        _leave_out(hashes, bounds, outlets, self._tables, self._firsts, self._lows)


@_compile
def _outlet_tables(shingles: Any, counts: Any) -> Any:
    firsts, lows = np.zeros(counts.size + 1, np.int64), np.empty(counts.size, np.uint64)
    for outlet in range(counts.size):
        lows[outlet] = _low_bits(2 * counts[outlet])
        firsts[outlet + 1] = firsts[outlet] + np.int64(lows[outlet]) + 1
    tables, at = np.full(firsts[-1], NO_SHINGLE), 0
    for outlet in range(counts.size):
        table = tables[firsts[outlet] : firsts[outlet + 1]]
        for value in shingles[at : at + counts[outlet]]:
            table[_slot(table, value, lows[outlet])] = value
        at += counts[outlet]
    return tables, firsts, lows


@_compile
def _leave_out(hashes: Any, bounds: Any, outlets: Any, tables: Any, firsts: Any, lows: Any) -> None:
    for text in range(bounds.size - 1):
        outlet = outlets[text]
        if outlet < 0 or outlet >= lows.size:  # none, or one without a template
            continue
        table = tables[firsts[outlet] : firsts[outlet + 1]]
        for at in range(bounds[text], bounds[text + 1]):
            if table[_slot(table, hashes[at], lows[outlet])] != NO_SHINGLE:
                hashes[at] = NO_SHINGLE
