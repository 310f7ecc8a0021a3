"""Number expressions: what they say, against an independent speller, and the words that set a low or a high end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.numbers import FIGURE, NO_FIGURE, Number, read_number

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"


def spelled(number: int) -> str:
    """A number as the parser cuts its words: `fifty - seven`."""
    if number < 20:
        return ONES.split()[number]
    if number < 100:
        return TENS.split()[number // 10] + (f" - {spelled(number % 10)}" if number % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if size == 100 else " "
            return f"{spelled(number // size)} {name}" + (f"{joint}{spelled(rest)}" if rest else "")
    raise AssertionError(number)


@given(st.integers(1, 10**12 - 1))
def test_spelled_numbers_are_read_back(number: int) -> None:
    words = spelled(number)
    assert re.fullmatch(FIGURE, words)
    assert read_number(words) == Number(float(number), float(number), False, "number", None)


@given(st.integers(0, 10**12), st.booleans())
def test_numbers_in_digits_are_read_back(number: int, separators: bool) -> None:
    words = f"{number:,}" if separators else str(number)
    read = read_number(words)
    assert re.fullmatch(FIGURE, words)
    assert read is not None
    assert (read.low, read.high) == (number, number)


def test_endless_numbers_are_none_and_take_no_time() -> None:
    for words in ("9" * 400, "5" + " million" * 5000, "between 5" + " hundred" * 5000, "at least " * 5000):
        assert not re.fullmatch(FIGURE, words)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_range_has_both_ends_or_is_a_score(low: int, high: int) -> None:
    read = read_number(f"{low} to {high}")
    assert (read and (read.low, read.high)) == ((low, high) if low < high else None)


@pytest.mark.parametrize(
    ("words", "low", "high", "approximate"),
    [
        ("at least 57", 57, None, True),
        ("more than a dozen", 12, None, True),
        ("no fewer than eight", 8, None, True),
        ("up to 40", None, 40, True),
        ("fewer than 50", None, 50, True),
        ("no more than 5", None, 5, True),
        ("nearly 60", 60, 60, True),
        ("some 1600", 1600, 1600, True),
        ("10 or more", 10, None, True),
        ("dozens", 24, None, True),
        ("tens of thousands", 20_000, None, True),
        ("several hundred", 300, None, True),
        ("two dozen", 24, 24, False),
        ("half a million", 500_000, 500_000, False),
        ("between 30 and 50 million", 30e6, 50e6, True),
        ("no", 0, 0, False),
        ("eighteen", 18, 18, False),
    ],
)
def test_words_around_a_number_set_its_ends(words: str, low: float | None, high: float | None, approximate: bool) -> None:
    read = read_number(words)
    assert read is not None
    assert (read.low, read.high, read.is_approximate) == (low, high, approximate)


@pytest.mark.parametrize(
    ("words", "kind", "unit", "value"),
    [
        ("$ 30 million", "money", "USD", 30e6),
        ("us $ 5.5bn", "money", "USD", 5.5e9),
        ("30 million dollars", "money", "USD", 30e6),
        ("5 canadian dollars", "money", "CAD", 5),
        ("€ 1.2 billion", "money", "EUR", 1.2e9),
        ("usd 75 million", "money", "USD", 75e6),
        ("hundreds of billions of dollars", "money", "USD", 200e9),
        ("300 rupees", "money", None, 300),  # of which country is not said
        ("12 km", "distance", "kilometre", 12),
        ("30 - mile", "distance", "mile", 30),
        ("60 percent", "share", "percent", 60),
        ("two thirds of", "share", "percent", 66.67),
    ],
)
def test_units(words: str, kind: str, unit: str | None, value: float) -> None:
    read = read_number(words)
    assert re.fullmatch(FIGURE, words)
    assert read is not None
    assert (read.kind, read.unit, read.low) == (kind, unit, value)


@pytest.mark.parametrize(
    "words",
    [
        "14 march 2023",
        "march 14",
        "34 - year - old",
        "three days",
        "in 2019",
        "article 5",
        "flight 302",
        "aged 61",
        "10 : 30",
        "8 a.m.",
    ],
)
def test_dates_ages_times_and_names_are_no_figures(words: str) -> None:
    assert re.fullmatch(NO_FIGURE, words)
