"""Pages in layouts that nobody designed: what an item is made of, in which order and how often, is drawn for every page.

They are what the model of `transforms/starts` is trained on (`python -m tests.training.starts`), so that it learns what
a repeated layout looks like and not the layouts of some sites. `composed(seed, style)` is a pure function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.pages.corpus import corpus_story, documents, heading
from tests.pages.families import caption, full_text
from tests.pages.furniture import COMMENTS, READ_MORE, Furniture, split, written
from tests.pages.page import Facts, Page, Rendered, Style
from tests.pages.stories import Story, first_sentences, own_words

_LANGUAGES = ["en"] * 7 + ["de", "de", "fr", "es", "ru", "ja"]
# Words of an item's text: a sentence, a paragraph, a report, an essay.
_LENGTHS = [(8, 30), (15, 60), (25, 120), (60, 300), (150, 600), (300, 1400)]
_SIGNATURES = split(
    """By {author}; by {author}; {author}; {AUTHOR}; By {AUTHOR}; — {author}; Posted by {author}; {author}, {place};
    Written by {author}; Text: {author}; ({author}); {author} | {outlet}; {outlet} / {author}; @{handle};
    {initials}; {author} in {tag}; {author}, {outlet}"""
)
_DATES = split(
    """{date}; {date}; {date}; {short}; Posted on {date}; Published: {date}; [{date}]; {date} {time}; {time};
    {time} Uhr; {ago}; {date} | {n} min; {place}, {date}; {date} – {tag}; {tag} | {date}; {date} · {n} min read;
    {short} · {tag}"""
)
_BOTH = split(
    """{author} | {date}; By {author} on {date}; {date} by {author}; Posted on {date} by {author};
    {author} – {date} | {n}; by {author} · {ago}; {author} {date} {n} comments; {outlet}, {date};
    {outlet} | {date}; {date} / {author} / {tag}; Posted by {author} at {time}; {author}, {short}"""
)
_SOURCES = split(
    """Source: {outlet}; ({outlet}); Via {outlet}; {outlet}; [{outlet}]; – {outlet}; Read it at {outlet};
    {site}.example; The post {title} appeared first on {outlet}.; This article first appeared in {outlet}.;
    Contact: {author}, {place}"""
)
_FILED = split(
    """Filed under: {tags}; Tags: {tags}; {tags}; {tag}; Posted in {tags} | {n} comments; Labels: {tags}; #{tag};
    {n} comments; {n}; {n} notes; Permalink; Share; Like {n}"""
)
_KICKERS = split(
    """{tag}; {TAG}; {place}; {PLACE}; {outlet}; {tag} / {place}; {tag}:; {words}; {n}; #{n}; {count}; No. {count}"""
)
_SEPARATORS = ["***", "* * *", "---", "———", "•••", "#", "~", "____________________", "=====", "§", "###", "[top]", "♦", "–", "⁂"]
_NUMBERS = ["{count}. ", "{count}) ", "#{count}: ", "{count} – ", "{count:02}. ", "({count}) ", "{count} "]
_SUBHEADS = split(
    """What happens next; The background; Why it matters; Costs; A long way to go; The plan; Methods; Conclusion;
    In brief; What we know; Step one; Voices from the quay; The numbers; History; Results"""
)


def tell(rng: Random, words: int, language: str, real: bool) -> Story:
    return corpus_story(rng, words) if real else own_words(rng, words, language)


class _Site(Furniture):
    """Furniture, with the short form of the site's dates, and whether its texts are real ones (`real`)."""

    def __init__(self, rng: Random, page: Page, language: str, stories: Sequence[Story]) -> None:
        super().__init__(rng, page, language, stories)
        self.short_style = rng.choice(["{month} {d}", "{d} {month}", "{mon} {d}"])
        self.real = False


Slot = Callable[[Page, _Site, Story, Facts, int], None]


def composed(seed: int, style: Style) -> Rendered:
    """One page: a list of articles, a single one with everything that might look like several, or none at all."""
    rng = Random(seed)
    language = rng.choice(_LANGUAGES)
    page = Page(rhythm=rng.choice([0, 1, 1, 1, 1, 2]))
    how = rng.random()
    count = rng.choice([2, 3, 4, 5, 6, 8, 10, 12, 16, 24]) + rng.randint(0, 2) if how < 0.4 else 1
    low, high = rng.choice(_LENGTHS)
    if count > 12 and high > 300:
        low, high = 25, 120
    if count == 1:
        low, high = rng.choice([(80, 250), (200, 900), (400, 1600), (900, 3000)])
    spread = rng.random() < 0.3  # lengths differ much within the page
    real = language == "en" and rng.random() < 0.7
    stories = []
    for _ in range(count):
        most = high if not spread or count == 1 else rng.choice([high, high, 3 * high])
        stories.append(tell(rng, low + int((most - low) * rng.random() * rng.random()), language, real))
    moment, pace = stories[0].published, rng.choice([2, 8, 40, 300, 2000])
    for number, story in enumerate(stories):
        stories[number] = replace(story, published=moment)
        moment -= timedelta(minutes=rng.randint(1, 60 * pace))
    mess = rng.choice([0.0, 0.0, 0.05, 0.15, 0.4])
    stories = [_messy(rng, story, mess, real) for story in stories]
    site = _Site(rng, page, language, stories)
    site.real = real
    if rng.random() < 0.85:
        site.head()
    if rng.random() < 0.3:
        _menu(page, site)
    if rng.random() < 0.12:
        _forms(page, site)
    if count > 1:
        _list(page, site, stories)
    elif how < 0.96:
        _single(page, site, stories[0])
    else:
        _none(page, site)
    if rng.random() < 0.15:
        _menu(page, site)
    if rng.random() < 0.85:
        site.foot()
    if not page.lines:
        page.add(site.site, "page_header")
    return page.render("composed", style, seed)


def _messy(rng: Random, story: Story, often: float, real: bool) -> Story:
    """Between a story's paragraphs what texts of the web have there: short lines, headings, lists, quotations, figures."""
    if not often or story.language == "ja":
        return story
    words = [said for role, said in story.parts if role == "body"]
    parts: list[tuple[str, str]] = []
    for number, part in enumerate(story.parts):
        if number and rng.random() < often:
            kind = rng.random()
            few = heading(rng, words, rng.randint(1, 9))
            if kind < 0.3:
                parts.append(("heading", few))
            elif kind < 0.5:
                parts.append(("body", few + rng.choice([".", ".", "!", ":", "…"])))
            elif kind < 0.75:
                parts += [("list_item", heading(rng, words, rng.randint(1, 14))) for _ in range(rng.randint(2, 6))]
            elif kind < 0.9:
                parts.append(("quote", f"“{heading(rng, words, rng.randint(8, 30))}.”"))
            else:
                parts.append(("body", f"{few} {rng.randint(2, 900)} {heading(rng, words, 2)}"))
        parts.append(part)
    return replace(story, parts=parts)


def _filled(pattern: str, site: _Site, story: Story, facts: Facts, count: int) -> str:
    """`pattern` with a story's words; notes in `facts` what it shows."""
    if "{author}" in pattern or "{AUTHOR}" in pattern:
        facts.author = story.author
    if "{date}" in pattern:
        facts.published_on = story.published.date()
    words = story.deck.split()
    ago = site.rng.choice(["{n} hours ago", "{n} days ago", "{n}h", "{n}d", "{n} min. ago"]).format(n=site.rng.randint(2, 59))
    short = (
        written(story.published, site.rng.choice(["{d}.{m}.", "{d}/{m}"]), site.language)
        if site.language in {"ru", "ja"}
        else (written(story.published, site.short_style, site.language))
    )
    return pattern.format(
        author=story.author,
        AUTHOR=story.author.upper(),
        handle=story.author.replace(" ", "_").lower(),
        initials="".join(word[0] for word in story.author.split()).lower(),
        date=site.date(story.published),
        short=short,
        time=f"{story.published:%H:%M}",
        ago=ago,
        outlet=story.outlet,
        site=story.outlet.replace(" ", "").lower(),
        place=story.place,
        PLACE=story.place.upper(),
        tag=story.tags[0],
        TAG=story.tags[0].upper(),
        tags=", ".join(story.tags),
        title=story.title,
        words=" ".join(words[:3]),
        n=site.rng.randint(0, 90),
        count=count,
    )


def _line(patterns: list[str], role: str, rng: Random, often: float) -> Slot:
    """A line in one wording for all items of the page, on a share `often` of them."""
    pattern, gap = rng.choice(patterns), rng.choice([None, 0, 0])

    def add(page: Page, site: _Site, story: Story, facts: Facts, number: int) -> None:
        if site.rng.random() < often:
            page.add(_filled(pattern, site, story, facts, number), role, gap)

    return add


def _said(rng: Random, role: str, words: str, often: float) -> Slot:
    """The same words for all items."""
    gap = rng.choice([None, 0])

    def add(page: Page, site: _Site, story: Story, facts: Facts, number: int) -> None:
        if site.rng.random() < often:
            page.add(words, role, gap)

    return add


def _phrase(rng: Random, language: str) -> str:
    """Two to four words that mean nothing to a parser: what a site says under each of its items."""
    words = own_words(rng, 8, language).deck.rstrip(".。")
    return words[: rng.randint(3, 8)] if language == "ja" else " ".join(words.split()[: rng.randint(1, 4)])


def _around(rng: Random, language: str) -> tuple[list[Slot], list[Slot], list[Slot]]:
    """What stands over the title, between title and text, and under the text."""
    often = rng.choice([1.0, 1.0, 1.0, 0.9, 0.6])
    over: list[Slot] = []
    between: list[Slot] = []
    under: list[Slot] = []
    bare = rng.random() < 0.22  # nothing but titles and texts
    if not bare:
        dated = rng.choice([over, between, between, between, under, under])
        kind = rng.random()
        if kind < 0.35:
            dated.append(_line(_BOTH, "byline", rng, often))
        elif kind < 0.75:
            dated.append(_line(_DATES, "dateline", rng, often))
        if kind > 0.55:
            rng.choice([over, between, between, under]).append(_line(_SIGNATURES, "byline", rng, often))
        if rng.random() < 0.25:
            over.append(_line(_KICKERS, "tags", rng, often))
        if rng.random() < 0.15:
            between.append(_line(_KICKERS, "tags", rng, often))
        if rng.random() < 0.3:
            under.append(_line(_SOURCES, "footer", rng, often))
        if rng.random() < 0.35:
            under.append(_line(_FILED, "tags", rng, often))
        if rng.random() < 0.12:
            rng.choice([over, between]).append(_caption)
        rng.shuffle(over)
        rng.shuffle(between)
        rng.shuffle(under)
    closing = rng.random()
    if closing < 0.2:
        under.append(_said(rng, "promo", rng.choice(READ_MORE[language]), often))
    elif closing < 0.3:
        under.append(_said(rng, "promo", _phrase(rng, language), often))
    elif closing < 0.38:
        under.append(_line(["{n} comments"], "comments", rng, often))
    elif closing < 0.44:
        under.append(_share)
    elif closing < 0.5:
        under.append(_said(rng, "other", rng.choice(_SEPARATORS), 1.0))
    return over, between, under


def _caption(page: Page, site: _Site, story: Story, facts: Facts, number: int) -> None:
    caption(page, site, story, 0.6)


def _share(page: Page, site: _Site, story: Story, facts: Facts, number: int) -> None:
    site.share_row()


def _titler(rng: Random) -> Slot:
    kind = rng.random()
    gap = rng.choice([None, 1, 2, 2])
    mark = rng.choice(_NUMBERS) if rng.random() < 0.15 else ""
    bullet = rng.choice(["• ", "■ ", ""]) if rng.random() < 0.15 else ""
    tail = (
        rng.choice([" ({outlet})", " – {outlet}", " ({n})", ", {date}", " | {tag}", " [{place}]"]) if rng.random() < 0.08 else ""
    )
    lead = rng.choice(["{tag}: ", "{place}: ", "{PLACE}: ", "{TAG} | ", "{author}: ", "{outlet}: "]) if rng.random() < 0.1 else ""

    def add(page: Page, site: _Site, story: Story, facts: Facts, number: int) -> None:
        words = story.title
        if kind < 0.1:
            words = words.upper()
        elif kind < 0.2:  # names of things and people, places, films
            words = site.rng.choice([story.place, story.author, story.outlet, _phrase(site.rng, site.language)])
        elif kind < 0.27:
            words = story.deck
        elif kind < 0.34:
            words = first_sentences(story.deck, 6)
        before = _filled(mark + lead, site, story, Facts(), number)
        page.title(story, before + words + _filled(tail, site, story, Facts(), number), gap=gap, bullet=bullet)

    return add


def _texter(rng: Random) -> Slot:
    """The text: whole, or its first words; plain, or with a beginning of its own."""
    kind = rng.random()
    first = ""
    if rng.random() < 0.12:
        first = rng.choice(
            ["{place} – ", "{PLACE}, {short} – ", "{PLACE} (dpa) — ", "{date} • ", "{place}: ", "{TAG}. ", "A: ", "{time} – "]
        )
    end = rng.choice([" […]", "…", " ...", ".", " [...]"])
    bullet = "• " if rng.random() < 0.06 else ""
    tight = rng.choice([None, None, 0])

    def add(page: Page, site: _Site, story: Story, facts: Facts, number: int) -> None:
        before = _filled(first, site, story, Facts(), number)
        if kind < 0.25:
            words = story.body[0]
            if site.language == "ja":
                page.add(before + words[:90], "body", bullet=bullet)
            else:
                page.add(before + " ".join(words.split()[: site.rng.randint(12, 50)]) + end, "body", tight, bullet)
        elif kind < 0.35:
            page.add(before + story.deck, "body", tight, bullet)
        elif before:
            page.body(story, first=before, gap=tight)
        else:
            full_text(page, site, story)

    return add


def _list(page: Page, site: _Site, stories: list[Story]) -> None:
    rng = site.rng
    over, between, under = _around(rng, site.language)
    titled = rng.random() < 0.88 or not (over or between or under)
    title, text = _titler(rng), _texter(rng)
    if rng.random() < 0.3:
        page.add(own_words(rng, 8, site.language).title, "page_header")
        if rng.random() < 0.5:
            page.add(own_words(rng, 20, site.language).body[0], "other")
    if rng.random() < 0.08:
        site.links([story.title for story in stories], "navigation")
    sections = rng.random() < 0.1
    often = rng.choice([0.0, 0.0, 0.05, 0.12, 0.3])
    for number, story in enumerate(stories, 1):
        if sections and number % 4 == 1:
            page.add(rng.choice(story.tags), "heading_of_section", 2)
        facts = page.open()
        for slot in [*over, *([title] if titled else []), *between, text, *under]:
            slot(page, site, story, facts, number)
        page.close()
        site.between(number - 1, often)


def _single(page: Page, site: _Site, story: Story) -> None:
    """One article, its parts headed in one way or another; around it what readers and other articles say."""
    rng = site.rng
    facts = page.open()
    over, between, under = _around(rng, site.language)
    slots = [*over, _titler(rng)]
    if rng.random() < 0.35:
        slots.append(lambda page, site, story, facts, number: page.add(story.deck, "subtitle"))
    for slot in [*slots, *between]:
        slot(page, site, story, facts, 1)
    _sections(page, site, story)
    for slot in under:
        slot(page, site, story, facts, 1)
    page.close()
    for after in rng.sample([_readers, _teasers, _teasers, _teasers, _links, _writer, _calls, _questions, _menu, _newsletter], 3):
        if rng.random() < 0.55:
            after(page, site)


def _newsletter(page: Page, site: _Site) -> None:
    site.newsletter()


def _words(site: _Site, low: int, high: int) -> str:
    """A few words of the kind that the page's texts are made of."""
    rng = site.rng
    if site.real:
        return heading(rng, rng.choice(documents()), rng.randint(low, high))
    words = own_words(rng, 8, site.language).deck.rstrip(".。")
    return words[: 3 * high] if site.language == "ja" else " ".join(words.split()[: rng.randint(low, high)])


def _styled(words: str, style: float) -> str:
    if style < 0.3:
        return " ".join(word[0].upper() + word[1:] for word in words.split())
    return words.upper() if style < 0.4 else words


_SECTIONS = split(
    """plain; plain; plain; heads; heads; heads; heads; numbers; numbers; steps; questions; terms; dates; products; speakers;
    names"""
)


def _sections(page: Page, site: _Site, story: Story) -> None:
    """One article's text: plain, or in parts that are headed, numbered, asked, sold or listed."""
    rng = site.rng
    parts = [part for part in story.parts if part[0] != "heading" or rng.random() < 0.5]
    kind = rng.choice(_SECTIONS)
    every, style, gap = rng.choice([1, 1, 2, 2, 3, 4]), rng.random(), rng.choice([None, None, None, 2])
    low, high = rng.choice([(1, 3), (2, 5), (2, 5), (3, 8), (3, 8), (5, 12), (6, 14)])
    mark = rng.choice(_NUMBERS)
    step = rng.choice(
        [
            "Step {count}: ",
            "Tip {count}: ",
            "Step {count}\n",
            "{count}. {count}\n",
            "{count}\n",
            "Day {count}: ",
            "Lesson {count} – ",
        ]
    )
    label = rng.choice(["Q: ", "Question: ", "", "", "{count}. "])
    own = story.title.split()
    source = [words for role, words in story.parts if role == "body"]
    intro = rng.choice([0, 1, 1, 2, 3])
    if rng.random() < 0.2:
        page.add(rng.choice(["Key takeaways", "Key points", "In short", "Summary", "Table of contents", "Contents"]), "heading")
        for _ in range(rng.randint(2, 7)):
            page.add(_words(site, 3, 14), "list_item", 0, rng.choice(["• ", "", "1. "]))
    count = 0
    closing = rng.random() < 0.3
    # What stands under each part: where to buy it, what to read, a box. It repeats as the lines under a list's items do.
    below: list[tuple[str, float, str]] = []
    if kind not in {"plain", "terms", "speakers"} and rng.random() < 0.4:
        for _ in range(rng.randint(1, 3)):
            words = rng.choice(
                [_words(site, 1, 3), _words(site, 1, 3).upper(), f"{_words(site, 1, 2)}: {{words}}", "• {words}", "{words}"]
            )
            below.append((words, rng.choice([1.0, 0.7, 0.4]), rng.choice(["• ", "", ""])))
    over = rng.random() < 0.1
    for number, (role, said) in enumerate(parts):
        words = said
        head = heading(rng, source, rng.randint(low, high)) if site.language != "ja" else _words(site, low, high)
        if rng.random() < 0.25 and len(own) > 3 and site.language != "ja":
            head += " " + rng.choice(own)
        head = _styled(head, style)
        if kind != "plain" and number >= intro and (number - intro) % every == 0:
            count += 1
            last = closing and number + every >= len(parts)
            if last:
                page.add(rng.choice(["Conclusion", "Final thoughts", "The bottom line", "Sources", "FAQ"]), "heading", gap)
            elif kind == "heads":
                page.add(head, "heading", gap)
            elif kind == "numbers":
                page.add(mark.format(count=count) + head, "heading", gap)
            elif kind == "steps":
                for line in (step.format(count=count) + head).split("\n"):
                    page.add(line, "heading", gap)
            elif kind == "questions":
                page.add(label.format(count=count) + head.rstrip("?") + "?", "heading", gap)
                words = ("A: " if label.startswith("Q") else "") + words
            elif kind == "terms":
                words = f"{head}{rng.choice([':', '.', ' –'])} {words}"
            elif kind == "dates":
                page.add(site.date(story.published - timedelta(days=40 * count)), "heading", gap)
            elif kind == "speakers":
                words = f"{rng.choice([story.author, site.site]).split()[0]}: {words}"
            elif kind == "names":
                page.add(
                    rng.choice([own_words(rng, 6, site.language).author, own_words(rng, 6, site.language).place]), "heading", gap
                )
            else:
                page.add(head, "heading", gap)
                if rng.random() < 0.6:
                    page.add(f"${rng.randint(3, 4000)}.00 at {story.outlet}", "other", 0)
                for _ in range(rng.randint(0, 4)):
                    page.add(f"{_words(site, 1, 2)}: {_words(site, 1, 3)}", "list_item", 0, rng.choice(["• ", ""]))
                if rng.random() < 0.3:
                    page.add(rng.choice(["Pros:", "Buy now", "Check price", "See it"]), "other", 0)
        if number and site.chance(site.clutter):
            caption(page, site, own_words(rng, 10, site.language), 0.7)
        if over and count:
            page.add(_words(site, 1, 3), "other", 0)
        if number and rng.random() < 0.03:
            _calls(page, site)
        if number and rng.random() < 0.03:
            _table(page, site)
        if number and rng.random() < 0.05:
            for _ in range(rng.randint(2, 8)):
                page.add(_words(site, 1, 12), "list_item", 0, rng.choice(["• ", ""]))
        page.add(words, role, 0 if role == "list_item" else None, "• " if role == "list_item" else "")
        if count and (number + 1 - intro) % every == 0:
            for wording, often, bullet in below:
                if rng.random() < often:
                    page.add(wording.format(words=_words(site, 2, 9)), "other", rng.choice([None, 0]), bullet)


def _table(page: Page, site: _Site) -> None:
    """Rows of figures, or lines of a program."""
    rng = site.rng
    rows = rng.random() < 0.6
    for _ in range(rng.randint(3, 20)):
        name = _words(site, 1, 3)
        if rows:
            page.add(
                "\t".join([name, *(f"${rng.randint(1, 90)},{rng.randint(100, 999)}" for _ in range(rng.randint(1, 3)))]),
                "other",
                0,
            )
        else:
            page.add(
                rng.choice(
                    [
                        f"const {name.split()[0]} = () => {{",
                        "}",
                        "});",
                        f"{name.split()[0]}: {rng.randint(0, 9)},",
                        f"return {name.split()[0]}();",
                    ]
                ),
                "other",
                0,
            )


def _forms(page: Page, site: _Site) -> None:
    """Notices that a browser hides: what a form says when it was sent, what a seal means."""
    rng = site.rng
    notices = [(_words(site, 3, 9), _words(site, 10, 30)) for _ in range(rng.randint(1, 3))]
    for _ in range(rng.randint(1, 3)):
        for head, words in notices:
            page.add(head + rng.choice([".", "!", ""]), "banner", rng.choice([0, 1]))
            page.add(words + ".", "banner", rng.choice([0, 1]))


def _menu(page: Page, site: _Site) -> None:
    """Links to everything, some with a sentence about it."""
    rng = site.rng
    style, told, low_high = rng.random(), rng.choice([0.0, 0.0, 0.0, 0.1, 0.5]), rng.choice([(1, 2), (1, 3), (2, 6)])
    for _ in range(int(120 * rng.random() ** 2) + 3):
        page.add(_styled(_words(site, *low_high), style), "navigation", rng.choice([0, 0, 1]))
        if rng.random() < told:
            page.add(_words(site, 8, 25) + rng.choice([".", ""]), "navigation", 0)


def _calls(page: Page, site: _Site) -> None:
    """What the site wants of its readers: a call, why, and a button."""
    rng = site.rng
    for _ in range(rng.choice([1, 1, 2, 3])):
        page.add(_styled(_words(site, 2, 8), rng.random()), "promo", rng.choice([1, 2]))
        if rng.random() < 0.8:
            page.add(_words(site, 10, 40) + ".", "promo")
        if rng.random() < 0.7:
            page.add(
                rng.choice(["Book a demo", "Learn more", "Download", "Contact us", "Get started", "Try it free", "Sign up"]),
                "promo",
                0,
            )


def _questions(page: Page, site: _Site) -> None:
    """Questions that are asked often, with answers."""
    rng = site.rng
    page.add(rng.choice(["FAQ", "Frequently asked questions", "People also ask", _words(site, 2, 5)]), "promo")
    number = rng.choice(["", "{n}. ", "Q. ", "Q{n}: "])
    for n in range(1, rng.randint(3, 8)):
        page.add(number.format(n=n) + _words(site, 4, 12) + "?", "promo")
        page.add(_words(site, 12, 60) + ".", "promo", 0)


def _readers(page: Page, site: _Site) -> None:
    """Comments: who, when, what."""
    rng = site.rng
    page.add(rng.choice(COMMENTS[site.language]).format(n=rng.randint(2, 40)), "comments")
    head, foot = (
        rng.choice(["{author}\n{date}", "{author} says:\n{date} at {time}", "{author} {date}", "{author}\n{ago}"]),
        rng.random() < 0.5,
    )
    for number in range(rng.randint(1, 10)):
        reader = tell(rng, rng.choice([6, 25, 70]), site.language, site.real)
        for line in head.split("\n"):
            page.add(_filled(line, site, reader, Facts(), number), "comments")
        for words in reader.body:
            page.add(words, "comments")
        if foot:
            page.add("Reply", "comments", 0)


def _teasers(page: Page, site: _Site) -> None:
    """Other articles, laid out as a list of articles is; they are no more than a way to other pages."""
    rng = site.rng
    over, between, under = _around(rng, site.language)
    title = _titler(rng)
    decks = rng.random() < 0.7
    for _ in range(rng.choice([1, 1, 2])):
        page.add(site.related if rng.random() < 0.7 else _phrase(rng, site.language), "promo", 2)
        for number in range(rng.randint(2, 7)):
            other = tell(rng, 12, site.language, site.real)
            inner = Page(rhythm=page.rhythm)
            facts = inner.open()
            around = [*over, title, *between]
            for slot in around:
                slot(inner, site, other, facts, number + 1)
            if decks:
                inner.add(other.deck, "promo")
            for slot in under:
                slot(inner, site, other, facts, number + 1)
            for line in inner.lines:
                page.lines.append(replace(line, role="promo", article=None))


def _links(page: Page, site: _Site) -> None:
    page.add(site.related, "promo")
    site.links(site.other_titles(site.rng.randint(3, 9)), "promo")


def _writer(page: Page, site: _Site) -> None:
    other = own_words(site.rng, 30, site.language)
    page.add(other.author, "other")
    page.add(other.body[0], "other")


def _none(page: Page, site: _Site) -> None:
    """No article: headlines without texts, or things with prices, people with their duties."""
    rng = site.rng
    kind = rng.random()
    for _ in range(rng.randint(5, 40)):
        other = own_words(rng, 10, site.language)
        if kind < 0.5:
            page.add(other.title, "navigation", 0 if kind < 0.3 else 1)
            if kind > 0.2:
                page.add(site.date(other.published), "navigation", 0)
        elif kind < 0.75:
            page.add(" ".join(other.title.split()[:3]), "other", 2)
            page.add(f"{rng.randint(3, 900)}.00", "other", 0)
        else:
            page.add(other.author, "other", 2)
            page.add(rng.choice(["Harbour master", "Deputy", "Treasurer", "Secretary"]), "other", 0)
