"""Who finds names of people, organisations and places: the tagger, rules, or a model of somebody else's, behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from transforms.entities.agreement import find_by_both
from transforms.entities.features import Encoded, Ints, encode
from transforms.entities.rules import find_by_rules
from transforms.entities.tagger import Spans
from transforms.entities.tokens import tokenize


@dataclass(frozen=True)
class Reading:
    """Texts, their tokens (rows of `tokenize`) with the offsets where each starts and ends, and what is known of the tokens."""

    texts: list[str]
    tokens: pl.DataFrame
    starts: Ints
    ends: Ints
    encoded: Encoded

    @classmethod
    def of(cls, texts: pl.Series) -> Reading | None:
        """None where the texts hold no token."""
        tokens = tokenize(texts)
        if tokens.is_empty():
            return None
        starts = tokens["start"].cast(pl.Int64).to_numpy()
        ends = starts + tokens["token"].str.len_chars().cast(pl.Int64).to_numpy()
        return cls(texts.to_list(), tokens, starts, ends, encode(tokens))

    def places(self, docs: Ints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """First and last place (of `Encoded`) of the tokens that each span of characters touches; last < first for none."""
        of_row = np.flatnonzero(self.encoded.row >= 0)
        width = max(map(len, self.texts)) + 1
        keys = self.tokens["doc"].cast(pl.Int64).to_numpy() * width
        first = np.searchsorted(keys + self.ends, docs * width + starts, side="right")
        last = np.searchsorted(keys + self.starts, docs * width + ends, side="left") - 1
        return of_row[np.minimum(first, len(of_row) - 1)], of_row[np.maximum(last, 0)]


class Finder(Protocol):
    """Finds names in texts.

    `name` stands in `entity_mentions.extractor`; `version` says which weights, and a batch is read anew when it changes. The
    whole of each text is read: who cannot do that at a time reads it in windows.
    """

    @property
    def name(self) -> str:
        """Who finds."""
        ...

    @property
    def version(self) -> str:
        """Which weights, where they are not part of the code."""
        ...

    def find(self, reading: Reading) -> Spans:
        """The names of the texts, in order and without overlaps."""
        ...


@dataclass(frozen=True)
class OwnFinder:
    """One whose weights are part of this package, so that the code's version is its own."""

    name: str
    of_tokens: Callable[[Encoded], Spans]
    version: str = ""

    def find(self, reading: Reading) -> Spans:
        """The names of the texts, in order and without overlaps."""
        return self.of_tokens(reading.encoded)


TAGGER: Finder = OwnFinder("crf", find_by_both)
RULES: Finder = OwnFinder("rules", find_by_rules)
