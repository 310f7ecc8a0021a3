"""What articles get beyond their lines: the hash of their words, their language, whether their feed was cut."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import parse_text
from transforms.articles import PLAIN, content_hashes
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.language import language_codes
from transforms.readers import Page

LONG = "The harbour council of {} approved the dredging plan on Monday after a long debate about money and mud in the bay. "


def by_hand(text: str) -> str:
    """The definition of content_sha256, in plain Python."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return hashlib.sha256(re.sub(r"[\W_]+", "", lower).encode()).hexdigest()


def test_the_fast_way_to_hash_treats_every_plain_character_as_the_definition_does() -> None:
    plain = [*map(chr, range(0x80)), *sorted(PLAIN)]
    texts = [f"a{char}b" for char in plain]
    assert len(plain) > 400
    assert content_hashes(pl.Series(texts)) == [by_hand(text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aZé Ü“”’—…ﬁ①е́ж\u00a0\n.,'港٣-"), max_size=30))
def test_any_text_hashes_as_the_definition_says(text: str) -> None:
    assert content_hashes(pl.Series([text])) == [by_hand(text)]


def test_quotes_case_and_line_breaks_do_not_change_the_hash() -> None:
    first, second = content_hashes(pl.Series(["“It’s late,” said\nthe Pilot.", "'Its late' said the pilot"]))
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


BODY = "The harbour master of Orrin Bay closed the ferry line on Tuesday after its chain broke for the third time."


def dated(head: str = "Ferry late again", **stated: object) -> tuple[str | None, str | None, str]:
    """Day, raw text and basis of the one article under a head, read on 8 March 2024."""
    page = Page(0, 9, f"{head}\n\n{BODY}\n\n{BODY}\n", "utf-8", **stated)  # type: ignore[arg-type]
    rows = pl.DataFrame([page_row("0" * 32, 0, page)], schema=PAGE_SCHEMA)
    found = parse_pages(rows, latest=date(2024, 3, 8))["articles"].select("published_on", "published_at_raw", "published_basis")
    day, raw, basis = found.row(0)
    return day and str(day), raw, basis


SAVED = {"fetched_on": date(2024, 3, 8)}


@pytest.mark.parametrize(
    ("head", "stated", "expected"),
    [
        ("Ferry late again\nBy Mara Elsworthy | March 7, 2024", {}, ("2024-03-07", "March 7, 2024", "byline")),
        # A day's grace for time zones, and no more: of what is to come nothing has appeared yet.
        ("Ferry late again\nBy Mara Elsworthy | March 9, 2024", {}, ("2024-03-09", "March 9, 2024", "byline")),
        ("Ferry late again\nBy Mara Elsworthy | March 17, 2024", {}, (None, "March 17, 2024", "none")),
        ("Ferry late again\nBy Mara Elsworthy | March 7, 2024", {"fetched_on": date(2024, 3, 1)},
         (None, "March 7, 2024", "none")),
        ("Ferry late again\nBy Mara Elsworthy | January 1, 1970", {}, (None, "January 1, 1970", "none")),
        # Relative dates are read from the day on which the page was saved, where they are that exact.
        ("Ferry late again\nBy Mara Elsworthy | yesterday", SAVED, ("2024-03-07", "yesterday", "byline")),
        ("Ferry late again\nBy Mara Elsworthy | 5 minutes ago", SAVED, ("2024-03-08", "5 minutes ago", "byline")),
        ("Ferry late again\nBy Mara Elsworthy | 5 minutes ago", {}, (None, "5 minutes ago", "none")),
        ("Ferry late again\nBy Mara Elsworthy | 5 hours ago", SAVED, (None, "5 hours ago", "none")),
        ("Ferry late again\nBy Mara Elsworthy | vor 3 Tagen", SAVED, (None, "vor 3 Tagen", "none")),
        # The address tells the day where the page does not.
        ("Ferry late again", {"url": "https://tarn.example/2024/03/06/ferry"}, ("2024-03-06", "2024-03-06", "url")),
        ("Ferry late again", {"url": "https://tarn.example/2024-3-6-ferry.html"}, ("2024-03-06", "2024-03-06", "url")),
        ("Ferry late again", {"url": "https://tarn.example/2024/13/06/ferry"}, (None, None, "none")),
        ("Ferry late again", {"url": "https://tarn.example/2025/03/06/ferry"}, (None, None, "none")),
        ("Ferry late again", {"url": "https://tarn.example/?from=/2024/03/06/"}, (None, None, "none")),
        ("Ferry late again\nBy Mara Elsworthy | March 7, 2024", {"url": "https://tarn.example/2024/03/06/ferry"},
         ("2024-03-07", "March 7, 2024", "byline")),
    ],
)  # fmt: skip
def test_a_date_is_read_believed_and_says_where_it_stands(
    head: str, stated: dict[str, object], expected: tuple[str | None, str | None, str]
) -> None:
    assert dated(head, **stated) == expected


def test_a_records_own_date_is_not_believed_either_when_it_is_still_to_come() -> None:
    assert dated("Ferry", is_body=True, published_on=date(2030, 1, 1), published_at_raw="2030-01-01")[::2] == (None, "none")
    assert dated("Ferry", is_body=True, published_on=date(1970, 1, 1), published_at_raw="1970-01-01")[::2] == (None, "none")


@pytest.mark.parametrize(
    ("byline", "origin", "publisher"),
    [
        ("By Mara Elsworthy | The Harrow Ledger | March 7, 2024", "", "The Harrow Ledger"),
        ("By Mara Elsworthy | March 7, 2024 | Harbours", "", None),
        ("By Mara Elsworthy | March 7, 2024 | This post may hold tides", "", None),
        ("", "This article is republished from The Harrow Ledger under a Creative Commons license. Read the original article.",
         "The Harrow Ledger"),
        ("", "Originally Posted by tidewatcher", None),
    ],
)  # fmt: skip
def test_who_published_a_text_is_said_by_a_name_that_outlets_have_or_by_an_origin_line(
    byline: str, origin: str, publisher: str | None
) -> None:
    articles = parse_text(f"Ferry late again\n{byline}\n\n{BODY}\n\n{BODY}\n\n{origin}\n")["articles"]
    assert articles["publisher_name"].to_list() == [publisher]
