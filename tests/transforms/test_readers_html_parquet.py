"""HTML files, `html` fields, and Parquet: the same pages and articles as in JSONL, in other wrappings."""

from __future__ import annotations

import io
import json
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.dumps import BRIDGE, FERRY, MARKET, STORIES, html, read
from transforms.readers import Dump, Limits, Page


def parquet(columns: dict[str, object], **options: object) -> bytes:
    raw = io.BytesIO()
    pq.write_table(pa.table(columns), raw, **options)
    return raw.getvalue()


def test_an_html_file_is_one_rendered_page() -> None:
    raw = html(FERRY, "Late &amp; again")
    (page,), bad, kind = read(raw, "page")
    assert (kind, bad) == ("html", [])
    assert (page.start_byte, page.end_byte, page.title, page.is_body) == (0, len(raw), "Late & again", False)
    assert FERRY in page.text.split("\n") and "<" not in page.text


@pytest.mark.parametrize(
    ("raw", "name", "kind"),
    [
        (b"\xef\xbb\xbf\n<!-- saved -->\n<!doctype HTML>\n<p>Ice and salt.", "x.txt", "html"),
        (html(FERRY).decode().encode("utf-16"), "x", "html"),
        (
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd"><html><body>Ice.</body></html>',
            "x",
            "html",
        ),
        (b"<article>Ice and salt.</article>", "x", "html"),
        (b"Ice <b>and</b> salt.", "x.html", "html"),
        (b"Ice <b>and</b> salt.", "x.txt", "text"),
        (b"Ice and salt, no tag at all.", "x.html", "text"),
        (b"<Quay> is how the old chart spells it.", "x", "text"),
        (b"WARC/1.0 is a format.", "x", "warc"),
    ],
)
def test_html_is_told_by_content_first_then_by_name(raw: bytes, name: str, kind: str) -> None:
    assert read(raw, name)[2] == kind


def test_an_html_field_is_a_raw_page_with_the_records_own_fields() -> None:
    record = {"id": "7", "url": "https://tarn.example/7", "title": "The record's", "html": html(BRIDGE).decode()}
    (page,), bad, kind = read(json.dumps(record).encode() + b"\n", "x.jsonl")
    assert (kind, bad) == ("jsonl", [])
    assert (BRIDGE in page.text, page.is_body, page.record_id, page.url, page.title) == (
        True,
        False,
        "7",
        "https://tarn.example/7",
        "The record's",
    )


def test_html_without_words_is_told() -> None:
    _, bad, _ = read(b"<html><head><script>var ice = 1;</script></head><body> </body></html>")
    assert [problem.reason for problem in bad] == ["empty_page"]


def test_parquet_rows_are_the_records_of_jsonl() -> None:
    columns: dict[str, object] = {
        "id": [1, 2, 3], "text": STORIES, "url": ["https://orrin.example/1", None, ""], "title": ["Late", None, None],
        "published_on": [date(2024, 3, 7), None, date(2024, 3, 9)], "authors": [["Mara Elsworthy"], None, []],
        "publisher_name": ["Harbour Ledger", None, None], "language_code": ["en", "en", None], "embedding": [[0.5] * 99] * 3,
    }  # fmt: skip
    pages, bad, kind = read(parquet(columns))
    assert (kind, bad) == ("parquet", [])
    rows = [{name: values[row] for name, values in columns.items() if name != "embedding"} for row in range(3)]  # type: ignore[index]
    lines = b"".join(json.dumps(row, default=str).encode() + b"\n" for row in rows)
    for page, other in zip(pages, read(lines)[0], strict=True):
        page.start_byte, page.end_byte = other.start_byte, other.end_byte
        assert page == other


def test_parquet_rows_have_their_number_for_a_place() -> None:
    pages, _, _ = read(parquet({"page_text": STORIES * 50}, row_group_size=7))
    assert [(page.start_byte, page.end_byte) for page in pages] == [(number, number + 1) for number in range(150)]
    assert [page.text for page in pages] == STORIES * 50
    assert not any(page.is_body for page in pages)


def test_parquet_columns_of_other_types_are_read_where_they_can_be() -> None:
    columns = {
        "html": pa.array([html(FERRY), html(BRIDGE)], pa.binary()),
        "url": pa.array(["https://a.example/", "https://b.example/"]).dictionary_encode(),
        "published_on": pa.array([datetime(2024, 3, 7, 23, 30), None], pa.timestamp("us", "UTC")),
        "title": [1.5, 2.5],
    }
    pages, bad, _ = read(parquet(columns))
    assert [
        (story in page.text, page.url, page.published_on, page.title) for story, page in zip(STORIES, pages, strict=False)
    ] == [
        (True, "https://a.example/", date(2024, 3, 7), "Late again"),
        (True, "https://b.example/", None, "Late again"),
    ]
    assert [problem.reason for problem in bad] == ["bad_field"] * 2


def test_a_parquet_string_that_is_no_utf8_is_mended() -> None:
    column = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\x10\0\0\0"), pa.py_buffer(b"caf\xe9 at the mole")]
    )
    (page,), bad, _ = read(parquet({"text": column}))
    assert (page.text, bad) == ("café at the mole", [])


def test_parquet_without_a_text_is_told() -> None:
    pages, bad, kind = read(parquet({"headline": ["x"]}))
    assert (pages, kind, [problem.reason for problem in bad]) == ([], "parquet", ["no_text_field"])


def test_one_long_text_in_a_million_rows_is_not_unpacked_at_once() -> None:
    # 2 MB of text, 5,000 times over, in a file of some 100 KB: 10 GB as strings.
    values, rows = pa.array([FERRY * 18_000]), pa.array([0] * 5_000, pa.int32())
    raw = parquet({"page_text": pa.DictionaryArray.from_arrays(rows, values)}, compression="zstd")
    assert len(raw) < 200_000
    found = iter(Dump(io.BytesIO(raw), "x", Limits()))
    assert all(isinstance(next(found), Page) for _ in range(300))


def test_a_row_group_out_of_proportion_is_a_reject() -> None:
    text = pa.array(["x" * 3_000_000 + str(number) for number in range(100)])
    pages, bad, _ = read(parquet({"page_text": text}, compression="zstd", use_dictionary=False), max_page_bytes=10_000_000)
    assert (pages, [problem.reason for problem in bad]) == ([], ["unpack_ratio_too_high"])


ROWS = {"id": ["a", "b", "c"] * 20, "text": STORIES * 20, "authors": [["Mara Elsworthy"], None, []] * 20}
PARQUET = parquet(ROWS, row_group_size=20, write_page_checksum=True)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_and_cut_parquet_never_raises_and_tells_what_it_lost(data: st.DataObject) -> None:
    raw = bytearray(PARQUET)
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(4, len(raw)))] if data.draw(st.booleans()) else raw)
    pages, bad, _ = read(cut)
    assert len(pages) == 60 or bad
    assert all(page.text.encode() for page in pages)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<html>", html(MARKET), b"<!DOCTYPE html><meta charset=", b"<?xml "]))
def test_any_bytes_whatever_are_a_page_or_a_reject(raw: bytes, head: bytes) -> None:
    pages, bad, _ = read(head + raw, "x.html")
    assert len(pages) + len(bad) >= 1
    assert all(page.text.encode() for page in pages)
