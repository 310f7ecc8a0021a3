"""Sentences as trees in arrays: heads as row numbers, so that a step up is one indexing of a whole column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Trees:
    """`words` are the tokens, ordered by sentence and place, whole sentences alone; `head` is the row of each one's head, -1 the root."""

    words: pl.DataFrame
    head: Rows

    def has(self, column: str, values: Iterable[str]) -> Flags:
        """Whether a word's column is one of these."""
        return self.words[column].is_in(list(values)).to_numpy()

    def above(self, rows: Rows) -> Rows:
        """The heads of rows; that of none (-1) is none."""
        return np.where(rows >= 0, self.head[rows], -1)

    def at(self, flags: Flags, rows: Rows) -> Flags:
        """The flags of rows, false for none."""
        return (rows >= 0) & flags[rows]

    def with_child(self, children: Flags) -> Flags:
        """Whether a word is the head of one of these."""
        heads = self.head[children]
        found = np.zeros(len(self.head), dtype=bool)
        found[heads[heads >= 0]] = True
        return found

    def child(self, children: Flags) -> Rows:
        """The last of these that hangs on each word, -1 where none does."""
        rows = np.flatnonzero(children & (self.head >= 0))
        found = np.full(len(self.head), -1, dtype=np.int64)
        found[self.head[rows]] = rows
        return found

    def first_conjunct(self, rows: Rows, steps: int = 4) -> Rows:
        """The word that begins the list in which a row stands: of `one, two and three` it is one."""
        conjunct = self.has("deprel", ["conj"])
        for _ in range(steps):
            rows = np.where(self.at(conjunct, rows), self.above(rows), rows)
        return rows

    def spans(self, keep: Flags) -> tuple[Rows, Rows]:
        """First and last row of what hangs on each word, itself included, over those words alone that `keep` has (and their own)."""
        first = np.arange(len(self.head))
        last = first.copy()
        depth = self.depths()
        for level in range(int(depth.max(initial=0)), 0, -1):
            rows = np.flatnonzero((depth == level) & keep)
            np.minimum.at(first, self.head[rows], first[rows])
            np.maximum.at(last, self.head[rows], last[rows])
        return first, last

    def depths(self) -> Rows:
        """Steps from each word up to its root."""
        depth = np.zeros(len(self.head), dtype=np.int64)
        at = self.head.copy()
        while (going := at >= 0).any():
            depth += going
            at = self.above(at)
        return depth


def trees(tokens: pl.DataFrame) -> Trees:
    """`tokens`: rows of `transforms.syntax.parser.parse`, whole sentences in order. `word` is the form in lower case, and so are the lemmas."""
    words = tokens.with_columns(pl.col("form").str.to_lowercase().alias("word"), pl.col("lemma").str.to_lowercase())
    token, head = (words[name].cast(pl.Int64).to_numpy() for name in ("token", "head"))
    return Trees(words, np.where(head >= 0, np.arange(len(token)) - token + head, -1))
