"""Bylines and post meta lines: one printed line in, the fields it states out. Called once per distinct line of a batch."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.dates import DATE, MONTH, YEAR

_DATE = re.compile(DATE, re.IGNORECASE)
_BY = re.compile(
    r"^(?:[A-Z][A-Z /&-]{2,30}:\s*)?(?:(?:written|reported|reporting|words|story|text|posted|published)\s+)?"
    r"(?:by|von|par|por|door|authors?|autor|auteur|autore)\s*:?\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:(?:first|originally|last|fact[- ]?)\s*)?(?:published|posted|updated|modified|checked|reviewed|verified|created|"
    r"date|on|veröffentlicht|publié|publicado)(?:\s+(?:on|at|am|le|el))?\s*:?$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|\s+/\s+")
_AND = re.compile(r"\s*(?:,\s*(?:and|und|et|y|e)\s+|\s+(?:and|und|et|y|e|&)\s+|,\s*|;\s*)\s*")
_TIME = re.compile(r"^(?:at\s+)?\d{1,2}[:.]\d{2}.{0,12}$", re.IGNORECASE)
_HONORIFIC = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Rev|Lt|Col|Gen)\.?\s+(?=\S)")
# Accounts that post, not people who write.
_ACCOUNT = re.compile(
    r"^(?:admin(?:istrator)?|web ?master|(?:site|web|news|blog)?[-_ ]?(?:editor|team|staff|desk|user|master)s?|editorial.*|"
    r"staff.*|newsroom|redaktion|rédaction|redacción|guest|contributor|anonymous|wordpress|root|test)$",
    re.IGNORECASE,
)
_OUTLET_WORD = re.compile(
    r"\b(?:times|post|news|gazette|herald|tribune|journal|chronicle|review|press|media|magazine|agency|today|daily|weekly|"
    r"observer|guardian|telegraph|mirror|courier|ledger|dispatch|report|radio|tv|network|institute|foundation|center|"
    r"centre|online|wire|bulletin|monitor|standard|record|star|globe|sun|independent|zeitung)\b|\.\w{2,4}$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^(?:leave a (?:comment|reply)|no comments?.*|\d[\d,]* (?:comments?|repl\w+|responses?)|comments? .*)$", re.I
)


@dataclass(frozen=True)
class Byline:
    """What a line says of the article beside it. `poster` is the account that put it on the site, not its author."""

    authors: list[str] = field(default_factory=list)
    outlet: str | None = None
    date_raw: str | None = None
    poster: str | None = None
    categories_raw: str | None = None
    tags_raw: str | None = None


def read_byline(line: str) -> Byline:
    """Reads 'By Jane Roe | Outlet | March 7, 2024' in any order; what names neither person nor date is the outlet."""
    found = _DATE.search(line)
    date_raw = found[0] if found else None
    rest = line if not found else f"{line[: found.start()].rstrip(' ,(')} | {line[found.end() :].lstrip(' ,)')}"
    authors: list[str] = []
    outlets: list[str] = []
    for piece in (part.strip(" ,") for part in _SEPARATOR.split(rest)):
        if not piece or _LABEL.match(piece) or _TIME.match(piece) or _COMMENTS.match(piece):
            continue
        if by := _BY.match(piece):
            names, outlet = _people(piece[by.end() :])
            authors += names
            outlets += [outlet] if outlet else []
        elif "," not in piece:  # 'Jane Roe, Reuters' may be a person, an agency, or both
            outlets.append(piece)
    return Byline(authors, outlets[0] if outlets else None, date_raw)


def _people(text: str) -> tuple[list[str], str | None]:
    """Names of a 'By ...' and the outlet behind them ('Jane Roe, The Example Times', 'Jane Roe for The Example')."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text).strip(" .,:;" if not re.search(r"\b[A-Z]\.$|\b(?:Jr|Sr)\.$", text) else " ,:;")
    outlet = None
    if found := re.search(r"\s+(?:for|of|at|in|für|pour)\s+([A-Z].*)$", text):
        text, outlet = text[: found.start()], found[1]
    names = [name.strip() for name in _AND.split(text) if name.strip()]
    if len(names) > 1 and _OUTLET_WORD.search(names[-1]):
        outlet = outlet or names[-1]
        names = names[:-1]
    return [clean for name in names if (clean := _person(name))], outlet


def _person(name: str) -> str | None:
    name = _HONORIFIC.sub("", " ".join(name.split())).strip(" .–—-@")
    if not name or len(name) > 60 or len(name.split()) > 6 or _ACCOUNT.match(name) or re.search(r"https?:|\d{3}", name):
        return None
    return name


_POSTED = re.compile(
    rf"^(?:(?P<date>{DATE})\s*[-–—|•·]?\s*)?posted\s+(?:on\s+(?P<date2>{DATE})\s*)?(?:by(?:\s+(?P<poster>[^|]*?))?)?"
    rf"(?:\s+(?:on|at)\s+(?:(?P<date3>{DATE})|[0-9])[^|]*)?\s*(?:\|(?P<rest>.*))?$",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    rf"^this (?:entry|post) was (?:posted|filed|published|tagged)(?:\s+(?:in|under)\s+(?P<categories>.+?))??"
    rf"(?:\s+(?:and )?tagged (?:with |as )?(?P<tags>.+?))?(?:\s+on\s+(?P<date>{DATE}))?(?:\s+by\s+(?P<poster>[^.]+?))?"
    r"(?:\.\s.*|\.)?$",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"(?P<what>posted in|filed (?:under|in)|categori[sz]ed (?:as|in)|categories|category|kategorien?|veröffentlicht (?:in|unter)|"
    r"publié dans|publicado en|tagged(?: with| as)?|tags?|labels|schlagw[oö]rter|étiquettes|etiquetas|"
    r"(?:posted |published )?by|posted)\s*:?\s+",
    re.IGNORECASE,
)  # fmt: skip
_TAG_WORDS = ("tag", "label", "schlagw", "étiq", "etiq")


def read_post_meta(line: str) -> Byline:
    """Reads a content management system's line about a post: 'Posted in A, B | Tagged c, d | 3 Comments' and its kin."""
    if entry := _ENTRY.match(line):
        return Byline(date_raw=entry["date"], poster=_none(entry["poster"]), categories_raw=_none(entry["categories"]),
                      tags_raw=_none(entry["tags"]))  # fmt: skip
    posted = _POSTED.match(line)
    if posted and (posted["date"] or posted["date2"] or posted["date3"] or posted["poster"] is not None or posted["rest"]):
        date_raw = posted["date"] or posted["date2"] or posted["date3"]
        poster = _none(posted["poster"])
        rest = posted["rest"] or ""
        if not _FILED.search(rest):
            # '... | categories | tags | comments', each perhaps empty: text dumps lose linked tags and keep their commas.
            parts = [part.strip() for part in rest.split("|")]
            parts = [part for part in parts if not _COMMENTS.match(part)] + ["", ""]
            return Byline(date_raw=date_raw, poster=poster, categories_raw=_none(parts[0]), tags_raw=_none(parts[1]))
        filed = _filed(rest)
        return Byline([], None, date_raw, poster or filed.poster, filed.categories_raw, filed.tags_raw)
    return _filed(line)


def _filed(line: str) -> Byline:
    categories = tags = poster = None
    date = _DATE.search(line)
    for piece in line.split("|"):
        found = list(_FILED.finditer(piece))
        ends = [*[after.start() for after in found[1:]], len(piece)]
        for this, end in zip(found, ends, strict=False):
            value = _none(piece[this.end() : end])
            what = this["what"].lower()
            if value is None or _COMMENTS.match(value):
                continue
            if what.startswith(_TAG_WORDS):
                tags = tags or value
            elif what.endswith("by"):
                poster = poster or value
            elif what != "posted":
                categories = categories or value
    return Byline(date_raw=date[0] if date else None, poster=poster, categories_raw=categories, tags_raw=tags)


def _none(text: str | None) -> str | None:
    text = (text or "").strip(" ,.;|·•–—-")
    return text or None


def poster_as_author(poster: str | None) -> list[str]:
    """The poster's name where it is a person's, for pages that print no other byline."""
    return _people(poster)[0] if poster else []


def split_list(raw: str | None) -> list[str]:
    """A printed list of names, without its empty places: ', , Ports,' holds one."""
    return [item for part in (raw or "").split(",") if (item := part.strip(" .;|"))]


def split_categories(raws: list[str | None]) -> list[list[str]]:
    """Category lists of one page's posts, cut at commas that separate names and not at commas inside a name.

    Content management systems print categories in alphabetical order. Where a list breaks that order, some name holds
    commas: the run of parts before the break that stands together wherever one of its parts occurs on the page.
    """
    lists = [split_list(raw) for raw in raws]
    joined: set[tuple[str, ...]] = set()
    for parts in lists:
        for at in range(1, len(parts)):
            if parts[at].casefold() < parts[at - 1].casefold():
                run = _inseparable(parts, at, lists)
                if len(run) > 1:
                    joined.add(run)
    return [_join(parts, joined) for parts in lists]


def _inseparable(parts: list[str], end: int, lists: list[list[str]]) -> tuple[str, ...]:
    """The longest run of `parts` that ends before `end` and stands whole in every list that holds one of its parts."""
    for start in range(end - 1):
        run = tuple(parts[start:end])
        holders = [other for other in lists if set(run) & set(other)]
        if len(holders) > 1 and all(_holds(other, run) for other in holders):
            return run
    return ()


def _holds(parts: list[str], run: tuple[str, ...]) -> bool:
    return any(tuple(parts[at : at + len(run)]) == run for at in range(len(parts) - len(run) + 1))


def _join(parts: list[str], joined: set[tuple[str, ...]]) -> list[str]:
    names: list[str] = []
    at = 0
    while at < len(parts):
        run = max((r for r in joined if tuple(parts[at : at + len(r)]) == r), key=len, default=(parts[at],))
        names.append(", ".join(run))
        at += len(run)
    return names


MONTH_HEADER = re.compile(rf"({MONTH},?\s+{YEAR})\s*$", re.IGNORECASE)
