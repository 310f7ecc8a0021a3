"""Ids: 32 hex characters made from raw, stable values, so that reading a dump twice gives the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def bytes_id(digest: hashlib._Hash) -> str:
    """The id of a file whose bytes were fed to a SHA-256 digest."""
    return digest.hexdigest()[:32]


def span_id(parent_id: str, start: int, end: int) -> str:
    """The id of the part of a parent (dump or page) that stands between two offsets."""
    return hashlib.sha256(f"{parent_id}:{start}:{end}".encode()).hexdigest()[:32]


def span_ids(parents: Iterable[str], starts: Iterable[int], ends: Iterable[int]) -> list[str]:
    """`span_id` for columns. Python because ids must not change with a Polars version; 1 µs a row."""
    return [span_id(*row) for row in zip(parents, starts, ends, strict=True)]
