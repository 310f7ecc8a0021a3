"""What is known of words and phrases before a text is read: the compiled gazetteers, laid out for whole arrays of tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"
# One bit a kind of phrase, one a list of words. The order is part of what the weights were trained on.
PHRASE_KINDS = ("country", "region", "area", "city_large", "city_medium", "city_small", "organization", "demonym")
WORD_LISTS = ("given", "surname", "name_part", "demonym", "org_heads", "place_heads", "titles", "speech", "months")
LISTED = {name: 1 << bit for bit, name in enumerate(WORD_LISTS)}
PHRASED = {name: 1 << bit for bit, name in enumerate(PHRASE_KINDS)}


@dataclass(frozen=True)
class Lexicon:
    """Words with their lists and frequency, phrases of one token, and a tree of the longer ones."""

    words: pl.DataFrame  # word, listed (bits of WORD_LISTS), zipf (class of frequency)
    singles: pl.DataFrame  # phrase, phrased (bits of PHRASE_KINDS); those in capitals only match capitals
    tree: Tree


@dataclass(frozen=True)
class Tree:
    """Phrases of several tokens as states of a tree: `keys` are state * len(vocabulary) + word, sorted; 0 is the root."""

    vocabulary: pl.DataFrame  # word, code (from 1)
    keys: NDArray[np.int64]
    targets: NDArray[np.int32]
    phrased: NDArray[np.uint16]  # of each state: bits of the phrases that end there

    def find(self, words: NDArray[np.int32], can_start: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The longest phrase that starts at each token: its length (0 for none) and its bits.

        All starts walk down the tree together, one step a token; few are left after the first.
        """
        length = np.zeros(len(words), np.int32)
        bits = np.zeros(len(words), np.uint16)
        size = len(self.vocabulary) + 1
        at = np.flatnonzero(can_start & (words > 0))
        state = np.zeros(len(at), np.int64)
        step = 0
        while len(at):
            inside = at + step < len(words)
            at, state = at[inside], state[inside]
            key = state * size + words[at + step]
            slot = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
            found = (self.keys[slot] == key) & (words[at + step] > 0)
            at, state = at[found], self.targets[slot[found]].astype(np.int64)
            step += 1
            ends = self.phrased[state] > 0
            length[at[ends]] = step
            bits[at[ends]] = self.phrased[state[ends]]
        return length, bits


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read once a process: 0.3 s."""
    words = pl.read_parquet(DATA / "words.parquet")
    listed = pl.sum_horizontal(pl.col(name).cast(pl.Int32) * bit for name, bit in LISTED.items())
    phrases = (
        pl.read_parquet(DATA / "phrases.parquet")
        .with_columns(pl.col("kind").replace_strict(PHRASED, return_dtype=pl.UInt16).alias("phrased"))
        .group_by("phrase", maintain_order=True)
        .agg(pl.col("phrased").sum())
    )
    several = pl.col("phrase").str.contains(" ", literal=True)
    return Lexicon(
        words.select("word", listed.alias("listed"), pl.col("zipf").cast(pl.Int32)),
        phrases.filter(~several),
        make_tree(phrases.filter(several)),
    )


def make_tree(phrases: pl.DataFrame) -> Tree:
    """The tree of phrases (`phrase`, its words with a blank between; `phrased`, bits that are not 0)."""
    vocabulary = (
        phrases.select(pl.col("phrase").str.split(" ").explode().unique().sort().alias("word")).with_row_index("code", 1)
    ).with_columns(pl.col("code").cast(pl.Int32))
    codes = dict(vocabulary.select("word", "code").rows())
    size = len(codes) + 1
    edges: dict[int, int] = {}
    ends: dict[int, int] = {}
    for phrase, bits in phrases.rows():
        state = 0
        for word in phrase.split(" "):
            state = edges.setdefault(state * size + codes[word], len(edges) + 1)
        ends[state] = bits
    keys = np.fromiter(edges, np.int64, len(edges))
    order = np.argsort(keys)
    phrased = np.zeros(len(edges) + 1, np.uint16)
    phrased[list(ends)] = list(ends.values())
    return Tree(vocabulary, keys[order], np.fromiter(edges.values(), np.int32, len(edges))[order], phrased)
