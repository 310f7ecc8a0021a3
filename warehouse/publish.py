"""Publishing: staged Parquet into a working copy in one transaction, then an atomic rename.

The published file is never written to. A run copies it, changes the copy, tests the laws, checkpoints, syncs, and moves
the copy into its place: readers keep the version they have open, and see the new one when they connect again. A kill at
any moment leaves the last published version, and the staged batches for the next run to load.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from schemas.catalog import BATCH_TABLES
from warehouse.ddl import SchemaMismatchError, create_tables, literal
from warehouse.laws import Verdict, test_laws

# What a batch cannot know of itself is added when it is loaded.
ADDED_ON_LOAD = {"dumps": ["ingested_at"]}
# The copy is thrown away after a crash: it needs no log, which would hold all new rows a second time. And a row group of
# articles is 50 MB of text instead of 400 MB, so that both cores pack them and half the memory is enough.
_ATTACH = "recovery_mode no_wal_writes, row_group_size 16384"

JOURNALLED = ("run_id", "started_at", "code_version", "settings", "status", "status_detail")
_INSERT_RUN = (
    "insert into runs by name select ? as run_id, ?::timestamptz as started_at, ? as code_version, ? as settings, ? as status, "
    "? as status_detail, ?::timestamptz as finished_at, ? as counts, ?::varchar[] as accepted_checks"
)
RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # as a file name, from a file that others may have written

Connection = duckdb.DuckDBPyConnection


class WarehouseError(Exception):
    """The warehouse cannot be read or written. The message says why, and what to do."""


class LockedError(WarehouseError):
    """Another run is writing to the same warehouse."""


class LawsBrokenError(WarehouseError):
    """The staged warehouse breaks a law, so the last version stays published."""


@dataclass(frozen=True)
class Places:
    """Where a warehouse and what belongs to it stand. Hidden files are ours to delete."""

    published: Path

    @property
    def working(self) -> Path:
        """The copy that a run writes to."""
        return self.published.with_name(f".{self.published.name}.working")

    @property
    def staging(self) -> Path:
        """Batches that are parsed but not yet published, one folder each."""
        return self.published.with_name(f".{self.published.name}.staging")

    @property
    def versions(self) -> Path:
        """Versions published before, for `rollback` (see warehouse/versions.py)."""
        return self.published.with_name(f".{self.published.name}.versions")

    @property
    def schedule(self) -> Path:
        """What `serve` runs and when, for `status`."""
        return self.published.with_name(f".{self.published.name}.schedule.json")

    @property
    def quality_page(self) -> Path:
        """What the quality gate found when it was last asked. The one companion that is meant for people."""
        return self.published.with_name(f"{self.published.name}.quality.html")

    @property
    def lock(self) -> Path:
        """Held by the one run that writes."""
        return self.published.with_name(f".{self.published.name}.lock")


@dataclass
class Change:
    """What a run does to the warehouse."""

    run_id: str
    started_at: datetime
    code_version: str
    settings: dict[str, object]
    batches: list[Path] = field(default_factory=list)
    removed_dump_ids: list[str] = field(default_factory=list)
    moved_dumps: list[tuple[str, str, list[str]]] = field(default_factory=list)  # dump_id, dump_path, also_at
    unreadable: pl.DataFrame | None = None  # rejects of files whose bytes could not be read


# Looks at the working copy, in catalog `warehouse`, beside the published version, in catalog `published` where there is one.
# Raises a WarehouseError to stop the publication; verdicts are published with the data.
Gate = Callable[[Connection, Change, datetime], list[Verdict]]


@dataclass(frozen=True)
class CorpusStep:
    """A step over the whole warehouse, run on the working copy when the batches are loaded and before the laws are tested.

    `version` says which code and settings its rows come from: where the stored one differs, `clear` deletes them first.
    `bring_up_to_date` makes its tables agree with the batch tables; it gets an empty folder for work files. Rows loaded by
    this run have its run_id. Where nothing changed it must change nothing.
    """

    name: str
    version: str
    clear: Callable[[Connection], None]
    bring_up_to_date: Callable[[Connection, Change, Path], None]


@contextmanager
def only_writer(places: Places, wait_seconds: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Holds the warehouse's lock; waits for another run, and raises `LockedError` when it takes longer than that."""
    if "?" in str(places.published):  # DuckDB cuts the name of its log there
        raise WarehouseError(f"DuckDB cannot write to a path with a question mark: {places.published}. Choose another name.")
    try:
        places.published.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(places.lock, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            holder = _lock_holder(places)
            if wait_seconds > 0:
                on_wait(f"Another run{holder} is writing to {places.published}; waiting up to {wait_seconds:.0f} s.")
            lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise LockedError(
            f"Another run{_lock_holder(places)} is writing to {places.published}. "
            "Try again when it is done, or wait longer with --wait SECONDS."
        ) from None
    except OSError as error:
        raise WarehouseError(
            f"Cannot write to {places.published.parent}: {error.strerror or error}. Choose another place with --warehouse FILE."
        ) from error
    try:
        with suppress(OSError):
            places.lock.with_suffix(".pid").write_text(str(os.getpid()))
        yield
    finally:
        with suppress(OSError):
            places.lock.with_suffix(".pid").unlink()
        lock.release()


def _lock_holder(places: Places) -> str:
    with suppress(OSError):
        return f" (process {places.lock.with_suffix('.pid').read_text()})"
    return ""


def connect_published(published: Path) -> Connection:
    """A read-only connection to the published version."""
    if not published.exists():
        raise WarehouseError(f"There is no warehouse at {published}. Make one with: broadsheet run DUMPS --warehouse {published}")
    try:
        return duckdb.connect(published, read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"{published} cannot be opened: {str(error).splitlines()[0]}") from error


def published_dumps(places: Places) -> pl.DataFrame:
    """Dumps of the published version: `dump_id`, `dump_path`, `also_at`, `code_version`; none where there is no version."""
    schema = pl.Schema(
        {
            "dump_id": pl.String(),
            "dump_path": pl.String(),
            "also_at": pl.List(pl.String),
            "code_version": pl.String(),
        }
    )
    if not places.published.exists():
        return pl.DataFrame(schema=schema)
    with connect_published(places.published) as con:
        try:
            return con.sql("select dump_id, dump_path, also_at, code_version from dumps order by dump_path").pl().cast(schema)
        except duckdb.CatalogException as error:
            raise WarehouseError(f"{places.published} is not a Broadsheet warehouse: it has no table of dumps.") from error


def published_unreadable(places: Places) -> pl.DataFrame:
    """Rejects of files that could not be read when last tried (`dump_path`, `detail`)."""
    if not places.published.exists():
        return pl.DataFrame(schema={"dump_path": pl.String, "detail": pl.String})
    with connect_published(places.published) as con:
        return con.sql("select dump_path, detail from rejects where dump_id is null order by dump_path").pl()


def published_steps(places: Places) -> dict[str, str]:
    """Version of each corpus step in the published warehouse; none where there is no such version, or an older one."""
    if not places.published.exists():
        return {}
    with connect_published(places.published) as con:
        try:
            return dict(con.sql("select step_name, step_version from corpus_steps").fetchall())
        except duckdb.CatalogException:
            return {}


def publish(
    places: Places,
    change: Change,
    memory_limit: str,
    threads: int,
    now: Callable[[], datetime],
    *,
    steps: Sequence[CorpusStep] = (),
    gate: Gate | None = None,
    keep_versions: int = 0,
) -> list[Verdict]:
    """Makes and publishes the next version, keeping so many of those before. On any error the last one stays as it is."""
    try:
        _discard_working(places)
        if places.published.exists():
            refuse_open_for_writing(places)
            shutil.copyfile(places.published, places.working)
        left = version_id(places.working) if keep_versions and places.published.exists() else None
        verdicts = _write_working(places, change, memory_limit, threads, now, steps=steps, gate=gate)
        sync(places.working)
        if left is not None:
            keep_version(places, left)
        places.working.replace(places.published)
        sync(places.published.parent)
    except duckdb.Error as error:
        _discard_working(places)
        raise WarehouseError(f"Writing the warehouse failed: {str(error).splitlines()[0]}") from error
    except SchemaMismatchError as error:
        _discard_working(places)
        raise WarehouseError(f"{places.published} was made by another version: {error}. Run into a new file.") from error
    except OSError as error:
        _discard_working(places)
        raise WarehouseError(
            f"Writing {places.working} failed: {error.strerror or error}. The last version stays published."
        ) from error
    except BaseException:
        _discard_working(places)
        raise
    shutil.rmtree(places.staging, ignore_errors=True)
    forget_versions(places, keep_versions)
    return verdicts


def refuse_open_for_writing(places: Places) -> None:
    """A write-ahead log beside the published file means that some program writes to it in place."""
    if places.published.with_name(places.published.name + ".wal").exists():
        raise WarehouseError(
            f"Another program has {places.published} open for writing. Close it there; readers should connect read-only."
        )


def version_id(published: Path) -> str:
    """The run that published the version in this file: the last one in its runs table."""
    with connect_published(published) as con:
        try:
            found = con.sql("select max_by(run_id, finished_at) from runs where status = 'published'").fetchone()
        except duckdb.CatalogException:
            found = None
    if not found or not isinstance(found[0], str) or not RUN_ID.fullmatch(found[0]):
        raise WarehouseError(f"{published} does not say which run published it.")
    return found[0]


def keep_version(places: Places, run_id: str) -> None:
    """Gives the published file, which that run made, a second name among the versions kept.

    No bytes are copied where the disk has hard links.
    """
    kept = places.versions / f"{run_id}.duckdb"
    places.versions.mkdir(exist_ok=True)
    if kept.exists():
        return
    try:
        os.link(places.published, kept)
    except OSError:
        unfinished = kept.with_suffix(".part")
        shutil.copy2(places.published, unfinished)
        sync(unfinished)
        unfinished.replace(kept)
    sync(places.versions)


def kept_versions(places: Places) -> list[Path]:
    """The versions kept, the newest first; each is called by the run that published it."""
    with suppress(FileNotFoundError):
        return sorted(places.versions.glob("*.duckdb"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return []


def forget_versions(places: Places, keep: int) -> None:
    """Deletes all but the newest so many versions. Nothing hangs on it: what cannot be deleted stays for the next run."""
    kept = [path for path in kept_versions(places) if not path.samefile(places.published)]
    for path in kept[keep:] + list(places.versions.glob("*.part")):
        with suppress(OSError):
            path.unlink()
    if not keep:
        with suppress(OSError):
            places.versions.rmdir()


def _write_working(
    places: Places,
    change: Change,
    memory_limit: str,
    threads: int,
    now: Callable[[], datetime],
    *,
    steps: Sequence[CorpusStep],
    gate: Gate | None,
) -> list[Verdict]:
    places.staging.mkdir(exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": str(places.staging / "spill"),
        "preserve_insertion_order": False,  # half the time and half the file (measured on 1,000,000 articles)
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"attach {literal(str(places.working))} as warehouse ({_ATTACH})")
        if gate is not None and places.published.exists():
            _attach_published(con, places)
        con.execute("use warehouse")
        con.execute("begin transaction")
        create_tables(con)
        _delete_replaced(con, change)
        for table in BATCH_TABLES:
            _load(con, table, change, now())
        if change.unreadable is not None and change.unreadable.height:
            frame = change.unreadable
            con.execute("insert into rejects by name select *, ? as run_id from frame", [change.run_id])
            del frame
        for dump_id, dump_path, also_at in change.moved_dumps:
            con.execute("update dumps set dump_path = ?, also_at = ? where dump_id = ?", [dump_path, also_at, dump_id])
        for step in steps:
            _run_step(con, step, change, places.staging / f"step-{step.name}")
        verdicts = test_laws(con, change.run_id)
        broken = [verdict for verdict in verdicts if not verdict.passed]
        if broken:
            con.execute("rollback")
            told = "; ".join(f"{v.table_name}.{v.check_name}: {v.observed} ({v.expected})" for v in broken)
            raise LawsBrokenError(f"The new version breaks laws and is not published: {told}")
        if gate is not None:
            verdicts += gate(con, change, now())
        _write_run(con, places, change, verdicts, now())
        con.execute("commit")
        con.execute("checkpoint")
        con.execute("use memory")
        con.execute("detach warehouse")
    return verdicts


def _attach_published(con: Connection, places: Places) -> None:
    try:
        con.execute(f"attach {literal(str(places.published))} as published (read_only)")
    except duckdb.IOException:  # a program that reads has it open for writing: bytes can be copied all the same
        copy = places.staging / "published.duckdb"
        shutil.copyfile(places.published, copy)
        con.execute(f"attach {literal(str(copy))} as published (read_only)")


def _run_step(con: Connection, step: CorpusStep, change: Change, folder: Path) -> None:
    known = con.execute("select step_version from corpus_steps where step_name = ?", [step.name]).fetchone()
    if known != (step.version,):
        step.clear(con)
        con.execute("delete from corpus_steps where step_name = ?", [step.name])
        con.execute("insert into corpus_steps by name select ? as step_name, ? as step_version, ? as run_id",
                    [step.name, step.version, change.run_id])  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    step.bring_up_to_date(con, change, folder)


def _delete_replaced(con: Connection, change: Change) -> None:
    """Rows of dumps that are gone or read anew, and earlier notes on unreadable files that were tried again."""
    con.execute("create temp table replaced (dump_id varchar)")
    if change.removed_dump_ids:
        con.execute("insert into replaced select unnest(?)", [change.removed_dump_ids])
    for batch in change.batches:
        con.execute("insert into replaced select dump_id from read_parquet(?)", [_parts(batch, "dumps")])
    for table in BATCH_TABLES:
        con.execute(f"delete from {table} where dump_id in (select dump_id from replaced)")
    con.execute("delete from rejects where dump_id is null")
    con.execute("drop table replaced")


def _load(con: Connection, table: str, change: Change, now: datetime) -> None:
    files = [file for batch in change.batches for file in _parts(batch, table)]
    if not files:
        return
    added = "".join(f", ?::timestamptz as {column}" for column in ADDED_ON_LOAD.get(table, []))
    values = [now for _ in ADDED_ON_LOAD.get(table, [])]
    con.execute(
        f"insert into {table} by name select *, ? as run_id{added} from read_parquet(?)",
        [change.run_id, *values, files],
    )


def _parts(batch: Path, table: str) -> list[str]:
    return [literal_path(file) for file in sorted(batch.glob(f"{table}-*.parquet"))]


def literal_path(path: Path) -> str:
    """The path for DuckDB, which reads names as patterns: brackets around each special character take it literally."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))


def _write_run(con: Connection, places: Places, change: Change, verdicts: list[Verdict], now: datetime) -> None:
    counts = con.execute(
        """
        select to_json({
            dumps: (select count(*) from dumps where run_id = $run), pages: (select count(*) from pages where run_id = $run),
            articles: (select count(*) from articles where run_id = $run),
            rejects: (select count(*) from rejects where run_id = $run),
            bytes: (select coalesce(sum(byte_count), 0)::bigint from dumps where run_id = $run), removed_dumps: $removed::bigint
        })::varchar
        """,
        {"run": change.run_id, "removed": len(change.removed_dump_ids)},
    ).fetchone()
    for earlier in _unfinished(read_journal(places)):
        known = con.execute("select count(*) from runs where run_id = ?", [earlier["run_id"]]).fetchone()
        if earlier["run_id"] != change.run_id and known == (0,):
            con.execute(_INSERT_RUN, [*(earlier[name] or None for name in JOURNALLED), None, "{}", []])
    accepted = [verdict.check_name for verdict in verdicts if verdict.severity == "critical" and not verdict.passed]
    settings = json.dumps(change.settings, default=str)
    started = [change.run_id, change.started_at, change.code_version, settings, "published", None]
    con.execute(_INSERT_RUN, [*started, now, counts[0] if counts else "{}", accepted])
    con.executemany(
        "insert into checks by name select ? as run_id, ? as check_name, ? as table_name, ? as passed, "
        "? as observed, ? as expected, ? as severity",
        [[change.run_id, v.check_name, v.table_name, v.passed, v.observed, v.expected, v.severity] for v in verdicts],
    )


def _unfinished(entries: list[dict[str, str]]) -> list[dict[str, str | None]]:
    """Runs of the journal, one entry each: what was noted first, and how it ended as noted last."""
    runs: dict[str, dict[str, str | None]] = {}
    for entry in entries:
        known = runs.setdefault(entry["run_id"], {"status": "interrupted", "status_detail": None})
        known.update(entry)
    return [run for run in runs.values() if all(name in run for name in JOURNALLED)]


def write_journal(places: Places, change: Change) -> None:
    """Notes in the staging folder that a run began, so that a later run can record it should it be cut off."""
    note_in_journal(
        places,
        {
            "run_id": change.run_id,
            "started_at": change.started_at.isoformat(),
            "code_version": change.code_version,
            "settings": json.dumps(change.settings, default=str),
        },
    )


def note_in_journal(places: Places, entry: dict[str, str]) -> None:
    """Adds what is known of a run, by its run_id: `status` and `status_detail` once it ended without a version."""
    places.staging.mkdir(parents=True, exist_ok=True)
    with (places.staging / "runs.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry) + "\n")


def read_journal(places: Places) -> list[dict[str, str]]:
    """Runs noted in the staging folder. A line that a kill cut short is passed over."""
    entries: list[dict[str, str]] = []
    with suppress(OSError):
        for line in (places.staging / "runs.jsonl").read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):
                entries.append(json.loads(line))
    return entries


def replace_file(path: Path, content: str | bytes) -> None:
    """Writes a file whole or not at all: who opens it meanwhile finds the old one or the new one."""
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _discard_working(places: Places) -> None:
    for path in (places.working, places.working.with_name(places.working.name + ".wal")):
        with suppress(FileNotFoundError):
            path.unlink()


def sync(path: Path) -> None:
    """Waits until the file, or a folder's list of names, is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
