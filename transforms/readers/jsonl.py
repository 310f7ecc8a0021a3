"""JSONL: one JSON object a line, a page or an article each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from transforms.readers.page import Limits, Page, Unreadable
from transforms.readers.record import record_page


def read_jsonl(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """One JSON object a line, each a page or an article as `record_page` tells them."""
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
    yield from record_page(record, start, end, where, escaped=escaped)
