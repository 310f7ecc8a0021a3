"""Plain text: one file is one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from transforms.decode import decode
from transforms.readers.packed import cut_by_limit
from transforms.readers.page import BLANK, Limits, Page, Unreadable


def read_text(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """A text dump is one page, whatever its encoding."""
    raw = file.read(limits.max_page_bytes + 1)
    if cut_by_limit(file):
        return
    if len(raw) > limits.max_page_bytes:
        yield Unreadable("page_too_large", f"more than {limits.max_page_bytes:,} bytes")
        return
    decoded = decode(raw)
    if decoded.encoding == "binary":
        yield Unreadable("binary_file", "these bytes are not text in any known encoding", repr(raw[:60]), counted=True)
    elif not decoded.text.strip(BLANK):
        yield Unreadable("empty_page", f"no text in {len(raw):,} bytes", counted=True)
    else:
        yield Page(0, len(raw), decoded.text, decoded.encoding, decoded.replaced_offsets, decoded.replaced_bytes)
