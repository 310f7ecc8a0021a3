"""Who is who inside of one text: which full name a surname or an acronym stands for, and which place a name.

Conservative: a short form with two full names to choose from keeps a name of its own.
"""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transforms.entities.document import explains
from transforms.entities.metonyms import EUROPEAN_UNION, government_of
from transforms.entities.names import name_key, plain
from transforms.entities.places import Named, Place, choose, gazetteer
from transforms.entities.watchlist import Watched

# Buildings and streets that news use for those who work there, with the country they speak for.
METONYMS = {
    "kremlin": "RUS", "white house": "USA", "pentagon": "USA", "downing street": "GBR", "10 downing street": "GBR",
    "capitol hill": "USA", "foggy bottom": "USA", "whitehall": "GBR", "elysee": "FRA", "elysee palace": "FRA",
    "quai dorsay": "FRA", "zhongnanhai": "CHN", "blue house": "KOR", "miraflores": "VEN", "miraflores palace": "VEN",
    "casa rosada": "ARG", "planalto": "BRA", "rashtrapati bhavan": "IND", "langley": "USA", "turtle bay": None,
    "fleet street": "GBR", "wall street": "USA",
}  # fmt: skip
_FACILITIES = frozenset(
    (
        "airport airfield airbase bridge palace stadium arena base prison jail port harbour harbor hospital hotel museum mosque "
        "cathedral church temple tower building plaza mall station terminal dam refinery plant pier dock docks university "
        "theatre theater barracks cemetery monument memorial shrine castle court courthouse embassy"
    ).split()
)
# Of these, none is ever an organisation, whatever the tagger says.
_NEVER_BODIES = frozenset("airport airfield airbase bridge stadium dam highway square prison jail harbour harbor".split())
_ACRONYMS = Path(__file__).parents[2] / "seeds" / "acronyms.csv"
_COMMAS = (", ", " (")
_MOST_NAMESAKES = 50  # of one given name in a text: lists of thousands are no news
# A former name belongs to the ship that stands so few characters before.
_SAME_SHIP = 120
_LONGEST_EXTENSION = 5  # words of the longest form of a person's name


@dataclass(frozen=True)
class Mention:
    """One mention in a text: offsets, text, type, kind, who found it and how sure, and what it was resolved to in the text."""

    start: int
    end: int
    text: str
    entity_type: str
    kind: str
    found_by: str
    confidence: float
    name: str = ""  # the fullest form of the name in the text
    country: str | None = None  # alpha-3
    place: Place | None = None
    watched: Watched | None = None

    @property
    def key(self) -> str:
        """What mentions of one entity share: type, plain name, country or place."""
        if self.watched is not None:
            return f"{self.entity_type}:watchlist:{self.watched.watchlist_id}"
        if self.place is not None:
            return f"{self.entity_type}:{self.place.key}"
        return f"{self.entity_type}:{name_key(self.name, self.entity_type)}:{self.country or ''}"


def replace(mention: Mention, **changes: object) -> Mention:
    """The mention with other values; a tenth of the time of the standard library's, which a text's mentions all pass through."""
    other = object.__new__(Mention)
    other.__dict__.update(mention.__dict__, **changes)
    return other


def resolve(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions of one text with names, kinds, countries and places filled in."""
    people = _people([m for m in mentions if m.entity_type == "person"])
    expansions = _expansions(mentions)
    nationalities = [country for m in mentions if m.kind == "demonym" and (country := gazetteer().demonyms.get(plain(m.text)))]
    located = [m for m in mentions if m.entity_type == "place" and m.kind != "demonym" and m.watched is None]
    starts, ends = {m.start: m for m in mentions}, {m.end: m for m in mentions}
    hints = _named_inside(mentions)
    named = [Named(plain(m.text), *_beside(m, starts, ends, text)) for m in located]
    places = dict(zip([m.start for m in located], choose(named, nationalities, hints), strict=True))
    resolved = []
    for mention in mentions:
        if mention.watched is not None:
            resolved.append(replace(mention, name=mention.watched.name, country=mention.watched.country))
        elif mention.kind == "demonym":
            resolved.append(_demonym(mention))
        elif mention.kind == "name" and (government := _government(mention, people, places.get(mention.start), text)):
            resolved.append(government)
        elif mention.entity_type == "person":
            resolved.append(_person(mention, people))
        elif plain(mention.text).removeprefix("the ") in METONYMS:
            country = METONYMS[plain(mention.text).removeprefix("the ")]
            resolved.append(replace(mention, kind="metonym", entity_type="organization", name=mention.text, country=country))
        elif mention.entity_type in {"organization", "place"} and (body := _known_body(mention.text, expansions)):
            resolved.append(replace(mention, entity_type="organization", name=body, kind="acronym"))
        elif mention.entity_type == "place":
            resolved.append(_place(mention, places[mention.start]))
        elif mention.found_by == "rule:ship_former_name" and (ship := _ship_before(mention, resolved)):
            resolved.append(replace(mention, name=ship, kind="alias"))
        elif mention.entity_type == "organization" and plain(mention.text).rsplit(" ", 1)[-1] in _NEVER_BODIES:
            resolved.append(replace(mention, entity_type="facility", name=mention.text))
        else:
            full = expansions.get(mention.text)
            kind = "acronym" if full else mention.kind
            resolved.append(replace(mention, name=full or mention.text, kind=kind))
    # A title is evidence for a person: where a rule took the name for a ship's, there is none.
    keys = {mention.key for mention in resolved if mention.kind != "title"}
    return [mention for mention in resolved if mention.kind != "title" or mention.key in keys]


def _people(mentions: Sequence[Mention]) -> dict[str, str]:
    """Plain forms of people's names, each with the fullest form that it can only mean in this text."""
    full: dict[str, str] = {}
    for mention in mentions:
        words = plain(mention.text)
        if " " in words:
            full.setdefault(words, mention.text)
    meant: dict[str, set[str]] = defaultdict(set)
    for words in full:
        parts = words.split()
        meant[parts[-1]].add(words)
        meant[parts[0]].add(words)
    # Nicolás Maduro in Nicolás Maduro Moros: all words of the shorter one, in order, from its first on.
    longer: dict[str, set[str]] = defaultdict(set)
    namesakes = {word: sorted(forms)[:_MOST_NAMESAKES] for word, forms in meant.items()}
    for short in full:
        for other in namesakes[short.split()[0]]:
            if other != short and len(other.split()) <= _LONGEST_EXTENSION and _inside(short.split(), other.split()):
                longer[short].add(other)
    final = {words: words for words in full}
    for words, others in longer.items():
        tops = {other for other in others if not longer.get(other)}
        if len(tops) == 1:
            final[words] = tops.pop()
    named = {words: full[final[words]] for words in full}
    for word, forms in meant.items():
        targets = {final[form] for form in forms}
        if len(targets) == 1:
            named.setdefault(word, full[targets.pop()])
    return named


def _inside(short: list[str], long: list[str]) -> bool:
    words = iter(long)
    return all(word in words for word in short)


def _person(mention: Mention, people: dict[str, str]) -> Mention:
    if mention.kind == "title":
        return replace(mention, name=people.get(plain(mention.name), mention.name))
    name = people.get(plain(mention.text), mention.text)
    short = len(plain(mention.text).split()) < len(plain(name).split())
    return replace(mention, name=name, kind="alias" if short else mention.kind)


def _expansions(mentions: Sequence[Mention]) -> dict[str, str]:
    """Acronyms that stand in brackets behind the name they are of, in this text."""
    found: dict[str, set[str]] = defaultdict(set)
    for before, after in itertools.pairwise(mentions):
        if after.text.isupper() and 0 < after.start - before.end <= 2 and explains(before.text, after.text):
            found[after.text].add(before.text)
    return {acronym: names.pop() for acronym, names in found.items() if len(names) == 1}


@lru_cache(maxsize=1)
def known_acronyms() -> dict[str, str]:
    """What acronyms stand for in a text that does not say: `seeds/acronyms.csv`."""
    with _ACRONYMS.open(encoding="utf-8") as rows:
        return {row["acronym"]: row["organization"] for row in csv.DictReader(rows)}


def _known_body(acronym: str, expansions: dict[str, str]) -> str | None:
    """What a well-known acronym stands for, unless the text says otherwise."""
    return None if acronym in expansions else known_acronyms().get(acronym)


def _named_inside(mentions: Sequence[Mention]) -> list[str]:
    """Plain names of places that other names begin with: `Kentucky State Police`, `Nairobi Hospital`."""
    found = []
    for mention in mentions:
        if mention.entity_type in {"organization", "facility"}:
            words = plain(mention.text).removeprefix("the ").split()
            found += [" ".join(words[:size]) for size in (1, 2) if len(words) > size]
    return found


def _government(mention: Mention, people: dict[str, str], place: Place | None, text: str) -> Mention | None:
    """The mention as a country's government or the European Union, where the text says so."""
    one_of_family = mention.entity_type == "person" and " " in plain(people.get(plain(mention.text), mention.text))
    if mention.entity_type not in {"place", "organization", "person"} or one_of_family:
        return None
    country = government_of(text, mention.start, mention.end)
    if country == EUROPEAN_UNION:
        return replace(mention, entity_type="organization", name=EUROPEAN_UNION, kind="metonym")
    state = gazetteer().countries.get(country or "")
    if state is None or (place is not None and place.country != country):
        return None
    return replace(mention, entity_type="place", name=state.name, country=country, place=state, kind="metonym")


def _ship_before(mention: Mention, resolved: Sequence[Mention]) -> str | None:
    """The name of the ship whose former name the mention is."""
    for other in reversed(resolved):
        if other.entity_type == "vessel" and mention.start - other.end <= _SAME_SHIP:
            return other.name or other.text
    return None


def _beside(mention: Mention, starts: dict[int, Mention], ends: dict[int, Mention], text: str) -> tuple[str | None, str | None]:
    """The names behind and before the mention with but a comma or a bracket between."""
    after = starts.get(mention.end + 2) if text[mention.end : mention.end + 2] in _COMMAS else None
    before = ends.get(mention.start - 2) if text[max(0, mention.start - 2) : mention.start] in _COMMAS else None
    return plain(after.text) if after else None, plain(before.text) if before else None


def _demonym(mention: Mention) -> Mention:
    """A nationality stands for its country, a people without one for itself."""
    country = gazetteer().demonyms.get(plain(mention.text))
    place = gazetteer().countries.get(country or "")
    if place is None:
        return replace(mention, entity_type="group", name=mention.text)
    return replace(mention, entity_type="place", name=place.name, country=country, place=place)


def _place(mention: Mention, place: Place | None) -> Mention:
    words = plain(mention.text).split()
    entity_type = "facility" if words[-1:] and words[-1] in _FACILITIES and len(words) > 1 else "place"
    if place is None or entity_type == "facility":
        return replace(mention, entity_type=entity_type, name=mention.text, country=place.country if place else None)
    known = plain(place.name) == plain(mention.text)
    return replace(mention, name=place.name if place.kind != "town" else mention.text, country=place.country, place=place,
                   kind=mention.kind if known or place.kind == "town" else "alias")  # fmt: skip
