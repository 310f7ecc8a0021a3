"""Texts as the frames that figures, quotes, places and dates are read from, and labelled sets of others as texts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl

from schemas.catalog import CATALOG
from tests.conftest import SHARED
from transforms.syntax.parser import parse
from transforms.syntax.sentences import split_sentences

SETS = SHARED / "eval" / "events"


def articles_of(texts: Iterable[str], published: date | None = None) -> pl.DataFrame:
    """English articles with these texts; the n-th one's id is n in hex."""
    bodies = list(texts)
    schema = CATALOG["articles"].polars_schema
    ids = [f"{number:032x}" for number in range(len(bodies))]
    known: dict[str, list[Any]] = {"article_id": ids, "page_id": ids, "dump_id": ids, "body_text": bodies}
    known |= {"language_code": ["en"] * len(bodies), "published_on": [published] * len(bodies)}
    known["published_precision"] = ["day" if published else None] * len(bodies)
    return pl.DataFrame({name: known.get(name, [None] * len(bodies)) for name in schema}, schema=schema)


def words_of(articles: pl.DataFrame) -> pl.DataFrame:
    """The parser's words of all sentences, with offsets into body_text."""
    sentences = split_sentences(articles).with_row_index("sentence").with_columns(pl.col("sentence").cast(pl.Int64))
    words = parse(sentences.select("sentence", "text")).join(
        sentences.drop("text"), on="sentence", how="left", maintain_order="left"
    )
    return words.with_columns(pl.col("start") + pl.col("start_char"), pl.col("end") + pl.col("start_char")).drop(
        "start_char", "end_char"
    )


def triggers_at(words: pl.DataFrame, forms: Iterable[str], event_type: str = "ASSAULT") -> pl.DataFrame:
    """One event at each word with one of the forms."""
    at = words.filter(pl.col("form").is_in(list(forms))).with_row_index("event")
    return at.select(
        pl.col("event").cast(pl.UInt32), "sentence", "token", pl.lit(event_type).alias("event_type"),
        pl.col("start").alias("trigger_start"), pl.col("end").alias("trigger_end"),
    )  # fmt: skip


def labelled_set(name: str) -> list[dict[str, Any]]:
    """The rows of a set of ../shared/eval/events."""
    with gzip.open(SETS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def half(record_id: str) -> int:
    """0 is the half that rules were tuned on, 1 the other."""
    return int(sha256(record_id.encode()).hexdigest(), 16) % 2


def f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / max(1, found + wanted)
