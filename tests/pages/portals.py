"""Families modelled on how front pages, section pages, aggregators, directories and threads of real sites come out as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.pages.families import byline, excerpt, family, full_text
from tests.pages.furniture import Furniture, written
from tests.pages.page import Facts, Page
from tests.pages.stories import Story, first_sentences, own_words

_SECTIONS = [
    "More top stories", "Environment", "Health", "Energy", "Space", "Business", "In case you missed it", "Watch", "Listen",
    "Spotlight", "Climate", "Analysis", "Around the region", "Long reads", "Personal finance", "Tech", "Sport", "Culture",
    "Explore more", "Latest",
]  # fmt: skip


def one_sentence(story: Story) -> str:
    return first_sentences(story.body[0], 10) if story.language != "ja" else story.body[0]


def ago(site: Furniture, number: int) -> str:
    """How long ago item `number` was published, which grows down the page."""
    short, count = site.tight, number + 1
    if number < 5:
        return f"{count}h ago" if short else f"{count} hrs ago"
    return f"{count // 3}d ago" if short else f"{count // 3} days ago"


def sections(site: Furniture, count: int, often: float = 0.25) -> Iterator[str | None]:
    """For each item, the heading of the section that begins with it, if one does."""
    names = iter(site.rng.sample(_SECTIONS, len(_SECTIONS)))
    for number in range(count):
        yield next(names, None) if number and site.chance(often) else None


def bare_headlines(page: Page, site: Furniture, often: float) -> None:
    """Now and then headlines without a text: links, no articles."""
    if site.chance(often):
        for title in site.other_titles(site.rng.randint(1, 3)):
            page.add(title, "navigation")


@family("held_out", words=(20, 60), items=(10, 40))
def front_page(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A broadcaster's front page: headline, a sentence, how long ago, where; headlines without a sentence in between."""
    place, times, doubled = site.chance(0.6), site.chance(0.8), site.chance(0.3)
    most_read_at = site.rng.randrange(len(stories)) if site.chance(0.6) else None
    for number, (story, section) in enumerate(zip(stories, sections(site, len(stories), 0.15), strict=True)):
        if section:
            page.add(section, "heading_of_section")
        if number == most_read_at:
            site.most_read()
        page.open()
        if doubled:
            page.add(ago(site, number), "dateline")
        page.title(story, gap=None if not doubled else 0)
        page.add(one_sentence(story), "body")
        if times or doubled:
            page.add(ago(site, number), "dateline")
        if place:
            page.add(story.place, "tags", 0)
        page.close()
        bare_headlines(page, site, 0.1)


@family("tune", words=(20, 90), items=(8, 24))
def dated_teasers_with_players(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Caption and credit, kicker, title, date and text in one line; then a player with another title and its buttons."""
    toggles, players = site.chance(0.7), site.chance(0.6)
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(story.caption.split(". ")[0] + ".", "caption")
        if toggles:
            page.add("toggle caption", "other")
            page.add(story.caption.split(". ")[-1], "caption", 0)
        if site.chance(0.6):
            page.add(story.tags[0], "tags")
        page.title(story)
        facts.published_on = story.published.date()
        page.add(f"{written(story.published, '{month} {d}, {y}', 'en')} • {excerpt(story, site, '.')}", "body")
        page.close()
        if players and site.chance(0.6):
            page.add(story.title if site.chance(0.4) else own_words(site.rng, 8).title, "promo")
            page.add(f"{site.rng.randint(2, 15)}-Minute Listen", "promo")
            page.add("Transcript", "promo", 0)
            page.add("Download", "promo", 0, "• ", 1)
        site.between(number, 0.1)


@family("held_out", words=(60, 400), items=(6, 20))
def community_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Story number, title with source, who posted it when and from which department, quoted paragraphs."""
    numbers, department = site.chance(0.5), site.chance(0.6)
    for number, story in enumerate(stories):
        facts = page.open()
        if numbers:
            page.add(f"{180_900_000 - number * 137} story", "other", 0)
        page.title(story, f"{story.title} ({story.outlet.lower().replace(' ', '')}.example) {site.rng.randint(2, 190)}")
        when = byline(site, facts, story, "Posted by {author} on {date} @{time}", date_style="{weekday} {month} {d}, {y}")
        page.add(when + (f" from the {story.tags[0].lower()}-again dept." if department else ""), "byline")
        full_text(page, site, story)
        page.close()


@family("tune", words=(25, 110), items=(10, 40))
def news_column(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Title, one line of date, topics and comments, a paragraph; the day as a heading now and then."""
    stamp = site.rng.choice(
        ["{date} - {tag} - {comments}", "[{tag}] Posted {date} by {author}", "{tag} | {date}", "{date} by {author} in {tag}"]
    )
    closing = site.rng.choice(["Full Story ({comments})", "{comments}", "", "Permalink"])
    days = site.chance(0.5)
    day = stories[0].published.date()
    for story in stories:
        if days and story.published.date() != day:
            day = story.published.date()
            page.add(written(story.published, "{d} {month}", "en"), "heading_of_section")
        facts = page.open()
        page.title(story)
        page.add(byline(site, facts, story, stamp), "byline", site.tight)
        page.body(story)
        page.close()
        if closing:
            page.add(closing.format(comments=site.comments()), "comments", site.tight)


@family("held_out", words=(30, 500), items=(6, 20))
def industry_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Title, date, text of any length, a button twice."""
    button = site.rng.choice(["Comment", "Share", "Like", "Read"])
    sourced = site.chance(0.5)
    for story in stories:
        facts = page.open()
        page.title(story)
        page.add(byline(site, facts, story, "{date}"), "dateline")
        full_text(page, site, story)
        if sourced and len(story.parts) > 2:
            page.add(f"Sourced from {story.outlet}", "footer")
        page.close()
        for _ in range(site.rng.randint(1, 2)):
            page.add(button, "share")


@family("tune", words=(40, 160), items=(6, 20))
def search_results(page: Page, site: Furniture, stories: list[Story]) -> None:
    """An aggregator's results: outlet, kind of site, title, first words, how long ago."""
    page.add(f'Results related to "{stories[0].tags[0].lower()}"', "page_header")
    page.add("OverviewNewsVideosComments", "navigation")
    followers = site.chance(0.4)
    for number, story in enumerate(stories):
        page.open()
        page.add(story.outlet, "byline")
        page.add("website" if not followers or site.chance(0.6) else f"partner · {site.rng.randint(2, 900)}K followers", "other")
        page.title(story)
        page.add(excerpt(story, site, "..."), "body")
        page.add((f"{story.place} · " if site.chance(0.4) else "") + f"{number + 1}d", "dateline")
        page.close()


@family("held_out", words=(20, 120), items=(6, 16))
def directory(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Names with a description each, and the words of their buttons in between."""
    upper = site.chance(0.6)
    buttons = site.rng.choice([["More Show", "close"], ["Visit site"], ["Follow", "Details"]])
    before = site.chance(0.5)
    for story in stories:
        page.open()
        page.title(story, story.title.upper() if upper else None)
        if before:
            for word in buttons:
                page.add(word, "share", 0)
        page.add(excerpt(story, site, ".") if site.chance(0.5) else story.body[0], "body")
        page.close()
        if not before:
            for word in buttons:
                page.add(word, "share", 0)


@family("tune", words=(25, 80), items=(5, 16))
def trade_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Kind of news, title, text cut short, company; then many words of menus before the next."""
    for story in stories:
        page.open()
        page.add(site.rng.choice(["Press Release", "Supplier News", "Opinion", "Now Open", "Appointments"]), "tags", 0)
        page.title(story)
        page.add(excerpt(story, site, "..."), "body")
        page.add(story.outlet, "byline")
        page.close()
        page.add("More", "promo", 0)
        for _ in range(site.rng.randint(1, 4)):
            page.add("More in this category", "promo", 0)
            page.add(site.rng.choice(story.tags), "promo", 0)
        page.add(f"{written(story.published, '{d} {month} {y}', 'en')}{story.outlet}", "promo", 0)


@family("held_out", words=(20, 70), items=(8, 30))
def section_front(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A magazine's section: title, deck, author; sub-sections; at the end titles with authors but no text."""
    order = site.rng.choice(["deck", "author", "slug"])
    for story, section in zip(stories, sections(site, len(stories)), strict=True):
        if section:
            page.add(section, "heading_of_section")
        facts = page.open()
        if order == "slug":
            page.add(site.rng.choice(["Rest up", "Data dump", "Keep it clean", "Dirty power"]), "tags")
        page.title(story)
        if order == "author":
            page.add(byline(site, facts, story, "{author}"), "byline", 0)
        page.add(story.deck, "body")
        if order != "author":
            page.add(byline(site, facts, story, "{author}"), "byline", 0)
        page.close()
    if site.chance(0.6):
        page.add("Latest", "heading_of_section")
        for title in site.other_titles(site.rng.randint(3, 9)):
            page.add(title, "navigation")
            page.add(own_words(site.rng, 8).author, "navigation", 0)


@family("tune", words=(20, 60), items=(8, 30))
def numbers_beside_authors(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Title, deck, 'author – date | comments'; the first few twice, as they stand in two places of the page."""
    stamp = site.rng.choice(["{author} – {date} | ", "{author} {date} ", "by {author} on {date} · "])
    again = site.rng.randint(2, 4) if site.chance(0.3) else 0
    for story in [*stories[:again], *stories]:
        facts = page.open()
        page.title(story)
        page.add(story.deck, "body")
        page.add(byline(site, facts, story, stamp) + str(site.rng.randint(0, 240)), "byline")
        page.close()


@family("held_out", words=(20, 90), items=(6, 20))
def bulleted_teasers(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Entries of a list: time or topic at the bullet, title and text under it."""
    first = site.rng.choice(["ago", "topic", "title"])
    dated = first != "ago" and site.chance(0.6)
    for number, story in enumerate(stories):
        facts = page.open()
        if first == "title":
            page.title(story, bullet="• ", indent=1)
        else:
            page.add(ago(site, number) if first == "ago" else story.tags[0], "dateline" if first == "ago" else "tags", 0, "• ", 1)
            page.title(story, gap=site.tight, indent=2)
        page.add(excerpt(story, site, site.rng.choice([".", "…"])), "body", indent=2)
        if dated:
            page.add(byline(site, facts, story, "{author} · {date}"), "byline", indent=2)
        page.close()


@family("tune", words=(15, 250), items=(5, 20))
def thread(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A thread: name, rank, joined, place, date, number; the text, which may begin with a quotation of the one before."""
    page.add(own_words(site.rng, 10).title, "page_header")
    page.add(f"Thread starter {stories[0].author.split()[0]}", "other", 0, "• ", 1)
    stories = sorted(stories, key=lambda story: story.published)
    facts_shown = site.rng.sample(["rank", "joined", "messages", "place"], site.rng.randint(0, 3))
    for number, story in enumerate(stories, 1):
        facts = page.open()
        page.add(byline(site, facts, story, "{author}"), "byline")
        if "rank" in facts_shown:
            page.add(site.rng.choice(["Member", "Senior Member", "Happy to be here", "Veteran"]), "other")
        if "joined" in facts_shown:
            page.add("Joined", "other", 0)
            page.add(written(story.published - timedelta(900), "{mon} {d}, {y}", "en"), "other", 0)
        if "messages" in facts_shown:
            page.add("Messages", "other", 0)
            page.add(f"{site.rng.randint(2, 9000):,}", "other", 0)
        if "place" in facts_shown:
            page.add("Location", "other", 0)
            page.add(story.place, "other", 0)
        page.add(byline(site, facts, story, "{date}", date_style="{mon} {d}, {y}"), "dateline", 0, "• ", 1)
        page.add(f"#{number}", "other", 0, "• ", 1)
        if number > 1 and site.chance(0.3):
            before = stories[number - 2]
            page.add(f"{before.author} said:", "quote", 0)
            page.add(first_sentences(before.body[0], 15), "quote", 0)
            page.add("Click to expand...", "other", 0)
        page.body(story)
        page.close()
        if site.chance(0.5):
            page.add(f"Reactions: {own_words(site.rng, 8).author} and {site.rng.randint(2, 9)} others", "share")


@family("held_out", words=(30, 160), items=(6, 25))
def annotated_library(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Books, papers and talks with a paragraph about each: title, 'By ...', text."""
    by = site.rng.choice(["By {author}", "by {author}", "Edited by {author}", "{author}"])
    for story, section in zip(stories, sections(site, len(stories), 0.08), strict=True):
        if section:
            page.add(section, "heading_of_section")
        facts = page.open()
        page.title(story)
        page.add(byline(site, facts, story, by), "byline", site.tight)
        page.body(story)
        page.close()


@family("tune", words=(25, 90), items=(6, 16))
def engineering_blog(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Date, title, first sentence, topics run together."""
    for story in stories:
        facts = page.open()
        page.add(byline(site, facts, story, "{date}"), "dateline", 0)
        page.title(story)
        page.add(one_sentence(story), "body")
        page.add("".join(tag.title() for tag in story.tags), "tags", 0)
        page.close()
    page.add("More articles...", "navigation")


@family("held_out", words=(15, 60), items=(6, 20))
def dated_titles(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Title and date in one line, then authors, then a sentence."""
    glue = site.rng.choice(["{title}, {date}", "{title} ({date})", "{date}: {title}", "{title} – {date}"])
    names = site.chance(0.6)
    for story in stories:
        facts = page.open()
        page.title(story, byline(site, facts, story, glue, title=story.title))
        if names:
            page.add(byline(site, facts, story, "{author}"), "byline", 0)
        page.add(one_sentence(story), "body")
        page.close()


@family("held_out", words=(30, 120), items=(5, 14))
def local_topic_page(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Title, text that begins with its dateline and agency, some with a byline and its outlet below."""
    lead = site.rng.choice(["{PLACE} ({agency}) — ", "{place} ({agency}) -- ", ""])
    page.add(stories[0].tags[0].upper(), "page_header")
    for story in stories:
        facts = page.open()
        page.title(story)
        start = lead.format(PLACE=story.place.upper(), place=story.place, agency=site.rng.choice(["Northwire", "MNA"]))
        page.add(start + excerpt(story, site, "."), "body")
        if site.chance(0.6):
            page.add(
                byline(site, facts, story, site.rng.choice(["By {author}, {outlet}", "{author}, {outlet} reporter"])), "byline"
            )
        page.close()


# One article, or none.


@family("tune", words=(200, 600), items=(1, 1), single=True)
def single_among_teasers(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One article; below it teasers laid out as those of a front page: title, deck, date, author."""
    facts = page.open()
    page.title(stories[0])
    page.add(stories[0].deck, "subtitle", 0)
    page.add(byline(site, facts, stories[0], "By {author} on {date}"), "byline", 0)
    full_text(page, site, stories[0])
    page.close()
    for heading in site.rng.sample(
        ["Recommended for you", "More in Ports", "Trending", "Editor's picks"], site.rng.randint(1, 3)
    ):
        page.add(heading, "promo", 2)
        for _ in range(site.rng.randint(3, 6)):
            other = own_words(site.rng, 12)
            page.add(other.title, "promo", site.tight)
            page.add(other.deck, "promo", 0)
            page.add(written(other.published, "{m:02}/{d:02}/{y}", "en"), "promo", 0)
            page.add(f"By {other.author}", "promo", 0)


@family("held_out", words=(300, 900), items=(1, 1), single=True)
def single_in_cookies(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One article between a menu with descriptions and a preference centre."""
    if site.chance(0.6):
        site.mega_menu()
    facts: Facts = page.open()
    page.title(stories[0])
    page.add(byline(site, facts, stories[0], "{author} | {date}"), "byline")
    full_text(page, site, stories[0])
    page.close()
    site.most_read()
    site.cookie_centre()
