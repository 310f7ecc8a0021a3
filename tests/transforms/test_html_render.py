"""HTML in, lines of text and what the tags say of them out."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.html import RenderedPage, render_html
from transforms.html.page import LineHints

FERRY = "The harbour master of Orrin Bay closed the ferry line on Tuesday after its chain broke for the third time."
BRIDGE = "Nobody could say when the bridge over the Lower Tarn would be open again, the council’s engineer told reporters."
MUD = "“We have more mud than money,” said Ivo Brandt, who has run the dredger since the old one sank off Quill Point."


def hint(page: RenderedPage, name: str, text: str) -> object:
    """A hint of the one line with this text."""
    (at,) = [number for number, line in enumerate(page.text.split("\n")) if line == text]
    return getattr(page.lines, name)[at]


def lines_of(html: str) -> list[str]:
    return render_html(html, None).text.split("\n")


def test_a_block_is_a_line_and_paragraphs_stand_apart() -> None:
    html = f"<h1>Ferry  late\n again</h1><p>{FERRY}</p><div>Orrin Bay</div><div>Tarn</div><p>One<br>two</p>"
    assert lines_of(html) == ["Ferry late again", "", FERRY, "", "Orrin Bay", "Tarn", "", "One", "two"]


def test_inline_tags_leave_words_whole() -> None:
    assert lines_of("<p>The <b>fer</b>ry is <a href='/late'>late</a>, <em>again</em>.</p>") == ["The ferry is late, again."]


def test_list_items_have_bullets_and_nested_ones_too() -> None:
    html = "<ul><li>Mud<ul><li>Old mud</li></ul></li><li><p>Money</p><p>and debt</p></li></ul>"
    assert [line for line in lines_of(html) if line] == ["• Mud", "• Old mud", "• Money", "and debt"]


def test_a_table_row_is_a_line() -> None:
    html = "<table><tr><th>Port</th><th>Tolls</th></tr><tr><td>Quill Point</td><td>4 crowns</td></tr></table>"
    assert lines_of(html) == ["Port Tolls", "Quill Point 4 crowns"]


def test_preformatted_lines_stay_lines() -> None:
    assert lines_of("<pre>low tide\nhigh tide</pre>") == ["low tide", "high tide"]


@pytest.mark.parametrize(
    "dropped",
    [
        "<script>ferry()</script>", "<style>p {}</style>", "<template><p>x</p></template>", "<noscript>Scripts off</noscript>",
        "<p hidden>x</p>", "<div style='DISPLAY : none'><p>x</p></div>", "<div aria-hidden='true'>x</div>", "<!-- x -->",
        "<svg><text>x</text></svg>", "<select><option>x</option></select>", "<textarea>x</textarea>", "<iframe>x</iframe>",
        "<title>The Tarn Watch</title>",
    ],
)  # fmt: skip
def test_what_a_reader_does_not_see_is_not_text(dropped: str) -> None:
    assert lines_of(f"<body>{dropped}<p>{FERRY}</p>{dropped}</body>") == [FERRY]


def test_text_that_scripts_would_show_is_kept_where_little_else_is() -> None:
    page = f"<body><p>Loading</p><div hidden id=S:0><p>{FERRY}</p><p>{BRIDGE}</p></div></body>"
    assert FERRY in lines_of(page)


def test_tag_and_share_of_links() -> None:
    page = render_html(f"<article><h2>Ferry late</h2><p>{FERRY}</p><p>See <a href='/m'>the mud war</a></p></article>", None)
    assert [tag for tag in page.lines.tag if tag] == ["h2", "p", "p"]
    assert hint(page, "link_share", FERRY) == 0
    assert hint(page, "link_share", "See the mud war") == pytest.approx(len("the mud war") / len("See the mud war"))


ARTICLE = f"<h1>Ferry late</h1><p>{FERRY}</p><p>{BRIDGE}</p><p>{MUD}</p>"


@pytest.mark.parametrize(
    ("wrapping", "landmark"),
    [
        ("<nav>{}</nav>", "nav"), ("<footer>{}</footer>", "footer"), ("<aside>{}</aside>", "aside"),
        ("<header>{}</header>", "header"),
        ("<form>{}</form>", "form"), ("<div role=navigation>{}</div>", "nav"), ("<div role=complementary>{}</div>", "aside"),
        ("<div role=contentinfo>{}</div>", "footer"), ("<nav><article>{}</article></nav>", "nav"),
    ],
)  # fmt: skip
def test_landmarks_by_tag_and_role(wrapping: str, landmark: str) -> None:
    page = render_html(f"<main>{ARTICLE}</main>{wrapping.format('<p>Tides</p>')}", None)
    assert (hint(page, "landmark", "Tides"), hint(page, "landmark", FERRY)) == (landmark, "main")


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        ("class='comments-list'", "comments"), ("id=disqus_thread", "comments"), ("class='relatedArticles'", "related"),
        ("class='c-share__bar'", "share"), ("class='ad advert-top'", "promo"), ("id=onetrust-banner", "cookie"),
        ("class='newsletter signup'", "newsletter"), ("class=sidebar", "sidebar"), ("class='post-tags'", "tags"),
        ("class='img-caption'", "caption"), ("class='entry-meta byline'", "byline"), ("class=standfirst", "subtitle"),
        ("class='site-header'", "header"), ("class='breadcrumbs'", "navigation"), ("class='sr-only'", "unseen"),
        ("class='author-bio'", "bio"), ("class='has-sidebar'", ""), ("class='no-comments'", ""), ("class='elementor-widget'", ""),
        ("class='shared-mooring'", ""),
    ],
)  # fmt: skip
def test_zones_by_words_of_classes_and_ids(names: str, zone: str) -> None:
    page = render_html(f"<div>{ARTICLE}<div {names}>Tides</div></div>", None)
    assert hint(page, "zone", "Tides") == zone


def test_what_stands_inside_of_furniture_is_furniture() -> None:
    page = render_html(f"{ARTICLE}<div class=comments><div class='entry-content'><p>Nonsense</p></div></div>", None)
    assert hint(page, "zone", "Nonsense") == "comments"


def test_a_part_that_holds_most_of_the_text_is_no_furniture_whatever_its_name() -> None:
    page = render_html(f"<div class='promo'>{ARTICLE}</div><div class='promo'><p>Buy rope</p></div>", None)
    assert hint(page, "zone", FERRY) == ""
    page = render_html(f"<form>{ARTICLE}</form><p>Tides</p>", None)
    assert hint(page, "landmark", FERRY) == ""


def test_the_core_holds_the_running_text_and_not_what_stands_beside_it() -> None:
    beside = f"<div class=sidebar><p>{MUD}</p></div>"
    page = render_html(f"<div><div id=x><p>Tides</p></div><div>{ARTICLE}</div>{beside}</div>", None)
    assert [hint(page, "core", text) for text in (FERRY, BRIDGE, "Tides")] == [True, True, False]


def test_the_line_that_prints_the_title_is_marked_and_no_other() -> None:
    head = "<title>Ferry late | Tarn Watch</title><meta property=og:site_name content='Tarn Watch'><h1>Tarn Watch</h1>"
    page = render_html(f"{head}<h2>Ferry late</h2><p>{FERRY}</p><h2>Why late?</h2><p>{MUD}</p>", None)
    marked = [line for line, zone in zip(page.text.split("\n"), page.lines.zone, strict=True) if zone == "title"]
    assert marked == ["Ferry late"]


def test_records_of_a_page_of_many_articles() -> None:
    page = render_html("".join(f"<article><h2>{n}</h2><p>May 4, 2024<p>{FERRY} {n}</article>" for n in "abc"), None)
    assert len({hint(page, "container", f"{FERRY} {n}") for n in "abc"}) == 3
    siblings = "".join(f"<div class=item><h3><a href='/{n}'>{n}</a></h3><p>{FERRY} {n}</p></div>" for n in "abc")
    page = render_html(siblings, None)
    assert len({hint(page, "container", f"{FERRY} {n}") for n in "abc"}) == 3
    assert hint(page, "container", "a") == hint(page, "container", f"{FERRY} a")


def test_sections_of_one_text_are_no_records() -> None:
    for part in ("<div class=part><h2>Part {0}</h2><p>{1} {0}</p></div>", "<article><h2>Part {0}</h2><p>{1} {0}</p></article>"):
        page = render_html("".join(part.format(n, FERRY) for n in "abc"), None)
        assert set(page.lines.container) == {-1}


def test_a_page_that_states_one_article_has_no_records() -> None:
    items = "".join(f"<article><h2><a href=/{n}>{n}</a></h2><p>{FERRY} {n}</p></article>" for n in "abc")
    page = render_html(f"<meta property=article:published_time content=2024-03-07>{items}", None)
    assert set(page.lines.container) == {-1}


def check_shape(page: RenderedPage) -> None:
    count = len(page.text.split("\n")) if page.text else 0
    assert {field.name: len(getattr(page.lines, field.name)) for field in fields(LineHints)} == {
        field.name: count for field in fields(LineHints)
    }
    assert all(0 <= share <= 1 for share in page.lines.link_share)
    assert all(line == " ".join(line.split()) for line in page.text.split("\n"))
    page.text.encode()


TAG_NAMES = "p div li ul td tr table a br h1 h2 article nav aside span b pre form title script style select svg template"
TAGS = st.sampled_from(TAG_NAMES.split(" "))
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    st.sampled_from([FERRY, "<p hidden>", "<p class='comments x'>", "<a rel=author>", "&amp;", "&#0;", "<!--", "-->", "\x00"]),
    st.sampled_from(
        ["<script type='application/ld+json'>", '{"@type": "NewsArticle", "author":', "<meta name=author content=x>"]
    ),
    st.text(max_size=20),
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
@example("")
@example("\ud800")
@example("<p>\ud800\udfff</p>")
@settings(deadline=None, max_examples=300)
def test_any_string_renders_to_the_same_lines_each_time(html: str) -> None:
    page = render_html(html, None)
    check_shape(page)
    assert render_html(html, None) == page


DEEP = 100_000


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * DEEP + "deep" + "</div>" * DEEP,
        "<span>" * DEEP + "deep",
        "<table><tr><td>" * DEEP + "deep",
        "".join(f"<font color={n}><p>" for n in range(DEEP // 2)) + "deep",
        "<a><b><i>" * DEEP + "</a>" * DEEP + "deep",
        f"<p {' '.join(f'a{n}=1' for n in range(DEEP))}>deep",
        f"<p class='{'related ' * DEEP}'>deep</p>",
        "".join(f"<div class='{'related' if n % 2 else 'share'}'>" for n in range(DEEP)) + "deep",
        "<article><h2>x</h2>" * DEEP + "deep",
        "<script>x" * DEEP + "</script>deep",
        "<script type='application/ld+json'>" + "[" * DEEP + "</script>deep",
        "<script type='application/ld+json'>{}</script>" * DEEP + "deep",
        "<meta name=author content='Mara Elsworthy'>" * DEEP + "deep",
        "<!--" * DEEP + "-->deep",
        "&amp;" * DEEP + "deep",
        "\x00" * DEEP + "deep",
    ],
    ids=lambda html: html[:24],
)
@pytest.mark.timeout(60)
def test_hostile_pages_are_read_to_their_end(html: str) -> None:
    page = render_html(f"{html}<p>after", None)
    check_shape(page)
    assert page.text.endswith("after")
    assert "deep" in page.text


def test_what_was_too_much_to_read_is_told() -> None:
    page = render_html("<script type='application/ld+json'>" + " " * 3_000_000 + "{}</script><p>x", None)
    assert page.skipped == ["a JSON-LD script of 3,000,002 characters was not read"]
    page = render_html("<meta name=author content='Mara Elsworthy'>" * 3000, None)
    assert page.skipped == ["of 3,000 meta, link and time tags the first 2,000 were read"]
