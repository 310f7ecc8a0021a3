"""What goes wrong in real folders and on real disks: an error that says what to do, or a reject, and nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.plan import DumpFile, fingerprint
from flows.settings import Settings
from flows.stage import DumpReadError, StagingError, stage_batch
from tests.conftest import SAMPLES, build, rows
from warehouse.publish import WarehouseError

GOOD = "The ferry company of Halden Sound said on Friday that it would run no night boats before the autumn timetable.\n"


def rejects(warehouse: Path) -> list[tuple[object, ...]]:
    return rows(warehouse, "select parse_filename(dump_path), table_name, reject_reason from rejects order by 1, 3")


@pytest.mark.parametrize(
    ("name", "raw", "reason", "encoding"),
    [
        ("empty.txt", b"", "empty_page", "none"),
        ("blank.txt", b" \r\n\t\n\n", "empty_page", "none"),
        ("bom_only.txt", b"\xef\xbb\xbf", "empty_page", "none"),
        ("picture.txt", bytes(range(256)) * 40, "binary_file", "binary"),
        ("headline_only.txt", b"Nothing but a headline", "no_article", "utf-8"),
        ("broken.jsonl", b'{"page_text": "x', "malformed_json", "none"),
    ],
)
def test_what_holds_no_article_is_a_dump_with_a_reject(tmp_path: Path, name: str, raw: bytes, reason: str, encoding: str) -> None:
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / name).write_bytes(raw)
    (tmp_path / "dumps" / "good.txt").write_text(GOOD)
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, tmp_path / "dumps")
    assert [(file, why) for file, _, why in rejects(warehouse)] == [(name, reason)]
    assert rows(warehouse, f"select encoding, article_count from dumps where dump_path like '%{name}'") == [(encoding, 0)]
    assert rows(warehouse, "select body_text from articles") == [(GOOD.strip(),)]


def test_nuls_and_damage_inside_a_text_stay_at_their_offsets(tmp_path: Path) -> None:
    dump = tmp_path / "nul.txt"
    dump.write_bytes(GOOD.encode()[:20] + b"\x00\x00\x93\xc3\xa9" + GOOD.encode()[20:])
    build(tmp_path / "w.duckdb", dump)
    query = "select body_text, replaced_char_offsets, replaced_bytes from articles join pages using (page_id)"
    assert rows(tmp_path / "w.duckdb", query) == [(GOOD[:20] + "\x00\x00“é" + GOOD.strip()[20:], [22], ["93"])]


def test_a_200_mb_single_line_is_one_block_and_a_reject(tmp_path: Path) -> None:
    dump = tmp_path / "line.txt"
    dump.write_text(GOOD.strip() * (200_000_000 // len(GOOD.strip())))
    build(tmp_path / "w.duckdb", dump)
    size = dump.stat().st_size
    assert rows(tmp_path / "w.duckdb", "select start_char, end_char, role, rule from blocks") == [
        (0, size, "other", "line_too_long")
    ]
    assert {why for _, _, why in rejects(tmp_path / "w.duckdb")} == {"line_too_long", "no_article"}


def test_a_dump_over_the_limit_is_not_read(tmp_path: Path) -> None:
    dump = tmp_path / "big.txt"
    dump.write_text(GOOD * 10)
    build(tmp_path / "w.duckdb", dump, settings=Settings(max_page_bytes=100))
    assert rejects(tmp_path / "w.duckdb") == [("big.txt", "pages", "page_too_large")]


@pytest.mark.parametrize(
    "name",
    ['it\'s "quoted".txt', "two\nlines.txt", "100% [a-z]*?{x}.txt", "; drop table dumps; --.txt", "ünïcode 🗞.txt"],
)
def test_hostile_names_of_dumps_and_warehouses_are_only_names(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name.replace(".txt", " folder").replace("?", "")
    folder.mkdir()
    (folder / name).write_text(GOOD)
    warehouse = folder / f"{name.replace('?', '')}.duckdb"
    build(warehouse, folder)
    assert rows(warehouse, "select dump_path from dumps") == [(str(folder / name),)]
    assert rows(warehouse, "select count(*) from articles") == [(1,)]


def test_a_warehouse_name_that_duckdb_cannot_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="question mark"):
        build(tmp_path / "why?.duckdb", SAMPLES)


def test_a_name_that_is_no_unicode_is_kept_as_escapes(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(raw, "w") as file:  # noqa: PTH123
        file.write(GOOD)
    build(tmp_path / "w.duckdb", tmp_path)
    assert rows(tmp_path / "w.duckdb", "select dump_path from dumps") == [(f"{tmp_path}/caf\\xe9.txt",)]


def test_what_is_no_regular_file_is_noted_and_tried_again(tmp_path: Path) -> None:
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    (dumps / "good.txt").write_text(GOOD)
    os.mkfifo(dumps / "pipe.txt")
    (dumps / "dangling.txt").symlink_to(dumps / "absent")
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, dumps)
    assert rows(warehouse, "select parse_filename(dump_path), detail from rejects order by 1") == [
        ("dangling.txt", "No such file or directory"),
        ("pipe.txt", "not a regular file"),
    ]
    (dumps / "pipe.txt").unlink()
    (dumps / "dangling.txt").unlink()
    (dumps / "dangling.txt").write_text(GOOD + "Now it is here.\n")
    build(warehouse, dumps)
    assert rejects(warehouse) == []
    assert rows(warehouse, "select count(*) from articles") == [(2,)]


def staged(path: Path) -> DumpFile:
    found = fingerprint(str(path))
    assert isinstance(found, DumpFile)
    return DumpFile(found.path, found.dump_id, found.byte_count, found.modified_ns, (str(path),))


def test_a_read_error_is_tried_again_and_then_a_reject_beside_the_others(tmp_path: Path) -> None:
    gone, stays = tmp_path / "gone.txt", tmp_path / "stays.txt"
    gone.write_text(GOOD)
    stays.write_text(GOOD + "More.\n")
    batch = [staged(gone), staged(stays)]
    gone.unlink()
    with pytest.raises(DumpReadError, match="gone.txt: No such file"):
        stage_batch(batch, tmp_path / "staging", Settings(), give_up=False)
    assert list((tmp_path / "staging").glob("*/*")) == []
    import polars as pl

    folder = stage_batch(batch, tmp_path / "staging", Settings(), give_up=True)
    told = pl.read_parquet(sorted(folder.glob("rejects-*.parquet"))[-1])
    assert told.select("dump_path", "reject_reason").rows() == [(str(gone), "unreadable_file")]
    assert pl.read_parquet(folder / "articles-00000.parquet").height == 1


def test_a_file_that_changes_under_the_reader_gives_no_rows(tmp_path: Path) -> None:
    import polars as pl

    dump = tmp_path / "live.txt"
    dump.write_text(GOOD)
    batch = [staged(dump)]
    dump.write_text(GOOD + "Written after the hash.\n")
    folder = stage_batch(batch, tmp_path / "staging", Settings())
    reasons = [pl.read_parquet(file)["reject_reason"].to_list() for file in folder.glob("rejects-*.parquet")]
    assert sum(reasons, []) == ["changed_while_read"]
    assert [pl.read_parquet(file).height for file in folder.glob("dumps-*.parquet")] == [0]
    assert sum(pl.read_parquet(file).height for file in folder.glob("articles-*.parquet")) == 0


def test_a_target_that_cannot_be_written_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="Cannot write to /proc/1/none.*--warehouse"):
        build(Path("/proc/1/none/w.duckdb"), SAMPLES)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_the_published_version_and_the_next_run_finishes(small_disk: Path, tmp_path: Path) -> None:
    warehouse = small_disk / "w.duckdb"
    build(warehouse, SAMPLES / "bare_article_dam.txt")
    before = warehouse.read_bytes()
    big = tmp_path / "big.txt"
    big.write_text("".join(GOOD.replace("Friday", f"Friday {number}") for number in range(60_000)))
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 1_000_000))
    with pytest.raises((StagingError, WarehouseError), match="(?i)space"):
        build(warehouse, big)
    assert warehouse.read_bytes() == before
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
    build(warehouse, big)
    assert rows(warehouse, "select sum(article_count) from dumps") == [(2,)]
