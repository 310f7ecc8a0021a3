"""From elements and lines to hints: which parts are furniture, which element holds the running text, what repeats."""

from __future__ import annotations

from transforms.html.page import LineHints
from transforms.html.walk import Walk

FURNITURE = frozenset(
    ("unseen", "comments", "cookie", "newsletter", "share", "related", "promo", "sidebar", "bio", "navigation", "footer", "header")
)
_OUTSIDE = frozenset(("nav", "footer", "aside"))
# Text of this length, most of it not linked, is running text; inside of a paragraph less will do.
RUNNING_CHARS = 80
PARAGRAPH_CHARS = 40
# A part that holds more of the page's running text is no furniture, whatever it is called: sites name wrappers so.
MOST = 0.5
# The core is the innermost element that still holds this much of the running text.
CORE_SHARE = 0.75
_RECORD_TAGS = frozenset(("article", "section", "div", "li", "tr", "td", "dd"))
MIN_SIBLINGS = 3


def line_hints(walk: Walk) -> LineHints:
    """The hints for the lines of `walk`."""
    lines, of = walk.lines, walk.line_element
    count = len(walk.parent)
    share = [min(1.0, links / max(1, len(line))) for line, links in zip(lines, walk.line_links, strict=True)]
    running = [
        len(line)
        if element >= 0
        and linked < 0.5
        and (len(line) >= RUNNING_CHARS or (len(line) >= PARAGRAPH_CHARS and walk.tags[element] == "p"))
        else 0
        for line, element, linked in zip(lines, of, share, strict=True)
    ]
    held = _held(walk, running)
    most = MOST * sum(running)
    named: dict[str, int] = {}
    for element, own in enumerate(walk.zone):
        if own in FURNITURE and not _inside_same(walk, element):
            named[own] = named.get(own, 0) + held[element]
    zone, landmark = [""] * (count + 1), [""] * (count + 1)  # the last is what stands outside of all
    for element in range(count):
        parent = walk.parent[element]
        own = walk.zone[element]
        inherited = zone[parent]
        # What stands inside of furniture is furniture; text in a wrapper that holds most of it is not.
        if inherited in FURNITURE or not own or (own != "body" and held[element] > most) or (own != "comments" and named.get(own, 0) > most):
            own = inherited
        zone[element] = own
        own, inherited = walk.landmark[element], landmark[parent]
        if not own or (inherited in _OUTSIDE) or (own not in ("article", "main") and held[element] > most):
            own = inherited
        landmark[element] = own
    inside = [
        chars if zone[element] not in FURNITURE and landmark[element] not in _OUTSIDE else 0
        for chars, element in zip(running, of, strict=True)
    ]
    held = _held(walk, inside)
    core = _core(walk, held, sum(inside))
    in_core = [False] * (count + 1)
    for element in range(count):
        in_core[element] = element == core or in_core[walk.parent[element]]
    if core < 0:
        in_core = [True] * (count + 1)
    container = _containers(walk)
    return LineHints(
        tag=[walk.tags[element] if element >= 0 else "" for element in of],
        landmark=[landmark[element] for element in of],
        zone=[zone[element] for element in of],
        link_share=share,
        depth=walk.line_depth,
        container=[container[element] for element in of],
        core=[element >= 0 and in_core[element] for element in of],
    )


def _inside_same(walk: Walk, element: int) -> bool:
    own, parent = walk.zone[element], walk.parent[element]
    while parent >= 0:
        if walk.zone[parent] == own:
            return True
        parent = walk.parent[parent]
    return False


def _held(walk: Walk, chars: list[int]) -> list[int]:
    """Characters of running text inside of each element."""
    held = [0] * (len(walk.parent) + 1)
    for element, count in zip(walk.line_element, chars, strict=True):
        held[element] += count
    held[-1] = 0
    for element in range(len(walk.parent) - 1, -1, -1):
        held[walk.parent[element]] += held[element]
    return held


def _core(walk: Walk, held: list[int], total: int) -> int:
    """Parents stand before children, so one pass descends to the innermost element that holds enough."""
    core = -1
    for element, parent in enumerate(walk.parent):
        if parent == core and held[element] >= CORE_SHARE * max(1, held[core] if core >= 0 else total):
            core = element
    return core


def _containers(walk: Walk) -> list[int]:
    """Per element the innermost record of a repeating group around it, -1 for none."""
    groups: dict[tuple[int, str, str], list[int]] = {}
    for element, tag in enumerate(walk.tags):
        if tag in _RECORD_TAGS:
            groups.setdefault((walk.parent[element], tag, walk.names[element]), []).append(element)
    records = {e for key, members in groups.items() if len(members) >= MIN_SIBLINGS and (key[2] or key[1] == "li") for e in members}
    records |= {element for element, tag in enumerate(walk.tags) if tag == "article"}
    container = [-1] * (len(walk.parent) + 1)
    for element, parent in enumerate(walk.parent):
        container[element] = element if element in records else container[parent]
    return container
