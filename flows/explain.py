"""Pages as the parser sees them, for people: why a page was cut so, every block with its role, every row with its text."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from flows.plan import UnreadableFile, fingerprint, shown
from flows.remote import RemoteInputError, open_anywhere
from flows.settings import Settings
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.ids import bytes_id
from transforms.layouts import generic
from transforms.readers import Dump, Limits, Page, Unreadable
from transforms.reasons import Reasons, page_reasons
from transforms.segment import FINISHED_ARTICLE
from transforms.validate import Tables
from warehouse.publish import WarehouseError
from warehouse.query import find_row, page_and_dump

SHOWN_MARKS, SHOWN_TITLES, SHOWN_PARTS = 10, 5, 5
_MARK_CHARS, _TITLE_CHARS = 60, 100
# What the kinds of marks (`transforms.rhythm`) are called in a sentence.
_RHYTHMS = {
    "date": "dates", "byline": "bylines", "filing": "filing lines", "origin": "lines that name an outlet",
    "clock": "times of day", "dateline": "datelines", "more": "links to read more", "separator": "separators",
    "same_words": "repeated words", "question": "questions", "sign": "lines that begin with one sign",
    "number": "numbered headlines", "headline": "headlines",
}  # fmt: skip


class ExplainError(Exception):
    """A file or id that cannot be shown."""


@dataclass(frozen=True)
class ShownMark:
    """A mark in words. `figures`: score, coverage, largest share, titled, alike."""

    words: str
    beats: int
    figures: tuple[str, ...]
    verdict: str
    unmet: list[str]


@dataclass(frozen=True)
class ShownTitle:
    """A candidate for the title in words: what its score is made up of, the greatest parts first."""

    words: str
    score: str
    parts: str


@dataclass(frozen=True)
class Explained:
    """One page with its rows: `tables` holds those of this page alone."""

    path: str
    page: Page
    number: int
    tables: Tables
    reasons: Reasons

    @property
    def page_row(self) -> dict[str, object]:
        """The page's row of `pages`."""
        return self.tables["pages"].row(0, named=True)

    def blocks(self) -> Iterator[tuple[dict[str, object], int | None]]:
        """Every block in order, with the number of its article."""
        numbers = dict(self.tables["articles"].select("article_id", "article_number").rows())
        for block in self.tables["blocks"].iter_rows(named=True):
            yield block, numbers.get(block["article_id"])

    def verdict(self) -> str:
        """In a sentence or two, why the page was cut as it was."""
        name = self.page_row["layout_name"]
        if name == FINISHED_ARTICLE:
            return "A finished article: the input says that all of it is body, so no layout was asked."
        if name != generic.NAME:
            return (
                "No line of the page was looked at."
                if name == "none"
                else f"The layout {name} knows the page best; its rules stand beside the blocks."
            )
        starts = self.reasons.starts
        if starts and starts.chosen:
            figures = starts.figures
            return (
                f"Several articles: to a network that has seen many layouts, {figures['starts']:.0f} lines are like the first of "
                f"an article ({figures['sure']:.0%} sure). Of the parts, {figures['dated']:.0%} have a date or name of their "
                f"own, and the largest holds {figures['largest_share']:.0%} of the text."
            )
        if self.reasons.marks["chosen"].any():
            mark = self.reasons.marks.row(by_predicate=pl.col("chosen"), named=True)
            return (
                f"Several articles, parted by the rhythm of {_RHYTHMS[mark['kind']]}: score {mark['score']:.2f}, {mark['beats']} "
                f"beats that cover {mark['coverage']:.0%} of the page's text, {mark['titled']:.0%} of them with a headline, "
                f"{mark['alike']:.0%} laid out alike."
            )
        if self.reasons.marks.height and not self.reasons.marks.row(0, named=True)["unmet"]:
            why = "a rhythm would carry the page, but the network takes it for one article"
        else:
            why = "no mark carries the page" if self.reasons.marks.height else "no line comes again and again"
        if self.reasons.share is None:
            return f"No article: {why}, and no line reads like running text."
        return f"One article at most: {why}. Its stretch of lines holds {self.reasons.share:.0%} of the page's running text."


def explain_file(path: str, page_number: int) -> tuple[Explained | None, list[Unreadable]]:
    """Parses one page of a file, without any warehouse, and tells what of the file could not be read."""
    settings = Settings()
    try:
        found = fingerprint(path)
    except RemoteInputError as error:
        raise ExplainError(str(error)) from error
    if isinstance(found, UnreadableFile):
        raise ExplainError(f"Cannot read {shown(path)}: {found.detail}")
    unreadable: list[Unreadable] = []
    with open_anywhere(path) as file:
        number = 0
        for page in Dump(file, shown(path), settings.limits):
            if isinstance(page, Unreadable):
                unreadable.append(page)
                continue
            if number == page_number:
                frame = pl.DataFrame([page_row(found.dump_id, number, page)], schema=PAGE_SCHEMA)
                reasons = page_reasons(frame, settings.max_line_chars)
                return Explained(shown(path), page, number, parse_pages(frame, settings.limits), reasons), unreadable
            number += 1
    if number:
        raise ExplainError(f"{shown(path)} has {number} pages, numbered from 0; there is no page {page_number}")
    return None, unreadable


def shown_marks(reasons: Reasons) -> list[ShownMark]:
    """The mark that parts the page, and the runners-up with the conditions that they do not meet."""
    return [
        ShownMark(
            mark["mark"].removeprefix("same_words:")[:_MARK_CHARS]
            if mark["kind"] == "same_words"
            else mark["mark"][:_MARK_CHARS],
            mark["beats"],
            tuple(f"{mark[name]:.2f}" for name in ("score", "coverage", "largest_share", "titled", "alike")),
            "parts the page"
            if mark["chosen"]
            else f"unmet: {', '.join(mark['unmet'])}"
            if mark["unmet"]
            else "less than the best",
            mark["unmet"],
        )
        for mark in reasons.marks.head(SHOWN_MARKS).iter_rows(named=True)
    ]


def shown_starts(reasons: Reasons) -> tuple[str, str] | None:
    """What the network says of the page, and what its starts lack, in words."""
    if reasons.starts is None:
        return None
    said = ", ".join(
        f"{name.replace('_', ' ')} {value:.2f}".removesuffix(".00") for name, value in reasons.starts.figures.items()
    )
    return said, "parts the page" if reasons.starts.chosen else f"unmet: {', '.join(reasons.starts.unmet)}"


def shown_titles(reasons: Reasons) -> list[ShownTitle]:
    """The candidates for the title that were weighed highest."""
    return [
        ShownTitle(
            title.text[:_TITLE_CHARS], f"{title.score:.2f}",
            ", ".join(f"{name} {part:+.2f}" for name, part in list(title.parts.items())[:SHOWN_PARTS]),
        )
        for title in reasons.titles[:SHOWN_TITLES]
    ]  # fmt: skip


@dataclass(frozen=True)
class Traced:
    """A row and the raw text that it came from: `text[start:end]` is the span; all of the text for pages and dumps."""

    table: str
    row: dict[str, object]
    dump_path: str | None = None
    text: str = ""
    start: int = 0
    end: int = 0


def trace_row(warehouse: Path, row_id: str) -> Traced:
    """Finds a row by its id and reads its span from the dump as it stands on disk, if that still has the same bytes."""
    found = find_row(warehouse, row_id)
    if found is None:
        raise ExplainError(f"{warehouse} has no row with the id {row_id}")
    table, row = found
    if "page_id" not in row:
        return Traced(table, row, str(row.get("dump_path") or "") or None)
    page, dump = page_and_dump(warehouse, str(row["page_id"]))
    text = page_text(dump, page)
    start, end = (row["start_char"], row["end_char"]) if "start_char" in row else (0, len(text))
    return Traced(table, row, str(dump["dump_path"]), text, int(str(start)), int(str(end)))


def page_text(dump: dict[str, object], page: dict[str, object]) -> str:
    """The text of a page, read anew from its dump (rows of these tables), if that still has the same bytes."""
    paths = [str(dump["dump_path"]), *[str(path) for path in dump["also_at"]]]  # type: ignore[attr-defined]
    for path in paths:
        try:
            with open_anywhere(path) as file:
                if bytes_id(hashlib.file_digest(file, "sha256")) != dump["dump_id"]:
                    continue
                file.seek(0)
                return _find_page(file, paths[0], page)
        except (OSError, RemoteInputError):
            continue
    raise WarehouseError(
        f"The dump {paths[0]} is gone or has other bytes now, so its raw text cannot be shown. The row itself: broadsheet sql."
    )


def _find_page(file: BinaryIO, name: str, page: dict[str, object]) -> str:
    """The page's text, read anew; the name decides the format where the bytes leave it open, as it did before."""
    place = (page["member_path"], page["start_byte"], page["end_byte"])
    # Whatever became a row was within the limits of its day.
    limits = Limits(max_page_bytes=sys.maxsize // 4, max_nesting=100, max_members=sys.maxsize, max_unpacked_bytes=sys.maxsize)
    for found in Dump(file, name, limits):
        if isinstance(found, Page) and (found.member_path, found.start_byte, found.end_byte) == place:
            if len(found.text) != page["char_count"]:
                raise WarehouseError(f"{name} is read as another text by this version; run it again with --rebuild.")
            return found.text
    raise WarehouseError(f"{name} no longer has a page at byte {page['start_byte']}.")
