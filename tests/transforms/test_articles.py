"""What articles get beyond their lines: the hash of their words, their language, whether their feed was cut."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import parse_text
from transforms.articles import PLAIN, _content_hashes
from transforms.language import language_codes

LONG = "The harbour council of {} approved the dredging plan on Monday after a long debate about money and mud in the bay. "


def by_hand(text: str) -> str:
    """The definition of content_sha256, in plain Python."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return hashlib.sha256(re.sub(r"[\W_]+", "", lower).encode()).hexdigest()


def test_the_fast_way_to_hash_treats_every_plain_character_as_the_definition_does() -> None:
    plain = [*map(chr, range(0x80)), *sorted(PLAIN)]
    texts = [f"a{char}b" for char in plain]
    assert len(plain) > 400
    assert _content_hashes(pl.Series(texts)) == [by_hand(text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aZé Ü“”’—…ﬁ①е́ж\u00a0\n.,'港٣-"), max_size=30))
def test_any_text_hashes_as_the_definition_says(text: str) -> None:
    assert _content_hashes(pl.Series([text])) == [by_hand(text)]


def test_quotes_case_and_line_breaks_do_not_change_the_hash() -> None:
    first, second = _content_hashes(pl.Series(["“It’s late,” said\nthe Pilot.", "'Its late' said the pilot"]))
    assert first == second


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LONG.format("Ostrava Bay"), "en"),
        ("Der Hafenrat von Ostrau hat am Montag nach langer Debatte den Plan zum Ausbaggern der Bucht gebilligt.", "de"),
        ("Le conseil du port a approuvé lundi le plan de dragage de la baie après un long débat sur son coût.", "fr"),
        ("De havenraad heeft maandag na een lang debat het plan voor het uitbaggeren van de baai goedgekeurd.", "nl"),
        ("12.40", "und"),
    ],
)
def test_the_language_is_told_or_left_open(text: str, code: str) -> None:
    assert language_codes(pl.Series([text])).to_list() == [code]


def feed(*sizes: int) -> str:
    items = [
        f"  • {LONG.format(f'Port {number}') * size}\n\n    This post was originally published on Tide Wire.\n"
        for number, size in enumerate(sizes)
    ]
    return "Category: Ports\n\n" + "\n".join(items)


@pytest.mark.parametrize(
    ("sizes", "completeness"),
    [
        ((5, 6, 5), {"excerpt"}),  # three items, all about as short: the feed is cut
        ((5, 6), {"complete"}),  # two are too few to tell
        ((5, 6, 30), {"complete"}),  # one is long: the outlet's short items are short on their own account
    ],
)
def test_a_feed_is_cut_when_all_its_items_are_short_alike(sizes: tuple[int, ...], completeness: set[str]) -> None:
    assert set(parse_text(feed(*sizes))["articles"]["completeness"]) == completeness
