"""Scheduled runs: against a real Prefect server; the inbox; who is told of a failure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr
from typer.testing import CliRunner

from flows.cli import app
from flows.failure import tell
from flows.inbox import settled
from flows.settings import Settings
from flows.temporary_server import TemporaryServer
from tests.conftest import ROOT, rows

FACTS = {"warehouse": "/w.duckdb", "message": '$(touch /tmp/never) \u2028 "quoted" <b>'}
TELLER = """
import json, os, sys
facts = json.load(sys.stdin)
assert os.environ["BROADSHEET_FAILURE_MESSAGE"] == facts["message"]
with open(sys.argv[1], "a") as told: told.write(json.dumps(facts) + "\\n")
"""


def test_files_that_are_being_written_are_left_alone(tmp_path: Path) -> None:
    names = ["done.txt", "fresh.txt", "half.txt.part", "half.TMP", ".hidden", "copied.txt"]
    for name in names:
        (tmp_path / name).write_text("x")
    now = time.time()
    os.utime(tmp_path / "copied.txt", (now - 9000, now - 9000))  # as `cp -p` leaves it: written just now all the same
    found = [str(tmp_path / name) for name in names]
    shown = lambda later, seconds: [Path(path).name for path in settled(found, now + later, seconds)]  # noqa: E731
    assert shown(0, 30) == []
    assert shown(60, 30) == ["done.txt", "fresh.txt", "copied.txt"]
    os.utime(tmp_path / "fresh.txt", (now + 50, now + 50))
    assert shown(60, 30) == ["done.txt", "copied.txt"]
    assert settled(["https://site.example/a.txt", str(tmp_path / "gone.txt")], now, 30) != []


def test_a_command_is_told_of_a_failure_without_a_shell(tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    assert tell(FACTS, Settings(on_failure_command=[sys.executable, "-c", TELLER, str(told)])) == []
    assert json.loads(told.read_text()) == FACTS
    problems = tell(FACTS, Settings(on_failure_command=[sys.executable, "-c", "raise SystemExit(3)"]))
    assert len(problems) == 1 and "exit status 3" in problems[0]
    assert "No such file" in tell(FACTS, Settings(on_failure_command=["/no/such/program"]))[0]


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes]]]:
    """A server on loopback that keeps what is posted to /ok and refuses all else."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204 if self.path == "/ok" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_gets_json_and_its_address_is_never_told(hook: tuple[str, list[bytes]]) -> None:
    url, got = hook
    assert tell(FACTS, Settings(on_failure_webhook=SecretStr(f"{url}/ok"))) == []
    assert json.loads(got[0]) == FACTS
    for wrong in (f"{url}/T0K3N", "http://127.0.0.1:9/T0K3N", "file:///T0K3N", "T0K3N"):
        [problem] = tell(FACTS, Settings(on_failure_webhook=SecretStr(wrong)))
        assert "BROADSHEET_ON_FAILURE_WEBHOOK failed" in problem and "T0K3N" not in problem


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "either --cron or --every"),
        (["--cron", "* * * * *", "--every", "9"], "either --cron or --every"),
        (["--cron", "every day"], "no schedule of cron's five fields"),
        (["--cron", "99 * * * *"], "no schedule of cron's five fields"),
    ],
)
def test_a_schedule_that_is_none_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["serve", str(tmp_path), *arguments])
    assert (result.exit_code, message in result.output) == (2, True)


def test_deployments_name_what_there_is() -> None:
    from flows.serve import refresh

    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    for deployment in deployments:
        assert deployment["entrypoint"] == "flows/serve.py:refresh"
        assert set(deployment["parameters"]) == set(refresh.parameters.properties)
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def wait_for(met: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


def write_dump(path: Path, count: int, run: str) -> None:
    text = "The council of Skelby met on item {} and put it off until the harbour master has read report {}."
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_text("".join(
        json.dumps({"body_text": text.format(n, run), "published_on": "2024-05-01"}) + "\n" for n in range(count)
    ))  # fmt: skip
    unfinished.rename(path)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_schedule_fires_a_failure_is_told_and_the_next_run_recovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, warehouse, told = tmp_path / "inbox", tmp_path / "w.duckdb", tmp_path / "told.jsonl"
    inbox.mkdir()
    write_dump(inbox / "a.jsonl", 60, "one")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    server = TemporaryServer(lasting=True)
    settings = {
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "BROADSHEET_SETTLE_SECONDS": "0", "BROADSHEET_RETRY_SECONDS": "[]", "BROADSHEET_ENTITIES": "off",
        "BROADSHEET_ON_FAILURE_COMMAND": json.dumps([sys.executable, "-c", TELLER, str(told)]),
    }  # fmt: skip
    command = [sys.executable, "-m", "flows", "serve", str(inbox), "--every", "8", "--warehouse", str(warehouse)]
    articles = lambda: rows(warehouse, "select count(*) from articles")[0][0] if warehouse.exists() else None  # noqa: E731
    with (tmp_path / "log").open("w") as log:
        try:
            server.ready()
            serving = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)
            try:
                wait_for(lambda: articles() == 60)
                write_dump(inbox / "a.jsonl", 5, "two")  # nine tenths are gone
                wait_for(told.exists)
                assert articles() == 60
                write_dump(inbox / "a.jsonl", 61, "three")
                wait_for(lambda: articles() == 61)
                status = CliRunner().invoke(app, ["status", "--warehouse", str(warehouse)])
                assert "every 8 s over" in status.output and "stopped" in status.output
            finally:
                serving.send_signal(signal.SIGTERM)
                serving.wait(30)
            runs = asked(server, "flow_runs")
            artifacts = {artifact["key"] for artifact in asked(server, "artifacts")}
        finally:
            server.stop()
    fact = json.loads(told.read_text().splitlines()[0])
    assert fact["warehouse"] == str(warehouse) and "articles_of_changed_dumps_collapse" in fact["message"]
    scheduled = [run["state_type"] for run in runs if run["deployment_id"] and run["auto_scheduled"]]
    assert {"COMPLETED", "FAILED"} <= set(scheduled)
    assert {"broadsheet-run", "broadsheet-quality"} <= artifacts
    assert not warehouse.with_name(".w.duckdb.schedule.json").exists()


def asked(server: TemporaryServer, what: str) -> list[dict[str, object]]:
    request = urllib.request.Request(f"{server.url}/{what}/filter", b"{}", {"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: list[dict[str, object]] = json.load(answer)
        return found
