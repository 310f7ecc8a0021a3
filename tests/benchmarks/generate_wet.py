"""A WET file of made-up news pages, one article each: `python -m tests.benchmarks.generate_wet FILE --megabytes 1000`.

Plain, or with a gzip stream a record as Common Crawl has it where the name ends in `.gz`. Pages have a menu, a title, a
byline, 4 to 14 paragraphs and a footer: 4 KB on average, one line a block, no blank lines.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.benchmarks.generate_dumps import Writer

_MENU = ["Home", "News", "Harbours", "Courts", "Opinion", "Weather", "Subscribe", "Log in"]
_FOOTER = ["Share this story", "About us", "Contact", "Terms of use", "Privacy", "All rights reserved."]


def wet_record(uri: str, number: int, text: str) -> bytes:
    """One `conversion` record, with its closing empty lines."""
    block = text.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: conversion\r\n"
        f"WARC-Target-URI: {uri}\r\nWARC-Date: 2024-03-{1 + number % 28:02}T10:15:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.UUID(int=number)}>\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def records(megabytes: float, seed: int) -> Iterator[bytes]:
    """Records of so many MB (of 1,000,000 bytes) together, before any compression; the first is a warcinfo."""
    writer, chance = Writer(seed), Random(seed)
    yield b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\nContent-Length: 2\r\n\r\n\r\n\r\n\r\n"
    written = number = 0
    while written < megabytes * 1e6:
        outlet = writer.pick(writer.outlets)
        lines = [*_MENU, f"{outlet}", writer.title(), f"By {writer.pick(writer.people)}", writer.deck()]
        lines += [writer.paragraph() for _ in range(chance.randint(4, 14))]
        host = "-".join(word.lower() for word in outlet.split() if word.isascii() and word.isalpha())
        record = wet_record(f"https://{host}.example/{number}", number, "\n".join([*lines, *_FOOTER]))
        written += len(record)
        number += 1
        yield record


def write_wet(file: Path, megabytes: float, seed: int) -> int:
    """Writes the file; returns how many pages it holds."""
    pages = -1
    with file.open("wb") as written:
        for record in records(megabytes, seed):
            written.write(gzip.compress(record, 6) if file.suffix == ".gz" else record)
            pages += 1
    return pages


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a WET file of made-up news pages.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--megabytes", type=float, default=300.0, help="of 1,000,000 bytes, before compression")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    pages = write_wet(options.file, options.megabytes, options.seed)
    sys.stdout.write(f"{pages:,} pages, {options.file.stat().st_size:,} bytes in {options.file}\n")


if __name__ == "__main__":
    main()
