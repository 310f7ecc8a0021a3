"""HTML: one file is one page, rendered to text. Offsets of blocks and articles are into that text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from transforms.decode import Decoded, decode_html
from transforms.html import render_html
from transforms.readers.packed import read_whole
from transforms.readers.page import BLANK, Limits, Page, Unreadable


def read_html(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """An HTML dump is one page."""
    for raw in read_whole(file, limits):
        yield raw if isinstance(raw, Unreadable) else html_page(0, len(raw), raw, None, None)


def html_page(start: int, end: int, raw: bytes, charset: str | None, url: str | None) -> Page | Unreadable:
    """The page of a document's bytes. `charset` is what the HTTP header says, `url` where it was found."""
    decoded = decode_html(raw, charset)
    if decoded.encoding == "binary":
        return Unreadable(
            "binary_file", f"page at byte {start:,}: these bytes are not text in any known encoding", repr(raw[:60]), counted=True
        )
    return rendered(start, end, decoded, url)


def rendered(start: int, end: int, decoded: Decoded, url: str | None) -> Page | Unreadable:
    """The page of a document's text, with what its tags say of each line and of the whole.

    Characters that were replaced are told by their encoding alone: rendering moves them, so they have no offsets.
    """
    page = render_html(decoded.text, url)
    if not page.text.strip(BLANK):
        return Unreadable("empty_page", f"page at byte {start:,}: no text in its HTML", counted=True)
    return Page(
        start, end, page.text, decoded.encoding, hints=page.lines, stated=page.metadata,
        url=url or page.metadata.canonical_url, title=page.metadata.title,
    )  # fmt: skip
