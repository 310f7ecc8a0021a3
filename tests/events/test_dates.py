"""When an event happened: stated days, days that the article's date gives, news of the day, and days that are not told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events.parsed import articles_of, triggers_at, words_of
from transforms.events.dates import dates, resolve

WEDNESDAY = date(2024, 6, 12)


def dated(text: str, trigger: str, published: date | None = WEDNESDAY) -> list[tuple[date | None, str, str | None]]:
    articles = articles_of([text], published)
    words = words_of(articles)
    rows = dates(words, triggers_at(words, [trigger]), articles).iter_rows(named=True)
    spans = ((row, row["event_date_start"], row["event_date_end"]) for row in rows)
    return [(row["event_date"], row["event_date_basis"], None if low is None else text[low:high]) for row, low, high in spans]


@pytest.mark.parametrize(
    ("text", "trigger", "day", "basis", "words"),
    [
        ("A bomb exploded on 12 March 2023 in the city.", "exploded", date(2023, 3, 12), "stated", "12 March 2023"),
        ("Gunmen killed three soldiers on Friday.", "killed", date(2024, 6, 7), "resolved", "Friday"),
        ("The army will attack the town on Friday.", "attack", date(2024, 6, 14), "resolved", "Friday"),
        ("Gunmen killed three soldiers last Wednesday.", "killed", date(2024, 6, 5), "resolved", "last Wednesday"),
        ("The talks were held yesterday.", "held", date(2024, 6, 11), "resolved", "yesterday"),
        ("Two days ago, troops stormed the base.", "stormed", date(2024, 6, 10), "resolved", "Two days ago"),
        ("Police arrested ten men on June 3.", "arrested", date(2024, 6, 3), "resolved", "June 3"),
        ("Police arrested ten men on December 28.", "arrested", date(2023, 12, 28), "resolved", "December 28"),
        ("Rebels have seized the port.", "seized", WEDNESDAY, "published", None),
        # A week or a month is no day.
        ("Soldiers shelled the town last week.", "shelled", None, "none", "last week"),
        ("Police arrested ten men in June 2019.", "arrested", None, "none", "in June 2019"),
    ],
)
def test_days(text: str, trigger: str, day: date | None, basis: str, words: str | None) -> None:
    assert dated(text, trigger) == [(day, basis, words)]


def test_days_that_hang_on_an_unknown_date_are_not_told() -> None:
    assert dated("Gunmen killed three soldiers on Friday.", "killed", None) == [(None, "none", "Friday")]
    assert dated("Rebels have seized the port.", "seized", None) == []


def test_the_day_of_saying_is_not_the_day_of_the_deed() -> None:
    assert dated("The minister said on Tuesday that troops had shelled the village.", "shelled") == []


def test_the_past_without_a_day_is_not_news_of_the_day() -> None:
    assert dated("Rebels seized the port.", "seized") == []


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_last_one_up_to_the_articles_date(published: date, weekday: int) -> None:
    name = "monday tuesday wednesday thursday friday saturday sunday".split()[weekday]
    past, future = resolve(name, published, False), resolve(name, published, True)
    assert past is not None
    assert future is not None
    assert past[0].weekday() == future[0].weekday() == weekday
    assert timedelta(0) <= published - past[0] < timedelta(7)
    assert timedelta(0) <= future[0] - published < timedelta(7)


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_a_day_without_a_year_is_the_nearest_one(published: date, day: date) -> None:
    found = resolve(f"{day:%B} {day.day}".lower(), published, False)
    if found is not None:
        assert (found[0].month, found[0].day) == (day.month, day.day)
        assert abs(found[0] - published) <= timedelta(183)
    else:
        assert (day.month, day.day) == (2, 29)
