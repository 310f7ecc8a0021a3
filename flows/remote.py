"""Dumps behind URLs (s3, gs, http, and what else fsspec knows), through the extra `broadsheet[remote]`.

A remote dump is known by its bytes like a local one: it is hashed while it streams by, and copied into the staging folder
only when it is to be parsed, one at a time, with the hash tested again. A run therefore needs room for the largest remote
dump of each worker, and never for all.
"""

from __future__ import annotations

import glob
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom, BufferedReader
from typing import Any
from urllib.parse import urlsplit, urlunsplit

_READ_BYTES = 8 * 1024 * 1024
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LISTED_BY_NAME = ("http", "https")  # a web server has no folders, and a question mark there is no pattern


class RemoteError(OSError):
    """A URL that cannot be listed or read. The message says why."""


class RemoteInputError(Exception):
    """A URL that names nothing, or needs a package that is not installed."""


def is_remote(path: str) -> bool:
    """Whether a path is a URL."""
    return _URL.match(path) is not None


def without_secrets(url: str) -> str:
    """The URL without a user and password, as it is stored and shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if parts.scheme in _LISTED_BY_NAME else url


def find(url: str) -> tuple[list[str], str]:
    """URLs of all files that a URL names (a file, a folder, or a pattern), and what they all begin with.

    Hidden files are passed over.
    """
    files, path = _file_system(url)
    is_pattern = url.partition(":")[0].lower() not in _LISTED_BY_NAME and glob.has_magic(path)
    root = re.split(r"[^/]*[*?\[]", path, maxsplit=1)[0] if is_pattern else path
    try:
        if is_pattern:
            found = [name for match in files.glob(path) for name in (files.find(match) if files.isdir(match) else [match])]
        elif url.partition(":")[0].lower() not in _LISTED_BY_NAME and files.isdir(path):
            found = files.find(path)
        else:
            files.info(path)
            found = [path]
    except FileNotFoundError as error:
        raise RemoteInputError(f"No such file or folder: {without_secrets(url)}") from error
    except Exception as error:
        raise RemoteInputError(f"Cannot list {without_secrets(url)}: {type(error).__name__}: {error}") from error
    shown = [name for name in found if not any(part.startswith(".") for part in name.removeprefix(root).split("/"))]
    if not shown:
        raise RemoteInputError(f"No file matches {without_secrets(url)}")
    return [files.unstrip_protocol(name) for name in shown], without_secrets(files.unstrip_protocol(root))


def is_gone(url: str) -> bool:
    """Whether the file is no longer there. A server that does not answer is no proof of that."""
    try:
        files, path = _file_system(url)
        files.info(path)
    except FileNotFoundError as error:
        if url.partition(":")[0].lower() in _LISTED_BY_NAME:
            return getattr(error.__cause__, "status", None) in (404, 410)
        return True
    except Exception:  # a client's own, whatever it is
        return False
    return False


def blocks(url: str) -> Iterator[bytes]:
    """The file's bytes, in order."""
    with _told(url):
        files, path = _file_system(url)
        file = files.open(path, "rb", block_size=_READ_BYTES, cache_type="readahead")
    try:
        while True:
            with _told(url):
                block = file.read(_READ_BYTES)
            if not block:
                return
            yield block
    finally:
        with suppress(Exception):
            file.close()


@contextmanager
def open_anywhere(path: str) -> Iterator[BufferedRandom | BufferedReader]:
    """A file on disk, or a temporary copy of a remote one."""
    if not is_remote(path):
        with open(path, "rb") as file:  # noqa: PTH123 - the path may hold bytes that pathlib's repr hides
            yield file
        return
    with tempfile.TemporaryFile() as copied:
        for block in blocks(path):
            copied.write(block)
        copied.seek(0)
        yield copied


def _file_system(url: str) -> tuple[Any, str]:
    scheme = url.partition(":")[0].lower()
    needed = f"Reading {scheme}:// needs more packages. Install them with: pip install 'broadsheet[remote]'"
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise RemoteInputError(needed) from error
    try:
        files, path = url_to_fs(url)
    except ImportError as error:
        raise RemoteInputError(needed) from error
    except ValueError as error:
        raise RemoteInputError(f"{scheme}:// is no kind of address that can be read: {error}") from error
    # Listings and sizes are remembered by the process, and a scheduled one lives for weeks.
    files.invalidate_cache()
    return files, str(path)


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turns what the many clients raise into one error that the run can tell, and try again."""
    try:
        yield
    except RemoteInputError:
        raise
    except FileNotFoundError as error:
        raise RemoteError(2, f"not found: {without_secrets(url)}") from error
    except Exception as error:
        raise RemoteError(5, f"{type(error).__name__}: {error}") from error
