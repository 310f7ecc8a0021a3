"""What is linked to what, over any number of steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def components(count: int, units: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.int64]:
    """Of units 0 to count: the smallest unit that each is linked to, over units that share a key."""
    label = np.arange(count)
    while True:
        least = np.full(int(keys.max(initial=0)) + 1, count)
        np.minimum.at(least, keys, label[units])
        lower = label.copy()
        np.minimum.at(lower, units, least[keys])
        lower = lower[lower]
        if np.array_equal(lower, label):
            return label
        label = lower
