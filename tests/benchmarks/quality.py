"""What the quality gate costs: `python -m tests.benchmarks.quality --articles 100000`.

A made-up warehouse is published, and a copy of it, a tenth of whose pages a run has brought in, is judged. Prints CPU and wall
seconds of the whole gate in a process that has not imported its library before, and how many expectations were judged.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tests.benchmarks.generate_warehouse import generate
from warehouse.publish import Change, Places
from warehouse.quality import QualityGate

READ_ANEW = ("pages", "articles")


def main() -> None:
    """Makes the warehouses, judges, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    articles = parser.parse_args().articles
    with TemporaryDirectory() as folder:
        places = Places(Path(folder) / "w.duckdb")
        generate(places.published, articles)
        shutil.copyfile(places.published, places.working)
        con = duckdb.connect(config={"memory_limit": "768MB", "threads": 2, "temp_directory": f"{folder}/spill"})
        con.execute(f"attach '{places.published}' as published (read_only)")
        con.execute(f"attach '{places.working}' as warehouse")
        con.execute("use warehouse")
        for table in READ_ANEW:
            con.execute(f"update {table} set run_id = 'run-anew' where hash(page_id) % 10 = 0")
        wall, cpu = time.perf_counter(), time.process_time()
        now = datetime.now(UTC)
        verdicts = QualityGate(places, accept=True)(con, Change("run-anew", now, "benchmark", {}), now)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        con.close()
    failed = [verdict.check_name for verdict in verdicts if not verdict.passed]
    print(  # noqa: T201
        f"{articles:,} articles: {len(verdicts)} expectations judged in {wall:.1f} s, {cpu:.1f} CPU s; "
        f"failed: {failed or 'none'}",
        file=sys.stdout,
    )


if __name__ == "__main__":
    main()
