"""How well and how fast sentences are split and parsed: rates on the treebank, words per CPU second on one core.

    python -m tests.benchmarks.syntax [TEXT_FILE ...]

Rates are those of UD English EWT dev, in the halves of `tests.syntax.scores.half`, with the treebank's words and with our own.
Speed is measured on its text, and on that of the files, each read as one article.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ |= {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import polars as pl

from tests.syntax.scores import half, parsed_gold_words, parsed_text, rates
from tests.syntax.treebank import read_treebank
from transforms.syntax.parser import parse
from transforms.syntax.sentences import split_sentences

# The text is read so often that a run takes some seconds.
COPIES = 5


def speed(name: str, bodies: list[str]) -> None:
    """Prints words (between blanks) per CPU second, of splitting and of parsing."""
    ids = [str(number) for number in range(len(bodies))]
    articles = pl.DataFrame({"article_id": ids, "body_text": bodies})
    words = int(articles["body_text"].str.count_matches(r"\S+").sum())
    parse(pl.DataFrame({"sentence": [0], "text": ["Weights are read."]}))
    began = time.process_time()
    sentences = split_sentences(articles)
    split = time.process_time()
    parsed = parse(sentences.select("text").with_row_index("sentence").with_columns(pl.col("sentence").cast(pl.Int64)))
    ended = time.process_time()
    sys.stdout.write(
        f"{name}: {words:,} words, {sentences.height:,} sentences, {parsed.height:,} parsed words; words per CPU second: "
        f"{words / (split - began):,.0f} split, {words / (ended - split):,.0f} parsed\n"
    )


def main() -> None:
    sentences = read_treebank("dev")
    for part in (0, 1):
        chosen = [one for one in sentences if half(one) == part]
        for named, parsed in (("treebank's words", parsed_gold_words), ("own words", parsed_text)):
            found = rates(chosen, parsed)
            told = ", ".join(f"{name} {value:.3f}" for name, value in found._asdict().items())
            sys.stdout.write(f"half {part}, {named}: {told}\n")
    speed("treebank", ["\n".join(one.text for one in sentences)] * COPIES)
    for file in sys.argv[1:]:
        speed(Path(file).name, [Path(file).read_text(encoding="utf-8", errors="replace")] * COPIES)


if __name__ == "__main__":
    main()
