"""STAND-IN: taken over by the renderer of the branch `html` when that is merged."""

from __future__ import annotations

from datetime import date

from lxml import etree, html

from transforms.html.page import LineHints, PageMetadata, RenderedPage

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


def render_html(html: str, url: str | None, fetched_on: date | None = None) -> RenderedPage:  # noqa: ARG001
    """STAND-IN until the renderer is merged: the text of each block element on a line, without hints."""
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
