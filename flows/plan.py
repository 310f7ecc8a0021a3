"""What a run has to do: which files there are, what is in them, and what of that the warehouse already holds."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from flows import remote
from transforms.ids import bytes_id
from warehouse.publish import Places

_READ_BYTES = 1024 * 1024


class InputError(Exception):
    """An input that names nothing that can be read."""


@dataclass(frozen=True)
class DumpFile:
    """A file by its content. `path` is how the system names it; `stored_as` are the paths that the dumps table gets: its
    dump_path, then those of other files with the same bytes."""

    path: str
    dump_id: str
    byte_count: int
    modified_ns: int
    stored_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnreadableFile:
    """A file whose bytes cannot be had, and why."""

    path: str
    detail: str


@dataclass
class Plan:
    """What is to do: `parse` in batches, `removed_dump_ids` to delete, `moved` to rename, `unreadable` to note."""

    batches: list[list[DumpFile]] = field(default_factory=list)
    removed_dump_ids: list[str] = field(default_factory=list)
    moved: list[tuple[str, str, list[str]]] = field(default_factory=list)
    unreadable: list[UnreadableFile] = field(default_factory=list)
    unchanged_count: int = 0
    outdated_count: int = 0
    found_count: int = 0

    @property
    def parse_count(self) -> int:
        """Dumps to parse."""
        return sum(map(len, self.batches))

    @property
    def parse_bytes(self) -> int:
        """Bytes of the dumps to parse."""
        return sum(dump.byte_count for batch in self.batches for dump in batch)


def shown(path: str) -> str:
    """A path as text that can be stored: bytes of its name that are no UTF-8 are written as escapes, a URL has no password."""
    if remote.is_remote(path):
        return remote.without_secrets(path)
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def discover(inputs: Iterable[str], skip: Path) -> tuple[list[str], list[str]]:
    """Absolute paths or URLs of all files that the inputs (files, folders, globs) name, sorted; and the folders they reach over.

    Hidden files inside folders, and the warehouse's own (`skip` and its companions), are passed over.
    """
    paths: set[str] = set()
    roots: list[str] = []
    for given in inputs:
        if remote.is_remote(given) and not given.startswith("file://"):
            found, root = _find_remote(given)
            paths.update(found)
            roots.append(root)
            continue
        given = given.removeprefix("file://")  # noqa: PLW2901
        absolute = str(Path(given).absolute())
        if Path(absolute).is_dir():
            roots.append(absolute)
            paths.update(_walk(absolute))
        elif Path(absolute).exists() or Path(absolute).is_symlink():
            roots.append(absolute)
            paths.add(absolute)
        elif glob.has_magic(given):
            found = glob.glob(absolute, recursive=True)  # noqa: PTH207 - pathlib's does not take absolute patterns
            if not found:
                raise InputError(f"No file matches {given}")
            roots.append(_fixed_part(absolute))
            paths.update(path for match in found for path in (_walk(match) if Path(match).is_dir() else [match]))
        else:
            raise InputError(f"No such file or folder: {given}")
    places = Places(skip.absolute())
    own = {str(places.published), str(places.published) + ".wal", str(places.quality_page)}
    return sorted(paths - own), roots


def _find_remote(url: str) -> tuple[list[str], str]:
    try:
        return remote.find(url)
    except remote.RemoteInputError as error:
        raise InputError(str(error)) from error


def holds_more_than(paths: Iterable[str], most: int) -> bool:
    """Whether the files are bigger together than `most` bytes; looks at no more of them than it takes, and at local ones only."""
    total = 0
    for path in paths:
        with suppress(OSError):
            total += 0 if remote.is_remote(path) else os.path.getsize(path)  # noqa: PTH202 - 50,000 files are looked at
        if total > most:
            return True
    return False


def _walk(folder: str) -> Iterable[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (f"{parent.rstrip('/')}/{name}" for name in files if not name.startswith("."))


def _fixed_part(pattern: str) -> str:
    """The folder above the first part of a glob that is a pattern."""
    parts = Path(pattern).parts
    first = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    return str(Path(*parts[:first]))


def fingerprint(path: str) -> DumpFile | UnreadableFile:
    """The id of a file, from a pass over its bytes."""
    if remote.is_remote(path):
        return _fingerprint_remote(path)
    try:
        status = os.stat(path)  # noqa: PTH116 - one call gives kind, size and time
        if not stat.S_ISREG(status.st_mode):
            return UnreadableFile(shown(path), "not a regular file")
        digest = hashlib.sha256()
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            while block := file.read(_READ_BYTES):
                digest.update(block)
    except OSError as error:
        return UnreadableFile(shown(path), error.strerror or str(error))
    return DumpFile(path, bytes_id(digest), status.st_size, status.st_mtime_ns)


def _fingerprint_remote(url: str) -> DumpFile | UnreadableFile:
    digest, size = hashlib.sha256(), 0
    try:
        for block in remote.blocks(url):
            digest.update(block)
            size += len(block)
    except remote.RemoteError as error:
        return UnreadableFile(shown(url), error.strerror or str(error))
    return DumpFile(url, bytes_id(digest), size, 0)


def fingerprint_all(paths: Sequence[str], workers: int) -> list[DumpFile | UnreadableFile]:
    """Fingerprints in the order of the paths; hashing leaves Python's lock, so threads share the work.

    A hundred paths at a time: handing over each costs as much as hashing it, 35 µs.
    """
    parts = [paths[at : at + 100] for at in range(0, len(paths), 100)]
    with ThreadPoolExecutor(workers) as pool:
        return [found for part in pool.map(lambda part: list(map(fingerprint, part)), parts) for found in part]


def make_plan(
    found: Sequence[DumpFile | UnreadableFile],
    published: pl.DataFrame,
    *,
    batch_bytes: int,
    workers: int = 1,
    alone_bytes: int | None = None,
    version: str,
    rebuild: bool = False,
    gone: Sequence[str] = (),
) -> Plan:
    """Compares the files found with the dumps published (`dump_id`, `dump_path`, `also_at`, `code_version`).

    A path holds one dump: new bytes at a known path replace the old dump, unless other files still hold it. `gone` are
    published paths that no longer exist and are to be pruned.
    """
    readable = [file for file in found if isinstance(file, DumpFile)]
    held_before: dict[str, list[str]] = {}
    dump_at: dict[str, str] = {}
    versions: dict[str, str] = {}
    for dump_id, dump_path, also_at, dump_version in published.iter_rows():
        held_before[dump_id] = [dump_path, *also_at]
        versions[dump_id] = dump_version
        dump_at.update(dict.fromkeys([dump_path, *also_at], dump_id))
    for path in gone:
        dump_at.pop(path, None)
    by_id: dict[str, DumpFile] = {}
    for file in readable:
        dump_at[shown(file.path)] = file.dump_id
        by_id.setdefault(file.dump_id, file)
    paths_of: dict[str, list[str]] = {}
    for path, dump_id in dump_at.items():
        paths_of.setdefault(dump_id, []).append(path)

    plan = Plan(unreadable=[file for file in found if isinstance(file, UnreadableFile)], found_count=len(found))
    plan.removed_dump_ids = sorted(dump_id for dump_id in held_before if dump_id not in paths_of)
    parse: list[DumpFile] = []
    for dump_id, paths in sorted(paths_of.items(), key=lambda item: min(item[1])):
        before = held_before.get(dump_id)
        # A dump keeps the path it came by as long as that still holds it.
        main = before[0] if before and before[0] in paths else min(paths)
        others = sorted(set(paths) - {main})
        newest = by_id.get(dump_id)
        if newest is not None and (before is None or rebuild):
            parse.append(replace(newest, stored_as=(main, *others)))
            continue
        if newest is not None:
            plan.unchanged_count += 1
            plan.outdated_count += versions[dump_id] != version
        if before is not None and [main, *others] != [before[0], *sorted(before[1:])]:
            plan.moved.append((dump_id, main, others))
    plan.batches = into_batches(parse, batch_bytes, workers, alone_bytes)
    return plan


def into_batches(
    dumps: Sequence[DumpFile], batch_bytes: int, workers: int = 1, alone_bytes: int | None = None
) -> list[list[DumpFile]]:
    """Runs of dumps of up to `batch_bytes` together; a bigger dump is alone.

    Where they are more than one worker reads alone (`alone_bytes`, else one batch), the batches are about as big as each other,
    and at least three for each worker, so that all workers end at about the same time: of 64 and 36 MB one would wait for the
    other half of the time.
    """
    alone_bytes = batch_bytes if alone_bytes is None else alone_bytes
    total = sum(dump.byte_count for dump in dumps)
    each = max(3, -(-total // (batch_bytes * workers)))
    enough = total / (each * workers) if total > alone_bytes and workers > 1 else batch_bytes
    batches: list[list[DumpFile]] = []
    size = 0
    for dump in dumps:
        if not batches or size >= enough or size + dump.byte_count > batch_bytes:
            batches.append([])
            size = 0
        batches[-1].append(dump)
        size += dump.byte_count
    return batches


def vanished(published: pl.DataFrame, roots: Sequence[str]) -> list[str]:
    """Published paths under the given inputs that no longer exist."""
    paths = published.select(pl.concat_list(pl.concat_list("dump_path"), "also_at")).to_series().explode().drop_nulls()
    return [path for path in paths if any(_is_within(path, root) for root in roots) and _is_gone(path)]


def _is_within(path: str, root: str) -> bool:
    if remote.is_remote(path):
        return path == root or path.startswith(root.rstrip("/") + "/")
    return Path(path).is_relative_to(root)


def _is_gone(path: str) -> bool:
    return remote.is_gone(path) if remote.is_remote(path) else not os.path.lexists(path)
