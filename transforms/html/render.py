"""The page as text, with hints and metadata."""

from __future__ import annotations

import re
from datetime import date

from lxml import etree

from transforms.html.metadata import page_metadata
from transforms.html.page import LineHints, RenderedPage
from transforms.html.structure import line_hints
from transforms.html.walk import RUNNING_CHARS, Walk

MAX_TOLD = 10


def render_html(html: str, url: str | None, fetched_on: date | None = None) -> RenderedPage:
    """The page as text, one block-level unit a line, with hints per line and the page's metadata. Never raises.

    `fetched_on` is the day on which the page was saved, where known: dates after it are not believed.
    """
    walk = _walk(html, keep_hidden=False)
    if walk.hidden_chars > sum(len(line) for line in walk.lines if len(line) >= RUNNING_CHARS):
        # More is hidden than shown: the page's scripts would show it.
        walk = _walk(html, keep_hidden=True)
    metadata = page_metadata(walk.stated, url, fetched_on)
    hints = line_hints(walk, one_article=metadata.is_article)
    _mark_title(walk.lines, hints, [metadata.title, " ".join(walk.stated.title.split())])
    return RenderedPage("\n".join(walk.lines), hints, metadata, walk.stated.skipped[:MAX_TOLD])


def _walk(html: str, *, keep_hidden: bool) -> Walk:
    walk = Walk(keep_hidden=keep_hidden)
    parser = etree.HTMLParser(target=walk, encoding="utf-8", huge_tree=True)
    parser.feed(html.encode("utf-8", "replace"))
    parser.close()
    return walk


def _mark_title(lines: list[str], hints: LineHints, titles: list[str | None]) -> None:
    """Leaves the zone `title` on the one line that prints the page's title, and takes it from all others."""
    stated = [key for title in titles if title and (key := _key(title))]
    best, best_score = -1, 0
    first_core = next(
        (at for at, core in enumerate(hints.core) if core and hints.tag[at] == "p" and len(lines[at]) > 80), len(lines)
    )
    for at, (line, tag, zone) in enumerate(zip(lines, hints.tag, hints.zone, strict=True)):
        if not line:
            continue
        heading = tag in ("h1", "h2", "h3")
        if zone == "title":
            hints.zone[at] = ""
        elif zone != "" and zone not in ("body", "byline", "header", "unseen") and not (heading and tag == "h1"):
            continue
        if not (heading or zone == "title") or len(line) > 400:
            continue
        key = _key(line)
        score = (
            (3 if tag == "h1" else 1)
            + (zone == "title")
            - 2 * (at > first_core)
            - 2 * (hints.landmark[at] in ("nav", "footer", "aside"))
        )
        if key and key in stated:
            score += 6
        elif len(key) >= 8 and any(key in title for title in stated):
            score += 4
        elif tag != "h1" and zone != "title":
            continue
        if score > best_score:
            best, best_score = at, score
    if best >= 0:
        hints.zone[best] = "title"


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text.removeprefix("• ")).casefold()
