"""Names of a corpus become entities: which merge, which stay apart, and that order and runs do not matter."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import build
from transforms.entities.resolution import candidate_pairs, merge_names
from warehouse.publish import connect_published

NAMES = {"name_id": pl.String, "entity_type": pl.String, "key": pl.String, "is_located": pl.Boolean}
FORMS = {"key": pl.String, "name_id": pl.String, "entity_type": pl.String, "article_count": pl.Int64}
PAIRS = {"left": pl.String, "right": pl.String}


def merged(
    people: Sequence[str],
    forms: Sequence[tuple[str, str, int]] = (),
    together: Sequence[tuple[str, str]] = (),
    kind: str = "person",
) -> dict[str, tuple[str, str]]:
    """Of each merged name: what it went to and by which method. The ids are the names themselves."""
    names = pl.DataFrame([(name, kind, name, False) for name in people], schema=NAMES, orient="row")
    told = pl.DataFrame([(key, name, kind, count) for key, name, count in forms], schema=FORMS, orient="row")
    pairs = pl.DataFrame(together, schema=PAIRS, orient="row")
    return {row[0]: (row[1], row[2]) for row in merge_names(names, told, pairs).select("name_id", "entity_id", "method").rows()}


def test_transliterations_of_one_name_are_one_person() -> None:
    assert merged(["volodymyr zelensky", "volodymyr zelenskyy", "volodymyr zelenskiy"]) == {
        "volodymyr zelenskyy": ("volodymyr zelenskiy", "spelling"), "volodymyr zelensky": ("volodymyr zelenskiy", "spelling"),
    }  # fmt: skip


def test_spellings_of_a_given_name_are_one_where_the_rest_agrees() -> None:
    assert merged(["muhammad al rashidi", "mohamed al rashidi", "muhammad al rashid"]) == {
        "muhammad al rashidi": ("mohamed al rashidi", "spelling"),
    }  # fmt: skip


def test_two_spellings_in_one_article_are_two_people() -> None:
    pair = [("volodymyr zelenskyy", "volodymyr zelensky")]
    assert merged(["volodymyr zelensky", "volodymyr zelenskyy"], together=pair) == {}


def test_middle_initials_do_not_part_people_but_other_given_names_do() -> None:
    found = merged(["donald trump", "donald j trump", "ivanka trump"])
    assert found == {"donald trump": ("donald j trump", "initial")}


def test_an_acronym_goes_to_the_one_expansion_that_articles_give() -> None:
    forms = [("wfp", "world food programme", 9)]
    assert merged(["wfp", "world food programme"], forms, kind="organization") == {"wfp": ("world food programme", "acronym")}
    forms.append(("wfp", "western frontier party", 3))
    assert merged(["wfp", "world food programme", "western frontier party"], forms, kind="organization") == {}


def test_a_ship_keeps_its_entity_under_a_former_name() -> None:
    forms = [("mekong pride", "coral dawn", 2)]
    found = merged(["mekong pride", "coral dawn"], forms, kind="vessel")
    assert found == {"mekong pride": ("coral dawn", "former_name")}
    two = [*forms, ("mekong pride", "grey heron", 1)]
    assert merged(["mekong pride", "coral dawn", "grey heron"], two, kind="vessel") == {}, "two ships were called so"


PARTS = st.sampled_from(["maduro", "nicolas", "j", "trump", "donald", "zelensky", "zelenskyy", "ivanka", "moros", "li", "xi"])
KEYS = st.lists(PARTS, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.sets(KEYS, min_size=1, max_size=12), st.data(), st.randoms(use_true_random=False))
def test_merges_are_stars_and_do_not_depend_on_order(keys: set[str], data: st.DataObject, shuffler: random.Random) -> None:
    people = sorted(keys)
    some = st.lists(st.tuples(st.sampled_from(people), st.sampled_from(people), st.integers(1, 9)), max_size=6)
    forms = list({(key, name): (key, name, count) for key, name, count in data.draw(some)}.values())
    names = pl.DataFrame([(name, "person", name, False) for name in people], schema=NAMES, orient="row")
    asked = candidate_pairs(names).rows()
    together = data.draw(st.lists(st.sampled_from(asked), max_size=3, unique=True)) if asked else []
    first = merged(people, forms, together)
    shuffler.shuffle(people)
    shuffler.shuffle(forms)
    assert merged(people, forms, [(right, left) for left, right in together]) == first
    assert all(target not in first and target in keys for target, _ in first.values())


ARTICLES = [
    "President Nicolás Maduro spoke in Caracas on Tuesday. Maduro said that the talks with Colombia would go on.",
    "Venezuelan oil exports fell again, and Maduro said on Wednesday that sanctions were to blame for it.",
    "The World Food Programme (WFP) sent trucks to Sudan. The WFP said on Friday that they had arrived.",
    "The WFP warned on Monday that the money for Chad and for Sudan would run out in the summer.",
    "Volodymyr Zelensky met Keir Starmer in London. Zelensky said that Kyiv needed more time and more money.",
    "Volodymyr Zelenskyy flew to Warsaw on Thursday, where he is to meet the president of Poland.",
    "The oil tanker Marinera left the port of Murmansk. Russia said that the Marinera was a Russian ship.",
]


def _write(folder: Path, texts: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{ARTICLES.index(text)}-{number}.jsonl").write_text(json.dumps({"id": str(number), "body_text": text}) + "\n")
    return folder


def _tables(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    queries = {
        "entities": "select * exclude (run_id) from entities order by all",
        "entity_aliases": "select * exclude (run_id) from entity_aliases order by all",
        "entity_mentions": "select mention_text, entity_id, start_char from entity_mentions order by all",
    }
    with connect_published(warehouse) as con:
        return {name: con.sql(query).fetchall() for name, query in queries.items()}


def test_many_runs_give_what_one_gives_and_pruning_undoes_merges(tmp_path: Path) -> None:
    build(tmp_path / "once.duckdb", _write(tmp_path / "all", ARTICLES))
    whole = _tables(tmp_path / "once.duckdb")
    order = ARTICLES.copy()
    random.Random(5).shuffle(order)
    for end in (2, 5, 7):
        build(tmp_path / "often.duckdb", _write(tmp_path / "some", order[:end]))
    often = _tables(tmp_path / "often.duckdb")
    assert {name: len(rows) for name, rows in often.items()} == {name: len(rows) for name, rows in whole.items()}
    assert often == whole
    with connect_published(tmp_path / "once.duckdb") as con:
        facts = con.sql(
            "select distinct alias_text, entity_name, method from entity_aliases join entities using (entity_id)"
        ).fetchall()
    assert ("Maduro", "Nicolás Maduro", "surname") in facts
    assert ("WFP", "World Food Programme", "acronym") in facts
    # The article that explains the acronym goes: so does the merge that rested on it.
    for file in (tmp_path / "some").glob("2-*"):
        file.unlink()
    build(tmp_path / "often.duckdb", tmp_path / "some", prune=True)
    with connect_published(tmp_path / "often.duckdb") as con:
        assert con.sql("select entity_name from entities where list_contains(aliases, 'WFP')").fetchall() == [("WFP",)]
