"""Speed and memory from dump files to the published warehouse: `python -m tests.benchmarks.throughput`.

For each size: dumps of five families of pages are generated, `broadsheet run` reads them into a new warehouse on two
cores, and a plain Python line splitter reads the same files on one, for comparison. Neither copies nor entities nor events
(which need entities) are looked for, nor are texts indexed for search, unless `--with copies`, `entities`, `events` or
`search` asks for it, more than once if wanted: the dumps' texts are made of few phrases, which makes passages of all of
them; duplicates.py, entities.py, events.py and search.py measure these on texts that are more like news. Printed are

    pipeline MB/s   bytes and seconds (started_at to finished_at) of the run, as its row in `runs` states them
    to file MB/s    the same up to the moment at which the new version was moved into place
    command MB/s    over the whole command, which also imports libraries and starts Prefect's API server
    MB per CPU s    over the processor seconds of all processes of the command: the figure that other work disturbs least
    peak MB         largest resident memory at any moment of all processes of the command together: its own, those that
                    parse, and Prefect's API server; `own MB` is the largest of the command's own
    x splitter      pipeline MB/s over the splitter's

MB are 1,000,000 bytes. Whatever the figures, the exit code is 1 only where a run failed, bytes were lost, or a family
of pages came out without articles.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import psutil

from tests.benchmarks.generate_dumps import SHARES, write_dumps
from warehouse.query import run_sql

CORES = 2
SEED = 1
POLL_SECONDS = 0.05
MB = 1e6

_BYLINE = re.compile(r"\s*(?:By|BY|Posted by) [A-Z]")
_RUN = """
    select started_at, finished_at,
        (counts ->> 'bytes')::bigint as run_bytes, (counts ->> 'articles')::bigint as articles,
        (select sum(byte_count)::bigint from dumps) as dump_bytes, (select count(*) from dumps) as files
    from runs where status = 'published' order by started_at desc limit 1
"""
# A generated file's name ends in the family of its page.
_FAMILIES = r"""
    select regexp_extract(dumps.dump_path, '-([a-z]+)\.txt$', 1) as family, pages.layout_name,
        count(*) as pages, sum(pages.article_count)::bigint as articles
    from pages join dumps using (dump_id) group by all order by family, pages desc
"""


class BenchmarkError(Exception):
    """A run whose figures would mean nothing."""


@dataclass(frozen=True)
class Command:
    """What was seen of the command from outside."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    own_peak_bytes: int


@dataclass(frozen=True)
class Result:
    """Figures of one size."""

    generated_bytes: int
    files: int
    articles: int
    pipeline_seconds: float
    to_file_seconds: float
    command: Command
    splitter_seconds: float

    @property
    def pipeline_rate(self) -> float:
        return self.generated_bytes / MB / self.pipeline_seconds

    def cells(self, first: Result) -> list[str]:
        megabytes = self.generated_bytes / MB
        splitter_rate = megabytes / self.splitter_seconds
        return [
            f"{megabytes:,.0f}",
            f"{self.files:,}",
            f"{self.articles:,}",
            f"{self.pipeline_rate:.1f}",
            f"{megabytes / self.to_file_seconds:.1f}",
            f"{megabytes / self.command.seconds:.1f}",
            f"{megabytes / self.command.cpu_seconds:.1f}",
            f"{self.command.peak_bytes / MB:,.0f}",
            f"{self.command.own_peak_bytes / MB:,.0f}",
            f"{splitter_rate:.1f}",
            f"{self.pipeline_rate / splitter_rate:.2f}",
            f"{self.pipeline_rate / first.pipeline_rate:.2f}",
        ]


HEADS = [
    "MB", "files", "articles", "pipeline MB/s", "to file MB/s", "command MB/s", "MB per CPU s",
    "peak MB", "own MB", "splitter MB/s", "x splitter", "x first size",
]  # fmt: skip


def measure(megabytes: float, searching: Sequence[str]) -> Result:
    """Generates, runs, reads back and compares one size, in a folder that is gone afterwards."""
    # /tmp may be a file system in memory, /var/tmp is on a disk.
    on_disk = "/var/tmp" if Path("/var/tmp").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-", dir=on_disk) as name:
        folder = Path(name)
        dumps, warehouse = folder / "dumps", folder / "w.duckdb"
        _say(f"{megabytes:,.0f} MB: generating ...")
        started = time.perf_counter()
        generated = write_dumps(dumps, megabytes, SEED)
        _say(f"{megabytes:,.0f} MB: generated in {time.perf_counter() - started:.1f} s; running broadsheet ...")
        command = run_command(dumps, warehouse, searching)
        run = run_sql(warehouse, _RUN).row(0, named=True)
        if not run["dump_bytes"] == run["run_bytes"] == generated:
            raise BenchmarkError(
                f"{generated:,} bytes were generated, {run['dump_bytes']:,} are in dumps, {run['run_bytes']:,} in runs"
            )
        _show(f"\n{megabytes:,.0f} MB: {generated:,} bytes generated, the same by dumps.byte_count and by runs.counts\n")
        families = run_sql(warehouse, _FAMILIES)
        show_families(families)
        found = set(families.filter(pl.col("articles") > 0)["family"])
        if missing := sorted(set(SHARES) - found):
            raise BenchmarkError(f"no articles were found on pages of: {', '.join(missing)}")
        # A file's change time is that of its last rename, which is what publishes it.
        moved_at = datetime.fromtimestamp(warehouse.stat().st_ctime, UTC)
        _say(f"{megabytes:,.0f} MB: splitting lines ...")
        return Result(
            generated_bytes=generated,
            files=run["files"],
            articles=run["articles"],
            pipeline_seconds=(run["finished_at"] - run["started_at"]).total_seconds(),
            to_file_seconds=(moved_at - run["started_at"]).total_seconds(),
            command=command,
            splitter_seconds=split_lines(dumps),
        )


def run_command(dumps: Path, warehouse: Path, searching: Sequence[str]) -> Command:
    """Runs `broadsheet run`, watching its memory."""
    program = Path(sys.executable).with_name("broadsheet")
    start = [str(program)] if program.exists() else [sys.executable, "-m", "flows"]
    log = warehouse.with_suffix(".log")
    started = time.perf_counter()
    with log.open("wb") as output:
        process = psutil.Popen(
            [*start, "run", str(dumps), "--warehouse", str(warehouse)], stdout=output, stderr=subprocess.STDOUT,
            env=os.environ | {
                "BROADSHEET_DUPLICATES": "on" if "copies" in searching else "off",
                "BROADSHEET_ENTITIES": "tagger" if "entities" in searching else "off",
                "BROADSHEET_EVENTS": "on" if "events" in searching else "off",
                "BROADSHEET_SEARCH": "on" if "search" in searching else "off",
            },
        )  # fmt: skip
        cpu_seconds, peak, own_peak = 0.0, 0, 0
        try:
            while process.poll() is None:
                with suppress(psutil.Error):
                    own, children = _resident(process), process.children(recursive=True)
                    own_peak, peak = max(own_peak, own), max(peak, own + sum(map(_resident, children)))
                    cpu_seconds = max(cpu_seconds, sum(map(_cpu_seconds, [process, *children])))
                time.sleep(POLL_SECONDS)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    seconds = time.perf_counter() - started
    if process.returncode:
        told = log.read_text(errors="replace")[-3000:]
        raise BenchmarkError(f"broadsheet run failed with {process.returncode}:\n{told}")
    return Command(seconds, cpu_seconds, peak, own_peak)


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def _cpu_seconds(process: psutil.Process) -> float:
    """Processor seconds of a process and of its children that have ended."""
    with suppress(psutil.Error):
        return sum(process.cpu_times()[:4])
    return 0.0


def split_lines(folder: Path) -> float:
    """The peer: seconds to read, decode and split all files and try each line as a byline, on one core, no output."""
    started = time.perf_counter()
    bylines = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            for line in Path(parent, name).read_bytes().decode().splitlines():
                bylines += _BYLINE.match(line) is not None
    return time.perf_counter() - started


def show_families(families: pl.DataFrame) -> None:
    rows = [[family, layout, f"{pages:,}", f"{articles:,}"] for family, layout, pages, articles in families.iter_rows()]
    _show(aligned(["family", "layout", "pages", "articles"], rows, text_columns=2))


def aligned(heads: list[str], rows: list[list[str]], text_columns: int = 0) -> str:
    """Columns as wide as their widest cell: the first `text_columns` to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if at < text_columns else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [heads, *rows]
    ]
    return "\n".join(lines) + "\n"


def _show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the pipeline's speed and memory.")
    parser.add_argument("--megabytes", type=float, nargs="+", default=[100.0, 1000.0])
    parser.add_argument(
        "--with", choices=["copies", "entities", "events", "search"], action="append", default=[], dest="searching"
    )
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):  # inherited by the command; elsewhere all cores count
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    try:
        results = [measure(megabytes, options.searching) for megabytes in options.megabytes]
    except BenchmarkError as error:
        _show(f"FAILED: {error}\n")
        return 1
    _show("\n" + aligned(HEADS, [result.cells(results[0]) for result in results]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
