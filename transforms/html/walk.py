"""One pass over a page's tags: lines of text, and for each line where it stands.

The parser (libxml2, through lxml's target interface) calls `start`, `data` and `end` as it reads: no tree is built, time is
linear in the page whatever its nesting, and 0.0016 s go into an ordinary page of 170 KB. selectolax builds a tree in a
third of that, but 3,000 tags of hostile HTML made it build 4,500,000 nodes in 1.6 GB.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

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


class Walk:
    """The target of the parser. `keep_hidden` keeps what styles hide, for pages that show nothing else."""

    def __init__(self, *, keep_hidden: bool = False) -> None:
        self._keep_hidden = keep_hidden
        self.hidden_chars = 0
        self.stated = Stated()
        # Elements that are blocks or parts of the page, in document order: parents stand before their children.
        self._elements: list[tuple[int, str, str, str, str]] = []
        self.parent: Sequence[int] = ()
        self.tags: Sequence[str] = ()
        self.names: Sequence[str] = ()
        self.landmark: Sequence[str] = ()
        self.zone: Sequence[str] = ()
        # Open elements: (element, tag, whether a block); elements under a dropped one have the number -1.
        self._open: list[tuple[int, str, bool]] = []
        self._skipped = 0
        self._in_title = self._in_json = self._in_hidden = False
        self._kept: list[str] = []
        self._pre = 0
        # Inside of an element that is marked as naming the author, from this many open elements on.
        self._author_at = 0
        self._author: list[str] = []
        self._author_list = ""
        # The line being read.
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._link_open: list[bool] = []
        self._bullet = False
        self._blank = False
        # Lines read, blank ones as "" with the element -1.
        self.lines: list[str] = []
        self.line_element: list[int] = []
        self.line_links: list[int] = []
        self.line_depth: list[int] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: PLR0912, PLR0915
        """An element opens. One function: it runs for every tag, and a call costs as much as what it would hold."""
        if self._skipped:
            self._skipped += 1
            return
        above = self._open
        if tag in PLAIN:
            above.append((above[-1][0] if above else -1, tag, False))
            return
        if tag in DROPPED:
            self._skipped = 1
            self._in_title = tag == "title"
            if tag == "script" and "ld+json" in attributes.get("type", ""):
                self._in_json = True
            return
        if tag in STATING:
            self.stated.tag(tag, attributes)
        classes = zone = ""
        if attributes:
            get = attributes.get
            if ("hidden" in attributes or "style" in attributes or "aria-hidden" in attributes) and self._hides(tag, get):
                self._skipped = 1
                self._in_hidden = True
                return
            classes, identifier, role = get("class", ""), get("id", ""), get("role", "")
            if ("author" in classes or "rel" in attributes or "itemprop" in attributes) and not self._author_at:
                self._author_list = _names_author(get, classes)
                self._author_at = len(above) + 1 if self._author_list else 0
            landmark = ROLES[role] if role in ROLES else LANDMARKS.get(tag, "")
            zone = (zone_of(classes) if classes else "") or (zone_of(identifier) if identifier else "")
        else:
            landmark = LANDMARKS.get(tag, "")
        if block := tag in BLOCKS:
            if self._pieces:
                if tag in _CELLS:
                    self._pieces.append("\t")
                else:
                    self._flush()
            if tag in PARAGRAPHS:
                self._blank = True
            if tag == "li":
                self._bullet = True
            elif tag == "pre":
                self._pre += 1
            elif tag in ZONE_TAGS:
                zone = ZONE_TAGS[tag]
        elif tag == "br":
            self._flush()
        elif tag == "a":
            # A heading that links to itself is no title of another page.
            heading = above and above[-1][1] in HEADINGS and attributes.get("href", "").startswith("#")
            self._links += not heading
            self._link_open.append(not heading)
        elements = self._elements
        element = above[-1][0] if above else -1
        if block or zone or landmark:
            elements.append((element, tag, classes, landmark, zone))
            element = len(elements) - 1
        above.append((element, tag, block))

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._skipped:
            if self._in_title or self._in_json:
                self._kept.append(text)
            elif self._in_hidden and len(text) >= RUNNING_CHARS:
                self.hidden_chars += len(text)
            return
        if self._pre and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                self._pieces.append(line)
                self._flush()
        if self._pieces or not text.isspace():
            self._pieces.append(text)
            if self._links:
                self._linked += len(text.strip())
            if self._author_at:
                self._author.append(text)

    def end(self, tag: str) -> None:
        """An element closes."""
        if self._skipped:
            self._skipped -= 1
            if not self._skipped:
                self._keep()
            return
        if not self._open or self._open[-1][1] != tag:
            return
        if self._open[-1][2]:
            if self._pieces and tag not in _CELLS:
                self._flush()
            if tag in PARAGRAPHS:
                self._blank = True
            if tag == "li":
                self._bullet = False
            elif tag == "pre":
                self._pre -= 1
        elif tag == "a":
            self._links -= self._link_open.pop()
        if self._author_at == len(self._open):
            names = self.stated.authors if self._author_list == "marked" else self.stated.author_classes
            if len(names) < MAX_VALUES:
                names.append(" ".join("".join(self._author).split())[:MAX_CHARS])
            self._author_at = 0
            self._author.clear()
        self._open.pop()

    def close(self) -> Walk:
        """The end of the page."""
        self._flush()
        self.stated.close()
        if self._elements:
            self.parent, self.tags, self.names, self.landmark, self.zone = zip(*self._elements, strict=True)
        return self

    def _hides(self, tag: str, get: Callable[[str], str | None]) -> bool:
        return not self._keep_hidden and tag not in ("html", "body") and _is_hidden(get)

    def _keep(self) -> None:
        """What was dropped from the text, where it states something."""
        if self._in_json:
            self.stated.script("".join(self._kept))
        elif self._in_title:
            self.stated.title = self.stated.title or "".join(self._kept)[:MAX_CHARS]
        self._kept.clear()
        self._in_title = self._in_json = self._in_hidden = False

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        linked, self._linked = self._linked, 0
        if not text:
            return
        if self._blank and self.lines:
            self._append("", -1, 0, 0)
        self._blank = False
        element, tag = next(((element, tag) for element, tag, block in reversed(self._open) if block), (-1, ""))
        if self._bullet and tag in _BULLETED:
            text = BULLET + text
            self._bullet = False
        self._append(text, element, linked, len(self._open))

    def _append(self, text: str, element: int, linked: int, depth: int) -> None:
        self.lines.append(text)
        self.line_element.append(element)
        self.line_links.append(linked)
        self.line_depth.append(depth)


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
