from __future__ import annotations

import io
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.readers import Limits, Page, Unreadable, dump_format
from transforms.readers.jsonl import read_jsonl
from transforms.readers.text import read_text

FERRY = "The ferry to Orrin Bay is late – again."


def text_pages(raw: bytes, limits: Limits | None = None) -> list[Page | Unreadable]:
    return list(read_text(io.BytesIO(raw), limits or Limits()))


def jsonl_pages(raw: bytes, limits: Limits | None = None) -> list[Page | Unreadable]:
    return list(read_jsonl(io.BytesIO(raw), limits or Limits()))


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def reasons(found: list[Page | Unreadable]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Unreadable)]


def pages(found: list[Page | Unreadable]) -> list[Page]:
    return [item for item in found if isinstance(item, Page)]


# --- text


@pytest.mark.parametrize(
    ("raw", "encoding"), [(FERRY.encode(), "utf-8"), (b"\xef\xbb\xbf" + FERRY.encode(), "utf-8"),
                          (b"\xff\xfe" + FERRY.encode("utf-16-le"), "utf-16-le")],
)  # fmt: skip
def test_a_text_dump_is_one_page_that_spans_all_its_bytes(raw: bytes, encoding: str) -> None:
    assert text_pages(raw) == [Page(0, len(raw), FERRY, encoding)]


def test_a_text_page_tells_what_was_replaced() -> None:
    assert text_pages("é ".encode() + b"\x93hi") == [Page(0, 6, "é “hi", "utf-8", [2], ["93"])]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty_page"),
        (b" \r\n\t\n", "empty_page"),
        (b"\xef\xbb\xbf", "empty_page"),
        ("\ufeff\xa0\n".encode("utf-16-le"), "empty_page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary_file"),
        (b"a" * 101, "page_too_large"),
    ],
    ids=["empty", "white", "bom_alone", "wide_white", "picture", "too_large"],
)
def test_an_unusable_text_dump_has_no_page_but_a_reason(raw: bytes, reason: str) -> None:
    limits = Limits(max_page_bytes=100) if reason == "page_too_large" else Limits()
    found = text_pages(raw, limits)
    assert (reasons(found), pages(found)) == ([reason], [])


def test_a_page_of_just_the_limit_is_read() -> None:
    assert pages(text_pages(b"a" * 100, Limits(max_page_bytes=100)))[0].text == "a" * 100


# --- jsonl: which text


@pytest.mark.parametrize(
    ("fields", "text", "is_body"),
    [
        ({"page_text": "raw page"}, "raw page", False),
        ({"body_text": "an article"}, "an article", True),
        ({"text": "an article"}, "an article", True),
        ({"text": "third", "body_text": "second", "page_text": "first"}, "first", False),
        ({"text": "third", "body_text": "second"}, "second", True),
        ({"page_text": None, "text": "kept"}, "kept", True),
        ({"page_text": 7, "text": "kept"}, "kept", True),
        # The text of a finished article is kept exactly: its offsets must hold.
        ({"text": "  an article\r\n\n"}, "  an article\r\n\n", True),
    ],
)
def test_page_text_is_a_raw_page_and_body_text_or_text_a_finished_article(
    fields: dict[str, object], text: str, is_body: bool
) -> None:
    (page,) = jsonl_pages(line(**fields))
    assert isinstance(page, Page)
    assert (page.text, page.is_body) == (text, is_body)


def test_a_record_brings_its_own_fields() -> None:
    raw = line(
        text=FERRY, id=17, url="https://orrin.example/ferry", title=" Ferry late ", published_on="2024-03-07",
        authors=["Mara Elsworthy", " ", "Tomas Quill"], publisher_name="Harrow Ledger", language_code="PT_br",
        colour="red",
    )  # fmt: skip
    assert jsonl_pages(raw) == [
        Page(
            0, len(raw), FERRY, "utf-8", is_body=True, record_id="17", url="https://orrin.example/ferry",
            title="Ferry late", published_at_raw="2024-03-07", published_on=date(2024, 3, 7),
            authors=["Mara Elsworthy", "Tomas Quill"], publisher_name="Harrow Ledger", language_code="pt-br",
        )
    ]  # fmt: skip


# --- jsonl: what is wrong with a record


@pytest.mark.parametrize(
    ("raw", "reason", "detail"),
    [
        (b'{"text": "cut"\n', "malformed_json", "Expecting ',' delimiter"),
        (b"no json\n", "malformed_json", "Expecting value"),
        (b'["text"]\n', "malformed_json", "not an object"),
        (b'"text"\n', "malformed_json", "not an object"),
        (b"[" * 100_000 + b"\n", "malformed_json", "recursion"),
        (b'{"title": "no text"}\n', "no_text_field", "none of page_text, html, body_text, text"),
        (b'{"text": 3}\n', "no_text_field", "is a string"),
        (b'{"text": " \\n"}\n', "empty_page", "text has no text"),
    ],
)
def test_an_unusable_record_is_told_by_reason_and_place_and_the_next_is_read(raw: bytes, reason: str, detail: str) -> None:
    before, after = line(text="before"), line(text="after")
    first, bad, last = jsonl_pages(before + raw + after)
    assert isinstance(bad, Unreadable)
    assert (bad.reason, bad.table_name) == (reason, "pages")
    assert f"byte {len(before)}:" in bad.detail
    assert detail in bad.detail
    assert [page.text for page in pages([first, last])] == ["before", "after"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("id", 1.5, "expected a string, found float"),
        ("url", 5, "expected a string, found int"),
        ("title", ["Ferry"], "expected a string, found list"),
        ("published_on", "07.03.2024", "Invalid isoformat string"),
        ("published_on", "2024-02-30", "day is out of range"),
        ("published_on", "March 7, 2024", "Invalid isoformat string"),
        ("published_on", 20240307, "expected a string, found int"),
        ("authors", "Mara Elsworthy", "expected a list of strings, found str"),
        ("authors", ["Mara Elsworthy", 3], "expected a string, found int"),
        ("publisher_name", {}, "expected a string, found dict"),
        ("language_code", "english", "expected an ISO 639 code"),
        ("language_code", "e", "expected an ISO 639 code"),
        ("language_code", "12", "expected an ISO 639 code"),
        ("language_code", "en US", "expected an ISO 639 code"),
        # Letters, but of no language code.
        ("language_code", "日本", "expected an ISO 639 code"),
        ("language_code", "en-é", "expected an ISO 639 code"),
        ("language_code", "en--US", "expected an ISO 639 code"),
    ],
)
def test_a_bad_field_is_told_and_left_out_while_the_page_still_comes(field: str, value: object, why: str) -> None:
    found = jsonl_pages(line(text=FERRY, **{field: value}))
    assert [(item.reason, item.table_name) for item in found if isinstance(item, Unreadable)] == [("bad_field", "articles")]
    assert f"{field}: " in found[0].detail
    assert why in found[0].detail
    (page,) = pages(found)
    attribute = "record_id" if field == "id" else field
    assert (page.text, getattr(page, attribute)) == (FERRY, [] if field == "authors" else None)


def test_a_date_that_cannot_be_read_stays_as_printed() -> None:
    (page,) = pages(jsonl_pages(line(text=FERRY, published_on="07.03.2024")))
    assert (page.published_at_raw, page.published_on) == ("07.03.2024", None)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2024-03-07", date(2024, 3, 7)),
        ("2024-03-07T10:15:00Z", date(2024, 3, 7)),
        ("2024-03-07T00:30:00+05:00", date(2024, 3, 7)),
    ],
)
def test_a_stated_time_keeps_its_own_day(raw: str, day: date) -> None:
    (page,) = pages(jsonl_pages(line(text=FERRY, published_on=raw)))
    assert (page.published_at_raw, page.published_on) == (raw, day)


@pytest.mark.parametrize("field", ["id", "url", "title", "published_on", "authors", "publisher_name", "language_code"])
def test_a_null_field_is_no_bad_field(field: str) -> None:
    raw = line(text=FERRY, **{field: None})
    assert jsonl_pages(raw) == [Page(0, len(raw), FERRY, "utf-8", is_body=True)]


# --- jsonl: damaged bytes


@pytest.mark.parametrize(
    ("raw", "text", "offsets", "replaced"),
    [
        (b'{"text": "caf\\ud800!"}', "caf\ufffd!", [3], ["d800"]),
        (b'{"text": "caf\\udc00!"}', "caf\ufffd!", [3], ["dc00"]),
        # The very code points in which Python hides bad bytes; no byte stood here.
        (b'{"text": "caf\\udc93!"}', "caf\ufffd!", [3], ["dc93"]),
        (b'{"text": "\\ud83d\\ude80 caf\\ud83d"}', "🚀 caf\ufffd", [5], ["d83d"]),
        (b'{"text": "caf\xe9!"}', "café!", [3], ["e9"]),
        (b'{"text": "\x93caf\xe9s\x94 \x81"}', "“cafés” \ufffd", [0, 4, 6, 8], ["93", "e9", "94", "81"]),
        (b'{"text": "caf\xc3\xa9 \xe2\x82!"}', "café \ufffd\ufffd!", [5, 6], ["e2", "82"]),
    ],
    ids=["high", "low", "low_like_escape", "after_pair", "cp1252_byte", "cp1252_bytes", "cut_sequence"],
)
def test_lone_surrogates_and_bad_bytes_in_a_record_are_mended_and_told(
    raw: bytes, text: str, offsets: list[int], replaced: list[str]
) -> None:
    assert jsonl_pages(raw) == [Page(0, len(raw), text, "utf-8", offsets, replaced, is_body=True)]


def test_a_lone_surrogate_in_a_field_leaves_no_text_that_cannot_be_stored() -> None:
    (page,) = pages(jsonl_pages(b'{"text": "words", "title": "Ferry \\ud800", "authors": ["Mara \\udfff"]}'))
    assert (page.title, page.authors) == ("Ferry \ufffd", ["Mara \ufffd"])


# --- jsonl: lines


def test_a_record_over_the_limit_is_skipped_whole() -> None:
    limits = Limits(max_page_bytes=100)
    before, large, after = line(text="before"), line(text="long " * 200), line(text="after")
    found = jsonl_pages(before + large + after, limits)
    assert reasons(found) == ["record_too_large"]
    start = len(before) + len(large)
    assert [(page.text, page.start_byte, page.end_byte) for page in pages(found)] == [
        ("before", 0, len(before)),
        ("after", start, start + len(after)),
    ]


@pytest.mark.parametrize("extra", [0, 1])
def test_the_limit_holds_to_the_byte(extra: int) -> None:
    raw = line(text="a" * 80)
    found = jsonl_pages(raw + line(text="b"), Limits(max_page_bytes=len(raw) - extra))
    assert ([page.text[0] for page in pages(found)], reasons(found)) == (
        (["b"], ["record_too_large"]) if extra else (["a", "b"], [])
    )


RECORD_LINES = st.lists(
    st.one_of(
        st.builds(lambda text: line(text="x" + text).rstrip(b"\n"), st.text()),
        st.builds(lambda text: json.dumps({"page_text": "x" + text}, ensure_ascii=False).encode(),
                  st.text(st.characters(exclude_categories=["Cs"]))),
        st.sampled_from([b"", b" ", b"\t", b"not json"]),
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(RECORD_LINES, st.sampled_from([b"\n", b"\r\n"]), st.booleans(), st.booleans())
def test_byte_spans_slice_back_to_the_very_line(lines: list[bytes], end: bytes, bom: bool, last_end: bool) -> None:
    raw = (b"\xef\xbb\xbf" if bom else b"") + end.join(lines) + (end if last_end else b"")
    found = jsonl_pages(raw)
    expected = [json.loads(one) for one in lines if one.startswith(b"{")]
    spans = [raw[page.start_byte : page.end_byte].removeprefix(b"\xef\xbb\xbf") for page in pages(found)]
    assert [json.loads(span) for span in spans] == expected
    assert [span.rstrip(b"\r\n") for span in spans] == [one for one in lines if one.startswith(b"{")]
    assert reasons(found) == ["malformed_json"] * lines.count(b"not json")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.binary(), st.binary().map(lambda raw: b'{"text": "' + raw + b'"}'))))
def test_any_lines_whatever_never_raise_and_come_in_order(lines: list[bytes]) -> None:
    found = pages(jsonl_pages(b"\n".join(lines)))
    spans = [span for page in found for span in (page.start_byte, page.end_byte)]
    assert spans == sorted(spans)
    assert all(page.text.encode() for page in found)


# --- kind of file


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b'{"page_text": "x"}\n{"page_', "dump.txt", "jsonl"),
        (b'\xef\xbb\xbf{"page_text": "x"}\n', "dump", "jsonl"),
        (b'\n \r\n{"page_text": "x"}\n', "dump.txt", "jsonl"),
        (b'{"page_text": "cut at 64 K', "dump.jsonl", "jsonl"),
        (b'{"page_text": \n', "dump.ndjson", "jsonl"),
        (b"not json\n", "DUMP.JSONL", "jsonl"),
        (b"{not json} said the tide table\n", "dump.txt", "text"),
        (b'["page_text"]\n', "dump.txt", "text"),
        (b"{}{}\n", "dump.txt", "text"),
        (FERRY.encode(), "dump.txt", "text"),
        (FERRY.encode(), "dump", "text"),
        (b"", "dump.jsonl", "text"),
    ],
)
def test_the_kind_of_a_file_is_told_by_content_first_then_by_name(head: bytes, name: str, kind: str) -> None:
    assert dump_format(head, name) == kind
