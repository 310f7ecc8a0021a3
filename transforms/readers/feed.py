"""RSS 2.0, RSS 1.0 (RDF) and Atom: one entry is one finished article or an excerpt of one.

Entries are found by their tags and parsed one by one, so that damage in one costs no other and each has its span in the
file. A document type is never given to the parser: entities that a feed declares are not expanded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.entities import html5
from typing import BinaryIO

from lxml import etree

from transforms.dates import read_date
from transforms.decode import decode_as, decode_html
from transforms.html import render_html
from transforms.readers.packed import read_whole
from transforms.readers.page import BLANK, Limits, Page, Unreadable

_ENTRY = rb"(?:[\w.-]+:)?(?:item|entry)"
_OPENING = re.compile(rb"<!\[CDATA\[|<!--|<(/?)" + _ENTRY + rb"(?=[\s>/])")
_CLOSINGS = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]")
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?([^\s\"'>]+)")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]*);")
_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKUP = re.compile(r"<[A-Za-z/!]|&#?\w+;")
_WHOLE_PARAGRAPHS = 3
_NAME_CHARS = 300  # what is longer names nobody; the patterns for addresses take its square
_SUMMARIES = ("description", "summary")
_TEXTS = ("content:encoded", "content", *_SUMMARIES)
_DATE_FIELDS = ("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "updated", "modified")


def read_feed(file: BinaryIO, limits: Limits) -> Iterator[Page | Unreadable]:
    """Entries with their text rendered, and what the feed says of them."""
    for raw in read_whole(file, limits):
        if isinstance(raw, Unreadable):
            yield raw
        else:
            yield from _feed(raw)


def _feed(raw: bytes) -> Iterator[Page | Unreadable]:
    whole = decode_html(raw)
    offset: Callable[[int], int] = int
    encoding = stored = whole.encoding
    if stored.startswith(("utf-16", "utf-32")):
        text = whole.text.encode()
        offset, raw, encoding = _WideOffsets(raw, text, stored), text, "utf-8"
    if encoding == "binary":
        yield Unreadable("binary_file", "these bytes are not text in any known encoding", repr(raw[:60]), counted=True)
        return
    entries = list(_entries(raw))
    head = raw[: entries[0][0]] if entries else raw
    root = _ROOT.search(head)
    declared = {name.decode("ascii", "replace") for name in _ENTITY.findall(head[: root.start()] if root else head)}
    if declared:
        yield Unreadable(
            "xml_entities", f"declares {len(declared):,} entities, of which none is expanded", ", ".join(sorted(declared))[:200]
        )
    if not entries:
        yield Unreadable("empty_page", "a feed without entries", counted=True)
        return
    site = _site(decode_as(head[root.start() :], encoding).text if root else "")
    for start, end, is_whole in entries:
        where = f"entry at byte {start:,}"
        decoded = decode_as(raw[start:end], encoding)
        used = declared.intersection(_REFERENCE.findall(decoded.text))
        if used:
            yield Unreadable(
                "xml_entities", f"{where}: its text needs an entity that the feed declares: {min(used)}", decoded.text[:200]
            )
            continue
        if not is_whole:
            yield Unreadable("truncated_record", f"{where}: has no end", counted=True)
        for found in _entry_page(decoded.text, where, offset(start), offset(end)):
            if isinstance(found, Page):
                found.encoding, found.site_name = stored, site
            yield found


class _WideOffsets:
    """Offsets in a file of UTF-16 or UTF-32 for those in its text as UTF-8, which must be asked in their order."""

    def __init__(self, raw: bytes, text: bytes, encoding: str) -> None:
        bom = "\ufeff".encode(encoding)
        self._text, self._encoding = text, encoding
        self._at, self._offset = 0, len(bom) if raw.startswith(bom) else 0

    def __call__(self, at: int) -> int:
        self._offset += len(self._text[self._at : at].decode().encode(self._encoding))
        self._at = at
        return self._offset


def _entries(raw: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where entries start and end, and whether they have an end of their own."""
    start: int | None = None
    for at, end, is_end in _tags(raw):
        if is_end:
            if start is not None:
                yield start, end, True
            start = None
        else:
            if start is not None:
                yield start, at, False
            start = None if raw.endswith(b"/>", at, end) else at
    if start is not None:
        yield start, len(raw), False


def _tags(raw: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where the tags of entries start and end, and whether they are end tags; those in comments and CDATA are text.

    What is never closed is passed over. That there is no more of a closing is found once, not again for each opening: a
    pattern for both together took a time that grows with the square of a hostile feed's size.
    """
    at, missing = 0, set[bytes]()
    while found := _OPENING.search(raw, at):
        closing = _CLOSINGS.get(found[0], b">")
        end = -1 if closing in missing else raw.find(closing, found.end())
        if end < 0:
            missing.add(closing)
            at = found.end()
            continue
        at = end + len(closing)
        if closing == b">":
            yield found.start(), at, bool(found[1])


def _parsed(xml: str) -> tuple[etree._Element | None, str | None]:
    """The element, mended where the XML is broken, and what was broken."""
    named = _REFERENCE.sub(_as_character, _NOT_XML.sub("", xml))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=True
    )
    try:
        element = etree.fromstring(named.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, str(error)
    # Prefixes are declared outside of the entry: their lack is no damage.
    broken = [entry.message for entry in parser.error_log if entry.domain_name != "NAMESPACE"]
    return element, broken[0] if broken else None


def _as_character(reference: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know and many feeds hold."""
    char = html5.get(reference[1] + ";")
    return reference[0] if char is None or reference[1] in _XML_OWN or set(char) & set("<>&\"'") else char


def _site(head: str) -> str | None:
    """The feed's own title."""
    element, _ = _parsed(head)
    if element is None:
        return None
    own = element.prefix
    for part in (element, *element):
        for child in part:
            if _name(child, own) == "title":
                return _line(child)
    return None


def _name(element: etree._Element, own: str | None) -> str:
    """An element's name with its prefix, which is how feeds tell `title` from `media:title`; without the feed's own one."""
    name = str(element.tag).rpartition("}")[2]
    prefix = element.prefix
    if ":" in name:
        prefix, _, name = name.rpartition(":")
    return name if prefix in (None, own, "atom", "rss") else f"{prefix}:{name}"


def _entry_page(xml: str, where: str, start: int, end: int) -> Iterator[Page | Unreadable]:
    element, broken = _parsed(xml)
    if element is None:
        yield Unreadable("malformed_xml", f"{where}: {broken}", xml[:200])
        return
    if broken:
        yield Unreadable("malformed_xml", f"{where}: mended: {broken}", xml[:200], table_name="articles", counted=True)
    own = element.prefix or str(element.tag).rpartition("}")[2].rpartition(":")[0]
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        parts.setdefault(_name(child, own or None), []).append(child)
    url = _link(parts)
    texts = {
        name: max((render_html(_markup(part), None).text for part in parts.get(name, [])), key=len, default="") for name in _TEXTS
    }
    kind = next((name for name in _TEXTS if texts[name].strip(BLANK)), None)
    title = next(filter(None, map(_line, parts.get("title", []))), None)
    if kind is None:
        yield Unreadable("no_text_field", f"{where}: an entry without a text", title, counted=True)
        return
    text = texts[kind]
    page = Page(start, end, text, "utf-8", is_body=True, url=url, title=title)
    # A description or summary is by its definition a part; one of several paragraphs is how some feeds give the whole.
    page.is_excerpt = kind in _SUMMARIES and sum(1 for line in text.split("\n") if line.strip()) < _WHOLE_PARAGRAPHS
    about = [str(value) for name, value in element.attrib.items() if str(name).endswith("about")]  # RDF has it as an attribute
    page.record_id = next((_line(part) for name in ("guid", "id") for part in parts.get(name, [])), about[0] if about else None)
    page.authors = [
        name for part in ("dc:creator", "author", "itunes:author") for name in map(_author, parts.get(part, [])) if name
    ][:20]
    page.authors = list(dict.fromkeys(page.authors))
    page.categories = list(
        dict.fromkeys(filter(None, (_category(p) for name in ("category", "dc:subject") for p in parts.get(name, []))))
    )
    page.publisher_name = next(
        filter(None, (_source(p) for name in ("source", "dc:publisher") for p in parts.get(name, []))), None
    )
    yield from _date(page, parts, where)
    yield page


def _markup(element: etree._Element) -> str:
    """The HTML of an element: as text that is HTML, or as elements of its own (Atom's XHTML)."""
    if len(element):
        return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
    text = element.text or ""
    return html.escape(text, quote=False) if element.get("type") in ("text", "text/plain") else text


def _line(element: etree._Element) -> str | None:
    """An element's text on one line, without the markup that titles hold."""
    text = "".join(str(part) for part in element.itertext())
    if _MARKUP.search(text):
        text = render_html(text, None).text
    return " ".join(text.split()) or None


def _link(parts: dict[str, list[etree._Element]]) -> str | None:
    for link in parts.get("link", []):
        address = link.get("href") if link.get("rel", "alternate") == "alternate" else None
        address = address or (link.text or "").strip()
        if address:
            return address
    guid = next(iter(parts.get("guid", [])), None)
    address = (guid.text or "").strip() if guid is not None and guid.get("isPermaLink") != "false" else ""
    return address if address.startswith(("http://", "https://")) else None


def _author(element: etree._Element) -> str | None:
    """A name: Atom has it as an element, RSS as `address (name)`; an address alone is no name."""
    named = [child for child in element if _name(child, element.prefix) == "name"]
    text = _line(named[0]) if named else _line(element)
    if text is None or len(text) > _NAME_CHARS:
        return None
    if in_brackets := re.fullmatch(r"\S+@\S+\s*\((.+)\)", text):
        return in_brackets[1].strip() or None
    return None if re.fullmatch(r"\S+@\S+", text) else text


def _category(element: etree._Element) -> str | None:
    return element.get("label") or element.get("term") or _line(element)


def _source(element: etree._Element) -> str | None:
    titles = [child for child in element if _name(child, element.prefix) == "title"]
    return _line(titles[0]) if titles else _line(element)


def _date(page: Page, parts: dict[str, list[etree._Element]], where: str) -> Iterator[Unreadable]:
    raw = next((text for name in _DATE_FIELDS for part in parts.get(name, []) if (text := _line(part))), None)
    page.published_at_raw = raw
    if raw is None:
        return
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            page.published_on = read(raw).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return
    day = read_date(raw)
    if day is not None and day.precision == "day":
        page.published_on = day.day
    else:
        yield Unreadable("bad_field", f"{where}: date: not a date of RFC 822 or ISO 8601", raw[:100], table_name="articles")
