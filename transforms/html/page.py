"""What a rendered HTML page is: its text, what the tags said of each line, and what the page states of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class LineHints:
    """What the tags say of each line of the text: plain lists, all as long as the text has lines (an empty text has none).

    tag         the innermost block element around the line: p, h1 to h6, li, blockquote, figcaption, td, div, ...;
                "" for a blank line
    landmark    the innermost article, main, nav, header, footer, aside or form around it, by tag, role or class; else ""
    zone        what a class or id calls the part of the page it is in: comments, related, share, promo, cookie,
                newsletter, sidebar, caption, byline, tags, title, subtitle, body, date, unseen; else ""
    link_share  characters inside of links over all characters, 0 to 1
    container   number of the record of a repeating group that the line is in (an `article`, or one of at least three
                siblings of the same tag and class), -1 for none
    core        whether it stands in the element that holds most of the page's running text
    states_one  whether the page states of itself, in its metadata, that it is one article: the same for all its lines
    """

    tag: list[str] = field(default_factory=list)
    landmark: list[str] = field(default_factory=list)
    zone: list[str] = field(default_factory=list)
    link_share: list[float] = field(default_factory=list)
    container: list[int] = field(default_factory=list)
    core: list[bool] = field(default_factory=list)
    states_one: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class PageMetadata:
    """What the page states of itself, in JSON-LD, OpenGraph, meta tags and `time`. What it does not state is None."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published_on: date | None = None
    published_at_raw: str | None = None
    publisher_name: str | None = None
    site_name: str | None = None
    language_code: str | None = None
    canonical_url: str | None = None
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    is_article: bool = False  # it states that it is one article


@dataclass(slots=True)
class RenderedPage:
    """A page as text. Offsets into `text` are what blocks and articles point at: the same HTML gives the same text.

    `skipped` says, in a sentence each, what stood on the page and was too large to be looked at.
    """

    text: str
    lines: LineHints
    metadata: PageMetadata
    skipped: list[str] = field(default_factory=list)
