"""Readers: an open dump in, its pages out, one at a time. A new input format is one more function in `READERS`.

A reader yields `Page` for every page it can read and `Unreadable` for every stretch that it cannot, and never raises for
bad content. It reads forward only and holds one page at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

import orjson

from transforms.decode import Decoded, decode, repair
from transforms.html.page import LineHints


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read from one dump, in bytes or characters. Past them a page is a reject, with its reason."""

    max_page_bytes: int = 256 * 1024 * 1024
    max_line_chars: int = 1_000_000


@dataclass(slots=True)
class Page:
    """One web page (`is_body` false) or one finished article (`is_body` true) with what its record says of it.

    Offsets into the dump are in bytes, `replaced_offsets` in code points of `text`.
    """

    start_byte: int
    end_byte: int
    text: str
    encoding: str
    replaced_offsets: list[int] = field(default_factory=list)
    replaced_bytes: list[str] = field(default_factory=list)
    is_body: bool = False
    record_id: str | None = None
    url: str | None = None
    title: str | None = None
    published_at_raw: str | None = None
    published_on: date | None = None
    authors: list[str] = field(default_factory=list)
    publisher_name: str | None = None
    language_code: str | None = None
    site_name: str | None = None
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    hints: LineHints | None = None


@dataclass(slots=True)
class Unreadable:
    """A stretch of a dump, or a field of one record, that could not be used. `table_name` has no row or value for it."""

    reason: str
    detail: str
    excerpt: str | None = None
    table_name: str = "pages"


Reader = Callable[[BinaryIO, int, Limits], Iterator[Page | Unreadable]]


def dump_format(head: bytes, name: str) -> str:
    """The kind of a file from its first bytes, then its name. `name` is only looked at for its ending."""
    first_line = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].strip()
    named_jsonl = name.lower().endswith((".jsonl", ".ndjson"))
    if first_line.startswith(b"{"):
        if named_jsonl:
            return "jsonl"
        try:
            return "jsonl" if isinstance(orjson.loads(first_line), dict) else "text"
        except orjson.JSONDecodeError:
            return "text"
    return "jsonl" if named_jsonl and first_line else "text"


def read_text(file: BinaryIO, byte_count: int, limits: Limits) -> Iterator[Page | Unreadable]:
    """A text dump is one page, whatever its encoding."""
    if byte_count > limits.max_page_bytes:
        yield Unreadable("page_too_large", f"{byte_count:,} bytes; the limit is {limits.max_page_bytes:,}")
        return
    raw = file.read()
    decoded = decode(raw)
    if decoded.encoding == "binary":
        yield Unreadable("binary_file", "these bytes are not text in any known encoding", repr(raw[:60]))
    elif not decoded.text.strip("\x00\ufeff \t\r\n\f\v\xa0"):
        yield Unreadable("empty_page", f"no text in a file of {byte_count:,} bytes")
    else:
        yield _page(0, len(raw), decoded)


def read_jsonl(file: BinaryIO, byte_count: int, limits: Limits) -> Iterator[Page | Unreadable]:  # noqa: ARG001
    """One JSON object a line: `page_text` is a raw page, `body_text` (or `text`) one finished article."""
    at = 0
    while True:
        line = file.readline(limits.max_page_bytes + 1)
        if not line:
            return
        start, at = at, at + len(line)
        if len(line) > limits.max_page_bytes:
            while line and not line.endswith(b"\n"):
                line = file.readline(limits.max_page_bytes)
                at += len(line)
            yield Unreadable("record_too_large", f"record at byte {start:,} is over {limits.max_page_bytes:,} bytes")
        elif line.strip(b"\xef\xbb\xbf \t\r\n\x00"):
            yield from _record(line.lstrip(b"\xef\xbb\xbf"), start, at)


READERS: dict[str, Reader] = {"text": read_text, "jsonl": read_jsonl}


def _page(start: int, end: int, decoded: Decoded) -> Page:
    return Page(start, end, decoded.text, decoded.encoding, decoded.replaced_offsets, decoded.replaced_bytes)


def _record(line: bytes, start: int, end: int) -> Iterator[Page | Unreadable]:
    where = f"record at byte {start:,}"
    escaped = False
    try:
        record: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        # Bad bytes and lone surrogates, which the fast parser refuses, are mended in the text instead.
        try:
            decoded_line = line.decode("utf-8", "surrogateescape")
            escaped = not decoded_line.isascii() and bool(re.search("[\udc80-\udcff]", decoded_line))
            record = json.loads(decoded_line)
        except (ValueError, RecursionError) as error:
            yield Unreadable("malformed_json", f"{where}: {error}", repr(line[:100]))
            return
    if not isinstance(record, dict):
        yield Unreadable("malformed_json", f"{where}: not an object", repr(line[:100]))
        return
    text_key = next((key for key in ("page_text", "body_text", "text") if isinstance(record.get(key), str)), None)
    if text_key is None:
        yield Unreadable("no_text_field", f"{where}: none of page_text, body_text, text is a string", repr(line[:100]))
        return
    decoded = repair(record[text_key], escaped=escaped)
    if not decoded.text.strip("\x00\ufeff \t\r\n\f\v\xa0"):
        yield Unreadable("empty_page", f"{where}: {text_key} has no text")
        return
    page = _page(start, end, decoded)
    page.is_body = text_key != "page_text"
    for key, value in record.items():
        if value is None or key not in _FIELDS:
            continue
        try:
            _FIELDS[key](page, value)
        except (TypeError, ValueError) as error:
            yield Unreadable("bad_field", f"{where}: {key}: {error}", repr(value)[:100], table_name="articles")
    yield page


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a string, found {type(value).__name__}")
    return repair(value).text.strip()


def _set_id(page: Page, value: object) -> None:
    page.record_id = str(value) if isinstance(value, int) else _text(value)


def _set_url(page: Page, value: object) -> None:
    page.url = _text(value) or None


def _set_title(page: Page, value: object) -> None:
    page.title = _text(value) or None


def _set_published(page: Page, value: object) -> None:
    raw = _text(value)
    page.published_at_raw = raw or None
    if raw:
        page.published_on = date.fromisoformat(raw) if len(raw) <= 10 else datetime.fromisoformat(raw).date()


def _set_authors(page: Page, value: object) -> None:
    if not isinstance(value, list):
        raise TypeError(f"expected a list of strings, found {type(value).__name__}")
    page.authors = [name for name in map(_text, value) if name]


def _set_publisher(page: Page, value: object) -> None:
    page.publisher_name = _text(value) or None


def _set_language(page: Page, value: object) -> None:
    code = _text(value).replace("_", "-")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", code):
        raise ValueError("expected an ISO 639 code such as en or pt-BR")
    language, _, rest = code.partition("-")
    page.language_code = language.lower() + (f"-{rest}" if rest else "")


_FIELDS: dict[str, Callable[[Page, object], None]] = {
    "id": _set_id,
    "url": _set_url,
    "title": _set_title,
    "published_on": _set_published,
    "authors": _set_authors,
    "publisher_name": _set_publisher,
    "language_code": _set_language,
}
