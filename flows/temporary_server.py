"""A Prefect API server for the time of one run, for those who have none.

Prefect would start one itself, but only when a flow is called, and a kill of the run leaves that server behind. This one
starts while the run still imports its libraries (saves 3 to 4 s), listens on loopback only, and ends when its standard
input closes: that happens however the run ends.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Telemetry off, and the server's own log quiet; whoever sets a variable keeps their value.
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_PROMPT": "false",
}
START_SECONDS = 90.0


class ServerError(Exception):
    """The temporary server did not come up."""


def quiet_prefect() -> None:
    """Sets the defaults above; to be called before Prefect is imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def api_is_configured() -> bool:
    """Whether the user has a Prefect API: by environment, or by a profile."""
    if os.environ.get("PREFECT_API_URL"):
        return True
    profiles = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser() / "profiles.toml"
    with suppress(OSError):
        return "PREFECT_API_URL" in profiles.read_text(encoding="utf-8")
    return False


@contextmanager
def temporary_server(*, lasting: bool = False) -> Iterator[TemporaryServer | None]:
    """Starts a server in the background unless one is configured; enter it before Prefect is imported, then wait: `ready`.

    A `lasting` one starts scheduled runs, and has Prefect's pages.
    """
    quiet_prefect()
    if api_is_configured():
        yield None
        return
    server = TemporaryServer(lasting=lasting)
    try:
        yield server
    finally:
        server.stop()


class TemporaryServer:
    """The server's process and its address."""

    def __init__(self, *, lasting: bool = False) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/api"
        # Prefect leaves its scheduler out of a server that is for one run. Its pages ask the default port unless told.
        kind = (
            {"PREFECT_SERVER_UI_API_URL": self.url} if lasting else {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_UI_ENABLED": "0"}
        )
        self.process = subprocess.Popen(  # noqa: S603 - our own module, no outside text
            [sys.executable, "-m", "flows.temporary_server", str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **kind},
        )
        # Set now: Prefect reads its settings when it is imported, and would start a server of its own without this one.
        os.environ["PREFECT_API_URL"] = self.url

    def ready(self) -> None:
        """Waits until the server answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with (
                suppress(urllib.error.URLError, OSError),
                urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer,  # noqa: S310 - our own address
            ):
                if answer.status == 200:
                    return
            time.sleep(0.05)
        raise ServerError(
            "Prefect's temporary server did not start. Its reason: run `prefect server start`, then set PREFECT_API_URL."
        )

    def stop(self) -> None:
        """Ends the server."""
        if os.environ.get("PREFECT_API_URL") == self.url:
            del os.environ["PREFECT_API_URL"]
        if self.process.stdin:
            with suppress(OSError):
                self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _serve(port: int) -> None:
    def end_with_parent() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    import uvicorn

    uvicorn.run("prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=port, log_level="critical")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
