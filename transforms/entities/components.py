"""What is linked to what, over any number of steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def components(count: int, units: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.int64]:
    """Of units 0 to count: the smallest unit that each is linked to, over units that share a key."""
    size = count + int(keys.max(initial=0)) + 1  # keys are vertices behind the units
    ends = (units.astype(np.int64), keys.astype(np.int64) + count)
    _, labels = connected_components(coo_array((np.ones(units.size, np.int8), ends), shape=(size, size)), directed=False)
    # Units have the lowest numbers: the first place of a label is its smallest unit.
    _, firsts = np.unique(labels, return_index=True)
    smallest: NDArray[np.int64] = firsts[labels[:count]]
    return smallest
