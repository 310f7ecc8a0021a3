"""Families of round-ups and blogs whose items are told apart by something else than a headline over a paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pages.families import byline, family, full_text
from tests.pages.furniture import Furniture, written
from tests.pages.page import Page
from tests.pages.stories import Story, first_sentences, own_words


def days(stories: list[Story], site: Furniture) -> Iterator[tuple[Story, str | None]]:
    """Each story, with the heading of its day where it is the day's first."""
    last = None
    for story in stories:
        day = story.published.date()
        yield story, site.date(story.published.replace(hour=0, minute=0)) if day != last else None
        last = day


@family("tune", languages=("de", "de", "en"), words=(40, 200), items=(5, 9), real_texts=False)
def press_review(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Number and headline, outlet and author in brackets, a paragraph about it."""
    page.add({"de": "6 vor 9: Was andere schreiben", "en": "Six before nine"}[site.language], "page_header")
    source = site.rng.choice(["({outlet}, {author})", "({outlet})", "{outlet}: {author}"])
    drawn, numbered = site.chance(0.3), site.chance(0.8)
    for number, story in enumerate(stories, 1):
        facts = page.open()
        mark = f"{number}. " if numbered else ""
        page.title(story, story.title if drawn else mark + story.title, bullet=mark if drawn else "")
        page.add(byline(site, facts, story, source), "byline", site.tight)
        page.body(story)
        page.close()


@family("held_out", languages=("de", "en"), words=(60, 400), items=(6, 14), real_texts=False)
def hints_of_the_day(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Contents with numbers at the top; each item quotes an outlet at length, names it as source and may add a remark."""
    german = site.language == "de"
    page.add("Hinweise des Tages" if german else "Links of the day", "page_header")
    page.add("Heute unter anderem zu folgenden Themen:" if german else "Today's subjects:", "other")
    for number, story in enumerate(stories, 1):
        page.add(story.title, "navigation", 0, f"{number}. ", 1)
    numbered = site.chance(0.6)
    for number, story in enumerate(stories, 1):
        page.open()
        page.title(story, f"{number}. {story.title}" if numbered else None)
        page.body(story)
        page.add(("Quelle: " if german else "Source: ") + story.outlet, "footer", site.tight)
        if site.chance(0.4):
            remark = own_words(site.rng, 20, site.language).body[0]
            page.add(("Anmerkung der Redaktion: " if german else "Our remark: ") + remark, "body")
        page.close()


@family("held_out", languages=("de", "en", "ru"), words=(15, 250), items=(6, 25))
def linked_entries(page: Page, site: Furniture, stories: list[Story]) -> None:
    """No titles: each entry opens with the sign of its link; the day stands above its entries."""
    sign = site.rng.choice(["[l] ", "# ", "∞ ", "¶ ", "» ", "* "])
    bullet = site.chance(0.4)
    for story, day in days(stories, site):
        if day:
            page.add(day, "heading_of_section")
        facts = page.open()
        facts.published_on = story.published.date()
        for number, (_, words) in enumerate(part for part in story.parts if part[0] == "body"):
            page.add(
                ("" if number else sign) + words, "body", None if not number else 1,
                "• " if bullet and not number else "", int(bullet) + bool(number and bullet),
            )  # fmt: skip
        page.close()


@family("tune", words=(40, 300), items=(5, 16))
def posts_without_titles(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Paragraphs, then who posted them and when."""
    foot = site.rng.choice(
        ["posted by {author} at {time} - {comments}", "Posted by {author} | {date} | {comments}", "{author}, {date}"]
    )
    for story in stories:
        facts = page.open()
        page.body(story)
        page.add(byline(site, facts, story, foot), "byline", site.tight)
        page.close()


@family("tune", words=(25, 120), items=(6, 25))
def capitals_lead_in(page: Page, site: Furniture, stories: list[Story]) -> None:
    """'FERRIES AGAIN: ...' and at the end when it was posted."""
    glue = site.rng.choice([": ", ". ", " — "])
    foot = site.rng.choice(["Posted at {time} by {author}", "{time} | {comments}", "Posted by {author} at {time}"])
    for story in stories:
        facts = page.open()
        lead = " ".join(story.title.split()[:4]).rstrip(".,:;?!”").upper()
        for number, words in enumerate(story.body[:2]):
            page.add((lead + glue if not number else "") + words, "body")
        page.add(byline(site, facts, story, foot), "byline", site.tight)
        page.close()


@family("held_out", words=(30, 300), items=(5, 16))
def linked_list(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A link's title, whose report it is, a quotation, a remark; longer pieces in between."""
    star = site.rng.choice([" ★", " →", " ∞", ""])
    for story, day in days(stories, site):
        if day:
            page.add(day, "heading_of_section")
        facts = page.open()
        facts.published_on = story.published.date()
        page.title(story, story.title + star)
        facts.author = story.author
        page.add(f"{story.author}, {story.outlet}:", "byline")
        for number, words in enumerate(story.body):
            page.add(words, "quote" if number % 2 == 0 else "body", indent=2 * (number % 2 == 0))
        page.close()


@family("held_out", words=(60, 350), items=(6, 18))
def country_watch(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A place's name is all the headline; regions as section headings."""
    regions = iter(site.rng.sample(["Northern coast", "Interior", "The islands", "Eastern marches", "Lowlands"], 5))
    upper = site.chance(0.4)
    for number, story in enumerate(stories):
        if number % 4 == 0:
            page.add(next(regions, "Elsewhere"), "heading_of_section", 2)
        page.open()
        named = Story(**{**story.__dict__, "title": story.place})
        page.title(named, story.place.upper() if upper else None)
        page.body(story)
        page.close()


@family("tune", words=(40, 160), items=(4, 10))
def smart_brevity(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Numbered headline, a sentence, lead-ins, bullets, a last line."""
    numbered = site.chance(0.7)
    lead_ins = site.rng.sample(["Why it matters: ", "The big picture: ", "Zoom in: ", "Between the lines: ", "What's next: "], 3)
    for number, story in enumerate(stories, 1):
        page.open()
        page.title(story, f"{number}. {story.title}" if numbered else None)
        page.add(first_sentences(story.body[0], 12), "body")
        for lead, words in zip(lead_ins, story.body[1:], strict=False):
            page.add(lead + first_sentences(words, 25), "body")
        for _ in range(site.rng.randint(0, 4)):
            page.add(first_sentences(own_words(site.rng, 12).body[0], 8), "list_item", 0, "• ", 1)
        page.add(site.rng.choice(["Go deeper.", "Share this story.", "Keep reading (430 words)"]), "promo", site.tight)
        page.close()


@family("held_out", words=(80, 400), items=(4, 12))
def decks_only(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A clause without a stop instead of a headline; promos of others with caption and headline in the midst."""
    for story in stories:
        facts = page.open()
        deck = story.deck.rstrip(".")
        facts.title = deck
        page.add(deck, "title")
        promo_at = site.rng.randint(1, 3) if site.chance(0.7) else None
        for number, (role, words) in enumerate(story.parts):
            if number == promo_at:
                page.add("Read more", "promo")
                page.add(own_words(site.rng, 8).caption, "promo")
                page.add(own_words(site.rng, 8).title, "promo", 0)
            page.add(words, role)
        page.close()


@family("tune", words=(60, 500), items=(4, 14))
def title_in_the_footer(page: Page, site: Furniture, stories: list[Story]) -> None:
    """The title stands only at the end: 'The post X appeared first on Y.'"""
    closing = site.rng.choice(
        ["The post {title} appeared first on {outlet}.", "Originally published as “{title}” in {outlet}, {date}."]
    )
    picture = site.chance(0.4)
    for story in stories:
        facts = page.open()
        facts.title = story.title
        if picture:
            page.add(story.caption, "caption")
        page.body(story)
        if "{date}" in closing:
            facts.published_on = story.published.date()
        page.add(closing.format(title=story.title, outlet=story.outlet, date=site.date(story.published)), "footer")
        page.close()


@family("held_out", languages=("de",), words=(80, 700), items=(3, 10))
def german_blog_home(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Title, text, and below it everything about it in one or more lines."""
    foot = site.rng.choice(
        ["Autor {author} Veröffentlicht am {date} Kategorien {tags} {comments}", "{date} / {author} / {comments}",
         "Dieser Beitrag wurde am {date} von {author} unter {tags} veröffentlicht.", "{date} {time} Uhr · {tag} · {comments}"]
    )  # fmt: skip
    above = site.chance(0.3)
    for number, story in enumerate(stories):
        facts = page.open()
        if above:
            page.add(written(story.published, "{d:02}.{m:02}.", "de"), "dateline", 0)
            facts.date_is_partial = "{date}" not in foot
        page.title(story, gap=0 if above else None)
        full_text(page, site, story)
        page.add(byline(site, facts, story, foot), "byline")
        page.close()
        site.between(number)


@family("tune", languages=("de",), words=(40, 350), items=(4, 12))
def german_news_column(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Kicker and headline in one line, dateline and agency, text, initials."""
    kicker = site.chance(0.5)
    agency = site.rng.choice(["dpa", "epd", "kna"])
    for story in stories:
        page.open()
        page.title(story, f"{story.tags[0]}: {story.title}" if kicker else None)
        page.body(story, first=f"{story.place} ({agency}) – ")
        if site.chance(0.5):
            page.add(f"({''.join(word[0].lower() for word in story.author.split())}/{agency})", "footer", 0)
        page.close()
