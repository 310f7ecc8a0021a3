"""Versions kept: going back and forward, what the next run makes of it, and readers in the middle of publications."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.stage import unreadable_rejects
from flows.status import told
from tests.conftest import SAMPLES, build, contents, rows
from warehouse.publish import (
    Change,
    Connection,
    LockedError,
    Places,
    WarehouseError,
    keep_version,
    note_in_journal,
    only_writer,
    publish,
    write_journal,
)
from warehouse.versions import Status, roll_back, status, versions

ONE, OTHER = SAMPLES / "fact_check_canal_tolls.txt", SAMPLES / "blog_posts_wordpress_meta.txt"


def publish_noting(places: Places, number: int, keep: int) -> str:
    """A version with that many rejects; returns the run's id."""
    now = datetime.now(UTC)
    change = Change(f"run-{number:03}", now, "test", {})
    change.unreadable = unreadable_rejects((f"/dump/{n}", "gone") for n in range(number))
    publish(places, change, "256MB", 1, lambda: datetime.now(UTC), keep_versions=keep)
    return change.run_id


def counted(warehouse: Path) -> object:
    return rows(warehouse, "select count(*) from rejects")[0][0]


def test_as_many_versions_are_kept_as_asked_for(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    for number in range(5):
        publish_noting(places, number, keep=2)
    assert [version.run_id for version in versions(places)] == ["run-003", "run-002"]
    publish_noting(places, 5, keep=0)
    assert versions(places) == [] and not places.versions.exists()


def test_back_and_forward_and_back(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    for number in range(4):
        publish_noting(places, number, keep=3)
    assert roll_back(places) == ("run-003", "run-002") and counted(places.published) == 2
    assert roll_back(places) == ("run-002", "run-001") and counted(places.published) == 1
    assert roll_back(places, "run-003") == ("run-001", "run-003") and counted(places.published) == 3
    assert [version.run_id for version in versions(places)] == ["run-002", "run-001", "run-000"]
    with pytest.raises(WarehouseError, match="no version run-009 to go back to. Kept: run-002, run-001, run-000"):
        roll_back(places, "run-009")
    with pytest.raises(WarehouseError, match="no version ../../x"):
        roll_back(places, "../../x")
    assert counted(places.published) == 3


def test_nothing_to_go_back_to(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    publish_noting(places, 1, keep=3)
    with pytest.raises(WarehouseError, match="no earlier version"):
        roll_back(places)


def test_the_next_run_reads_again_what_was_undone(tmp_path: Path) -> None:
    warehouse, whole = tmp_path / "w.duckdb", tmp_path / "whole.duckdb"
    build(whole, ONE, OTHER)
    first = build(warehouse, ONE)
    assert first is not None
    keep_version(Places(warehouse), first.run_id)
    Places(warehouse).versions.rename(tmp_path / "aside")  # the tests' own runs keep no versions
    build(warehouse, OTHER)
    (tmp_path / "aside").rename(Places(warehouse).versions)
    roll_back(Places(warehouse))
    assert rows(warehouse, "select count(*) from dumps") == [(1,)]
    build(warehouse, ONE, OTHER)
    assert all(a.equals(b) for a, b in zip(contents(warehouse).values(), contents(whole).values(), strict=True))


def test_an_undone_run_is_told_by_the_next(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    for number in range(3):
        publish_noting(places, number, keep=3)
    note_in_journal(places, {"run_id": "run-002b", "status": "stopped", "started_at": "2024-05-01T00:00:00+00:00",
                             "code_version": "v0", "settings": "{}", "status_detail": "why"})  # fmt: skip
    publish_noting(places, 3, keep=3)
    roll_back(places, "run-000")
    assert status(places).ended == [("run-002b", "stopped"), ("run-001", "undone"), ("run-002", "undone"), ("run-003", "undone")]
    build(places.published, ONE)
    told_runs = rows(places.published, "select run_id, status from runs where run_id < 'run-003' order by run_id")
    assert told_runs == [
        ("run-000", "published"), ("run-001", "undone"), ("run-002", "undone"), ("run-002b", "stopped")
    ]  # fmt: skip
    assert status(places).ended == []


def test_a_rollback_waits_for_no_running_run(tmp_path: Path) -> None:
    from flows.status import rollback

    places = Places(tmp_path / "w.duckdb")
    with only_writer(places, 0, lambda _: None), pytest.raises(LockedError):
        rollback(places.published, None, 0, lambda _: None)


def test_status_tells_freshness_what_is_kept_and_what_is_due(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    for number in range(2):
        publish_noting(places, number, keep=3)
    write_journal(places, Change("cut-off", datetime.now(UTC), "v0", {}))
    places.schedule.write_text('{"rhythm": "0 6 * * *", "cron": "0 6 * * *", "inbox": "/in"}')
    state = status(places)
    assert isinstance(state, Status) and state.version == "run-001"
    assert state.runs.select("run_id", "status").rows() == [("run-001", "published"), ("run-000", "published")]
    lines = told(state, datetime(2024, 5, 1, 7, tzinfo=UTC))
    assert [name for name, _ in lines] == ["published", "articles", "since then", "kept", "schedule"]
    assert "next 2024-05-02 06:00 UTC" in lines[-1][1]


# Opens the file again and again; the three counts of a connection must agree, and versions never go back.
READER = """
import duckdb, os, sys
os.nice(10)
print("ready", flush=True)
last = 0
while last < int(sys.argv[2]):
    with duckdb.connect(sys.argv[1], read_only=True, config={"threads": 1}) as con:
        count = lambda table: con.sql(f"select count(*) from {table}").fetchall()[0][0]
        rejects, runs, again = count("rejects"), count("runs"), count("rejects")
    assert rejects == again == runs - 1, (rejects, again, runs)
    assert rejects >= last
    last = rejects
"""


def test_ten_readers_never_err_during_twenty_publications(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    publish_noting(places, 0, keep=3)
    command = [sys.executable, "-c", READER, str(places.published), "20"]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(10)]
    try:
        for reader in readers:
            assert reader.stdout and reader.stdout.readline() == "ready\n"
        for number in range(1, 21):
            publish_noting(places, number, keep=3)
        ended = [reader.communicate(timeout=60) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
    assert [(reader.returncode, told_wrong) for reader, (_, told_wrong) in zip(readers, ended, strict=True)] == [(0, "")] * 10


def test_a_publication_that_fails_leaves_the_version_and_those_kept(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    publish_noting(places, 0, keep=3)

    def refuse(_con: Connection, _change: Change, _now: datetime) -> list[object]:
        raise WarehouseError("no")

    before = places.published.read_bytes()
    change = Change("run-x", datetime.now(UTC), "test", {})
    with pytest.raises(WarehouseError, match="no"):
        publish(places, change, "256MB", 1, lambda: datetime.now(UTC), gate=refuse, keep_versions=3)  # type: ignore[arg-type]
    assert places.published.read_bytes() == before and versions(places) == []
