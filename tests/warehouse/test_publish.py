"""Publishing: readers, laws, locks, comments, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from schemas.catalog import CATALOG
from tests.conftest import SAMPLES, build, contents, rows
from warehouse.marts import marts
from warehouse.publish import (
    Change,
    LawsBrokenError,
    LockedError,
    Places,
    WarehouseError,
    only_writer,
    publish,
    write_journal,
)
from warehouse.search import TABLES

READER = """
import duckdb, sys
con = duckdb.connect(sys.argv[1], read_only=True)
count = lambda: con.sql("select count(*) from articles").fetchall()[0][0]
print(count(), flush=True)
sys.stdin.readline()
print(count(), flush=True)
con.close()
con = duckdb.connect(sys.argv[1], read_only=True)
print(count(), flush=True)
"""


def test_a_reader_keeps_its_version_and_sees_the_new_one_when_it_reconnects(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, SAMPLES / "fact_check_canal_tolls.txt")
    command = [sys.executable, "-c", READER, str(warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout and reader.stdin
        assert reader.stdout.readline() == "1\n"
        build(warehouse, SAMPLES / "blog_posts_wordpress_meta.txt")
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert [reader.stdout.readline(), reader.stdout.readline()] == ["1\n", "5\n"]


def test_tables_and_columns_carry_their_documentation(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, SAMPLES / "bare_article_dam.txt")
    comments = {
        (table, column): comment
        for table, column, comment in rows(
            warehouse, "select table_name, column_name, comment from duckdb_columns() where not internal"
        )
    }
    of_tables = {(s.name, c.name): c.description for s in CATALOG.values() for c in s.columns}
    of_marts = {(mart.name, column): meaning for mart in marts().values() for column, meaning in mart.columns.items()}
    of_search = {(name, column): meaning for name, (_, columns) in TABLES.items() for column, (_, meaning) in columns.items()}
    assert comments == of_tables | of_marts | of_search
    described = "select table_name, comment from duckdb_tables() union all select view_name, comment from duckdb_views() "
    assert dict(rows(warehouse, described + "where not internal")) == {
        **{documented.name: documented.description for documented in (*CATALOG.values(), *marts().values())},
        **{name: description for name, (description, _) in TABLES.items()},
    }


def staged_with(tmp_path: Path, table: str, edit: pl.Expr) -> tuple[Places, Change]:
    """A published warehouse, and a change whose staged batch had one of its tables edited by a fault."""
    from flows.plan import fingerprint
    from flows.settings import Settings
    from flows.stage import stage_batch

    places = Places(tmp_path / "w.duckdb")
    build(places.published, SAMPLES / "fact_check_canal_tolls.txt")
    path = str(SAMPLES / "blog_posts_wordpress_meta.txt")
    dump = fingerprint(path)
    batch = stage_batch([type(dump)(**{**vars(dump), "stored_as": (path,)})], places.staging, Settings())
    for file in batch.glob(f"{table}-*.parquet"):
        pl.read_parquet(file).with_columns(edit).write_parquet(file)
    return places, Change("run-2", datetime.now(UTC), "test", {}, batches=[batch])


@pytest.mark.parametrize(
    ("table", "edit", "law"),
    [
        ("articles", pl.col("article_id").first().alias("article_id"), "articles.primary_key_unique"),
        ("blocks", (pl.col("start_char") + 1).alias("start_char"), "blocks.blocks_tile_pages"),
        ("articles", pl.lit("f" * 32).alias("page_id"), "articles.foreign_key_page_id"),
        ("articles", (pl.col("end_char") + 10**6).alias("end_char"), "articles.articles_inside_pages"),
        ("articles", (pl.col("body_text") + "!").alias("body_text"), "articles.body_text_from_blocks"),
        ("dumps", (pl.col("article_count") + 1).alias("article_count"), "dumps.counts_add_up"),
    ],
)
def test_a_broken_law_keeps_the_last_version_published(tmp_path: Path, table: str, edit: pl.Expr, law: str) -> None:
    places, change = staged_with(tmp_path, table, edit)
    before = places.published.read_bytes()
    with pytest.raises(LawsBrokenError, match=law):
        publish(places, change, "512MB", 2, lambda: datetime.now(UTC))
    assert places.published.read_bytes() == before
    assert not places.working.exists()


def test_laws_and_runs_are_published_with_the_data(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    change = build(warehouse, SAMPLES)
    assert change is not None
    assert rows(warehouse, "select distinct passed, observed from checks") == [(True, "held")]
    [(run_id, status, bytes_read)] = rows(warehouse, "select run_id, status, counts::json->'bytes' from runs")
    assert (run_id, status) == (change.run_id, "published")
    assert int(str(bytes_read)) == sum(path.stat().st_size for path in SAMPLES.iterdir())


def test_a_run_that_was_cut_off_is_told_by_the_next(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    write_journal(places, Change("cut-off", datetime.now(UTC), "v0", {}))
    build(places.published, SAMPLES / "bare_article_dam.txt")
    assert rows(places.published, "select status from runs where run_id = 'cut-off'") == [("interrupted",)]
    assert not places.staging.exists()


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    places = Places(tmp_path / "w.duckdb")
    told: list[str] = []
    with (
        only_writer(places, 0, told.append),
        pytest.raises(LockedError, match="Another run .* is writing"),
        only_writer(places, 0.2, told.append),
    ):
        pass
    assert len(told) == 1 and "waiting up to" in told[0]
    with only_writer(places, 0, told.append):
        pass


def test_a_foreign_or_outdated_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    foreign, outdated, text = tmp_path / "foreign.duckdb", tmp_path / "outdated.duckdb", tmp_path / "text.duckdb"
    with duckdb.connect(foreign) as con:
        con.execute("create table dumps_of_mine (x int)")
    build(outdated, SAMPLES / "bare_article_dam.txt")
    with duckdb.connect(outdated) as con:
        con.execute("alter table articles drop column tags")
    text.write_text("not a database at all " * 100)
    for path, message in (
        (foreign, "not a Broadsheet warehouse"),
        (outdated, "differs .* tags"),
        (text, "cannot be opened"),
    ):
        before = path.read_bytes()
        with pytest.raises(WarehouseError, match=message):
            build(path, SAMPLES)
        assert path.read_bytes() == before


def test_a_warehouse_that_someone_writes_to_is_refused(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, SAMPLES / "bare_article_dam.txt")
    warehouse.with_name("w.duckdb.wal").write_bytes(b"x")
    with pytest.raises(WarehouseError):
        build(warehouse, SAMPLES)


def test_the_same_contents_whatever_the_order_of_arrival(tmp_path: Path) -> None:
    samples = sorted(SAMPLES.iterdir())
    build(tmp_path / "once.duckdb", SAMPLES)
    for sample in reversed(samples):
        build(tmp_path / "steps.duckdb", sample)
    once, steps = contents(tmp_path / "once.duckdb"), contents(tmp_path / "steps.duckdb")
    assert all(once[name].equals(steps[name]) for name in once)
