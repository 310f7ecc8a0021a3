"""What reading alone costs, without any parsing: `python -m tests.benchmarks.reading FILE...`.

For each file, in a process of its own: pages per CPU second, MB of decoded text per CPU second, CPU milliseconds per MB of
the file, and the largest resident memory.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

from transforms.readers import Dump, Limits, Page


def measure(path: Path) -> str:
    """Reads the file once."""
    before = time.process_time()
    pages = chars = rejects = 0
    with path.open("rb") as file:
        for found in Dump(file, path.name, Limits()):
            if isinstance(found, Page):
                pages += 1
                chars += len(found.text)
            else:
                rejects += 1
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    megabytes = path.stat().st_size / 1e6
    return (
        f"{path.name}: {pages:,} pages, {rejects:,} rejects, {pages / seconds:,.0f} pages per CPU s, "
        f"{chars / 1e6 / seconds:,.0f} MB of text per CPU s, {1000 * seconds / megabytes:.1f} CPU ms per MB of file, "
        f"peak {peak:,.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what reading dumps costs.")
    parser.add_argument("files", type=Path, nargs="+")
    files = parser.parse_args().files
    for file in files:
        if len(files) == 1:
            sys.stdout.write(measure(file) + "\n")
        else:  # peaks are a process's
            subprocess.run([sys.executable, "-m", "tests.benchmarks.reading", str(file)], check=True)


if __name__ == "__main__":
    main()
