"""Pages of known articles as HTML: the same lines in the markup of one kind of site.

Markups, like families, are split: who tunes a parser looks at those marked `tune` only. Some have semantic tags, some have but
class names, some neither; `flat` ones do not even put an article into an element of its own.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from random import Random

from tests.pages.families import Split
from tests.pages.page import Line

# What stands before and after.
Around = tuple[str, str]
NOTHING: Around = ("", "")


@dataclass(frozen=True)
class Markup:
    """How one kind of site writes its pages. Patterns take {text}, escaped and perhaps linked, {link} and {n}.

    `lines` has a pattern per role, `groups` what is around neighbouring lines of one role, `page` what is around all articles
    and `article` around each. What has no pattern is a `p` of its own.
    """

    name: str
    split: Split
    page: Around
    article: Around
    lines: dict[str, str]
    groups: dict[str, Around] = field(default_factory=dict)
    head: Around = NOTHING  # around what stands above the articles
    foot: Around = NOTHING  # around what stands below them


_LINKS = {"navigation": '<li><a href="{link}">{text}</a></li>', "share": '<li><a href="{link}">{text}</a></li>'}
_PROMO = '<p><a href="{link}">{text}</a></p>'
MARKUPS = {
    markup.name: markup
    for markup in [
        Markup(
            "blog_engine", "tune",
            ('<main id="main" class="site-main">', "</main>"),
            ('<article id="post-{n}" class="post-{n} post type-post hentry">', "</article>"),
            {
                **_LINKS, "title": '<h2 class="entry-title">{text}</h2>', "promo": '<p><a href="{link}" class="more-link">{text}</a></p>',
                "byline": '<div class="entry-meta"><span class="posted-on"><time>{text}</time></span></div>',
                "dateline": '<div class="entry-meta">{text}</div>', "caption": "<figcaption>{text}</figcaption>",
                "tags": '<footer class="entry-footer"><span class="cat-links">{text}</span></footer>',
                "footer_of_page": '<p class="site-info">{text}</p>', "page_header": '<h1 class="page-title">{text}</h1>',
                "list_item": "<li>{text}</li>", "quote": "<blockquote><p>{text}</p></blockquote>", "heading": "<h3>{text}</h3>",
                "heading_of_section": '<h2 class="widget-title">{text}</h2>',
            },
            {
                "navigation": ('<nav class="main-navigation"><ul class="menu">', "</ul></nav>"),
                "share": ('<div class="sharedaddy"><ul>', "</ul></div>"), "caption": ('<figure class="wp-caption">', "</figure>"),
                "footer_of_page": ('<footer class="site-footer">', "</footer>"), "list_item": ("<ul>", "</ul>"),
                "body": ('<div class="entry-content">', "</div>"), "banner": ('<div id="cookie-notice">', "</div>"),
                "comments": ('<section class="comments-area">', "</section>"), "promo": ('<div class="more">', "</div>"),
            },
        ),
        Markup(
            "cards", "tune",
            ('<div class="container"><div class="card-list">', "</div></div>"),
            ('<div class="card"><a href="{link}"><img src="/i/{n}.jpg" alt=""></a><div class="card__body">', "</div></div>"),
            {
                **_LINKS, "title": '<h3 class="card__title">{text}</h3>', "byline": '<div class="card__meta">{text}</div>',
                "dateline": '<span class="card__date">{text}</span>', "body": '<p class="card__text">{text}</p>', "promo": _PROMO,
                "tags": '<span class="card__label">{text}</span>', "page_header": "<h1>{text}</h1>", "list_item": "<li>{text}</li>",
                "heading_of_section": '<h2 class="section__title">{text}</h2>',
            },
            {
                "navigation": ('<div class="top-menu"><ul>', "</ul></div>"), "share": ('<ul class="social">', "</ul>"),
                "footer_of_page": ('<div class="page-bottom">', "</div>"), "promo": ('<div class="box">', "</div>"),
                "list_item": ("<ul>", "</ul>"), "dateline": ("<div>", "</div>"), "tags": ("<div>", "</div>"),
            },
        ),
        Markup(
            "nameless", "tune",
            ("<div><div>", "</div></div>"),
            ("<div>", "</div>"),
            {
                **_LINKS, "title": "<h2>{text}</h2>", "byline": "<div>{text}</div>", "dateline": "<div>{text}</div>", "promo": _PROMO,
                "tags": "<div>{text}</div>", "page_header": "<h1>{text}</h1>", "list_item": "<li>{text}</li>",
                "heading": "<h3>{text}</h3>", "heading_of_section": "<h2>{text}</h2>",
            },
            {"navigation": ("<div><ul>", "</ul></div>"), "share": ("<ul>", "</ul>"), "list_item": ("<ul>", "</ul>")},
        ),
        Markup(
            "table", "tune",
            ('<table width="600" cellpadding="4">', "</table>"),
            ("<tr><td>", "</td></tr>"),
            {
                "navigation": '<a href="{link}">{text}</a><br>', "title": '<p><font size="4"><b>{text}</b></font></p>',
                "byline": '<p><font size="1"><i>{text}</i></font></p>', "dateline": '<p><font size="1">{text}</font></p>',
                "promo": _PROMO, "list_item": "<li>{text}</li>", "page_header": '<h1 align="center">{text}</h1>',
                "heading_of_section": "<p><b><u>{text}</u></b></p>",
            },
            {"navigation": ('<table><tr><td bgcolor="#eeeeee">', "</td></tr></table>"), "list_item": ("<ul>", "</ul>")},
        ),
        Markup(
            "list", "tune",
            ('<div id="content"><ul class="stories">', "</ul></div>"),
            ('<li class="story">', "</li>"),
            {
                **_LINKS, "title": '<div class="hed">{text}</div>', "byline": '<div class="by">{text}</div>',
                "dateline": '<div class="when">{text}</div>', "promo": _PROMO, "caption": '<div class="pic">{text}</div>',
                "list_item": "<div>• {text}</div>", "page_header": '<div class="big">{text}</div>',
            },
            {"navigation": ('<ul id="links">', "</ul>"), "share": ("<ul>", "</ul>")},
        ),
        Markup(
            "flat_headings", "tune",
            ('<div id="main"><div class="text">', "</div></div>"),
            NOTHING,
            {
                **_LINKS, "title": "<h3>{text}</h3>", "byline": "<p><em>{text}</em></p>", "promo": _PROMO, "list_item": "<li>{text}</li>",
                "page_header": "<h1>{text}</h1>", "heading": "<h4>{text}</h4>", "heading_of_section": "<h2>{text}</h2>",
            },
            {"navigation": ("<nav><ul>", "</ul></nav>"), "share": ("<ul>", "</ul>"), "list_item": ("<ul>", "</ul>")},
        ),
        Markup(
            "blog_divs", "held_out",
            ('<div class="main section"><div class="blog-posts hfeed">', "</div></div>"),
            ('<div class="post-outer"><div class="post hentry"><a name="{n}"></a>', "</div></div>"),
            {
                **_LINKS, "title": '<h3 class="post-title entry-title">{text}</h3>', "dateline": '<h2 class="date-header"><span>{text}</span></h2>',
                "byline": '<div class="post-footer-line"><span class="post-author vcard">{text}</span></div>', "promo": _PROMO,
                "tags": '<div class="post-footer-line"><span class="post-labels">{text}</span></div>', "list_item": "<li>{text}</li>",
                "body": "{text}<br><br>", "page_header": '<div class="status-msg-body">{text}</div>',
            },
            {
                "navigation": ('<div class="widget PageList"><ul>', "</ul></div>"), "share": ('<div class="post-share-buttons"><ul>', "</ul></div>"),
                "body": ('<div class="post-body">', "</div>"), "list_item": ("<ul>", "</ul>"),
                "footer_of_page": ('<div class="footer-outer">', "</div>"),
            },
        ),
        Markup(
            "hashed", "held_out",
            ('<div class="css-1ho5u"><ol class="css-9mylee">', "</ol></div>"),
            ('<li class="css-112uytv"><div class="css-1cp3ece">', "</div></li>"),
            {
                **_LINKS, "title": '<h3 class="css-1kv6qi">{text}</h3>', "byline": '<div class="css-1n7hynb"><p>{text}</p></div>',
                "dateline": '<div class="css-17ubb9w"><time>{text}</time></div>', "body": '<p class="css-1pga48a">{text}</p>',
                "promo": _PROMO, "tags": '<div class="css-k9z1x2">{text}</div>', "page_header": '<h1 class="css-1c8mdd">{text}</h1>',
            },
            {"navigation": ('<nav class="css-10698na"><ul>', "</ul></nav>"), "share": ("<ul>", "</ul>")},
        ),
        Markup(
            "utility_classes", "held_out",
            ('<main class="mx-auto max-w-3xl px-4"><section class="grid gap-8">', "</section></main>"),
            ('<article class="flex flex-col py-6 border-b">', "</article>"),
            {
                **_LINKS, "title": '<h2 class="text-xl font-semibold">{text}</h2>', "byline": '<p class="text-sm text-gray-500">{text}</p>',
                "dateline": '<time class="text-xs">{text}</time>', "promo": _PROMO, "list_item": "<li>{text}</li>",
                "body": '<p class="mt-2">{text}</p>', "page_header": '<h1 class="text-3xl">{text}</h1>',
            },
            {
                "navigation": ('<header class="sticky top-0"><ul class="flex">', "</ul></header>"), "share": ("<ul>", "</ul>"),
                "footer_of_page": ('<footer class="py-12">', "</footer>"), "dateline": ("<div>", "</div>"), "list_item": ("<ul>", "</ul>"),
            },
        ),
        Markup(
            "definitions", "held_out",
            ('<div class="news"><dl>', "</dl></div>"),
            NOTHING,
            {
                **_LINKS, "title": "<dt>{text}</dt>", "byline": "<dd>{text}</dd>", "dateline": "<dd>{text}</dd>", "body": "<dd>{text}</dd>",
                "promo": '<dd><a href="{link}">{text}</a></dd>', "quote": "<dd>{text}</dd>", "list_item": "<dd>{text}</dd>",
            },
            {"navigation": ('<ul class="nav">', "</ul>"), "share": ("<ul>", "</ul>")},
        ),
        Markup(
            "flat_bold", "held_out",
            ('<div class="page-content">', "</div>"),
            NOTHING,
            {**_LINKS, "title": "<p><strong>{text}</strong></p>", "promo": _PROMO, "list_item": "<li>{text}</li>"},
            {"navigation": ("<div><ul>", "</ul></div>"), "share": ("<ul>", "</ul>"), "list_item": ("<ul>", "</ul>")},
        ),
    ]
}  # fmt: skip


def as_html(lines: Sequence[Line], markup: Markup, rng: Random) -> str:
    """The lines in this markup; each is one line when the page is rendered. On some sites titles are links."""
    linked = rng.random() < 0.6
    spans: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.article is not None:
            spans.setdefault(line.article, []).append(at)
    inside = {at: article for article, own in spans.items() for at in range(own[0], own[-1] + 1)}
    first, last = min(inside), max(inside)
    out = ["<!DOCTYPE html><html><head><title>", html.escape(lines[0].text), "</title></head><body>"]
    for part, chosen in (("head", range(first)), ("page", range(first, last + 1)), ("foot", range(last + 1, len(lines)))):
        around: Around = getattr(markup, part)
        out.append(around[0])
        for article, places in groupby(chosen, key=lambda at: inside.get(at, -1)):
            n, link = 1000 + article, f"/story/{article}"
            opened, closed = markup.article if article >= 0 else NOTHING
            out.append(opened.format(n=n, link=link))
            for role, own in groupby(places, key=lambda at: lines[at].role):
                before, after = markup.groups.get(role, NOTHING)
                out += [before, *[_written(lines[at], markup, at, linked=linked, link=link) for at in own], after]
            out.append(closed)
        out.append(around[1])
    return "\n".join([*out, "</body></html>"])


def _written(line: Line, markup: Markup, at: int, *, linked: bool, link: str) -> str:
    text = html.escape(line.text)
    if line.role == "title" and linked:
        text = f'<a href="{link}">{text}</a>'
    pattern = markup.lines.get(line.role, "<p>{text}</p>")
    return pattern.format(text=text, link=f"/{at}", n=at)
