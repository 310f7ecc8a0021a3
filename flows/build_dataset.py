"""The pipeline: dumps in, a published warehouse out."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.temporary_server import quiet_prefect

quiet_prefect()
# Batches share the cores already; a second thread inside of each costs 10% more than it saves. Read at Polars' import.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

from prefect import flow, task  # noqa: E402 - its settings are read at import
from prefect.artifacts import create_link_artifact, create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.futures import as_completed  # noqa: E402
from prefect.logging import get_run_logger  # noqa: E402
from prefect.runtime import task_run  # noqa: E402
from prefect.task_runners import ThreadPoolTaskRunner  # noqa: E402

from flows.corpus import corpus_steps, steps_are_outdated  # noqa: E402
from flows.inbox import settled  # noqa: E402
from flows.parsers import Parsers, parsers  # noqa: E402
from flows.plan import DumpFile, InputError, Plan, discover, fingerprint_all, make_plan, vanished  # noqa: E402
from flows.settings import Settings, code_version  # noqa: E402
from flows.stage import clear_unfinished, unreadable_rejects  # noqa: E402
from warehouse import publish as store  # noqa: E402
from warehouse.laws import Verdict  # noqa: E402
from warehouse.publish import Change, Places  # noqa: E402
from warehouse.quality import QualityError, QualityGate  # noqa: E402

READ_RETRIES = 2


@dataclass
class Report:
    """What a run did. Bytes and seconds are those of the dumps that were parsed, from reading to the published file."""

    run_id: str
    warehouse: str
    published: bool
    found_count: int = 0
    parsed_count: int = 0
    unchanged_count: int = 0
    outdated_count: int = 0
    removed_count: int = 0
    moved_count: int = 0
    unreadable: list[str] = field(default_factory=list)
    parsed_bytes: int = 0
    seconds: float = 0.0
    laws_tested: int = 0
    quality_page: str | None = None
    failed_checks: list[str] = field(default_factory=list)


@dataclass
class Listener:
    """Who is told how a run gets on. Not a parameter of the flow, since Prefect stores those as JSON.

    `progress` gets the stage and how many of how many bytes are through it (0 of 0 where that is unknown); `message`
    something that the user should know while the run goes on.
    """

    progress: Callable[[str, int, int], None] = lambda *_: None
    message: Callable[[str], None] = lambda text: get_run_logger().warning(text)


listener = Listener()


@flow(
    name="build-dataset",
    task_runner=ThreadPoolTaskRunner(max_workers=Settings().workers),  # type: ignore[arg-type]
    log_prints=False,
    validate_parameters=False,
)
def build_dataset(
    dumps: Sequence[str],
    warehouse: str,
    *,
    rebuild: bool = False,
    prune: bool = False,
    wait_seconds: float = 600.0,
    accept_quality: bool = False,
    settle_seconds: float | None = None,
) -> Report:
    """Brings the warehouse up to date with the dumps (files, folders, globs) and publishes the new version.

    With `settle_seconds` the dumps are an inbox, in which there may be nothing, and files that are still being written.
    """
    settings = Settings()
    places = Places(Path(warehouse).absolute())
    with store.only_writer(places, wait_seconds, listener.message):
        started_at = _now()
        plan = plan_run(list(dumps), places, settings, rebuild=rebuild, prune=prune, settle_seconds=settle_seconds)
        change = Change(_run_id(started_at), started_at, code_version(), settings.model_dump())
        change.removed_dump_ids, change.moved_dumps = plan.removed_dump_ids, plan.moved
        change.unreadable = unreadable_rejects((file.path, file.detail) for file in plan.unreadable)
        if not _anything_to_do(plan, places, settings):
            return _report(change, plan, places, published=False)
        store.write_journal(places, change)
        clear_unfinished(places.staging)
        change.batches = parse_batches(plan.batches, places.staging, settings)
        verdicts = publish_version(places, change, settings, accept_quality=accept_quality)
        report = _report(change, plan, places, published=True)
        report.laws_tested = len(verdicts)
        report.failed_checks = [f"{v.severity} {v.table_name}.{v.check_name}: saw {v.observed}, expected {v.expected}"
                                for v in verdicts if not v.passed]  # fmt: skip
        report.quality_page = str(places.quality_page) if settings.quality == "on" else None
        note_artifact(report)
        return report


@task(name="plan-run")
def plan_run(
    dumps: list[str], places: Places, settings: Settings, *, rebuild: bool, prune: bool, settle_seconds: float | None
) -> Plan:
    """Finds the files, hashes them, and compares them with what is published."""
    paths, roots = discover(dumps, places.published)
    if settle_seconds is not None:
        paths = settled(paths, time.time(), settle_seconds)
    elif not paths and not prune:
        raise InputError(f"No files in {', '.join(dumps)}")
    listener.progress("Reading files", 0, len(paths))
    published = store.published_dumps(places)
    found = fingerprint_all(paths, settings.workers)
    gone = vanished(published, roots) if prune else []
    return make_plan(
        found, published, batch_bytes=settings.batch_bytes, workers=settings.workers, alone_bytes=settings.alone_bytes,
        version=code_version(), rebuild=rebuild, gone=gone,
    )  # fmt: skip


def parse_batches(batches: list[list[DumpFile]], staging: Path, settings: Settings) -> list[Path]:
    """Parses all batches, some side by side, each into a folder of Parquet files."""
    sizes = [sum(dump.byte_count for dump in batch) for batch in batches]
    listener.progress("Parsing", 0, sum(sizes))
    with parsers(min(settings.workers, len(batches))) as free:
        jobs = [ParseJob(batch, staging, settings, free) for batch in batches]
        futures = {parse_batch.submit(job): size for job, size in zip(jobs, sizes, strict=True)}
        done = 0
        for future in as_completed(list(futures)):
            future.result()
            done += futures[future]
            listener.progress("Parsing", done, sum(sizes))
        return [future.result() for future in futures]


class ParseJob:
    """A batch and what it takes to parse it. Not a dataclass: Prefect would look through all of its dumps for futures."""

    def __init__(self, batch: list[DumpFile], staging: Path, settings: Settings, free: Parsers) -> None:
        self.batch, self.staging, self.settings, self.free = batch, staging, settings, free


@task(name="parse-batch", retries=READ_RETRIES, retry_delay_seconds=[1, 5], persist_result=False, cache_policy=NO_CACHE)
def parse_batch(job: ParseJob) -> Path:
    """One batch. A dump that cannot be read is tried again, then becomes a reject."""
    give_up = (task_run.run_count or 1) > READ_RETRIES
    parser = job.free.get()
    try:
        return parser(job.batch, job.staging, job.settings, give_up=give_up)
    finally:
        job.free.put(parser)


@task(name="publish-version")
def publish_version(places: Places, change: Change, settings: Settings, *, accept_quality: bool) -> list[Verdict]:
    """Loads the batches into a copy of the warehouse, tests laws and expectations, and moves the copy into place."""
    listener.progress("Publishing", 0, 0)
    gate = QualityGate(places, accept=accept_quality) if settings.quality == "on" else None
    try:
        return store.publish(
            places, change, settings.memory_limit, settings.workers, _now,
            steps=corpus_steps(settings), gate=gate, keep_versions=settings.keep_versions,
        )  # fmt: skip
    except QualityError as error:
        store.note_in_journal(places, {"run_id": change.run_id, "status": "stopped", "status_detail": str(error)})
        note_quality(places)
        raise


def note_artifact(report: Report) -> None:
    """The run's figures as a Prefect artifact, seen beside the run in Prefect's pages."""
    rows = [{"what": name, "value": json.dumps(value)} for name, value in asdict(report).items()]
    create_table_artifact(table=rows, key="broadsheet-run", description=f"Run {report.run_id}")


def note_quality(places: Places) -> None:
    """Links the page of a version that was stopped, beside the failed run in Prefect's pages."""
    create_link_artifact(places.quality_page.as_uri(), "What the quality gate found", key="broadsheet-quality")


def _anything_to_do(plan: Plan, places: Places, settings: Settings) -> bool:
    """Whether a new version would differ from the published one."""
    noted = store.published_unreadable(places)
    same_notes = noted.rows() == sorted((file.path, file.detail) for file in plan.unreadable)
    changed = plan.batches or plan.removed_dump_ids or plan.moved or not same_notes
    return bool(changed) or not places.published.exists() or steps_are_outdated(places, settings)


def _report(change: Change, plan: Plan, places: Places, *, published: bool) -> Report:
    return Report(
        run_id=change.run_id,
        warehouse=str(places.published),
        published=published,
        found_count=plan.found_count,
        parsed_count=plan.parse_count,
        unchanged_count=plan.unchanged_count,
        outdated_count=plan.outdated_count,
        removed_count=len(plan.removed_dump_ids),
        moved_count=len(plan.moved),
        unreadable=[f"{file.path}: {file.detail}" for file in plan.unreadable],
        parsed_bytes=plan.parse_bytes,
        seconds=(_now() - change.started_at).total_seconds(),
    )


def _run_id(started_at: datetime) -> str:
    """Sorts by time, differs for two runs in one second."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"


def _now() -> datetime:
    return datetime.now(UTC)
