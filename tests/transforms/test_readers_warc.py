"""WARC and WET: what is a page becomes one, what is none is counted, and damage costs no neighbour."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from datetime import date

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.dumps import BRIDGE, FERRY, MARKET, STORIES, chunked, gz, html, read, response, warc_record, wet
from transforms.readers import Page, Unreadable

HTTP = "application/http; msgtype=response"


def reasons(problems: list[Unreadable]) -> dict[str, str]:
    assert len({problem.reason for problem in problems}) == len(problems), "one row a reason"
    return {problem.reason: problem.detail for problem in problems}


def response_page(message: bytes) -> tuple[list[Page], dict[str, str]]:
    pages, bad, kind = read(warc_record("response", 3, message, HTTP))
    assert kind == "warc"
    return pages, reasons(bad)


@pytest.mark.parametrize("packed", [False, True])
def test_a_wet_file_has_a_page_a_conversion_record(packed: bool) -> None:
    records = wet(*STORIES)
    raw = b"".join(map(gz, records) if packed else records)
    pages, bad, kind = read(raw, "crawl.warc.wet")
    assert kind == "wet"
    assert [(page.text, page.record_id, page.url, page.fetched_on, page.published_on) for page in pages] == [
        (story, f"urn:uuid:{number}", f"https://orrin.example/{number}", date(2024, 3, number + 7), None)
        for number, story in enumerate(STORIES)
    ]
    assert reasons(bad) == {"not_a_page:warcinfo": "record at byte 0"}
    plain = b"".join(records)
    assert [plain[page.start_byte : page.end_byte] + b"\r\n\r\n" for page in pages] == records[1:]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (html(FERRY), []),
        (chunked(html(FERRY)), ["Transfer-Encoding: chunked"]),
        (gz(html(FERRY)), ["Content-Encoding: gzip"]),
        (zlib.compress(html(FERRY)), ["Content-Encoding: deflate"]),
        (brotli.compress(html(FERRY)), ["Content-Encoding: br"]),
        (zstd.compress(html(FERRY)), ["Content-Encoding: zstd"]),
        (chunked(gz(html(FERRY))), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        # Crawlers undo an encoding and keep the header that names it.
        (html(FERRY), ["Content-Encoding: gzip"]),
        (html(FERRY), ["Content-Encoding: br", "Transfer-Encoding: chunked"]),
        (html(FERRY), ["Content-Encoding: unheard-of"]),
    ],
    ids=["plain", "chunked", "gzip", "deflate", "brotli", "zstd", "chunked_gzip", "gzip_undone", "both_undone", "unknown"],
)
def test_an_http_response_of_html_is_a_page(body: bytes, headers: list[str]) -> None:
    pages, bad = response_page(response(body, *headers))
    assert ([(FERRY in page.text, page.title, page.url) for page in pages], bad) == (
        [(True, "Late again", "https://orrin.example/3")], {},
    )  # fmt: skip


LONG = html(FERRY + " ".join(f"Pier {number * number % 9973} is closed." for number in range(20_000)))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(LONG), []),
        (chunked(gz(LONG)), ["Content-Encoding: gzip"]),
        (chunked(brotli.compress(LONG)), ["Content-Encoding: br"]),
    ],
)
def test_a_cut_response_keeps_what_came_and_says_so(body: bytes, headers: list[str]) -> None:
    pages, bad = response_page(response(body[: len(body) // 2], "Transfer-Encoding: chunked", *headers))
    assert ([FERRY in page.text for page in pages], list(bad)) == ([True], ["truncated_record"])


@pytest.mark.parametrize(
    ("charset", "meta", "encoding"),
    [
        ("windows-1250", "", "cp1250"),
        ("", "windows-1251", "cp1251"),
        ("", "gb2312", "gb18030"),
        ("shift_jis", "utf-8", "cp932"),  # the header is asked before the document
        ("utf-8", "", "utf-8"),
        ("no-such-charset", "koi8-r", "koi8-r"),
    ],
)
def test_html_is_decoded_as_its_header_then_its_meta_says(charset: str, meta: str, encoding: str) -> None:
    words = {"cp1250": "Přístav je zavřený", "cp1251": "Паром опоздал", "gb18030": "渡轮又晚点了", "cp932": "フェリーは遅れた",
             "utf-8": "Le bac est arrêté", "koi8-r": "Паром опоздал"}[encoding]  # fmt: skip
    body = f'<!DOCTYPE html><html><head><meta charset="{meta}"></head><body><p>{words}</p></body></html>'.encode(encoding)
    content_type = f"text/html; charset={charset}" if charset else "text/html"
    pages, bad = response_page(response(body, content_type=content_type))
    assert ([(page.text, page.encoding) for page in pages], bad) == ([(words, encoding)], {})


@pytest.mark.parametrize(
    "url", ["http://[", "http://a]b/", "http://\u2100/", "<https://orrin.example/>", "no address", "\x1b[2J"]
)
def test_an_address_may_be_any_string(url: str) -> None:
    (page,), bad, _ = read(warc_record("response", 3, response(html(FERRY)), HTTP, WARC_Target_URI=url))
    assert (page.url, FERRY in page.text, bad) == (url.strip("<>"), True, [])


def test_a_charset_that_the_bytes_break_is_not_believed() -> None:
    pages, _ = response_page(response(html(FERRY), content_type="text/html; charset=shift_jis"))
    assert (pages[0].encoding, FERRY in pages[0].text) == ("utf-8", True)


def test_what_is_no_page_is_counted_by_kind() -> None:
    raw = b"".join(
        [
            *wet(),
            warc_record("request", 1, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
            warc_record("request", 2, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
            warc_record("response", 3, response(html(FERRY)), HTTP),
            warc_record("metadata", 4, b"fetchTimeMs: 8", "application/warc-fields"),
            warc_record("response", 5, response(b"\x89PNG", content_type="image/png"), HTTP),
            warc_record("response", 6, response(html("Gone"), status="404 Not Found"), HTTP),
            warc_record("response", 7, response(html("Moved"), status="301 Moved"), HTTP),
            warc_record("response", 8, b"orrin.example. 300 IN A 192.0.2.7", "text/dns"),
            warc_record("revisit", 9, b"", HTTP),
            warc_record("response", 10, b"no http at all", HTTP),
            warc_record("resource", 11, html(BRIDGE), "text/html"),
            warc_record("response", 12, response(b"<html><body> </body></html>"), HTTP),
        ]
    )
    pages, bad, kind = read(raw)
    assert kind == "warc"
    assert [story for page in pages for story in STORIES if story in page.text] == [FERRY, BRIDGE]
    told = reasons(bad)
    assert set(told) == {
        "not_a_page:warcinfo", "not_a_page:request", "not_a_page:metadata", "not_a_page:image", "not_a_page:http_4xx",
        "not_a_page:http_3xx", "not_a_page:response", "not_a_page:revisit", "bad_http", "empty_page",
    }  # fmt: skip
    assert told["not_a_page:request"].startswith("2 times, the first: record at byte ")


def test_a_page_that_the_crawler_cut_is_told() -> None:
    pages, bad, _ = read(warc_record("response", 3, response(html(FERRY)), HTTP, WARC_Truncated="length"))
    assert (len(pages), list(reasons(bad))) == (1, ["truncated_record"])


def test_a_payload_over_the_limit_is_a_reject() -> None:
    bomb = response(gz(html("x" * 5_000_000)), "Content-Encoding: gzip")
    raw = warc_record("response", 1, bomb, HTTP) + warc_record("response", 2, response(html(FERRY)), HTTP)
    pages, bad, _ = read(raw, max_page_bytes=1_000_000)
    assert ([FERRY in page.text for page in pages], list(reasons(bad))) == ([True], ["record_too_large"])


def test_a_record_over_the_limit_is_passed_over() -> None:
    records = wet(FERRY, MARKET * 1000, BRIDGE)
    for limit in (20_000, 100_000):
        pages, _, _ = read(b"".join(records), max_page_bytes=limit)
        assert [page.text for page in pages if len(page.text) < 1000] == [FERRY, BRIDGE]


# --- damage

FIRST, SECOND, THIRD = wet(*STORIES)[1:]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (SECOND.replace(b"Content-Length: ", b"Content-Length: 9"), "wrong_content_length"),
        (SECOND.replace(b"Content-Length: ", b"Content-Length: 999999999999999999999999"), "wrong_content_length"),
        (SECOND.replace(b"Content-Length: 1", b"Content-Length: "), "wrong_content_length"),
        (SECOND.replace(b"Content-Length: ", b"Content-Length: -"), "wrong_content_length"),
        (SECOND.replace(b"Content-Length: ", b"X-Length: "), "wrong_content_length"),
        (b"Tar and feathers.\r\n" * 9 + SECOND, "damaged_record"),
    ],
)
def test_a_record_with_a_wrong_head_is_still_read(second: bytes, reason: str) -> None:
    pages, bad, _ = read(FIRST + second + THIRD)
    assert ([page.text for page in pages], list(reasons(bad))) == (STORIES, [reason])


def test_a_record_cut_in_the_middle_costs_no_neighbour() -> None:
    pages, bad, _ = read(FIRST + SECOND[:-60] + THIRD)
    assert [page.text for page in pages] == [FERRY, BRIDGE[: len(BRIDGE) - 56], MARKET]
    assert list(reasons(bad)) == ["wrong_content_length"]


def test_a_file_cut_at_its_end_keeps_what_it_has() -> None:
    pages, bad, _ = read((FIRST + SECOND)[:-60])
    assert [page.text for page in pages] == [FERRY, BRIDGE[: len(BRIDGE) - 56]]
    assert list(reasons(bad)) == ["truncated_record"]


def test_line_ends_may_be_bare() -> None:
    raw = b"".join(wet(*STORIES)).replace(b"\r\n", b"\n")
    assert [page.text for page in read(raw)[0]] == STORIES


WARC = [
    *wet(FERRY, BRIDGE),
    warc_record("response", 3, response(chunked(gz(html(MARKET))), "Transfer-Encoding: chunked", "Content-Encoding: gzip"), HTTP),
    warc_record("response", 4, response(html(FERRY)), HTTP),
]


@settings(max_examples=200, deadline=None)
@given(st.data(), st.booleans())
def test_mutated_and_cut_archives_never_raise_and_keep_the_other_records(data: st.DataObject, packed: bool) -> None:
    records = [gzip.compress(record, mtime=0) for record in WARC] if packed else WARC
    hit = data.draw(st.integers(1, len(records) - 1))
    broken = bytearray(records[hit])
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del broken[data.draw(st.integers(0, len(broken))) :]
    pages, bad, _ = read(b"".join([*records[:hit], bytes(broken), *records[hit + 1 :]]))
    expected = Counter(page.text for other in (WARC[:hit], WARC[hit + 1 :]) for page in read(b"".join(other))[0])
    lost = expected - Counter(page.text for page in pages)
    # What a damaged record may take with it is the next one's head, where its own length and end are both gone.
    assert sum(lost.values()) == 0 or bad
    assert len({(page.start_byte, page.end_byte) for page in pages}) == len(pages)
    assert sum(lost.values()) <= 1
