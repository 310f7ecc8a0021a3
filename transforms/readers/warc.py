"""WARC and WET: web archives, a header and a block per record, as Common Crawl and CC-NEWS publish them.

The stream is cut into records here, because the libraries (fastwarc 2.0, warcio 1.8) stop at the first damaged record and
take its neighbours into its text; fastwarc then decodes what the HTTP messages inside are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Literal

from fastwarc.warc import ArchiveIterator

from transforms.decode import decode
from transforms.readers.html import html_page
from transforms.readers.kinds import dump_format
from transforms.readers.page import BLANK, Limits, Page, Unreadable

_BLOCK_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
# Not only at a line's start: where damage cut a record, the next one follows in the middle of a line.
_START = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n(?=[A-Za-z-]{3,40}:)")
_START_BYTES = 64
_CUT_BYTES = 64
_LOOK_BYTES = 16 * 1024 * 1024  # how far a next header is looked for before a stated length is believed to be too large
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(slots=True)
class _Record:
    start: int
    end: int
    headers: dict[str, str]
    block: bytes


def read_warc(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """`conversion` records (WET) are pages of plain text; `response` and `resource` records that hold HTML are pages of HTML.

    All other records are counted by kind. The crawl's date is kept as `fetched_on`: it is no date of publication.
    """
    for record in _Records(file, limits).read():
        if isinstance(record, Unreadable):
            yield record
            continue
        is_text = record.headers.get("warc-type") == "conversion"
        for found in _text_pages(record) if is_text else _html_pages(record, limits):
            if isinstance(found, Page):
                found.record_id = record.headers.get("warc-record-id", "").strip("<>") or None
            yield found


def _text_pages(record: _Record) -> Iterator[Page | Unreadable]:
    decoded = decode(record.block)
    if not decoded.text.strip(BLANK):
        yield _passed_over("empty_page", record)
        return
    yield Page(
        record.start, record.end, decoded.text, decoded.encoding, decoded.replaced_offsets, decoded.replaced_bytes,
        url=record.headers.get("warc-target-uri", "").strip("<>") or None, fetched_on=_fetched_on(record),
    )  # fmt: skip


def _html_pages(record: _Record, limits: Limits) -> Iterator[Page | Unreadable]:
    kind = record.headers.get("warc-type", "unknown")
    content_type = record.headers.get("content-type", "").lower()
    charset, payload = None, record.block
    if kind == "response" and content_type.startswith("application/http"):
        message = _http_message(record.block, limits.max_page_bytes)
        if message is None:
            yield Unreadable(
                "bad_http", f"record at byte {record.start:,} holds no HTTP response that can be decoded", counted=True
            )
            return
        if message.status != 200:
            yield _passed_over(f"not_a_page:http_{message.status // 100}xx", record)
            return
        content_type, charset, payload = message.content_type, message.charset, message.payload
        if message.is_cut:
            yield Unreadable("truncated_record", f"record at byte {record.start:,}: its HTTP message is cut short", counted=True)
        if len(payload) > limits.max_page_bytes:
            yield Unreadable(
                "record_too_large", f"record at byte {record.start:,} unpacks to over {limits.max_page_bytes:,} bytes"
            )
            return
    elif kind != "resource":
        yield _passed_over(f"not_a_page:{_word(kind)}", record)
        return
    media = content_type.partition(";")[0].strip()
    if media not in _HTML_TYPES and (media or dump_format(payload[:_HEAD_BYTES], "") != "html"):
        yield _passed_over(f"not_a_page:{_word(media.partition('/')[0])}", record)
        return
    if "warc-truncated" in record.headers:
        yield Unreadable("truncated_record", f"record at byte {record.start:,} was cut short by the crawler", counted=True)
    url = record.headers.get("warc-target-uri", "").strip("<>") or None
    yield from html_page(record.start, record.end, payload, charset, url, fetched_on=_fetched_on(record))


def _passed_over(reason: str, record: _Record) -> Unreadable:
    return Unreadable(reason, f"record at byte {record.start:,}", counted=True)


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9_]", "", text.lower())[:20] or "unknown"


def _fetched_on(record: _Record) -> date | None:
    try:
        return date.fromisoformat(record.headers.get("warc-date", "")[:10])
    except ValueError:
        return None


class _Records:
    """Cuts a stream into records, reading on at the next header where one is damaged. Holds one record at a time."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._data = b""  # a window on the stream
        self._base = 0  # where the window starts in the stream
        self._at = 0  # where reading goes on, inside the window
        self._ended = False

    def read(self) -> Iterator[_Record | Unreadable]:
        while True:
            self._skip_line_ends()
            self._want(_START_BYTES)
            if self._at >= len(self._data):
                return
            if not _START.match(self._data, self._at):
                yield from self._find_start()
                continue
            yield from self._record()

    def _want(self, count: int) -> bool:
        """Brings so many bytes from `_at` on into the window; False where the stream ends before."""
        missing = self._at + count - len(self._data)
        if missing > 0 and not self._ended:
            pieces = [self._data[self._at :]]
            while missing > 0 and not self._ended:
                piece = self._file.read(max(_BLOCK_BYTES, missing))
                self._ended = not piece
                missing -= len(piece)
                pieces.append(piece)
            self._base += self._at
            self._data, self._at = b"".join(pieces), 0
        return missing <= 0

    def _skip_line_ends(self) -> None:
        while self._want(1) and self._data[self._at] in b"\r\n":
            self._at += 1

    def _find_start(self) -> Iterator[Unreadable]:
        """Passes over what is no record."""
        start = self._base + self._at
        excerpt = self._data[self._at : self._at + 100]
        self._pass_over(None)
        yield Unreadable(
            "damaged_record", f"{self._base + self._at - start:,} bytes at byte {start:,} are no WARC record", repr(excerpt)
        )

    def _pass_over(self, count: int | None) -> None:
        """Moves on by so many bytes, or to the next header if that comes before."""
        self._at += 1
        left = None if count is None else count - 1
        while True:
            self._want(_BLOCK_BYTES)
            end = len(self._data) if left is None else min(len(self._data), self._at + left)
            found = _START.search(self._data, self._at, end)
            if found:
                self._at = found.start()
                return
            if end < len(self._data) or self._ended:
                self._at = end
                return
            step = max(1, end - self._at - _START_BYTES)  # a header may stand across two blocks
            self._at += step
            left = None if left is None else left - step

    def _record(self) -> Iterator[_Record | Unreadable]:
        start = self._base + self._at
        self._want(_HEAD_BYTES)
        head_end = _HEAD_END.search(self._data, self._at, self._at + _HEAD_BYTES)
        if head_end is None:
            yield from self._find_start()
            return
        headers = _headers(self._data[self._at : head_end.start()])
        self._at = head_end.end()
        stated = headers.get("content-length", "")
        length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 16 else None
        if length is not None and length > self._limits.max_page_bytes and not self._start_within(_LOOK_BYTES):
            self._pass_over(length)
            yield Unreadable("record_too_large", f"record at byte {start:,} is over {self._limits.max_page_bytes:,} bytes")
            return
        if length is None or not self._fits(length):
            length, problem = self._true_length(length)
            if problem:
                yield Unreadable(
                    problem, f"record at byte {start:,} states {stated[:20] or 'no'} bytes and has {length:,}", counted=True
                )
        block = self._data[self._at : self._at + length]
        self._at += length
        yield _Record(start, self._base + self._at, headers, block)

    def _start_within(self, count: int) -> re.Match[bytes] | None:
        """The next header, if there is one in so many bytes."""
        self._want(count)
        return _START.search(self._data, self._at, self._at + count)

    def _fits(self, length: int) -> bool:
        """Whether a block of this length ends where a block must."""
        if length > self._limits.max_page_bytes:
            return False
        self._want(length + _START_BYTES)
        if len(self._data) < self._at + length:
            return False
        after = self._data[self._at + length : self._at + length + _START_BYTES]
        return after.startswith((b"\r\n\r\n", b"\n\n")) or after.lstrip(b"\r\n")[:5] in (b"WARC/", b"")

    def _true_length(self, stated: int | None) -> tuple[int, str | None]:
        """The length of a block whose stated one is wrong: up to the next header, else what there is."""
        found = self._start_within(min(self._limits.max_page_bytes, max(stated or 0, _LOOK_BYTES)))
        if found:
            block = self._data[self._at : found.start()]
            return len(block.removesuffix(b"\r\n").removesuffix(b"\r\n")), "wrong_content_length"
        left = len(self._data) - self._at
        if stated is not None and stated <= left:
            return stated, None
        return min(left, self._limits.max_page_bytes), "truncated_record"


def _headers(head: bytes) -> dict[str, str]:
    """Names in lower case; the first of a name stands."""
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers


@dataclass(slots=True)
class _Message:
    status: int
    content_type: str
    charset: str | None
    payload: bytes
    is_cut: bool = False


def _http_message(raw: bytes, max_bytes: int) -> _Message | None:
    """An HTTP response, its chunks joined and its compression undone, up to a byte past the limit.

    Archives often keep the header of an encoding that the crawler has already undone: then the payload is as it stands.
    """
    end = _HEAD_END.search(raw, 0, _HEAD_BYTES)
    if not raw.startswith(b"HTTP/") or end is None:
        return None
    head = re.sub(rb"\r?\n", b"\r\n", raw[: end.start()]) + b"\r\n\r\n"
    record = _as_record(head + raw[end.end() :])
    message = _decoded(record, "all", _HEAD_BYTES, max_bytes)
    if message is not None and message.is_cut:
        # The library drops the read in which it fails: small ones lose less of what came before.
        message = _decoded(record, "all", _CUT_BYTES, max_bytes)
    return (
        _decoded(record, "none", _HEAD_BYTES, max_bytes)
        if message is None or (message.is_cut and not message.payload)
        else message
    )


def _decoded(raw: bytes, decoding: Literal["all", "none"], step: int, max_bytes: int) -> _Message | None:
    pieces: list[bytes] = []
    left, is_cut = max_bytes, False
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(raw), parse_http=True, auto_decode=decoding)))
        headers: Any = record.http_headers
        status, charset = int(headers.status_code), record.http_charset
        content_type = (headers.get("Content-Type") or "").lower()
    except (OSError, ValueError, TypeError, AttributeError, StopIteration):
        return None
    try:
        while left >= 0 and (piece := record.reader.read(step)):
            pieces.append(piece)
            left -= len(piece)
    except (OSError, ValueError):
        is_cut = True
    return _Message(status, content_type, charset, b"".join(pieces), is_cut)


def _as_record(message: bytes) -> bytes:
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
        + str(len(message)).encode()
        + b"\r\n\r\n"
        + message
        + b"\r\n\r\n"
    )
