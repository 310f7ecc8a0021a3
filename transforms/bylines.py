"""Bylines and post meta lines: one printed line in, the fields it states out. Called once per distinct line of a batch."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.dates import AT, MONTH, WEEKDAY, YEAR, find_date, is_relative

# 'ByJane Roe', 'Author:Jane Roe': text dumps lose the blank before a link.
_BY = re.compile(
    r"^(?:[A-Z][A-Z /&-]{2,30}:\s*)?(?:(?:written|authored|report(?:ed|ing)|words|story|article|text|post(?:ed)?|published)\s+)?"
    r"(?:by|von|par|por|door|(?-i:di|av|af|od)|authors?|autor|auteur|autore)(?:\s*:\s*|\s+|(?-i:(?<=By)(?=[A-Z][a-z])))",
    re.IGNORECASE,
)
_CHANGED_WORDS = r"(?:updated?|modified|reviewed|edited|revised)"
# What stands before the day of publication in other languages than English.
PUBLISHED = (
    "veröffentlicht|erschienen|erstellt|publié|paru|mis en ligne|publicado|publicada|pubblicato|pubblicata|gepubliceerd|"
    "geplaatst|publicerad|publicerat|publisert|publiceret|offentliggjort|julkaistu|opublikowano|opublikowany|dodano|publikováno|"
    "опубликовано|опубліковано|yayınlanma|yayın tarihi|dipublikasikan|公開日|投稿日|発行日|发布于|发表于"
)
_LABEL_WORDS = (
    r"(?:(?:(?:first|originally|date|page|last|latest|medically|fact[- ]?)\s*){0,2}"
    rf"(?:{_CHANGED_WORDS}|published|posted|checked|verified|created|date|on|at|{PUBLISHED})"
    r"|last\s+(?:active|activity|seen|changed|visit(?:ed)?|accessed))(?:\s+(?:date|on|at|am|vom|le|el|il|em|op|den|dnia))?\s*:?"
)
_LABEL = re.compile(rf"^{_LABEL_WORDS}$", re.IGNORECASE)
# 'By Jane RoeUpdated: March 7': text dumps lose the blank between two links.
_LABEL_BEFORE_DATE = re.compile(rf"(?:\s+|(?-i:(?<=[a-zß-ÿ])(?=[A-Z]))){_LABEL_WORDS}\s*$", re.IGNORECASE)
# The day of a change, of a look at the text or of an account's last visit is no day of publication.
_CHANGED = re.compile(
    rf"{_CHANGED_WORDS}|\b(?:last|latest)\b|aktualisiert|mis(?:e)? à jour|actualizado|atualizado|aggiornato|bijgewerkt|"
    r"uppdaterad|oppdatert|opdateret|zaktualizowano|aktualizacja|обновлено|güncellen",
    re.IGNORECASE,
)
# 'Reviewed by Ada Quill': neither an author nor an outlet, and a date after it is the day on which she did.
_HELPED = (
    r"(?:(?:last|medically|clinically|expert|legally|scientifically)\s+)?(?:reviewed|edited|revised|updated|fact[- ]?checked"
    r"|verified|researched|illustrated|photographed|translated)\s+by\b"
)
_HELPER = re.compile(_HELPED, re.IGNORECASE)
# Labels that stand alone on the line before what they say. For Rust's regex.
BY_ALONE = r"(?i)^(?:(?:written|authored|words|story|posted|published)\s+)?by\s*:?$|^(?:about )?(?:the )?authors?\s*:?$"
HELPED_ALONE = rf"(?i)^{_HELPED}\s*:?$"
CHANGED_ALONE = rf"(?i)^\W*(?:(?:date|page|last|latest|medically)\s+){{0,2}}{_CHANGED_WORDS}(?:\s+(?:date|on|at))?\s*:?$"
_WEEKDAY = re.compile(rf"[\s,]*\b{WEEKDAY},?(?:\s+(?:den|le|el|il|dia))?\s*$", re.IGNORECASE)
_READING_TIME = re.compile(r"^\d+\s*[- ]?min(?:ute)?s?\b.*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·⋅∙●]\s*|\s+»(?:\s+|$)|\s+[–—-]\s+|\s+/\s+|\s{3,}|\t+")
_DATE_STOOD_HERE = "\U0010fffd"  # for private use: in no text
# 'Jane Roe December 8' holds no year to be read as a date.
_DAY_AFTER_NAME = re.compile(rf"\s+{MONTH}\s+[0-9].*$", re.IGNORECASE)
_AND = re.compile(r"\s*(,\s*(?:and|und|et|y|e)\s+|\s+(?:and|und|et|y|e|&)\s+|,\s*|;\s*)\s*")
_TIME = re.compile(
    rf"^\W*(?:{AT}\s+)?\d{{1,2}}(?:[:.]|\s?h\s?)\d{{2}}.{{0,12}}$|^\W*{AT}\s+\d{{1,2}}\s?(?:h|[ap]m|uhr|uur)\b.{{0,6}}$",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Rev|Lt|Col|Gen)\.?\s+(?=\S)")
_DEGREE = re.compile(r"^(?:Ph\.?D|M\.?D|M\.?A|B\.?A|M\.?Sc|B\.?Sc|J\.?D|Esq|Jr|Sr|[A-Z]{2,5}(?:-[A-Z]{1,4})?)\.?$")
# 'Jane Roe, Senior Editor': what follows the name's comma is a post.
_POST = re.compile(
    r"\b(?:editor|writer|columnist|officer|correspondent|reporter|director|manager|contributor|expert|analyst|specialist|author|"
    r"journalist|professor|founder|president|consultant|engineer|staff|redakteur(?:in)?|autor(?:in)?|executive|researcher|"
    r"strategist|scientist|lecturer|historian|economist|dietitian|nutritionist|attorney|lawyer|physician|therapist|psychologist|"
    r"clinician|instructor|developer|designer|blogger|photographer|advis[eo]r|ceo|cto|coo|cmo|vp)s?\b",
    re.IGNORECASE,
)
_POST_AT_END = re.compile(rf"(?:{_POST.pattern})(?:[- ]in[- ]chief)?$", re.IGNORECASE)
# What stands by a title like a name and is none: share links, heads of contents, labels, posts without their holder.
_NO_NAME_WORDS = (
    "facebook|linkedin|e-?mail|twitter|shares?|pinterest|whatsapp|instagram|tiktok|youtube|reddit|telegram|tweet|copy|threads|"
    "bluesky|mastodon|flipboard|messenger|tumblr|by|written|authors?|posted|published|updated|edited|reviewed|checked|fact|in|of|"
    "this|on|to|for|from|read|reading|articles?|table|contents?|overview|summary|comments?|minutes?|view|show|hide|caption|bio|"
    "profile|follow|subscribe|newsletter|sign|menu|search|contact|about|blog|news|guides?|tips|insights|resources|categor(?:y|ies)|"
    "tags|topics|section|sponsored|advertisement|listen|save"
)
# For Rust's regex.
NO_NAME = rf"(?i)(?:^|[\s,])(?:{_NO_NAME_WORDS})(?:$|[\s,:])|(?:{_POST.pattern})$"
POST = f"(?i){_POST.pattern}"
# Accounts that post, not people who write.
_ACCOUNT = re.compile(
    r"^(?:admin(?:istrator)?|web ?master|(?:site|web|news|blog)?[-_ ]?(?:editor|team|staff|desk|user|master)s?|editorial.*|"
    r"staff.*|newsroom|redaktion|rédaction|redacción|guest|contributor|anonymous|wordpress|root|test)$",
    re.IGNORECASE,
)
_OUTLET_WORDS = (
    "times post news gazette herald tribune journal chronicle review press media magazine agency today daily weekly observer "
    "guardian telegraph mirror courier ledger dispatch report radio tv network institute foundation center centre online wire "
    "bulletin monitor standard record star globe sun independent zeitung"
)
# Names have capitals: 'This post may contain ...' is none. For Rust's regex too.
OUTLET_WORD = re.compile(
    rf"\b(?:{'|'.join(f'{word[0].upper()}(?i:{word[1:]})' for word in _OUTLET_WORDS.split())})\b|\b[A-Za-z][\w-]*\.[a-z]{{2,4}}$"
)
# What stands by a date like a name and is none: words without a capital, numbers of a thread, prices, ages, lengths, counts,
# labels.
_NO_OUTLET = re.compile(
    r"^\W|(?-i:^[a-z ]+$)|:(?:\s|$)|^\d+\w?$|[$€£¥#@≈]|\d[:.]\d\d|\b(?:ago|reading time|min(?:ute)?s?\.?(?: read)?|posted|"
    r"published|updated|edited|joined|commented|cookies?)\b|"
    r"\b\d[\d.,]*k? (?:views?|replies|comments?|participants|likes|votes|shares)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:source|via|quelle|fuente|fonte)\s*:\s*", re.IGNORECASE)
_COMMENTS = re.compile(
    r"^(?:leave a (?:comment|reply)|no comments?.*|\d[\d,]* (?:comments?|repl\w+|responses?)|comments?(?: .*)?)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Byline:
    """What a line says of the article beside it. `poster` is the account that put it on the site, not its author.

    `outlet_between` says that the outlet stands between an author and a date, where hardly anything else does.
    """

    authors: list[str] = field(default_factory=list)
    outlet: str | None = None
    date_raw: str | None = None
    poster: str | None = None
    categories_raw: str | None = None
    tags_raw: str | None = None
    outlet_between: bool = False


def read_byline(line: str) -> Byline:
    """Reads 'By Jane Roe | Outlet | March 7, 2024' in any order; what names neither person nor date is the outlet.

    Where two parts could be the outlet, one that says so ('The Example Times') is; else none is.
    """
    date_raw, rest = _without_date(line, f" | {_DATE_STOOD_HERE} | ")
    authors: list[str] = []
    outlets: list[str] = []
    between = False
    pieces = [part.strip(" ,–—-") for part in _SEPARATOR.split(rest)]
    for piece, after in zip(pieces, [*pieces[1:], ""], strict=True):
        if (stood_here := piece == _DATE_STOOD_HERE) or is_relative(piece):
            date_raw = date_raw or (None if stood_here else piece)
            between = between or bool(authors and len(outlets) == 1)
            continue
        # 'Jane Roe | Harbour correspondent | March 7, 2024'
        holds_a_post = _is_post(after) and not (_BY.match(piece) or OUTLET_WORD.search(piece) or _is_post(piece))
        names, outlet = (_people(piece)[0], None) if holds_a_post else _read_piece(piece)
        authors += names
        outlets += [outlet] if outlet else []
    if len(outlets) > 1 and not authors:
        outlets = [outlet for outlet in outlets if OUTLET_WORD.search(outlet)]
    return Byline(authors, outlets[0] if outlets else None, date_raw, outlet_between=between)


@lru_cache(maxsize=65536)  # names and outlets come again and again, whole lines with their dates do not
def _read_piece(piece: str) -> tuple[list[str], str | None]:
    """The authors and the outlet that one part of a byline names."""
    if not piece or any(what.match(piece) for what in (_LABEL, _TIME, _COMMENTS, _READING_TIME, _HELPER)):
        return [], None
    if by := _BY.match(piece):
        return _people(piece[by.end() :])
    # 'Jane Roe, Reuters' may be a person, an agency, or both; 'Review Editor' is somebody's post.
    piece = _SOURCE.sub("", piece)
    is_none = not piece or "," in piece or "://" in piece or _is_post(piece) or _NO_OUTLET.search(piece)
    return [], None if is_none else piece


def _is_post(piece: str) -> bool:
    return _POST_AT_END.search(piece) is not None


def _without_date(line: str, instead: str) -> tuple[str | None, str]:
    """The line's first date that is not one of a change, and the line with `instead` in the place of each date.

    Weekday and label before a date go with it.
    """
    first = None
    rest: list[str] = []
    while found := find_date(line):
        before = _WEEKDAY.sub("", line[: found.start()].rstrip(" ,(")).rstrip(" ,(")
        label = _LABEL_BEFORE_DATE.search(f" {before}")
        changed = label is not None and _CHANGED.search(label[0]) is not None
        before = f" {before}"[: label.start()] if label and (changed or label.start() or rest) else before
        last = _SEPARATOR.split(before)[-1].lstrip()
        if _HELPER.match(last):
            changed, before = True, before[: len(before) - len(last)]
        if line[: found.start()][-1:].isalpha() and not label:
            before = _without_section(before)
        rest += [before.strip(" ,"), instead]
        line = line[found.end() :].lstrip(" ,)")
        if not changed:
            first = first or found[0]
    return first, "".join([*rest, line])


def _without_section(before: str) -> str:
    """What stands before a date without its last part, where that is no byline and not called like an outlet.

    'HarboursMarch 7, 2024': where the blank got lost between two links, the first is a section's as often as an outlet's.
    """
    last = _SEPARATOR.split(before)[-1].strip()
    return before if _BY.match(last) or OUTLET_WORD.search(last) else before.rstrip().removesuffix(last)


def _people(text: str) -> tuple[list[str], str | None]:
    """Names of a 'By ...' and the outlet with them ('Jane Roe, The Example Times', 'Jane Roe for The Example')."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text).strip(" ,:;")
    if helped := _HELPER.search(text):  # 'By Jane Roe, PhD. Reviewed by Ada Quill'
        text = text[: helped.start()].rstrip(" ,:;.")
    outlet = None
    names: list[str] = []
    in_post = False
    parts = _AND.split(text)
    for number, piece in enumerate(name.strip() for name in parts[::2]):
        # 'Jane Roe, chief editor, Harbours and Tides': a post goes on until another person is added.
        in_post = in_post and parts[2 * number - 1].strip() == ","
        if number and (not piece or piece[0].islower() or piece[0].isdigit() or _DEGREE.match(piece) or _POST.search(piece)):
            in_post = in_post or _POST.search(piece) is not None
            continue  # 'Jane Roe, PhD', 'Jane Roe, harbour correspondent'
        found = re.match(r"^(\S+ .*?)\s+(for|of|at|in|für|pour)\s+([A-Z].*)$", piece)
        if found and not OUTLET_WORD.search(found[1]):
            names.append(found[1])
            # 'Jane Roe in Port Elowen' is where she is, 'Jane Roe for The Example' for whom she writes.
            if found[2] not in ("in", "at") or OUTLET_WORD.search(found[3]):
                outlet = outlet or found[3]
        elif number and OUTLET_WORD.search(piece):
            outlet = outlet or piece
        elif not in_post:
            names.append(piece)
    return [clean for name in names if (clean := _person(name))], outlet


def _person(name: str) -> str | None:
    name = _DAY_AFTER_NAME.sub("", _HONORIFIC.sub("", " ".join(name.split()))).strip(" –—-@")
    if not re.search(r"\b(?:[A-Z]|Jr|Sr)\.$", name):
        name = name.rstrip(".")
    if not name or len(name) > 60 or len(name.split()) > 6 or _ACCOUNT.match(name) or re.search(r"https?:|\d{3}", name):
        return None
    return name


# What begins a part of a post meta line. A bare 'in' does so only after 'Posted', 'by' wherever it stands.
_MARK = re.compile(
    r"(?:(?<=\s)|(?<=^)|(?<=[.,;]))(?:and\s+)?(?P<what>(?:posted|filed|published|categori[sz]ed|veröffentlicht)?\s*"
    r"(?:in|under|unter|as)(?=[\s:])|publié dans|publicado en|categor(?:ies|y)|kategorien?|"
    r"tagged(?:\s+(?:with|as))?|tags?|labels|schlagw[oö]rter|étiquettes|etiquetas|(?:posted|published)?\s*by|posted)(?=[\s:|]|$)\s*:?\s*",
    re.IGNORECASE,
)
_TAG_WORDS = ("tag", "label", "schlagw", "étiq", "etiq")
_ENTRY = re.compile(r"^this (?:entry|post) was\s+", re.IGNORECASE)


def read_post_meta(line: str) -> Byline:
    """Reads a content management system's line about a post: 'Posted in A, B | Tagged c, d | 3 Comments' and its kin."""
    if _ENTRY.match(line):  # a sentence, and another one about bookmarks
        line = re.split(r"\.\s+(?=[A-Z])", _ENTRY.sub("", line))[0].rstrip(".")
    date_raw, rest = _without_date(line, f" {_DATE_STOOD_HERE} ")
    pieces = [piece for part in rest.split("|") if (piece := part.strip()) != _DATE_STOOD_HERE]
    poster = categories = tags = None
    marked = False
    posted = re.match(r"(?i)(?:posted|filed|published)\b", rest.lstrip(" |")) is not None
    for piece in pieces:
        for what, value in _marked_parts(piece, posted=posted):
            marked = marked or not what.endswith(("by", "posted"))
            if value is None:
                continue
            if what.startswith(_TAG_WORDS):
                tags = tags or value
            elif what.endswith("by"):
                poster = poster or re.sub(r"\s+(?:at|on)\s+\d.*$", "", value)
            elif not what.endswith("posted"):
                categories = categories or value
    named = next((number for number, piece in enumerate(pieces) if re.search(r"(?i)\bposted\b", piece)), None)
    if named is not None and not marked:
        # '... Posted by x | categories | tags | comments', each perhaps empty: text dumps lose linked tags, not their commas.
        told = [piece.split(_DATE_STOOD_HERE, maxsplit=1)[0] for piece in pieces[named + 1 :]]
        parts = [None if _COMMENTS.match(piece) else _none(piece) for piece in told]
        categories, tags = [*parts, None, None][:2]
    return Byline([], None, date_raw, poster, categories, tags)


@lru_cache(maxsize=65536)
def _marked_parts(piece: str, *, posted: bool) -> list[tuple[str, str | None]]:
    found = [
        mark
        for mark in _MARK.finditer(piece)
        if mark.start() == 0 or posted or mark["what"].strip().lower() not in ("in", "under", "as", "by")
    ]
    ends = [*[after.start() for after in found[1:]], len(piece)]
    parts = []
    for mark, end in zip(found, ends, strict=False):
        value = _none(piece[mark.end() : end].split(_DATE_STOOD_HERE, maxsplit=1)[0])
        parts.append((mark["what"].strip().lower(), None if value and _COMMENTS.match(value) else value))
    return parts


def _none(text: str | None) -> str | None:
    text = (text or "").strip(" ,.:;|·•–—-")
    return text or None


def people(text: str) -> list[str]:
    """The people that a list of names holds, without titles, degrees, accounts and addresses."""
    return _people(without_by(text))[0]


def without_by(text: str) -> str:
    """A list of names without what says that they are the authors: 'Written by', 'Von', 'Author:'."""
    return _BY.sub("", text)


def names_an_outlet(name: str) -> bool:
    """Whether a name has a word that outlets have in theirs, as in 'The Example Times'."""
    return OUTLET_WORD.search(name) is not None


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
