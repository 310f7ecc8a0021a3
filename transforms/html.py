"""One HTML page in, plain text out, with what the tags said of each line and what the page states of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lxml import etree, html

_UNSEEN = {"script", "style", "noscript", "template", "head", "svg", "iframe"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "font",
}


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
    """Stand-in until the renderer is merged: the text of each block element on a line, without hints."""
    root = _parse(html)
    if root is None:
        return RenderedPage("", LineHints(), PageMetadata())
    pieces: list[str] = []
    todo: list[object] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif isinstance(node, etree._Element):
            if callable(node.tag) or node.tag in _UNSEEN:  # comments have a function for a tag
                continue
            edge = "" if node.tag in _INLINE else "\n"
            below: list[object] = [edge, " ".join((node.text or "").split("\n"))]
            for child in node:
                below += [child, " ".join((child.tail or "").split("\n"))]
            todo += reversed([*below, edge])
    text = "\n".join(line for line in (" ".join(one.split()) for one in "".join(pieces).split("\n")) if line)
    title = root.findtext(".//title")
    return RenderedPage(text, LineHints(), PageMetadata(title=" ".join(title.split()) if title else None))


def _parse(text: str) -> etree._Element | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(text.replace("\x00", " ").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
