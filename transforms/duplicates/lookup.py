"""A set of hashes that answers quickly for very many others, of which few are in it."""

from __future__ import annotations

import numpy as np

from transforms.duplicates.kernels import Hashes, Places

_BITS_PER_HASH = 16  # one other hash in 16 passes the first look
_MIN_BITS, _MAX_BITS = 10, 26  # at most 64 MB


class HashSet:
    """Hashes as a table of flags by their low bits, and in order: most others are told apart by one look at the table."""

    def __init__(self, hashes: Hashes) -> None:
        ordered = np.sort(hashes)
        self._sorted = ordered[np.append(ordered[1:] != ordered[:-1], [True])] if ordered.size else ordered
        bits = min(max(int(self._sorted.size * _BITS_PER_HASH).bit_length(), _MIN_BITS), _MAX_BITS)
        self._low = np.uint64((1 << bits) - 1)
        self._maybe = np.zeros(1 << bits, bool)
        self._maybe[self._sorted & self._low] = True

    def places(self, hashes: Hashes) -> Places:
        """Where those of the hashes stand that are in the set."""
        if self._sorted.size == 0:
            return np.empty(0, np.int64)
        at = np.flatnonzero(self._maybe[hashes & self._low])
        found = np.minimum(np.searchsorted(self._sorted, hashes[at]), self._sorted.size - 1)
        found_at: Places = at[self._sorted[found] == hashes[at]]
        return found_at
