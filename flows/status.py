"""`broadsheet status` and `rollback`: what is published, what can be gone back to, what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.publish import Places, only_writer
from warehouse.versions import Status, roll_back, status


def status_of(warehouse: Path) -> Status:
    """The state of the warehouse at this path."""
    return status(Places(warehouse.absolute()))


def rollback(warehouse: Path, to: str | None, wait_seconds: float, on_wait: Callable[[str], None]) -> tuple[str, str]:
    """Goes back to a version kept; the run ids of the version left and of the one published."""
    places = Places(warehouse.absolute())
    with only_writer(places, wait_seconds, on_wait):
        return roll_back(places, to)


def told(state: Status, now: datetime) -> list[tuple[str, str]]:
    """The state in lines of a name and what is so."""
    lines = [
        ("published", f"run {state.version}, {_ago(now - state.written_at)}"),
        ("articles", f"{state.articles:,}, the newest of {state.newest_published_on or 'an unknown day'}"),
    ]
    lines += [("since then", f"run {run_id}: {ended}") for run_id, ended in state.ended]
    lines += [
        ("kept", f"{version.run_id}, {version.byte_count / 1e6:,.1f} MB, {_ago(now - version.written_at)}")
        for version in state.versions
    ]
    if state.schedule is not None:
        lines.append(
            ("schedule", f"{state.schedule.get('rhythm')} over {state.schedule.get('inbox')}; {_due(state.schedule, now)}")
        )
    return lines


def is_cron(text: str) -> bool:
    """Whether the text is a schedule of five fields."""
    from cronsim import CronSim, CronSimError

    try:
        return len(text.split()) == 5 and CronSim(text, datetime.now(UTC)) is not None
    except CronSimError:
        return False


def _due(schedule: dict[str, object], now: datetime) -> str:
    """When the schedule runs next. One of seconds counts from when it was started."""
    cron, every = schedule.get("cron"), schedule.get("every")
    if isinstance(cron, str):
        from cronsim import CronSim

        return f"next {next(CronSim(cron, now)):%Y-%m-%d %H:%M} UTC, if `serve` is running"
    since, seconds = schedule.get("since"), every if isinstance(every, int | float) else 0
    if isinstance(since, str) and seconds > 0:
        passed = (now - datetime.fromisoformat(since)).total_seconds()
        due = now + timedelta(seconds=seconds - passed % seconds)
        return f"next about {due.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, if `serve` is running"
    return "next unknown"


def _ago(passed: timedelta) -> str:
    seconds = max(0, int(passed.total_seconds()))
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name} ago"
    return f"{seconds} seconds ago"
