"""Copies through the whole flow: dumps in, tables, laws and commands out."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.settings import Settings
from tests.conftest import SHARED, build, contents, needs_shared, rows
from warehouse.publish import Change, CorpusStep, LawsBrokenError, Places, publish

runner = CliRunner()
STORY = " ".join(
    random.Random(1).choices(["harbour", "council", "dredging", "vote", "ferry", "toll", "silt", "levy", "quay"], k=150)
)
HOSTILE = "\x1b[31m[red]'; drop table articles; --<script>"


def dump(path: Path, *records: dict[str, str]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    folder = tmp_path / "dumps"
    dump(folder / "wire.jsonl", {"text": STORY, "title": f"Wire {HOSTILE}", "publisher_name": f"Wire {HOSTILE}",
                                 "published_on": "2024-03-01"})  # fmt: skip
    dump(
        folder / "others.jsonl",
        {"text": STORY.upper(), "publisher_name": "Gazette", "published_on": "2024-03-02"},
        {"text": STORY[:400], "publisher_name": "Digest", "published_on": "2024-03-03"},
        {"text": f"{HOSTILE} {STORY} {HOSTILE}", "publisher_name": "Herald", "published_on": "2024-03-04"},
    )
    return folder


def kinds(warehouse: Path) -> list[tuple[object, ...]]:
    return rows(
        warehouse,
        "select copy.publisher_name, duplicate_kind, first.published_on::varchar from duplicates "
        "join articles as copy using (article_id) join articles as first on canonical_article_id = first.article_id order by 1",
    )


def test_copies_lead_back_to_the_first(dumps: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, dumps)
    first = "2024-03-01"
    assert kinds(warehouse) == [("Digest", "excerpt", first), ("Gazette", "exact", first), ("Herald", "near", first)]
    assert rows(warehouse, "select count(*) from articles anti join duplicates using (article_id)") == [(1,)]
    (dumps / "wire.jsonl").unlink()
    build(warehouse, dumps, prune=True)
    first = "2024-03-02"
    assert kinds(warehouse) == [("Digest", "excerpt", first), ("Herald", "near", first)]


def test_other_settings_take_effect_without_new_dumps(dumps: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, dumps)
    before = contents(warehouse)
    assert build(warehouse, dumps) is None
    strict = Settings(duplicate_near_jaccard=1.0, duplicate_near_containment=1.0, duplicate_excerpt_containment=1.0)
    assert build(warehouse, dumps, settings=strict) is not None
    assert [kind for _, kind, _ in kinds(warehouse)] == ["excerpt", "exact"]  # the Herald's is no near copy now
    assert build(warehouse, dumps, settings=strict) is None
    changed = {name for name, frame in contents(warehouse).items() if not before[name].equals(frame)}
    assert changed == {"duplicates", "duplicate_pairs", "corpus_steps"}


def test_copies_are_searched_for_where_the_settings_say_so(dumps: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    searched = "select count(*) > 0 from duplicates union all select count(*) > 0 from duplicate_texts"
    off = Settings(duplicates="off")
    build(warehouse, dumps, settings=off)
    assert rows(warehouse, searched) == [(False,), (False,)]
    build(warehouse, dumps)
    assert len(kinds(warehouse)) == 3
    build(warehouse, dumps, settings=off)
    assert rows(warehouse, searched) == [(False,), (False,)]
    assert build(warehouse, dumps, settings=off) is None


FAULTS = {
    "duplicates.copies_are_verified": "update duplicate_pairs set duplicate_kind = 'near' where duplicate_kind = 'exact'",
    "duplicates.clusters_are_stars": "update duplicates set canonical_article_id = (select max(article_id) from duplicates), "
    "cluster_id = (select max(article_id) from duplicates) where article_id = (select min(article_id) from duplicates)",
    "duplicate_pairs.passages_inside_articles": "update duplicate_pairs set passage_ends_r = [1000000]",
    "duplicate_pairs.passages_read_alike": "update duplicate_pairs "
    "set passage_starts_l = list_transform(passage_starts_l, start -> start + 9)",
    "duplicate_pairs.pairs_are_unordered": "insert into duplicate_pairs by name select * replace "
    "(article_id_l as article_id_r, article_id_r as article_id_l) from duplicate_pairs",
    "duplicate_texts.every_article_searched": "delete from duplicate_texts where fingerprints <> []",
    "duplicates.foreign_key_canonical_article_id": "update duplicates set canonical_article_id = repeat('f', 32)",
}  # fmt: skip


@pytest.mark.parametrize("law", FAULTS)
def test_a_fault_of_the_search_is_not_published(dumps: Path, tmp_path: Path, law: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    change = build(warehouse, dumps)
    assert change is not None
    before = warehouse.read_bytes()

    def spoil(con: duckdb.DuckDBPyConnection, _change: Change, _folder: Path) -> None:
        con.execute(FAULTS[law])

    step = CorpusStep("spoil", "1", lambda con: None, spoil)
    # Laws on passages look at the run's own rows: the faulty run has the first one's id.
    again = Change(change.run_id, datetime.now(UTC), "test", {})
    with pytest.raises(LawsBrokenError, match=law):
        publish(Places(warehouse), again, "512MB", 2, lambda: datetime.now(UTC), steps=[step])
    assert warehouse.read_bytes() == before


def test_commands_show_clusters_and_passages_and_no_control_characters(dumps: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, dumps)
    listed = runner.invoke(app, ["duplicates", "--warehouse", str(warehouse)])
    assert listed.exit_code == 0, listed.output
    assert "1 exact, 1 near, 1 excerpts" in listed.output and "2024-03-01" in listed.output
    ids = dict(rows(warehouse, "select left(publisher_name, 4), article_id from articles"))
    shown = runner.invoke(app, ["compare", str(ids["Hera"]), str(ids["Wire"]), "--warehouse", str(warehouse)])
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("near: ") and "⟦" in shown.output
    apart = runner.invoke(app, ["compare", str(ids["Hera"]), str(ids["Dige"]), "--warehouse", str(warehouse)])
    assert apart.exit_code == 0 and "excerpt: left is the shorter" in apart.output
    assert "\x1b" not in listed.output + shown.output + apart.output
    missing = runner.invoke(app, ["compare", "a" * 32, "b" * 32, "--warehouse", str(warehouse)])
    assert missing.exit_code == 1


def test_two_articles_without_anything_in_common(tmp_path: Path) -> None:
    dump(tmp_path / "d" / "two.jsonl", {"text": "Nothing here. " * 9}, {"text": "東京都は水曜日に発表した。"})
    build(tmp_path / "w.duckdb", tmp_path / "d")
    one, other = (str(row[0]) for row in rows(tmp_path / "w.duckdb", "select article_id from articles"))
    shown = runner.invoke(app, ["compare", one, other, "--warehouse", str(tmp_path / "w.duckdb")])
    assert shown.exit_code == 0 and shown.output.startswith("no link: 0 words")
    assert "No article copies another" in runner.invoke(app, ["duplicates", "--warehouse", str(tmp_path / "w.duckdb")]).output


@needs_shared
def test_the_real_dumps_hold_one_cluster(tmp_path: Path) -> None:
    build(tmp_path / "w.duckdb", SHARED / "dumps")
    found = "select duplicate_kind, is_same_page, count(*), count(distinct cluster_id) from duplicates group by all"
    assert rows(tmp_path / "w.duckdb", found) == [("exact", True, 3, 1)]
    others = "select count(*) from duplicate_pairs where duplicate_kind in ('near', 'excerpt')"
    assert rows(tmp_path / "w.duckdb", others) == [(0,)]
