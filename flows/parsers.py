"""Batches parsed side by side: one in this process, the others in helpers that live as long as the parsing.

Threads would share Python's lock: two need 0.75 of the time of one, two processes half (measured on 100 MB). A helper is at
work 0.7 s after its start, so there is none where one batch is enough, and this process begins at once.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Protocol, TypeAlias, cast

from flows.plan import DumpFile
from flows.settings import Settings
from flows.stage import StagingError, stage_batch


class Parser(Protocol):
    """`flows.stage.stage_batch`, here or in a helper."""

    def __call__(self, dumps: list[DumpFile], staging: Path, settings: Settings, *, give_up: bool) -> Path: ...  # noqa: D102


Parsers: TypeAlias = "SimpleQueue[Parser]"


_waiting: list[Helper] = []


@contextmanager
def helpers_in_waiting(count: int) -> Iterator[None]:
    """Starts helpers that `parsers` will take: for a time when this process waits for something else anyway."""
    _waiting.extend(Helper() for _ in range(count))
    try:
        yield
    finally:
        while _waiting:
            _waiting.pop().stop()


@contextmanager
def parsers(count: int) -> Iterator[Parsers]:
    """A queue of `count` parsers, this process first: take one, use it, put it back."""
    gc.freeze()  # see `_serve`
    free: Parsers = SimpleQueue()
    free.put(stage_batch)
    helpers: list[Helper] = []
    try:
        for _ in range(count - 1):
            helpers.append(_waiting.pop() if _waiting else Helper())
            free.put(helpers[-1].stage_batch)
        yield free
    finally:
        for helper in helpers:
            helper.stop()


class Helper:
    """Another process. It ends when its standard input closes: that happens however this one ends."""

    def __init__(self) -> None:
        # In a session of its own, so that Ctrl-C is for the run alone to handle.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.parsers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self.pipes = cast("tuple[IO[bytes], IO[bytes]]", (self.process.stdin, self.process.stdout))

    def stage_batch(self, dumps: list[DumpFile], staging: Path, settings: Settings, *, give_up: bool) -> Path:
        """See `flows.stage.stage_batch`."""
        requests, answers = self.pipes
        try:
            _send((dumps, staging, settings, give_up), requests)
            answer: Path | Exception = pickle.load(answers)  # noqa: S301 - from our own process
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise StagingError(
                f"A parsing process ended with exit code {self.process.wait()}, perhaps for want of memory. "
                "Set BROADSHEET_WORKERS=1 to do without."
            ) from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """Ends the process, whatever it is at."""
        self.process.kill()
        self.process.wait()
        for pipe in self.pipes:
            with suppress(OSError):
                pipe.close()


def _send(what: object, to: IO[bytes]) -> None:
    pickle.dump(what, to)
    to.flush()


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answers requests until their pipe closes, which ends even the parsing of a batch."""
    # Modules are never garbage: without them the collector takes 8% less of the time that pages of HTML take.
    gc.freeze()
    waiting: SimpleQueue[tuple[list[DumpFile], Path, Settings, bool]] = SimpleQueue()

    def read() -> None:
        with suppress(EOFError):
            while True:
                waiting.put(pickle.load(requests))  # noqa: S301 - from our own process
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        dumps, staging, settings, give_up = waiting.get()
        try:
            answer: Path | Exception = stage_batch(dumps, staging, settings, give_up=give_up)
        except Exception as error:
            answer = error
        _send(answer, answers)


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as stdout:
        os.dup2(2, 1)  # what a library prints is no answer
        _serve(sys.stdin.buffer, stdout)
