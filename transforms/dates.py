"""Dates as pages print them: finding them in lines, reading them, and refusing to guess.

Only full dates with an unambiguous order of day and month are read. `03/04/2024` is two dates, so it is none.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# Month names and their usual abbreviations; language order matters nowhere, no name means two months.
_MONTH_NAMES = {
    "en": "january february march april may june july august september october november december",
    "en_short": "jan feb mar apr may jun jul aug sept oct nov dec",
    "en_other": "jan feb mar apr may june july aug sep oct nov dec",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
MONTHS = {name: number for names in _MONTH_NAMES.values() for number, name in enumerate(names.split(), start=1)}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|º|\.)?"
_OF = r"(?:\s+(?:of|de|del))?"
YEAR = r"(?:19|20)[0-9]{2}"


def _dates(before: str = r"\b", end: str = "", more: str = "") -> str:
    """A full date: what stands before a day or a month's name, what after a year at the end, and `more` kinds."""
    return (
        rf"(?:{before}[0-9]{{1,2}}{_ORDINAL}{_OF}\s+{MONTH}{_OF}\s?,?\s+{YEAR}{end}"
        rf"|{before}{MONTH}\s+[0-9]{{1,2}}{_ORDINAL}\s?,?\s+{YEAR}{end}"
        rf"|\b{YEAR}-[0-9]{{2}}-[0-9]{{2}}(?:T|\b)"
        rf"|\b[0-9]{{1,2}}\.\s?[0-9]{{1,2}}\.\s?{YEAR}{end}"
        rf"|\b[0-9]{{1,2}}/[0-9]{{1,2}}/{YEAR}{end}{more})"
    )


# For Rust's regex, which knows no look-around; case is ignored by the caller's (?i). Text dumps lose the blank between two
# links, so that any word or time of day may follow a year ('March 7, 2024Updated', 'March 7, 20248:23 PM').
DATE = _dates()
TIME = r"(?:[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?:\s*(?:am|pm|a\.m\.|p\.m\.|uhr|h))?(?:\s+[A-Z]{2,4})?)"

_DAY_FIRST = re.compile(rf"\b([0-9]{{1,2}}){_ORDINAL}{_OF}\s+({MONTH}){_OF}\s?,?\s+({YEAR})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({MONTH})\s+([0-9]{{1,2}}){_ORDINAL}\s?,?\s+({YEAR})\b", re.IGNORECASE)
_ISO = re.compile(rf"\b({YEAR})(?:-([0-9]{{2}})-([0-9]{{2}})|[./]([0-9]{{1,2}})[./]([0-9]{{1,2}}))(?![0-9])")
_DOTTED = re.compile(rf"\b([0-9]{{1,2}})\.\s?([0-9]{{1,2}})\.\s?({YEAR})\b")
_SLASHED = re.compile(rf"\b([0-9]{{1,2}})/([0-9]{{1,2}})/({YEAR})\b")
# '117 March 2024' is no month's name after a day, but a number that is no day.
_MONTH_YEAR = re.compile(rf"(?<![0-9]\s)(?<![0-9])\b({MONTH}),?{_OF}\s+({YEAR})\b", re.IGNORECASE)


# Here a year is followed by no digit but those of a time of day or a reading time that lost its blank, a name may stand right
# before ('Jane RoeMarch 7, 2024'), and no day is taken from an address ('/2024/03/07/').
_DATE = re.compile(
    _dates(
        before=r"(?:\b|(?-i:(?<=[a-zß-ÿ])(?=[A-Z0-9])))",
        end=r"(?=[^0-9]|$|[0-9]{1,2}(?::[0-9]|\s?min))",
        more=rf"|(?<![/.\w-]){YEAR}[./][0-9]{{1,2}}[./][0-9]{{1,2}}\b",
    ),
    re.IGNORECASE,
)
_YEAR = re.compile(YEAR)
# No date is longer: '30th of September, 2024', and a little.
_REACH = 32


def find_date(line: str) -> re.Match[str] | None:
    """The first full date in a line. The long pattern runs only around what could be a year."""
    for year in _YEAR.finditer(line):
        if found := _DATE.search(line, max(0, year.start() - _REACH), year.end() + _REACH):
            return found
    return None


class ReadDate(NamedTuple):
    """A date and how exact it is: the first day of the month where precision is month."""

    day: date
    precision: str


@lru_cache(maxsize=65536)
def read_date(raw: str) -> ReadDate | None:
    """The date that `raw` states, or None where it states none, an impossible or an ambiguous one."""
    if found := _DAY_FIRST.search(raw):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.search(raw):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    if found := _ISO.search(raw):
        return _day(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
    if found := _DOTTED.search(raw):
        # Dots are written day first wherever they are in use.
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHED.search(raw):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first == second or second > 12:
            return _day(year, first, second)
        return _day(year, second, first) if first > 12 else None
    if found := _MONTH_YEAR.search(raw):
        return ReadDate(date(int(found[2]), _month(found[1]), 1), "month")
    return None


# 'Five hours ago' is yesterday as often as today where only the day of saving is known, and '2 days ago' may be three: those
# are kept as printed, and not read.
_AT = r",? (?:at|um|à|a las) [0-9:. apm]{1,9}(?: uhr)?"
_NEAR = re.compile(
    # A bare 'Today' may be the name of an outlet.
    rf"(?:just now|(?:\d+|an?|one) (?:sec(?:ond)?|min(?:ute)?)s? ago|vor \d+ minuten?|(?:today|heute|aujourd['’]hui|hoy){_AT})"
    rf"|(?P<yesterday>(?:yesterday|gestern|ayer)(?:{_AT})?)",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:\d+|an?|one) (?:hour|hr|day|week|month|year)s? ago"
    r"|vor (?:\d+|einer|einem) (?:stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)"
    r"|hace (?:\d+|una?) (?:horas?|días?|semanas?|mes(?:es)?|años?)"
    r"|il y a (?:\d+|une?) (?:heures?|jours?|semaines?|mois|ans?)",
    re.IGNORECASE,
)
UNSET_CLOCK = date(1970, 1, 1)  # what computers state whose clock was never set
# The day in an address, as in /2024/03/07/ and /2024-03-07-. For Rust's regex too.
URL_DAY = r"/((?:19|20)[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]|$)"


def is_relative(text: str) -> bool:
    """Whether a text is a date told from the day on which it was read, and nothing else."""
    return (_NEAR.fullmatch(text) or _AGO.fullmatch(text)) is not None


@lru_cache(maxsize=65536)
def days_before(raw: str) -> int | None:
    """How many days before the day on which the page was saved, where a relative date is that exact."""
    found = _NEAR.fullmatch(raw)
    return None if found is None else int(found["yesterday"] is not None)


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _day(year: int, month: int, day: int) -> ReadDate | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return ReadDate(date(year, month, day), "day")
