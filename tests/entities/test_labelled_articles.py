"""Who is who across articles of our own, through the whole flow: pairs of mentions of two articles that are one entity."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from tests.conftest import build
from tests.entities.labelled import Label, lines_of, take_apart
from warehouse.publish import connect_published

Mention = tuple[str, int, int]
ARTICLE = "The "


def articles() -> dict[str, tuple[dict[str, str], list[Label]]]:
    """Of each article by its number: the record as the flow reads it, and its labels."""
    found: dict[str, tuple[dict[str, str], list[Label]]] = {}
    for line in lines_of("labelled_articles.txt"):
        if line.startswith("## "):
            outlet, day, title = (part.strip() for part in line.removeprefix("## ").split("|"))
            record = {"id": str(len(found)), "publisher_name": outlet, "published_on": day, "title": title}
        else:
            text, labels = take_apart(line)
            found[record["id"]] = (record | {"body_text": text}, labels)
    return found


def pairs(clusters: dict[Mention, str]) -> set[tuple[Mention, Mention]]:
    """Pairs of mentions of two articles that have one key."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention, key in sorted(clusters.items()):
        by_key[key].append(mention)
    return {pair for same in by_key.values() for pair in combinations(same, 2) if pair[0][0] != pair[1][0]}


def test_mentions_of_articles_are_joined_where_they_are_one_entity(tmp_path: Path) -> None:
    labelled = articles()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "articles.jsonl").write_text("".join(json.dumps(record) + "\n" for record, _ in labelled.values()), encoding="utf-8")
    build(tmp_path / "w.duckdb", folder)
    with connect_published(tmp_path / "w.duckdb") as con:
        rows = con.execute(
            """
            select record_id, m.start_char, m.end_char, e.entity_id, e.entity_name, e.entity_type, e.country_code
            from entity_mentions as m join entities as e using (entity_id) join articles using (article_id) join pages using (page_id)
            where m.mention_kind <> 'title'
            """
        ).fetchall()
    gold = {(record, start, end): key for record, (_, labels) in labelled.items() for start, end, key in labels}
    # An article before a name is part of it or not.
    rows = [(record, start + len(ARTICLE) * (labelled[record][0]["body_text"][start:].startswith(ARTICLE)), *row) for record, start, *row in rows]
    found = {(record, start, end): entity for record, start, end, entity, *_ in rows if (record, start, end) in gold}
    names = {(record, start, end): str(facts) for record, start, end, _, *facts in rows}
    wanted, told = pairs(gold), pairs(found)
    right = len(wanted & told)
    text = lambda m: labelled[m[0]][0]["body_text"][m[1]:m[2]]
    for one, other in sorted(told - wanted):
        sys.stdout.write(f"joined: {text(one)} {gold[one]} {names[one]} / {text(other)} {gold[other]} {names[other]}\n")
    seen = set()
    for one, other in sorted(wanted - told):
        line = f"apart {gold[one]}: {text(one)} {names.get(one)} / {text(other)} {names.get(other)}"
        if line not in seen: sys.stdout.write(line + "\n")
        seen.add(line)
    precision, recall = right / len(told), right / len(wanted)
    sys.stdout.write(f"pairs: P {precision:.3f} of {len(told)}, R {recall:.3f} of {len(wanted)}, F1 {2*precision*recall/(precision+recall):.3f}\n")
