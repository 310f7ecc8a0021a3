"""Dates as pages print them: finding them in lines, reading them, and refusing to guess.

Only full dates with an unambiguous order of day and month are read. `03/04/2024` is two dates, so it is none.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# Month names as they stand in dates, and their usual abbreviations (`-` where a language has none of its own). No name means two
# months: where two languages disagree (listopad), one is left out.
_MONTH_NAMES = {
    "en": "january february march april may june july august september october november december",
    "en_short": "jan feb mar apr may jun jul aug sept oct nov dec",
    "en_other": "jan feb mar apr may june july aug sep oct nov dec",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de_short": "jän feber mrz - - - - - - okt - dez",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr_short": "janv févr - avr - - juil - - - - déc",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es_short": "ene - - abr - - - - setiembre - - dic",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it_short": "- - - - mag giu lug - - ott - -",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt_short": "- fev - - - - - - - - - -",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl_short": "- - mrt - - - - - - - - -",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
          "marraskuuta joulukuuta",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára - apríla mája júna júla augusta septembra októbra novembra decembra",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}  # fmt: skip
MONTHS = {
    name: number
    for names in _MONTH_NAMES.values()
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
}  # fmt: skip
MONTH = "(?:" + "|".join(sorted(MONTHS, key=lambda name: (-len(name), name))) + r")\b\.?"
_WEEKDAYS = (
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "måndag mandag tisdag tirsdag onsdag torsdag fredag lördag lørdag söndag søndag poniedziałek wtorek środa czwartek piątek "
    "sobota niedziela pondělí úterý středa čtvrtek pátek neděle понедельник вторник среда четверг пятница суббота воскресенье "
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar"
)
WEEKDAY = rf"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?|{_WEEKDAYS.replace(' ', '|')})\b\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|º|\.)?"
_OF = r"(?:\s+(?:of|de|del))?"
YEAR = r"(?:19|20)[0-9]{2}"


def _dates(before: str = r"\b", end: str = "", more: str = "") -> str:
    """A full date: what stands before a day or a month's name, what after a year at the end, and `more` kinds."""
    return (
        rf"(?:{before}[0-9]{{1,2}}{_ORDINAL}{_OF}\s+{MONTH}{_OF}\s?,?\s+{YEAR}{end}"
        rf"|{before}{MONTH}\s+[0-9]{{1,2}}{_ORDINAL}\s?,?\s+{YEAR}{end}"
        rf"|{before}{YEAR}\.?\s{MONTH}\s[0-9]{{1,2}}\b"
        rf"|{YEAR}\s?[年년]\s?[0-9]{{1,2}}\s?[月월]\s?[0-9]{{1,2}}\s?[日일]"
        rf"|\b{YEAR}-[0-9]{{2}}-[0-9]{{2}}(?:T|\b)"
        rf"|\b[0-9]{{1,2}}\.\s?[0-9]{{1,2}}\.\s?{YEAR}{end}"
        rf"|\b[0-9]{{1,2}}/[0-9]{{1,2}}/{YEAR}{end}{more})"
    )


# For Rust's regex, which knows no look-around; case is ignored by the caller's (?i). Text dumps lose the blank between two
# links, so that any word or time of day may follow a year ('March 7, 2024Updated', 'March 7, 20248:23 PM').
DATE = _dates()
TIME = r"(?:[0-9]{1,2}(?:[:.]|\s?h\s?)[0-9]{2}(?::[0-9]{2})?(?:\s*(?:am|pm|a\.m\.|p\.m\.|uhr|uur|h))?(?:\s+[A-Z]{2,4})?)"
AT = r"(?:at|um|à|a las|às|alle|ore|kl\.?|om|o|в|saat)"  # before a time of day

_DAY_FIRST = re.compile(rf"\b([0-9]{{1,2}}){_ORDINAL}{_OF}\s+({MONTH}){_OF}\s?,?\s+({YEAR})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({MONTH})\s+([0-9]{{1,2}}){_ORDINAL}\s?,?\s+({YEAR})\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"\b({YEAR})\.?\s({MONTH})\s([0-9]{{1,2}})\b", re.IGNORECASE)
_EAST_ASIAN = re.compile(rf"({YEAR})\s?[年년]\s?([0-9]{{1,2}})\s?[月월]\s?([0-9]{{1,2}})\s?[日일]")
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
    if found := _YEAR_FIRST.search(raw):
        return _day(int(found[1]), _month(found[2]), int(found[3]))
    if found := _EAST_ASIAN.search(raw):
        return _day(int(found[1]), int(found[2]), int(found[3]))
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
        begun = _day(int(found[2]), _month(found[1]), 1)
        return begun and begun._replace(precision="month")
    return None


# 'Five hours ago' is yesterday as often as today where only the day of saving is known, and '2 days ago' may be three: those
# are kept as printed, and not read.
_AT = rf",? {AT} [0-9:. apm]{{1,9}}(?: uhr)?"
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


def _plain(name: str) -> str:
    """A name in lower case as patterns compare it: they take dotless for dotted ones, and a long s for a short one."""
    return name.casefold().replace("i\u0307", "i").replace("ı", "i")


_NUMBERS = {_plain(name): number for name, number in MONTHS.items()}


def _month(name: str) -> int:
    """The number of a month, 0 for what a pattern took for a name that is none."""
    return _NUMBERS.get(_plain(name.rstrip(".")), 0)


def _day(year: int, month: int, day: int) -> ReadDate | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return ReadDate(date(year, month, day), "day")
