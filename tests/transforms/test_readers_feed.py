"""RSS, Atom and RDF: an entry is an article or an excerpt, and a hostile or broken feed is told and read as far as it can be."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.dumps import ATOM, BRIDGE, FERRY, MARKET, RDF, RSS, read
from transforms.readers import Page
from transforms.readers.feed import _tags


def paragraphs(page: Page) -> list[str]:
    return [line for line in page.text.split("\n") if line.strip()]


def test_an_rss_entry_is_an_article_or_an_excerpt() -> None:
    pages, bad, kind = read(RSS, "feed")
    assert kind == "rss"
    first, second = pages
    assert (first.title, first.url, first.record_id, first.site_name) == (
        "Ferry & tide", "https://ledger.example/1", "ledger-1", "Harbour Ledger",
    )  # fmt: skip
    # The day is the feed's own, whatever it is elsewhere at that hour; a category's comma is part of its name.
    assert (first.published_on, first.published_at_raw) == (date(2024, 3, 7), "Thu, 07 Mar 2024 23:30:00 -0500")
    assert (first.authors, first.categories) == (["Mara Elsworthy"], ["Ports", "Tides, tables"])
    assert (paragraphs(first), first.is_body, first.is_excerpt) == ([FERRY, "Nobody was hurt."], True, False)
    assert (second.text, second.authors, second.is_excerpt, second.url) == (
        BRIDGE,
        ["Tomas Quill"],
        True,
        "https://ledger.example/2",
    )
    assert (second.published_on, second.published_at_raw) == (None, "yesterday")
    assert [(problem.reason, problem.table_name, problem.excerpt) for problem in bad] == [
        ("bad_field", "articles", "yesterday"),
        ("no_text_field", "pages", "Nothing but a title"),
    ]


def test_an_atom_entry_takes_what_is_its_own() -> None:
    pages, bad, kind = read(ATOM)
    assert (kind, bad) == ("rss", [])
    first, second = pages
    assert (first.title, first.url) == ("New roof, <same> leaks", "https://courier.example/9")
    assert (paragraphs(first), first.is_excerpt) == ([MARKET, "A bucket is three crowns."], False)
    assert (first.published_on, first.authors, first.categories) == (date(2024, 3, 8), ["Ines Varga"], ["Markets"])
    assert (second.text, second.is_excerpt, second.published_on) == ("Ice <3 and salt.", True, date(2024, 3, 10))
    assert first.site_name == "Karst Bay Courier"


def test_an_rdf_item_is_read_too() -> None:
    (page,), bad, kind = read(RDF)
    assert (kind, bad) == ("rss", [])
    assert (page.title, page.url, page.record_id, page.published_on, page.text, page.site_name) == (
        "Shut", "https://tarn.example/3", "https://tarn.example/3", date(2024, 3, 11), BRIDGE, "Tarn Post",
    )  # fmt: skip


def test_a_prefixed_feed_is_the_same_feed() -> None:
    prefixed = ATOM.replace(b"xmlns=", b"xmlns:a=", 1)
    for name in (
        b"feed",
        b"entry",
        b"title",
        b"id",
        b"link",
        b"updated",
        b"published",
        b"author",
        b"name",
        b"category",
        b"content",
        b"summary",
    ):
        prefixed = prefixed.replace(b"<" + name, b"<a:" + name).replace(b"</" + name, b"</a:" + name)
    plain, found = read(ATOM)[0], read(prefixed)[0]
    assert [(p.title, p.url, p.text, p.published_on, p.authors, p.site_name) for p in found] == [
        (p.title, p.url, p.text, p.published_on, p.authors, p.site_name) for p in plain
    ]


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF])
def test_spans_slice_back_to_the_entry(feed: bytes) -> None:
    pages, _, _ = read(feed)
    for page in pages:
        entry = feed[page.start_byte : page.end_byte]
        assert entry.startswith((b"<item", b"<entry")) and entry.endswith((b"</item>", b"</entry>"))
        assert (page.record_id or "").encode() in entry


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_a_feed_is_decoded_as_it_says(encoding: str) -> None:
    text = RSS.decode().replace('encoding="utf-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    text = text.replace("–", "à" if encoding == "iso-8859-1" else "–")
    raw = text.encode(encoding)
    pages, _, kind = read(raw)
    assert (kind, len(pages)) == ("rss", 2)
    assert pages[0].text.startswith(FERRY.replace("–", "à" if encoding == "iso-8859-1" else "–"))
    for page in pages:
        part = raw[page.start_byte : page.end_byte].decode("utf-16-le" if encoding == "utf-16" else encoding)
        assert part.startswith("<item>") and part.endswith("</item>") and str(page.title).replace("&", "&amp;") in part


# --- hostile and broken


# Quadratic in the size of a hostile feed, and told in one line: what the reader does in one pass.
TAG = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(/?)((?:[\w.-]+:)?(?:item|entry))(?=[\s>/])[^>]*>", re.DOTALL)
PIECES = [
    b"<item>",
    b"<item",
    b"<item/>",
    b"</item>",
    b"<a:entry x='1'>",
    b"</a:entry>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b">",
    b"<items>",
    b" x ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_tags_of_entries_are_those_outside_of_comments_and_cdata(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    assert list(_tags(raw)) == [(tag.start(), tag.end(), bool(tag[1])) for tag in TAG.finditer(raw) if tag[2]]


def test_an_author_that_is_no_name_is_left_out() -> None:
    pages, _, _ = read(RSS.replace(b"Tomas Quill", b"@" * 1_000_000 + b" x"))
    assert [page.authors for page in pages] == [["Mara Elsworthy"], []]


def test_openings_without_a_closing_are_looked_through_once() -> None:
    """A pattern that looks for each one's closing would take twenty minutes for these 2 MB."""
    raw = RSS.replace(b"</channel>", b"<!-- <![CDATA[ <item " * 100_000 + b"</channel>")
    pages, bad, kind = read(raw)
    assert (kind, len(pages)) == ("rss", 2)
    assert "truncated_record" in {problem.reason for problem in bad}


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY secret SYSTEM "file:///etc/hostname">]>"""


def test_declared_entities_are_rejects_and_never_expanded() -> None:
    feed = BOMB + RSS.partition(b"?>")[2].replace(b"The ferry is late.", b"&secret;").replace(
        b"<title>Bridge shut", b"<title>&c;Bridge shut"
    )
    feed = feed.replace(
        b"</channel>", b"<item><title>Roof</title><description>Leaks&nbsp;again &amp; again.</description></item></channel>"
    )
    pages, bad, kind = read(feed)
    assert kind == "rss"
    assert [page.text for page in pages] == ["Leaks\xa0again & again."] or [page.text for page in pages] == [
        "Leaks again & again."
    ]
    assert [problem.reason for problem in bad if problem.reason == "xml_entities"] == ["xml_entities"] * 3
    assert "declares 4 entities" in bad[0].detail


def test_an_external_document_type_is_not_fetched() -> None:
    feed = RSS.replace(b"<rss", b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd"><rss', 1)
    pages, _, kind = read(feed)
    assert (kind, len(pages)) == ("rss", 2)


def test_html_names_of_characters_are_read() -> None:
    feed = RSS.replace(b"<title>Bridge shut", b"<title>Caf&eacute; &mdash; shut")
    assert read(feed)[0][1].title == "Café — shut"


def test_broken_xml_in_one_entry_costs_no_other() -> None:
    feed = RSS.replace(b"<title>Ferry &amp; tide</title>", b"<title>Ferry & tide</titel>")
    pages, bad, _ = read(feed)
    assert [page.url for page in pages][-1] == "https://ledger.example/2"
    assert "malformed_xml" in [problem.reason for problem in bad]


def test_an_entry_in_quotes_is_no_entry() -> None:
    feed = RSS.replace(b"Nobody was <b>hurt</b>.", b"It said <item>ice</item> on the bill.").replace(
        b"<channel>", b"<channel><!-- <item> -->"
    )
    pages, _, _ = read(feed)
    assert (len(pages), " ".join(pages[0].text.split()).endswith("It said ice on the bill.")) == (2, True)


def test_other_xml_is_told_not_read_as_text() -> None:
    sitemap = b'<?xml version="1.0"?><!-- all pages --><urlset><url><loc>https://tarn.example/</loc></url></urlset>'
    pages, bad, kind = read(sitemap, "sitemap.xml")
    assert (pages, kind, [problem.reason for problem in bad]) == ([], "none", ["unsupported_format"])
    assert "<urlset>" in bad[0].detail


def test_a_feed_without_entries_is_told() -> None:
    _, bad, kind = read(RSS[: RSS.find(b"<item>")] + b"</channel></rss>")
    assert (kind, [problem.reason for problem in bad]) == ("rss", ["empty_page"])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([RSS, ATOM, RDF]), st.data())
def test_mutated_and_cut_feeds_never_raise_and_keep_entries_apart(feed: bytes, data: st.DataObject) -> None:
    raw = bytearray(feed)
    start = max(raw.find(b"<item"), raw.find(b"<entry"))
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(start + 7, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(start, len(raw)))] if data.draw(st.booleans()) else raw)
    pages, bad, _ = read(cut)
    spans = [span for page in pages for span in (page.start_byte, page.end_byte)]
    assert spans == sorted(spans)
    assert len(pages) + len(bad) > 0
    assert all(page.text.encode() and (page.title or "").encode() is not None for page in pages)
