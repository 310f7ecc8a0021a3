"""HTML: one file is one page, rendered to text. Offsets of blocks and articles are into that text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO
from urllib.parse import urlsplit

from transforms.decode import Decoded, decode_html
from transforms.html import render_html
from transforms.readers.packed import read_whole
from transforms.readers.page import BLANK, Limits, Page, Unreadable


def read_html(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """An HTML dump is one page."""
    for raw in read_whole(file, limits):
        if isinstance(raw, Unreadable):
            yield raw
        else:
            yield from html_page(0, len(raw), raw, None, None)


def html_page(
    start: int, end: int, raw: bytes, charset: str | None, url: str | None, *, fetched_on: date | None = None
) -> Iterator[Page | Unreadable]:
    """The page of a document's bytes. `charset` is what the HTTP header says, `url` where and `fetched_on` when it was found."""
    decoded = decode_html(raw, charset)
    if decoded.encoding == "binary":
        problem = f"page at byte {start:,}: these bytes are not text in any known encoding"
        yield Unreadable("binary_file", problem, repr(raw[:60]), counted=True)
    else:
        yield from rendered(start, end, decoded, url, fetched_on=fetched_on)


def rendered(
    start: int, end: int, decoded: Decoded, url: str | None, *, fetched_on: date | None = None
) -> Iterator[Page | Unreadable]:
    """The page of a document's text, with what its tags say of each line and what it states of itself.

    Characters that were replaced are told by their encoding alone: rendering moves them, so they have no offsets.
    """
    page = render_html(decoded.text, _address(url), fetched_on)
    for skipped in page.skipped:
        yield Unreadable("too_large_to_look_at", f"page at byte {start:,}: {skipped}", table_name="articles")
    if not page.text.strip(BLANK):
        yield Unreadable("empty_page", f"page at byte {start:,}: no text in its HTML", counted=True)
        return
    stated = page.metadata
    yield Page(
        start, end, page.text, decoded.encoding, hints=page.lines, url=url or stated.canonical_url, fetched_on=fetched_on,
        title=stated.title, authors=stated.authors, published_on=stated.published_on, published_at_raw=stated.published_at_raw,
        publisher_name=stated.publisher_name, site_name=stated.site_name, language_code=stated.language_code,
        categories=stated.categories, tags=stated.tags,
    )  # fmt: skip


def _address(url: str | None) -> str | None:
    """The URL, or None where it is none that can be taken apart: it is kept as it stands, but not resolved against."""
    try:
        urlsplit(url or "")
    except ValueError:
        return None
    return url
