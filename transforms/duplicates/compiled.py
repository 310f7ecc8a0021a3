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
    FIRST,
    MAX_TOKEN_BYTES,
    NEXT,
    NO_SHINGLE,
    SECOND,
    Hashes,
    Places,
)
from transforms.duplicates.rules import SHINGLE_WORDS

_ZERO, _ONE, _EIGHT = np.uint64(0), np.uint64(1), np.uint64(8)
_HALF, _LAST = np.uint64(32), np.uint64(29)
_BYTE = np.uint64(0xFF)
_CHUNK_BITS = np.uint64(64)
_LONGEST = np.uint64(MAX_TOKEN_BYTES)
_UNREAD, _SIGN, _LETTER = range(3)  # kinds of characters in `tokens`; what is none of them stands alone
_FILLER = np.uint64(0xFF)


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
def _tokens(raw: Any, firsts: Any, words: Any, kinds: Any, packed: Any, hashes: Any, starts: Any, ends: Any, bounds: Any) -> Any:
    count = 0
    for text in range(firsts.size - 1):
        bounds[text] = count
        at, stop, char = firsts[text], firsts[text + 1] - 1, -1
        hashed, chunk, bits, length = _ZERO, _ZERO, _ZERO, _ZERO
        is_open = False
        follows, before = False, _ZERO  # whether a lone character ended just here, and its hash
        while at < stop:
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
                hashes[count] = _finished(hashed, chunk, bits, length)
                count += 1
                is_open = False
            if kind == _SIGN:
                follows = False
                continue
            while folded & _BYTE != _FILLER:
                if not is_open:
                    is_open = True
                    starts[count] = char
                    hashed, chunk, bits, length = _ZERO, _ZERO, _ZERO, _ZERO
                ends[count] = char + 1
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
                hashes[count] = own
                count += 1
                is_open = False
                follows, before = True, own
        if is_open:
            hashes[count] = _finished(hashed, chunk, bits, length)
            count += 1
    bounds[firsts.size - 1] = count
    return count


def tokens(
    raw: NDArray[np.uint8], firsts: Places, words: NDArray[np.uint8], kinds: NDArray[np.uint8], packed: NDArray[np.uint32]
) -> tuple[Hashes, Places, Places, Places] | None:
    """Hashes, bounds, starts and ends of the tokens of all texts; None where a character's fold has not been read yet."""
    room = raw.size // 2 + 1 if int(raw.max(initial=0)) < 0x80 else raw.size  # lone characters need no sign between them
    hashes, starts, ends = np.empty(room, np.uint64), np.empty(room, np.int64), np.empty(room, np.int64)
    bounds = np.empty(firsts.size, np.int64)
    count = _tokens(raw, firsts, words, kinds, packed, hashes, starts, ends, bounds)
    return None if count < 0 else (hashes[:count], bounds, starts[:count], ends[:count])


@_compile
def _shingles(tokens: Any, bounds: Any, found: Any) -> None:
    for text in range(bounds.size - 1):
        for at in range(bounds[text], bounds[text + 1]):
            if at + SHINGLE_WORDS > bounds[text + 1]:
                found[at] = NO_SHINGLE
                continue
            value = tokens[at]
            for word in range(1, SHINGLE_WORDS):
                value = value * FIRST + tokens[at + word]
            found[at] = _mixed(value)


def shingle_hashes(tokens: Hashes, bounds: Places) -> Hashes:
    """As `kernels.shingle_hashes`."""
    found = np.empty(tokens.size, np.uint64)
    _shingles(tokens, bounds, found)
    return found


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
def _slot(table: Any, hashes: Any, value: Any, low: Any) -> Any:
    """Where a table of places holds a hash, or where it would go."""
    slot = np.int64(value & low)
    while table[slot] >= 0 and hashes[table[slot]] != value:
        slot = (slot + 1) & np.int64(low)
    return slot


@_compile
def _low_bits(count: Any) -> Any:
    """A mask for tables that are half empty, at least, with so many entries."""
    size = 16
    while size < 2 * count:
        size *= 2
    return np.uint64(size - 1)


@_compile
def _firsts(hashes: Any, bounds: Any, table: Any, first: Any) -> None:
    for text in range(bounds.size - 1):
        low = _low_bits(bounds[text + 1] - bounds[text])
        table[: np.int64(low) + 1] = -1
        for at in range(bounds[text], bounds[text + 1]):
            if hashes[at] != NO_SHINGLE:
                slot = _slot(table, hashes, hashes[at], low)
                if table[slot] < 0:
                    table[slot] = at
                    first[at] = True


def _table(bounds: Places) -> Places:
    longest = int(np.diff(bounds).max(initial=0))
    return np.empty(max(16, 4 * longest), np.int64)


def first_occurrences(hashes: Hashes, bounds: Places) -> NDArray[np.bool_]:
    """As `kernels.first_occurrences`."""
    first = np.zeros(hashes.size, np.bool_)
    _firsts(hashes, bounds, _table(bounds), first)
    return first


@_compile
def _runs(hashes: Any, firsts: Any, bounds: Any, left: Any, right: Any, table: Any, found: Any) -> Any:
    count, owner, low = 0, -1, _ZERO
    for pair in range(left.size):
        if right[pair] != owner:
            owner = right[pair]
            low = _low_bits(bounds[owner + 1] - bounds[owner])
            table[: np.int64(low) + 1] = -1
            for at in range(bounds[owner], bounds[owner + 1]):
                if firsts[at]:
                    table[_slot(table, hashes, hashes[at], low)] = at
        next_left, next_right = -1, -1
        for at in range(bounds[left[pair]], bounds[left[pair] + 1]):
            if not firsts[at]:
                continue
            other = table[_slot(table, hashes, hashes[at], low)]
            if other < 0:
                continue
            if at == next_left and other == next_right:
                found[3, count - 1] += 1
            else:
                found[0, count], found[1, count], found[2, count], found[3, count] = pair, at, other, 1
                count += 1
            next_left, next_right = at + 1, other + 1
    return count


def shared_runs(
    hashes: Hashes, firsts: NDArray[np.bool_], bounds: Places, left: Places, right: Places
) -> tuple[Places, Places, Places, Places]:
    """As `kernels.shared_runs`, in the order of the left text."""
    lengths = np.diff(bounds)
    room = int(np.minimum(lengths[left], lengths[right]).sum())
    found = np.empty((4, room), np.int64)
    count = _runs(hashes, firsts, bounds, left, right, _table(bounds), found)
    return found[0, :count], found[1, :count], found[2, :count], found[3, :count]


@_compile
def _fill(table: Any, keys: Any, low: Any) -> None:
    for key in keys:
        slot = np.int64(key & low)
        while table[slot] != _ZERO:
            slot = (slot + 1) & np.int64(low)
        table[slot] = key


@_compile
def _covered(hashes: Any, bounds: Any, outlets: Any, table: Any, low: Any, masked: Any) -> None:
    for text in range(bounds.size - 1):
        if outlets[text] < 0:
            continue
        salt = np.uint64(outlets[text] + 1) * NEXT
        for at in range(bounds[text], bounds[text + 1]):
            key = hashes[at] ^ salt
            slot = np.int64(key & low)
            while table[slot] != _ZERO:
                if table[slot] == key:
                    masked[at] = True
                    break
                slot = (slot + 1) & np.int64(low)


class OutletKeys:
    """Shingles that were hashed with their outlets' numbers, ready to be looked up: as `templates.Mask` does in NumPy."""

    def __init__(self, keys: Hashes) -> None:
        self._low = _low_bits(2 * keys.size)
        self._table = np.zeros(int(self._low) + 1, np.uint64)
        _fill(self._table, keys, self._low)

    def covers(self, hashes: Hashes, bounds: Places, outlets: Places) -> NDArray[np.bool_]:
        """Which shingles are part of the template of their text's outlet."""
        masked = np.zeros(hashes.size, np.bool_)
        _covered(hashes, bounds, outlets, self._table, self._low, masked)
        return masked
