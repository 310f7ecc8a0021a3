"""One HTML page in, plain text out, with what the tags said of each line and what the page states of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class LineHints:
    """What the tags say of each line of the text: plain lists, all as long as the text has lines (`text.split("\\n")`).

    Blank lines have the tag "" and nothing else.
    """

    tag: list[str] = field(default_factory=list)
    landmark: list[str] = field(default_factory=list)
    link_share: list[float] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    container: list[int | None] = field(default_factory=list)


@dataclass(slots=True)
class PageMetadata:
    """What the page states of itself, in JSON-LD, OpenGraph, meta tags and `time`. What it does not state is None."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published_on: date | None = None
    published_at_raw: str | None = None
    modified_on: date | None = None
    publisher_name: str | None = None
    site_name: str | None = None
    language_code: str | None = None
    canonical_url: str | None = None
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RenderedPage:
    """A page as text. Offsets into `text` are what blocks and articles point at: the same HTML gives the same text."""

    text: str
    lines: LineHints
    metadata: PageMetadata


def render_html(html: str, url: str | None) -> RenderedPage:  # noqa: ARG001
    """The page as text, one block-level unit a line, with hints per line and the page's metadata. Never raises."""
    return RenderedPage(html, LineHints(), PageMetadata())
