"""HTML pages in, articles and blocks out: which rule takes which line, and how many articles a page holds."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.tables import BODY_ROLES
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.html import render_html
from transforms.readers import Page
from transforms.validate import Tables

FERRY = "The harbour master of Orrin Bay closed the ferry line on Tuesday after its chain broke for the third time."
BRIDGE = "Nobody could say when the bridge over the Lower Tarn would be open again, the council’s engineer told reporters."
MUD = "“We have more mud than money,” said Ivo Brandt, who has run the dredger since the old one sank off Quill Point."
URL = "https://tarn.example/ferry-late"


def parse(*pages: str, url: str | None = URL) -> Tables:
    """The tables of HTML pages; page n belongs to dump n."""
    rows = []
    for number, html in enumerate(pages):
        rendered = render_html(html, url)
        stated = rendered.metadata
        page = Page(
            0, len(html.encode("utf-8", "replace")) + 1, rendered.text, "utf-8", url=url, title=stated.title,
            published_at_raw=stated.published_at_raw, published_on=stated.published_on, authors=stated.authors,
            publisher_name=stated.publisher_name, language_code=stated.language_code, site_name=stated.site_name,
            categories=stated.categories, tags=stated.tags, hints=rendered.lines,
        )  # fmt: skip
        rows.append(page_row(f"{number:032x}", 0, page))
    return parse_pages(pl.DataFrame(rows, schema=PAGE_SCHEMA))


def roles(html: str) -> dict[str, tuple[str, str]]:
    """Role and rule of each line with text."""
    text = render_html(html, URL).text
    blocks = parse(html)["blocks"].filter(pl.col("role") != "blank")
    return {text[b["text_start"] : b["text_end"]]: (b["role"], b["rule"]) for b in blocks.iter_rows(named=True)}


def only_article(html: str) -> dict[str, object]:
    (article,) = parse(html)["articles"].rows(named=True)
    return article


ARTICLE = f"""<article><h1>Ferry late again</h1><p class=standfirst>Third break of the chain this year</p>
<p class=byline>By Mara Elsworthy</p><p>{FERRY}</p><h2>Who pays?</h2><p>{BRIDGE}</p><blockquote>{MUD}</blockquote>
<ul><li>Four crowns a head</li></ul><figure><figcaption>The chain, on Tuesday</figcaption></figure><p>{FERRY} Again.</p>
<div class=post-tags>ferry, mud</div></article>"""
PAGE = f"""<html lang=en><head><title>Ferry late again | Tarn Watch</title></head><body>
<header class=site-header>Tarn Watch</header>
<nav><ul><li><a href=/>Home page</a></li></ul></nav><main>{ARTICLE}
<div class=related><h3>More from the bay</h3><p>Rope sold out</p></div></main>
<div class=cookie-bar>Biscuits are in use</div><section class=comments><p>{MUD} So he says.</p></section>
<aside><p>Buy rope now</p></aside><footer>All rights kept</footer></body></html>"""


def test_every_line_of_a_page_by_its_structure() -> None:
    assert roles(PAGE) == {
        "Tarn Watch": ("page_header", "zone_header"),
        "Home page": ("navigation", "landmark_nav"),
        "Ferry late again": ("title", "printed_title"),
        "Third break of the chain this year": ("subtitle", "subtitle_under_title"),
        "By Mara Elsworthy": ("byline", "byline_beside_title"),
        FERRY: ("body", "text_of_core"),
        "Who pays?": ("heading", "heading_tag"),
        BRIDGE: ("body", "text_of_core"),
        MUD: ("quote", "quote_tag"),
        "Four crowns a head": ("list_item", "list_item_tag"),
        "The chain, on Tuesday": ("caption", "figure_caption"),
        f"{FERRY} Again.": ("body", "text_of_core"),
        "ferry, mud": ("tags", "tags_of_article"),
        "More from the bay": ("promo", "zone_related"),
        "Rope sold out": ("promo", "zone_related"),
        "Biscuits are in use": ("banner", "zone_cookie"),
        f"{MUD} So he says.": ("comments", "zone_comments"),
        "Buy rope now": ("promo", "landmark_aside"),
        "All rights kept": ("footer", "landmark_footer"),
    }


def test_the_article_of_a_page() -> None:
    article = only_article(PAGE)
    assert article["body_text"] == "\n".join([FERRY, "Who pays?", BRIDGE, MUD, "Four crowns a head", f"{FERRY} Again."])
    assert (article["title"], article["subtitle"]) == ("Ferry late again", "Third break of the chain this year")
    assert (article["authors"], article["language_code"], article["source_url"]) == (["Mara Elsworthy"], "en", URL)
    assert (article["layout_name"], article["published_basis"]) == ("html_page", "none")


def test_a_heading_that_announces_other_things_ends_the_text() -> None:
    html = f"<div><h1>Late</h1><p>{FERRY}</p><p>{BRIDGE}</p><p>{MUD}</p><h3>Related stories</h3><p>Rope sold out again</p></div>"
    assert roles(html)["Related stories"][0] == "promo"
    assert "Rope" not in str(only_article(html)["body_text"])
    much = f"<div><h1>Late</h1><p>{FERRY}</p><h3>Related stories</h3><p>{BRIDGE}</p><p>{MUD}</p><p>{FERRY} Again.</p></div>"
    assert BRIDGE in str(only_article(much)["body_text"])


def test_lists_of_links_are_not_the_articles_words() -> None:
    links = "".join(f"<li><a href=/{n}>The story of rope number {n}</a></li>" for n in range(3))
    body = str(only_article(f"<div><p>{FERRY}</p><ul>{links}</ul><p>{BRIDGE} <a href=/x>See</a></p></div>")["body_text"])
    assert body == f"{FERRY}\n{BRIDGE} See"


def test_the_date_under_the_title_and_above_it() -> None:
    under = only_article(f"<h1>Late</h1><div>Ports · March 7, 2024</div><p>{FERRY}</p><p>{BRIDGE}</p>")
    assert (under["published_on"], under["published_basis"]) == (date(2024, 3, 7), "byline")
    above = only_article(f"<div>Thursday, March 7, 2024</div><h1>Late</h1><p>{FERRY}</p><p>{BRIDGE}</p>")
    assert above["published_on"] == date(2024, 3, 7)
    inside = only_article(f"<h1>Late</h1><div>Filed March 7, 2024 at sea</div><p>{FERRY}</p><p>{BRIDGE}</p>")
    assert (inside["published_on"], inside["published_basis"]) == (date(2024, 3, 7), "dateline")


STATED = """<meta property="og:title" content="Ferry late, again"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2024-03-06T10:00:00Z"><meta property="og:site_name" content="Tarn Watch">
<meta name="publisher" content="Harrow Wire"><meta property="article:section" content="Ports">
<meta property="article:tag" content="mud">"""


def test_what_the_page_states_fills_what_its_lines_do_not_show() -> None:
    article = only_article(f"{STATED}<main><p>{FERRY}</p><p>{BRIDGE}</p></main>")
    wanted = {
        "title": "Ferry late, again", "authors": ["Ada Quill"], "published_on": date(2024, 3, 6), "published_precision": "day",
        "published_at_raw": "2024-03-06T10:00:00Z", "published_basis": "metadata", "publisher_name": "Harrow Wire",
        "site_name": "Tarn Watch", "categories": ["Ports"], "tags": ["mud"],
    }  # fmt: skip
    assert {name: article[name] for name in wanted} == wanted


def test_parts_of_a_byline_are_no_publisher() -> None:
    byline = "<div class=byline>Written by</div><div class=byline>Ada Quill</div><div class=byline>Pilot | March 7, 2024</div>"
    assert only_article(f"<h1>Late</h1>{byline}<p>{FERRY}</p>")["publisher_name"] is None
    outlet = "<div class=byline>The Harrow Ledger | March 7, 2024</div>"
    assert only_article(f"<h1>Late</h1>{outlet}<p>{FERRY}</p>")["publisher_name"] == "The Harrow Ledger"


def test_the_printed_title_stands_before_the_stated_one() -> None:
    assert only_article(f"{STATED}<h1>Ferry late once more</h1><p>{FERRY}</p>")["title"] == "Ferry late once more"


@pytest.mark.parametrize(
    "item",
    [
        "<article><h2>{0}</h2><p>By {1}</p><p>{2}</p><p>{3}</p></article>",
        "<div class=teaser-item><h3><a href='/{0}'>{0}</a></h3><p>By {1}</p><p>{2}</p><p>{3}</p></div>",
        "<ul><li class=item><h3><a href='/{0}'>{0}</a></h3><p>By {1}</p><p>{2}</p><p>{3}</p></li></ul>".replace("<ul>", "")
        .replace("</ul>", ""),
    ],
)  # fmt: skip
def test_a_page_of_many_articles_gives_one_record_each(item: str) -> None:
    told = [("Ferry late", "Mara Elsworthy", FERRY), ("Bridge shut", "Ivo Brandt", BRIDGE), ("Mud wins", "Ada Quill", MUD)]
    items = "".join(item.format(title, author, text, f"{text} Again.") for title, author, text in told)
    tables = parse(f"{STATED.replace('article:published_time', 'x')}<h1>Ports</h1><nav>Home</nav>{items}<footer>End</footer>")
    found = tables["articles"].sort("article_number").select("title", "authors", "body_text").rows()
    assert found == [(title, [author], f"{text}\n{text} Again.") for title, author, text in told]
    # What the page states of itself is no one's of them.
    assert tables["articles"]["published_on"].null_count() == 3
    assert set(tables["articles"]["categories"].list.len()) == {0}


def test_teasers_under_an_article_are_not_articles() -> None:
    cards = "".join(
        f"<article><h3><a href=/{n}>Rope {n}</a></h3><p>Rope number {n} was sold at the quay to a man from Tarn.</p></article>"
        for n in range(4)
    )
    tables = parse(
        f"<main><article><h1>Late</h1><p>{FERRY}</p><p>{BRIDGE}</p><p>{MUD}</p><p>{FERRY} {MUD}</p></article>{cards}</main>"
    )
    assert tables["articles"]["title"].to_list() == ["Late"]
    assert "Rope" not in tables["articles"]["body_text"][0]


def titles(html: str) -> list[str | None]:
    return parse(html)["articles"].sort("article_number")["title"].to_list()


def posts(pattern: str) -> str:
    return "".join(
        pattern.format(n=n, title=f"{n} hours of waiting on the quay", text=f"{FERRY} {BRIDGE} {n}") for n in range(3, 8)
    )


TITLES = [f"{n} hours of waiting on the quay" for n in range(3, 8)]


@pytest.mark.parametrize(
    "pattern",
    [
        "<h2>{title}</h2><p>March {n}, 2024</p><p>{text}</p>",
        "<p><b>{title}</b></p><p>By Mara Elsworthy | March {n}, 2024</p><p>{text}</p>",
        "<tr><td><p>{title}</p><p>March {n}, 2024</p><p>{text}</p></td></tr>",
    ],
)
def test_articles_without_tags_of_their_own_are_told_by_the_rhythm_of_the_text(pattern: str) -> None:
    assert titles(f"<div>{posts(pattern)}</div>") == TITLES


def test_dates_away_from_the_headings_are_those_of_texts_that_the_article_links_to() -> None:
    linked = "<h2>Part {n} of the matter</h2><p>{text}</p><div>{title}</div><div>March {n}, 2024</div><p>{text} Again.</p>"
    assert len(titles(f"<h1>Ferry late again</h1>{posts(linked)}")) == 1


@pytest.mark.parametrize(
    "pattern",
    ["<h2><a href=/{n}>{title}</a></h2><p>{text}</p>", "<h2>{title}</h2><p>{text}</p><p><a href=/{n}>Read more</a></p>"],
)
def test_headlines_of_texts_that_stand_elsewhere_begin_articles_without_a_date(pattern: str) -> None:
    assert titles(f"<div>{posts(pattern)}</div>") == TITLES
    # Names of things that one text speaks of are too short for headlines.
    assert len(titles(f"<h1>Ferry late again</h1>{posts(pattern.replace('{title}', 'Boat {n}'))}")) == 1


def test_a_page_that_states_that_it_is_one_article_may_show_that_it_is_none() -> None:
    published = "<meta property=article:published_time content=2024-03-07>"
    teaser = posts("<div>March {n}, 2024</div><div><a href=/{n}>{title}</a></div><p>{text}</p>")
    assert titles(f"{published}<div>{teaser}</div>") == TITLES
    whole = posts("<h2><a href=/{n}>{title}</a></h2><p>{text}</p><p>{text} Again.</p>")
    assert len(titles(f"{published}<div>{whole}</div>")) == 1


def test_a_page_that_states_that_it_is_one_article_is_not_parted() -> None:
    dated = posts("<h2>{title}</h2><p>March {n}, 2024</p><p>{text}</p>")
    assert len(titles(f"<meta property=article:published_time content=2024-03-07>{dated}")) == 1
    # Many sites say this of all their pages.
    assert titles(f"<meta property=og:type content=article>{dated}") == TITLES


def test_a_teaser_may_stand_inside_of_its_link() -> None:
    assert titles(posts("<div class=item><a href=/{n}><h3>{title}</h3><p class=teaser>{text}.</p></a></div>")) == TITLES


def test_records_inside_of_a_record_with_text_of_its_own_are_its_sections() -> None:
    sections = posts("<article><h3><a href=/shop/{n}>{title}</a></h3><p>{text}</p></article>")
    lead = f"<h1>Ferry late again</h1><p>By Mara Elsworthy</p><p>{FERRY}</p><p>{BRIDGE}</p>"
    assert titles(f"<article>{lead}{sections}</article>") == ["Ferry late again"]
    assert titles(f"<main>{sections}</main>") == TITLES


def test_hints_stay_with_their_lines_where_a_glued_byline_is_cut_off() -> None:
    found = roles(f"<main><h1>Late</h1><p>By Mara Elsworthy{FERRY}</p><p>{BRIDGE}</p><h2>Who pays?</h2><p>{MUD}</p></main>")
    assert found["By Mara Elsworthy"] == ("byline", "byline_beside_title")
    assert (found[FERRY], found["Who pays?"]) == (("body", "text_of_core"), ("heading", "heading_tag"))


def test_text_and_html_pages_in_one_batch() -> None:
    rendered = render_html(PAGE, URL)
    pages = [
        Page(0, 1, f"Ferry late\n\n{FERRY}\n\n{BRIDGE}", "utf-8"),
        Page(1, 2, rendered.text, "utf-8", hints=rendered.lines),
        Page(2, 3, f"{FERRY}\n{MUD}", "utf-8", is_body=True),
    ]
    rows = [page_row("0" * 32, number, page) for number, page in enumerate(pages)]
    articles = parse_pages(pl.DataFrame(rows, schema=PAGE_SCHEMA))["articles"]
    assert articles.height == 3
    assert articles["layout_name"].to_list().index("html_page") == 1
    assert articles["body_text"][1] == only_article(PAGE)["body_text"]


def test_pages_without_running_text_give_no_article_and_say_so() -> None:
    tables = parse("<nav><a href=/>Home</a></nav><footer>All rights kept</footer>")
    assert tables["articles"].height == 0
    assert tables["rejects"]["reject_reason"].to_list() == ["no_article"]


PARTS = st.sampled_from(
    [ARTICLE, f"<p>{FERRY}</p>", f"<div class=comments><p>{MUD}</p></div>", "<nav><a href=/>Home</a></nav>", "<h2>Late</h2>",
     f"<article><h2><a href=/x>Mud</a></h2><p>{BRIDGE}</p></article>", "<ul><li><a href=/y>Rope</a></li><li>Mud</li></ul>",
     "<div>March 7, 2024</div>",
     "<p>By Mara ElsworthyThe harbour master of Orrin Bay closed the ferry line on Tuesday again.</p>",
     "</article>", "<article>", "<br>", "<pre>a\n\nb</pre>", "\x00", STATED]
)  # fmt: skip


@given(st.lists(st.lists(st.one_of(PARTS, st.text(max_size=30)), max_size=12).map("".join), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_blocks_of_any_html_tile_the_rendered_text(pages: list[str]) -> None:
    texts = [render_html(html, URL).text for html in pages]
    tables = parse(*pages)
    assert not tables["rejects"]["reject_reason"].str.starts_with("check:").any()
    for number, text in enumerate(texts):
        blocks = tables["blocks"].filter(pl.col("dump_id") == f"{number:032x}").sort("block_number").rows(named=True)
        assert [b["start_char"] for b in blocks[:1]] == ([0] if text else [])
        assert all(a["end_char"] == b["start_char"] for a, b in pairwise(blocks))
        assert not blocks or blocks[-1]["end_char"] == len(text)
        for article in tables["articles"].filter(pl.col("dump_id") == f"{number:032x}").rows(named=True):
            own = [b for b in blocks if b["article_id"] == article["article_id"] and b["role"] in BODY_ROLES]
            assert "\n".join(text[b["text_start"] : b["text_end"]] for b in own) == article["body_text"]
