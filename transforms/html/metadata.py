"""What a page states of itself: JSON-LD, OpenGraph and other meta tags, `time`, `link`, `lang`, its address.

Of several places that state one thing the first in the order below is believed. A value that cannot be what its name says
is dropped, never mended: an outlet or a link as the author, a date to come, the first day of 1970, a day and month that could
change places. A page that describes several articles (a list) states none of them.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson

from transforms.bylines import names_an_outlet, people, without_by
from transforms.dates import UNSET_CLOCK, URL_DAY, read_date
from transforms.html.page import PageMetadata

STATING = frozenset(("html", "meta", "link", "time"))
LATEST = date(2100, 1, 1)
# Values on a page beyond these counts say nothing more; a hostile page may hold millions.
MAX_VALUES = 2000
MAX_OBJECTS = 5000
MAX_CHARS = 1000
MAX_MARKED = 2
MAX_SCRIPT_CHARS = 2_000_000

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article.published",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "rnews:datepublished", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "citation_date", "dc.date", "dcterms.date", "dcterms.created",
    "dc.date.created",
    "iso-8601-publish-date", "published-date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "date",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "byl", "rnews:author",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title", "citation_title")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_PUBLISHERS = ("dc.publisher", "dcterms.publisher", "publisher", "copyright-holder")
_SECTIONS = ("article:section", "parsely-section", "og:article:section", "category", "section")
_TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "sailthru.tags")
_ARTICLES = re.compile(r"article$|posting$|^report$|^newsarticle|blogposting", re.IGNORECASE)
_LISTS = frozenset(
    ("itemListElement", "hasPart", "blogPost", "blogPosts", "comment", "review", "isPartOf", "relatedLink", "video")
)
_TITLE_CUT = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|»]\s*")
_URL_DAY = re.compile(URL_DAY)
_YEAR_FIRST = re.compile(r"^\s*((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})\b")
_COMPACT = re.compile(r"^\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?\s*$")
_LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]+))?(?:[-_][A-Za-z0-9]+)*$")
_NO_AUTHOR = re.compile(r"(?:reviewed|edited|fact|medically|follow|about|our|the)\b", re.IGNORECASE)
# 'Follow MaraMara Elsworthy': an element that holds more than a name. 'MacArthur' is none.
_GLUED = re.compile(r"[a-z]{3}[A-Z]")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_WRAPPING = re.compile(
    r"^(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?$"
)


class Stated:
    """Collects, while the page is read, what its tags state."""

    def __init__(self) -> None:
        self.title = ""
        self.language: str | None = None
        self.canonical: str | None = None
        self.metas: dict[str, list[str]] = {}
        self.times: list[tuple[str, str]] = []
        self.json_ld: list[str] = []
        self.authors: list[str] = []
        self.author_classes: list[str] = []
        self.count = 0
        self.skipped: list[str] = []

    def tag(self, tag: str, attributes: Mapping[str, str]) -> None:
        """One of the tags in `STATING`."""
        get = attributes.get
        if tag == "html":
            self.language = self.language or get("lang") or get("xml:lang")
            return
        self.count += 1
        if self.count > MAX_VALUES:
            return
        if tag == "meta":
            name, content = get("property") or get("name") or get("itemprop") or get("http-equiv"), get("content")
            if name and content:
                self.metas.setdefault(name.strip().lower(), []).append(content[:MAX_CHARS])
        elif tag == "link":
            if "canonical" in get("rel", "").lower().split():
                self.canonical = self.canonical or get("href")
        elif stamp := get("datetime") or get("content"):
            says = f"{get('itemprop', '')} {get('class', '')} {'pubdate' if 'pubdate' in attributes else ''}"
            self.times.append((stamp[:MAX_CHARS], says.lower()))

    def script(self, text: str) -> None:
        """A script of JSON-LD."""
        if len(text) > MAX_SCRIPT_CHARS or len(self.json_ld) >= MAX_VALUES:
            self.skipped.append(f"a JSON-LD script of {len(text):,} characters was not read")
        else:
            self.json_ld.append(text)

    def close(self) -> None:
        """The end of the page."""
        if self.count > MAX_VALUES:
            self.skipped.append(f"of {self.count:,} meta, link and time tags the first {MAX_VALUES:,} were read")


def page_metadata(stated: Stated, url: str | None, fetched_on: date | None) -> PageMetadata:
    """The page's metadata; dates after `fetched_on` (or in the next century) are not believed."""
    url = _address(url, None)  # an address that is none (a bad port, a bracket) tells nothing
    metas = stated.metas
    nodes = list(_nodes(stated.json_ld))
    canonical = _address(stated.canonical or _first(metas, ("og:url",)), url)
    site = _text(_first(metas, _SITES)) or _text(next((_name(n) for n in nodes if "website" in _types(n)), None))
    page_title = _text(stated.title)
    article, several = _the_article(nodes, canonical, url, [page_title, _text(_first(metas, _TITLES))])
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    publisher = _text(_name(_resolve(article.get("publisher"), by_id))) or _text(_first(metas, _PUBLISHERS))
    if publisher and "//" in publisher:
        publisher = None
    host = urlsplit(url or canonical or "").hostname
    outlets = [name for name in (site, publisher) if name]
    raw, day = _published(stated, article, url or canonical, fetched_on)
    title = _title(
        [_string(article.get("headline")), *[_first(metas, (name,)) for name in _TITLES], stated.title],
        [*outlets, *([host] if host else [])],
    )
    return PageMetadata(
        title=title,
        authors=_authors(stated, article, by_id, outlets),
        published_on=day,
        published_at_raw=raw,
        publisher_name=publisher,
        site_name=site,
        language_code=_language(stated.language or _first(metas, ("content-language", "og:locale"))),
        canonical_url=canonical,
        categories=_names(article.get("articleSection")) or _names(_all(metas, _SECTIONS)),
        tags=_names(article.get("keywords")) or _names(_all(metas, _TAGS)),
        # `og:type` is no evidence: many sites say `article` of all their pages.
        is_article=not several and (bool(article) or "article:published_time" in metas),
    )


def _nodes(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """All objects of the page's JSON-LD that stand for the page, outermost first; lists of other pages are left out."""
    left = MAX_OBJECTS
    for script in scripts:
        waiting: deque[Any] = deque([_json(script)])
        while waiting and left:
            left -= 1
            value = waiting.popleft()
            if isinstance(value, list):
                waiting.extend(value[:MAX_OBJECTS])
            elif isinstance(value, dict):
                yield value
                waiting.extend(v for key, v in value.items() if isinstance(v, dict | list) and key not in _LISTS)


def _json(script: str) -> Any:
    """The value, None where it is broken beyond the usual: wrapped in comments, raw line ends, a comma too many."""
    script = _WRAPPING.sub("", script.strip()).strip()
    try:
        return orjson.loads(script)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(_TRAILING_COMMA.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("@type")
    return {t.lower() for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)}


def _the_article(
    nodes: list[dict[str, Any]], canonical: str | None, url: str | None, titles: list[str | None]
) -> tuple[dict[str, Any], bool]:
    """The object of the page's one article, {} where there is none; and whether there are several."""
    found = [
        node
        for node in nodes
        if any(_ARTICLES.search(t) for t in _types(node))
        and (node.get("headline") or node.get("datePublished") or node.get("author"))
    ]
    distinct = {comparable(_string(node.get("headline")) or _string(node.get("name")) or "") for node in found}
    if len(distinct) <= 1:
        return ({key: value for node in reversed(found) for key, value in node.items()}, False)
    addresses = {_plain(address) for address in (canonical, url) if address}
    keys = [comparable(title) for title in titles if title]
    for node in found:
        about = node.get("mainEntityOfPage")
        own = [node.get("url"), node.get("@id"), about.get("@id") if isinstance(about, dict) else about]
        if any(isinstance(address, str) and _plain(address) in addresses for address in own):
            return node, False
    for node in found:
        headline = comparable(_string(node.get("headline")) or "")
        if len(headline) >= 12 and any(headline in title for title in keys):
            return node, False
    return {}, True


def _published(
    stated: Stated, article: dict[str, Any], url: str | None, fetched_on: date | None
) -> tuple[str | None, date | None]:
    """The first date that is one, and how it stands on the page.

    JSON-LD of a `WebPage` also has one, which content management systems give to pages that are no articles and show no
    date: of 790 labelled pages it was right for 5 that have no other, and given on 11 without a date.
    """
    times = [stamp for stamp, says in stated.times if "datepublished" in says or "pubdate" in says or "published" in says.split()]
    others = {
        day for stamp, says in stated.times if "modif" not in says and "updated" not in says and (day := _day(stamp, fetched_on))
    }
    single = [stamp for stamp, _ in stated.times if len(others) == 1 and _day(stamp, fetched_on) in others]
    address = _URL_DAY.search(urlsplit(url).path) if url else None
    raws = [
        _string(article.get("datePublished")) or _string(article.get("dateCreated")),
        *[value for name in _PUBLISHED for value in stated.metas.get(name, [])[:1]],
        *times[:1],
        *single[:1],
        address[0].strip("/-") if address else None,
    ]
    for raw in raws:
        if raw and (day := _day(raw, fetched_on)):
            return _text(raw), day
    return None, None


def _day(raw: str | None, fetched_on: date | None) -> date | None:
    """The day that a stamp states; None for months, days that may be two, days to come, and the clock's zero."""
    if not raw:
        return None
    raw = raw.strip()
    if found := _YEAR_FIRST.match(raw) or _COMPACT.match(raw):
        raw = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    read = read_date(raw[:100])
    if read is None or read.precision != "day" or read.day == UNSET_CLOCK:
        return None
    return read.day if read.day <= (fetched_on or LATEST) else None


def _authors(stated: Stated, article: dict[str, Any], by_id: dict[str, Any], outlets: list[str]) -> list[str]:
    """Names of people, from the first source that states any."""
    value = article.get("author") or article.get("creator")
    listed = [_resolve(item, by_id) for item in (value if isinstance(value, list) else [value])[:50]]
    # An object that says it is a person may be called like the site: people have sites of their own.
    persons = [name for item in listed if isinstance(item, dict) and "person" in _types(item) and (name := _name(item))]
    others = [name for item in listed if not isinstance(item, dict) or not _types(item) if (name := _name(item))]
    if found := [person for name in persons for person in _people(name, [])]:
        return list(dict.fromkeys(found))
    citations = [_turned(name) for name in stated.metas.get("citation_author", [])]
    # Where marked elements name many people, they are those of other articles or of comments too.
    marked = [
        [name for name in names if not _GLUED.search(name)] if len(set(names)) <= MAX_MARKED else []
        for names in (stated.authors, stated.author_classes)
    ]
    for names in [others, citations, *[stated.metas.get(name, []) for name in _AUTHORS], *marked]:
        found = [person for name in names[:50] for person in _people(name, outlets)]
        if found:
            return list(dict.fromkeys(found))
    return []


def _turned(name: str) -> str:
    """'Roe, Jane' as 'Jane Roe'."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def _people(name: str, outlets: list[str]) -> list[str]:
    name = without_by(_text(name) or "")
    if not name or _NO_AUTHOR.match(name) or re.search(r"https?:|www\.|[@/\\<>{}_=#]|\.(?:com|org|net)\b|\d", name):
        return []
    keys = [comparable(outlet) for outlet in outlets]
    return [
        person for person in people(name)
        if not names_an_outlet(person) and comparable(person) not in keys
        and person[:1].isalpha() and (" " in person or not person.islower())
    ]  # fmt: skip


def _title(candidates: list[str | None], outlets: list[str]) -> str | None:
    """The first title stated, without the name of the site that many put before or behind it."""
    for candidate in candidates:
        if not (title := _text(candidate)):
            continue
        keys = [comparable(outlet) for outlet in outlets]
        parts = [(cut.start(), cut.end()) for cut in _TITLE_CUT.finditer(title)]
        for start, end in reversed(parts):
            if _is_site(title[end:], keys):
                title = title[:start]
            elif _is_site(title[:start], keys):
                title = title[end:]
                break
        if not _is_site(title, keys):
            return title.strip()
    return None


def _is_site(part: str, keys: list[str]) -> bool:
    key = comparable(part)
    return bool(key) and any(
        key == other or (len(key) >= 4 and (key in other or (len(other) >= 4 and other in key and len(key) < 2 * len(other))))
        for other in keys
    )


def _language(raw: str | None) -> str | None:
    found = _LANGUAGE.match((raw or "").split(",")[0].strip())
    if not found or found[1].lower() in ("und", "mul", "zxx"):
        return None
    return found[1].lower() + (f"-{found[2]}" if found[2] else "")


def _address(raw: str | None, url: str | None) -> str | None:
    try:
        address = urljoin(url or "", (raw or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if raw and parts.scheme in ("http", "https") and parts.hostname else None


def _plain(address: str) -> str:
    """An address for comparison: without scheme, www, query and fragment."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address.strip()).rstrip("/").lower()


def _resolve(value: Any, by_id: dict[str, Any]) -> Any:
    """The object that a reference ('@id') points at."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else None
    return _string(value)


def _names(value: Any) -> list[str]:
    """A list of names, given as a list or in one string with commas."""
    values = value if isinstance(value, list) else [value]
    names = [name for item in values[:200] if (text := _name(item)) for part in text.split(",") if (name := _text(part))]
    return list(dict.fromkeys(name for name in names if len(name) <= 100 and "//" not in name))[:100]


def _string(value: Any) -> str | None:
    return value[:MAX_CHARS] if isinstance(value, str) and value.strip() else None


def _text(value: str | None) -> str | None:
    """A value as people read it: entities written out, white space as single spaces; null characters are none."""
    if not value:
        return None
    text = " ".join(re.sub(r"<[^<>]{0,200}>", " ", html.unescape(html.unescape(value[:MAX_CHARS]))).replace("\x00", "").split())
    return text.encode("utf-8", "replace").decode() or None


def comparable(text: str) -> str:
    """The text's letters and digits in one case: titles and names are compared by them."""
    return re.sub(r"\W+", "", text).casefold()


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((value for name in names for value in metas.get(name, []) if value.strip()), None)


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return next((values for name in names if (values := metas.get(name))), [])
