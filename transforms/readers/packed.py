"""Compression and archives: one open file in, the streams of pages inside it out, to a bounded depth and size.

Members of archives are read as streams and never written under their names. A damaged or cut stream ends early, or goes on
behind the damage where the format has marks to find again, and what was lost is told after it.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol, cast

from backports import zstd

from transforms.readers.kinds import MAGIC, container_kind, without_suffix
from transforms.readers.page import Limits, ReadError, Unreadable

BUFFER_BYTES = 256 * 1024
HEAD_BYTES = 64 * 1024
# The ratio is looked at past this much: a short file of one repeated line is no bomb.
RATIO_FREE_BYTES = 64 * 1024 * 1024
_PACKED_BYTES = 64 * 1024
_MAGIC_BYTES = 16
_MAX_DAMAGES = 10_000  # each costs some 10 µs: a file made of nothing else must not hold up a run
_KEPT_BYTES = 2 * _PACKED_BYTES
_SPOOL_BYTES = 16 * 1024 * 1024
_LZMA_MEMORY = 256 * 1024 * 1024
_TAR_HEADER_BYTES = 1024 * 1024  # of a long name or pax record, which tarfile holds in memory


@dataclass
class Member:
    """A stream of pages: the file itself unpacked (`path` None), or a member of an archive."""

    file: io.BufferedReader
    name: str
    path: str | None


@dataclass
class _Budget:
    """What one dump may still unpack."""

    limits: Limits
    unpacked: int = 0
    members: int = 0
    paths: dict[str, int] = field(default_factory=dict)  # how many members asked for each


def open_source(file: BinaryIO) -> io.BufferedReader:
    """The file as readers want it: buffered, never closed by them, with the system's errors told apart."""
    return io.BufferedReader(_Plain(file), BUFFER_BYTES)


def read_whole(file: BinaryIO, limits: Limits) -> Iterator[bytes | Unreadable]:
    """All bytes of a file that is one page, unless they are too many; none where a limit of its packing cut it short."""
    pieces: list[bytes] = []
    left = limits.max_page_bytes
    while left >= 0 and (piece := file.read(min(left + 1, BUFFER_BYTES))):
        pieces.append(piece)
        left -= len(piece)
    raw = getattr(file, "raw", None)
    if isinstance(raw, _Layer) and raw.stopped:
        return
    yield b"".join(pieces) if left >= 0 else Unreadable("page_too_large", f"more than {limits.max_page_bytes:,} bytes")


@contextmanager
def seekable(file: io.BufferedReader) -> Iterator[BinaryIO]:
    """The file itself where it can be read in any order, else a temporary copy without a name."""
    if file.seekable():
        yield file
        return
    with tempfile.SpooledTemporaryFile(_SPOOL_BYTES) as copy:
        while block := file.read(BUFFER_BYTES):
            copy.write(block)
        copy.seek(0)
        yield cast(BinaryIO, copy)  # it has all of a file's methods


def open_members(file: BinaryIO, name: str, limits: Limits) -> Iterator[Member | Unreadable]:
    """Every stream of pages in a file. Each must be read before the next is asked for."""
    yield from _open(open_source(file), name, None, 0, _Budget(limits))


def _open(file: io.BufferedReader, name: str, path: str | None, depth: int, budget: _Budget) -> Iterator[Member | Unreadable]:
    kind = container_kind(file.peek(HEAD_BYTES)[:HEAD_BYTES])
    if kind is None:
        yield Member(file, name, path)
    elif depth >= budget.limits.max_nesting:
        yield Unreadable("nested_too_deep", f"{_at(path)}packed more than {budget.limits.max_nesting} times over")
    elif kind in _CODECS:
        layer = _Unpacked(file, kind, budget)
        yield from _open(io.BufferedReader(layer, BUFFER_BYTES), without_suffix(name, kind), path, depth + 1, budget)
        yield from layer.told(path)
    elif kind == "zip":
        yield from _zip_members(file, path, depth, budget)
    elif kind == "tar":
        yield from _tar_members(file, path, depth, budget)
    else:
        yield Unreadable("unsupported_format", f"{_at(path)}{kind} archives are not read; unpack it, or pack it as zip or tar")


def _at(path: str | None) -> str:
    return f"{path}: " if path else ""


class _Plain(io.RawIOBase):
    """The file as it stands."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        try:
            block = self._file.read(len(buffer))
        except OSError as error:
            raise ReadError(error.errno, error.strerror or str(error)) from error
        buffer[: len(block)] = block
        return len(block)


class _Layer(io.RawIOBase):
    """A stream whose bytes come out of another one's: counted against the budget, with its damage noted, never raised."""

    def __init__(self, budget: _Budget) -> None:
        self._budget = budget
        self._out = 0
        self._problems: list[Unreadable] = []
        self.stopped = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view) and not self.stopped:
            piece = self._next(len(view) - filled)
            if not piece:
                break
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._count(len(piece))
        return filled

    def _next(self, size: int) -> bytes:
        """Up to so many bytes; none at the end."""
        raise NotImplementedError

    def _packed_bytes(self) -> int:
        """How many packed bytes have been read so far."""
        raise NotImplementedError

    def _count(self, count: int) -> None:
        self._out += count
        self._budget.unpacked += count
        limits = self._budget.limits
        if self._budget.unpacked > limits.max_unpacked_bytes:
            self._stop("unpacked_too_large", f"the dump unpacks to more than {limits.max_unpacked_bytes:,} bytes")
        elif self._out > RATIO_FREE_BYTES and self._out > limits.max_unpack_ratio * self._packed_bytes():
            self._stop("unpack_ratio_too_high", f"unpacks to more than {limits.max_unpack_ratio} times its size")

    def _stop(self, reason: str, detail: str) -> None:
        self.stopped = True
        self._problems.append(Unreadable(reason, detail, table_name="dumps"))

    def told(self, path: str | None) -> Iterator[Unreadable]:
        """What went wrong in the stream, to be asked once it has been read."""
        for problem in self._problems:
            problem.detail = _at(path) + problem.detail
            yield problem


class _Decoder(Protocol):
    """What bz2, lzma and zstd share. One decoder reads one stream of the many that may follow each other in a file."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decoder in the form of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._tail = b""

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._zlib.decompress(self._tail + data, max_length)
        self._tail = self._zlib.unconsumed_tail
        return piece


_CODECS: dict[str, Callable[[], _Decoder]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_LZMA_MEMORY),
    "zstd": zstd.ZstdDecompressor,
}
_CODEC_ERRORS = (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, zstd.ZstdError, MemoryError)


class _Unpacked(_Layer):
    """A compressed stream, or many one after the other (a WARC has one a record). Damage costs the one that it is in."""

    def __init__(self, packed: io.BufferedReader, kind: str, budget: _Budget) -> None:
        super().__init__(budget)
        self._packed = packed
        self._kind = kind
        self._decoder: _Decoder | None = None
        self._rest = b""  # packed bytes that no decoder was given yet
        self._given = b""  # the last that this one was given
        self._in = 0

    def _packed_bytes(self) -> int:
        return self._in

    def _more(self) -> bool:
        block = self._packed.read(_PACKED_BYTES)
        self._in += len(block)
        self._rest += block
        return bool(block)

    def _next(self, size: int) -> bytes:
        while not self.stopped:
            decoder = self._decoder = self._decoder or self._start()
            if decoder is None:
                break
            given = b""
            if decoder.needs_input:
                if not self._rest:
                    self._more()
                given, self._rest = self._rest, b""
                self._given = (self._given + given)[-_KEPT_BYTES:]
            try:
                piece = decoder.decompress(given, size)
            except _CODEC_ERRORS as error:
                self._damaged(str(error))
                self._retry()
                continue
            if decoder.eof:
                self._rest, self._decoder, self._given = decoder.unused_data + self._rest, None, b""
            elif not piece and not given and decoder.needs_input:
                self._tell("truncated", f"the stream is cut off at byte {self._in:,}")
                self._retry()
                continue
            if piece:
                return piece
        return b""

    def _retry(self) -> None:
        """Gives up a stream; the next one is looked for behind its start, since a cut one takes in what follows it."""
        self._rest, self._given, self._decoder = self._given[1:] + self._rest, b"", None
        if len(self._problems) > _MAX_DAMAGES:
            self._stop(f"corrupt_{self._kind}", f"given up at byte {self._in:,} after {_MAX_DAMAGES:,} damaged places")

    def _start(self) -> _Decoder | None:
        """A decoder for the next stream, with what is none passed over; None at the end of the file."""
        while True:
            while len(self._rest) < _MAGIC_BYTES and self._more():
                pass
            found = MAGIC[self._kind].search(self._rest)
            ended = found is None and (len(self._rest) < _MAGIC_BYTES or not self._more())
            skipped = found.start() if found else len(self._rest) if ended else max(0, len(self._rest) - _MAGIC_BYTES)
            # Zeros pad the ends of some files.
            if self._rest[:skipped].strip(b"\x00") and not self._problems:
                self._damaged("bytes that are no packed stream")
            self._rest = self._rest[skipped:]
            if found:
                return _CODECS[self._kind]()
            if ended:
                return None

    def _damaged(self, why: str) -> None:
        self._tell("corrupt", f"damaged near byte {self._in - len(self._rest):,} of the packed bytes: {why}")

    def _tell(self, what: str, detail: str) -> None:
        self._problems.append(Unreadable(f"{what}_{self._kind}", detail, table_name="dumps", counted=True))


class _Opened(_Layer):
    """A member of an archive, as a library reads it."""

    def __init__(self, opened: Any, packed_bytes: int, budget: _Budget) -> None:
        super().__init__(budget)
        self._opened = opened
        self._size = packed_bytes

    def _packed_bytes(self) -> int:
        return self._size

    def _next(self, size: int) -> bytes:
        try:
            return bytes(self._opened.read(size))
        except ReadError:
            raise
        except Exception as error:  # zipfile and tarfile raise a dozen kinds for damaged bytes
            self._problems.append(Unreadable("corrupt_member", f"damaged after {self._out:,} bytes: {error}", table_name="dumps"))
            return b""


def _zip_members(file: io.BufferedReader, path: str | None, depth: int, budget: _Budget) -> Iterator[Member | Unreadable]:
    with seekable(file) as whole:
        try:
            archive = zipfile.ZipFile(whole)
        except ReadError:
            raise
        except Exception as error:
            problem = f"{_at(path)}the archive's directory cannot be read, its members are looked for one by one: {error}"
            yield Unreadable("corrupt_zip", problem, table_name="dumps")
            opened = _without_directory(whole)
        else:
            opened = ((info, archive.open) for info in archive.infolist())
        for info, opener in opened:
            if info.filename.endswith("/") or _hidden(info.filename):
                continue
            inner = _member_path(path, info.filename, budget)
            is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
            if refused := _refused(inner, info.filename, "a link" if is_link else None, budget):
                yield refused
                if refused.reason == "too_many_members":
                    return
                continue
            if info.flag_bits & 0x1:
                yield Unreadable("encrypted_member", f"{inner}: encrypted", table_name="dumps", counted=True)
                continue
            try:
                member = opener(info)
            except ReadError:
                raise
            except Exception as error:
                yield Unreadable("corrupt_member", f"{inner}: {error}", table_name="dumps", counted=True)
                continue
            yield from _member(member, max(info.compress_size, 1), inner, depth, budget)


def _without_directory(whole: BinaryIO) -> Iterator[tuple[zipfile.ZipInfo, Callable[[zipfile.ZipInfo], Any]]]:
    """Members of a zip that was cut off, by the headers before each of them."""
    at = 0
    while (at := _find(whole, b"PK\x03\x04", at)) >= 0:
        whole.seek(at)
        head = whole.read(30)
        if len(head) < 30:
            return
        _, _, flags, method, _, _, _, packed, _, name_bytes, extra_bytes = struct.unpack("<4s5H3I2H", head)
        info = zipfile.ZipInfo(whole.read(name_bytes).decode("utf-8", "surrogateescape").replace("\x00", "") or "unnamed")
        info.flag_bits, info.compress_size, info.compress_type = flags, packed, method
        member = _LocalMember(whole, at + 30 + name_bytes + extra_bytes, info)
        yield info, lambda _, member=member: member.checked()  # type: ignore[misc]
        at = max(member.at, at + 4) if member.ended else at + 4


def _find(whole: BinaryIO, mark: bytes, at: int) -> int:
    """Where the mark stands next, or -1."""
    while True:
        whole.seek(at)
        block = whole.read(BUFFER_BYTES)
        found = block.find(mark)
        if found >= 0 or len(block) < len(mark):
            return at + found if found >= 0 else -1
        at += len(block) - len(mark) + 1


class _LocalMember:
    """A deflated or stored member, read from behind its own header."""

    def __init__(self, whole: BinaryIO, at: int, info: zipfile.ZipInfo) -> None:
        self._whole = whole
        self._info = info
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        self._left = info.compress_size
        self.at = at
        self.ended = False

    def checked(self) -> _LocalMember:
        if self._info.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            raise zipfile.BadZipFile(f"compression {self._info.compress_type}")
        return self

    def read(self, size: int) -> bytes:
        if self._info.compress_type == zipfile.ZIP_STORED:
            piece = self._take(min(size, self._left))
            self._left -= len(piece)
            self.ended = not self._left
            return piece
        while not self.ended:
            data = self._zlib.unconsumed_tail or self._take(_PACKED_BYTES)
            piece = self._zlib.decompress(data, size)
            self.ended = self._zlib.eof
            if self.ended:
                self.at -= len(self._zlib.unused_data)
            if piece:
                return piece
            if not data:
                raise EOFError("the archive is cut off")
        return b""

    def _take(self, size: int) -> bytes:
        self._whole.seek(self.at)
        data = self._whole.read(size)
        self.at += len(data)
        return data


def _tar_members(file: io.BufferedReader, path: str | None, depth: int, budget: _Budget) -> Iterator[Member | Unreadable]:
    problems = _TarProblems()
    try:
        archive = tarfile.open(fileobj=file, mode="r|", ignore_zeros=True, tarinfo=_noting(problems))  # noqa: SIM115
    except ReadError:
        raise
    except Exception as error:
        yield Unreadable("corrupt_tar", f"{_at(path)}{error}", table_name="dumps")
        return
    while True:
        try:
            info = archive.next()
            archive.members = []  # type: ignore[attr-defined]  # it would keep every header
        except ReadError:
            raise
        except Exception as error:
            problems.told.append(str(error))
            info = None
        if info is None:
            break
        if info.isdir() or _hidden(info.name):
            continue
        inner = _member_path(path, info.name, budget)
        if problem := _refused(inner, info.name, None if info.isreg() and not info.issparse() else "a link or device", budget):
            yield problem
            if problem.reason == "too_many_members":
                return
            continue
        yield from _member(archive.extractfile(info), info.size, inner, depth, budget)
    if problems.told:
        headers = f"{_at(path)}{len(problems.told):,} headers cannot be read: {problems.told[0]}"
        yield Unreadable("corrupt_tar", headers, table_name="dumps")
    elif not problems.ended:
        yield Unreadable("truncated_tar", f"{_at(path)}the archive ends without the blocks that end one", table_name="dumps")


@dataclass
class _TarProblems:
    """What was wrong with a tar's headers, and whether the blocks that end one were there."""

    told: list[str] = field(default_factory=list)
    ended: bool = False


def _noting(problems: _TarProblems) -> type[tarfile.TarInfo]:
    """A header class that notes the damaged headers, over which tarfile passes in silence, and refuses huge ones."""

    class Noting(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Any:
            try:
                info = super().frombuf(buf, encoding, errors)
            except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
                problems.ended = True
                raise
            except tarfile.EmptyHeaderError:  # type: ignore[attr-defined]
                raise
            except tarfile.HeaderError as error:
                problems.told.append(str(error))
                raise
            if info.type in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK) and (
                info.size > _TAR_HEADER_BYTES
            ):
                problems.told.append(f"a header of {info.size:,} bytes")
                raise tarfile.InvalidHeaderError("header too large")  # type: ignore[attr-defined]
            return info

    return Noting


def _member(opened: Any, packed_bytes: int, path: str, depth: int, budget: _Budget) -> Iterator[Member | Unreadable]:
    layer = _Opened(opened, packed_bytes, budget)
    yield from _open(io.BufferedReader(layer, BUFFER_BYTES), path, path, depth + 1, budget)
    yield from layer.told(path)


def _hidden(name: str) -> bool:
    """What a walk through a folder passes over too, and what macOS adds to archives."""
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in re.split(r"[/\\]", name))


def _member_path(parent: str | None, name: str, budget: _Budget) -> str:
    """The member's name as text that can be stored, inside its archive's, and unlike every other in the dump."""
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").removeprefix("./")
    full = f"{parent}/{shown}" if parent else shown
    path, number = full, budget.paths.get(full, 0) + 1
    # From the last number on: archives of a million members of one name are made with ease.
    while path in budget.paths:
        path = f"{full}#{number}"
        number += path in budget.paths
    budget.paths[full] = number
    budget.paths.setdefault(path, 1)
    return path


def _refused(path: str, name: str, special: str | None, budget: _Budget) -> Unreadable | None:
    budget.members += 1
    if budget.members > budget.limits.max_members:
        return Unreadable(
            "too_many_members", f"more than {budget.limits.max_members:,} members; the others are not read", table_name="dumps"
        )
    if special:
        return Unreadable("special_member", f"{path}: {special}, not a file", table_name="dumps", counted=True)
    parts = re.split(r"[/\\]", name)
    if parts[0] == "" or re.match(r"[A-Za-z]:", name) or ".." in parts or "\x00" in name:
        return Unreadable("unsafe_member_path", f"{path}: a path that leads out of the archive", table_name="dumps", counted=True)
    return None
