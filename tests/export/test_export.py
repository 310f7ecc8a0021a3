"""Exports: what is written is what the warehouse holds, as a whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.settings import Settings
from schemas.catalog import CATALOG
from tests.conftest import SAMPLES, build
from warehouse import export as module
from warehouse.export import ExportError, export
from warehouse.marts import marts
from warehouse.publish import connect_published


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "w.duckdb"
    build(path, SAMPLES, settings=Settings(search="off"))
    return path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_table_and_mart_is_written_as_it_stands(warehouse: Path, tmp_path: Path) -> None:
    done = call(tmp_path / "out", "--marts", "--warehouse", warehouse)
    assert done.exit_code == 0, done.stderr
    manifest = manifest_of(tmp_path / "out")
    assert [table["name"] for table in manifest["tables"]] == [*CATALOG, *marts()]
    with connect_published(warehouse) as con:
        con.execute("set timezone = 'UTC'")
        [(run_id, code_version)] = con.sql("select run_id, code_version from runs").fetchall()
        assert (manifest["run_id"], manifest["code_version"]) == (run_id, code_version)
        for table in manifest["tables"]:
            written = pl.read_parquet(tmp_path / "out" / f"{table['name']}.parquet")
            stored = con.sql(f"from {table['name']}").pl()
            assert written.columns == [column["name"] for column in table["columns"]]
            if table["name"].startswith("mart_"):  # a view has its rows in no order
                order = [name for name, dtype in stored.schema.items() if not dtype.is_nested()]
                written, stored = written.sort(order), stored.sort(order)
            assert written.cast(dict(stored.schema)).equals(stored)
            assert table["rows"] == stored.height


def test_the_manifest_tells_rows_bytes_hashes_and_meanings(warehouse: Path, tmp_path: Path) -> None:
    call(tmp_path / "out", "--tables", "articles, mart_languages", "--warehouse", warehouse)
    articles, languages = manifest_of(tmp_path / "out")["tables"]
    assert articles["description"] == CATALOG["articles"].description
    assert {one["name"]: one["description"] for one in languages["columns"]} == marts()["mart_languages"].columns
    for table in (articles, languages):
        [file] = table["files"]
        data = (tmp_path / "out" / file["path"]).read_bytes()
        assert (file["bytes"], table["bytes"]) == (len(data), len(data))
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert names(tmp_path / "out") == ["articles.parquet", "manifest.json", "mart_languages.parquet"]


def test_the_same_version_gives_the_same_bytes(warehouse: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        export(warehouse, tmp_path / name, ["articles", "blocks", "dumps"], "512MB")
    one, other = manifest_of(tmp_path / "one"), manifest_of(tmp_path / "other")
    assert one == other
    assert one["schema_version"] != export(warehouse, tmp_path / "x", ["articles"], "512MB")["schema_version"]


def test_articles_by_month_are_folders_that_hive_and_polars_know(warehouse: Path, tmp_path: Path) -> None:
    assert call(tmp_path / "out", "--tables", "articles,pages", "--by-month", "--warehouse", warehouse).exit_code == 0
    written = pl.read_parquet(tmp_path / "out" / "articles" / "**" / "*.parquet", hive_partitioning=True)
    with connect_published(warehouse) as con:
        stored = dict(con.sql("select article_id, strftime(published_on, '%Y-%m') from articles").fetchall())
    assert dict(written.select("article_id", "published_month").rows()) == stored
    articles, _ = manifest_of(tmp_path / "out")["tables"]
    assert articles["rows"] == len(stored)
    assert len(articles["files"]) == len(set(stored.values()))


def test_an_export_is_replaced_as_a_whole_and_readers_of_the_old_one_keep_it(warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(warehouse, out, ["articles", "pages"], "512MB")
    before = (out / "articles.parquet").read_bytes()
    with (out / "articles.parquet").open("rb") as reader:
        export(warehouse, out, ["dumps"], "512MB")
        assert reader.read() == before
    assert names(out) == ["dumps.parquet", "manifest.json"]
    assert names(tmp_path) == [".out.lock", "out"]


def test_a_failed_export_leaves_the_one_before(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    export(warehouse, out, ["articles"], "512MB")
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    rename = Path.rename

    def moves_aside_alone(path: Path, target: Path) -> Path:
        if path.name.endswith(".exporting"):
            no_space()
        return rename(path, target)

    for name, fault in (("sync", no_space), ("_file", no_space)):
        with monkeypatch.context() as patch, pytest.raises(ExportError, match="No space left"):
            patch.setattr(module, name, fault)
            export(warehouse, out, ["dumps"], "512MB")
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    with monkeypatch.context() as patch, pytest.raises(ExportError, match="No space left"):
        patch.setattr(Path, "rename", moves_aside_alone)
        export(warehouse, out, ["dumps"], "512MB")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert names(tmp_path) == [".out.lock", "out"]


def test_an_export_that_was_cut_off_is_mended_by_the_next(warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(warehouse, out, ["articles"], "512MB")
    out.rename(tmp_path / ".out.before")
    (tmp_path / ".out.exporting").mkdir()
    (tmp_path / ".out.exporting" / "half.parquet").write_bytes(b"half")
    with pytest.raises(KeyError):  # fails before anything is replaced
        export(warehouse, out, ["no_such_table"], "512MB")
    assert names(out) == ["articles.parquet", "manifest.json"]
    export(warehouse, out, ["dumps"], "512MB")
    assert names(out) == ["dumps.parquet", "manifest.json"]


def test_what_is_no_export_is_left_alone(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    (tmp_path / "file").write_text("text")
    for name in ("photos", "file"):
        done = call(tmp_path / name, "--warehouse", warehouse)
        assert (done.exit_code, "is no export" in done.stderr) == (1, True)
    assert names(tmp_path / "photos") == ["cat.jpg"]
    (tmp_path / "it's [new]").mkdir()
    assert call(tmp_path / "it's [new]", "--tables", "dumps", "--warehouse", warehouse).exit_code == 0


def test_a_table_that_is_not_there_is_a_wrong_call(warehouse: Path, tmp_path: Path) -> None:
    done = call(tmp_path / "out", "--tables", "articles,nonsense", "--warehouse", warehouse)
    assert (done.exit_code, "There is no table nonsense" in done.stderr) == (2, True)
    assert not (tmp_path / "out").exists()
    done = call(tmp_path / "out", "--warehouse", tmp_path / "none.duckdb")
    assert (done.exit_code, "There is no warehouse" in done.stderr) == (1, True)
