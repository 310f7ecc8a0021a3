"""What figures, quotes, claimants, places and dates cost beside the parser, in words per CPU second on one core.

    python -m tests.benchmarks.event_parts

Reads PolNeAR's articles from ../shared; every verb is taken for an event, some ten times as many as a text has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date

import polars as pl

from tests.events.parsed import articles_of, labelled_set, words_of
from transforms.entities.mentions import build_mentions
from transforms.events.dates import dates
from transforms.events.figures import figures
from transforms.events.places import places
from transforms.events.quotes import claimants, find_quotes


def main() -> None:
    articles = articles_of((record["text"] for record in labelled_set("polnear_dev")), date(2016, 9, 12))
    start = time.process_time()
    words = words_of(articles)
    parser = time.process_time() - start
    mentions, entities = build_mentions(articles)
    verbs = words.filter(pl.col("upos") == "VERB").with_row_index("event")
    triggers = verbs.select(pl.col("event").cast(pl.UInt32), "sentence", "token", pl.lit("ASSAULT").alias("event_type"))
    parts: dict[str, Callable[[], pl.DataFrame]] = {
        "figures": lambda: figures(words, triggers),
        "quotes": lambda: find_quotes(words, mentions, articles),
        "claimants": lambda: claimants(words, triggers, mentions),
        "places": lambda: places(words, triggers, mentions, entities),
        "dates": lambda: dates(words, triggers, articles),
    }
    sys.stdout.write(f"{words.height} words, {triggers.height} verbs; parser {words.height / parser:,.0f} words per CPU second\n")
    together = 0.0
    for name, part in parts.items():
        start = time.process_time()
        rows = part().height
        seconds = time.process_time() - start
        together += seconds
        sys.stdout.write(f"{name:10} {rows:7} rows  {words.height / seconds:12,.0f} words per CPU second\n")
    sys.stdout.write(
        f"together   {words.height / together:,.0f} words per CPU second, {together / parser:.2f} of the parser's time\n"
    )


if __name__ == "__main__":
    main()
