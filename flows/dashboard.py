"""`broadsheet dashboard`: the published warehouse as one HTML file that needs nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from flows.printable import printable
from warehouse.dashboard import document
from warehouse.dashboard_page import dashboard_page
from warehouse.publish import replace_file


class DashboardError(Exception):
    """The file cannot be written."""


def write_dashboard(warehouse: Path, output: Path, title: str) -> int:
    """Writes the file, or leaves the one that is there; returns its size in bytes."""
    page = dashboard_page(document(warehouse), printable(title)).encode()
    if output.exists() and output.samefile(warehouse):
        raise DashboardError(f"{output} is the warehouse itself; name another file for its dashboard")
    try:
        replace_file(output, page)
    except OSError as error:
        raise DashboardError(f"Cannot write {output}: {os.strerror(error.errno or 0)}") from error
    return len(page)
