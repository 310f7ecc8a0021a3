"""How well sentences are parsed, against a treebank: UAS, LAS and tags, of words as the treebank cuts them or as we do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from zlib import crc32

import polars as pl

from tests.syntax.treebank import Sentence
from transforms.syntax.parser import annotate, parse

Span = tuple[int, int]
# Tags, where the head stands, relation.
Word = tuple[str, str, Span | None, str]


class Rates(NamedTuple):
    """F1 of words, and of words with the right tag, head, head and relation; all words count, punctuation too."""

    words: float
    upos: float
    xpos: float
    uas: float
    las: float


def half(sentence: Sentence) -> int:
    """0 or 1, by document. Training shows rates of half 0 alone."""
    return crc32(sentence.document.encode()) % 2


def parsed_gold_words(sentences: Sequence[Sentence]) -> pl.DataFrame:
    """`parse` of the words that the treebank has; `start` and `end` count words, not characters."""
    rows = [(number, place, place + 1, form) for number, one in enumerate(sentences) for place, form in enumerate(one.forms)]
    schema = {"sentence": pl.Int64, "start": pl.Int64, "end": pl.Int64, "form": pl.String}
    return annotate(pl.DataFrame(rows, schema=schema, orient="row"))


def parsed_text(sentences: Sequence[Sentence]) -> pl.DataFrame:
    """`parse` of the text; `start` and `end` count characters that are no blanks, as those of `_gold` do."""
    texts = ["".join(one.text.split()) for one in sentences]
    table = pl.DataFrame(
        {"sentence": range(len(texts)), "text": [one.text for one in sentences]}, schema={"sentence": pl.Int64, "text": pl.String}
    )
    size = pl.col("form").str.len_chars().cast(pl.Int64)
    words = parse(table).with_columns(size.cum_sum().over("sentence").alias("end")).with_columns(start=pl.col("end") - size)
    assert words.group_by("sentence", maintain_order=True).agg(pl.col("form").str.join(""))["form"].to_list() == texts
    return words


def rates(sentences: Sequence[Sentence], parsed: Callable[[Sequence[Sentence]], pl.DataFrame]) -> Rates:
    """What `parsed` finds, compared span by span."""
    counts = parsed is parsed_gold_words
    mine = [_found(part) for _, part in parsed(sentences).group_by("sentence", maintain_order=True)]
    gold = [_gold(one, counts=counts) for one in sentences]
    right = [0, 0, 0, 0, 0]
    for found, true in zip(mine, gold, strict=True):
        for span, (upos, xpos, head, label) in found.items():
            if span in true:
                wanted = true[span]
                same = [upos == wanted[0], xpos == wanted[1], head == wanted[2], head == wanted[2] and label == wanted[3]]
                right = [count + hit for count, hit in zip(right, [True, *same], strict=True)]
    both = sum(map(len, mine)) + sum(map(len, gold))
    return Rates(*(2 * count / both for count in right))


def _found(part: pl.DataFrame) -> dict[Span, Word]:
    spans = part.select("start", "end").rows()
    rows = part.select("upos", "xpos", "head", "deprel").rows()
    return {
        span: (upos, xpos, spans[head] if head >= 0 else None, label)
        for span, (upos, xpos, head, label) in zip(spans, rows, strict=True)
    }


def _gold(one: Sentence, *, counts: bool) -> dict[Span, Word]:
    spans, at = [], 0
    for form in one.forms:
        size = 1 if counts else len("".join(form.split()))
        spans.append((at, at + size))
        at += size
    return {
        span: (upos, xpos, spans[head] if head >= 0 else None, label)
        for span, upos, xpos, head, label in zip(spans, one.upos, one.xpos, one.heads, one.labels, strict=True)
    }
