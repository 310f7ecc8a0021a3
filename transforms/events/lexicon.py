"""What is known of words before a text is read: the seeds of types, triggers and nouns, laid out for look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

SEEDS = Path(__file__).parents[2] / "seeds"
# What conditions call any mention of an entity.
MENTION = "MENTION"
# Verbs whose past does not begin as they do: candidates are found by how words begin.
_IRREGULAR = {
    "fight": ["fought"], "strike": ["struck"], "meet": ["met"], "shoot": ["shot"], "send": ["sent"], "give": ["gave"],
    "break": ["broke"], "swear": ["swore", "sworn"], "take": ["took"], "hold": ["held"], "speak": ["spoke"], "throw": ["threw"],
    "drive": ["drove"], "blow": ["blew"], "fly": ["flew", "flies", "flied"], "begin": ["began", "begun"], "go": ["went", "gone"],
    "lay": ["laid"], "pay": ["paid"], "seek": ["sought"], "get": ["got"], "beat": ["beat"], "stab": ["stab"], "say": ["said"],
    "slay": ["slew", "slain"], "lend": ["lent"], "hang": ["hung"], "win": ["won"], "ready": ["ready"], "overrun": ["overran"],
    "retake": ["retook"],
}  # fmt: skip


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
    """The seeds: triggers by lemma and part of speech, the most exacting first; classes and sectors of nouns."""

    triggers: dict[tuple[str, str], list[Trigger]]
    classes: dict[str, frozenset[str]]
    sectors: dict[str, str]
    types: pl.DataFrame
    beginnings: list[str]


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
            row["row"], _conditions(row["requires"]), row["event_type"], row["event_mode"], tuple((row["recipient"] or "").split())
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
        _beginnings(lemma for lemma, _ in triggers),
    )


def _conditions(text: str | None) -> tuple[tuple[str, bool, frozenset[str]], ...]:
    found = []
    for part in (text or "").split(";"):
        if part:
            key, _, values = part.partition("=")
            found.append((key.removeprefix("!"), not key.startswith("!"), frozenset(values.split("|"))))
    return tuple(found)


def _beginnings(lemmas: Iterable[str]) -> list[str]:
    """How the words begin that may be triggers: lemmas without an `e` or `y` that falls away, and irregular forms."""
    found = set()
    for lemma in lemmas:
        found.add(lemma[:-1] if lemma[-1] in "ey" and len(lemma) > 3 else lemma)
        found.update(_IRREGULAR.get(lemma, []))
    return sorted(found)
