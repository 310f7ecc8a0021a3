"""The dashboard of a large warehouse: how long it takes to write, how large it is, how long a browser takes to open it.

    python -m tests.benchmarks.dashboard [--articles 1000000] [--warehouse FILE]

Without a warehouse one is made (`generate_warehouse`). "Open" is from the start of the navigation until all panels are drawn;
"filter" from the choice of an outlet until they are drawn anew. Both are the median of five, in headless Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from playwright.sync_api import sync_playwright

from flows.dashboard import write_dashboard
from tests.benchmarks.generate_warehouse import generate
from warehouse.marts import create_marts

TRIES = 5
FILTER = """() => {
    const start = performance.now();
    const list = document.getElementById("outlet");
    list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
    list.dispatchEvent(new Event("change", { bubbles: true }));
    return performance.now() - start;
}"""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--warehouse", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = arguments.warehouse or Path(folder) / "made.duckdb"
        if arguments.warehouse is None:
            generate(warehouse, arguments.articles)
            with duckdb.connect(warehouse) as con:
                create_marts(con)
        output = Path(folder) / "dashboard.html"
        wall, cpu = time.perf_counter(), time.process_time()
        size = write_dashboard(warehouse, output, "Benchmark")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        sys.stdout.write(f"write  {wall:6.2f} s, {cpu:.2f} CPU s\nsize   {size / 1e6:6.2f} MB\n")
        opened, filtered = _browse(output)
        sys.stdout.write(f"open   {opened:6.2f} s\nfilter {filtered:6.2f} s\n")


def _browse(file: Path) -> tuple[float, float]:
    """Seconds to open the file, and to draw it anew after the choice of a filter."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    opened, filtered = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        for _ in range(TRIES):
            page = browser.new_page()
            page.goto(file.as_uri())
            page.wait_for_function("performance.getEntriesByName('drawn').length > 0")
            opened.append(page.evaluate("performance.getEntriesByName('drawn')[0].startTime") / 1000)
            filtered.append(page.evaluate(FILTER) / 1000)
            page.close()
        browser.close()
    return statistics.median(opened), statistics.median(filtered)


if __name__ == "__main__":
    main()
