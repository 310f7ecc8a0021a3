"""What a family of pages is, and what their templates share.

Families, not options, are split: who tunes a parser looks at those marked `tune` only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.pages.furniture import ADS, Furniture, written
from tests.pages.page import Facts, Page
from tests.pages.stories import Story, first_sentences, own_words

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


def full_text(page: Page, site: Furniture, story: Story) -> None:
    """All of a story's text, with what the site is used to put between the paragraphs of its texts."""
    for number, (role, words) in enumerate(story.parts):
        if number and role != "list_item" and site.chance(site.clutter):
            interlude(page, site, story)
        page.add(words, role, 0 if role == "list_item" else None, "• " if role == "list_item" else "", int(role == "list_item"))


def interlude(page: Page, site: Furniture, story: Story) -> None:
    """A picture's caption, an advertisement, a link to another text, a post of somebody else's, a box."""
    kind = site.rng.randrange(8)
    other = own_words(site.rng, 14, site.language)
    if kind <= 1:
        page.add(story.caption, "caption")
    elif kind == 2:
        caption_words, _, credit = story.caption.partition(". ")
        page.add(caption_words, "caption")
        page.add(credit, "caption", 0)
    elif kind == 3:
        page.add(site.pick(ADS), "promo")
    elif kind == 4:
        page.add(f"{site.related}: {other.title}", "promo")
    elif kind == 5:
        page.add(site.related, "promo")
        page.add(other.title, "promo", site.tight)
        if site.chance(0.3):
            page.add(" ".join(other.body[0].split()[:20]) + " …", "promo", site.tight)
    elif kind == 6:
        name = other.author.lower().replace(" ", "_")
        page.add(first_sentences(other.body[0], 12), "quote")
        page.add(f"— {other.author} (@{name}) {site.date(story.published)}", "other", site.tight)
    else:
        site.newsletter()


def excerpt(story: Story, site: Furniture, end: str) -> str:
    """The first words of a story, as a list of posts shows them."""
    words = story.body[0]
    if story.language == "ja":
        return words[: site.rng.randint(40, 120)] + end
    kept = words.split()[: site.rng.randint(18, 60)]
    return " ".join(kept).rstrip(".,;:") + end
