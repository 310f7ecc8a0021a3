"""Work files of a step that is bigger than memory: pairs in buckets, tokens by their text's number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np

from transforms.duplicates.candidates import Keys, counted, ends_of
from transforms.duplicates.kernels import Places, Words
from transforms.duplicates.shingles import loops
from transforms.duplicates.tokens import Spans, Tokens

TEXTS_A_BUCKET = 65_536  # a text meets some tens of earlier ones: about 20 MB of pairs


class PairBuckets:
    """Pairs gathered in any order and counted bucket by bucket, so that memory is bounded by a bucket, not by the pairs.

    A bucket is a file for a range of later texts; a single one stays in memory.
    """

    def __init__(self, folder: Path, text_count: int) -> None:
        self._folder, self._count = folder, max(1, -(-text_count // TEXTS_A_BUCKET))
        self._kept: list[Keys] = []

    def add(self, pairs: Keys) -> None:
        """Adds pairs, one key for each fingerprint that they share."""
        if self._count == 1:
            self._kept.append(pairs)
            return
        pairs.sort()
        _, later = ends_of(pairs)
        bounds = np.searchsorted(later, np.arange(self._count + 1) * TEXTS_A_BUCKET)
        for bucket in np.flatnonzero(np.diff(bounds)).tolist():
            with self._file(bucket).open("ab") as file:
                pairs[bounds[bucket] : bounds[bucket + 1]].tofile(file)

    def counted(self) -> Iterator[tuple[Keys, Places]]:
        """Each bucket's distinct pairs in order, and how many fingerprints each shares."""
        if self._count == 1:
            yield counted(np.concatenate(self._kept or [np.empty(0, np.uint64)]))
            return
        for bucket in range(self._count):
            file = self._file(bucket)
            if file.exists():
                yield counted(np.fromfile(file, np.uint64))
                file.unlink()

    def _file(self, bucket: int) -> Path:
        return self._folder / f"pairs-{bucket}.bin"


class TokenFiles:
    """Tokens of texts, found by the text's number. On disk, since those of all texts together may not fit in memory."""

    def __init__(self, folder: Path, text_count: int) -> None:
        self._paths = [folder / f"tokens-{part}.bin" for part in ("hashes", "starts", "ends")]
        self._files = [path.open("wb") for path in self._paths]
        self._firsts = np.full(text_count, -1)
        self.counts = np.zeros(text_count, np.int64)
        self._size = 0

    def add(self, numbers: Places, tokens: Tokens) -> None:
        """Adds texts with their tokens."""
        self._firsts[numbers] = self._size + tokens.bounds[:-1]
        self.counts[numbers] = np.diff(tokens.bounds)
        self._size += tokens.hashes.size
        for file, values in zip(self._files, (tokens.hashes, tokens.starts, tokens.ends), strict=True):
            values.tofile(file)

    def missing(self, numbers: Places) -> Places:
        """Those of the texts that were not added yet, each once."""
        return np.unique(numbers[self._firsts[numbers] < 0])

    def in_order(self, numbers: Places) -> Places:
        """The texts in the order in which they were added, in which they are read the fastest."""
        return numbers[np.argsort(self._firsts[numbers])]

    def read(self, numbers: Places, *, fast: bool) -> tuple[Words, Places]:
        """The tokens of these texts, in their order, and the bounds of each text's."""
        counts = self.counts[numbers]
        bounds = np.concatenate(([0], np.cumsum(counts)))
        return loops(fast=fast).gathered(self._mapped(0), self._firsts[numbers], counts), bounds

    def spans(self, numbers: Places) -> Spans:
        """Where the tokens of these texts stand in them."""
        return Spans(self._firsts[numbers], self.counts[numbers], self._mapped(1), self._mapped(2))

    def _mapped(self, part: int) -> Words:
        self._files[part].flush()
        return np.memmap(self._paths[part], np.uint32, mode="r") if self._size else np.empty(0, np.uint32)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Deletes the files."""
        for file, path in zip(self._files, self._paths, strict=True):
            file.close()
            path.unlink()
