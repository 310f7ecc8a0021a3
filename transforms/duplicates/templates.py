"""What an outlet prints under or over each of its articles: its template, which no link may rest on.

Learned from a sample of the outlet's articles, those with the lowest ids, so that the order of arrival does not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.kernels import NEXT, NO_SHINGLE, Hashes, Places, ragged
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

    `articles` has `article_id`, `outlet_name`, `compared` (the same for the same text, which counts once) and `is_new`.
    An outlet of too few articles has no sample.
    """
    return (
        articles.filter(pl.col("outlet_name").is_not_null())
        .select("article_id", "outlet_name", "compared", "is_new")
        .sort("article_id")
        .unique(["outlet_name", "compared"], keep="first", maintain_order=True)
        .group_by("outlet_name", maintain_order=True)
        .agg(
            pl.col("article_id").head(rules.template_sample).alias("sampled_article_ids"),
            pl.col("is_new").head(rules.template_sample).any().alias("has_new"),
        )
        .filter(pl.col("sampled_article_ids").list.len() >= rules.template_articles)
    )


def learn(found: Shingles, counts: Places, outlets: Places, rules: DuplicateRules) -> pl.DataFrame:
    """The template shingles (`outlet`, `shingle`) of sampled texts.

    `counts` says how many shingles each text has, and `outlets` numbers its outlet.
    """
    texts = np.repeat(np.arange(outlets.size), np.diff(found.bounds))
    there = np.flatnonzero(found.hashes != NO_SHINGLE)
    keys = _keyed(found.hashes[there], outlets[texts[there]])
    # Nearly all shingles are in fewer texts than any template's: they go before anything is counted text by text.
    ordered = np.sort(keys)
    apart = rules.template_articles - 1
    frequent = HashSet(ordered[apart:][ordered[apart:] == ordered[: max(0, ordered.size - apart)]]).places(keys)
    held = _Held.of(found.hashes[there[frequent]], keys[frequent], texts[there[frequent]])
    sampled = np.bincount(outlets)
    needed = np.maximum(rules.template_articles, np.ceil(sampled * rules.template_share)).astype(np.int64)
    held = held.in_at_least(needed[outlets[held.texts[held.firsts]]]).by(outlets)
    learned = [pl.DataFrame(schema=_LEARNED)]
    of_shingles = outlets[held.texts[held.firsts]]
    members = np.argsort(outlets, kind="stable")
    member_firsts = np.concatenate(([0], np.cumsum(sampled)))
    for outlet in np.unique(of_shingles).tolist():
        start, end = np.searchsorted(of_shingles, (outlet, outlet + 1)).tolist()
        own = held.part(start, end)
        of_outlet = members[member_firsts[outlet] : member_firsts[outlet + 1]]
        shingles = _told_apart(own, of_outlet, counts[of_outlet], int(needed[outlet]))
        learned.append(pl.DataFrame({"outlet": outlet, "shingle": shingles.view(np.int64)}, schema=_LEARNED))
    return pl.concat(learned)


@dataclass(frozen=True)
class _Held:
    """Which texts hold which shingles: shingle `n` is in `texts[firsts[n] : firsts[n] + sizes[n]]`, each once and in order."""

    shingles: Hashes
    firsts: Places
    sizes: Places
    texts: Places

    @classmethod
    def of(cls, hashes: Hashes, keys: Hashes, texts: Places) -> _Held:
        """From the places where shingles stand, in the order of the texts; `keys` tell them and their outlets apart."""
        order = np.argsort(keys, kind="stable")
        keys, texts = keys[order], texts[order]
        starts = np.ones(keys.size, bool)
        starts[1:] = keys[1:] != keys[:-1]
        told = starts.copy()
        told[1:] |= texts[1:] != texts[:-1]
        firsts = np.flatnonzero(starts[told])
        sizes = np.append(firsts[1:], np.count_nonzero(told))[: firsts.size] - firsts
        return cls(hashes[order][starts], firsts, sizes, texts[told])

    def in_at_least(self, needed: Places) -> _Held:
        """Those that are in so many texts."""
        return self._take(np.flatnonzero(self.sizes >= needed))

    def by(self, outlets: Places) -> _Held:
        """In the order of the outlets of their texts."""
        return self._take(np.argsort(outlets[self.texts[self.firsts]], kind="stable"))

    def part(self, start: int, end: int) -> _Held:
        """The shingles from one to another."""
        return self._take(np.arange(start, end))

    def _take(self, order: Places) -> _Held:
        sizes = self.sizes[order]
        return _Held(self.shingles[order], np.cumsum(sizes) - sizes, sizes, self.texts[ragged(self.firsts[order], sizes)])


def _told_apart(held: _Held, texts: Places, sizes: Places, needed: int) -> Hashes:
    """Of one outlet's frequent shingles, those in enough texts that are not versions of one story.

    `texts` are all of the outlet's, in order, and `sizes` says how many shingles each has.
    """
    matrix = np.zeros((texts.size, held.shingles.size), np.float32)
    matrix[np.searchsorted(texts, held.texts), np.repeat(np.arange(held.shingles.size), held.sizes)] = 1
    apart = np.where(sizes > 0, sizes, np.inf).astype(np.float32)  # what has nothing is a version of nothing
    alike = matrix @ matrix.T >= SAME_STORY_SHARE * np.minimum.outer(apart, apart)
    np.fill_diagonal(alike, val=True)
    stories = np.eye(texts.size, dtype=np.float32)[alike.argmax(axis=1)]  # the first text that each is a version of
    is_template: NDArray[np.bool_] = (stories.T @ matrix > 0).sum(axis=0) >= needed
    return held.shingles[is_template]


class Mask:
    """The templates of many outlets, ready to be looked up for every shingle of a batch."""

    def __init__(self, templates: pl.DataFrame, *, fast: bool = False) -> None:
        """`templates` has `outlet` (a number) and `shingle`. `fast` looks them up in a compiled loop, which needs numba."""
        shingles, outlets = templates["shingle"].to_numpy().view(np.uint64), templates["outlet"].to_numpy()
        self._compiled = _compiled(outlets, shingles) if fast else None
        if not fast:
            self._any, self._keys = HashSet(shingles), HashSet(_keyed(shingles, outlets))

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
