"""Batches in two processes: the same folders as in one, errors where the batch came from, no process left."""

from __future__ import annotations

import os
import queue
import threading
from contextlib import suppress
from pathlib import Path

import polars as pl
import psutil
import pytest

from flows.parsers import Helper, helpers_in_waiting, parsers
from flows.plan import DumpFile, discover, fingerprint_all, holds_more_than, make_plan
from flows.settings import Settings
from flows.stage import DumpReadError, StagingError, _Staging, stage_batch
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> list[DumpFile]:
    paths, _ = discover([str(SAMPLES)], tmp_path_factory.mktemp("none") / "w.duckdb")
    published = pl.DataFrame(schema=["dump_id", "dump_path", "also_at", "code_version"])
    return make_plan(fingerprint_all(paths, 1), published, batch_bytes=10**9, version="v").batches[0]


def test_a_helper_writes_what_this_process_writes(tmp_path: Path, batch: list[DumpFile]) -> None:
    here = stage_batch(batch, tmp_path / "here", Settings())
    with parsers(2) as free:
        assert free.get() is stage_batch
        there = free.get()(batch, tmp_path / "there", Settings(), give_up=True)
    assert here.name == there.name
    assert {file.name: file.read_bytes() for file in here.iterdir()} == {file.name: file.read_bytes() for file in there.iterdir()}


def test_what_a_helper_cannot_do_is_raised_here(tmp_path: Path, batch: list[DumpFile]) -> None:
    gone = DumpFile(str(tmp_path / "gone.txt"), "0" * 32, 5, 0, ("gone.txt",))
    helper = Helper()
    try:
        with pytest.raises(DumpReadError, match=r"gone\.txt: No such file"):
            helper.stage_batch([gone], tmp_path / "staging", Settings(), give_up=False)
        # and goes on
        assert helper.stage_batch(batch, tmp_path / "staging", Settings(), give_up=True).exists()
    finally:
        helper.stop()


def test_the_end_of_a_helper_is_an_error_with_a_way_out(tmp_path: Path, batch: list[DumpFile]) -> None:
    helper = Helper()
    helper.process.kill()
    with pytest.raises(StagingError, match=r"exit code -9, .*BROADSHEET_WORKERS=1"):
        helper.stage_batch(batch, tmp_path, Settings(), give_up=True)
    helper.stop()


def test_one_parser_is_this_process_alone_and_none_is_left_when_all_is_done() -> None:
    me = psutil.Process(os.getpid())
    before = set(me.children())
    with parsers(1) as free:
        assert free.get() is stage_batch
        with pytest.raises(queue.Empty):
            free.get(timeout=0)
        assert set(me.children()) == before
    with parsers(3):
        assert len(set(me.children()) - before) == 2
    assert set(me.children()) == before


def test_helpers_in_waiting_are_taken_first_and_end_where_nobody_took_them() -> None:
    me = psutil.Process(os.getpid())
    before = set(me.children())
    with helpers_in_waiting(2):
        waiting = set(me.children()) - before
        assert len(waiting) == 2
        with parsers(2):
            assert set(me.children()) - before == waiting
        assert len(set(me.children()) - before) == 1
    assert set(me.children()) == before


def test_files_are_added_up_until_they_are_too_many(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in "abc"]
    for path in paths:
        Path(path).write_bytes(b"12345")
    assert [holds_more_than(paths, most) for most in (0, 14, 15)] == [True, True, False]
    assert not holds_more_than([*paths, str(tmp_path / "gone"), "memory://far/away"], 15)


def test_a_batch_is_whole_though_two_write_it_at_once(
    tmp_path: Path, batch: list[DumpFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed run's helper goes on for a moment, while the next run has begun with the same batch."""
    clean = {file.name for file in stage_batch(batch, tmp_path / "clean", Settings()).iterdir()}
    orphan_wrote, run_began, orphan_done = threading.Event(), threading.Event(), threading.Event()
    write = _Staging._write

    def in_turn(self: _Staging, name: str, frame: pl.DataFrame) -> None:
        if threading.current_thread() is orphan and name == "dumps":  # the last but one of its tables
            orphan_wrote.set()
            run_began.wait()
        elif threading.current_thread() is not orphan and not run_began.is_set():
            run_began.set()
            orphan_done.wait()
        write(self, name, frame)

    def go_on() -> None:
        with suppress(StagingError):
            stage_batch(batch, tmp_path / "staging", Settings())
        orphan_done.set()

    monkeypatch.setattr(_Staging, "_write", in_turn)
    orphan = threading.Thread(target=go_on)
    orphan.start()
    orphan_wrote.wait()
    found = []
    for _ in range(2):  # the run tries again what failed
        with suppress(StagingError):
            found.append({file.name for file in stage_batch(batch, tmp_path / "staging", Settings()).iterdir()})
    orphan.join()
    assert found == [clean, clean]
    assert [path.name for path in (tmp_path / "staging").iterdir()] == [path.name for path in (tmp_path / "clean").iterdir()]
