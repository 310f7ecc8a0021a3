"""Dumps behind URLs: found, read, told when they cannot be, and known by their bytes like any other."""

from __future__ import annotations

import functools
import gzip
import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from flows import remote
from flows.cli import app
from flows.plan import InputError, discover, fingerprint
from tests.conftest import build_from, contents, rows

GOOD = "The pilots of Halden Sound voted on Friday to bring no ship in after dark until the lamps on the mole are mended.\n"


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serves tmp_path/served on loopback."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_folder_a_pattern_and_a_file_of_a_store_are_found(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    for name in ("/news/a.txt", "/news/deep/b.txt", "/news/.hidden", "/news/c.jsonl"):
        memory.pipe(name, b"x")
    found = lambda url: discover([url], tmp_path / "w.duckdb")  # noqa: E731
    assert found("memory://news")[0] == ["memory:///news/a.txt", "memory:///news/c.jsonl", "memory:///news/deep/b.txt"]
    assert found("memory://news/*.txt") == (["memory:///news/a.txt"], ["memory:///news/"])
    assert found("memory://news/c.jsonl") == (["memory:///news/c.jsonl"], ["memory:///news/c.jsonl"])
    for absent in ("memory://absent", "memory://news/*.absent"):
        with pytest.raises(InputError, match="No "):
            found(absent)


def test_remote_dumps_give_the_rows_of_local_ones(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "a.txt.gz").write_bytes(gzip.compress(GOOD.encode()))
    memory.pipe("/dumps/a.txt.gz", (tmp_path / "dumps" / "a.txt.gz").read_bytes())
    build_from(tmp_path / "local.duckdb", str(tmp_path / "dumps"))
    build_from(tmp_path / "remote.duckdb", "memory://dumps")
    local, far = contents(tmp_path / "local.duckdb"), contents(tmp_path / "remote.duckdb")
    assert far["dumps"]["dump_path"].to_list() == ["memory:///dumps/a.txt.gz"]
    assert all(local[name].equals(far[name]) for name in ("pages", "blocks", "articles"))
    # The same bytes at another place are the same dump, which is not parsed again.
    assert build_from(tmp_path / "remote.duckdb", "memory://dumps") is None


def test_a_remote_dump_that_changes_or_goes_is_followed(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    memory.pipe("/dumps/a.txt", GOOD.encode())
    memory.pipe("/dumps/b.txt", GOOD.replace("Friday", "Monday").encode())
    build_from(warehouse, "memory://dumps")
    memory.pipe("/dumps/a.txt", GOOD.replace("Friday", "Sunday").encode())
    build_from(warehouse, "memory://dumps")
    words = "select regexp_extract(body_text, '\\w+day') from articles order by 1"
    assert rows(warehouse, words) == [("Monday",), ("Sunday",)]
    memory.rm("/dumps/b.txt")
    build_from(warehouse, "memory://dumps", prune=True)
    assert rows(warehouse, words) == [("Sunday",)]


def test_a_dump_that_changes_between_hash_and_copy_gives_no_rows(
    memory: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe("/live.txt", GOOD.encode())
    hashed = fingerprint("memory:///live.txt")
    memory.pipe("/live.txt", GOOD.replace("Friday", "Monday").encode())
    monkeypatch.setattr("tests.conftest.fingerprint_all", lambda paths, workers: [hashed])
    build_from(tmp_path / "w.duckdb", "memory://live.txt")
    assert rows(tmp_path / "w.duckdb", "select reject_reason from rejects") == [("changed_while_read",)]
    assert rows(tmp_path / "w.duckdb", "select count(*) from articles") == [(0,)]


def test_a_web_address_is_read_explained_and_traced(server: str, tmp_path: Path) -> None:
    (tmp_path / "served" / "page.txt").write_text(GOOD)
    warehouse, url = tmp_path / "w.duckdb", f"{server}/page.txt"
    build_from(warehouse, url)
    assert rows(warehouse, "select dump_path, dump_format, body_text from dumps join articles using (dump_id)") == [
        (url, "text", GOOD.strip())
    ]
    [(article_id,)] = rows(warehouse, "select article_id from articles")
    assert "⟦The pilots of Halden" in CliRunner().invoke(app, ["trace", str(article_id), "--warehouse", str(warehouse)]).stdout
    assert "The pilots of Halden" in CliRunner().invoke(app, ["explain", url]).stdout


def test_an_address_without_a_page_is_told(server: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"No such file or folder: {server}/absent.txt"):
        discover([f"{server}/absent.txt"], tmp_path / "w.duckdb")


def test_prune_believes_a_404_and_no_silence(server: str, tmp_path: Path) -> None:
    assert remote.is_gone(f"{server}/absent.txt")
    assert not remote.is_gone("http://127.0.0.1:9/absent.txt")  # nobody listens on the discard port


@pytest.mark.parametrize(("url", "package"), [("s3://bucket/news/", "s3fs"), ("gs://bucket/a.warc.gz", "gcsfs")])
def test_a_missing_package_is_named(url: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as where it is not installed
    with pytest.raises(InputError, match=r"pip install 'broadsheet\[remote\]'"):
        discover([url], tmp_path / "w.duckdb")


def test_an_unknown_kind_of_address_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gopher:// is no kind of address"):
        discover(["gopher://burrow/news"], tmp_path / "w.duckdb")


def test_a_password_in_an_address_is_not_stored() -> None:
    assert remote.without_secrets("https://mara:secret@news.example:8443/a?b=c") == "https://news.example:8443/a?b=c"
