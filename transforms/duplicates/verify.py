"""Candidates to links: each pair compared in full, and what it is by the measures.

Nothing here rests on fingerprints. Two texts are compared by all of their shingles, outside of their outlets' templates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.kernels import NO_SHINGLE, Hashes, Places
from transforms.duplicates.rules import SHINGLE_WORDS, DuplicateRules
from transforms.duplicates.shingles import Shingles, loops, ragged, segment_sums
from transforms.duplicates.tokens import Tokens

EXACT, NEAR, EXCERPT, PASSAGE = "exact", "near", "excerpt", "passage"
PASSAGE_LISTS = ["passage_starts_l", "passage_ends_l", "passage_starts_r", "passage_ends_r", "passage_word_counts"]


@dataclass(frozen=True)
class Texts:
    """What pairs are compared by: the tokens of several texts, with their places, and their shingles."""

    tokens: Tokens
    shingles: Shingles


@dataclass(frozen=True)
class _Runs:
    """Runs of shingles that both texts of a pair have: places of the first words among the tokens, and how many shingles."""

    pair: Places
    left: Places
    right: Places
    length: Places

    @property
    def words(self) -> Places:
        return self.length + (SHINGLE_WORDS - 1)

    def take(self, order: Places) -> _Runs:
        return _Runs(self.pair[order], self.left[order], self.right[order], self.length[order])


def compare(
    texts: Texts, left: Places, right: Places, same_outlet: NDArray[np.bool_], rules: DuplicateRules, *, fast: bool = False
) -> pl.DataFrame:
    """One row per pair that is a link, in the order of the pairs: `pair` (its place among them), kind, measures, passages.

    `left` and `right` number the texts of each pair; `same_outlet` flags pairs of one outlet.
    """
    hashes, bounds = texts.shingles.hashes, texts.shingles.bounds
    inner = loops(fast=fast)
    firsts = inner.first_occurrences(hashes, bounds)
    sizes = segment_sums(firsts, bounds)
    runs = _Runs(*inner.shared_runs(hashes, firsts, bounds, left, right))
    words = np.diff(texts.tokens.bounds)
    joined = _bridged(hashes, runs)
    longest = np.zeros(left.size, np.int64)
    np.maximum.at(longest, joined.pair, joined.words)
    measures = pl.DataFrame(
        {
            "pair": np.arange(left.size),
            "shared_shingle_count": np.bincount(runs.pair, weights=runs.length, minlength=left.size).astype(np.int64),
            "size_l": sizes[left],
            "size_r": sizes[right],
            "word_count_l": words[left],
            "word_count_r": words[right],
            "matched_word_count_l": _covered(runs.pair, runs.left, runs.words, left.size),
            "matched_word_count_r": _covered(runs.pair, runs.right, runs.words, left.size),
            "longest_passage_word_count": longest,
            "same_outlet": same_outlet,
        }
    ).filter(pl.col("shared_shingle_count") > 0)
    shared = pl.col("shared_shingle_count")
    measures = measures.with_columns(
        (shared / (pl.col("size_l") + pl.col("size_r") - shared)).alias("jaccard_similarity"),
        (shared / pl.col("size_l")).alias("containment_l"),
        (shared / pl.col("size_r")).alias("containment_r"),
    )
    links = measures.with_columns(_kind(rules).alias("duplicate_kind")).filter(pl.col("duplicate_kind").is_not_null())
    links = links.with_columns(
        pl.when(pl.col("duplicate_kind") == EXCERPT)
        .then(pl.col("word_count_l") < pl.col("word_count_r"))
        .alias("is_left_excerpt")
    )
    passages = _passages(texts.tokens, joined, links["pair"].to_numpy(), rules)
    return links.join(passages, on="pair", how="left", maintain_order="left")


def compare_exact(tokens: Tokens, left: Places, right: Places, rules: DuplicateRules) -> pl.DataFrame:
    """The rows that `compare` would give for pairs of the same normalised text, which have one passage: all of it.

    Nothing is left out of such texts, template or not. Those of a few words are no links: they are stock phrases.
    """
    words = np.diff(tokens.bounds)
    pair = np.flatnonzero((words[left] >= rules.min_words) & (words[right] >= rules.min_words))
    left, right = left[pair], right[pair]
    first_l, last_l = tokens.bounds[left], tokens.bounds[left + 1] - 1
    first_r, last_r = tokens.bounds[right], tokens.bounds[right + 1] - 1
    spans = [tokens.starts[first_l], tokens.ends[last_l], tokens.starts[first_r], tokens.ends[last_r], words[left]]
    return pl.DataFrame(
        {
            "pair": pair,
            "shared_shingle_count": np.maximum(words[left] - (SHINGLE_WORDS - 1), 0),
            "matched_word_count_l": words[left],
            "matched_word_count_r": words[right],
            "longest_passage_word_count": words[left],
            **dict(zip(PASSAGE_LISTS, spans, strict=True)),
        }
    ).with_columns(
        *(pl.lit(1.0).alias(name) for name in ("jaccard_similarity", "containment_l", "containment_r")),
        pl.lit(EXACT).alias("duplicate_kind"),
        pl.lit(None, pl.Boolean).alias("is_left_excerpt"),
        *(pl.col(name).reshape((-1, 1)).arr.to_list().alias(name) for name in PASSAGE_LISTS),
    )


def _kind(rules: DuplicateRules) -> pl.Expr:
    jaccard, in_other = pl.col("jaccard_similarity"), pl.max_horizontal("containment_l", "containment_r")
    both = pl.min_horizontal("containment_l", "containment_r")
    is_short = pl.min_horizontal("word_count_l", "word_count_r") < rules.short_words
    # An outlet's reports by form (weather, markets) are alike too, but less so than versions of one report of its own.
    near = (
        pl.when("same_outlet")
        .then(jaccard >= rules.same_outlet_jaccard)
        .otherwise((jaccard >= rules.near_jaccard) | (both >= rules.near_containment))
    )
    # The one that is more contained is the excerpt, and it must be the shorter one.
    shorter = (pl.col("containment_l") > pl.col("containment_r")) == (pl.col("word_count_l") < pl.col("word_count_r"))
    needed = pl.when("same_outlet").then(rules.short_containment).otherwise(rules.excerpt_containment)
    excerpt = (in_other >= needed) & shorter & (pl.col("word_count_l") != pl.col("word_count_r"))
    passage = (pl.col("shared_shingle_count") >= rules.passage_words) | (
        pl.col("longest_passage_word_count") >= rules.passage_words
    )
    # A short text has a quote or a stock phrase in common with many: there only what is nearly the whole of it counts.
    short = in_other >= rules.short_containment
    return (
        pl.when(pl.min_horizontal("word_count_l", "word_count_r") < rules.min_words).then(None)
        .when(near & (~is_short | (both >= rules.short_containment))).then(pl.lit(NEAR))
        .when(excerpt & (~is_short | short)).then(pl.lit(EXCERPT))
        .when(passage).then(pl.lit(PASSAGE))
    )  # fmt: skip


def _covered(pair: Places, first: Places, words: Places, pairs: int) -> Places:
    """Words of one side of each pair that stand in a shared run."""
    order = np.lexsort((first, pair))
    pair, first, words = pair[order], first[order], words[order]
    same = pair[1:] == pair[:-1]
    words[:-1][same] = np.minimum(words[:-1], first[1:] - first[:-1])[same]
    return np.bincount(pair, weights=words, minlength=pairs).astype(np.int64)


def _bridged(hashes: Hashes, runs: _Runs) -> _Runs:
    """Runs that are one but for a shingle that stands elsewhere too, and was matched there."""
    runs = runs.take(np.lexsort((runs.left, runs.right - runs.left, runs.pair)))
    ends = runs.left + runs.length
    shift = runs.right - runs.left
    gaps = np.where((runs.pair[1:] == runs.pair[:-1]) & (shift[1:] == shift[:-1]), runs.left[1:] - ends[:-1], 0)
    with_gap = np.flatnonzero(gaps > 0)
    joins = np.zeros(gaps.size, bool)
    if with_gap.size:
        places = ragged(ends[with_gap], gaps[with_gap])
        there = hashes[places + np.repeat(shift[with_gap], gaps[with_gap])]
        equal = (hashes[places] == there) & (there != NO_SHINGLE)
        joins[with_gap] = np.logical_and.reduceat(equal, np.cumsum(gaps[with_gap]) - gaps[with_gap])
    heads = np.flatnonzero(np.concatenate(([True], ~joins))) if runs.pair.size else np.empty(0, np.int64)
    lasts = np.append(heads[1:], runs.pair.size)[: heads.size] - 1
    return _Runs(runs.pair[heads], runs.left[heads], runs.right[heads], (ends[lasts] - runs.left[heads]))


def _passages(tokens: Tokens, runs: _Runs, linked: Places, rules: DuplicateRules) -> pl.DataFrame:
    """The longest runs of each link as lists, in the order in which they stand in the left text."""
    runs = runs.take(np.flatnonzero(np.isin(runs.pair, linked)))
    runs = runs.take(np.lexsort((runs.right, runs.left, -runs.length, runs.pair)))
    runs = runs.take(np.flatnonzero(np.arange(runs.pair.size) - np.searchsorted(runs.pair, runs.pair) < rules.kept_passages))
    return (
        pl.DataFrame(
            {
                "pair": runs.pair,
                "passage_starts_l": tokens.starts[runs.left],
                "passage_ends_l": tokens.ends[runs.left + runs.words - 1],
                "passage_starts_r": tokens.starts[runs.right],
                "passage_ends_r": tokens.ends[runs.right + runs.words - 1],
                "passage_word_counts": runs.words,
            }
        )
        .sort("pair", "passage_starts_l", "passage_starts_r")
        .group_by("pair", maintain_order=True)
        .agg(PASSAGE_LISTS)
    )
