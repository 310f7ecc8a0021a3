"""Sentences as trees in arrays: heads as row numbers, so that a step up is one indexing of a whole column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


# How the clause of a word continues into what it is part of, and the clauses that a place or time in them is told of alone.
_UP = ["obj", "nsubj", "nsubj:pass", "xcomp", "conj", "obl", "advcl", "acl", "nmod", "compound", "acl:relcl", "amod"]
_CLAUSES = ["acl:relcl", "advcl", "ccomp", "parataxis", "acl", "conj", "csubj"]
# Verbs that say no more than that their noun takes place, where their subject is.
_LIGHT = "go begin start stage hold launch carry conduct mount make commit join continue end".split()
# Steps that are climbed from the word, and those that a place or time may stand below.
_HIGHEST, _LOWEST = 2, 4


@dataclass(frozen=True)
class Trees:
    """`words` are the tokens, ordered by sentence and place, `head` is the row of each head, -1 the root."""

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
        """First and last row of what hangs on each word, itself included, by way of words that `keep` has."""
        first = np.arange(len(self.head))
        last = first.copy()
        depth = self.depths()
        for level in range(int(depth.max(initial=0)), 0, -1):
            rows = np.flatnonzero((depth == level) & keep)
            np.minimum.at(first, self.head[rows], first[rows])
            np.maximum.at(last, self.head[rows], last[rows])
        return first, last

    def clause_steps(self, target: Rows, circumstance: Rows, is_loose: Flags) -> Rows:
        """Steps from each place or time up to its target word, or to what the target's clause hangs on; -1 where they meet not.
        Clauses of their own are not left from below. What is loose must hang on the target or stand beside it."""
        up, clause = self.has("deprel", _UP), self.has("deprel", _CLAUSES)
        clause &= ~(self.has("deprel", ["conj"]) & self.has("upos", ["NOUN", "PROPN"]))
        steps = np.full(len(target), -1, dtype=np.int64)
        for climbed in range(_HIGHEST + 1):
            at, is_open = circumstance.copy(), np.ones(len(circumstance), dtype=bool)
            for below in range(_LOWEST + 1):
                meets = (at >= 0) & (at == target) & is_open & (below > 0) & (~is_loose | (climbed + below <= 1))
                steps = np.where((steps < 0) & meets, _LOWEST * climbed + below, steps)
                is_open &= ~self.at(clause, at)
                at = self.above(at)
            target = np.where(self.at(up, target), self.above(target), -1)
        return steps

    def same_clause(self, rows: Rows, causes: Flags) -> tuple[Rows, ...]:
        """Words whose place and time are those of each row too, -1 where there are none: of `causes` what is told to have done it
        (`a bombing in Homs killed two`), the verb behind `when` (`were killed when a bomb exploded in Homs`), and the subject of
        the light verb that a noun hangs on (`dockers in Homs went on strike`)."""
        subject = self.has("deprel", ["nsubj"])
        cause = self.child((subject | self.has("deprel", ["obl:agent"])) & causes)
        when = self.child(self.has("deprel", ["advcl"]) & self.with_child(self.has("word", ["when"])))
        is_noun = self.has("upos", ["NOUN"]) & self.has("deprel", ["obj", "obl"])
        light = np.where(self.at(is_noun, rows), self.above(rows), -1)
        doer = np.where(self.at(self.has("lemma", _LIGHT), light), self.child(subject)[light], -1)
        return cause[rows], when[rows], doer

    def phrases(self, maybe: str, pattern: str) -> pl.DataFrame:
        """Sentences with a match of `maybe` cut by `pattern`, which covers every word with one blank behind: `sentence`, `first`
        and `last` row of each piece, its `text` in lower case. Both are for Rust's regex."""
        lines = self.words.with_row_index("first").group_by("sentence", maintain_order=True).agg(
            pl.col("first").first().cast(pl.Int64), pl.col("word").str.join(" ").alias("text")
        )  # fmt: skip
        cut = lines.filter(pl.col("text").str.contains(maybe)).with_columns((pl.col("text") + " ").str.extract_all(pattern))
        pieces = cut.explode("text").drop_nulls("text")
        length = pl.col("text").str.count_matches(" ", literal=True).cast(pl.Int64)
        last = pl.col("first") + length.cum_sum().over("sentence") - 1
        return pieces.with_columns((last - length + 1).alias("first"), last.alias("last"), pl.col("text").str.strip_suffix(" "))

    def anchors(self, first: Rows, last: Rows, *, from_end: bool) -> Rows:
        """The first or the last word of each run of words that hangs on a word outside of it."""
        anchor, settled = (last if from_end else first).copy(), np.zeros(len(first), dtype=bool)
        for step in range(int((last - first).max(initial=0)) + 1):
            at = np.maximum(last - step, first) if from_end else np.minimum(first + step, last)
            outside = ((self.head[at] < first) | (self.head[at] > last)) & ~settled
            anchor[outside] = at[outside]
            settled |= outside
        return anchor

    def depths(self) -> Rows:
        """Steps from each word up to its root."""
        depth = np.zeros(len(self.head), dtype=np.int64)
        at = self.head.copy()
        while (going := at >= 0).any():
            depth += going
            at = self.above(at)
        return depth


def trees(tokens: pl.DataFrame) -> Trees:
    """`tokens`: rows of `transforms.syntax.parser.parse`, whole sentences in order. Adds `word`, the form in lower case; lemmas
    are in lower case too."""
    words = tokens.with_columns(pl.col("form").str.to_lowercase().alias("word"), pl.col("lemma").str.to_lowercase())
    token, head = (words[name].cast(pl.Int64).to_numpy() for name in ("token", "head"))
    return Trees(words, np.where(head >= 0, np.arange(len(token)) - token + head, -1))
