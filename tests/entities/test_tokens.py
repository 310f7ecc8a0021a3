"""Tokens have the offsets of their texts, whatever the text."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.tokens import tokenize


@given(st.lists(st.text(max_size=60), max_size=5))
def test_every_token_stands_at_its_offset_and_nothing_but_space_is_left(texts: list[str]) -> None:
    found = tokenize(pl.Series(texts, dtype=pl.String))
    left = [list(text) for text in texts]
    for doc, token, start, _ in found.rows():
        assert texts[doc][start : start + len(token)] == token
        left[doc][start : start + len(token)] = [" "] * len(token)
    assert all("".join(chars).strip() == "" for chars in left)


def test_words_are_cut_as_names_need_them() -> None:
    text = "Côte d’Ivoire’s O'Neill met the U.N. in Nairobi-based\nMr. Sánchez #COP30"
    tokens = tokenize(pl.Series([text]))
    assert tokens["token"].to_list() == [
        "Côte", "d’Ivoire", "’s", "O'Neill", "met", "the", "U.N.", "in", "Nairobi", "-", "based", "Mr", ".", "Sánchez", "#COP30",
    ]  # fmt: skip
    # A text and a line begin with 2, a word behind a blank has 1, one that follows at once 0.
    assert tokens["gap"].to_list() == [2, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 2, 0, 1, 1]
