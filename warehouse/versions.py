"""Versions kept beside the published one: which there are, going back to one, and what is known of the warehouse's state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from warehouse.publish import (
    JOURNALLED,
    Places,
    WarehouseError,
    connect_published,
    keep_version,
    kept_versions,
    note_in_journal,
    read_journal,
    refuse_open_for_writing,
    sync,
    version_id,
)

SHOWN_RUNS = 10


@dataclass(frozen=True)
class Version:
    """A version kept: the run that published it, when its file was written, and its size."""

    run_id: str
    written_at: datetime
    byte_count: int


def roll_back(places: Places, to: str | None = None) -> tuple[str, str]:
    """Publishes a version kept before, the newest older one unless `to` names another. Hold the writer's lock.

    The version left is kept in its turn, so that one can go forward again. Returns both run ids, the one left first. Dumps
    that the version left had read are new to the one published: the next run reads them, and records the runs undone.
    """
    refuse_open_for_writing(places)
    left = version_id(places.published)
    kept = {path.stem: path for path in kept_versions(places)}
    older = [run_id for run_id in kept if run_id != left and _written_before(kept[run_id], places.published)]
    target = to or next(iter(older), None)
    if target is None or target not in kept or target == left:
        shown = ", ".join(run_id for run_id in kept if run_id != left) or "none"
        raise WarehouseError(f"There is no {'earlier version' if to is None else f'version {to}'} to go back to. Kept: {shown}.")
    if version_id(kept[target]) != target:  # opened and read before it is published
        raise WarehouseError(f"{kept[target]} is not the version of run {target}.")
    undone = _runs_since(places.published, kept[target])
    keep_version(places, left)
    kept[target].replace(places.published)
    sync(places.published.parent)
    for run in undone:
        note_in_journal(places, run)
    return left, target


def _written_before(one: Path, other: Path) -> bool:
    return one.stat().st_mtime_ns < other.stat().st_mtime_ns


def _runs_since(left: Path, target: Path) -> list[dict[str, str]]:
    """Runs that the version left has and the target does not know, as entries of the journal: published ones are undone."""
    with connect_published(target) as con:
        known = [run_id for (run_id,) in con.sql("select run_id from runs").fetchall()]
    with connect_published(left) as con:
        found = con.execute(
            "select run_id, started_at::varchar, code_version, settings, if(status = 'published', 'undone', status), "
            "coalesce(status_detail, '') from runs where not list_contains(?::varchar[], run_id) order by started_at",
            [known],
        ).fetchall()
    return [dict(zip(JOURNALLED, run, strict=True)) for run in found]


def versions(places: Places) -> list[Version]:
    """The versions kept, the newest first, without the published one."""
    return [
        Version(path.stem, datetime.fromtimestamp(path.stat().st_mtime, UTC), path.stat().st_size)
        for path in kept_versions(places)
        if not (places.published.exists() and path.samefile(places.published))
    ]


@dataclass(frozen=True)
class Status:
    """The state of a warehouse. `runs` are the last ones, the newest first, with `run_id`, `started_at`, `finished_at`,
    `status`, `articles`, `failed_checks`; `ended` are runs since then that published nothing, which the next run records."""

    version: str
    written_at: datetime
    runs: pl.DataFrame
    newest_published_on: object
    articles: int
    versions: list[Version]
    ended: list[tuple[str, str]]
    schedule: dict[str, object] | None


def status(places: Places) -> Status:
    """What is published and since when, the last runs, what is kept, and what `serve` has planned."""
    with connect_published(places.published) as con:
        con.execute("set timezone = 'UTC'")
        runs = con.execute(
            """
            select run_id, started_at, finished_at, status, (counts->>'articles')::bigint as articles,
                (select count(*) from checks where checks.run_id = runs.run_id and not passed) as failed_checks
            from runs order by started_at desc, run_id desc limit ?
            """,
            [SHOWN_RUNS],
        ).pl()
        [(newest, articles)] = con.sql("select max(published_on), count(*) from articles").fetchall()
        known = {run_id for (run_id,) in con.sql("select run_id from runs").fetchall()}
    ended: dict[str, str] = {}
    for entry in read_journal(places):
        if entry["run_id"] not in known:
            ended[entry["run_id"]] = entry.get("status", "interrupted, or at work now")
    written_at = datetime.fromtimestamp(places.published.stat().st_mtime, UTC)
    return Status(
        version_id(places.published), written_at, runs, newest, articles, versions(places), list(ended.items()), _schedule(places)
    )


def _schedule(places: Places) -> dict[str, object] | None:
    try:
        schedule = json.loads(places.schedule.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return schedule if isinstance(schedule, dict) else None
