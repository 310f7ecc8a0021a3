"""The quality gate: each expectation passes on good data and fails on data made to break it; a poisoned batch changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.corpus import corpus_steps
from flows.plan import discover, fingerprint_all, make_plan
from flows.settings import Settings, code_version
from flows.stage import stage_batch
from schemas.expectations import EXPECTATIONS, Expectation
from tests.conftest import ROOT, rows
from warehouse import publish as store
from warehouse.ddl import create_tables
from warehouse.measures import Figure, measure
from warehouse.publish import Change, Places
from warehouse.quality import Judgement, QualityError, QualityGate, bounds, judge, page

TODAY = date(2024, 6, 10)
SETTINGS = Settings(entities="off", duplicates="off")


def record(number: int, *, day: date | None, outlet: str = "The Delta Examiner") -> dict[str, object]:
    text = f"The council of Skelby met on item {number} and put it off until the harbour master has read report {number * 7}."
    return {"body_text": text, "title": f"Item {number}", "publisher_name": outlet, "published_on": str(day) if day else None}


def write_records(path: Path, records: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in records), encoding="utf-8")


def run_gated(warehouse: Path, inbox: Path, *, accept: bool = False) -> Change:
    """What a run does, with the gate; without Prefect."""
    places, now = Places(warehouse), datetime.now(UTC)
    paths, _ = discover([str(inbox)], warehouse)
    published = store.published_dumps(places)
    plan = make_plan(fingerprint_all(paths, 1), published, batch_bytes=10**6, version=code_version())
    change = Change(f"run-{now:%H%M%S%f}", now, code_version(), SETTINGS.model_dump(), removed_dump_ids=plan.removed_dump_ids)
    change.batches = [stage_batch(batch, places.staging, SETTINGS) for batch in plan.batches]
    store.publish(places, change, "512MB", 1, lambda: datetime.now(UTC), steps=corpus_steps(SETTINGS),
                  gate=QualityGate(places, accept=accept))  # fmt: skip
    return change


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with four dumps of forty dated articles each."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for dump in range(4):
        write_records(folder / f"{dump}.jsonl", [record(dump * 40 + n, day=TODAY) for n in range(40)])
    return folder


def test_dates_in_the_future_stop_a_new_dump_of_a_known_outlet(tmp_path: Path, inbox: Path) -> None:
    warehouse, tomorrow = tmp_path / "w.duckdb", datetime.now(UTC).date() + timedelta(days=30)
    run_gated(warehouse, inbox)
    before = warehouse.read_bytes()
    write_records(inbox / "new.jsonl", [record(1000 + n, day=tomorrow if n % 2 else TODAY) for n in range(100)])
    with pytest.raises(QualityError, match=r"undated_share_jumps: saw 0.5 over 100, expected at most 0.2.*--accept-quality"):
        run_gated(warehouse, inbox)
    assert warehouse.read_bytes() == before
    assert "Not published" in Places(warehouse).quality_page.read_text()


def test_changed_dumps_that_lost_most_articles_are_stopped_until_a_person_accepts_them(tmp_path: Path, inbox: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    run_gated(warehouse, inbox)
    before = warehouse.read_bytes()
    for dump in range(2):
        write_records(inbox / f"{dump}.jsonl", [record(dump * 40 + n, day=TODAY) for n in range(4)])
    with pytest.raises(QualityError, match=r"articles_of_changed_dumps_collapse: saw 8, expected at least 40"):
        run_gated(warehouse, inbox)
    assert warehouse.read_bytes() == before
    change = run_gated(warehouse, inbox, accept=True)
    accepted = f"select accepted_checks from runs where run_id = '{change.run_id}'"
    assert rows(warehouse, accepted) == [(["articles_of_changed_dumps_collapse"],)]
    assert rows(warehouse, "select count(*) from articles") == [(88,)]
    failed = "select check_name from checks where not passed and severity = 'critical'"
    assert rows(warehouse, failed) == [("articles_of_changed_dumps_collapse",)]


def test_more_of_the_same_and_a_new_outlet_without_dates_pass(tmp_path: Path, inbox: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    run_gated(warehouse, inbox)
    write_records(inbox / "same.jsonl", [record(2000 + n, day=TODAY) for n in range(60)])
    write_records(inbox / "other.jsonl", [record(3000 + n, day=None, outlet="Fen Weekly") for n in range(60)])
    run_gated(warehouse, inbox)
    assert rows(warehouse, "select check_name from checks where not passed") == []


def test_a_few_articles_do_not_trip_the_gate(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "few"
    folder.mkdir()
    write_records(folder / "a.jsonl", [record(n, day=TODAY) for n in range(8)])
    run_gated(warehouse, folder)
    write_records(folder / "a.jsonl", [record(0, day=None)])
    run_gated(warehouse, folder)
    assert rows(warehouse, "select check_name from checks where not passed") == []


def test_a_program_that_has_the_published_file_open_for_writing_hinders_nothing(tmp_path: Path, inbox: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    run_gated(warehouse, inbox)
    places, now = Places(warehouse), datetime.now(UTC)
    holder = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", holder, str(warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "open\n"
        change = Change("run-while-open", now, "test", SETTINGS.model_dump())
        store.publish(places, change, "512MB", 1, lambda: now, steps=corpus_steps(SETTINGS),
                      gate=QualityGate(places), keep_versions=1)  # fmt: skip
        assert process.stdin
        process.stdin.close()
    assert rows(warehouse, "select count(*) from runs") == [(2,)]
    assert not places.staging.exists() and len(list(places.versions.iterdir())) == 1


def good(expectation: Expectation) -> Figure:
    if expectation.most is not None:
        return Figure(expectation.measure, expectation.most, compared=1000)
    is_share = expectation.measure.endswith("_share")
    return Figure(expectation.measure, 0.4 if is_share else 1000, 0.4 if is_share else 1000, 0.001, 1000, is_share)


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda e: e.check_name)
def test_each_expectation_passes_up_to_its_bound_and_fails_past_it(expectation: Expectation) -> None:
    figure = good(expectation)
    for bound, away in zip(bounds(expectation, figure), (-1e-6, 1e-6), strict=True):
        if bound is not None:
            at, past = replace(figure, observed=bound), replace(figure, observed=bound + away)
            assert [j.passed for j in judge([at], [expectation])] == [True]
            assert [j.passed for j in judge([past], [expectation])] == [False]
    assert [j.passed for j in judge([figure], [expectation])] == [True]
    assert bounds(expectation, figure) != (None, None)


@pytest.fixture(scope="module")
def versions() -> duckdb.DuckDBPyConnection:
    """Two versions in one connection: `warehouse` has the run's rows too. Outlet A: 60 articles of 2 mentions on 60 pages, a
    quarter undated. The run brings 40 of A on 40 pages, half of them undated and untitled, and 50 of outlet B."""
    con = duckdb.connect()
    for catalog in ("published", "warehouse"):
        con.execute(f"attach ':memory:' as {catalog}")
        con.execute(f"use {catalog}")
        create_tables(con)
        _insert(con, "old", 60, "A", undated=4, untitled=10**6)
    _insert(con, "run", 40, "A", undated=2, untitled=2)
    _insert(con, "run", 50, "B", undated=1, untitled=1)
    return con


def _insert(con: duckdb.DuckDBPyConnection, run: str, count: int, outlet: str, *, undated: int, untitled: int) -> None:
    columns: Callable[[str, dict[str, str]], None] = lambda table, values: con.execute(  # noqa: E731
        f"insert into {table} by name select {', '.join(f'{v} as {k}' for k, v in _filled(con, table, values).items())} "
        f"from range({count}) as numbers(n)"
    )
    key = f"'{run}{outlet}' || n"
    shared = {"run_id": f"'{run}'", "page_id": key, "dump_id": key, "site_name": f"'{outlet}'"}
    columns("dumps", shared | {"dump_path": f"'{outlet}' || n", "dump_format": "'text'", "article_count": "1"})
    columns("pages", shared | {"article_count": "1"})
    columns("articles", shared | {
        "article_id": key, "published_on": f"case when n % {undated} > 0 then date '2024-06-01' end",
        "title": f"case when n % {untitled} > 0 or {untitled} > 1000 then 't' end", "language_code": "'en'", "word_count": "100",
    })  # fmt: skip
    columns("article_entities", shared | {"article_id": key, "name_id": key, "mention_count": "2"})


def _filled(con: duckdb.DuckDBPyConnection, table: str, values: dict[str, str]) -> dict[str, str]:
    """The values of the table's own columns, and something for each column that must not be null."""
    needed = con.execute(
        "select column_name, data_type, is_nullable from duckdb_columns() "
        "where table_name = ? and database_name = current_database()",
        [table],
    ).fetchall()
    empty = {"VARCHAR": "''", "VARCHAR[]": "[]", "BIGINT[]": "[]", "BOOLEAN": "false", "TIMESTAMP WITH TIME ZONE": "now()"}
    return {
        name: values.get(name) or empty.get(kind, "1")
        for name, kind, nullable in needed
        if name in values or not nullable
    }  # fmt: skip


def test_figures_compare_a_source_with_itself_alone(versions: duckdb.DuckDBPyConnection) -> None:
    figures = {figure.measure: figure for figure in measure(versions, "run", TODAY, {})}
    assert {name: (f.observed, f.expected, f.compared) for name, f in figures.items()} == {
        "future_dates": (0, None, 45 + 20), "articles_total": (150, 60, 60),
        "articles_of_dumps_read_anew": (40, 40, 40),  # A0 to A39 were there
        "undated_share": (0.5, 0.25, 40), "untitled_share": (0.5, 0, 40), "copies_share": (0, 0, 40),
        "english_share": (1, 1, 40), "mentions_per_article": (2, 2, 40), "words_per_article": (100, 100, 40),
        "articles_per_page": (1, 1, 40), "rejected_share": (0, 0, 90),
    }  # fmt: skip
    # By hand: a quarter of 60, and half a unit of either kind, as the share; its variance for 40 new and for 60 old units.
    share = 15.5 / 61
    assert figures["undated_share"].noise == pytest.approx((share * (1 - share) * (1 / 40 + 1 / 60)) ** 0.5)


def test_what_a_setting_turned_off_is_not_measured(versions: duckdb.DuckDBPyConnection) -> None:
    names = {figure.measure for figure in measure(versions, "run", TODAY, {"entities": "off", "duplicates": "off"})}
    assert not names & {"mentions_per_article", "copies_share"} and "undated_share" in names


def test_articles_of_the_day_after_tomorrow_are_counted(versions: duckdb.DuckDBPyConnection) -> None:
    early = {figure.measure: figure for figure in measure(versions, "run", date(2024, 5, 30), {})}
    assert early["future_dates"].observed == 65
    assert measure(versions, "run", date(2024, 5, 31), {})[0].observed == 0


def test_the_page_escapes_and_asks_for_nothing_from_outside() -> None:
    hostile = "</td><script>alert(1)</script><img src=x onerror=alert(1)>"
    told = Judgement(replace(EXPECTATIONS[0], description=hostile), passed=False, observed=hostile, expected=hostile)
    html = page([told], hostile, datetime.now(UTC), "stopped")
    assert "<script" not in html and "<img" not in html and html.count("&lt;script&gt;") == 5
    assert "http://" not in html and "https://" not in html and "default-src 'none'" in html


def test_nothing_but_the_gate_imports_the_library() -> None:
    program = (
        "import sys, flows.cli, flows.build_dataset, warehouse.quality, warehouse.query; "
        "sys.exit('great_expectations' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def test_the_library_is_imported_beside_other_work() -> None:
    program = (
        "import sys\nfrom warehouse.quality import library_in_waiting\n"
        "with library_in_waiting():\n    pass\n"
        "sys.exit('great_expectations' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
