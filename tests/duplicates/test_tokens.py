"""Texts to tokens: what is folded, where tokens stand, and that both ways to find them agree."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.duplicates.tokens import Tokens, starts_and_ends, tokenise

TEXTS = st.lists(st.text(max_size=60) | st.text("aéÉß ’“.東京ﬁ\u00ad\u0301한ไ1", max_size=60), max_size=6)


def tokens_of(text: str) -> list[int]:
    return tokenise(pl.Series([text])).hashes.tolist()


def words_of(text: str) -> list[str]:
    found = tokenise(pl.Series([text]))
    return [text[start:end] for start, end in zip(*starts_and_ends(found.places), strict=True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don't “stop” now — again", "DON’T \"STOP\" NOW, AGAIN"),
        ("naïve café", "nai\u0308ve cafe\u0301"),
        ("naïve café", "naive cafe"),
        ("STRASSE", "straße"),
        ("ﬁne ﬂow", "fine flow"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("ＷＡＲ ２０２４", "war 2024"),
        ("ПРИВЕТ", "привет"),
        ("東京、タワー", "東京 タワー"),
    ],
)  # fmt: skip
def test_what_copies_change_by_the_way_is_the_same(one: str, other: str) -> None:
    if "東" in one:  # a sign between them: the pair of neighbours differs, the characters do not
        assert len(tokens_of(one)) == len(tokens_of(other))
    assert tokens_of(one) == tokens_of(other)


def test_words_stand_where_they_are_told() -> None:
    assert words_of("Don’t Stop, Café\n12,000") == ["Don", "t", "Stop", "Café", "12", "000"]
    assert words_of("東京タワー Tokyo2024") == ["東", "京", "タ", "ワ", "ー", "Tokyo2024"]
    assert words_of("\u0301 — 😀 ") == []


def test_a_character_without_spaces_is_told_with_the_next() -> None:
    assert tokens_of("東京都")[:2] == tokens_of("東京都庁")[:2]
    assert tokens_of("東京")[0] != tokens_of("東北")[0]
    assert tokens_of("京")[0] == tokens_of("東京")[1]


@given(st.lists(st.text(alphabet="abcXYZ059 .,-\n'", max_size=80), max_size=5))
def test_ascii_words_are_runs_of_letters_and_digits(texts: list[str]) -> None:
    found = tokenise(pl.Series(texts, dtype=pl.String))
    words = [re.findall("[a-z0-9]+", text.lower()) for text in texts]
    assert np.diff(found.bounds).tolist() == [len(each) for each in words]
    flat = [word for each in words for word in each]
    by_word = dict(zip(flat, found.hashes.tolist(), strict=True))
    assert [by_word[word] for word in flat] == found.hashes.tolist()
    assert len(set(by_word.values())) == len(by_word)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_token_alone_is_the_token_in_its_text(texts: list[str]) -> None:
    found = tokenise(pl.Series(texts, dtype=pl.String))
    for number, text in enumerate(texts):
        part = slice(found.bounds[number], found.bounds[number + 1])
        starts, ends = (places.tolist() for places in starts_and_ends(found.places[part]))
        assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
        assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
        assert tokenise(pl.Series([text])).hashes.tolist() == found.hashes[part].tolist()


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_compiled_loop_gives_the_same(texts: list[str]) -> None:
    pytest.importorskip("numba", reason="compiled loops need numba")
    series = pl.Series(texts, dtype=pl.String)
    numpy, compiled = tokenise(series), tokenise(series, fast=True)
    assert all(np.array_equal(getattr(numpy, name), getattr(compiled, name)) for name in Tokens.__dataclass_fields__)


@pytest.mark.parametrize("unit", ["x", "é", "\u0301", "a\u00ad", "東", "’"])
def test_one_endless_word_is_text_like_any(unit: str) -> None:
    found = tokenise(pl.Series([unit * 300_000, "next"]))
    assert found.bounds[-1] - found.bounds[1] == 1
    assert found.bounds[1] == {"\u0301": 0, "’": 0, "東": 300_000}.get(unit, 1)
