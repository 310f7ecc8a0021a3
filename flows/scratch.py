"""Work files of a step that is bigger than memory: keys in buckets, tokens by their text's number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np

from transforms.duplicates.candidates import Keys
from transforms.duplicates.kernels import Places, Words
from transforms.duplicates.shingles import loops
from transforms.duplicates.tokens import Spans, Tokens


class KeyBuckets:
    """Keys gathered in any order and read range by range, so that memory is bounded by a range, not by the keys.

    A bucket is a file for the keys from one of `firsts` on to the next; a single one stays in memory.
    """

    def __init__(self, folder: Path, name: str, firsts: Keys) -> None:
        self._paths = [folder / f"{name}-{bucket}.bin" for bucket in range(firsts.size)]
        self._firsts = firsts
        self._kept: list[Keys] = []

    def add(self, keys: Keys) -> None:
        """Adds keys. May put them in order in place."""
        if len(self._paths) == 1:
            self._kept.append(keys)
            return
        keys.sort()
        bounds = np.append(np.searchsorted(keys, self._firsts), keys.size)
        for bucket in np.flatnonzero(np.diff(bounds)).tolist():
            with self._paths[bucket].open("ab") as file:
                keys[bounds[bucket] : bounds[bucket + 1]].tofile(file)

    def __iter__(self) -> Iterator[Keys]:
        """The keys of each bucket, not in order. Each is read once."""
        if len(self._paths) == 1:
            yield np.concatenate([np.empty(0, np.uint64), *self._kept])
            self._kept.clear()
            return
        for path in self._paths:
            yield np.fromfile(path, np.uint64) if path.exists() else np.empty(0, np.uint64)
            path.unlink(missing_ok=True)


class TokenFiles:
    """Tokens of texts, found by the text's number. On disk, since those of all texts together may not fit in memory."""

    def __init__(self, folder: Path, text_count: int) -> None:
        self._paths = [folder / f"tokens-{part}.bin" for part in ("hashes", "places")]
        self._files = [path.open("wb") for path in self._paths]
        self._maps: list[Words] = []  # kept open: each page of a new one has to be looked up again
        self._firsts = np.full(text_count, -1)
        self.counts = np.zeros(text_count, np.int64)
        self._size = 0

    def add(self, numbers: Places, tokens: Tokens) -> None:
        """Adds texts with their tokens."""
        self._firsts[numbers] = self._size + tokens.bounds[:-1]
        self.counts[numbers] = np.diff(tokens.bounds)
        self._size += tokens.hashes.size
        self._maps.clear()
        for file, values in zip(self._files, (tokens.hashes, tokens.places), strict=True):
            values.tofile(file)

    def missing(self, numbers: Places) -> Places:
        """Those of the texts that were not added yet, each once."""
        is_missing = np.zeros(self._firsts.size, bool)
        is_missing[numbers] = self._firsts[numbers] < 0
        return np.flatnonzero(is_missing)

    def in_order(self, numbers: Places) -> Places:
        """The texts in the order in which they were added, in which they are read the fastest."""
        return numbers[np.argsort(self._firsts[numbers])]

    def read(self, numbers: Places, *, fast: bool) -> tuple[Words, Places]:
        """The tokens of these texts, in their order, and the bounds of each text's."""
        counts, firsts = self.counts[numbers], self._firsts[numbers]
        bounds = np.concatenate(([0], np.cumsum(counts)))
        if numbers.size and np.array_equal(firsts - firsts[0], bounds[:-1]):
            return self._mapped(0)[firsts[0] : firsts[0] + bounds[-1]], bounds
        return loops(fast=fast).gathered(self._mapped(0), firsts, counts), bounds

    def spans(self, numbers: Places) -> Spans:
        """The tokens of these texts and where they stand in them, read only as far as they are looked at."""
        return Spans(self._firsts[numbers], self.counts[numbers], self._mapped(0), self._mapped(1))

    def _mapped(self, part: int) -> Words:
        if not self._size:
            return np.empty(0, np.uint32)
        if not self._maps:
            for file, path in zip(self._files, self._paths, strict=True):
                file.flush()
                # As an array of its own kind: the compiled loops take no other, and read-only ones would be compiled anew.
                self._maps.append(np.asarray(np.memmap(path, np.uint32, mode="c")))
        return self._maps[part]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Deletes the files."""
        self._maps.clear()
        for file, path in zip(self._files, self._paths, strict=True):
            file.close()
            path.unlink()
