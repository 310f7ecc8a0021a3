"""The inbox: which of a folder's files are there to be read, and which somebody is still writing.

A file is left alone while its name is hidden or ends as those of unfinished downloads do, and until it has not changed for
some seconds. Whoever writes for longer with pauses gives it such a name and renames it. Done files may stay: they are known by
their bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import PurePath

from flows import remote

UNFINISHED_SUFFIXES = {".part", ".partial", ".tmp", ".crdownload", ".filepart"}


def settled(paths: Iterable[str], now: float, settle_seconds: float) -> list[str]:
    """The paths whose files nobody writes to any more. `now` is in seconds as files' times are. URLs are always settled."""
    return [path for path in paths if remote.is_remote(path) or _is_settled(path, now, settle_seconds)]


def _is_settled(path: str, now: float, settle_seconds: float) -> bool:
    name = PurePath(path)
    if name.name.startswith(".") or name.suffix.lower() in UNFINISHED_SUFFIXES:
        return False
    try:
        status = os.stat(path)  # noqa: PTH116 - as in the plan: 50,000 files are looked at
    except OSError:
        return True  # to be told as unreadable
    # A copy may carry the time of what it was copied from; that it was written just now shows in the other time.
    return now - max(status.st_mtime, status.st_ctime) >= settle_seconds
