"""The tables are a function of the articles: the same whatever the runs, their order, and what came and went between."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.corpus import RULES, TABLES, Article, Corpus

# Small limits, so that a few articles pass every one of them, again and again.
TIGHT = replace(
    RULES, frequency_cap=3, lead_count=1, frequency_limit=6, template_sample=4, template_articles=3, passage_words=10,
    short_words=10, min_words=4,
)  # fmt: skip
WORDS = [f"{first}{last}" for first in "bcdfglmnprst" for last in ("ado", "een", "ity", "ows")]


def story(seed: int, words: int = 40) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def article(number: int) -> Article:
    """One of a few stories, whole, cut, edited or with another's passage, by one of a few outlets, some with a footer."""
    chance = random.Random(number)
    words = story(chance.randrange(6))
    match chance.randrange(5):
        case 0:
            words = words[: chance.randrange(8, 30)]
        case 1:
            words[chance.randrange(len(words))] = chance.choice(WORDS)
        case 2:
            words = [*words[:15], *story(chance.randrange(6))[:20]]
        case 3:
            words = [word.upper() for word in words]
    outlet = chance.choice([None, "Gazette", "Herald"])
    if outlet == "Gazette":
        words = [*words, *story(99, 12)]
    day = chance.choice([None, date(2024, 1, 1) + timedelta(days=chance.randrange(9))])
    return Article(str(number), " ".join(words), day, outlet, page=str(number % 7))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sets(st.integers(0, 40), max_size=15), st.sets(st.integers(0, 40), max_size=6)), max_size=5))
def test_any_order_of_arrival_and_departure_gives_the_tables_of_one_run(runs: list[tuple[set[int], set[int]]]) -> None:
    steps, there = Corpus(TIGHT), set()
    for come, go in runs:
        steps.run([article(number) for number in come], without=[article(number) for number in go])
        there = there - go | come
    once = Corpus(TIGHT).run([article(number) for number in there])
    for name in TABLES:
        assert steps.table(name).equals(once.table(name)), name


@pytest.mark.parametrize("compiled", [False, True])
def test_partitions_blocks_and_compiled_loops_do_not_show(monkeypatch: pytest.MonkeyPatch, compiled: bool) -> None:
    if compiled:
        pytest.importorskip("numba", reason="compiled loops need numba")
    articles = [article(number) for number in range(60)]
    at_once = Corpus(TIGHT).run(articles)
    for name, size in {"PARTITION_POSTINGS": 200, "BLOCK_TOKENS": 300, "PART_BYTES": 500, "FILE_TEXTS": 7, "INSERTED_ROWS": 3,
                       "COMPILED_TEXTS": 0 if compiled else 10**9}.items():  # fmt: skip
        monkeypatch.setattr(f"flows.duplicates.{name}", size)
    monkeypatch.setattr("flows.duplicates.BUCKET_TEXTS", 7)
    monkeypatch.setattr("warehouse.duplicates.ROWS_AT_A_TIME", 5)
    in_parts = Corpus(TIGHT).run(articles[:50]).run(articles[50:], without=articles[:5]).run(articles[:5])
    for name in TABLES:
        assert in_parts.table(name).equals(at_once.table(name)), name
