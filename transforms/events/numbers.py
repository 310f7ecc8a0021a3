"""Number expressions: which words of a sentence are one, and what they say.

A sentence is its words with one blank between, in lower case. `FIGURE` is for Rust's regex and matches whole words; `read_number`
reads one match. Ages, dates, times of day and years are matched by `NO_FIGURE`, which is tried first.

How inexact words are read: `at least` and `more than` set the low end alone, `up to` and `fewer than` the high end alone; `about`
and `nearly` leave both ends at the number that is told; `dozens` are at least two dozen, `hundreds` at least two hundred;
`several` and `a few` are at least three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: float(number) for number, word in enumerate(_SMALL.split(), start=1)}
_WORDS |= {word: 10.0 * number for number, word in enumerate(_TENS.split(), start=2)} | {"zero": 0.0}
_SCALES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
# `dozens`: at least two of them.
_PLURALS = {f"{word}s": value for word, value in _SCALES.items()} | {"tens": 10.0, "scores": 20.0}
_LEAST_PLURAL, _SEVERAL = 2, 3
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

# Bounded, so that every value is a number that a column can hold.
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?)"
_ATOM = (
    rf"(?:(?:{_TENS.replace(' ', '|')})\b(?:(?: -)? (?:{'|'.join(_SMALL.split()[:9])})\b)?|(?:{_SMALL.replace(' ', '|')}|zero)\b)"
)
_SCALE = rf"(?:{'|'.join(_SCALES)})"
_CARDINAL = (
    rf"(?:{_DIGITS}(?:{'|'.join(_SUFFIXES)})\b"
    rf"|(?:{_DIGITS}|{_ATOM})(?:(?: -)? {_SCALE}(?: (?:and )?{_ATOM})?){{0,9}}"
    rf"|(?:half )?an? {_SCALE}(?: {_SCALE}){{0,2}})"
)
_VAGUE = (
    rf"(?:(?:{'|'.join(_PLURALS)})(?: of (?:hundreds|thousands|millions|billions))?"
    rf"|(?:several|a few|a couple)(?: {_SCALE})?)"
)
_FRACTION = (
    rf"(?:(?:an?|one|two|three|four|nine)(?: -)? (?:{'|'.join(f'{part}s?' for part in _PARTS if part != 'half')}) of|half of)"
)

_SYMBOLS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "₩": "KRW",
    "₦": "NGN",
}
_DOLLARS = {"us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD",
            "hk": "HKD", "nz": "NZD"}  # fmt: skip
_CODES = "usd eur gbp jpy cny inr rub uah ils try chf cad aud brl mxn zar sar aed pkr ngn krw sek nok dkk pln"
# Currencies whose name is that of one country; None where several countries' are called so.
_NAMES = {
    "dollar": "USD", "euro": "EUR", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "ruble": "RUB", "rouble": "RUB",
    "rand": "ZAR", "shekel": "ILS", "hryvnia": "UAH", "lira": None, "peso": None, "rupee": None,
    "franc": None, "dinar": None, "riyal": None,
    "dirham": None, "krona": None, "won": "KRW", "naira": "NGN", "real": "BRL", "pound sterling": "GBP", "cent": None,
}  # fmt: skip
_NAMED = (
    r"(?:(?:us|u\.s\.|american|canadian|australian) )?(?:dollars?|euros?|yen|yuan|renminbi|rou?bles?|rands?|shekels?|hryvnias?|"
    r"liras?|pesos?|rupees?|francs?|dinars?|riyals?|dirhams?|kronas?|naira|pounds sterling)"
)
_DISTANCES = {
    "km": "kilometre", "kms": "kilometre", "kilometre": "kilometre", "kilometer": "kilometre", "mile": "mile", "metre": "metre",
    "meter": "metre", "nautical mile": "nautical mile", "foot": "foot", "feet": "foot", "yard": "yard", "nm": "nautical mile",
}  # fmt: skip
_DISTANCE = r"(?:kms?|kilomet(?:re|er)s?|(?:nautical )?miles?|met(?:re|er)s?|feet|foot|yards?|nm)"
_PERCENT = r"(?:%|percent|per cent|pct|percentage points?)"
_BEFORE = rf"(?:(?:(?:us|hk|nz) )?[{''.join(_SYMBOLS)}]|(?:{_CODES.replace(' ', '|')}))"
_UNIT = rf"(?:{_PERCENT}|{_NAMED}|(?:- )?{_DISTANCE}|(?:{_CODES.replace(' ', '|')}))"
_LOW_END = r"at least|a minimum of|no (?:fewer|less) than|not less than|more than|upwards? of|in excess of|over|above|exceeding"
_HIGH_END = r"up to|as many as|as much as|at most|no more than|not more than|a maximum of|fewer than|less than|under|below"
_ABOUT = (
    r"about|around|nearly|almost|some|roughly|approximately|an estimated|estimated|close to|circa|just (?:over|under)|"
    r"a reported|perhaps|possibly|~"
)
_HEDGE = rf"(?:(?:well |far |slightly )?(?:{_LOW_END}|{_HIGH_END}|{_ABOUT}))"
_NUMBER = rf"(?:{_BEFORE} )?{_CARDINAL}(?: {_UNIT})?"
_AFTER = r"(?: or (?:more|so)| - odd| plus)"
FIGURE = (
    rf"(?:(?:{_HEDGE} )*(?:between {_NUMBER} and {_NUMBER}|{_NUMBER}(?: (?:to|or|-|–|—) {_NUMBER})?"
    rf"|{_VAGUE}(?: of {_NAMED})?){_AFTER}?"
    rf"|(?:{_HEDGE} )*{_FRACTION}|no(?: one)?|nobody|an?)"
)
_MONTHS = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|"
    r"nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_PERIOD = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|years?|decades?|centur(?:y|ies))"
NO_FIGURE = (
    rf"(?:[0-9]{{1,2}} (?:of )?{_MONTHS}(?: (?:, )?[0-9]{{2,4}})?|{_MONTHS} [0-9]{{1,2}}(?: , {_YEAR}| {_YEAR})?"
    rf"|(?:{_HEDGE} )*(?:{_CARDINAL}|{_VAGUE})(?: (?:to|or|-) {_CARDINAL})?(?: - | )"
    rf"(?:{_PERIOD}|(?:degrees|times|a\.?m\.?|p\.?m\.?|o'clock|gmt))"
    rf"(?:(?: -)? (?:old|long|ago))?"
    rf"|(?:in|since|until|by) {_YEAR}"
    rf"|(?:aged|age|no\.|number|article|section|chapter|page|channel|room|highway|route|flight|resolution|phase|version) "
    rf"{_CARDINAL}"
    rf"|{_YEAR} (?:-|–|to) (?:{_YEAR}|[0-9]{{2}})"
    rf"|from {_NUMBER} to"
    rf"|[0-9.]+(?: [:/] ?[0-9.]+)+|\+? ?[0-9]{{1,4}} - [0-9]{{3,4}} - [0-9]{{3,4}}"
    rf"|one (?:of|another|day|time|side|hand|thing)|no (?:longer|matter|doubt)|the (?:one|two))"
)
_PART = re.compile(rf"^(?:{_HEDGE} )*(?P<count>an?|one|two|three|four|nine|half)(?: -)?(?: (?P<part>[a-z]+?)s?)? of$")
_BETWEEN = re.compile(rf"between (?P<first>{_NUMBER}) and (?P<second>{_NUMBER})")
_SECOND = re.compile(rf" (?:to|or|-|–|—) (?P<second>{_NUMBER})")
_ONE = re.compile(_NUMBER)
_ONE_VAGUE = re.compile(_VAGUE)
_UNIT_AFTER = re.compile(rf" (?P<unit>{_UNIT})$")
_SET_LOW = re.compile(rf"\b(?:{_LOW_END})\b")
_SET_HIGH = re.compile(rf"\b(?:{_HIGH_END})\b")
_NO_MORE = re.compile(r"\bnot? more than\b")
_SIMILAR = re.compile(rf"(?:^|\s)(?:{_ABOUT})(?:\s|$)| or so| - odd| plus")
_BARE_WORDS = {"a": 1.0, "an": 1.0, "no": 0.0, "no one": 0.0, "nobody": 0.0}


@dataclass(frozen=True)
class Number:
    """What a number expression says. `kind`: money, distance, share, determiner (`a`, `no`) or number; `unit` as in the table."""

    low: float | None
    high: float | None
    is_approximate: bool
    kind: str
    unit: str | None


@lru_cache(maxsize=65536)
def read_number(text: str) -> Number | None:
    """What a match of `FIGURE` says; None where it is a score or a vote (`3-2`) or contradicts itself."""
    if text in _BARE_WORDS:
        value = _BARE_WORDS[text]
        return Number(value, value, False, "determiner", None)
    if part := _PART.match(text):
        return _share(part)
    kind, unit = _kind_and_unit(text)
    if between := _BETWEEN.search(text):
        return _range(between["first"], between["second"], kind, unit)
    if vague := _ONE_VAGUE.search(text):
        return Number(_vague(vague[0]), None, True, kind, unit)
    found = _ONE.search(text)
    if found is None:
        return None
    if second := _SECOND.match(text, found.end()):
        return _range(found[0], second["second"], kind, unit)
    value = _cardinal(found[0])
    before = text[: found.start()]
    if text.endswith(" or more") or (_SET_LOW.search(before) and not _NO_MORE.search(before)):
        return Number(value, None, True, kind, unit)
    if _SET_HIGH.search(before):
        return Number(None, value, True, kind, unit)
    return Number(value, value, bool(_SIMILAR.search(text)), kind, unit)


def _share(part: re.Match[str]) -> Number:
    """A fraction, in per cent."""
    count = 1.0 if part["count"] == "half" else _WORDS.get(part["count"], 1.0)
    value = 100 * count / _PARTS[part["part"] or "half"]
    return Number(round(value, 2), round(value, 2), part[0].count(" ") > 2 or bool(_SIMILAR.search(part[0])), "share", "percent")


def _kind_and_unit(text: str) -> tuple[str, str | None]:
    before = re.search(rf"(?:^|\s)(?P<money>{_BEFORE}) (?={_DIGITS}|{_ATOM}|an? )", text)
    if before:
        *country, sign = before["money"].split()
        return "money", _SYMBOLS.get(sign, sign.upper()) if not country else _DOLLARS[country[0]]
    after = _UNIT_AFTER.search(text)
    if after is None:
        return "number", None
    unit = after["unit"].removeprefix("- ")
    if re.fullmatch(_PERCENT, unit):
        return "share", "percent"
    singular = unit if unit in _DISTANCES else unit.removesuffix("s")
    if singular in _DISTANCES:
        return "distance", _DISTANCES[singular]
    if unit.upper() in _CODES.upper().split():
        return "money", unit.upper()
    *country, name = unit.removesuffix(" sterling").split()
    if country:
        return "money", _DOLLARS[country[0]]
    return "money", "GBP" if name == "pounds" else _NAMES.get(name) or _NAMES.get(name.removesuffix("s"))


def _range(first: str, second: str, kind: str, unit: str | None) -> Number | None:
    """Both ends; `30 to 50 million` leaves out the first one's million."""
    low, high = _cardinal(first), _cardinal(second)
    bare = _cardinal(re.sub(rf"(?: {_SCALE})+", "", second)) if re.search(rf" {_SCALE}", second) else high
    if bare != high and not re.search(_SCALE, first) and low <= bare:
        low *= high / bare
    return Number(low, high, True, kind, unit) if low < high else None


def _cardinal(text: str) -> float:
    """The value of a number in digits, words or both; `dozen` counts like `hundred`."""
    total = group = 0.0
    for word in re.sub(r"(?<=[0-9]),(?=[0-9])", "", text).split():
        if word in _WORDS:
            group += _WORDS[word]
        elif word == "half":
            group = 0.5
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale < 1e3:
                # `two hundred and five`: what stands before is multiplied, what follows is added.
                group = (group or 1.0) * scale
            else:
                total, group = total + (group or 1.0) * scale, 0.0
        elif match := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([a-z]*)", word):
            group += float(match[1]) * _SUFFIXES.get(match[2], 1.0)
    return total + group


def _vague(text: str) -> float:
    first, *more = [word for word in text.split() if word not in ("a", "of")]
    value = _PLURALS[first] * _LEAST_PLURAL if first in _PLURALS else float(2 if first == "couple" else _SEVERAL)
    for word in more:
        value *= _PLURALS.get(word) or _SCALES[word]
    return value
