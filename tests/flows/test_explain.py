"""Why a page was cut as it was, for people: the conditions by name, and the page as HTML that nothing on it can command."""

from __future__ import annotations

import base64
import gzip
import hashlib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from typer.testing import CliRunner

from flows.cli import app
from flows.explain import Explained, explain_file
from flows.page_view import CLIP_CHARS, view
from flows.printable import printable
from schemas.tables import ROLES
from tests.conftest import SAMPLES
from tests.transforms.dumps import BRIDGE, FERRY, RSS, STORIES, html, tarred, wet, zipped
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.readers import Page
from transforms.reasons import page_reasons

STORY = (
    "The keeper of the {0} light has asked the council of Orrin Bay for a second {0} lamp, since the first one is "
    "read by passing ships as an invitation. The council will answer before the {0} fair."
)
NAMES = ["Mara Elsworthy", "Tomas Quill", "Ines Varga", "Fergus Lindh", "Odile Marchetti", "Caspian Wroe"]
PLACES = ["northern", "granite", "drowned", "painted", "crooked", "whistling"]


def several() -> str:
    items = [
        f"Lamp Asked For at the {p.title()} Light Again\n\nBy {NAMES[n]}\n\n{STORY.format(p)}\n" for n, p in enumerate(PLACES)
    ]
    return "\n".join(items)


def one_with_sub_headings() -> str:
    paragraphs = [STORY.format("northern") + " " + STORY.format("northern")] * 4
    heads = ["Why the lamp", "What ships say", "What it costs", "Who decides"]
    parts = [f"{head}\n\n" + "\n\n".join(paragraphs) for head in heads]
    return (
        "Keeper of the Northern Light Asks for a Second Lamp\n\nMarch 3, 2024\n\n" + "\n\n".join([paragraphs[0], *parts]) + "\n"
    )


def page_html(text: str | bytes, tmp_path: Path, name: str = "dump.txt", page: int = 0) -> tuple[str, lxml_html.HtmlElement]:
    dump = tmp_path / name
    dump.write_bytes(text if isinstance(text, bytes) else text.encode())
    explained, unreadable = explain_file(str(dump), page)
    assert explained is not None
    source = "".join(view(explained, unreadable))
    return source, lxml_html.document_fromstring(source)


def call(*arguments: object) -> str:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_explain_names_the_rhythm_that_parted_a_page_and_what_the_others_lack(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(several(), encoding="utf-8")
    shown = call("explain", tmp_path / "dump.txt")
    assert "Several articles, parted by the rhythm of bylines: score 0.8" in shown and "6 beats" in shown
    assert "layouts generic 0.30" in shown and "post_list 0.00" in shown
    assert [line.split()[0] for line in shown.splitlines() if line.endswith("parts the page") or "parts the page " in line] == [
        "byline"
    ]
    assert "unmet: " in shown


def test_explain_says_why_one_article_was_not_cut(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(one_with_sub_headings(), encoding="utf-8")
    shown = call("explain", tmp_path / "dump.txt")
    assert "One article at most" in shown and "100% of the page's running text" in shown
    assert "Keeper of the Northern Light" in shown and "five_words +0.40" in shown


def test_every_block_is_there_in_order_with_its_role_rule_and_words(tmp_path: Path) -> None:
    text = (SAMPLES / "glued_bylines.txt").read_bytes()
    explained, _ = explain_file(str(SAMPLES / "glued_bylines.txt"), 0)
    assert explained is not None
    _, document = page_html(text, tmp_path)
    shown = document.xpath("//div[contains(@class, 'block ')]")
    blocks = list(explained.blocks())
    assert [block.get("id") for block in shown] == [f"block-{block['block_number']}" for block, _ in blocks]
    for element, (block, _) in zip(shown, blocks, strict=True):
        assert element.get("class") == f"block role-{block['role']}"
        if block["role"] == "blank":
            continue
        [rule] = element.xpath("p[@class='label']/span/text()")
        [words] = element.xpath("p[@class='words']")
        assert rule == block["rule"]
        raw = explained.page.text[block["start_char"] : block["end_char"]]
        assert words.text_content() == printable(raw.rstrip("\r\n"), "\n\t\u200c\u200d")


def test_articles_have_anchors_and_stand_in_the_list(tmp_path: Path) -> None:
    _, document = page_html(several(), tmp_path)
    links = document.xpath("//aside//h3/a/@href")
    assert links == [f"#article-{number}" for number in range(6)]
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids)) and {link[1:] for link in links} <= set(ids)
    first = document.xpath("//aside//article")[0].text_content()
    assert "Lamp Asked For at the Northern Light Again" in first and "Mara Elsworthy" in first
    assert [row.xpath("string(th)") for row in document.xpath("//section[@id='marks']//tr[@class='chosen']")] == ["byline"]
    # The conditions that runners-up do not meet are told in words.
    told = document.xpath("//section[@id='marks']//details//dt/text()")
    verdicts = document.xpath("//section[@id='marks']//td[@class='words']/text()")
    unmet = {name for words in verdicts if words.startswith("unmet: ") for name in words.removeprefix("unmet: ").split(", ")}
    assert set(told) == unmet != set()


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> \"'><b onmouseover='alert(1)'>Mayor</b> of Tarn\n\n"
    "\u202eThe mayor\x1b[2J of \x00Tarn\x07\u2066 said on Monday: {{ 7 * 7 }} {% raw %} bridges would stay shut until May.\n\n"
    "</style></section></body></html><!-- <![CDATA[ javascript:alert(1) & &lt; &#x3c;\n\n"
    "The ferrymen of Tarn\u2028and\x85their wives were told on Friday, in a letter that nobody signed, to look for other work.\n"
)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    title = "<script>alert(2)</script>\u202e"
    record = pl.DataFrame({"body_text": [HOSTILE], "title": [title],
                           "url": ["javascript:alert(3)\"'>"], "authors": [["<i>x</i>"]],
                           "publisher_name": ["</style><script>"], "id": ["<b>"]})  # fmt: skip
    raw = "Notes of a clerk\n\n" + HOSTILE
    for name, dump in (("dump.txt", raw.encode()), ("dump.jsonl", record.write_ndjson().encode())):
        source, document = page_html(dump, tmp_path, name)
        assert document.xpath("//script | //img | //@onerror | //@onmouseover | //@src | //iframe | //form | //link") == []
        assert all(href.startswith("#") for href in document.xpath("//@href"))
        assert "{{ 7 * 7 }} {% raw %}" in document.text_content()
        assert "<script>alert(1)</script>" in document.text_content()
        assert len(document.xpath("//body")) == len(document.xpath("//style")) == 1
        assert [char for char in source if not char.isprintable() and char not in "\n\t"] == []
        assert "https:" not in source and "url(" not in source and " style=" not in source


PIECES = ["<", ">", "&", '"', "'", "<script>", "</style>", "-->", "]]>", "{{", "{%", "\\", "`", "\x00", "\x1b[2J", "\u202e",
          "\u2066", "\ufeff", "\t", " ", "\n", "\n\n", "\r", "\u2028", "\x85", "ﷺ", "By Mara Quill", "March 3, 2024", FERRY,
          BRIDGE]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=1, max_size=30).map("".join))
def test_any_page_whatever_comes_out_as_text_block_by_block(text: str) -> None:
    frame = pl.DataFrame([page_row("0" * 32, 0, Page(0, 1, text, "utf-8"))], schema=PAGE_SCHEMA)
    explained = Explained("dump.txt", Page(0, 1, text, "utf-8"), 0, parse_pages(frame), page_reasons(frame, 1_000_000))
    document = lxml_html.document_fromstring("".join(view(explained, [])))
    words = [element.text_content() for element in document.xpath("//p[@class='words']")]
    spans = [(block["start_char"], block["end_char"]) for block, _ in explained.blocks() if block["role"] != "blank"]
    assert words == [printable(text[start:end].rstrip("\r\n"), "\n\t\u200c\u200d") for start, end in spans]
    assert document.xpath("//script | //img") == []


def test_the_policy_allows_one_style_sheet_and_nothing_else(tmp_path: Path) -> None:
    _, document = page_html(FERRY, tmp_path)
    [policy] = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [style] = document.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    # It stands before anything that the page could have a say in.
    metas = document.xpath("//head/*")
    assert metas[1].get("http-equiv") == "Content-Security-Policy"
    assert [role for role in ROLES if f".role-{role} {{ --role:" not in style] == []


def test_a_very_long_line_is_clipped_and_its_length_told(tmp_path: Path) -> None:
    source, document = page_html(f"{FERRY}\n\n{'x' * 1_500_000}\n", tmp_path)
    assert len(source) < 40_000
    [told] = document.xpath("//span[@class='clipped']/text()")
    assert told == f"… {1_500_001 - CLIP_CHARS:,} more characters"
    assert "line_too_long" in document.xpath("string(//section[@id='troubles'])")


FORMATS = {
    "dump.txt": FERRY.encode(),
    "dump.wet": b"".join(wet(*STORIES)),
    "dump.warc.wet.gz": gzip.compress(b"".join(wet(*STORIES))),
    "dump.html": html(FERRY),
    "dump.xml": RSS,
    "dump.jsonl": pl.DataFrame({"body_text": STORIES}).write_ndjson().encode(),
    "dump.zip": zipped({"a.txt": FERRY.encode(), "b.txt": BRIDGE.encode()}),
    "dump.tar": tarred({"a.html": html(FERRY), "b.txt": BRIDGE.encode()}),
}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_has_a_view_of_every_page(name: str, tmp_path: Path) -> None:
    _, document = page_html(FORMATS[name], tmp_path, name)
    assert FERRY in document.text_content()
    if name not in ("dump.txt", "dump.html"):
        _, second = page_html(FORMATS[name], tmp_path, name, page=1)
        assert BRIDGE in second.text_content() and FERRY not in second.text_content()
        assert second.xpath("string(//h1/small)") == "page 1"


def test_a_page_of_another_layout_shows_how_sure_each_one_is(tmp_path: Path) -> None:
    _, document = page_html(html(FERRY), tmp_path, "dump.html")
    sure = dict(zip(document.xpath("//section[@id='layouts']//tbody//th/text()"),
                    document.xpath("//section[@id='layouts']//tbody//td/text()"), strict=True))  # fmt: skip
    assert (sure["html_page"], sure["generic"]) == ("0.97", "0.30")
    assert document.xpath("//section[@id='marks'] | //section[@id='titles']") == []
    assert "The layout html_page knows the page best" in document.text_content()


def test_a_page_without_text_and_a_page_without_articles_have_views(tmp_path: Path) -> None:
    _, document = page_html("Home\nAbout\nContact\n", tmp_path)
    assert "None was found." in document.text_content() and "no_article" in document.text_content()


def test_the_view_goes_to_a_file_or_to_stdout(tmp_path: Path) -> None:
    target = tmp_path / "view.html"
    sample = SAMPLES / "glued_bylines.txt"
    assert call("explain", sample, "--html", target) == ""
    assert call("explain", sample, "--html", "-") == target.read_text(encoding="utf-8")


def test_the_dump_is_never_overwritten_and_a_wrong_path_is_one_line(tmp_path: Path) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(FERRY)
    for target, message in ((dump, "is the dump itself"), (tmp_path / "none" / "v.html", "No such file or directory")):
        done = CliRunner().invoke(app, ["explain", str(dump), "--html", str(target)])
        assert (done.exit_code, message in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert dump.read_text() == FERRY
