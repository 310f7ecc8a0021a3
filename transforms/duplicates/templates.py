"""What an outlet prints under or over each of its articles: its template, which no link may rest on.

Learned from a sample of the outlet's articles, those with the lowest ids, so that the order of arrival does not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from transforms.duplicates.kernels import NEXT, NO_SHINGLE, Hashes, Places
from transforms.duplicates.lookup import HashSet
from transforms.duplicates.rules import DuplicateRules
from transforms.duplicates.shingles import Shingles

if TYPE_CHECKING:
    from transforms.duplicates.compiled import OutletTables

# Versions of one story in a sample count once: what they share is their story. Reports filled into a form are further apart.
SAME_STORY_SHARE = 0.8
_LEARNED = {"outlet": pl.Int64, "shingle": pl.Int64}


def samples(articles: pl.DataFrame, rules: DuplicateRules) -> pl.DataFrame:
    """The articles from which each outlet's template is learned: `outlet_name`, `sampled_article_ids`, `has_new`.

    `articles` has `article_id`, `outlet_name`, `content` (the same for the same text, which counts once) and `is_new`.
    An outlet of too few articles has no sample.
    """
    return (
        articles.filter(pl.col("outlet_name").is_not_null())
        .sort("article_id")
        .unique(["outlet_name", "content"], keep="first", maintain_order=True)
        .group_by("outlet_name", maintain_order=True)
        .agg(
            pl.col("article_id").head(rules.template_sample).alias("sampled_article_ids"),
            pl.col("is_new").head(rules.template_sample).any().alias("has_new"),
        )
        .filter(pl.col("sampled_article_ids").list.len() >= rules.template_articles)
    )


def learn(found: Shingles, outlets: Places, rules: DuplicateRules) -> pl.DataFrame:
    """The template shingles (`outlet`, `shingle`) of sampled texts; `outlets` numbers each text's outlet."""
    texts = np.repeat(np.arange(outlets.size), np.diff(found.bounds))
    there = np.flatnonzero(found.hashes != NO_SHINGLE)
    keys = _keyed(found.hashes[there], outlets[texts[there]])
    # Nearly all shingles are in fewer texts than any template's: they go before anything is counted text by text.
    ordered = np.sort(keys)
    apart = rules.template_articles - 1
    frequent = HashSet(ordered[apart:][ordered[apart:] == ordered[: max(0, ordered.size - apart)]])
    there = there[frequent.places(keys)]
    frame = pl.DataFrame(
        {"outlet": outlets[texts[there]], "text": texts[there], "shingle": found.hashes[there].view(np.int64)}
    ).unique()
    sampled = pl.DataFrame({"outlet": outlets}).group_by("outlet").agg(pl.len().alias("sampled"))
    sizes = pl.DataFrame({"text": np.arange(outlets.size), "size": found.counts})
    needed = pl.max_horizontal(pl.lit(rules.template_articles), (pl.col("sampled") * rules.template_share).ceil())
    often = frame.group_by("outlet", "shingle").len("articles").join(sampled, on="outlet").with_columns(needed.alias("needed"))
    often = often.filter(pl.col("articles") >= pl.col("needed"))
    rows = frame.join(often, on=["outlet", "shingle"]).join(sizes, on="text").sort("outlet", "text", "shingle")
    kept = [_told_apart(of_outlet) for _, of_outlet in rows.group_by("outlet", maintain_order=True)]
    return pl.concat([pl.DataFrame(schema=_LEARNED), *kept])


def _told_apart(rows: pl.DataFrame) -> pl.DataFrame:
    """Of one outlet's frequent shingles, those in enough texts that are not versions of one story."""
    texts, shingles = rows["text"].unique().sort(), rows["shingle"].unique().sort()
    at = texts.search_sorted(rows["text"]).to_numpy(), shingles.search_sorted(rows["shingle"]).to_numpy()
    held = np.zeros((texts.len(), shingles.len()), np.float32)
    held[at] = 1
    sizes = np.empty(texts.len(), np.float32)
    sizes[at[0]] = rows["size"].to_numpy()
    alike = held @ held.T >= SAME_STORY_SHARE * np.minimum.outer(sizes, sizes)
    np.fill_diagonal(alike, val=True)
    stories = np.eye(texts.len(), dtype=np.float32)[alike.argmax(axis=1)]  # the first text that each is a version of
    enough = (stories.T @ held > 0).sum(axis=0) >= rows["needed"][0]
    return pl.DataFrame({"outlet": rows["outlet"][0], "shingle": shingles.filter(pl.Series(enough))}, schema=_LEARNED)


class Mask:
    """The templates of many outlets, ready to be looked up for every shingle of a batch."""

    def __init__(self, templates: pl.DataFrame, *, fast: bool = False) -> None:
        """`templates` has `outlet` (a number) and `shingle`. `fast` looks them up in a compiled loop, which needs numba."""
        shingles, outlets = templates["shingle"].to_numpy().view(np.uint64), templates["outlet"].to_numpy()
        self._any, self._keys = HashSet(shingles), HashSet(_keyed(shingles, outlets))
        self._compiled = _compiled(outlets, shingles) if fast else None

    @classmethod
    def of_none(cls) -> Mask:
        """A mask that covers nothing."""
        return cls(pl.DataFrame(schema=_LEARNED))

    def leave_out(self, hashes: Hashes, bounds: Places, outlets: Places) -> None:
        """Sets the shingles of outlets' templates to `NO_SHINGLE`; `outlets` has each text's outlet, -1 for none."""
        if self._compiled is not None:
            self._compiled.leave_out(hashes, bounds, outlets)
            return
        at = self._any.places(hashes)
        keys = _keyed(hashes[at], outlets[np.searchsorted(bounds, at, side="right") - 1])
        hashes[at[self._keys.places(keys)]] = NO_SHINGLE


def _compiled(outlets: Places, shingles: Hashes) -> OutletTables:
    from transforms.duplicates.compiled import OutletTables

    return OutletTables(outlets, shingles)


def _keyed(shingles: Hashes, outlets: Places) -> Hashes:
    # An odd constant without a pattern spreads the few outlet numbers over all bits.
    return shingles ^ ((outlets + 1).astype(np.uint64) * NEXT)
