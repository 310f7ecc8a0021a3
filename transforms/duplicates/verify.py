"""Candidates to links: each pair compared in full, and what it is by the measures.

Nothing here rests on fingerprints. Two texts are compared by all of their shingles, outside of their outlets' templates.
"""

from __future__ import annotations

from difflib import SequenceMatcher

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.kernels import Places
from transforms.duplicates.rules import SHINGLE_WORDS, DuplicateRules
from transforms.duplicates.shingles import Shingles, loops
from transforms.duplicates.tokens import Spans

EXACT, NEAR, EXCERPT, PASSAGE = "exact", "near", "excerpt", "passage"
# A form filled in anew has other words here and there, never so many in a row; and it is short.
SLOT_WORDS, FORM_WORDS = 3, 1_000
PASSAGE_LISTS = ["passage_starts_l", "passage_ends_l", "passage_starts_r", "passage_ends_r", "passage_word_counts"]


def compare(
    texts: Shingles,
    spans: Spans,
    left: Places,
    right: Places,
    rules: DuplicateRules,
    *,
    same_outlet: NDArray[np.bool_],
    fast: bool = False,
) -> pl.DataFrame:
    """One row per pair that is a link, in the order of the pairs: `pair` (its place among them), kind, measures, passages.

    `left` and `right` number the texts of each pair; `same_outlet` flags pairs of one outlet.
    """
    found = loops(fast=fast).overlaps(texts.hashes, texts.bounds, left, right, rules.kept_passages)
    measures = pl.DataFrame(
        {
            "pair": np.arange(left.size),
            "shared_shingle_count": found.shared,
            "size_l": found.sizes[left],
            "size_r": found.sizes[right],
            "word_count_l": spans.counts[left],
            "word_count_r": spans.counts[right],
            "matched_word_count_l": found.words_l,
            "matched_word_count_r": found.words_r,
            "longest_passage_word_count": found.longest,
            "same_outlet": same_outlet,
        }
    ).filter(pl.col("shared_shingle_count") > 0)
    shared = pl.col("shared_shingle_count")
    measures = measures.with_columns(
        (shared / (pl.col("size_l") + pl.col("size_r") - shared)).alias("jaccard_similarity"),
        (shared / pl.col("size_l")).alias("containment_l"),
        (shared / pl.col("size_r")).alias("containment_r"),
    )
    measures = measures.with_columns(_are_forms(measures, spans, left, right, rules))
    links = measures.with_columns(_kind(rules).alias("duplicate_kind")).filter(pl.col("duplicate_kind").is_not_null())
    links = links.with_columns(
        pl.when(pl.col("duplicate_kind") == EXCERPT)
        .then(pl.col("word_count_l") < pl.col("word_count_r"))
        .alias("is_left_excerpt")
    )
    is_linked = np.zeros(left.size, bool)
    is_linked[links["pair"].to_numpy()] = True
    runs = found.passages.take(np.flatnonzero(is_linked[found.passages.pair]))
    passages = _passages(
        runs.pair,
        spans.chars(left[runs.pair], runs.left - texts.bounds[left[runs.pair]], runs.words),
        spans.chars(right[runs.pair], runs.right - texts.bounds[right[runs.pair]], runs.words),
        runs.words,
    )
    return links.join(passages, on="pair", how="left", maintain_order="left")


def compare_exact(spans: Spans, left: Places, right: Places, rules: DuplicateRules) -> pl.DataFrame:
    """The rows that `compare` would give for pairs of the same normalised text, which have one passage: all of it.

    Nothing is left out of such texts, template or not. Those of a few words are no links: they are stock phrases.
    """
    pair = np.flatnonzero((spans.counts[left] >= rules.min_words) & (spans.counts[right] >= rules.min_words))
    left, right = left[pair], right[pair]
    words, start = spans.counts[left], np.zeros(pair.size, np.int64)
    passages = _passages(pair, spans.chars(left, start, words), spans.chars(right, start, words), words)
    return pl.DataFrame(
        {
            "pair": pair,
            "shared_shingle_count": np.maximum(words - (SHINGLE_WORDS - 1), 0),
            "matched_word_count_l": words,
            "matched_word_count_r": words,
            "longest_passage_word_count": words,
        }
    ).with_columns(
        *(pl.lit(1.0).alias(name) for name in ("jaccard_similarity", "containment_l", "containment_r")),
        pl.lit(EXACT).alias("duplicate_kind"),
        pl.lit(None, pl.Boolean).alias("is_left_excerpt"),
    ).join(passages, on="pair", maintain_order="left")  # fmt: skip


def _are_forms(measures: pl.DataFrame, spans: Spans, left: Places, right: Places, rules: DuplicateRules) -> pl.Series:
    """`is_form`: whether two texts of one outlet differ as one form does that was filled in twice. Told where it decides."""
    doubtful = measures.select(
        pl.col("same_outlet")
        & pl.col("jaccard_similarity").is_between(rules.same_outlet_jaccard, rules.form_jaccard, closed="left")
        & (pl.max_horizontal("word_count_l", "word_count_r") <= FORM_WORDS)
    ).to_series()
    found = np.zeros(measures.height, bool)
    for at in doubtful.arg_true().to_list():
        pair = measures["pair"][at]
        blocks = SequenceMatcher(None, spans.words(left[pair]), spans.words(right[pair]), autojunk=False).get_opcodes()
        changed = [max(end_l - start_l, end_r - start_r) for kind, start_l, end_l, start_r, end_r in blocks if kind != "equal"]
        found[at] = max(changed) <= SLOT_WORDS
    return pl.Series("is_form", found)


def _kind(rules: DuplicateRules) -> pl.Expr:
    jaccard, in_other = pl.col("jaccard_similarity"), pl.max_horizontal("containment_l", "containment_r")
    both = pl.min_horizontal("containment_l", "containment_r")
    is_short = pl.min_horizontal("word_count_l", "word_count_r") < rules.short_words
    # An outlet's reports by form (weather, markets) are alike too, but less so than versions of one report of its own.
    needed = pl.when("is_form").then(rules.form_jaccard).otherwise(rules.same_outlet_jaccard)
    near = (
        pl.when("same_outlet")
        .then(jaccard >= needed)
        .otherwise((jaccard >= rules.near_jaccard) | (both >= rules.near_containment))
    )
    # The one that is more contained is the excerpt, and it must be the shorter one.
    shorter = (pl.col("containment_l") > pl.col("containment_r")) == (pl.col("word_count_l") < pl.col("word_count_r"))
    needed = pl.when("same_outlet").then(rules.short_containment).otherwise(rules.excerpt_containment)
    excerpt = (in_other >= needed) & shorter & ~pl.col("is_form") & (pl.col("word_count_l") != pl.col("word_count_r"))
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


def _passages(pair: Places, chars_l: tuple[Places, Places], chars_r: tuple[Places, Places], words: Places) -> pl.DataFrame:
    """The passages of each pair as lists, in the order in which they are given: pair by pair."""
    return (
        pl.DataFrame(dict(zip(["pair", *PASSAGE_LISTS], (pair, *chars_l, *chars_r, words), strict=True)))
        .group_by("pair", maintain_order=True)
        .agg(PASSAGE_LISTS)
    )
