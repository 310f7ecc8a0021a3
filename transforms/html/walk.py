"""One pass over a page's tags: lines of text, and for each line where it stands.

The parser (libxml2, through lxml's target interface) calls `start`, `data` and `end` as it reads: no tree is built, time is
linear in the page whatever its nesting, and 0.0011 s go into an ordinary page of 180 KB. selectolax builds a tree in half of
that, but 3,000 tags of hostile HTML made it build 4,500,000 nodes in 1.6 GB.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from lxml import etree

from transforms.html.metadata import MAX_CHARS, MAX_VALUES, STATING, Stated
from transforms.html.zones import (
    BLOCKS,
    DROPPED,
    HEADINGS,
    LANDMARKS,
    PARAGRAPHS,
    PLAIN,
    ROLES,
    ZONE_TAGS,
    is_author_class,
    zone_of,
)

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CELLS = ("td", "th")
_BULLETED = frozenset(("li", "p", "div", "span"))
BULLET = "• "
# Text of this length, most of it not linked, is running text.
RUNNING_CHARS = 80


@dataclass(slots=True)
class Walk:
    """What one pass over a page found.

    Elements are blocks and named parts of the page, in document order: parents stand before their children, -1 is no parent.
    Lines know their innermost element; blank ones are "" with the element -1.
    """

    stated: Stated = field(default_factory=Stated)
    # Characters of running text that attributes and styles hide.
    hidden_chars: int = 0
    parent: Sequence[int] = ()
    tags: Sequence[str] = ()
    names: Sequence[str] = ()
    landmark: Sequence[str] = ()
    zone: Sequence[str] = ()
    lines: list[str] = field(default_factory=list)
    line_element: list[int] = field(default_factory=list)
    line_links: list[int] = field(default_factory=list)


def walk(html: str, *, keep_hidden: bool = False) -> Walk:  # noqa: PLR0915
    """Reads a page. `keep_hidden` keeps what styles hide, for pages that show nothing else.

    The three functions that run for every tag and text share local variables: as methods they took a fifth more.
    """
    found = Walk()
    stated, lines, line_element, line_links = found.stated, found.lines, found.line_element, found.line_links
    elements: list[tuple[int, str, str, str, str]] = []
    # Open elements: (innermost element of those that are kept, tag, whether a block).
    above: list[tuple[int, str, bool]] = [(-1, "", True)]
    # Depth inside of a dropped element, and why it is: its title, JSON-LD and hidden text are looked at.
    skipped, why, kept = 0, "", list[str]()
    # The line being read: its text, characters of it in links, links open, whether a bullet or a blank line is due.
    pieces: list[str] = []
    linked, links, bullet, blank, pre = 0, 0, False, False, 0
    link_open: list[bool] = []
    # Open elements at the one that names the author, how it says so, and the name.
    author_at, author_says, author = 0, "", list[str]()

    def flush() -> None:
        nonlocal linked, bullet, blank
        text = " ".join("".join(pieces).split())
        pieces.clear()
        in_links, linked = linked, 0
        if not text:
            return
        if blank and lines:
            lines.append("")
            line_element.append(-1)
            line_links.append(0)
        blank = False
        at = -1
        while not above[at][2]:
            at -= 1
        element, tag, _ = above[at]
        if bullet and tag in _BULLETED:
            text = BULLET + text
            bullet = False
        lines.append(text)
        line_element.append(element)
        line_links.append(in_links)

    def start(tag: str, attributes: Mapping[str, str]) -> None:  # noqa: PLR0912, PLR0915
        nonlocal skipped, why, blank, bullet, pre, links, author_at, author_says
        if skipped:
            skipped += 1
            return
        element = above[-1][0]
        if tag in PLAIN:
            above.append((element, tag, False))
            return
        if tag in DROPPED:
            skipped = 1
            if tag == "title":
                why = "title"
            elif tag == "script" and "ld+json" in attributes.get("type", ""):
                why = "json"
            return
        if tag in STATING:
            stated.tag(tag, attributes)
        classes = zone = landmark = ""
        block = tag in BLOCKS
        if attributes:
            get = attributes.get
            if ("hidden" in attributes or "style" in attributes or "aria-hidden" in attributes) and (
                not keep_hidden and tag not in ("html", "body") and _is_hidden(get)
            ):
                skipped, why = 1, "hidden"
                return
            if "class" in attributes:
                classes = get("class", "")
                # Links are told by their share of a line, whatever they are called: 0.2 ms a page.
                zone = zone_of(classes) if tag != "a" else ""
            if not zone and block and "id" in attributes:
                zone = zone_of(get("id", ""))
            if "role" in attributes:
                landmark = ROLES.get(get("role", ""), "")
            if not author_at and ("author" in classes or "rel" in attributes or "itemprop" in attributes):
                author_says = _names_author(get, classes)
                author_at = len(above) + 1 if author_says else 0
        if block:
            if pieces:
                if tag in _CELLS:
                    pieces.append("\t")
                else:
                    flush()
            if tag in PARAGRAPHS:
                blank = True
                landmark = landmark or LANDMARKS.get(tag, "")
                if tag == "pre":
                    pre += 1
            elif tag == "li":
                bullet = True
            zone = ZONE_TAGS.get(tag, zone)
        elif tag == "br":
            if pieces:
                flush()
        elif tag == "a":
            # A heading that links to itself is no title of another page.
            counts = above[-1][1] not in HEADINGS or not attributes.get("href", "").startswith("#")
            links += counts
            link_open.append(counts)
        if block or zone or landmark:
            elements.append((element, tag, classes, landmark, zone))
            element = len(elements) - 1
        above.append((element, tag, block))

    def data(text: str) -> None:
        nonlocal linked
        if skipped:
            if why == "hidden":
                found.hidden_chars += len(text) if len(text) >= RUNNING_CHARS else 0
            elif why:
                kept.append(text)
            return
        if pre and "\n" in text:
            *full, text = text.split("\n")
            for line in full:
                pieces.append(line)
                flush()
        if pieces or not text.isspace():
            pieces.append(text)
            if links:
                linked += len(text.strip())
            if author_at:
                author.append(text)

    def end(tag: str) -> None:
        nonlocal skipped, why, blank, bullet, pre, links, author_at
        if skipped:
            skipped -= 1
            if not skipped and why:
                if why == "json":
                    stated.script("".join(kept))
                elif why == "title":
                    stated.title = stated.title or "".join(kept)[:MAX_CHARS]
                kept.clear()
                why = ""
            return
        _, opened, block = above[-1]
        if opened != tag:
            return
        if block:
            if pieces and tag not in _CELLS:
                flush()
            if tag in PARAGRAPHS:
                blank = True
                pre -= tag == "pre"
            elif tag == "li":
                bullet = False
        elif tag == "a":
            links -= link_open.pop()
        if author_at and author_at == len(above):
            names = stated.authors if author_says == "marked" else stated.author_classes
            if len(names) < MAX_VALUES:
                names.append(" ".join("".join(author).split())[:MAX_CHARS])
            author_at = 0
            author.clear()
        above.pop()

    target = SimpleNamespace(start=start, data=data, end=end, close=lambda: None)
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(html.encode("utf-8", "replace"))
    parser.close()
    if pieces:
        flush()
    stated.close()
    if elements:
        found.parent, found.tags, found.names, found.landmark, found.zone = zip(*elements, strict=True)
    whole = found
    _let_go(start, data, end)
    return whole


def _let_go(*functions: Callable[..., None]) -> None:
    """Empties what functions share. lxml's parser and its context hold each other, and these: the lists of page after page would
    wait for the garbage collector, which took 7% of the time that pages of HTML take."""
    for function in functions:
        for cell in function.__closure__ or ():
            cell.cell_contents = None


def _names_author(get: Callable[[str], str | None], classes: str) -> str:
    """Whether an element names an author: "marked" where an attribute for that says so, "class" where its class does."""
    if get("rel") == "author" or get("itemprop") == "author":
        return "marked"
    return "class" if "author" in classes and is_author_class(classes) else ""


def _is_hidden(get: Callable[[str], str | None]) -> bool:
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    style = get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None
