"""Plain text: one file is one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from transforms.decode import decode
from transforms.readers.packed import read_whole
from transforms.readers.page import BLANK, Limits, Page, Unreadable


def read_text(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """A text dump is one page, whatever its encoding."""
    for raw in read_whole(file, limits):
        yield raw if isinstance(raw, Unreadable) else _page(raw)


def _page(raw: bytes) -> Page | Unreadable:
    decoded = decode(raw)
    if decoded.encoding == "binary":
        return Unreadable("binary_file", "these bytes are not text in any known encoding", repr(raw[:60]), counted=True)
    if not decoded.text.strip(BLANK):
        return Unreadable("empty_page", f"no text in {len(raw):,} bytes", counted=True)
    return Page(0, len(raw), decoded.text, decoded.encoding, decoded.replaced_offsets, decoded.replaced_bytes)
