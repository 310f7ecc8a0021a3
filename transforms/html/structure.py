"""From elements and lines to hints: which parts are furniture, which element holds the running text, what repeats."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.dates import find_date
from transforms.html.page import LineHints
from transforms.html.walk import RUNNING_CHARS, Walk
from transforms.html.zones import FURNITURE, HEADINGS

_OUTSIDE = frozenset(("nav", "footer", "aside"))
# In a paragraph, shorter text than elsewhere is running text too.
PARAGRAPH_CHARS = 40
# A part that holds more of the page's running text is no furniture, whatever it is called: sites name wrappers so.
MOST = 0.5
# Tags say more than names: only where little is left does a nav, aside or footer not mean it.
NEARLY_ALL = 0.85
# The core is the innermost element that still holds this much of the running text.
CORE_SHARE = 0.7
NAMED_CORE_SHARE = 0.5
NAMED_SHARE = 0.2
MIN_BODY_CHARS = 200
# A page with more parts of that name has none that is the one.
MAX_NAMED = 50
_RECORD_TAGS = frozenset(("article", "section", "div", "li", "tr", "td", "dd"))
MIN_SIBLINGS = 3
BYLINE_CHARS = 100
_STOPS = (".", "!", "?", "…", "。", "]")
_BY = ("By ", "by ", "BY ", "Von ", "Par ", "Por ", "Door ")
LINKED_SHARE = 0.5
# A page of many articles: two or more with text, none of which is most of the page, and little outside of them.
MIN_RECORDS = 2
LARGEST_SHARE = 0.6
LARGEST_OUTSIDE = 0.3
# What holds less of the text is not a page's one article.
MAIN_SHARE = 0.7


def line_hints(walk: Walk, *, one_article: bool = False) -> LineHints:
    """The hints for the lines of `walk`. `one_article`: the page states that it is one."""
    lines, of = walk.lines, walk.line_element
    count = len(walk.parent)
    # Most lines have no links, or nothing else.
    share = [
        0.0 if not links else 1.0 if links >= len(line) else links / len(line)
        for line, links in zip(lines, walk.line_links, strict=True)
    ]
    # No line is shorter than a paragraph's text and yet running text: most end at the first condition.
    running = [
        chars
        if (chars := len(line)) >= PARAGRAPH_CHARS
        and linked < LINKED_SHARE
        and element >= 0
        and (chars >= RUNNING_CHARS or walk.tags[element] == "p")
        else 0
        for line, element, linked in zip(lines, of, share, strict=True)
    ]
    held, total = _held(walk, running), sum(running)
    most, nearly_all = MOST * total, NEARLY_ALL * total
    # A name that is given to most of the text says nothing; but comments may be longer than what they are on.
    all_but_a_body = max(most, total - MIN_BODY_CHARS)
    meaningless = {
        own for own, chars in _held_by_zone(walk, held).items() if chars > (all_but_a_body if own == "comments" else most)
    }
    records = _records(walk, share)
    zone, landmark = [""] * (count + 1), [""] * (count + 1)  # the last is what stands outside of all
    for element, (parent, own, mark) in enumerate(zip(walk.parent, walk.zone, walk.landmark, strict=True)):
        inherited = zone[parent]
        # What stands inside of furniture is furniture; text in a wrapper that holds most of it is not. And a record's own
        # paragraph is the teaser's text, no box of teasers.
        if own and (
            inherited in FURNITURE
            or own in meaningless
            or (own != "body" and held[element] > most)
            or (own == "related" and walk.tags[element] == "p" and records[element] >= 0)
        ):
            zone[element] = inherited
        else:
            zone[element] = own or inherited
        inherited = landmark[parent]
        if mark and (inherited in _OUTSIDE or (mark not in ("article", "main") and held[element] > nearly_all)):
            landmark[element] = inherited
        else:
            landmark[element] = mark or inherited
    inside = [_unless_apart(chars, zone[element], landmark[element]) for chars, element in zip(running, of, strict=True)]
    for at, (element, line) in enumerate(zip(of, lines, strict=True) if not one_article else ()):
        # In a list of teasers the link may hold the text too, not the title alone.
        if share[at] >= LINKED_SHARE and records[element] >= 0 and _reads_as_text(line, walk.tags[element]):
            share[at], inside[at] = 0.0, _unless_apart(len(line), zone[element], landmark[element])
    container = _outer(walk, records, inside)
    many, main = _choose(walk, container, inside, one_article=one_article)
    if not many:
        # What stands in other records than the article's is a teaser; the items of a list are not.
        around_main = {-1, main, *(() if main is None else _above(walk, main))}
        for element in range(count if main is not None else 0):
            if container[element] not in around_main and zone[element] not in FURNITURE:
                zone[element] = "related"
        inside = [0 if zone[element] in FURNITURE else chars for chars, element in zip(inside, of, strict=True)]
        container = [-1] * (count + 1)
    held = _held(walk, inside)
    core = _core(walk, held, sum(inside))
    in_core = [core < 0] * (count + 1)
    for element in range(core, count if core >= 0 else core):
        in_core[element] = element == core or in_core[walk.parent[element]]
    return LineHints(
        tag=[walk.tags[element] if element >= 0 else "" for element in of],
        landmark=[landmark[element] for element in of],
        zone=[zone[element] for element in of],
        link_share=share,
        container=[container[element] for element in of],
        core=[element >= 0 and in_core[element] for element in of],
        states_one=[one_article] * len(of),
    )


def _unless_apart(chars: int, zone: str, landmark: str) -> int:
    return 0 if zone in FURNITURE or landmark in _OUTSIDE else chars


def _reads_as_text(line: str, tag: str) -> bool:
    return len(line) >= (PARAGRAPH_CHARS if tag == "p" else RUNNING_CHARS) and tag not in HEADINGS and line.endswith(_STOPS)


def _held_by_zone(walk: Walk, held: list[int]) -> dict[str, int]:
    """Characters of running text in all parts called by one name; a part inside of a part of that name counts once."""
    sums = dict.fromkeys(FURNITURE, 0)
    bit = {zone: 1 << number for number, zone in enumerate(sorted(FURNITURE))}
    around = [0] * (len(walk.parent) + 1)
    for element, (zone, parent) in enumerate(zip(walk.zone, walk.parent, strict=True)):
        own = bit.get(zone, 0)
        if own and not own & around[parent]:
            sums[zone] += held[element]
        around[element] = around[parent] | own
    return sums


def _above(walk: Walk, element: int) -> Iterator[int]:
    """The elements around one, innermost first."""
    while element >= 0:
        element = walk.parent[element]
        yield element


def _held(walk: Walk, chars: list[int]) -> list[int]:
    """Characters of running text inside of each element."""
    held = [0] * (len(walk.parent) + 1)
    for element, count in zip(walk.line_element, chars, strict=True):
        held[element] += count
    held[-1] = 0
    parents = walk.parent
    for element in range(len(parents) - 1, -1, -1):
        if count := held[element]:
            held[parents[element]] += count
    return held


def _core(walk: Walk, held: list[int], total: int) -> int:
    """Parents stand before children, so one pass descends to the innermost element that holds enough."""
    if (named_core := _named_core(walk, held, total)) is not None:
        return named_core
    core = -1
    for element, parent in enumerate(walk.parent):
        named = walk.zone[element] == "body" or walk.landmark[element] in ("article", "main")
        share = NAMED_CORE_SHARE if named else CORE_SHARE
        if parent == core and held[element] >= share * max(1, held[core] if core >= 0 else total):
            core = element
    return _widened(walk, core)


def _named_core(walk: Walk, held: list[int], total: int) -> int | None:
    """The one part of the page that is called its body, or the one `article` with the page's heading; None for several."""
    bodies = [element for element, zone in enumerate(walk.zone) if zone == "body" and held[element]]
    headings = [element for element, tag in enumerate(walk.tags) if tag == "h1"]
    if len(bodies) > MAX_NAMED or len(headings) > MAX_NAMED:
        return None
    headed = {
        above for heading in headings for above in _above(walk, heading) if above >= 0 and walk.landmark[above] == "article"
    }
    least = max(MIN_BODY_CHARS, NAMED_SHARE * total)
    for named in (set(bodies), headed):
        outermost = [element for element in named if named.isdisjoint(_above(walk, element))]
        if len(outermost) == 1 and held[outermost[0]] >= least:
            return outermost[0]
    return None


def _widened(walk: Walk, core: int) -> int:
    """The outermost part called the body around the core: leads often stand beside the rest."""
    bodies = [element for element in (core, *_above(walk, core)) if element >= 0 and walk.zone[element] == "body"]
    return bodies[-1] if bodies else core


def _records(walk: Walk, share: list[float]) -> list[int]:
    """Per element the innermost record around it, -1 for none: an `article`, or one of siblings with a linked heading.

    Siblings of one tag and class, and even `article` elements, that each have a heading may be the sections of one text;
    where the headings are links, they are titles of texts that stand elsewhere too. In an `article` a byline or date will do.
    """
    count, parents = len(walk.parent), walk.parent
    headed, linked = [False] * (count + 1), [False] * (count + 1)
    for element, links in zip(walk.line_element, share, strict=True):
        if element >= 0 and walk.tags[element] in HEADINGS:
            headed[element] = True
            linked[element] = linked[element] or links >= LINKED_SHARE
    for element in range(count - 1, -1, -1):
        if headed[element]:
            headed[parents[element]] = True
            linked[parents[element]] |= linked[element]
    articles = {element for element, landmark in enumerate(walk.landmark) if landmark == "article" and headed[element]}
    told = _told(walk, {element for element in articles if not linked[element]})
    groups: dict[tuple[int, str, str], list[int]] = {}
    for element, tag in enumerate(walk.tags):
        if tag in _RECORD_TAGS and linked[element]:
            groups.setdefault((walk.parent[element], tag, walk.names[element]), []).append(element)
    records = {element for members in groups.values() if len(members) >= MIN_SIBLINGS for element in members}
    records |= {element for element in articles if linked[element] or element in told}
    container = [-1] * (count + 1)
    for element, parent in enumerate(walk.parent):
        container[element] = element if element in records else container[parent]
    return container


def _outer(walk: Walk, container: list[int], inside: list[int]) -> list[int]:
    """The same without the records inside of one that has running text of its own beside them: those are its sections."""
    own = [0] * (len(walk.parent) + 1)
    for element, chars in zip(walk.line_element, inside, strict=True):
        own[container[element]] += chars
    outer = [-1] * (len(walk.parent) + 1)
    for element, parent in enumerate(walk.parent):
        around = outer[parent]
        outer[element] = around if around >= 0 and own[around] >= MIN_BODY_CHARS else container[element]
    return outer


def _told(walk: Walk, articles: set[int]) -> set[int]:
    """Those of the elements in which a short line is a byline or holds a date."""
    told: set[int] = set()
    if not articles:
        return told
    # The innermost of them around each element.
    around = [-1] * (len(walk.parent) + 1)
    for element, parent in enumerate(walk.parent):
        around[element] = element if element in articles else around[parent]
    for element, line in zip(walk.line_element, walk.lines, strict=True):
        article = around[element]
        if article >= 0 and article not in told and len(line) <= BYLINE_CHARS and (
            line.startswith(_BY) or find_date(line) is not None
        ):  # fmt: skip
            told.add(article)
    for article in sorted(articles, reverse=True):
        if article in told and (outer := around[walk.parent[article]]) >= 0:
            told.add(outer)
    return told


def _choose(walk: Walk, container: list[int], inside: list[int], *, one_article: bool) -> tuple[bool, int | None]:
    """Whether the page is one of many articles, and if not, the record that its article stands in (-1: in none)."""
    held: dict[int, int] = {}
    for element, chars in zip(walk.line_element, inside, strict=True):
        if chars:
            held[container[element]] = held.get(container[element], 0) + chars
    if not held:
        return False, None
    total, main = sum(held.values()), max(held, key=lambda record: (held[record], -record))
    records = [record for record in held if record >= 0]
    many = (
        not one_article
        and len(records) >= MIN_RECORDS
        and held[main] < LARGEST_SHARE * total
        and held.get(-1, 0) < LARGEST_OUTSIDE * total
    )
    return many, main if held[main] >= MAIN_SHARE * total else None
