"""Settings from defaults, a file and the environment, and how they are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.settings import Settings, origins
from tests.conftest import rows
from warehouse.publish import Change, Places, publish

runner = CliRunner()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BROADSHEET_CONFIG", raising=False)


def write(text: str) -> None:
    Path("broadsheet.toml").write_text(text, encoding="utf-8")


def test_the_environment_goes_before_the_file_and_that_before_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    write("workers = 5\nkeep_versions = 7\non_failure_command = ['notify', '--all']\n")
    monkeypatch.setenv("BROADSHEET_WORKERS", "3")
    settings = Settings()
    assert (settings.workers, settings.keep_versions, settings.on_failure_command) == (3, 7, ["notify", "--all"])
    found = origins()
    assert (found["workers"], found["keep_versions"], found["quality"]) == ("environment", "broadsheet.toml", "default")


def test_another_file_is_named_by_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("workers = 4")
    monkeypatch.setenv("BROADSHEET_CONFIG", str(tmp_path / "other.toml"))
    assert Settings().workers == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wokers = 2", "there is no setting wokers"),
        ("workers = 'many'", "workers: Input should be a valid integer"),
        ("workers = ", "broadsheet.toml cannot be read"),
        ("[workers]\nhow_many = 2", "workers: Input should be a valid integer"),
    ],
)
def test_what_cannot_be_set_is_told(text: str, message: str) -> None:
    write(text)
    result = runner.invoke(app, ["config"])
    assert (result.exit_code, message in result.output) == (2, True), result.output


def test_a_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_CONFIG", "nowhere.toml")
    result = runner.invoke(app, ["config"])
    assert (result.exit_code, "nowhere.toml, which is no file" in result.output) == (2, True)


def test_secrets_are_masked_where_settings_are_shown_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_ON_FAILURE_WEBHOOK", "https://hooks.example/T0K3N")
    shown = runner.invoke(app, ["config"])
    assert shown.exit_code == 0 and "on_failure_webhook" in shown.output and "T0K3N" not in shown.output
    warehouse, now = tmp_path / "w.duckdb", datetime.now(UTC)
    change = Change("run-1", now, "test", Settings().model_dump())
    publish(Places(warehouse), change, "256MB", 1, lambda: now)
    [(recorded,)] = rows(warehouse, "select settings from runs")
    assert "on_failure_webhook" in str(recorded) and "T0K3N" not in str(recorded)
