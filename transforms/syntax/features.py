"""Distinct words in, rows of the embedding table out: what a word is, how it begins and ends, and what shape it has.

What was seen in training stands in `data/vocabulary.parquet`; an unseen word is known by its parts.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"
KINDS = ("word", "prefix_2", "prefix_3", "suffix_1", "suffix_2", "suffix_3", "suffix_4", "shape")
# Longer words (addresses, hostile text) are known by their first letters: a part is never longer than this.
_LONGEST_WORD = 40
ASCII_QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"'}


def parts(forms: pl.Series) -> pl.DataFrame:
    """One row per form, one column per kind of part."""
    short = pl.col("form").str.slice(0, _LONGEST_WORD).str.replace_many(ASCII_QUOTES)
    lower = short.str.to_lowercase().str.replace_all(r"\p{N}", "0")
    shape = (
        short.str.replace_all(r"\p{Lu}{3,}", "XXX")
        .str.replace_all(r"\p{Lu}", "X")
        .str.replace_all(r"\p{Ll}{2,}", "xx")
        .str.replace_all(r"\p{Ll}", "x")
        .str.replace_all(r"\p{N}{4,}", "0000")
        .str.replace_all(r"\p{N}", "0")
    )
    return pl.DataFrame({"form": forms}).select(
        word=lower,
        prefix_2=lower.str.head(2),
        prefix_3=lower.str.head(3),
        suffix_1=lower.str.tail(1),
        suffix_2=lower.str.tail(2),
        suffix_3=lower.str.tail(3),
        suffix_4=lower.str.tail(4),
        shape=shape,
    )


@lru_cache(maxsize=1)
def vocabulary() -> pl.DataFrame:
    """One row per part that was seen: `kind`, `value`, `row` of the embedding table (from 1)."""
    return pl.read_parquet(DATA / "vocabulary.parquet").with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int32))


def feature_rows(forms: pl.Series, known: pl.DataFrame) -> NDArray[np.int32]:
    """(form, kind): rows of the embedding table by `known`; 0, a row of zeros, for a part that was not seen."""
    table = parts(forms)
    found = [
        table.select(value=kind).join(known.filter(kind=kind), on="value", how="left", maintain_order="left")["row"].fill_null(0)
        for kind in KINDS
    ]
    return np.stack([rows.to_numpy() for rows in found], axis=1).astype(np.int32)
