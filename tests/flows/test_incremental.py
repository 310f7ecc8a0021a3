"""Again and again: what a second run does with files that stayed, changed, moved, doubled, vanished."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.plan import DumpFile, InputError, discover, into_batches
from flows.settings import Settings
from tests.conftest import SAMPLES, build, contents, rows

LEDE = "The harbour council of Ostrava Bay approved the dredging plan on Monday after a debate of nine hours and one fistfight."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    (dumps / "a.txt").write_text(f"{LEDE}\n{LEDE} First.\n", encoding="utf-8")
    (dumps / "b.txt").write_text(f"{LEDE}\n{LEDE} Second.\n", encoding="utf-8")
    return dumps


def paths_and_words(warehouse: Path) -> list[tuple[object, ...]]:
    return rows(
        warehouse,
        "select parse_filename(dump_path), list_transform(also_at, p -> parse_filename(p)), "
        "string_split(body_text, ' ')[-1] from dumps left join articles using (dump_id) order by 1",
    )


def test_unchanged_dumps_leave_the_published_file_alone(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, folder)
    before = warehouse.read_bytes()
    assert build(warehouse, folder) is None
    assert warehouse.read_bytes() == before


def test_rebuild_reads_unchanged_dumps_again_and_changes_no_row(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, folder)
    before = contents(warehouse)
    change = build(warehouse, folder, rebuild=True)
    assert change is not None
    assert rows(warehouse, "select distinct run_id from articles") == [(change.run_id,)]
    assert all(before[name].equals(frame) for name, frame in contents(warehouse).items())


def test_a_changed_file_replaces_its_rows(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, folder)
    (folder / "b.txt").write_text(f"{LEDE}\n{LEDE} Third.\n", encoding="utf-8")
    build(warehouse, folder)
    assert paths_and_words(warehouse) == [("a.txt", [], "First."), ("b.txt", [], "Third.")]
    assert rows(warehouse, "select count(*) from pages") == [(2,)]
    assert rows(warehouse, "select count(*) from blocks anti join dumps using (dump_id)") == [(0,)]


def test_a_removed_file_stays_until_pruned(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    build(warehouse, folder)
    (folder / "a.txt").unlink()
    assert build(warehouse, folder) is None
    assert len(paths_and_words(warehouse)) == 2
    build(warehouse, folder, prune=True)
    assert paths_and_words(warehouse) == [("b.txt", [], "Second.")]


def test_prune_looks_only_at_the_inputs_named(folder: Path, tmp_path: Path) -> None:
    warehouse, other = tmp_path / "w.duckdb", tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "a.txt").write_text(f"{LEDE} Elsewhere.\n", encoding="utf-8")
    build(warehouse, folder, other)
    (folder / "a.txt").unlink()
    (other / "a.txt").unlink()
    build(warehouse, other, prune=True)
    assert [name for name, _, _ in paths_and_words(warehouse)] == ["a.txt", "b.txt"]


def test_a_renamed_file_keeps_its_rows_and_gets_its_new_path(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = build(warehouse, folder)
    (folder / "a.txt").rename(folder / "z.txt")
    build(warehouse, folder, prune=True)
    assert paths_and_words(warehouse) == [("b.txt", [], "Second."), ("z.txt", [], "First.")]
    assert first is not None
    assert rows(warehouse, "select distinct run_id from articles") == [(first.run_id,)]


def test_files_with_the_same_bytes_are_one_dump(folder: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    shutil.copy(folder / "a.txt", folder / "copy.txt")
    build(warehouse, folder)
    assert paths_and_words(warehouse) == [("a.txt", ["copy.txt"], "First."), ("b.txt", [], "Second.")]
    # One of the two gets other bytes: the other still holds the dump.
    (folder / "a.txt").write_text(f"{LEDE} Fourth.\n", encoding="utf-8")
    build(warehouse, folder)
    assert paths_and_words(warehouse) == [
        ("a.txt", [], "Fourth."),
        ("b.txt", [], "Second."),
        ("copy.txt", [], "First."),
    ]


def test_the_batching_does_not_show_in_the_rows(tmp_path: Path) -> None:
    from flows.settings import Settings

    build(tmp_path / "one.duckdb", SAMPLES)
    build(tmp_path / "many.duckdb", SAMPLES, settings=Settings(batch_bytes=1, chunk_chars=1))
    one, many = contents(tmp_path / "one.duckdb"), contents(tmp_path / "many.duckdb")
    assert all(one[name].equals(many[name]) for name in one)


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [([], []), ([5], [[5]]), ([4, 4, 4], [[4, 4], [4]]), ([99, 1, 1], [[99], [1, 1]]), ([1, 99, 1], [[1], [99], [1]])],
)
def test_batches_are_runs_up_to_the_limit(sizes: list[int], batches: list[list[int]]) -> None:
    dumps = [DumpFile(f"/{number}", "", size, 0) for number, size in enumerate(sizes)]
    assert [[dump.byte_count for dump in batch] for batch in into_batches(dumps, 9)] == batches


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ([2, 2, 2, 2], [[2, 2, 2, 2]]),  # one batch is enough
        ([1] * 12, [[1, 1]] * 6),
        ([1] * 64, [[1] * 8] * 8),
        ([1, 1, 20, 1, 1], [[1, 1], [20], [1, 1]]),
    ],
)
def test_two_workers_get_batches_of_one_size(sizes: list[int], batches: list[list[int]]) -> None:
    dumps = [DumpFile(f"/{number}", "", size, 0) for number, size in enumerate(sizes)]
    assert [[dump.byte_count for dump in batch] for batch in into_batches(dumps, 9, workers=2)] == batches


def test_what_would_fit_one_batch_is_shared_where_it_takes_one_worker_long() -> None:
    dumps = [DumpFile(f"/{number}", "", 1, 0) for number in range(6)]
    assert [len(batch) for batch in into_batches(dumps, 9, workers=2, alone_bytes=6)] == [6]
    assert [len(batch) for batch in into_batches(dumps, 9, workers=2, alone_bytes=5)] == [1] * 6
    assert [len(batch) for batch in into_batches(dumps, 9, workers=1, alone_bytes=5)] == [6]


def test_discover_takes_files_folders_and_globs_once_each(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "c.txt").write_text("x")
    (folder / ".hidden").write_text("x")
    own = folder / "w.duckdb"
    own.write_text("x")
    names = lambda *inputs: [str(Path(p).relative_to(folder)) for p in discover(map(str, inputs), own)[0]]  # noqa: E731
    assert names(folder) == ["a.txt", "b.txt", "deep/c.txt"]
    assert names(folder / "a.txt", folder / "*.txt") == ["a.txt", "b.txt"]
    assert names(folder / "**" / "*.txt") == ["a.txt", "b.txt", "deep/c.txt"]
    assert discover([str(folder / "**" / "*.txt")], own)[1] == [str(folder)]


@pytest.mark.parametrize(("given", "message"), [("absent.txt", "No such file or folder"), ("*.absent", "No file matches")])
def test_an_input_that_names_nothing_is_an_error(tmp_path: Path, given: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        discover([str(tmp_path / given)], tmp_path / "w.duckdb")


def test_without_entities_the_rest_of_the_warehouse_is_the_same(tmp_path: Path) -> None:
    with_them, without = tmp_path / "with.duckdb", tmp_path / "without.duckdb"
    dump = SAMPLES / "blog_front_page_lantern.txt"
    build(with_them, dump)
    build(without, dump, settings=Settings(entities="off"))
    found, fewer = contents(with_them), contents(without)
    differ = {name for name in found if not found[name].equals(fewer[name])}
    assert differ - {"rejects"} == {
        "entity_mentions", "article_entities", "entities", "entity_aliases", "events", "event_figures", "quotes", "stories",
        "story_frames",
    }  # fmt: skip
    assert all(found[name].height > 0 and fewer[name].height == 0 for name in differ - {"rejects"})
    abstained = found["rejects"].filter(pl.col("table_name") == "events")
    assert found["rejects"].height - abstained.height == fewer["rejects"].height
