"""What readers give: pages, and stretches of a dump that could not be read, within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from transforms.html import LineHints

BLANK = "\x00\ufeff \t\r\n\f\v\xa0"


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read from one dump, in bytes, characters and counts. What goes past them is a reject, with its reason."""

    max_page_bytes: int = 256 * 1024 * 1024
    max_line_chars: int = 1_000_000
    max_unpacked_bytes: int = 64 * 1024**3
    max_unpack_ratio: int = 250
    max_nesting: int = 4
    max_members: int = 1_000_000
    max_rejects: int = 1_000


@dataclass(slots=True)
class Page:
    """One web page (`is_body` false) or one finished article (`is_body` true) with what its record says of it.

    Offsets are in bytes of the dump, or of its archive's member, after decompression; for Parquet they are row numbers.
    `replaced_offsets` are in code points of `text`. `hints` come with HTML alone.
    """

    start_byte: int
    end_byte: int
    text: str
    encoding: str
    replaced_offsets: list[int] = field(default_factory=list)
    replaced_bytes: list[str] = field(default_factory=list)
    is_body: bool = False
    is_excerpt: bool = False
    member_path: str | None = None
    record_id: str | None = None
    url: str | None = None
    title: str | None = None
    published_at_raw: str | None = None
    published_on: date | None = None
    fetched_on: date | None = None
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    publisher_name: str | None = None
    site_name: str | None = None
    language_code: str | None = None
    hints: LineHints | None = None


@dataclass(slots=True)
class Unreadable:
    """A stretch of a dump, or a field of one record, that could not be used. `table_name` has no row or value for it.

    `counted` ones (a WARC's requests and images) are many and alike: a dump tells them once per reason, with their number.
    """

    reason: str
    detail: str
    excerpt: str | None = None
    table_name: str = "pages"
    counted: bool = False


class ReadError(OSError):
    """The system failed to read a file, which is no fault of what is in it: worth another try."""
