"""How long each mart takes over a large warehouse: `python -m tests.benchmarks.marts [--articles 1000000] [--warehouse FILE]`.

Without a warehouse one is made (`generate_warehouse`). Printed are, for each mart, whether a view or a table holds it, the
seconds to make it, the seconds to read all of its rows (median of three), the same in CPU seconds, and how many rows there are.
DuckDB has two threads and the memory that a run has by default.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.settings import Settings
from tests.benchmarks.generate_warehouse import generate
from warehouse.marts import Mart, drop_marts, marts

TRIES = 3


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--warehouse", type=Path, help="One that is kept; its marts are made anew.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = arguments.warehouse or Path(folder) / "made.duckdb"
        if not warehouse.exists():
            generate(warehouse, arguments.articles)
        with duckdb.connect(warehouse, config={"threads": 2, "memory_limit": Settings().memory_limit}) as con:
            drop_marts(con)
            for mart in marts().values():
                sys.stdout.write(_measure(con, mart) + "\n")


def _measure(con: duckdb.DuckDBPyConnection, mart: Mart) -> str:
    made, made_cpu = timed(lambda: mart.create(con))
    read = [timed(lambda: con.execute(f"create or replace temp table result as from {mart.name}")) for _ in range(TRIES)]
    wall, cpu = (statistics.median(figures) for figures in zip(*read, strict=True))
    rows = con.sql("select count(*) from result").fetchall()[0][0]
    return (
        f"{mart.name:26} {mart.kept_as:5}  made {made:6.2f} s ({made_cpu:5.2f} CPU)  "
        f"read {wall:5.2f} s ({cpu:4.2f} CPU)  {rows:>9,} rows"
    )


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and CPU seconds of all threads, that the action takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
