"""Pages as the parser sees them, for people: every block with its role, article and rule; every row with its raw text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.plan import UnreadableFile, fingerprint, shown
from flows.settings import Settings
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.ids import bytes_id
from transforms.readers import READERS, Limits, Page, Unreadable, dump_format
from transforms.validate import Tables
from warehouse.publish import WarehouseError
from warehouse.query import find_row, page_and_dump

_HEAD_BYTES = 64 * 1024


class ExplainError(Exception):
    """A file or id that cannot be shown."""


@dataclass(frozen=True)
class Explained:
    """One page with its rows: `tables` holds those of this page alone."""

    page: Page
    number: int
    tables: Tables


def explain_file(path: Path, page_number: int) -> tuple[Explained | None, list[Unreadable]]:
    """Parses one page of a file, without any warehouse, and tells what of the file could not be read."""
    settings = Settings()
    found = fingerprint(str(path))
    if isinstance(found, UnreadableFile):
        raise ExplainError(f"Cannot read {shown(str(path))}: {found.detail}")
    unreadable: list[Unreadable] = []
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(0)
        number = 0
        for page in READERS[dump_format(head, path.name)](file, found.byte_count, settings.limits):
            if isinstance(page, Unreadable):
                unreadable.append(page)
                continue
            if number == page_number:
                frame = pl.DataFrame([page_row(found.dump_id, number, page)], schema=PAGE_SCHEMA)
                return Explained(page, number, parse_pages(frame, settings.limits)), unreadable
            number += 1
    if number:
        raise ExplainError(f"{shown(str(path))} has {number} pages, numbered from 0; there is no page {page_number}")
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
            with Path(path).open("rb") as file:
                if bytes_id(hashlib.file_digest(file, "sha256")) != dump["dump_id"]:
                    continue
                file.seek(0)
                return _find_page(file.name, page, str(dump["dump_format"]))
        except OSError:
            continue
    raise WarehouseError(
        f"The dump {paths[0]} is gone or has other bytes now, so its raw text cannot be shown. The row itself: broadsheet sql."
    )


def _find_page(path: str, page: dict[str, object], dump_kind: str) -> str:
    with Path(path).open("rb") as file:
        size = Path(path).stat().st_size
        for found in READERS[dump_kind](file, size, Limits(max_page_bytes=size + 1)):
            if isinstance(found, Page) and found.start_byte == page["start_byte"]:
                return found.text
    raise WarehouseError(f"{path} no longer has a page at byte {page['start_byte']}.")
