"""The whole-document pass: what one mention of a name tells is used for the others.

The tagger sees a line at a time. Here a text's names vote on their type, surnames follow the full names they are part of,
acronyms the names that explain them, and places where a known name was passed over are found.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.entities.features import SHAPES, Encoded
from transforms.entities.finders import Reading
from transforms.entities.lexicon import LISTED, PHRASED
from transforms.entities.names import plain
from transforms.entities.places import STATES, gazetteer
from transforms.entities.tagger import Spans

# Sums of log-odds: one occurrence, however sure, does not outvote five others.
_MOST_SURE = 0.99
# Names this sure are looked for where the tagger passed them over. Measured on news: 0.6 finds as much and errs more.
_TRUSTED = 0.75
# A surname of a person this sure is no place or body.
_LIKELY = 0.5
# The tagger is surer than it should be: with this power, of names at 0.9 and more nine in ten are right (see the README). What
# was found or changed by other mentions is right two times in three.
_SOBER, _BY_OTHERS = 1.6, 0.75
_SHORTEST_NAME = 2
_MOST_FORMS = 20  # names of a text that begin with one word: lists of thousands are no news
_PLACES = PHRASED["country"] | PHRASED["region"] | PHRASED["area"] | PHRASED["city_large"] | PHRASED["city_medium"]
_WELL_KNOWN = PHRASED["country"] | PHRASED["region"] | PHRASED["area"] | PHRASED["city_large"]
_PERSONAL = LISTED["given"] | LISTED["surname"]
_BY_LIST = 0.7
_EVERYDAY_ZIPF = 4
_BETWEEN = frozenset(("and", ",", "&", "or", "/"))
_NO_ENDS = (SHAPES["'s"], SHAPES["'"], SHAPES["-"], SHAPES["quote"], SHAPES[","])
_LONGEST_TITLE = 4  # tokens
_SMALL_WORDS = frozenset(("of the and for de la del al el & in on").split())


@dataclass
class Name:
    """A span of places in `Encoded`, its text, type, probability and who found it."""

    first: int
    last: int
    text: str
    kind: str
    probability: float
    found_by: str

    @property
    def confidence(self) -> float:
        """How likely span and type are right."""
        sober = self.probability**_SOBER if self.found_by != "gazetteer" else self.probability
        return round(sober * (_BY_OTHERS if self.found_by == "document" else 1), 3)


def settle(reading: Reading, spans: Spans, found_by: str) -> list[Name]:
    """Names of all documents after the pass, in the order of the text. `found_by` is who found the spans."""
    encoded, texts, starts, ends = reading.encoded, reading.texts, reading.starts, reading.ends
    tokens = encoded.words["token"].to_list()
    listed = encoded.words["listed"].to_list()
    single = encoded.words["single"].to_list()
    word, doc, row = encoded.word, encoded.doc, encoded.row
    lower = encoded.words["lower"].to_list()

    def text_of(first: int, last: int) -> str:
        return texts[int(doc[first])][starts[row[first]] : ends[row[last]]]

    by_doc: dict[int, list[Name]] = defaultdict(list)
    for first, last, kind, probability in zip(
        spans.first.tolist(), spans.last.tolist(), spans.kind, spans.probability.tolist(), strict=True
    ):
        last = _before_possessive(encoded, first, last)  # noqa: PLW2901
        start = _past_titles(encoded, first, last, kind, listed)
        if not _is_name(range(start, last + 1), word, listed):
            continue
        for low, high, told in _parts(encoded, start, last, kind, lower):
            by_doc[int(doc[first])].append(Name(low, high, text_of(low, high), told, probability, found_by))
    areas = _before_areas(encoded, lower)
    for names in by_doc.values():
        for name in names:
            if areas[name.last] and plain(name.text) in gazetteer().by_name:
                name.kind = "LOC"
        _vote(names)
        _surnames(names, {tokens[word[name.first]]: single[word[name.first]] for name in names if name.first == name.last})
        _acronyms(names, tokens, word)
    _listed(encoded, by_doc, text_of)
    found = [name for names in by_doc.values() for name in names]
    return sorted(found + _passed_over(encoded, by_doc, text_of), key=lambda name: name.first)


def _before_areas(encoded: Encoded, tokens: list[str]) -> NDArray[np.bool_]:
    """Places before a comma and a region or country: `Hugo, Oklahoma`, `Glasgow, Ky.`"""
    of_area = np.isin(np.array(tokens), [name.lower() for name in STATES if "." not in name])[encoded.word] & encoded.capital
    of_area &= np.append(encoded.shape[1:] == SHAPES["."], False)
    of_area |= (encoded.phrase_bits & (PHRASED["region"] | PHRASED["country"])) > 0
    comma = encoded.shape == SHAPES[","]
    return np.concatenate([comma[1:] & np.append(of_area[2:], False), [False]])


def _listed(encoded: Encoded, by_doc: dict[int, list[Name]], text_of: Callable[[int, int], str]) -> None:
    """Adds well-known names of one kind alone that the tagger did not mark: countries, large cities, organisations."""
    word, length = encoded.word, encoded.phrase_length
    taken = np.zeros(len(word) + 1, bool)
    for names in by_doc.values():
        for name in names:
            taken[name.first : name.last + 1] = True
    zipf = encoded.words["zipf"].to_numpy()[word]
    listed = encoded.words["listed"].to_numpy()[word]
    capital = np.append(encoded.capital, False)
    bits = encoded.phrase_bits
    kinds = np.where(bits & PHRASED["organization"], 2, 0) | np.where(bits & _WELL_KNOWN, 1, 0)
    ends = np.arange(len(word)) + length
    joined = encoded.shape == SHAPES["-"]
    beside = capital[np.minimum(ends, len(word))] | np.append([False], capital[: len(word) - 1]) | np.append([False], joined[:-1])
    plain = (zipf <= _EVERYDAY_ZIPF) & ((listed & (_PERSONAL | LISTED["demonym"] | LISTED["months"] | LISTED["titles"])) == 0)
    sure = (length > 0) & np.isin(kinds, (1, 2)) & ~beside & ((length > 1) | plain)
    for first in np.flatnonzero(sure & ~taken[:-1]).tolist():
        last = int(ends[first]) - 1
        if not taken[first : last + 1].any():
            kind = "ORG" if kinds[first] == 2 else "LOC"
            by_doc[int(encoded.doc[first])].append(Name(first, last, text_of(first, last), kind, _BY_LIST, "gazetteer"))


def _parts(encoded: Encoded, first: int, last: int, kind: str, tokens: list[str]) -> list[tuple[int, int, str]]:
    """Names with their types: `Gabon and South Sudan`, `Aliyu Bello of Ghana` are two."""
    word, length = encoded.word, encoded.phrase_length
    if kind == "PER":
        for at in range(first + 1, last):
            area = encoded.phrase_bits[at + 1] & PHRASED["country"] and at + 1 + length[at + 1] == last + 1
            if tokens[int(word[at])] == "of" and area:  # Aliyu Bello of Ghana
                return [(first, at - 1, "PER"), (at + 1, last, "LOC")]
    if kind == "LOC":
        for at in range(first + 1, last):
            joined = tokens[int(word[at])] in _BETWEEN and first + length[first] == at and at + 1 + length[at + 1] == last + 1
            if joined:
                return [(first, at - 1, kind), (at + 1, last, kind)]
    return [(first, last, kind)]


def _past_titles(encoded: Encoded, first: int, last: int, kind: str, listed: list[int]) -> int:
    """Where the name starts behind "US President", "Mr." and the like: after the last title in its first words."""
    start = first
    if kind == "PER":
        for at in range(first, min(last, first + _LONGEST_TITLE)):
            bits = listed[int(encoded.word[at])]
            if bits & LISTED["titles"] and not bits & LISTED["given"]:
                start = at + 1
    while start < last and encoded.shape[start] == SHAPES["."]:
        start += 1
    return start


def _before_possessive(encoded: Encoded, first: int, last: int) -> int:
    """Where the name ends before `'s`, a quote or a hyphen, unless the gazetteer has it so (McDonald's)."""
    while last > first and encoded.shape[last] in _NO_ENDS and encoded.phrase_length[first] != last - first + 1:
        last -= 1
    return last


def _is_name(places: range, word: NDArray[np.int64], listed: list[int]) -> bool:
    """Whether more stands there than titles (Vice President) or one nationality (Qatari): those are other kinds of mention."""
    words = [listed[word[at]] for at in places]
    return not all(bits & (LISTED["titles"] | LISTED["months"]) and not bits & LISTED["given"] for bits in words) and not (
        len(words) == 1 and words[0] & LISTED["demonym"]
    )


def _odds(probability: float) -> float:
    sure = min(max(probability, 1 - _MOST_SURE), _MOST_SURE)
    return math.log(sure / (1 - sure))


def _vote(names: list[Name]) -> None:
    """The occurrences of one text are of one type: the one with most evidence."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        votes[name.text][name.kind] += _odds(name.probability) + 2  # even a doubtful one is evidence
    for name in names:
        kinds = votes[name.text]
        best = max(kinds, key=lambda kind: (kinds[kind], kind))
        if best != name.kind:
            name.kind, name.found_by = best, "document"


def _surnames(names: list[Name], places: dict[str, int]) -> None:
    """A single word that is the surname of a person of the text is that person, unless it is a well-known place."""
    full = [name for name in names if name.kind == "PER" and " " in name.text and name.probability >= _LIKELY]
    surnames = {name.text.rsplit(" ", 1)[1] for name in full}
    for name in names:
        if name.kind != "PER" and name.text in surnames and not places.get(name.text, 0) & _PLACES:
            name.kind, name.found_by = "PER", "document"


def _acronyms(names: list[Name], tokens: list[str], word: NDArray[np.int64]) -> None:
    """`World Food Programme (WFP)`: the letters in brackets have the type of the name before them, all over the text."""
    kinds: dict[str, str] = {}
    for name in names:
        after = name.last + 1
        if after + 2 < len(word) and tokens[word[after]] == "(" and tokens[word[after + 2]] == ")":
            acronym = tokens[word[after + 1]]
            if acronym.isupper() and explains(name.text, acronym):
                kinds.setdefault(acronym, name.kind)
    for name in names:
        if name.text in kinds and name.kind != kinds[name.text]:
            name.kind, name.found_by = kinds[name.text], "document"


def explains(name: str, acronym: str) -> bool:
    """Whether the acronym's letters are initials of the name's words, in order, small words being free to count or not."""
    words = [part for part in name.replace("-", " ").split() if part[:1].isalnum()]
    initials = [part[0].upper() for part in words]
    big = [part[0].upper() for part in words if part.lower() not in _SMALL_WORDS]
    letters = [char for char in acronym.upper() if char.isalnum()]
    return len(letters) > 1 and letters in (initials, big)


def _passed_over(encoded: Encoded, by_doc: dict[int, list[Name]], text_of: Callable[[int, int], str]) -> list[Name]:
    """Where names of a text stand that the tagger did not mark: full names, and persons' surnames and single names."""
    word, doc = encoded.word, encoded.doc
    taken = np.zeros(len(word), bool)
    wanted: dict[tuple[int, int], list[tuple[tuple[int, ...], str, float]]] = defaultdict(list)
    listed, zipf = encoded.words["listed"].to_list(), encoded.words["zipf"].to_list()
    tokens = encoded.words["token"].to_list()
    for number, names in by_doc.items():
        known: dict[tuple[int, ...], tuple[str, float]] = {}
        for name in names:
            taken[name.first : name.last + 1] = True
            parts = tuple(word[name.first : name.last + 1].tolist())
            known[parts] = max(known.get(parts, (name.kind, 0.0)), (name.kind, name.probability), key=lambda pair: pair[1])
            if name.kind == "PER" and len(parts) > 1:
                known.setdefault(parts[-1:], (name.kind, name.probability))
        for parts, (kind, probability) in known.items():
            head = parts[0]
            usual = len(parts) == 1 and listed[head] & (LISTED["months"] | LISTED["demonym"] | LISTED["titles"])
            if probability >= _TRUSTED and len(tokens[head]) >= _SHORTEST_NAME and not usual:
                wanted[number, head].append((parts, kind, probability))
    if not wanted:
        return []
    for forms in wanted.values():
        forms.sort(key=lambda form: (-len(form[0]), form[0]))
        del forms[_MOST_FORMS:]
    sought = pl.DataFrame(
        {"doc": [key[0] for key in wanted], "word": [key[1] for key in wanted]}, schema={"doc": pl.Int64, "word": pl.Int64}
    )
    at = encoded.places[~taken[encoded.places]]
    places = pl.DataFrame({"doc": doc[at], "word": word[at], "at": at}).join(sought, on=["doc", "word"], how="semi")
    found = []
    for number, head, place in places.sort("at").rows():
        for parts, kind, probability in wanted[number, head]:
            end = place + len(parts)
            # Sun and Brown begin sentences that are not about them.
            doubtful = len(parts) == 1 and zipf[head] > _EVERYDAY_ZIPF and encoded.begins[place]
            same = tuple(word[place:end].tolist()) == parts and not taken[place:end].any()
            if same and not doubtful and not _goes_on(encoded, place, end):
                taken[place:end] = True
                found.append(Name(place, end - 1, text_of(place, end - 1), kind, probability, "document"))
                break
    return found


def _goes_on(encoded: Encoded, first: int, end: int) -> bool:
    """Whether capitals stand beside it, or a hyphen between: in `Maduro Airport` and `Tache-Green` there is another name."""
    shape, capital, hyphen = encoded.shape, encoded.capital, SHAPES["-"]
    before = shape[first - 1] == hyphen and capital[first - 2]
    after = end < len(capital) and (capital[end] or (shape[end] == hyphen and capital[end + 1 : end + 2].any()))
    return bool(before or after)
