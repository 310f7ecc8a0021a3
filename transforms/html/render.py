"""The page as text, with hints and metadata."""

from __future__ import annotations

from datetime import date

from transforms.html.metadata import comparable, page_metadata
from transforms.html.page import LineHints, RenderedPage
from transforms.html.structure import line_hints
from transforms.html.walk import RUNNING_CHARS, walk
from transforms.html.zones import FURNITURE

MAX_TOLD = 10
MAX_TITLE_CHARS = 400
# Shorter keys are parts of a title by chance.
MIN_PART_CHARS = 8
_TITLE_TAGS = ("h1", "h2", "h3")
_OUTSIDE = ("nav", "footer", "aside")


def render_html(html: str, url: str | None, fetched_on: date | None = None) -> RenderedPage:
    """The page as text, one block-level unit a line, with hints per line and the page's metadata. Never raises.

    `fetched_on` is the day on which the page was saved, where known: dates after it are not believed.
    """
    read = walk(html)
    if read.hidden_chars > sum(len(line) for line in read.lines if len(line) >= RUNNING_CHARS):
        # More is hidden than shown: the page's scripts would show it.
        read = walk(html, keep_hidden=True)
    metadata = page_metadata(read.stated, url, fetched_on)
    hints = line_hints(read, one_article=metadata.is_article)
    _mark_title(read.lines, hints, [metadata.title, " ".join(read.stated.title.split())])
    return RenderedPage("\n".join(read.lines), hints, metadata, read.stated.skipped[:MAX_TOLD])


def _mark_title(lines: list[str], hints: LineHints, titles: list[str | None]) -> None:
    """Leaves the zone `title` on the one line that prints the page's title, and takes it from all others.

    Of headings and lines called a title: first those above the text, then those that say what the page states as its title,
    or part of it, then the highest heading, then the first.
    """
    stated = [key for title in titles if title and (key := comparable(title))]
    text_at = next((at for at, core in enumerate(hints.core) if core and len(lines[at]) >= RUNNING_CHARS), len(lines))
    best, best_rank = -1, (False,) * 6
    for at, (tag, zone) in enumerate(zip(hints.tag, hints.zone, strict=True)):
        called = zone == "title"
        if called:
            hints.zone[at] = ""
        line = lines[at]
        if (tag not in _TITLE_TAGS and not called) or len(line) > MAX_TITLE_CHARS or (zone in FURNITURE and tag != "h1"):
            continue
        key = comparable(line)
        says = key in stated
        says_part = len(key) >= MIN_PART_CHARS and any(key in title for title in stated)
        if says or says_part or called or tag == "h1":
            rank = (at <= text_at, hints.landmark[at] not in _OUTSIDE, says, says_part, tag == "h1", called)
            if rank > best_rank:
                best, best_rank = at, rank
    if best >= 0:
        hints.zone[best] = "title"
