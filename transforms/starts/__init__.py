"""Which lines of a page begin an article: a small network that has seen thousands of layouts, none of them a site's own.

`features` says what kind of line each one is and what repeats around it, `network` is the model. Its weights (`weights.npz`) are
made by `python -m tests.training.starts`.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.lines import PAGE
from transforms.starts.features import features
from transforms.starts.network import PADDING, Maths, Outputs, Weights, forward

WEIGHTS = Path(__file__).with_name("weights.npz")
# Rows that go through the network at once: its layers then stay in the processor's cache.
_ROWS_AT_ONCE = 4096


@cache
def weights() -> Weights:
    """The weights that come with the package."""
    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def add_starts(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds what the network thinks of each line (columns of `transforms.line_shapes`), each 0 to 1.

    starts   it is the headline of an article, or the first text of one without
    opens    it is the first line that belongs to an article: a date above the headline, say
    several  its page holds several articles; the same for all lines of a page
    """
    if not lines.height:
        return lines.with_columns(*[pl.lit(None, pl.Float32).alias(name) for name in ("starts", "opens", "several")])
    _, values = features(lines)
    counts = np.diff(np.flatnonzero(np.concatenate([[True], np.diff(lines[PAGE].to_numpy()) != 0, [True]])))
    outputs = [_run(values[first:end], counts[pages]) for pages, first, end in _portions(counts)]
    rows = _sigmoid(np.concatenate([output.rows for output in outputs]))
    pages = _sigmoid(np.concatenate([output.pages for output in outputs]))
    return lines.with_columns(
        pl.Series("starts", rows[:, 0]), pl.Series("opens", rows[:, 1]), pl.Series("several", np.repeat(pages[:, 0], counts))
    )


def _portions(counts: NDArray[np.int64]) -> list[tuple[slice, int, int]]:
    """Whole pages of about `_ROWS_AT_ONCE` rows together: which pages, and their first row and the one after their last."""
    ends = np.cumsum(counts)
    portion = (ends - counts) // _ROWS_AT_ONCE
    edges = [*np.flatnonzero(np.diff(portion, prepend=-1)), len(counts)]
    return [(slice(first, last), int(ends[first] - counts[first]), int(ends[last - 1])) for first, last in pairwise(edges)]


def _run(values: NDArray[np.float32], counts: NDArray[np.int64]) -> Outputs:
    """The network's outputs for some pages, of `counts` rows each."""
    page = np.repeat(np.arange(len(counts)), counts)
    places = np.arange(len(values)) + PADDING * (page + 1)
    firsts = np.cumsum(counts) - counts + PADDING * (np.arange(len(counts)) + 1)
    padded = np.zeros((len(values) + PADDING * (len(counts) + 1), values.shape[1]), np.float32)
    inside = np.zeros((len(padded), 1), np.float32)
    pages = np.zeros(len(padded), np.int64)
    padded[places], inside[places], pages[places] = values, 1, page
    # A page's sum runs on over the padding behind it, where all that is summed is nothing.
    maths = Maths(np, partial(np.add.reduceat, indices=firsts, axis=0))
    outputs = forward(weights(), padded, inside, pages, maths)
    return Outputs(outputs.first[places], outputs.rows[places], outputs.pages)


def _sigmoid(value: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-np.clip(value, -30, 30)))).astype(np.float32)
