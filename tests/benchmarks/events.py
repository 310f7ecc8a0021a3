"""How well and how fast events are found: agreement with labelled sentences, words a CPU second, and a peer beside it.

    python -m tests.benchmarks.events FOLDER/plover_gsr.jsonl.gz FOLDER/plv_train.jsonl.gz FOLDER/india_police_dev.jsonl.gz ...

Events are made of the tables of articles and mentions, as in a batch. The peer takes each word that begins like a trigger for an
event of the trigger's type. Sets without types (`labels`, or none) tell how many of the sentences or texts that hold no label get
an event, and the speed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

from tests.events.parsed import articles_of
from tests.events.scores import Rows, real_agreement
from transforms.entities.mentions import build_mentions
from transforms.events.build import build_events
from transforms.events.lexicon import lexicon


def ours(texts: list[str]) -> tuple[list[Rows], float]:
    """Events of each text, and words a CPU second."""
    articles = articles_of(texts)
    mentions, entities = build_mentions(articles)
    build_events(articles[:1], mentions, entities)  # seeds and weights are read
    began = time.process_time()
    built = build_events(articles, mentions, entities)
    speed = sum(len(text.split()) for text in texts) / (time.process_time() - began)
    found: list[Rows] = [[] for _ in texts]
    for row in built.events.iter_rows(named=True):
        found[int(row["article_id"], 16)].append(row)
    return found, speed


def trigger_words_alone(texts: list[str]) -> list[Rows]:
    """An event for each word that is a form of a verb or a noun of the seeds; nobody takes part."""
    verbs, triggers = lexicon().verbs, lexicon().triggers
    found = []
    for text in texts:
        words = re.findall(r"[a-z]+", text.lower())
        lemmas = [(verbs[word], "verb") if word in verbs else (word, "noun") for word in words]
        rows = [triggers[lemma][-1] for lemma in lemmas if lemma in triggers]
        found.append([{"event_type": row.event_type, "actor_text": None, "recipient_text": None} for row in rows])
    return found


def measure(name: str, gold: list[dict[str, Any]]) -> None:
    """Prints a line for us and one for the peer."""
    if "labels" in gold[0]:
        gold = [row for row in gold if not row["labels"]]
    texts = [row["text"] for row in gold]
    found, speed = ours(texts)
    for who, rows in ((f"{speed:,.0f} words/s", found), ("trigger words alone", trigger_words_alone(texts))):
        share = f"an event in {sum(map(bool, rows)) / len(rows):.3f} of {len(rows)}"
        if any(event.get("root") for row in gold for event in row.get("events", ())):
            for renamed in (False, True):
                scores = real_agreement(gold, rows, renamed=renamed)
                share += (
                    f"  {'types renamed' if renamed else 'types as they are'}: root_recall {scores.root_recall:.3f}"
                    f" pair_recall {scores.pair_recall:.3f} root_precision {scores.root_precision:.3f}"
                )
        sys.stdout.write(f"{name:30} {who:20} {share}\n")


def main() -> None:
    """Reads each set and prints its lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    for file in parser.parse_args().sets:
        with gzip.open(file, "rt", encoding="utf-8") as rows:
            measure(file.name, [json.loads(row) for row in rows])


if __name__ == "__main__":
    main()
