"""Parquet: one row a page or an article, in the columns that JSONL records have as fields."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.readers.packed import RATIO_FREE_BYTES, seekable
from transforms.readers.page import Limits, Page, ReadError, Unreadable
from transforms.readers.record import FIELDS, TEXT_FIELDS, record_page

_BATCH_ROWS = 64
_READ_BYTES = 1024 * 1024
# A column of one long text a million times over is small as a dictionary and huge as strings: it is kept as it is stored,
# and rows become strings one at a time.
_METADATA_BYTES = 64 * 1024 * 1024


def read_parquet(file: Any, limits: Limits) -> Iterator[Page | Unreadable]:
    """Rows as pages, read a few at a time and in the columns of use alone. A row's place is its number."""
    with seekable(file) as whole:
        try:
            opened = _open(whole, [])
            schema = opened.schema_arrow
            opened = _open(whole, [name for name in TEXT_FIELDS if name in schema.names and _is_text(schema.field(name).type)])
            packed = whole.seek(0, io.SEEK_END)
            counts = [opened.metadata.row_group(group).num_rows for group in range(opened.num_row_groups)]
        except ReadError:
            raise
        except (pa.ArrowException, OSError, ValueError, LookupError, MemoryError) as error:
            yield Unreadable("corrupt_parquet", f"the file's footer cannot be read: {error}", table_name="dumps")
            return
        columns = [name for name in schema.names if name in {*TEXT_FIELDS, *FIELDS}]
        if not {*columns} & {*TEXT_FIELDS}:
            yield Unreadable("no_text_field", f"none of {', '.join(TEXT_FIELDS)} is a column", ", ".join(schema.names)[:200])
            return
        for group, first in enumerate(accumulate(counts[:-1], initial=0) if counts else ()):
            # Only the group's own figure: its columns' end the process where those of a damaged file make no sense (pyarrow 26).
            unpacked = opened.metadata.row_group(group).total_byte_size
            if unpacked > limits.max_unpacked_bytes or unpacked > max(RATIO_FREE_BYTES, limits.max_unpack_ratio * packed):
                problem = f"row group {group} unpacks to {unpacked:,} bytes, from a file of {packed:,}"
                yield Unreadable("unpack_ratio_too_high", problem, table_name="dumps")
            else:
                yield from _row_group(opened, group, columns, first, limits)
        if sum(counts) != opened.metadata.num_rows:
            problem = f"the file states {opened.metadata.num_rows:,} rows, its row groups {sum(counts):,}"
            yield Unreadable("corrupt_parquet", problem, table_name="dumps")


def _open(whole: BinaryIO, as_dictionary: list[str]) -> pq.ParquetFile:
    return pq.ParquetFile(
        whole, buffer_size=_READ_BYTES, pre_buffer=False, page_checksum_verification=True, read_dictionary=as_dictionary,
        thrift_string_size_limit=_METADATA_BYTES, thrift_container_size_limit=1_000_000,
    )  # fmt: skip


def _is_text(kind: pa.DataType) -> bool:
    return kind in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())


def _row_group(opened: pq.ParquetFile, group: int, columns: list[str], first: int, limits: Limits) -> Iterator[Page | Unreadable]:
    where, read = f"row group {group}", 0
    count = opened.metadata.row_group(group).num_rows
    problem = "it has no more"
    try:
        for batch in opened.iter_batches(_BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False):
            for row in range(batch.num_rows):
                yield from _row(batch, row, first + read, limits)
                read += 1
    except ReadError:
        raise
    except (pa.ArrowException, OSError, ValueError, LookupError, MemoryError) as error:
        problem = str(error)
    if read != count:
        yield Unreadable("corrupt_parquet", f"{where} has {count:,} rows and gives {read:,}: {problem}", table_name="dumps")


def _row(batch: pa.RecordBatch, row: int, number: int, limits: Limits) -> Iterator[Page | Unreadable]:
    where = f"row {number:,}"
    record: dict[str, object] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            value = column[row].as_py()
        except (pa.ArrowException, ValueError, OverflowError) as error:  # bytes that are no UTF-8, dates out of range
            raw = _raw_bytes(column[row]) if name in TEXT_FIELDS else None
            if raw is None:
                yield Unreadable("bad_field", f"{where}: {name}: {error}", table_name="articles")
            value = raw
        record[name] = value.isoformat() if isinstance(value, date) else value
    size = max((len(value) for value in record.values() if isinstance(value, str | bytes)), default=0)
    if size > limits.max_page_bytes:
        yield Unreadable("record_too_large", f"{where} is over {limits.max_page_bytes:,} bytes")
        return
    yield from record_page(record, number, number + 1, where)


def _raw_bytes(scalar: Any) -> bytes | None:
    """A string's bytes where they are no UTF-8."""
    try:
        scalar = scalar.value if isinstance(scalar, pa.DictionaryScalar) else scalar
        return bytes(scalar.as_buffer())
    except (AttributeError, pa.ArrowException):
        return None
