"""One batch: dumps in, a folder of Parquet files out. A pure function of the dumps' bytes, the settings and the code."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import polars as pl

from flows.plan import DumpFile, shown
from flows.remote import blocks, is_remote
from flows.settings import Settings, code_version
from schemas.catalog import CATALOG
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.entities.finders import RULES, TAGGER, Finder
from transforms.entities.models import ModelError, load_model
from transforms.entities.watchlist import Watchlist, WatchlistError, read_watchlist
from transforms.ids import bytes_id
from transforms.readers import Dump, Page, Unreadable
from transforms.validate import validate_table
from warehouse.publish import ADDED_ON_LOAD

_UNFINISHED = ".unfinished"
_CHANGED = "the file changed after its bytes were hashed; the next run reads it"


class DumpReadError(Exception):
    """The system failed to read a dump: worth another try."""


class StagingError(Exception):
    """The staging folder cannot be written, most often because the disk is full."""


@dataclass
class _Dump:
    """What is gathered of a dump while its pages pass by."""

    file: DumpFile
    dump_format: str = "none"
    encoding: str = "none"
    char_count: int = 0
    page_count: int = 0


@dataclass
class _Chunk:
    rows: list[dict[str, object]] = field(default_factory=list)
    chars: int = 0


def stage_batch(dumps: list[DumpFile], staging: Path, settings: Settings, *, give_up: bool = True) -> Path:
    """Parses the dumps into `staging/<key>/<table>-<part>.parquet` and returns that folder; at once where it is there.

    A dump that the system fails to read raises `DumpReadError`, or with `give_up` becomes a reject.
    """
    folder = staging / batch_key(dumps, settings)
    if folder.exists():
        return folder
    # A killed run's helper may still be at the same batch for a moment: each writer has a folder of its own.
    unfinished = folder.with_name(f"{folder.name}-{uuid.uuid4().hex[:8]}{_UNFINISHED}")
    try:
        unfinished.mkdir(parents=True)
        _Staging(unfinished, settings, give_up=give_up).run(dumps)
        # The folder's name appears when all of it is written: a kill leaves nothing half done under that name.
        unfinished.rename(folder)
    except OSError as error:
        if folder.exists():  # another writer was done first, with the same rows
            return folder
        raise StagingError(f"Writing to {staging} failed: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def batch_key(dumps: list[DumpFile], settings: Settings) -> str:
    """What the batch's result depends on, hashed: code, limits, and the dumps' bytes and paths."""
    parts = [code_version(), astuple(settings.limits), settings.chunk_chars, settings.entities, settings.events,
             _watchlist_text(settings), settings.entity_model, _finder(settings.entities, settings.entity_model).version,
             [[dump.dump_id, dump.stored_as] for dump in dumps]]  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _watchlist_text(settings: Settings) -> str | None:
    if settings.watchlist is None:
        return None
    try:
        return settings.watchlist.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StagingError(f"The watchlist {settings.watchlist} cannot be read: {error}.") from error


@lru_cache(maxsize=1)
def _watchlist(text: str | None) -> Watchlist | None:
    try:
        return None if text is None else read_watchlist(text)
    except WatchlistError as error:
        raise StagingError(str(error)) from error


@lru_cache(maxsize=1)
def _finder(entities: str, model: str | None) -> Finder:
    if model is not None and entities != "off":
        try:
            return load_model(model)
        except ModelError as error:
            raise StagingError(str(error)) from error
    return RULES if entities == "rules" else TAGGER


class _Staging:
    def __init__(self, folder: Path, settings: Settings, *, give_up: bool) -> None:
        self.folder = folder
        self.settings = settings
        self.give_up = give_up
        self.part = 0
        self.chunk = _Chunk()
        self.dumps: dict[str, _Dump] = {}
        self.rejects: list[dict[str, object]] = []

    def run(self, files: list[DumpFile]) -> None:
        for file in files:
            try:
                self._read(file)
            except OSError as error:
                if not self.give_up:
                    raise DumpReadError(f"{shown(file.path)}: {error.strerror or error}") from error
                self._forget(file, "unreadable_file", error.strerror or str(error))
        self._flush()
        self._write("dumps", self._dump_rows())
        self._write("rejects", pl.DataFrame(self.rejects, schema=CATALOG["rejects"].polars_schema))

    def _read(self, file: DumpFile) -> None:
        if is_remote(file.path):
            self._read_remote(file)
            return
        with open(file.path, "rb") as opened:  # noqa: PTH123 - the path may hold bytes that pathlib's repr hides
            self._read_pages(file, opened)
            status = os.fstat(opened.fileno())
        if (status.st_size, status.st_mtime_ns) != (file.byte_count, file.modified_ns):
            self._forget(file, "changed_while_read", _CHANGED)

    def _read_remote(self, file: DumpFile) -> None:
        """Copies the dump beside the batch's own files, tests that it is the one that was planned, and reads the copy."""
        copy, digest = self.folder / "remote.dump", hashlib.sha256()
        with copy.open("w+b") as opened:
            for block in blocks(file.path):
                digest.update(block)
                try:
                    opened.write(block)
                except OSError as error:
                    raise StagingError(f"Writing to {self.folder.parent} failed: {error.strerror or error}.") from error
            opened.seek(0)
            if bytes_id(digest) == file.dump_id:
                self._read_pages(file, opened)
            else:
                self._forget(file, "changed_while_read", _CHANGED)
        copy.unlink()

    def _read_pages(self, file: DumpFile, opened: BinaryIO) -> None:
        dump = self.dumps[file.dump_id] = _Dump(file)
        pages = Dump(opened, shown(file.path), self.settings.limits)
        for page in pages:
            self._take(dump, page)
        dump.dump_format = pages.format

    def _take(self, dump: _Dump, page: Page | Unreadable) -> None:
        if isinstance(page, Unreadable):
            if page.reason == "binary_file" and dump.encoding == "none":
                dump.encoding = "binary"
            self._reject(dump.file, page.reason, page.detail, page.excerpt, page.table_name)
            return
        dump.encoding = page.encoding if dump.encoding in ("none", "binary", page.encoding) else "mixed"
        dump.char_count += len(page.text)
        self.chunk.rows.append(page_row(dump.file.dump_id, dump.page_count, page))
        self.chunk.chars += len(page.text)
        dump.page_count += 1
        if self.chunk.chars >= self.settings.chunk_chars:
            self._flush()

    def _flush(self) -> None:
        if not self.chunk.rows:
            return
        pages = pl.DataFrame(self.chunk.rows, schema=PAGE_SCHEMA)
        self.chunk = _Chunk()
        watchlist = _watchlist(_watchlist_text(self.settings))
        tables = parse_pages(
            pages, self.settings.limits, latest=datetime.now(UTC).date(),
            entities=self.settings.entities != "off",
            events=self.settings.events == "on" and self.settings.entities != "off", watchlist=watchlist,
            finder=_finder(self.settings.entities, self.settings.entity_model),
        )  # fmt: skip
        paths = pl.DataFrame(
            {"dump_id": list(self.dumps), "path": [dump.file.stored_as[0] for dump in self.dumps.values()]},
            schema={"dump_id": pl.String, "path": pl.String},
        )
        tables["rejects"] = (
            tables["rejects"].join(paths, on="dump_id", how="left").with_columns(pl.col("path").alias("dump_path")).drop("path")
        )
        for name, frame in tables.items():
            self._write(name, frame)
        self.part += 1

    def _write(self, table: str, frame: pl.DataFrame, part: int | None = None) -> None:
        path = self.folder / f"{table}-{self.part if part is None else part:05}.parquet"
        try:
            # Not compressed: DuckDB reads it once, soon, and the disk must hold the warehouse's copy anyway.
            frame.write_parquet(path, compression="uncompressed", statistics=False)
        except (OSError, pl.exceptions.ComputeError) as error:  # Polars reports a full disk as the latter
            raise StagingError(f"Writing to {self.folder.parent} failed: {error}.") from error

    def _reject(self, file: DumpFile, reason: str, detail: str, excerpt: str | None = None, table: str = "dumps") -> None:
        self.rejects.append(
            {"dump_id": file.dump_id, "dump_path": file.stored_as[0], "page_id": None, "table_name": table,
             "reject_reason": reason, "detail": detail, "raw_excerpt": excerpt}
        )  # fmt: skip

    def _forget(self, file: DumpFile, reason: str, detail: str) -> None:
        """Takes back what is known of a dump that could not be read to its end, and notes why."""
        self._flush()
        self.dumps.pop(file.dump_id, None)
        for written in sorted(self.folder.glob("*.parquet")):
            table, part = written.stem.split("-")
            kept = pl.read_parquet(written, glob=False).filter(pl.col("dump_id") != file.dump_id)
            self._write(table, kept, int(part))
        self.rejects = [reject for reject in self.rejects if reject["dump_id"] != file.dump_id]
        self.rejects.append(
            {"dump_id": None, "dump_path": file.stored_as[0], "page_id": None, "table_name": "dumps",
             "reject_reason": reason, "detail": detail, "raw_excerpt": None}
        )  # fmt: skip

    def _dump_rows(self) -> pl.DataFrame:
        spec = CATALOG["dumps"]
        schema = {name: dtype for name, dtype in spec.polars_schema.items() if name not in ADDED_ON_LOAD["dumps"]}
        counted = [pl.read_parquet(file, columns=["dump_id"], glob=False) for file in self.folder.glob("articles-*.parquet")]
        articles = dict(pl.concat(counted).group_by("dump_id").len().rows()) if counted else {}
        pages = [pl.read_parquet(file, columns=["dump_id"], glob=False) for file in self.folder.glob("pages-*.parquet")]
        page_counts = dict(pl.concat(pages).group_by("dump_id").len().rows()) if pages else {}
        rows = [
            {
                "dump_id": dump.file.dump_id,
                "dump_path": dump.file.stored_as[0],
                "also_at": list(dump.file.stored_as[1:]),
                "dump_format": dump.dump_format,
                "encoding": dump.encoding,
                "byte_count": dump.file.byte_count,
                "char_count": dump.char_count,
                "page_count": page_counts.get(dump.file.dump_id, 0),
                "article_count": articles.get(dump.file.dump_id, 0),
                "code_version": code_version(),
            }
            for dump in self.dumps.values()
        ]
        return pl.DataFrame(rows, schema=schema)


def unreadable_rejects(files: Iterator[tuple[str, str]]) -> pl.DataFrame:
    """Rejects for files whose bytes could not be had: pairs of path and reason."""
    rows = [
        {"dump_id": None, "dump_path": path, "page_id": None, "table_name": "dumps", "reject_reason": "unreadable_file",
         "detail": detail, "raw_excerpt": None}
        for path, detail in files
    ]  # fmt: skip
    return validate_table("rejects", pl.DataFrame(rows, schema=CATALOG["rejects"].polars_schema))[0]


def clear_unfinished(staging: Path) -> None:
    """Removes what a killed run left half written."""
    for folder in staging.glob(f"*{_UNFINISHED}"):
        with suppress(OSError):
            shutil.rmtree(folder)
