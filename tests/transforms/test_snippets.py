"""Snippets: the passage with most of what was looked for, at offsets that hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.snippets import SNIPPET_CHARS, snippet

FILLER = "nothing of note was said about it. " * 20


def shown(text: str, query: str) -> tuple[str, list[str]]:
    passage = snippet(text, query)
    return text[passage.start : passage.end], [text[start:end] for start, end in passage.matches]


def test_the_passage_with_most_different_words_is_shown() -> None:
    text = FILLER + "The tide, the tide, the tide. " + FILLER + "A Tide at the quay. " + FILLER
    passage, matches = shown(text, "tide quay")
    assert "A Tide at the quay." in passage
    assert matches == ["Tide", "quay"]


def test_a_phrase_comes_before_its_words() -> None:
    text = "The board of the harbour. " + FILLER + "The harbour — board met."
    assert shown(text, '"harbour board" the')[1] == ["harbour — board"]


@pytest.mark.parametrize(
    ("text", "query", "match"),
    [("an der Écluse", "ecluse", "Écluse"), ("an der E\u0301cluse", "ÉCLUSE", "E\u0301cluse"), ("東京の港", "港", "港")],
)
def test_matches_are_told_as_they_stand_in_the_text(text: str, query: str, match: str) -> None:
    assert shown(text, query)[1] == [match]


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    passage, matches = shown(FILLER, "tide")
    assert FILLER.startswith(passage) and matches == []
    assert 150 < len(passage) <= SNIPPET_CHARS


@given(st.text(max_size=400), st.text(max_size=60))
def test_offsets_hold_whatever_the_text(text: str, query: str) -> None:
    passage = snippet(text, query)
    assert 0 <= passage.start <= passage.end <= len(text)
    ends = [passage.start, *(at for match in passage.matches for at in match), passage.end]
    assert ends == sorted(ends)


def test_hostile_texts_end() -> None:
    assert snippet("tide " * 200_000, '"tide tide tide tide quay" tide').matches
    assert snippet("a" * 1_000_000, "b").matches == ()
    assert snippet("\u0301" * 1_000_000, "\u0301").start == 0
