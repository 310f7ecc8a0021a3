"""The labelled stories: read, laid out as tables as a perfect extractor would fill them, and scored."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from tests.marts.tiny import Row, article, copy
from transforms.ids import span_id
from transforms.stories.kinds import kinds

FILE = Path(__file__).parent / "labelled.txt"
LATER = FILE.with_name("labelled_later.txt")
_SLOTS = ("actor", "recipient", "place")


@dataclass
class Telling:
    """One article: `events` are event lines in parts, each with the name of its story."""

    article_id: str
    publisher: str
    day: str
    title: str
    text: str = ""
    reprint_of: str | None = None
    events: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """By which its row is found again."""
        return f"https://{self.article_id}.example/"


@dataclass
class Labelled:
    """All of the file: articles, publishers that tell each story of their own, rows of entities by name."""

    tellings: list[Telling] = field(default_factory=list)
    publishers: dict[str, int] = field(default_factory=dict)
    names: dict[str, Row] = field(default_factory=dict)


def read_labelled(file: Path = FILE) -> Labelled:
    """Reads a file of stories; the head of labelled.txt says how they are written."""
    found, story = Labelled(), ""
    of_story: list[Telling] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.split("|")]
        if line.startswith(("#", "name ")) or not line:
            if line.startswith("name "):
                _name(found, parts)
        elif line.startswith("story "):
            story, of_story = parts[0].removeprefix("story "), []
            found.publishers[story] = int(parts[1])
        elif line.startswith("> "):
            head, colon, rest = parts[0].removeprefix("> ").rpartition(": ")
            of_story[-1].events.append((head if colon else story, [rest, *parts[1:]]))
        elif len(parts) == 3 and re.fullmatch(r"\d{4}-\d\d-\d\d", parts[1]):
            _telling(found, of_story, parts)
        else:
            of_story[-1].text += line
    return found


def _name(found: Labelled, parts: list[str]) -> None:
    name, kind, *more = [parts[0].removeprefix("name "), *parts[1:]]
    is_wide = more[1:] == ["wide"]
    is_city = bool(more) and not is_wide
    found.names[name] = {
        "entity_id": span_id(name, 0, 0), "entity_name": name, "entity_type": kind, "country_code": more[0] if more else None,
        "wikidata_id": "Q1" if is_wide else None, "geonames_id": 1 if is_city else None,
    }  # fmt: skip


def _telling(found: Labelled, of_story: list[Telling], parts: list[str]) -> None:
    number = span_id("article", len(found.tellings), 0)
    told = Telling(number, parts[0], parts[1], parts[2])
    if parts[2].startswith("= "):
        first = next(other for other in of_story if other.publisher == parts[2].removeprefix("= "))
        told = Telling(number, parts[0], parts[1], first.title, first.text, first.article_id, list(first.events))
    found.tellings.append(told)
    of_story.append(told)


def gold_tables(labelled: Labelled) -> tuple[dict[str, list[Row]], dict[str, str]]:
    """Rows of all tables as a perfect extractor would fill them, and the story of each event by its id."""
    tables: dict[str, list[Row]] = {"events": [], "event_figures": [], "articles": [], "duplicates": []}
    tables["entities"] = list(labelled.names.values())
    gold = {}
    for told in labelled.tellings:
        tables["articles"].append(article(told.article_id, told.publisher, told.day, title=told.title, body_text=told.text))
        if told.reprint_of:
            tables["duplicates"].append(copy(told.article_id, told.reprint_of))
        for number, (story, parts) in enumerate(told.events):
            event = _event(labelled, told, number, parts)
            gold[str(event["event_id"])] = story
            tables["events"].append(event)
            tables["event_figures"].extend(_figures(event, parts[6]))
    return tables, gold


def _event(labelled: Labelled, told: Telling, number: int, parts: list[str]) -> Row:
    kind, _, mode = parts[0].partition(" ")
    # An event line stands for the sentence of the same number, or the first behind that which has its trigger.
    ends = [match.end() for match in re.finditer(r"[.](?= |$)", told.text)]
    starts = [0, *ends]
    number = next(at for at in range(number, len(ends)) if parts[1] in told.text[starts[at] : ends[at]])
    start = starts[number]
    row: Row = {
        "event_id": span_id(told.article_id, number, 1), "article_id": told.article_id, "dump_id": "d", "event_type": kind,
        "event_mode": mode or None, "quad_class": "material_conflict", "trigger_text": parts[1], "start_char": start,
        "end_char": ends[number], "modality": parts[7] if len(parts) > 7 else "happened", "confidence": 0.9,
    }  # fmt: skip
    for slot, text in zip(_SLOTS, parts[2:5], strict=True):
        row |= _slot(labelled, slot, text)
    row["place_basis"] = "attached" if row["place_text"] else None
    day = told.day if parts[5] == "p" else parts[5]
    row["event_date"] = None if day == "-" else date.fromisoformat(day)
    row["event_date_basis"] = {"p": "published", "-": "none"}.get(parts[5], "resolved")
    return row


def _slot(labelled: Labelled, slot: str, text: str) -> Row:
    words, _, told = text.rstrip("}").partition("{")
    known = labelled.names.get(words, {})
    country, _, sector = told.partition(" ")
    row: Row = {f"{slot}_text": None if words == "-" else words, f"{slot}_entity_id": known.get("entity_id")}
    if slot != "place":
        row |= {f"{slot}_country_code": country or known.get("country_code"), f"{slot}_sector": sector or None}
    return row


def _figures(event: Row, text: str) -> list[Row]:
    words = [] if text == "-" else text.split()
    return [
        {
            "figure_id": span_id(str(event["event_id"]), number, 0), "event_id": event["event_id"],
            "article_id": event["article_id"], "dump_id": "d", "figure_role": role, "value_low": float(value),
            "value_high": float(value), "figure_text": value,
        }
        for number, (role, value) in enumerate(zip(words[::2], words[1::2], strict=True))
    ]  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Pairs of events in one story: how many of those found are right, and how many of those labelled are found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


def pair_score(found: dict[str, str], gold: dict[str, str]) -> Score:
    """Of all pairs of events, those that both, or either, put into one story."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for one, other in combinations(sorted(gold), 2):
        counts[found[one] == found[other], gold[one] == gold[other]] += 1
    right = counts[True, True]
    return Score(right / max(1, right + counts[True, False]), right / max(1, right + counts[False, True]))


def write_dump(labelled: Labelled, folder: Path) -> Path:
    """The articles as a dump of finished ones."""
    file = folder / "stories.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for told in labelled.tellings:
            record = {
                "id": told.article_id, "url": told.url, "title": told.title, "publisher_name": told.publisher,
                "published_on": told.day, "language_code": "en", "body_text": told.text,
            }  # fmt: skip
            lines.write(json.dumps(record) + "\n")
    return file


Found = tuple[str, str, str, str, str]  # source_url, event_type, sentence, event_id, story_id


def found_of_gold(labelled: Labelled, events: Sequence[Found]) -> dict[str, str]:
    """The story found for each labelled event by its id, where its article has one of its type, or else of one that may tell the
    same thing, in its sentence; else its own."""
    by_place: dict[tuple[str, str, str], str] = {}
    close = {(kind, of): types.split() for kind, of, types in kinds().select("event_type", "modality", "types").iter_rows()}
    for url, kind, sentence, _, story in sorted(events):
        by_place.setdefault((url, kind, sentence), story)
    tables, gold = gold_tables(labelled)
    told = {one.article_id: one for one in labelled.tellings}
    found = {}
    for row in tables["events"]:
        one = told[str(row["article_id"])]
        sentence = one.text[int(str(row["start_char"])) : int(str(row["end_char"]))].strip()
        types = [str(row["event_type"]), *close[str(row["event_type"]), str(row["modality"])]]
        told_as = [by_place[place] for kind in types if (place := (one.url, kind, sentence)) in by_place]
        found[str(row["event_id"])] = told_as[0] if told_as else f"not found: {row['event_id']}"
    return {event: found[event] for event in gold}
