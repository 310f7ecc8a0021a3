"""Texts to an inverted index: for each word the texts that have it, and how often.

Texts are cut as bytes, all at once, at ASCII's signs and spaces. What stands between is mostly one word in lower case; whatever
else it may be (with accents, quotes, of a script without spaces) is for the caller to cut, once for each that differs. Counting
is a product of sparse matrices, texts by pieces and pieces by words, and transposing it sorts by word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

# ASCII letters in lower case, digits, and the bytes of all other characters; a space for the rest.
_TO_PIECES = np.array(
    [code if code >= 0x80 else ord(chr(code).lower()) if chr(code).isalnum() else 0x20 for code in range(256)], np.uint8
)


@dataclass(frozen=True)
class Index:
    """Which words several texts have.

    `postings` has a row per word, by the order of its bytes: `term`, the `document_numbers` of texts that have it, in order, and
    their `occurrence_counts`. `term_counts` are the words of each text.
    """

    postings: pl.DataFrame
    term_counts: pl.Series


def invert(texts: pl.Series, first_number: int, cut: Callable[[pl.Series], pl.Series]) -> Index:
    """The index of texts with numbers from the first on. `cut` gives the words (a list of strings) of each of many pieces."""
    pieces, by_text = _pieces(texts)
    words = cut(pieces)
    each = words.explode(empty_as_null=False)
    terms = each.unique().sort()
    by_piece = _sparse(each.cast(pl.Enum(terms)).to_physical().to_numpy(), words.list.len(), len(terms))
    counts = by_text @ by_piece
    by_term = counts.tocsc()
    lists = {"document_numbers": by_term.indices + first_number, "occurrence_counts": by_term.data}
    postings = pl.DataFrame([terms.alias("term"), *(_lists(name, values, by_term.indptr) for name, values in lists.items())])
    return Index(postings, pl.Series(counts.sum(axis=1), dtype=pl.Int32))


def _pieces(texts: pl.Series) -> tuple[pl.Series, csr_array]:
    """The pieces that differ, and a matrix of how often each text has each; pieces may come twice in a row of it."""
    array = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, ends, data = array.buffers()
    cut = pa.py_buffer(_TO_PIECES[np.frombuffer(data or b"", np.uint8)])
    lists = pl.Series(pa.LargeStringArray.from_buffers(len(array), ends, cut, offset=array.offset)).str.split(" ")
    kind = pl.Categorical(pl.Categories.random())  # numbers of its own, which are forgotten with it
    numbered = lists.explode().cast(kind)
    numbers = numbered.to_physical().to_numpy()
    pieces = pl.Series(np.arange(numbers.max(initial=0) + 1, dtype=np.uint32)).cat.to(kind).cast(pl.String)
    return pieces, _sparse(numbers, lists.list.len(), len(pieces))


def _sparse(columns: NDArray[np.uint32], row_sizes: pl.Series, width: int) -> csr_array:
    """A matrix with so many ones in each row, in these columns."""
    bounds = np.concatenate(([0], np.cumsum(row_sizes.to_numpy(), dtype=np.int32)), dtype=np.int32)
    return csr_array((np.ones(columns.size, np.int32), columns.astype(np.int32), bounds), shape=(len(row_sizes), width))


def _lists(name: str, values: NDArray[np.int32], bounds: NDArray[np.int32]) -> pl.Series:
    return pl.Series(name, pa.LargeListArray.from_arrays(bounds.astype(np.int64), values))
