"""Real pages of the labelled set in which a reader marked where articles begin (tests/labels/README.md)."""

from __future__ import annotations

import difflib
import gzip
import json
import re
from dataclasses import dataclass, replace
from functools import cache

from tests.conftest import ROOT, SHARED
from tests.pages.families import Split
from tests.pages.page import Style
from tests.pages.score import text_lines, words
from transforms.html import render_html

LABELS = ROOT / "tests" / "labels" / "real_multi_article.json"
LABELLED = SHARED / "eval" / "articles" / "dev_pages.jsonl.gz"
# Kinds of pages with several articles, from whole texts to a sentence each; and pages of one article or of none.
SEVERAL = ("full", "excerpts", "teasers", "posts")
ONE_OR_NONE = ("one", "none")


@dataclass(frozen=True)
class RealPage:
    """One labelled page in one style. `starts` are numbers of non-blank lines of `text`."""

    id: str
    split: Split
    kind: str
    text: str
    starts: list[int]


@cache
def real_pages(style: Style) -> list[RealPage]:
    """The labelled pages; in WET style the labels are carried over by the words of the lines."""
    labels = {page["id"]: page for page in json.loads(LABELS.read_text(encoding="utf-8"))["pages"]}
    with gzip.open(LABELLED, "rt") as rows:
        found = {row["id"]: row for row in map(json.loads, rows) if row["id"] in labels}
    pages = []
    for page_id, label in labels.items():
        row = found[page_id]
        lines = text_lines(row["page_text"])
        if len(lines) != label["line_count"]:
            raise ValueError(f"{page_id} has {len(lines)} lines, {label['line_count']} were labelled")
        starts = [start for start, _, _ in label["articles"]]
        text = row["page_text"]
        if style == "wet":
            text = row["page_text_wet"]
            starts = carried([line for _, line in lines], [line for _, line in text_lines(text)], starts)
        pages.append(RealPage(page_id, label["split"], label["kind"], text, starts))
    return pages


def real_html_pages(documents: dict[str, str]) -> list[tuple[RealPage, str]]:
    """Those labelled pages whose HTML is given by their ids, and their HTML; labels are carried over to its rendered lines."""
    pages = []
    for page in real_pages("text"):
        if page.id in documents:
            text = render_html(documents[page.id], None).text
            starts = carried([line for _, line in text_lines(page.text)], [line for _, line in text_lines(text)], page.starts)
            pages.append((replace(page, text=text, starts=starts), documents[page.id]))
    return pages


def carried(lines: list[str], others: list[str], numbers: list[int]) -> list[int]:
    """Where the lines of these numbers stand among `others`; one that is not there word by word is left out.

    WET lines lack bullets and the numbers of lists, and may be cut otherwise, so words are compared: a line is where its
    first words are, in an alignment of all words of both.
    """
    one, first_words = _words(lines)
    two, _ = _words(others)
    line_of_word = [number for number, line in enumerate(others) for _ in words(_unmarked(line))]
    where: dict[int, int] = {}
    for at, other, size in difflib.SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks():
        where.update((at + step, other + step) for step in range(size))
    carried_over = []
    for number in numbers:
        first = first_words[number]
        own = range(first, first + len(words(_unmarked(lines[number]))))
        there = [where[word] for word in own if word in where]
        if len(there) > len(own) / 2:
            carried_over.append(line_of_word[there[0]])
    return sorted(set(carried_over))


def _words(lines: list[str]) -> tuple[list[str], list[int]]:
    """All words, and the number of each line's first."""
    every: list[str] = []
    firsts = []
    for line in lines:
        firsts.append(len(every))
        every += words(_unmarked(line))
    return every, firsts


def _unmarked(line: str) -> str:
    return re.sub(r"^\s*(?:•|\d+\.)\s+", "", line)
