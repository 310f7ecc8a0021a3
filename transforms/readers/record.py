"""One record of JSONL or Parquet in, its page out, with the fields that it states of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from transforms.decode import decode, repair
from transforms.readers.html import html_page, rendered
from transforms.readers.page import BLANK, Page, Unreadable

TEXT_FIELDS = ("page_text", "html", "body_text", "text")


def record_page(
    record: Mapping[str, object], start: int, end: int, where: str, *, escaped: bool = False
) -> Iterator[Page | Unreadable]:
    """`page_text` or `html` is a raw page, `body_text` or `text` one finished article; the first of them that is there counts.

    `escaped` says that bad bytes of the record are hidden in its strings as lone surrogates.
    """
    text_key = next((key for key in TEXT_FIELDS if isinstance(record.get(key), str | bytes)), None)
    if text_key is None:
        yield Unreadable(
            "no_text_field", f"{where}: none of {', '.join(TEXT_FIELDS)} is a string", ", ".join(map(str, record))[:100]
        )
        return
    for found in _pages(text_key, record, start, end, where, escaped=escaped):
        if isinstance(found, Page):
            yield from _with_fields(found, record, where)
        yield found


def _pages(
    key: str, record: Mapping[str, object], start: int, end: int, where: str, *, escaped: bool
) -> Iterator[Page | Unreadable]:
    text, url = record[key], record.get("url")
    if key == "html" and isinstance(text, bytes):
        yield from html_page(start, end, text, None, url if isinstance(url, str) else None)
        return
    decoded = decode(text) if isinstance(text, bytes) else repair(str(text), escaped=escaped)
    if not decoded.text.strip(BLANK):
        yield Unreadable("empty_page", f"{where}: {key} has no text")
    elif key == "html":
        yield from rendered(start, end, decoded, url if isinstance(url, str) else None)
    else:
        page = Page(start, end, decoded.text, decoded.encoding, decoded.replaced_offsets, decoded.replaced_bytes)
        page.is_body = key != "page_text"
        yield page


def _with_fields(page: Page, record: Mapping[str, object], where: str) -> Iterator[Unreadable]:
    """Writes the record's own fields into its page, and tells those that cannot be used."""
    for key, value in record.items():
        if value is None or key not in FIELDS:
            continue
        try:
            FIELDS[key](page, value)
        except (TypeError, ValueError) as error:
            yield Unreadable("bad_field", f"{where}: {key}: {error}", repr(value)[:100], table_name="articles")


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


FIELDS: dict[str, Callable[[Page, object], None]] = {
    "id": _set_id,
    "url": _set_url,
    "title": _set_title,
    "published_on": _set_published,
    "authors": _set_authors,
    "publisher_name": _set_publisher,
    "language_code": _set_language,
}
