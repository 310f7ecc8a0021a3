"""Every format from a file to published rows, and from a row back to its raw text."""

from __future__ import annotations

import io
import json
import lzma
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from flows.explain import explain_file, trace_row
from flows.settings import Settings
from tests.conftest import build, contents, rows
from tests.transforms.dumps import (
    BRIDGE,
    FERRY,
    MARKET,
    RSS,
    STORIES,
    chunked,
    gz,
    html,
    response,
    tarred,
    warc_record,
    wet,
    zipped,
)

PARQUET = io.BytesIO()
pq.write_table(pa.table({"text": STORIES, "id": ["x", "y", "z"]}), PARQUET)
WARC = [
    warc_record("request", 1, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
    warc_record(
        "response", 2, response(chunked(html(BRIDGE)), "Transfer-Encoding: chunked"), "application/http; msgtype=response"
    ),
]
DUMPS = {
    "crawl.warc.wet.gz": b"".join(map(gz, wet(*STORIES))),
    "crawl.warc.gz": b"".join(map(gz, WARC)),
    "feed.xml": RSS,
    "page.html": html(MARKET),
    "rows.parquet": PARQUET.getvalue(),
    "lines.jsonl.zst": zstd.compress(
        b"".join(json.dumps({"text": story + " It says so."}).encode() + b"\n" for story in STORIES)
    ),
    "pages.zip": zipped({"a/ferry.txt": FERRY.encode() + b"\n", "feed.rss": RSS, "more.tar": tarred({"page.html": html(FERRY)})}),
    "one.txt.xz": lzma.compress(MARKET.encode()),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("formats")
    (path / "dumps").mkdir()
    for name, raw in DUMPS.items():
        (path / "dumps" / name).write_bytes(raw)
    build(path / "w.duckdb", path / "dumps")
    return path


def test_every_format_is_told_and_its_pages_have_rows(folder: Path) -> None:
    query = "select parse_filename(dump_path), dump_format, encoding, page_count, article_count from dumps order by 1"
    assert rows(folder / "w.duckdb", query) == [
        ("crawl.warc.gz", "warc", "utf-8", 1, 1),
        ("crawl.warc.wet.gz", "wet", "utf-8", 3, 3),
        ("feed.xml", "rss", "utf-8", 2, 2),
        ("lines.jsonl.zst", "jsonl", "utf-8", 3, 3),
        ("one.txt.xz", "text", "utf-8", 1, 1),
        ("page.html", "html", "utf-8", 1, 1),
        ("pages.zip", "mixed", "utf-8", 4, 4),
        ("rows.parquet", "parquet", "utf-8", 3, 3),
    ]
    found = rows(
        folder / "w.duckdb", "select distinct page_id, member_path from pages where member_path is not null order by 2, 1"
    )
    assert [path for _, path in found] == ["a/ferry.txt", "feed.rss", "feed.rss", "more.tar/page.html"]


def test_the_words_of_every_format_are_in_articles(folder: Path) -> None:
    found = rows(folder / "w.duckdb", "select body_text from articles")
    for story, count in ((FERRY, 7), (BRIDGE, 6), (MARKET, 5)):
        assert sum(story in str(body).replace("\n", " ") for (body,) in found) == count


def test_a_feed_entrys_own_statements_reach_its_article(folder: Path) -> None:
    query = """
        select title, authors, published_on::varchar, published_basis, categories, completeness, site_name, source_url
        from articles join dumps using (dump_id) where dump_path like '%feed.xml' order by title desc
    """
    assert rows(folder / "w.duckdb", query) == [
        ("Ferry & tide", ["Mara Elsworthy"], "2024-03-07", "metadata", ["Ports", "Tides, tables"], "complete", "Harbour Ledger",
         "https://ledger.example/1"),
        ("Bridge shut", ["Tomas Quill"], None, "none", [], "excerpt", "Harbour Ledger", "https://ledger.example/2"),
    ]  # fmt: skip


def test_the_day_of_the_crawl_is_the_pages_and_no_articles_date(folder: Path) -> None:
    query = """
        select fetched_on::varchar, published_on, record_id, page_url from pages join articles using (page_id)
        join dumps on dumps.dump_id = pages.dump_id where dump_format = 'wet' order by page_number
    """
    assert rows(folder / "w.duckdb", query) == [
        (f"2024-03-{number + 7:02}", None, f"urn:uuid:{number}", f"https://orrin.example/{number}") for number in range(3)
    ]


def test_every_article_is_traced_to_its_raw_text(folder: Path) -> None:
    found = rows(folder / "w.duckdb", "select article_id, start_char, end_char, body_text from articles")
    assert len(found) == 18
    for article_id, start, end, body in found:
        traced = trace_row(folder / "w.duckdb", str(article_id))
        assert (traced.start, traced.end) == (start, end)
        assert str(body).split("\n")[0] in traced.text[traced.start : traced.end]


@pytest.mark.parametrize("name", DUMPS)
def test_explain_shows_a_page_of_every_format(folder: Path, name: str) -> None:
    explained, _ = explain_file(str(folder / "dumps" / name), 0)
    assert explained is not None
    assert explained.tables["blocks"].height > 0


def test_batches_do_not_show_in_the_rows(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "many.duckdb", folder / "dumps", settings=Settings(batch_bytes=1, chunk_chars=1))
    one, many = contents(folder / "w.duckdb"), contents(tmp_path / "many.duckdb")
    assert all(one[name].equals(many[name]) for name in one)


def test_a_folder_of_damaged_dumps_is_a_good_run(tmp_path: Path) -> None:
    """Twelve damaged copies of each format: bytes changed, stretches cut out, ends cut off."""
    chance, dumps = Random(7), tmp_path / "dumps"
    dumps.mkdir()
    for name, whole in DUMPS.items():
        for number in range(12):
            raw = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            if number % 3 == 0:
                at = chance.randrange(len(raw))
                del raw[at : at + chance.randrange(200)]
            if number % 4 == 0:
                del raw[chance.randrange(len(raw)) :]
            (dumps / f"{number:02}-{name}").write_bytes(raw)
    build(tmp_path / "w.duckdb", dumps)
    assert rows(tmp_path / "w.duckdb", "select count(*) from dumps") == [(12 * len(DUMPS),)]
    silent = "select dump_path from dumps anti join pages using (dump_id) anti join rejects using (dump_id)"
    assert rows(tmp_path / "w.duckdb", silent) == []


def test_limits_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_MAX_NESTING", "1")
    monkeypatch.setenv("BROADSHEET_MAX_MEMBERS", "2")
    (tmp_path / "deep.tar.gz").write_bytes(gz(tarred({"a.txt": FERRY.encode()})))
    (tmp_path / "many.zip").write_bytes(zipped({f"{number}.txt": f"{number} {FERRY}".encode() for number in range(5)}))
    build(tmp_path / "w.duckdb", tmp_path / "deep.tar.gz", tmp_path / "many.zip", settings=Settings())
    found = "select parse_filename(dump_path), table_name, reject_reason from rejects where table_name <> 'events' order by 1"
    assert rows(tmp_path / "w.duckdb", found) == [
        ("deep.tar.gz", "pages", "nested_too_deep"),
        ("many.zip", "dumps", "too_many_members"),
    ]
    assert rows(tmp_path / "w.duckdb", "select dump_format, page_count from dumps order by dump_path") == [
        ("none", 0),
        ("text", 2),
    ]
