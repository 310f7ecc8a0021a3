"""How well and how fast entities are found: F1 by type on labelled sets, words a second on one core, and a peer beside it.

    python -m tests.benchmarks.entities FOLDER/worldwide_dev.jsonl.gz ...

The peer is the gazetteer alone: each of its phrases that begins with a capital, as what it is listed as.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import polars as pl

from tests.entities.test_real_news import KINDS, Span, score
from transforms.entities.extract import spans_of
from transforms.entities.features import encode
from transforms.entities.finders import RULES, TAGGER, Finder
from transforms.entities.lexicon import PHRASED
from transforms.entities.mentions import build_mentions
from transforms.entities.tokens import tokenize


def ours(finder: Finder, texts: pl.Series) -> set[Span]:
    """What lands in entity_mentions."""
    spans = spans_of(texts, None, finder).filter(~pl.col("mention_kind").is_in(["title", "demonym"]))
    rows = spans.select("doc", "start_char", "end_char", "entity_type").rows()
    return {(doc, start, end, KINDS[kind]) for doc, start, end, kind in rows if kind in KINDS}


def gazetteer_alone(texts: pl.Series) -> set[Span]:
    """Listed phrases, the longest first."""
    tokens = tokenize(texts)
    encoded = encode(tokens)
    at = np.flatnonzero(encoded.phrase_length > 0)
    at = at[(encoded.phrase_bits[at] & PHRASED["demonym"]) == 0]
    first, last = encoded.row[at], encoded.row[at + encoded.phrase_length[at] - 1]
    starts = tokens["start"].to_numpy()
    ends = starts + tokens["token"].str.len_chars().to_numpy()
    kinds = np.where(encoded.phrase_bits[at] & PHRASED["organization"], "ORG", "LOC")
    return set(zip(encoded.doc[at].tolist(), starts[first].tolist(), ends[last].tolist(), kinds.tolist(), strict=True))


def measure(name: str, find: Callable[[pl.Series], set[Span]], rows: list[dict[str, object]]) -> float:
    """Prints F1 by type and speed, and returns words a CPU second."""
    texts = pl.Series([str(row["text"]) for row in rows])
    find(texts[:1])  # gazetteers and weights are read
    began = time.process_time()
    found = find(texts)
    speed = int(texts.str.count_matches(r"\S+").sum()) / (time.process_time() - began)
    gold = {(doc, e["start"], e["end"], e["type"]) for doc, row in enumerate(rows) for e in row["entities"]}  # type: ignore[attr-defined]
    gold = {span for span in gold if span[3] in KINDS.values()}
    told = []
    for kind in ("PER", "ORG", "LOC", "all"):
        got, want = ({span for span in both if kind in ("all", span[3])} for both in (found, gold))
        told.append(f"{kind} {score(got, want)[2]:.3f}" if got else f"{kind} none")
    sys.stdout.write(f"  {name:16} F1 {', '.join(told)}; {speed:,.0f} words a CPU second\n")
    return speed


def _tables(finder: Finder, rows: list[dict[str, object]]) -> float:
    """Words a CPU second from the table of articles to `entity_mentions` and `article_entities`."""
    texts = pl.Series([str(row["text"]) for row in rows])
    articles = pl.DataFrame({"article_id": [f"{number:032x}" for number in range(len(texts))], "body_text": texts}).with_columns(
        pl.lit("d").alias("dump_id"), pl.lit("title").alias("title"), pl.lit("en").alias("language_code")
    )
    began = time.process_time()
    build_mentions(articles, None, finder)
    return int(texts.str.count_matches(r"\S+").sum()) / (time.process_time() - began)


def main() -> None:
    """Measures each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+", help="jsonl.gz with text and entities (start, end, type)")
    for file in parser.parse_args().sets:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        sys.stdout.write(f"{file.name}: {len(rows)} texts\n")
        theirs = measure("gazetteer alone", gazetteer_alone, rows)
        for finder in (TAGGER, RULES):
            mine = measure(finder.name, partial(ours, finder), rows)
            sys.stdout.write(
                f"    speed over the gazetteer's {mine / theirs:.2f}; both tables {_tables(finder, rows):,.0f} words\n"
            )


if __name__ == "__main__":
    main()
