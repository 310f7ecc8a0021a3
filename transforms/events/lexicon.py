"""What is known of words before a text is read: the seeds of types, triggers and nouns, laid out for look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from transforms.entities.lexicon import LISTED
from transforms.entities.lexicon import lexicon as gazetteers

# Shorter lemmas are kept whole: `die` would begin half of all words.
_SHORTEST = 3
# Class of frequency from which on a word is no name for being written with a capital.
_COMMON = 4
SEEDS = Path(__file__).parents[2] / "seeds"
# What conditions call any mention of an entity, anybody who can act, and anything at all.
MENTION, ACTOR, ANY = "MENTION", "ACTOR", "y"
# Past forms and participles that rules do not make.
_IRREGULAR = {
    "fight": "fought", "strike": "struck stricken", "meet": "met", "shoot": "shot", "send": "sent", "give": "gave given",
    "break": "broke broken", "swear": "swore sworn", "take": "took taken", "hold": "held", "speak": "spoke spoken",
    "throw": "threw thrown", "drive": "drove driven", "blow": "blew blown", "fly": "flew flown", "begin": "began begun",
    "go": "went gone", "lay": "laid", "pay": "paid", "seek": "sought", "get": "got", "beat": "beat beaten", "say": "said",
    "slay": "slew slain", "lend": "lent", "hang": "hung", "win": "won", "overrun": "overran overrun", "retake": "retook retaken",
    "withdraw": "withdrew withdrawn", "forbid": "forbade forbidden", "find": "found", "make": "made", "set": "set", "hit": "hit",
    "let": "let", "cut": "cut", "put": "put", "shut": "shut", "lead": "led", "tell": "told", "come": "came", "bind": "bound",
    "flee": "fled", "rise": "rose risen", "undertake": "undertook undertaken", "forgive": "forgave forgiven",
    "withhold": "withheld", "sink": "sank sunk",
    "overthrow": "overthrew overthrown", "freeze": "froze frozen", "quit": "quit", "wage": "waged", "deny": "denied",
}  # fmt: skip
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Trigger:
    """A row of seeds/event_triggers.csv for one lemma."""

    row: int
    conditions: tuple[tuple[str, bool, frozenset[str]], ...]  # key, whether it must hold, words or classes that satisfy it
    event_type: str
    event_mode: str | None
    recipient: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The seeds: triggers by lemma and part of speech, the most exacting first; classes and sectors of nouns; forms of verbs."""

    triggers: dict[tuple[str, str], list[Trigger]]
    classes: dict[str, frozenset[str]]
    sectors: dict[str, str]
    types: pl.DataFrame
    beginnings: list[str]
    verbs: dict[str, str]
    deeds: frozenset[str]
    common: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read once a process."""
    classes: dict[str, set[str]] = {}
    sectors: dict[str, str] = {}
    for name, sector, nouns in pl.read_csv(SEEDS / "event_nouns.csv", infer_schema=False).rows():
        for noun in nouns.split():
            classes.setdefault(noun, set()).add(name)
            if sector:
                sectors.setdefault(noun, sector)
    triggers: dict[tuple[str, str], list[Trigger]] = {}
    rows = pl.read_csv(SEEDS / "event_triggers.csv", infer_schema=False).with_row_index("row")
    for row in rows.iter_rows(named=True):
        trigger = Trigger(
            row["row"],
            _conditions(row["requires"]),
            row["event_type"],
            row["event_mode"],
            tuple((row["recipient"] or "").split()),
        )
        for lemma in row["lemmas"].split("|"):
            triggers.setdefault((lemma, row["pos"]), []).append(trigger)
    for found in triggers.values():
        found.sort(key=lambda trigger: (-len(trigger.conditions), trigger.row))
    return Lexicon(
        triggers,
        {noun: frozenset(names) for noun, names in classes.items()},
        sectors,
        pl.read_csv(SEEDS / "event_types.csv", schema_overrides={"cameo_root": pl.String}),
        beginnings_of(triggers),
        _verb_forms(lemma for lemma, part in triggers if part == "verb"),
        _deeds(triggers),
        _common_words(),
    )


def _conditions(text: str | None) -> tuple[tuple[str, bool, frozenset[str]], ...]:
    found = []
    for part in (text or "").split(";"):
        if part:
            key, _, values = part.partition("=")
            found.append((key.removeprefix("!"), not key.startswith("!"), frozenset(values.split("|"))))
    return tuple(found)


def beginnings_of(triggers: Iterable[tuple[str, str]]) -> list[str]:
    """How the words begin that may be triggers: lemmas without an `e` or `y` that falls away, and irregular forms."""
    found = set()
    for lemma, part in triggers:
        found.add(lemma[:-1] if lemma[-1] in "ey" and len(lemma) > _SHORTEST else lemma)
        if part == "verb":
            found.update(_IRREGULAR.get(lemma, "").split())
    return sorted(found)


def _verb_forms(lemmas: Iterable[str]) -> dict[str, str]:
    """Lemma by inflected form, British and American, of verbs that the parser may not know."""
    forms: dict[str, str] = {}
    for lemma in lemmas:
        stem = lemma[:-1] if lemma.endswith("e") else lemma
        past = [stem + "ed", *_IRREGULAR.get(lemma, "").split()]
        plural = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        made = [lemma, plural, *past, stem + "ing"]
        if lemma.endswith("y") and lemma[-2] not in _VOWELS:
            made += [lemma[:-1] + "ies", lemma[:-1] + "ied"]
        if lemma[-1] not in "aeiouwxy" and lemma[-2] in _VOWELS:
            made += [lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"]
        for form in made:
            forms.setdefault(form, lemma)
    return forms


def _deeds(triggers: dict[tuple[str, str], list[Trigger]]) -> frozenset[str]:
    """Participles of verbs that tell nothing but violence and force."""
    lemmas = {
        lemma
        for (lemma, part), rows in triggers.items()
        if part == "verb" and all(row.event_type in ("ASSAULT", "COERCE") for row in rows)
    }
    return frozenset(form for form, lemma in _verb_forms(sorted(lemmas)).items() if form != lemma and form[-1] in "dnt")


@lru_cache(maxsize=1)
def causes() -> list[str]:
    """Nouns of attacks and arms."""
    return [noun for noun, classes in lexicon().classes.items() if classes & {"ATTACK", "ORDNANCE"}]


def _common_words() -> frozenset[str]:
    """Frequent words that are no names of people or nations."""
    named = sum(LISTED[kind] for kind in ("given", "surname", "demonym"))
    words = gazetteers().words.filter((pl.col("zipf") >= _COMMON) & (pl.col("listed") & named == 0))
    return frozenset(words["word"].to_list())
