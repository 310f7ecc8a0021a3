"""What a parse of pages is worth against their gold. Starts are the measure; the rest says where they go wrong."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tests.pages.page import Rendered
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.layouts import LAYOUTS, Layout
from transforms.readers import Page
from transforms.readers.html import html_page
from transforms.validate import Tables

# A found start counts as right within this many non-blank lines of the gold one.
TOLERANCE = 2
# Pages parsed at once: a batch has a fixed cost of about 0.1 s.
BATCH = 400


def layouts_named(names: Sequence[str] | None) -> list[Layout]:
    """The layouts of these names in the product's order; all of them for None."""
    if names is None:
        return list(LAYOUTS)
    if unknown := set(names) - {layout.NAME for layout in LAYOUTS}:
        raise ValueError(f"no layout is called {', '.join(sorted(unknown))}")
    return [layout for layout in LAYOUTS if layout.NAME in names]


@dataclass(frozen=True)
class Found:
    """One article of a parse. `start` and `end` are numbers of non-blank lines; `start` is that of the title or first text."""

    start: int
    end: int
    title: str | None
    authors: list[str]
    published_on: date | None
    body_text: str


@dataclass
class Parsed:
    """One page's articles, and each non-blank line's role, rule and article (by its number on the page)."""

    found: list[Found]
    lines: list[tuple[str, str, int | None]]


def parse(texts: Sequence[str], layouts: Sequence[Layout]) -> list[Parsed]:
    """What the product makes of pages given as text."""
    return _parse_pages([Page(0, len(text.encode()), text, "utf-8") for text in texts], layouts)


def parse_html(documents: Sequence[str], layouts: Sequence[Layout]) -> list[Parsed]:
    """What the product makes of pages given as HTML; lines are those of the rendered text."""
    pages: list[Page] = []
    for document in documents:
        raw = document.encode()
        pages += [page for page in html_page(0, len(raw), raw, "utf-8", None) if isinstance(page, Page)]
    if len(pages) != len(documents):
        raise ValueError("a page without any text")
    return _parse_pages(pages, layouts)


def _parse_pages(pages: Sequence[Page], layouts: Sequence[Layout]) -> list[Parsed]:
    parsed: list[Parsed] = []
    for at in range(0, len(pages), BATCH):
        rows = [page_row(f"{number:032x}", 0, page) for number, page in enumerate(pages[at : at + BATCH])]
        parsed += _by_page(parse_pages(pl.DataFrame(rows, schema=PAGE_SCHEMA), layouts=layouts), rows)
    return parsed


def text_lines(text: str) -> list[tuple[int, str]]:
    """Start and words of each non-blank line. Lines end at a line feed alone, as gold counts them; the product knows more."""
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((at, line))
        at += len(line) + 1
    return lines


def _by_page(tables: Tables, rows: list[dict[str, object]]) -> Iterable[Parsed]:
    articles = {page_id: mine.sort("article_number") for (page_id,), mine in tables["articles"].group_by("page_id")}
    blocks = {
        page_id: mine.filter(pl.col("role") != "blank").sort("block_number")
        for (page_id,), mine in tables["blocks"].group_by("page_id")
    }
    for row in rows:
        mine = articles.get(row["page_id"], tables["articles"].clear())
        yield _parsed(str(row["text"]), mine, blocks.get(row["page_id"], tables["blocks"].clear()))


def _parsed(text: str, articles: pl.DataFrame, blocks: pl.DataFrame) -> Parsed:
    starts = [start for start, _ in text_lines(text)]
    numbers = {article_id: number for number, article_id in enumerate(articles["article_id"])}
    lines: list[tuple[str, str, int | None]] = [("blank", "blank", None)] * len(starts)
    own: dict[int, list[tuple[int, str]]] = {number: [] for number in numbers.values()}
    for start, role, rule, owner in blocks.select("start_char", "role", "rule", "article_id").rows():
        at = max(bisect_right(starts, start) - 1, 0)
        lines[at] = (role, rule, numbers.get(owner))
        if owner is not None:
            own[numbers[owner]].append((at, role))
    found = []
    for number, article in enumerate(articles.iter_rows(named=True)):
        mine = own[number]
        heads = [at for at, role in mine if role == "title"] or [at for at, role in mine if role in _TEXT] or [mine[0][0]]
        found.append(
            Found(heads[0], mine[-1][0], article["title"], article["authors"], article["published_on"], article["body_text"])
        )
    return Parsed(found, lines)


_TEXT = {"subtitle", "body", "quote", "list_item", "heading"}


def matched(found: Sequence[int], gold: Sequence[int], tolerance: int = TOLERANCE) -> list[tuple[int, int]]:
    """Pairs (found, gold) of places in the two lists, one to one, as many as there can be.

    Both are points on a line and the tolerance is the same everywhere, so taking the first that fits, in order, is best.
    """
    found_order = sorted(range(len(found)), key=found.__getitem__)
    gold_order = sorted(range(len(gold)), key=gold.__getitem__)
    pairs, left = [], iter(found_order)
    candidate = next(left, None)
    for want in gold_order:
        while candidate is not None and found[candidate] < gold[want] - tolerance:
            candidate = next(left, None)
        if candidate is None:
            break
        if found[candidate] <= gold[want] + tolerance:
            pairs.append((candidate, want))
            candidate = next(left, None)
    return pairs


@dataclass
class Tally:
    """Counts over pages."""

    pages: int = 0
    found: int = 0
    gold: int = 0
    right: int = 0
    words_found: int = 0
    words_gold: int = 0
    words_right: int = 0
    fields_of: Counter[str] = field(default_factory=Counter)
    fields_right: Counter[str] = field(default_factory=Counter)
    fields_none: Counter[str] = field(default_factory=Counter)
    fields_invented: Counter[str] = field(default_factory=Counter)
    page_f1s: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("pages", "found", "gold", "right", "words_found", "words_gold", "words_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("fields_of", "fields_right", "fields_none", "fields_invented"):
            getattr(self, name).update(getattr(other, name))
        self.page_f1s += other.page_f1s

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    @property
    def start_f1(self) -> float:
        """Over all articles of all pages together."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 1.0

    @property
    def mean_page_f1(self) -> float:
        """Every page counts the same, however many articles it has."""
        return sum(self.page_f1s) / len(self.page_f1s) if self.page_f1s else 1.0

    @property
    def body_f1(self) -> float:
        """Of the words of matched articles; an article that was missed or made up counts with all of its words."""
        return 2 * self.words_right / (self.words_found + self.words_gold) if self.words_found + self.words_gold else 1.0

    def share_right(self, name: str) -> float:
        """Of matched articles whose gold has the field, those whose value is the same."""
        return self.fields_right[name] / self.fields_of[name] if self.fields_of[name] else 1.0

    def share_invented(self, name: str) -> float:
        """Of matched articles whose page does not print the field, those that were given one."""
        return self.fields_invented[name] / self.fields_none[name] if self.fields_none[name] else 0.0


def words(text: str | None) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())


def score_page(made: Rendered, parsed: Parsed) -> Tally:
    """One generated page."""
    tally = Tally(pages=1, found=len(parsed.found), gold=len(made.gold))
    lines = [line.strip() for _, line in text_lines(made.text)]
    pairs = matched([article.start for article in parsed.found], [article.start for article in made.gold])
    tally.right = len(pairs)
    tally.page_f1s = [tally.start_f1]
    bodies = [Counter(words(article.body_text)) for article in parsed.found]
    golds = [Counter(words(" ".join(lines[at] for at in article.body_lines))) for article in made.gold]
    tally.words_found = sum(body.total() for body in bodies)
    tally.words_gold = sum(body.total() for body in golds)
    for have, want in pairs:
        tally.words_right += (bodies[have] & golds[want]).total()
        article, gold = parsed.found[have], made.gold[want]
        _count(tally, "title", words(article.title), words(gold.title))
        _count(tally, "author", words(" ".join(article.authors)), words(gold.author))
        if not gold.date_is_partial:
            _count(tally, "date", [str(article.published_on or "")], [str(gold.published_on or "")])
    return tally


def _count(tally: Tally, name: str, have: list[str], want: list[str]) -> None:
    if any(want):
        tally.fields_of[name] += 1
        tally.fields_right[name] += have == want
    else:
        tally.fields_none[name] += 1
        tally.fields_invented[name] += any(have)


def score_starts(found: Sequence[int], gold: Sequence[int]) -> Tally:
    """One page of which only the starts are known."""
    tally = Tally(pages=1, found=len(found), gold=len(gold), right=len(matched(found, gold)))
    tally.page_f1s = [tally.start_f1]
    return tally


def short_then_long(text: str) -> list[int]:
    """The peer: starts are lines under 100 characters with a longer one next to them or next but one."""
    sizes = [len(line.strip()) for _, line in text_lines(text)]
    starts: list[int] = []
    for number, size in enumerate(sizes[:-1]):
        if size < 100 <= max(sizes[number + 1 : number + 3]) and starts[-1:] != [number - 1]:
            starts.append(number)
    return starts


def says_one_or_none(found: Sequence[int], gold: Sequence[int]) -> bool:
    """Whether a page of one article (or none) was taken for that: one start, where the article's is (or at most one)."""
    return len(found) <= 1 if not gold else len(found) == len(matched(found, gold)) == 1


def total(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole
