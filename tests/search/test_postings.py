"""The words of the index are those that SQL's `search_terms` cuts of the whole text, as it does for queries and phrases."""

from __future__ import annotations

from collections import Counter

import duckdb
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.marts.tiny import tiny
from transforms.postings import invert
from warehouse import search as store

# Characters that fold, join or part differently from most of their kind, beside any others at all.
SPECIAL = (
    "aZ09 .=-_'\n\t\x00\x7f\u0301\u0338\u030a\u0345\u00b5\u017f\u0130\u0131\u212a\u1e9e\u03a3\u03c2\ufb03\u01c5\u037e\u00a0\u00ad"
    "\u200b\u200d\u2019\u201c\u2260\u0928\u093c\u0929\u093f\u0940\u094d\u0e01\u0e33\u0e94\u1000\u102b\u1780\u17b6\u3042\u304c\u3099"
    "\u30ab\uff76\uff9e\u6771\u1100\u1161\u11a8\uac01\u05d0\u05b0\u0627\u064e\u0622\u0f40\u0f72\U0001f30a\ufe0f\U0001d518\U00020000"
)
TEXTS = st.text(st.one_of(st.sampled_from(SPECIAL), st.characters(exclude_categories=["Cs"])), max_size=60)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    opened = tiny()
    store.clear(opened)
    return opened


def counted(texts: list[str]) -> list[Counter[str]]:
    """The words of each text as the index has them."""
    with store.word_cutter() as cut:
        found = invert(pl.Series(texts, dtype=pl.String), 1, cut)
    words: list[Counter[str]] = [Counter() for _ in texts]
    assert found.postings["term"].to_list() == sorted(set(found.postings["term"]), key=str.encode)
    for term, numbers, counts in found.postings.iter_rows():
        assert numbers == sorted(set(numbers))
        for number, count in zip(numbers, counts, strict=True):
            words[number - 1][term] = count
    assert found.term_counts.to_list() == [each.total() for each in words]
    return words


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8))
@example(["x" * 39 + "\u00e9\u00e9", "x" * 41, "\u0301" * 50 + "x", "", "\x00", "a\u0301=\u0338b"])
@example(["\u0915\u093f \u00e9cluse", "caf\u00e9\x00\u00e9cluse \u092c\u0924", "\u201cTide\u201d tide\u2014TIDE"])
def test_words_of_a_text_are_those_that_sql_cuts(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    cut = [con.execute("select search_terms(?)", [text]).fetchall()[0][0] for text in texts]
    assert counted(texts) == [Counter(terms) for terms in cut]


def test_counts_by_hand() -> None:
    assert counted(["The tide, the TIDE-mill.", "\u201cTide\u201d: \u5317\u4eac 3.5"]) == [
        {"the": 2, "tide": 2, "mill": 1},
        {"tide": 1, "\u5317": 1, "\u4eac": 1, "3": 1, "5": 1},
    ]
