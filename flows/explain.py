"""Pages as the parser sees them, for people: every block with its role, article and rule; every row with its raw text."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from flows.plan import UnreadableFile, fingerprint, shown
from flows.remote import RemoteInputError, open_anywhere
from flows.settings import Settings
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.ids import bytes_id
from transforms.readers import Dump, Limits, Page, Unreadable
from transforms.validate import Tables
from warehouse.publish import WarehouseError
from warehouse.query import find_row, page_and_dump


class ExplainError(Exception):
    """A file or id that cannot be shown."""


@dataclass(frozen=True)
class Explained:
    """One page with its rows: `tables` holds those of this page alone."""

    page: Page
    number: int
    tables: Tables


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
                return Explained(page, number, parse_pages(frame, settings.limits)), unreadable
            number += 1
    if number:
        raise ExplainError(f"{shown(path)} has {number} pages, numbered from 0; there is no page {page_number}")
    return None, unreadable


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
    text = _page_text(dump, page)
    start, end = (row["start_char"], row["end_char"]) if "start_char" in row else (0, len(text))
    return Traced(table, row, str(dump["dump_path"]), text, int(str(start)), int(str(end)))


def _page_text(dump: dict[str, object], page: dict[str, object]) -> str:
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
