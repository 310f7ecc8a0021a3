"""Readers: an open dump in, its pages out, one at a time. A new input format is one more file here and a line in `READERS`.

A reader yields `Page` for every page it can read and `Unreadable` for every stretch that it cannot, and never raises for
bad content. It reads forward only and holds one page at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from transforms.readers.feed import read_feed
from transforms.readers.html import read_html
from transforms.readers.jsonl import read_jsonl
from transforms.readers.kinds import dump_format, xml_root
from transforms.readers.packed import HEAD_BYTES, Member, open_members
from transforms.readers.page import Limits, Page, ReadError, Unreadable
from transforms.readers.text import read_text
from transforms.readers.warc import read_warc

__all__ = ["READERS", "Dump", "Limits", "Page", "ReadError", "Unreadable", "dump_format"]


def _read_parquet(file: Any, limits: Limits) -> Iterator[Page | Unreadable]:
    # pyarrow takes 0.2 s to import, which every parsing process would pay at its start.
    from transforms.readers.parquet import read_parquet

    yield from read_parquet(file, limits)


READERS: dict[str, Callable[[Any, Limits], Iterator[Page | Unreadable]]] = {
    "text": read_text,
    "html": read_html,
    "wet": read_warc,
    "warc": read_warc,
    "jsonl": read_jsonl,
    "parquet": _read_parquet,
    "rss": read_feed,
}


class Dump:
    """The pages of one file, however it is packed, and what of it could not be read. To be iterated over once."""

    def __init__(self, file: BinaryIO, name: str, limits: Limits) -> None:
        self._file = file
        self._name = name
        self._limits = limits
        self._told: Counter[str] = Counter()
        self._first: dict[str, Unreadable] = {}
        self._formats: list[str] = []

    @property
    def format(self) -> str:
        """A value of `dumps.dump_format`, once pages have been read: `mixed` for an archive of many, `none` for nothing."""
        formats = set(self._formats)
        return formats.pop() if len(formats) == 1 else "mixed" if formats else "none"

    def __iter__(self) -> Iterator[Page | Unreadable]:
        is_empty = True
        for found in open_members(self._file, self._name, self._limits):
            for page in self._pages(found) if isinstance(found, Member) else [found]:
                is_empty = False
                if isinstance(page, Page) or self._is_told(page):
                    yield page
        yield from self._counts()
        if is_empty:
            yield Unreadable("empty_page", "nothing to read in it")

    def _pages(self, member: Member) -> Iterator[Page | Unreadable]:
        head = member.file.peek(HEAD_BYTES)[:HEAD_BYTES]
        kind = dump_format(head, member.name)
        if kind not in READERS:
            yield Unreadable(
                "unsupported_format",
                f"{member.name}: XML with the root <{xml_root(head)}> is no feed",
                repr(head[:100]),
                counted=True,
            )
            return
        if kind not in self._formats:
            self._formats.append(kind)
        for page in READERS[kind](member.file, self._limits):
            if isinstance(page, Page):
                page.member_path = member.path
            elif member.path:
                page.detail = f"{member.path}: {page.detail}"
            yield page

    def _is_told(self, problem: Unreadable) -> bool:
        """Whether a problem is told by itself; the others are counted, and told once at the end."""
        self._told[problem.reason] += 1
        if not problem.counted and self._told[problem.reason] <= self._limits.max_rejects:
            return True
        self._first.setdefault(problem.reason, problem)
        self._told[f"{problem.reason} counted"] += 1
        return False

    def _counts(self) -> Iterator[Unreadable]:
        for reason, first in self._first.items():
            count = self._told[f"{reason} counted"]
            detail = first.detail if count == 1 else f"{count:,} times, the first: {first.detail}"
            yield Unreadable(reason, detail, first.excerpt, first.table_name)
