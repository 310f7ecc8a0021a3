"""`broadsheet dashboard`: the published warehouse as one HTML file that needs nothing else."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from flows.printable import printable
from warehouse.dashboard import document
from warehouse.dashboard_page import dashboard_page


class DashboardError(Exception):
    """The file cannot be written."""


def write_dashboard(warehouse: Path, output: Path, title: str) -> int:
    """Writes the file, or leaves the one that is there; returns its size in bytes."""
    page = dashboard_page(document(warehouse), printable(title)).encode()
    if output.exists() and output.samefile(warehouse):
        raise DashboardError(f"{output} is the warehouse itself; name another file for its dashboard")
    try:
        _replace(output, page)
    except OSError as error:
        raise DashboardError(f"Cannot write {output}: {os.strerror(error.errno or 0)}") from error
    return len(page)


def _replace(output: Path, page: bytes) -> None:
    """Who opens the file meanwhile finds the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(page)
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
