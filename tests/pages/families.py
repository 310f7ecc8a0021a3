"""What a family of pages is, and what their templates share.

Families, not options, are split: who tunes a parser looks at those marked `tune` only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.pages.furniture import ADS, Furniture, written
from tests.pages.page import Facts, Page
from tests.pages.stories import Story

Split = Literal["tune", "held_out"]
Template = Callable[[Page, Furniture, list[Story]], None]


@dataclass(frozen=True)
class Family:
    """`words` is the range of an item's length, `items` that of their number.

    `single` families hold one article or none, and everything that might make a parser see several.
    """

    name: str
    split: Split
    template: Template
    languages: tuple[str, ...]
    words: tuple[int, int]
    items: tuple[int, int]
    single: bool
    real_texts: bool


def family(
    split: Split,
    *,
    languages: tuple[str, ...] = ("en",),
    words: tuple[int, int] = (30, 900),
    items: tuple[int, int] = (3, 12),
    single: bool = False,
    real_texts: bool = True,
) -> Callable[[Template], Family]:
    """Makes a family of a template, by its function's name."""

    def make(template: Template) -> Family:
        real = real_texts and languages == ("en",)
        return Family(template.__name__, split, template, languages, words, items, single, real)

    return make


def byline(site: Furniture, facts: Facts, story: Story, pattern: str, *, date_style: str | None = None, **more: str) -> str:
    """`pattern` filled with {author}, {date}, ...; notes in `facts` what it shows."""
    style = date_style or site.date_style
    if "{author}" in pattern or "{AUTHOR}" in pattern:
        facts.author = story.author
    if "{date}" in pattern:
        facts.published_on = story.published.date()
    return pattern.format(
        author=story.author, AUTHOR=story.author.upper(), date=written(story.published, style, site.language),
        time=f"{story.published:%H:%M}", outlet=story.outlet, place=story.place, tags=", ".join(story.tags),
        tag=story.tags[0], comments=site.comments(), **more,
    )  # fmt: skip


def caption(page: Page, site: Furniture, story: Story, often: float) -> None:
    if site.chance(often):
        page.add(story.caption, "caption")


def body_with_caption(page: Page, site: Furniture, story: Story, often: float) -> None:
    """The text, with now and then a picture's caption or an advertisement in the midst of it."""
    at = site.rng.randrange(1, len(story.parts)) if len(story.parts) > 2 and site.chance(often) else None
    for number, (role, words) in enumerate(story.parts):
        if number == at:
            if site.chance(0.6):
                page.add(story.caption, "caption")
            else:
                page.add(site.pick(ADS), "promo")
        page.add(words, role, 0 if role == "list_item" else None, "• " if role == "list_item" else "", int(role == "list_item"))


def excerpt(story: Story, site: Furniture, end: str) -> str:
    """The first words of a story, as a list of posts shows them."""
    words = story.body[0]
    if story.language == "ja":
        return words[: site.rng.randint(40, 120)] + end
    kept = words.split()[: site.rng.randint(18, 60)]
    return " ".join(kept).rstrip(".,;:") + end
