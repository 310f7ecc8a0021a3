"""Families of pages. Each function lays a page's stories out as one kind of site does; what differs from page to page within
a family is drawn from `site.rng`, what is the same for all items of a page is drawn once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.pages.families import byline, caption, excerpt, family, full_text
from tests.pages.furniture import Furniture, written
from tests.pages.page import Facts, Page
from tests.pages.stories import Story, own_words, sentence_case

# Blogs with whole texts.


@family("tune")
def wordpress(page: Page, site: Furniture, stories: list[Story]) -> None:
    above = site.rng.choice(
        ["Posted on {date} by {author}", "{date} by {author}", "By {author} / {date}", "Posted by {author} on {date}", "{date}",
         "{author} | {date} | {comments}", "Written by {author} on {date}. Posted in {tags}."]
    )  # fmt: skip
    below = site.rng.choice(
        ["Posted in {tags} | {comments}", "Filed Under: {tags}", "Categories: {tags}",
         "Posted in {tags} | Tagged {tag} | {comments}",
         "This entry was posted in {tags} and tagged {tag}. Bookmark the permalink.", ""]
    )  # fmt: skip
    share, often = site.chance(0.3), site.rng.choice([0.0, 0.3])
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story, gap=1 + site.tight)
        page.add(byline(site, facts, story, above), "byline")
        caption(page, site, story, often)
        full_text(page, site, story)
        page.add(byline(site, Facts(), story, below), "tags")
        if share:
            site.share_row()
        page.close()
        site.between(number)


@family("tune")
def blogspot(page: Page, site: Furniture, stories: list[Story]) -> None:
    foot = site.rng.choice(
        ["Posted by {author} at {time}", "Posted by {author} at {time} {comments}", "posted by {author} @ {time}"]
    )
    labels = site.chance(0.6)
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(byline(site, facts, story, "{date}", date_style="{weekday}, {month} {d}, {y}"), "dateline")
        page.title(story)
        full_text(page, site, story)
        page.add(byline(site, facts, story, foot), "byline")
        if labels:
            page.add(f"Labels: {', '.join(story.tags)}", "tags", 0)
        page.close()
        site.between(number)


@family("tune", words=(20, 250))
def tumblr(page: Page, site: Furniture, stories: list[Story]) -> None:
    """No titles: text, tags with #, notes."""
    dated = site.chance(0.7)
    reblog = site.chance(0.3)
    for story in stories:
        facts = page.open()
        if reblog and site.chance(0.5):
            page.add(f"{story.author.split()[0].lower()}-{story.place.split()[0].lower()} reblogged:", "other")
        page.body(story)
        page.add(" ".join(f"#{tag.lower()}" for tag in story.tags), "tags")
        notes = f"{site.rng.randint(2, 4000):,} notes"
        page.add(byline(site, facts, story, "{date} · ") + notes if dated else notes, "dateline")
        page.close()


@family("tune")
def date_first(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Jekyll and Hugo: the date stands alone above the title."""
    full = site.chance(0.6)
    minutes = site.chance(0.4)
    tags = site.chance(0.4)
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(byline(site, facts, story, "{date}") + (f" • {site.rng.randint(1, 15)} min read" if minutes else ""), "dateline")
        page.title(story, gap=0)
        if full:
            full_text(page, site, story)
        else:
            for words in story.body[:2]:
                page.add(words, "body")
        if tags:
            page.add(" ".join(f"#{tag.replace(' ', '-')}" for tag in story.tags), "tags")
        if not full:
            page.add(site.read_more, "promo", 0)
        page.close()
        site.between(number)


@family("tune", words=(30, 700))
def substack(page: Page, site: Furniture, stories: list[Story]) -> None:
    deck = site.chance(0.8)
    for story in stories:
        facts = page.open()
        page.title(story)
        if deck:
            page.add(story.deck.rstrip("."), "subtitle", 0)
        page.add(byline(site, facts, story, "{date} • {author}"), "byline", 0)
        for _ in range(site.rng.randint(0, 2)):
            page.add(str(site.rng.randint(1, 90)), "other", 0)
        full_text(page, site, story)
        page.add(site.rng.choice(["Share", "Share this post", "Leave a comment", "Listen to post · 8 min"]), "share")
        page.close()


@family("tune", words=(60, 800))
def title_then_text(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Nothing but titles and texts: no dates, no names, no marks."""
    bigger_gap = site.rng.choice([1, 2, 3])
    for story in stories:
        page.open()
        page.title(story, gap=bigger_gap)
        page.body(story, gap=site.tight if bigger_gap > 1 else None)
        page.close()


@family("tune", words=(40, 500))
def separators(page: Page, site: Furniture, stories: list[Story]) -> None:
    mark = site.rng.choice(["***", "* * *", "---", "———", "•••", "#", "~", "____________________", "=====", "§"])
    drawn = site.chance(0.2)
    titled = site.chance(0.7) or drawn  # a rule that WET does not have may not be all that parts two texts
    signed = site.chance(0.3)
    for number, story in enumerate(stories):
        facts = page.open()
        if titled:
            page.title(story)
        page.body(story)
        if signed:
            page.add(byline(site, facts, story, "– {author}"), "byline")
        page.close()
        if number < len(stories) - 1:
            page.add(mark, "other", only="text" if drawn else None)


@family("tune", words=(30, 300))
def diary(page: Page, site: Furniture, stories: list[Story]) -> None:
    """The date is all the headline that an entry has."""
    stamp = site.rng.choice(["{date}", "{date}", "Day {day}: {date}", "{date}, {place}"])
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(byline(site, facts, story, stamp, day=str(len(stories) - number)), "dateline", site.rng.choice([1, 2]))
        page.body(story)
        page.close()


@family("tune", words=(80, 700), items=(4, 12))
def contents_then_texts(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Every title stands in a list at the top first."""
    page.add(site.rng.choice(["In this issue", "Contents", "Today's stories", "Jump to", "Table of contents"]), "navigation")
    site.links([story.title for story in stories], "navigation")
    above = site.rng.choice(["By {author}", "{author}", "By {author}, {outlet}", ""])
    top = site.chance(0.4)
    for story in stories:
        facts = page.open()
        page.title(story, gap=2)
        page.add(byline(site, facts, story, above), "byline", 0)
        full_text(page, site, story)
        page.close()
        if top:
            page.add("Back to top", "navigation")


# Excerpts and teasers.


@family("tune", words=(40, 200), items=(4, 20))
def excerpts(page: Page, site: Furniture, stories: list[Story]) -> None:
    end = site.rng.choice([" […]", " [...]", "…", " ...", " […] "])
    above = site.rng.choice(
        ["{date} by {author}", "{date}", "By {author} | {date} | {tags} | {comments}", "by {author} on {date}", ""]
    )
    glued = site.chance(0.3)
    names = site.chance(0.3)
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story)
        page.add(byline(site, facts, story, above), "byline", 0)
        words = excerpt(story, site, end)
        page.add(f"{words} {site.read_more}" if glued else words, "body")
        if not glued:
            page.add(f"{site.read_more} “{story.title}”" if names else site.read_more, "promo", site.tight)
        page.close()
        site.between(number, 0.05)


@family("tune", words=(30, 120), items=(5, 25))
def topic_page(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A news site's page of one topic: kicker, title, deck or first words, byline."""
    page.add(site.rng.choice(["Topic: ", "Tag: ", "", "All stories about "]) + stories[0].tags[0], "page_header")
    kicker, order = site.chance(0.5), site.chance(0.5)
    below = site.rng.choice(["By {author}", "{date}", "By {author} • {date}", "{date} | {author}", "{author}, {outlet}, {date}"])
    for number, story in enumerate(stories):
        facts = page.open()
        caption(page, site, story, 0.15)
        if kicker:
            page.add(story.tags[0].upper() if order else story.tags[0], "tags")
        page.title(story, gap=0 if kicker else None)
        if site.chance(0.3):
            page.add(byline(site, facts, story, below), "byline", 0)
            page.add(excerpt(story, site, "."), "body")
        else:
            page.add(story.deck if site.chance(0.5) else story.body[0], "body")
            page.add(byline(site, facts, story, below), "byline", 0)
        page.close()
        site.between(number, 0.05)


@family("held_out", words=(30, 150), items=(4, 20))
def author_archive(page: Page, site: Furniture, stories: list[Story]) -> None:
    name = stories[0].author
    page.add(site.rng.choice([f"Author: {name}", f"Articles by {name}", name, f"All posts by {name}"]), "page_header")
    page.add(
        f"{name} writes about ports, rivers and schools. Before that, {name.split()[0]} repaired clocks in {stories[0].place}.",
        "other",
    )
    kicker = site.chance(0.5)
    for story in stories:
        facts = page.open()
        if kicker:
            page.add(f"{story.tags[0]} – {byline(site, facts, story, '{date}')}", "dateline")
        page.title(story, gap=0 if kicker else 1)
        if not kicker:
            page.add(byline(site, facts, story, "{date}"), "dateline", 0)
        page.add(excerpt(story, site, site.rng.choice([".", "…"])), "body", 0)
        page.close()


@family("held_out", words=(20, 60), items=(6, 24))
def cards(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Cards: caption, category, title, teaser, minutes."""
    alt, minutes = site.chance(0.5), site.chance(0.7)
    for number, story in enumerate(stories):
        facts = page.open()
        if alt:
            page.add(story.caption.split(".")[0], "caption")
        page.add(story.tags[0], "tags", 0)
        page.title(story, gap=0)
        page.add(excerpt(story, site, site.rng.choice(["…", "."])), "body", 0)
        if minutes:
            page.add(byline(site, facts, story, "{author}"), "byline", 0)
            page.add(f"{site.rng.randint(2, 14)} min read", "other", 0)
        else:
            page.add(byline(site, facts, story, "{date}"), "dateline", 0)
        page.close()
        site.between(number, 0.05)


@family("tune", words=(40, 200), items=(4, 15))
def date_above_title(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A category's feed: category and date in one line, title, lead, link."""
    stamp = site.rng.choice(["{tag} | {date}", "{date} – {tag}", "{date}", "{date} / {author}", "{tag}, {date}, {time}"])
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(byline(site, facts, story, stamp), "dateline")
        page.title(story)
        for words in story.body[:1]:
            page.add(words, "body")
        page.close()
        if site.chance(0.8):
            page.add(site.read_more, "promo", 0)
        site.between(number, 0.05)


# News in short.


@family("tune", words=(30, 180), items=(4, 15))
def roundup(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Headline, a paragraph or two, the source."""
    source = site.rng.choice(
        ["Source: {outlet}", "({outlet})", "Via {outlet}", "Read the full story at {outlet}", "[{outlet}]", "– {outlet}"]
    )
    if site.chance(0.6):
        page.add(
            f"{site.rng.choice(['Morning', 'Weekly', 'Daily', 'Evening'])} roundup, {site.date(stories[0].published)}",
            "page_header",
        )
        page.add("Good morning. Here is what others wrote while you slept.", "other")
    for number, story in enumerate(stories):
        page.open()
        page.title(story)
        for words in story.body[:2]:
            page.add(words, "body")
        page.add(byline(site, Facts(), story, source), "footer", site.tight)
        page.close()
        site.between(number, 0.05)


@family("held_out", words=(12, 40), items=(6, 25), real_texts=False)
def link_digest(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A link's title, a line about it, its source."""
    shape = site.rng.randrange(3)
    for story in stories:
        facts = page.open()
        bullet = site.rng.choice(["• ", ""]) if shape == 0 else ""
        words = story.title if shape == 0 else f"{story.title} ({story.outlet.lower().replace(' ', '')}.example)"
        page.title(story, words, bullet=bullet)
        page.add(story.body[0], "body", 0, indent=len(bullet) // 2)
        if shape == 1:
            points, hours = site.rng.randint(2, 400), site.rng.randint(2, 23)
            page.add(
                f"{points} points by {story.author.split()[0].lower()} {hours} hours ago | {site.comments()}",
                "other",
                0,
            )
        elif shape == 0:
            page.add(byline(site, facts, story, "{outlet} • {date}"), "footer", 0)
        page.close()


@family("tune", words=(30, 250), items=(4, 12))
def numbered(page: Page, site: Furniture, stories: list[Story]) -> None:
    """1. Headline, text, source."""
    mark = site.rng.choice(["{n}. ", "{n}) ", "{n} – ", "#{n}: ", "{n:02}. "])
    if site.chance(0.5):
        page.add(f"The week in {len(stories)} stories", "page_header")
    with_source = site.chance(0.6)
    drawn = site.chance(0.25)  # by the browser, so that WET does not have the numbers
    for number, story in enumerate(stories):
        page.open()
        if drawn:
            page.title(story, bullet=f"{number + 1}. ", indent=1)
        else:
            page.title(story, mark.format(n=number + 1) + story.title)
        page.body(story)
        if with_source:
            page.add(f"Source: {story.outlet}", "footer")
        page.close()


@family("held_out", words=(15, 200), items=(5, 20))
def live_blog(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A time, perhaps a headline, a paragraph or more."""
    headline = own_words(site.rng, 10).title
    page.add(f"{headline} – live", "page_header")
    stamp = site.rng.choice(
        ["{h:02}:{m:02}", "{h:02}.{m:02} GMT", "{h:02}:{m:02} Updated", "{half}:{m:02} {half_day}", "{n}h ago"]
    )
    titled = site.chance(0.5)
    author = site.chance(0.3)
    moment = stories[0].published
    for story in stories:
        moment -= timedelta(minutes=site.rng.randint(3, 58))
        facts = page.open()
        words = stamp.format(
            h=moment.hour, m=moment.minute, n=site.rng.randint(1, 9), half=moment.hour % 12 or 12,
            half_day="am" if moment.hour < 12 else "pm",
        )  # fmt: skip
        page.add(words, "dateline", 2)
        if titled and site.chance(0.8):
            page.title(story)
        if author:
            page.add(byline(site, facts, story, "{author}"), "byline", 0)
        page.body(story)
        page.close()
        if site.chance(0.2):
            site.share_row()


@family("tune", words=(100, 500), items=(3, 10))
def press_releases(page: Page, site: Furniture, stories: list[Story]) -> None:
    page.add(site.rng.choice(["Press Releases", "Newsroom", "Media releases"]), "page_header")
    lead = site.rng.choice(
        ["{PLACE}, {date} – ", "{PLACE} ({date}) — ", "{place}, {date} /Northwire/ -- ", "For immediate release. "]
    )
    contact = site.chance(0.5)
    for story in stories:
        facts = page.open()
        if site.chance(0.3):
            page.add("FOR IMMEDIATE RELEASE", "other")
        page.title(story)
        short = written(story.published, "{month} {d}", "en")
        if "{date}" in lead:
            facts.date_is_partial = True
        page.body(story, first=lead.format(PLACE=story.place.upper(), place=story.place, date=short))
        if contact:
            page.add(f"Contact: {story.author}, press@{story.place.lower().split()[0]}.example", "footer")
        page.add(site.rng.choice(["###", "# # #", ""]), "other")
        page.close()


@family("held_out", words=(30, 150), items=(5, 20))
def wire_briefs(page: Page, site: Furniture, stories: list[Story]) -> None:
    """No titles: each brief begins with its dateline."""
    lead = site.rng.choice(
        [
            "{PLACE}, {date} ({agency}) – ",
            "{PLACE} — ",
            "{PLACE} ({agency}) - ",
            "({agency}) {place}, {date}: ",
            "{place} / {date} / ",
        ]
    )
    agency = site.rng.choice(["NORTHWIRE", "Tidepress", "MNA"])
    sign_off = site.chance(0.3)
    for story in stories:
        facts = page.open()
        if "{date}" in lead:
            facts.date_is_partial = True
        short = written(story.published, "{mon} {d}", "en")
        page.body(story, first=lead.format(PLACE=story.place.upper(), place=story.place, date=short, agency=agency))
        if sign_off:
            page.add(f"({agency}/{''.join(word[0].lower() for word in story.author.split())})", "footer", 0)
        page.close()


@family("held_out", words=(25, 120), items=(5, 15))
def bold_lead_ins(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A paragraph per item that opens with a word or two of its own: 'Ferries. ...'"""
    page.add(f"{site.rng.choice(['The briefing', 'In short', 'Also today'])}", "page_header")
    stop = site.rng.choice([". ", ": ", " — ", " | "])
    upper = site.chance(0.4)
    bullet = site.rng.choice(["• ", "", ""])
    for story in stories:
        page.open()
        lead = story.tags[0].upper() if upper else sentence_case(story.tags[0])
        for number, words in enumerate(story.body[:2]):
            page.add(
                (lead + stop if not number else "") + words, "body", bullet="" if number else bullet, indent=len(bullet) // 2
            )
        page.close()


@family("tune", words=(40, 250), items=(4, 14))
def bulleted_items(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Each item is a list's entry, its later paragraphs indented under it."""
    titled = site.chance(0.6)
    origin = site.rng.choice(
        [
            "The post {title} appeared first on {outlet}.",
            "This article first appeared in {outlet}.",
            "{outlet}, {date}",
            "Published by {outlet} on {date}",
        ]
    )
    for story in stories:
        facts = page.open()
        if titled:
            page.title(story, bullet="• ", indent=1)
        for number, (role, words) in enumerate(story.parts):
            mark = "• " if role == "list_item" or not (number or titled) else ""
            page.add(words, role, bullet=mark, indent=1 if mark and role != "list_item" else 2)
        if "{title}" in origin:
            facts.title = story.title
        if "{date}" in origin:
            facts.published_on = story.published.date()
        page.add(origin.format(title=story.title, outlet=story.outlet, date=site.date(story.published)), "footer", indent=2)
        page.close()


@family("held_out", words=(25, 200), items=(6, 18))
def newsletter_issue(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Section headings, several items in each."""
    page.add(f"{site.site} Weekly, No. {site.rng.randint(12, 480)}", "page_header")
    page.add(f"Dear readers, this week we look at {stories[0].place}. {stories[0].deck}", "other")
    names = ["Top stories", "Politics", "Business", "From the regions", "Worth a read", "And finally", "Numbers", "Abroad"]
    sections = iter(names if site.chance(0.5) else [name.upper() for name in names])
    left = 0
    ask = site.rng.choice(["Read more at {outlet}", "→ {outlet}", "({outlet}, {author})", ""])
    for number, story in enumerate(stories):
        if not left:
            page.add(next(sections, "More"), "heading_of_section", 2)
            left = site.rng.randint(1, 4)
        left -= 1
        facts = page.open()
        page.title(story)
        for words in story.body[:2]:
            page.add(words, "body")
        page.add(byline(site, facts, story, ask), "footer", 0)
        page.close()
        site.between(number, 0.05)


# Columns, letters, lists of works.


@family("tune", words=(40, 300), items=(3, 10))
def questions_and_answers(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A column in which readers ask: every question with its answer is an item of its own."""
    page.add(site.rng.choice(["Ask the harbour master", "Your questions, answered", "Dear Beatrisa"]), "page_header")
    ask, reply = site.rng.choice([("Q: ", "A: "), ("Question: ", "Answer: "), ("Q. ", "A. "), ("Dear Beatrisa, ", "")])
    signed = ask.startswith("Dear") or site.chance(0.3)
    for story in stories:
        facts = page.open()
        if site.chance(0.5) and not ask.startswith("Q"):
            page.title(story)
        question = f"{story.deck} Why did nobody tell us, and what can we do about it?"
        page.add(ask + question, "body")
        if signed:
            page.add(byline(site, facts, story, "– {author}, {place}"), "byline", 0)
        page.body(story, first=reply)
        page.close()


@family("held_out", words=(40, 250), items=(4, 14))
def letters(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Text, then who wrote it and where."""
    page.add(site.rng.choice(["Letters to the editor", "Letters", "Readers write"]), "page_header")
    titled = site.chance(0.6)
    sign = site.rng.choice(
        ["{author}, {place}", "{AUTHOR}\n{place}", "{author}\n{place}", "— {author}, {place}", "{author} ({place})"]
    )
    opening = site.rng.choice(["Sir, ", "To the editor: ", "", "Re: your report on {place}. "])
    titled = titled or not opening
    for story in stories:
        facts = page.open()
        if titled:
            page.title(story)
        page.body(story, first=opening.format(place=story.place))
        for number, words in enumerate(byline(site, facts, story, sign).split("\n")):
            page.add(words, "byline", 0 if number else None)
        page.close()


@family("tune", words=(25, 150), items=(5, 16))
def magazine_issue(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A table of contents with summaries: section, title, author, summary, pages."""
    page.add(
        f"Vol. {site.rng.randint(3, 60)}, No. {site.rng.randint(1, 12)}, {written(stories[0].published, '{month} {y}', 'en')}",
        "page_header",
    )
    names = iter(["Editorial", "Features", "Essays", "Reviews", "Poetry", "Reports", "Correspondence"])
    pages = site.chance(0.6)
    at = 3
    for number, story in enumerate(stories):
        if number % 3 == 0:
            page.add(next(names, "More"), "heading_of_section", 2)
        facts = page.open()
        page.title(story)
        page.add(byline(site, facts, story, site.rng.choice(["{author}", "by {author}"])), "byline", 0)
        page.add(story.body[0], "body")
        if pages:
            page.add(f"p. {at}", "other", 0)
        at += site.rng.randint(2, 14)
        page.close()


@family("held_out", words=(60, 350), items=(3, 10))
def obituaries(page: Page, site: Furniture, stories: list[Story]) -> None:
    page.add(site.rng.choice(["Obituaries", "In memoriam", "Death notices"]), "page_header")
    dates = site.rng.choice(["{born} – {died}", "Born {born}, died {died}", "{by} – {dy}", "Age {age}, of {place}"])
    service = site.chance(0.6)
    for story in stories:
        page.open()
        story_named = Story(**{**story.__dict__, "title": story.author})
        page.title(story_named)
        born = datetime(story.published.year - site.rng.randint(41, 97), site.rng.randint(1, 12), site.rng.randint(1, 28))
        page.add(
            dates.format(
                born=written(born, "{month} {d}, {y}", "en"), died=written(story.published, "{month} {d}, {y}", "en"),
                by=born.year, dy=story.published.year, age=story.published.year - born.year, place=story.place,
            ),
            "subtitle", 0,
        )  # fmt: skip
        page.body(story, first=f"{story.author} of {story.place} died peacefully at home. ")
        if service:
            page.add(f"A service will be held at {story.place} on Saturday at 11. No flowers, please.", "body")
        page.close()


@family("tune", words=(30, 250), items=(4, 12))
def reviews(page: Page, site: Furniture, stories: list[Story]) -> None:
    stars = site.rng.choice(["★★★☆☆", "{n}/5 stars", "Rating: {n}/10", "Grade: B+"])
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story)
        page.add(stars.format(n=site.rng.randint(1, 5)), "other", 0)
        page.add(f"Directed by {story.author}. With {stories[number - 1].author}. {site.rng.randint(74, 190)} min.", "other", 0)
        page.body(story)
        page.add(byline(site, facts, stories[0], "Reviewed by {author}"), "byline", 0)
        page.close()


@family("held_out", words=(60, 250), items=(4, 15))
def abstracts(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Papers: title, authors, summary, links."""
    label = site.chance(0.5)
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story)
        facts.author = story.author
        page.add(f"{story.author}, {stories[number - 1].author}", "byline", 0)
        page.add(byline(site, facts, story, "{date} · {outlet}"), "dateline", 0)
        page.body(story, first="Abstract: " if label else "")
        page.add(
            site.rng.choice(["PDF | Cite | Save", "View PDF", f"doi:10.{site.rng.randint(1000, 9999)}/tarn.{number}"]), "other", 0
        )
        page.close()


@family("tune", words=(30, 200), items=(4, 12))
def podcast(page: Page, site: Furniture, stories: list[Story]) -> None:
    count = site.rng.randint(30, 300)
    stamps, links = site.chance(0.4), site.chance(0.4)
    head = site.rng.choice(["Episode {n}: {title}", "#{n} – {title}", "{title}", "S2 E{n}: {title}"])
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story, head.format(n=count - number, title=story.title))
        page.add(byline(site, facts, story, "{date}") + f" | {site.rng.randint(18, 95)} min", "dateline", 0)
        page.body(story)
        if stamps:
            for minute in (0, 7, 21):
                page.add(
                    f"{minute:02}:{site.rng.randint(10, 59)} {sentence_case(site.rng.choice(story.tags))}",
                    "list_item",
                    0,
                    "• ",
                    1,
                )
        if links:
            page.add("Listen on: Tidecast | Podsea | RSS", "other")
        page.close()


@family("held_out", words=(20, 300), items=(4, 20))
def forum(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Posts of a thread: who, since when, number, text, reply."""
    page.add(own_words(site.rng, 10).title, "page_header")
    numbered_posts = site.chance(0.5)
    below = site.rng.choice(["Reply Quote", "Like (3)", "Report post", "Reply", "↑ 2"])
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(byline(site, facts, story, "{author}"), "byline")
        page.add(f"Joined: {written(story.published - timedelta(900), '{mon} {y}', 'en')}", "other", 0)
        page.add(f"Posts: {site.rng.randint(2, 9000):,}", "other", 0)
        page.add((f"#{number + 1} · " if numbered_posts else "") + byline(site, facts, story, "{date}"), "dateline")
        page.body(story)
        page.add(below, "other")
        page.close()


@family("tune")
def byline_below(page: Page, site: Furniture, stories: list[Story]) -> None:
    sign = site.rng.choice(
        [
            "By {author}, {outlet}",
            "— {author}",
            "{author} | {date}",
            "Text: {author}",
            "({author}, {date})",
            "Reporting by {author}; editing by the night desk",
        ]
    )
    tags = site.chance(0.4)
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story)
        full_text(page, site, story)
        page.add(byline(site, facts, story, sign), "byline")
        if tags:
            page.add(f"Tags: {', '.join(story.tags)}", "tags", 0)
        page.close()
        site.between(number)


@family("held_out", words=(150, 900), items=(3, 7))
def long_reads(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Whole features with many sub-headings, deck and byline at the top of each."""
    above = site.rng.choice(["By {author}", "Words by {author}", "{author} reports from {place}", "By {author} – {date}"])
    bio = site.chance(0.5)
    for story in stories:
        facts = page.open()
        page.title(story, gap=2)
        page.add(story.deck, "subtitle", 0)
        page.add(byline(site, facts, story, above), "byline")
        parts = []
        for number, part in enumerate(story.parts):
            if number and number % 3 == 0 and part[0] == "body":
                parts.append(("heading", own_words(site.rng, 8).title if site.chance(0.3) else site.rng.choice(_SUBHEADINGS)))
            parts.append(part)
        page.body(Story(**{**story.__dict__, "parts": parts}))
        if bio:
            page.add(f"{story.author} is a writer who lives in {story.place}.", "other")
        page.close()


_SUBHEADINGS = [
    "The first winter",
    "What the papers show",
    "A way out?",
    "Numbers",
    "Back at the quay",
    "How we got here",
    "Who pays",
    "Epilogue",
]

# Other languages.

_ABOVE = {
    "de": ["Veröffentlicht am {date} von {author}",
           "{date} von {author}", "Von {author} | {date}", "{date}", "Geschrieben von {author} am {date}"],
    "fr": ["Publié le {date} par {author}", "Par {author} – {date}", "{date}", "Par {author}, le {date}"],
    "es": ["Publicado el {date} por {author}", "Por {author} | {date}", "{date}", "{author} – {date}"],
    "ru": ["{date}", "{author}, {date}", "Автор: {author} | {date}", "Опубликовано {date}"],
    "ja": ["{date}", "投稿日：{date} 投稿者：{author}", "{author}｜{date}"],
}  # fmt: skip
_BELOW = {
    "de": ["Veröffentlicht unter {tags} | {comments}", "Kategorie: {tags}", "Schlagwörter: {tags}", "{comments}"],
    "fr": ["Publié dans {tags} | {comments}", "Catégories : {tags}", "{comments}"],
    "es": ["Publicado en {tags} | {comments}", "Categorías: {tags}", "{comments}"],
    "ru": ["Рубрика: {tags} | {comments}", "Метки: {tags}", "{comments}"],
    "ja": ["カテゴリー：{tags} | {comments}", "タグ：{tags}", "{comments}"],
}  # fmt: skip


def _blog(page: Page, site: Furniture, stories: list[Story]) -> None:
    above, below = site.rng.choice(_ABOVE[site.language]), site.rng.choice(_BELOW[site.language] + [""])
    for number, story in enumerate(stories):
        facts = page.open()
        page.title(story)
        page.add(byline(site, facts, story, above), "byline", site.tight)
        full_text(page, site, story)
        page.add(byline(site, Facts(), story, below), "tags")
        page.close()
        site.between(number)


def _teasers(page: Page, site: Furniture, stories: list[Story]) -> None:
    kicker, below = site.chance(0.5), site.chance(0.5)
    stamp = site.rng.choice(_ABOVE[site.language])
    for number, story in enumerate(stories):
        facts = page.open()
        if kicker:
            page.add(story.tags[0], "tags")
        page.title(story, gap=0 if kicker else 1)
        if not below:
            page.add(byline(site, facts, story, stamp), "byline", 0)
        page.add(excerpt(story, site, "…"), "body", 0)
        if below:
            page.add(byline(site, facts, story, stamp), "byline", 0)
        page.close()
        page.add(site.read_more, "promo", 0)
        site.between(number, 0.05)


@family("tune", languages=("de",), words=(40, 600))
def german_blog(page: Page, site: Furniture, stories: list[Story]) -> None:
    _blog(page, site, stories)


@family("held_out", languages=("fr", "es"), words=(40, 600))
def romance_blog(page: Page, site: Furniture, stories: list[Story]) -> None:
    _blog(page, site, stories)


@family("tune", languages=("es", "fr"), words=(30, 150), items=(4, 18))
def romance_teasers(page: Page, site: Furniture, stories: list[Story]) -> None:
    _teasers(page, site, stories)


@family("held_out", languages=("de",), words=(30, 150), items=(4, 18))
def german_teasers(page: Page, site: Furniture, stories: list[Story]) -> None:
    _teasers(page, site, stories)


@family("tune", languages=("ru",), words=(30, 250), items=(4, 15))
def russian_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    """The time, the headline, the text."""
    stamp = site.rng.choice(["{time}", "{date}", "{time} | {tag}", "{date} {time}"])
    for number, story in enumerate(stories):
        facts = page.open()
        page.add(byline(site, facts, story, stamp), "dateline")
        page.title(story, gap=0)
        page.body(story)
        page.close()
        site.between(number, 0.05)


@family("held_out", languages=("ru", "ja"), words=(40, 400))
def non_latin_blog(page: Page, site: Furniture, stories: list[Story]) -> None:
    _blog(page, site, stories)


@family("tune", languages=("ja",), words=(30, 200), items=(4, 15))
def japanese_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    for story in stories:
        facts = page.open()
        page.title(story, bullet=site.rng.choice(["■ ", ""]))
        page.add(byline(site, facts, story, "（{date}）"), "dateline", 0)
        page.body(story)
        page.close()


# One article, or none.


def _one_head(page: Page, site: Furniture, story: Story) -> None:
    facts = page.open()
    page.title(story)
    if site.chance(0.4):
        page.add(story.deck, "subtitle", 0)
    page.add(
        byline(site, facts, story, site.rng.choice(["By {author}", "By {author} | {date}", "{date}", "{author}\n{date}"])),
        "byline",
        0,
    )
    caption(page, site, story, 0.3)


@family("tune", words=(500, 900), items=(1, 1), single=True)
def single_with_headings(page: Page, site: Furniture, stories: list[Story]) -> None:
    _one_head(page, site, stories[0])
    for number, part in enumerate(stories[0].parts):
        if number and number % 2 == 0:
            page.add(own_words(site.rng, 8).title if site.chance(0.5) else site.rng.choice(_SUBHEADINGS), "heading")
        page.add(part[1], part[0])
    page.close()


@family("held_out", words=(200, 700), items=(1, 1), single=True)
def single_with_teasers(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One article, then three to eight teasers of others, with a line of text each."""
    _one_head(page, site, stories[0])
    full_text(page, site, stories[0])
    page.close()
    page.add(site.related, "promo", 2)
    for _ in range(site.rng.randint(3, 8)):
        other = own_words(site.rng, 15)
        if site.chance(0.3):
            page.add(site.date(other.published), "promo")
        page.add(other.title, "promo")
        if site.chance(0.7):
            page.add(" ".join(other.body[0].split()[: site.rng.randint(8, 22)]) + "…", "promo", 0)


@family("tune", words=(40, 120), items=(4, 9), single=True)
def single_listicle(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One article in numbered parts, with an introduction, an author and a conclusion."""
    whole = own_words(site.rng, 60)
    _one_head(
        page,
        site,
        Story(
            **{
                **whole.__dict__,
                "title": f"{len(stories)} {site.rng.choice(['ways', 'reasons', 'places'])} to cross the Lower Tarn",
            }
        ),
    )
    page.body(whole)
    for number, story in enumerate(stories, 1):
        page.add(f"{number}. {site.rng.choice(_SUBHEADINGS)} {story.tags[0].lower()}", "heading")
        for words in story.body[:2]:
            page.add(words, "body")
    page.add("Conclusion", "heading")
    page.add(whole.body[0], "body")
    page.close()


@family("held_out", words=(40, 120), items=(4, 9), single=True)
def single_interview(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One interview: the same two people throughout."""
    whole = own_words(site.rng, 60)
    _one_head(page, site, whole)
    page.body(whole)
    one, two = whole.outlet, whole.author.split()[0]
    shape = site.chance(0.5)
    for story in stories:
        question = f"{story.deck} What do you make of it?"
        page.add(f"{one}: {question}" if shape else question, "body" if shape else "heading")
        for number, words in enumerate(story.body[:2]):
            page.add(f"{two}: {words}" if shape and not number else words, "body")
    page.close()


@family("held_out", words=(150, 600), items=(1, 1), single=True)
def single_with_comments(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One article, then what readers said about it."""
    _one_head(page, site, stories[0])
    page.body(stories[0])
    page.close()
    page.add(f"{site.rng.randint(3, 90)} comments", "comments", 2)
    for _ in range(site.rng.randint(3, 10)):
        other = own_words(site.rng, 25)
        page.add(f"{other.author} says:" if site.chance(0.5) else other.author, "comments")
        page.add(site.date(other.published), "comments", 0)
        page.add(other.body[0], "comments")
        page.add("Reply", "comments", 0)


@family("tune", words=(300, 900), items=(1, 1), languages=("de", "fr", "es", "ru"), single=True)
def single_foreign(page: Page, site: Furniture, stories: list[Story]) -> None:
    facts = page.open()
    page.title(stories[0])
    page.add(byline(site, facts, stories[0], site.rng.choice(_ABOVE[site.language])), "byline")
    full_text(page, site, stories[0])
    page.close()
    page.add(site.related, "promo")
    site.links(site.other_titles(4), "promo")
