"""What is linked to what, over any number of steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def components(count: int, units: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.int64]:
    """Of units 0 to count: the smallest unit that each is linked to, over units that share a key.

    FastSV (Zhang, Azad, Buluç 2020): roots of trees hook onto smaller ones, and trees are made flat, in a few rounds over all
    links, however long their chains. Keys are vertices behind the units.
    """
    one, other = units.astype(np.int64), keys.astype(np.int64) + count
    parent = np.arange(count + int(keys.max(initial=0)) + 1)
    while True:
        above = parent[parent]
        hooked = parent.copy()
        for here, there in ((one, other), (other, one)):
            np.minimum.at(hooked, parent[here], above[there])
            np.minimum.at(hooked, here, above[there])
        hooked = np.minimum(hooked, above)
        if np.array_equal(hooked, parent):
            return parent[:count]
        parent = hooked
