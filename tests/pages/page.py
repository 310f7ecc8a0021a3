"""A page under construction: lines with roles, written out as a browser saves text or as Common Crawl's WET does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tests.pages.stories import Story

Style = Literal["text", "wet", "html"]
BODY = frozenset({"body", "quote", "list_item", "heading"})


@dataclass(frozen=True)
class Line:
    """A line with text. `gap`: blank lines before it, `indent`: in steps of two blanks, `bullet`: the list mark before it.

    `only` names the one style that has it: "text" for what a browser draws (a rule between posts), "wet" for the title in
    the page's head. In the style "html" a page's text is that of its markup's lines, see `tests.pages.markup`.
    """

    text: str
    role: str
    article: int | None
    gap: int
    indent: int
    bullet: str
    only: Style | None


@dataclass
class Gold:
    """What a reader sees of one article. Lines are numbers of non-blank lines of the page, from 0.

    `start` is the title's line or, where none is printed, that of the first text. `title`, `author` and `published_on` are
    None where the page does not print them; `date_is_partial` where it prints a date that lacks the year.
    """

    start: int
    end: int
    body_lines: list[int]
    title: str | None
    author: str | None
    published_on: date | None
    date_is_partial: bool = False


@dataclass(frozen=True)
class Rendered:
    """A page and what is true of it. `roles` and `articles` have one entry per non-blank line."""

    family: str
    style: Style
    seed: int
    text: str
    gold: list[Gold]
    roles: list[str]
    articles: list[int | None]


@dataclass
class Facts:
    """Which fields of an article stand on the page."""

    title: str | None = None
    author: str | None = None
    published_on: date | None = None
    date_is_partial: bool = False


@dataclass
class Page:
    """Lines so far. What is added between `open` and `close` belongs to an article."""

    lines: list[Line] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    current: int | None = None
    rhythm: int = 1  # blank lines between paragraphs
    indent: int = 0
    name: str = ""

    def open(self) -> Facts:
        self.facts.append(Facts())
        self.current = len(self.facts) - 1
        return self.facts[-1]

    def close(self) -> None:
        self.current = None

    def add(
        self, text: str, role: str, gap: int | None = None, bullet: str = "", indent: int = 0, *, only: Style | None = None
    ) -> None:
        """One line; none where `text` is empty."""
        text = " ".join(text.split())
        if text:
            owner = self.current if role not in _NOBODYS else None
            spacing = self.rhythm if gap is None else gap
            self.lines.append(Line(text, role, owner, spacing, self.indent + indent, bullet, only))

    def title(self, story: Story, words: str | None = None, gap: int | None = None, **how: object) -> None:
        """The story's headline; `words` where it stands among others in its line."""
        self.facts[-1].title = story.title
        self.add(words or story.title, "title", gap, **how)  # type: ignore[arg-type]

    def body(self, story: Story, gap: int | None = None, first: str = "", indent: int = 0) -> None:
        """All of a story's text; `first` stands before its first words."""
        for number, (role, words) in enumerate(story.parts):
            spacing = gap if gap is not None or role != "list_item" else 0
            self.add(
                (first if not number else "") + words, role, spacing,
                bullet="• " if role == "list_item" else "", indent=indent + (role == "list_item"),
            )  # fmt: skip

    def shown(self, style: Style) -> list[Line]:
        """The lines that a style has."""
        return [line for line in self.lines if line.only in {None, style}]

    def render(self, family: str, style: Style, seed: int) -> Rendered:
        kept = self.shown(style)
        out: list[str] = []
        for line in kept:
            if style != "text":
                out.append(line.text)
                continue
            out += [""] * (line.gap if out else 0)
            out.append("  " * line.indent + line.bullet + line.text)
        numbers: dict[int, list[int]] = {}
        for number, line in enumerate(kept):
            if line.article is not None:
                numbers.setdefault(line.article, []).append(number)
        gold = []
        for article, facts in enumerate(self.facts):
            mine = numbers.get(article, [])
            body = [at for at in mine if kept[at].role in BODY]
            titles = [at for at in mine if kept[at].role == "title"]
            start = min(titles[0], body[0]) if titles else body[0]
            printed = (facts.title, facts.author, facts.published_on, facts.date_is_partial)
            gold.append(Gold(start, mine[-1], body, *printed))
        if not out or not all(text.strip() for text in (line.text for line in kept)):
            raise ValueError(f"{family} {seed}: a page without text, or a line without any")
        return Rendered(
            family,
            style,
            seed,
            "\n".join(out) + "\n",
            gold,
            [_AS_DESIGNED.get(line.role, line.role) for line in kept],
            [line.article for line in kept],
        )


_AS_DESIGNED = {"footer_of_page": "footer", "share": "other", "heading_of_section": "heading"}

# Furniture is no article's, even in the midst of one.
_NOBODYS = frozenset({"navigation", "banner", "footer_of_page", "page_header", "comments", "promo", "share"})
