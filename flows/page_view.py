"""A page as one HTML file that colours it by role: nothing in it loads or runs, whatever the page holds."""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.explain import Explained, ExplainError, shown_marks, shown_starts, shown_titles
from flows.printable import printable
from transforms.lists import conditions
from transforms.readers import Unreadable
from transforms.rhythm import unmet_conditions

# The rest of a longer block is not shown; its length is.
CLIP_CHARS = 2_000
_FOLDER = Path(__file__).parent
# Indentation stays, and the joiners that Persian, Hindi and emoji are written with.
_KEPT = "\n\t\u200c\u200d"
_FACTS = ["page_url", "page_title", "site_name", "member_path", "record_id", "encoding", "language_code", "fetched_on",
          "char_count", "article_count"]  # fmt: skip


def write_view(explained: Explained, unreadable: list[Unreadable], target: str) -> None:
    """Writes the view to the file `target`, or to stdout where that is '-'. A failure is an `ExplainError`."""
    if target == "-":
        _write(explained, unreadable, sys.stdout.buffer)
        return
    path = Path(target)
    try:
        if path.exists() and Path(explained.path).exists() and path.samefile(explained.path):
            raise ExplainError(f"{target} is the dump itself; name another file for its view")
        with path.open("wb") as file:
            _write(explained, unreadable, file)
    except OSError as error:
        raise ExplainError(f"Cannot write {target}: {os.strerror(error.errno or 0)}") from error


def view(explained: Explained, unreadable: list[Unreadable]) -> Iterator[str]:
    """The view's HTML in pieces, so that a page of a million lines is never held as a whole."""
    # Every value is escaped where it is printed; no character that is not printable gets that far.
    pages = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters["shown"] = lambda value: printable(str(value), _KEPT)
    style = (_FOLDER / "page_view.css").read_text(encoding="utf-8")
    row, tables, reasons = explained.page_row, explained.tables, explained.reasons
    marks = shown_marks(reasons)
    stream = pages.get_template("page_view.html.jinja").stream(
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        name=explained.path,
        number=explained.number,
        facts={name: row[name] for name in _FACTS if row[name] is not None},
        layout=row["layout_name"],
        sure=row["layout_confidence"],
        layouts=reasons.layouts,
        verdict=explained.verdict(),
        starts=shown_starts(reasons),
        marks=marks,
        more_marks=reasons.marks.height - len(marks),
        meanings={name: meaning for name, meaning in unmet_conditions().items() if any(name in mark.unmet for mark in marks)},
        starts_meanings={one.name: one.unmet for one in conditions() if reasons.starts and one.name in reasons.starts.unmet},
        titles=shown_titles(reasons),
        roles=Counter(tables["blocks"]["role"].to_list()).most_common(),
        articles=tables["articles"].rows(named=True),
        troubles=[(one.reason, one.detail) for one in unreadable]
        + [(one["reject_reason"], one["detail"]) for one in tables["rejects"].iter_rows(named=True)],
        parts=_parts(explained),
    )
    stream.enable_buffering(200)
    return stream


def _write(explained: Explained, unreadable: list[Unreadable], out: BinaryIO) -> None:
    out.writelines(piece.encode() for piece in view(explained, unreadable))


def _parts(explained: Explained) -> Iterator[tuple[int | None, bool, Iterator[dict[str, object]]]]:
    """Runs of blocks of one article, or of none: its number, whether the run is its first, the blocks."""
    seen: set[int] = set()
    for article, run in groupby(explained.blocks(), key=lambda one: one[1]):
        first = article is not None and article not in seen
        if article is not None:
            seen.add(article)
        yield article, first, (_shown(block, explained.page.text) for block, _ in run)


def _shown(block: dict[str, object], text: str) -> dict[str, object]:
    start, end = int(str(block["start_char"])), int(str(block["end_char"]))
    words = text[start : min(end, start + CLIP_CHARS)]
    return {**block, "words": words.rstrip("\r\n"), "clipped": max(0, end - start - CLIP_CHARS)}
