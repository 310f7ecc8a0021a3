from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dates import DATE, find_date, read_date

YEAR_IN_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


def month(language: str, day: date) -> str:
    return YEAR_IN_MONTHS[language].split()[day.month - 1]


def ordinal(day: int) -> str:
    return f"{day}{'th' if day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


FORMATS: dict[str, Callable[[date], str]] = {
    "March 7, 2024": lambda d: f"{month('en', d)} {d.day}, {d.year}",
    "MARCH 7 2024": lambda d: f"{month('en', d).upper()} {d.day} {d.year}",
    "Mar. 7, 2024": lambda d: f"{month('en', d)[:3]}. {d.day}, {d.year}",
    "7 March 2024": lambda d: f"{d.day} {month('en', d)} {d.year}",
    "7 Mar 2024": lambda d: f"{d.day} {month('en', d)[:3]} {d.year}",
    "7th of March, 2024": lambda d: f"{ordinal(d.day)} of {month('en', d)}, {d.year}",
    "March 7th, 2024": lambda d: f"{month('en', d)} {ordinal(d.day)}, {d.year}",
    "7. März 2024": lambda d: f"{d.day}. {month('de', d)} {d.year}",
    "7 mars 2024": lambda d: f"{d.day}{'er' * (d.day == 1)} {month('fr', d)} {d.year}",
    "7 de marzo de 2024": lambda d: f"{d.day} de {month('es', d)} de {d.year}",
    "7 de março de 2024": lambda d: f"{d.day} de {month('pt', d)} de {d.year}",
    "7 marzo 2024": lambda d: f"{d.day} {month('it', d)} {d.year}",
    "7 maart 2024": lambda d: f"{d.day} {month('nl', d)} {d.year}",
    "2024-03-07": lambda d: d.isoformat(),
    "07.03.2024": lambda d: f"{d:%d.%m.%Y}",
    "7. 3. 2024": lambda d: f"{d.day}. {d.month}. {d.year}",
}
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("shape", FORMATS)
@settings(max_examples=60, deadline=None)
@given(day=DAYS)
def test_any_day_of_two_centuries_reads_back(shape: str, day: date) -> None:
    printed = FORMATS[shape](day)
    assert read_date(printed) == (day, "day")


@pytest.mark.parametrize("shape", FORMATS)
@settings(max_examples=60, deadline=None)
@given(day=DAYS)
def test_a_date_is_found_whole_in_its_line(shape: str, day: date) -> None:
    printed = FORMATS[shape](day)
    found = re.search(DATE, f"Harrow Ledger | {printed} | 3 Comments", re.IGNORECASE)
    assert found is not None
    assert found[0] == printed


@settings(max_examples=200, deadline=None)
@given(day=DAYS, month_first=st.booleans())
def test_a_date_with_slashes_reads_only_where_one_order_is_possible(day: date, month_first: bool) -> None:
    printed = f"{day.month}/{day.day}/{day.year}" if month_first else f"{day.day}/{day.month}/{day.year}"
    read = read_date(printed)
    if day.day > 12 or day.day == day.month:
        assert read == (day, "day")
    else:
        assert read is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("03/04/2024", None),  # March 4 or 3 April
        ("12/11/2024", None),
        ("13/04/2024", date(2024, 4, 13)),
        ("04/13/2024", date(2024, 4, 13)),
        ("05/05/2024", date(2024, 5, 5)),
        ("12/12/2024", date(2024, 12, 12)),
        # Dots are written day first wherever they are in use.
        ("03.04.2024", date(2024, 4, 3)),
        ("04.13.2024", None),
    ],
)
def test_an_ambiguous_order_of_day_and_month_is_not_guessed(printed: str, expected: date | None) -> None:
    assert read_date(printed) == (expected and (expected, "day"))


@pytest.mark.parametrize(
    "printed",
    [
        "February 30, 2024", "29 February 2023", "2023-02-29", "31.04.2024", "31 April 2024", "0 May 2024",
        "May 0, 2024", "2024-13-01", "2024-00-10", "2024-01-00", "13/13/2024", "32/01/2024", "00/05/2024", "0/0/2024",
    ],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_no_date(printed: str) -> None:
    assert read_date(printed) is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("February 29, 2024", date(2024, 2, 29)),
        ("29.02.2000", date(2000, 2, 29)),
        ("February 29, 1900", None),
    ],
)
def test_leap_days_follow_the_calendar(printed: str, expected: date | None) -> None:
    assert read_date(printed) == (expected and (expected, "day"))


@pytest.mark.parametrize(
    ("printed", "first"),
    [
        ("March 2024", date(2024, 3, 1)),
        ("MARCH, 2024", date(2024, 3, 1)),
        ("Sept. 2024", date(2024, 9, 1)),
        ("Month: December 1999", date(1999, 12, 1)),
        ("März 2024", date(2024, 3, 1)),
        ("marzo de 2024", date(2024, 3, 1)),
        ("août 2024", date(2024, 8, 1)),
    ],
)
def test_a_month_alone_reads_as_its_first_day_with_month_precision(printed: str, first: date) -> None:
    assert read_date(printed) == (first, "month")


@pytest.mark.parametrize(
    "printed",
    [
        "", "on Friday", "yesterday", "2024", "March", "March 7", "7.3.", "12/2024", "3/7/24", "2024-3-7",
        "7 Marchand 2024", "March 7, 1899", "March 7, 2100", "20240307",
        # A month's name that ends another word is none.
        "Dismay 7, 2024", "Topic: Port Sejan 2024",
        # Digits that end a longer number are no day.
        "117.03.2024", "Room 117 March 2024",
    ],
)  # fmt: skip
def test_what_states_no_whole_date_is_none(printed: str) -> None:
    assert read_date(printed) is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Thursday, March 7, 2024 at 10:15 am", date(2024, 3, 7)),
        ("Published on 7 March 2024 by Mara Elsworthy", date(2024, 3, 7)),
        ("Do, 07.03.2024 – 10:15 Uhr", date(2024, 3, 7)),
        ("2024-03-07T10:15:00Z", date(2024, 3, 7)),
    ],
)
def test_words_and_times_around_a_date_do_not_matter(printed: str, expected: date) -> None:
    assert read_date(printed) == (expected, "day")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.from_regex(re.compile(f"(?i:{DATE})", re.ASCII))))
def test_any_text_whatever_is_a_real_date_or_none(text: str) -> None:
    read = read_date(text)
    assert read is None or (read.precision in ("day", "month") and str(read.day.year) in text)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("12 Auguſt 2024", 12), ("5 MAYIS 2024", 5), ("5 kasim 2024", 5), ("5 HAZİRAN 2024", 5), ("3 αυγούϲτου 2024", None),
        ("3 Αυγούςτου 2024", 3), ("7 ᲂктября 2024", 7),
    ],
)  # fmt: skip
def test_letters_that_patterns_take_for_others_are_read_or_refused(printed: str, day: int | None) -> None:
    found = read_date(printed)
    assert (found and found.day.day) == day


@pytest.mark.parametrize(
    "printed",
    [
        "7. März 2024", "7 janv. 2024", "7 de març de 2024", "den 7 mars 2024", "7. maaliskuuta 2024", "7 marca 2024 r.",
        "7. března 2024",
                "2024. március 7.", "7 martie 2024", "Perşembe, 7 Mart 2024", "7 Maret 2024", "7 Μαρτίου 2024", "7 марта 2024 г.",
        "7 березня 2024", "7 مارس 2024", "2024年3月7日(木)", "更新2024年3月7日", "2024년 3월 7일",
    ],
)  # fmt: skip
def test_dates_of_many_languages(printed: str) -> None:
    found = find_date(printed)
    assert found is not None
    read = read_date(found[0])
    assert read is not None and read.day.day == 7 and read.day.year == 2024 and read.precision == "day"
    assert pl.Series([printed]).str.contains(f"(?i){DATE}").all()


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("March 7, 2024Updated: April 2, 2024", "March 7, 2024"),
        ("7 MARCH 2024Updated", "7 MARCH 2024"),
        ("March 7, 20248:23 PM", "March 7, 2024"),
        ("March 7, 20245 min read", "March 7, 2024"),
        ("Tomas QuillMarch 7, 2024", "March 7, 2024"),
        ("Published 2024.03.07", "2024.03.07"),
        ("2024/03/07", "2024/03/07"),
        # A number, a word and an address that hold no date.
        ("March 7, 20245", None),
        ("to my dismay 7, 2024 was lost", None),
        ("https://harrow.example/2024/03/07/mud", None),
        ("version 1.2024.3.7", None),
    ],
)
def test_a_date_is_found_where_text_dumps_lost_a_blank_beside_it(line: str, printed: str | None) -> None:
    found = find_date(line)
    assert (found and found[0]) == printed
    assert printed is None or read_date(printed) is not None
