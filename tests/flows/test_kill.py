"""Killed at any moment: the published file opens, holds a whole version, and the next run finishes the work."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import psutil
import pytest

from flows.temporary_server import TemporaryServer
from tests.benchmarks.generate_dumps import write_dumps
from tests.conftest import ROOT, build, contents

KILLS = 20


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_kills_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EVENTS", "off")  # most of a run's time, and rows of the same batches as entities
    first, second = tmp_path / "dumps" / "first", tmp_path / "dumps" / "second"
    write_dumps(first, 1, seed=1)
    write_dumps(second, 2, seed=2)
    base, warehouse, clean = (tmp_path / name for name in ("base.duckdb", "w.duckdb", "clean.duckdb"))
    build(base, first)
    build(clean, first, second)
    versions = [contents(base), contents(clean)]
    counts = [{name: frame.height for name, frame in version.items()} for version in versions]

    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("BROADSHEET_QUALITY", "off")  # it only reads, and its library takes two seconds a run
    monkeypatch.setenv("BROADSHEET_BATCH_BYTES", "150000")  # many batches: more moments to die at
    command = [sys.executable, "-m", "flows", "run", str(first), str(second), "--warehouse", str(warehouse)]
    server = TemporaryServer()  # one for all runs, so that the time goes into the runs' own work
    try:
        server.ready()
        # How long a whole run works, from its first trace on disk: kills fall all over that stretch, and a little past it.
        shutil.copy(base, warehouse)
        seconds = run_until(command, warehouse, None, [])
        assert all(a.equals(b) for a, b in zip(contents(warehouse).values(), versions[1].values(), strict=True))
        chance, seen = random.Random(20), set()
        orphans: list[int] = []  # how many processes each killed run left behind for a moment
        shutil.copy(base, warehouse)
        # The first ones early: what a killed run has parsed the next ones need not parse again.
        for number in range(KILLS):
            run_until(command, warehouse, (number + chance.random()) / KILLS * 1.1 * seconds, orphans)
            with duckdb.connect(warehouse, read_only=True) as con:
                found = {name: con.sql(f"select count(*) from {name}").fetchall()[0][0] for name in counts[0]}
            assert found in counts, "half a load was published"
            seen.add(counts.index(found))
            if found == counts[1]:  # it got through before the kill: start over
                shutil.copy(base, warehouse)
        assert 0 in seen
        assert any(orphans), "no run was killed while another process parsed for it"
        run_until(command, warehouse, None, [])
    finally:
        server.stop()
    assert all(a.equals(b) for a, b in zip(contents(warehouse).values(), versions[1].values(), strict=True))
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith(".w.duckdb")}
    assert left <= {".w.duckdb.lock", ".w.duckdb.versions"}, "a finished run leaves nothing of the killed ones behind"
    for version in (tmp_path / ".w.duckdb.versions").iterdir():
        assert any(all(a.equals(b) for a, b in zip(contents(version).values(), kept.values(), strict=True)) for kept in versions)


def run_until(command: list[str], warehouse: Path, kill_after: float | None, orphans: list[int]) -> float:
    """Runs the command; kills it so many seconds after it began to write. Returns the seconds that it wrote.

    Processes that the killed run had started must end with it; `orphans` gets their number.
    """
    journal = warehouse.with_name(f".{warehouse.name}.staging") / "runs.jsonl"
    before = journal.stat().st_size if journal.exists() else 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ) as process:
        while process.poll() is None and not (journal.exists() and journal.stat().st_size > before):
            time.sleep(0.01)
        began = time.monotonic()
        if kill_after is not None:
            try:
                process.wait(kill_after)
            except subprocess.TimeoutExpired:
                children = psutil.Process(process.pid).children(recursive=True)
                process.send_signal(signal.SIGKILL)
                orphans.append(len(children))
                assert not psutil.wait_procs(children, timeout=10)[1], "a process outlived the run that started it"
        assert process.stderr
        told = process.stderr.read().decode()
    assert process.returncode in ({0} if kill_after is None else {0, -signal.SIGKILL}), told
    return time.monotonic() - began
