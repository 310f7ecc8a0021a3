"""Pages of many articles with what is true of them: `python -m tests.pages.generate FOLDER --family excerpts`.

`page(family, seed, style)` is a pure function; the same page in both styles has the same articles.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.pages import portals, roundups, templates, unseen
from tests.pages.families import Family, Split
from tests.pages.furniture import Furniture
from tests.pages.markup import MARKUPS, as_html
from tests.pages.page import Page, Rendered, Style
from tests.pages.stories import Story, own_words, real_words

_MODULES = (templates, roundups, portals, unseen)
FAMILIES = {found.name: found for module in _MODULES for found in vars(module).values() if isinstance(found, Family)}
STYLES: tuple[Style, Style] = ("text", "wet")


def page(family: str, seed: int, style: Style, texts: Path | None = None) -> Rendered:
    """One page of a family. `texts`: the labelled set, whose articles then make up half of the English pages."""
    return _laid_out(family, seed, texts).render(family, style, seed)


def html_page(family: str, seed: int, markup: str, texts: Path | None = None) -> tuple[Rendered, str]:
    """The same page in a markup of `tests.pages.markup`: what is true of its lines, and its HTML."""
    made = _laid_out(family, seed, texts)
    rng = Random(zlib.crc32(f"{family}/{seed}/{markup}".encode()))
    return made.render(family, "html", seed), as_html(made.shown("html"), MARKUPS[markup], rng)


def html_pages(split: Split, per_family: int, texts: Path | None = None) -> Iterator[tuple[str, Rendered, str]]:
    """Markup, truth and HTML of `per_family` pages of each family of a split, in the split's markups by turns."""
    markups = [name for name, markup in MARKUPS.items() if markup.split == split]
    families = [name for name, kind in FAMILIES.items() if kind.split == split]
    for number, name in enumerate(families):
        for seed in range(per_family):
            markup = markups[(number + seed) % len(markups)]
            yield markup, *html_page(name, seed, markup, texts)


def _laid_out(family: str, seed: int, texts: Path | None) -> Page:
    kind = FAMILIES[family]
    rng = Random(zlib.crc32(f"{family}/{seed}".encode()))
    language = rng.choice(kind.languages)
    real = texts if texts and kind.real_texts else None
    # Sizes vary from page to page as well as within one: short posts on one blog, long ones on the next.
    low, high = kind.words
    low, high = rng.choice([(low, high), (low, low + (high - low) // 4), (low + (high - low) // 3, high)])
    stories = _apart(rng, [_story(rng, low, high, language, real) for _ in range(rng.randint(*kind.items))])
    moment = stories[0].published
    pace = rng.choice([2, 8, 40, 300, 2000])  # hours from one to the next
    for number, story in enumerate(stories):
        stories[number] = replace(story, published=moment)
        moment -= timedelta(minutes=rng.randint(1, 60 * pace))
    made = Page(rhythm=rng.choice([1, 1, 1, 2]))
    site = Furniture(rng, made, language, stories)
    site.head()
    kind.template(made, site, stories)
    site.foot()
    return made


def _apart(rng: Random, stories: list[Story]) -> list[Story]:
    """The stories under titles of their own; where a small grammar gives one twice, the second gets a place's name."""
    used: set[str] = set()
    apart = []
    for story in stories:
        title = story.title
        while title in used:
            title = f"{title} – {own_words(rng, 8, story.language).place}"
        used.add(title)
        apart.append(replace(story, title=title))
    return apart


def _story(rng: Random, low: int, high: int, language: str, real: Path | None) -> Story:
    # More often short than long.
    words = low + int((high - low) * rng.random() * rng.random())
    return real_words(real, rng, words) if real else own_words(rng, words, language)


def pages(split: Split, per_family: int, style: Style, texts: Path | None = None, first_seed: int = 0) -> Iterator[Rendered]:
    """`per_family` pages of each family of a split."""
    for name, kind in FAMILIES.items():
        if kind.split == split:
            for seed in range(first_seed, first_seed + per_family):
                yield page(name, seed, style, texts)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write pages of many articles, and their gold as JSON beside them.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", choices=sorted(FAMILIES), action="append")
    parser.add_argument("--style", choices=STYLES, default="text")
    parser.add_argument("--count", type=int, default=3)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.family or FAMILIES:
        for seed in range(options.count):
            made = page(name, seed, options.style)
            stem = options.folder / f"{name}-{seed:03}-{options.style}"
            stem.with_suffix(".txt").write_text(made.text, encoding="utf-8")
            gold = json.dumps([asdict(article) for article in made.gold], ensure_ascii=False, default=str, indent=1)
            stem.with_suffix(".json").write_text(gold, encoding="utf-8")


if __name__ == "__main__":
    main()
