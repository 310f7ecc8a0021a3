"""What pages state of themselves: tags in, values out, and what is not believed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.html import PageMetadata, render_html

MARA = {"@type": "Person", "name": "Mara Elsworthy"}


def stated(html: str, url: str | None = None, fetched_on: date | None = None) -> PageMetadata:
    return render_html(f"<html><head>{html}</head><body><p>Tides</p></body></html>", url, fetched_on).metadata


def json_ld(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article(**values: Any) -> str:
    return json_ld({"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry late again", **values})


def test_json_ld_of_an_article() -> None:
    found = stated(
        article(
            author=[MARA, {"@type": "Person", "name": "Ivo Brandt"}], datePublished="2024-03-07T23:50:00-05:00",
            dateModified="2024-03-09", publisher={"@type": "Organization", "name": "The Harrow Ledger"},
            articleSection=["Ports", "Tides"], keywords="ferry, mud , ferry",
        )
    )  # fmt: skip
    assert found == PageMetadata(
        title="Ferry late again", authors=["Mara Elsworthy", "Ivo Brandt"], published_on=date(2024, 3, 7),
        published_at_raw="2024-03-07T23:50:00-05:00", publisher_name="The Harrow Ledger",
        categories=["Ports", "Tides"], tags=["ferry", "mud"], is_article=True,
    )  # fmt: skip


def test_json_ld_in_a_graph_with_references() -> None:
    graph = [
        {"@type": "WebSite", "name": "Tarn Watch"},
        {"@type": "BlogPosting", "headline": "Ferry late again", "author": {"@id": "#mara"}, "publisher": {"@id": "#ledger"}},
        {"@type": "Person", "@id": "#mara", "name": "Mara Elsworthy"},
        {"@type": "Organization", "@id": "#ledger", "name": "The Harrow Ledger"},
    ]
    found = stated(json_ld({"@graph": graph}))
    assert (found.authors, found.publisher_name, found.site_name) == (["Mara Elsworthy"], "The Harrow Ledger", "Tarn Watch")


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Ferry late again"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry late again"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Ferry late again",}',
        '{"@type": ["Thing", "ReportageNewsArticle"], "headline": "Ferry\nlate again"}',
        '[[{"@type": "NewsArticle", "headline": "Ferry late again"}]]',
    ],
)
def test_json_ld_with_the_usual_damage(script: str) -> None:
    assert stated(f'<script type="application/ld+json">{script}</script>').title == "Ferry late again"


@pytest.mark.parametrize("script", ["", "{", "null", '{"@type": 7, "author": 3}', "[" * 5000, '"x"', '{"@type": "NewsArticle"}'])
def test_json_ld_beyond_repair_states_nothing(script: str) -> None:
    assert stated(f'<script type="application/ld+json">{script}</script>') == PageMetadata()


def test_meta_tags_where_there_is_no_json_ld() -> None:
    found = stated(
        '<meta property="og:title" content="Ferry late &amp; full"><meta property="og:site_name" content="Tarn Watch">'
        '<meta property="article:published_time" content="2024-03-07T10:00:00Z"><meta name="author" content="By Mara Elsworthy">'
        '<meta property="article:section" content="Ports"><meta property="article:tag" content="mud">'
        '<meta property="article:tag" content="rope"><meta property="article:modified_time" content="2024-03-08">'
    )
    assert found == PageMetadata(
        title="Ferry late & full", site_name="Tarn Watch", published_on=date(2024, 3, 7), published_at_raw="2024-03-07T10:00:00Z",
        authors=["Mara Elsworthy"], categories=["Ports"], tags=["mud", "rope"], is_article=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "site", "url", "expected"),
    [
        ("Ferry late | Tarn Watch", "Tarn Watch", None, "Ferry late"),
        ("Tarn Watch - Ferry late", "Tarn Watch", None, "Ferry late"),
        ("Ferry late – Ports – Tarn Watch", "Tarn Watch", None, "Ferry late – Ports"),
        ("Ferry late | TarnWatch.example", "", "https://tarnwatch.example/late", "Ferry late"),
        ("Mud - and money", "Tarn Watch", None, "Mud - and money"),
        ("Tarn Watch", "Tarn Watch", None, None),
    ],
)
def test_titles_without_the_name_of_the_site(title: str, site: str, url: str | None, expected: str | None) -> None:
    assert stated(f'<title>{title}</title><meta property="og:site_name" content="{site}">', url).title == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<meta name="date" content="2024-03-07">', date(2024, 3, 7)),
        ('<meta name="parsely-pub-date" content="2024/03/07">', date(2024, 3, 7)),
        ('<meta name="pubdate" content="20240307">', date(2024, 3, 7)),
        ('<meta name="dc.date" content="7 March 2024">', date(2024, 3, 7)),
        ('<meta name="date" content="Thu, 07 Mar 2024 10:00:00 GMT">', date(2024, 3, 7)),
        ('<time itemprop="datePublished" datetime="2024-03-07T08:00">today</time>', date(2024, 3, 7)),
        ('<time class="entry-date published" datetime="2024-03-07">x</time><time class="updated" datetime="2024-03-09">',
         date(2024, 3, 7)),
        ('<time datetime="2024-03-07">March 7</time>', date(2024, 3, 7)),
        # A page that is no article has a date for its keepers, not for its readers.
        (json_ld({"@type": "WebPage", "datePublished": "2024-03-07"}), None),
        # Which of several times on a page is the article's is not told.
        ('<time datetime="2024-03-07">x</time><time datetime="2024-03-08">y</time>', None),
        ('<time itemprop="dateModified" datetime="2024-03-07">x</time>', None),
        ('<meta property="article:modified_time" content="2024-03-07">', None),
        ('<meta name="date" content="03/04/2024">', None),
        ('<meta name="date" content="March 2024">', None),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', None),
        ('<meta name="date" content="2124-03-07">', None),
        ('<meta name="date" content="2024-02-30">', None),
        ('<meta name="date" content="soon">', None),
        # What is no date does not hide one that is.
        ('<meta property="article:published_time" content="1970-01-01"><meta name="date" content="2024-03-07">',
         date(2024, 3, 7)),
    ],
)  # fmt: skip
def test_dates(html: str, expected: date | None) -> None:
    found = stated(html)
    assert found.published_on == expected
    assert (found.published_at_raw is None) == (expected is None)


def test_a_date_after_the_page_was_saved_is_not_believed() -> None:
    html = '<meta name="date" content="2024-03-07">'
    assert stated(html, None, date(2024, 3, 7)).published_on == date(2024, 3, 7)
    assert stated(html, None, date(2024, 3, 6)).published_on is None


def test_the_date_in_an_address_comes_last() -> None:
    url = "https://tarn.example/2024/03/07/ferry-late"
    assert (stated("", url).published_on, stated("", url).published_at_raw) == (date(2024, 3, 7), "2024/03/07")
    assert stated('<meta name="date" content="2024-03-06">', url).published_on == date(2024, 3, 6)
    assert stated("", "https://tarn.example/2024/13/40/x").published_on is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<meta name="author" content="Mara Elsworthy and Ivo Brandt">', ["Mara Elsworthy", "Ivo Brandt"]),
        ('<meta name="dc.creator" content="Mara Elsworthy"><meta name="dc.creator" content="Ivo Brandt">',
         ["Mara Elsworthy", "Ivo Brandt"]),
        ('<meta name="citation_author" content="Elsworthy, Mara">', ["Mara Elsworthy"]),
        ('<a rel="author" href="/mara">Mara Elsworthy</a>', ["Mara Elsworthy"]),
        ('<span itemprop="author">Mara <b>Elsworthy</b></span>', ["Mara Elsworthy"]),
        ('<div class="post__author-name">By Mara Elsworthy</div>', ["Mara Elsworthy"]),
        (article(author="Mara Elsworthy"), ["Mara Elsworthy"]),
        (article(author={"@type": "Organization", "name": "Orrin Bay Council"}), []),
        # A site may be called like its one author.
        (article(author=MARA, publisher=MARA), ["Mara Elsworthy"]),
        ('<meta property="og:site_name" content="Tarn Watch"><meta name="author" content="Tarn Watch">', []),
        ('<meta name="author" content="The Harrow Gazette">', []),
        ('<meta property="article:author" content="https://social.example/mara">', []),
        ('<meta name="author" content="@mara"><meta name="author" content="mara@tarn.example">', []),
        ('<meta name="author" content="admin">', []),
        ('<meta name="author" content="tidewatcher77">', []),
        # Cards of other articles and comments name people too.
        ("".join(f'<a rel="author">{name} Elsworthy</a>' for name in ("Mara", "Ada", "Ivo")), []),
        ('<p class="author">Follow MaraMara ElsworthyPilot</p>', []),
        ('<p class="author">Authored by: Mara Elsworthy</p>', ["Mara Elsworthy"]),
        ('<p class="author">Reviewed by Ivo Brandt</p>', []),
        ('<span class="comment-author">Ivo Brandt</span>', []),
    ],
)  # fmt: skip
def test_authors(html: str, expected: list[str]) -> None:
    assert stated(html).authors == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "en"),
        ("pt_BR", "pt-BR"),
        ("DE-de", "de-de"),
        ("zh-Hans-CN", "zh-Hans"),
        ("und", None),
        ("english", None),
        ("", None),
    ],
)
def test_language(lang: str, expected: str | None) -> None:
    assert render_html(f'<html lang="{lang}"><p>Tides</p></html>', None).metadata.language_code == expected


def test_canonical_address() -> None:
    page = "https://tarn.example/late?from=mail"
    assert stated('<link rel="canonical" href="/late">', page).canonical_url == "https://tarn.example/late"
    assert stated('<meta property="og:url" content="https://tarn.example/late">').canonical_url == "https://tarn.example/late"
    assert stated('<link rel="canonical" href="javascript:x()">', page).canonical_url is None
    assert stated('<link rel="canonical" href="https://[broken">', page).canonical_url is None


OTHER = {"@type": "NewsArticle", "headline": "Mud and money", "author": {"@type": "Person", "name": "Ivo Brandt"}}
LATE = {"@type": "NewsArticle", "headline": "Ferry late again", "author": MARA, "url": "https://tarn.example/late"}


def test_a_page_that_lists_several_articles_states_none_of_them() -> None:
    found = stated(json_ld([OTHER, LATE]))
    assert (found.title, found.authors, found.is_article) == (None, [], False)
    listed = {"@type": "CollectionPage", "itemListElement": [OTHER, LATE]}
    assert stated(json_ld(listed)).authors == []


def test_of_several_articles_the_one_with_the_pages_address_or_title_is_meant() -> None:
    assert stated(json_ld([OTHER, LATE]), "https://tarn.example/late").authors == ["Mara Elsworthy"]
    assert stated(f"<title>Ferry late again – Tarn Watch</title>{json_ld([OTHER, LATE])}").authors == ["Mara Elsworthy"]


def test_a_script_of_blanks_is_read_in_its_length() -> None:
    """A pattern that tries each blank as the last one would take hours."""
    blanks = " " * 600_000
    script = f'{blanks}<!--{{"@type": "NewsArticle", "headline": "Ferry late again"}}-->{blanks};{blanks}'
    assert stated(f'<script type="application/ld+json">{script}</script>').title == "Ferry late again"
    assert stated(f'<script type="application/ld+json">-->{blanks}x</script><title>Ferry late</title>').title == "Ferry late"


JSON_KEYS = [
    "@type", "@id", "@graph", "author", "name", "headline", "datePublished", "url", "publisher", "keywords", "mainEntityOfPage",
    "articleSection",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["NewsArticle", "Person", "2024-03-07"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(JSON_KEYS), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@given(JSON, st.text(max_size=30), st.text(max_size=30))
@settings(deadline=None, max_examples=200)
def test_any_json_ld_and_meta_whatever_is_survived(value: Any, content: str, url: str) -> None:
    found = stated(json_ld(value) + f"<meta name=author content='{content}'><meta name=date content='{content}'>", url)
    assert all(isinstance(name, str) and name.strip() for name in found.authors)
    assert (found.published_on is None) == (found.published_at_raw is None)
