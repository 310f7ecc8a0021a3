"""Families written by somebody who had not read the parser, after kinds of pages that the other modules lack: logs, registers,
results, digests, wires, notices and channels. All are held out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from textwrap import wrap

from tests.pages.families import byline, caption, excerpt, family, full_text
from tests.pages.furniture import Furniture, written
from tests.pages.page import Page
from tests.pages.stories import Story, first_sentences, own_words

# What mail programs and old content systems print in English whatever the site's language is.
_SHORT_DAY = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def _handle(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isascii() and (letter.isalpha() or letter == " ")).replace(
        " ", "."
    )


def _lines_of(page: Page, label: str, words: str, stacked: bool) -> None:
    """A labelled fact, in one line or with its label above it."""
    if stacked:
        page.add(label.rstrip(": "), "other", 0)
        page.add(words, "other", 0)
    else:
        page.add(label + words, "other", 0)


# Logs and registers.


_OFFENCES = [
    "Larceny", "Noise complaint", "Suspicious vehicle", "Welfare check", "Found property", "Vandalism", "Animal complaint",
    "Collision, no injuries", "Alarm", "Trespass", "Fraud", "Disturbance", "Lost property", "Traffic stop", "Assault",
]  # fmt: skip
_STREETS = [
    "Quay Street", "Old Ferry Road", "Mole Lane", "Saltmarsh Avenue", "Station Square", "Route 9", "Lock Street",
    "Upper Tarn Road", "Granary Drive", "Customs House Alley", "Pilot Lane", "Beacon Hill",
]  # fmt: skip
_CALLS = [
    "A caller on {street} reported that a boat trailer had been moved overnight.",
    "Officers were sent to {street}, where nobody was found.",
    "A resident of {street} asked for advice about a neighbour's geese.",
    "A wallet was handed in; its owner lives on {street}.",
    "A driver was warned for speeding on {street}.",
    "A man, {age}, was arrested on {street} on a warrant from {place}.",
    "Two cars touched on {street}; no one was hurt.",
    "An alarm on {street} proved to be false.",
    "A woman, {age}, of {place} told police that tools worth ${sum} were taken from a shed off {street}.",
]


@family("held_out", words=(15, 90), items=(8, 30))
def police_log(page: Page, site: Furniture, stories: list[Story]) -> None:
    """The day above its calls; a call has a time, or what it was about and where."""
    page.add(
        site.rng.choice(["Police log", "Police blotter", "Public safety log", f"{stories[0].place} police calls"]), "page_header"
    )
    if site.chance(0.6):
        page.add(
            site.rng.choice(
                ["The following is taken from the department's public log. An arrest is not a conviction.",
                 f"These are some of the calls that {stories[0].place} police answered this week."]
            ),
            "other",
        )  # fmt: skip
    day_style = site.rng.choice(
        ["{weekday}, {month} {d}", "{weekday}", "{month} {d}", "{weekday}, {month} {d}, {y}", "{m}/{d}/{y}", "{MONTH} {d}"]
    )
    shape = site.rng.choice(["inline", "inline", "offence", "street", "stacked"])
    glue = site.rng.choice([": ", " – ", " "])
    totals, case_numbers = site.chance(0.3), site.chance(0.3)
    moment, day = stories[-1].published, None
    for number, story in enumerate(stories):
        if moment.date() != day:
            if day and totals:
                page.add(f"Calls for service: {site.rng.randint(11, 97)}", "other")
            day = moment.date()
            page.add(written(moment, day_style, "en"), "heading_of_section", 2)
        facts = page.open()
        if "{y}" in day_style:
            facts.published_on = day
        else:
            facts.date_is_partial = True
        offence, street, first = site.rng.choice(_OFFENCES), site.rng.choice(_STREETS), ""
        if shape == "inline":
            first = _clock(moment) + glue
        elif shape == "street":
            first = f"{street}, {_clock(moment)} — "
        elif shape == "stacked":
            page.add(_clock(moment), "dateline")
        else:
            page.title(replace(story, title=f"{offence}, {street}"))
            page.add(_clock(moment), "dateline", 0)
        call = site.rng.choice(_CALLS).format(
            street=street, age=site.rng.randint(18, 71), place=story.place, sum=site.rng.randint(40, 900)
        )
        # Most calls take a sentence; of some there is more to say.
        told = [f"{call} {story.body[0]}", *story.body[1:2]] if site.chance(0.5) else [call]
        for at, words in enumerate(told):
            page.add(("" if at else first) + words, "body", 0 if shape in {"offence", "stacked"} and not at else None)
        if case_numbers:
            page.add(f"Case {moment.year % 100}-{moment.timetuple().tm_yday:03}{number:02}", "other", 0)
        page.close()
        site.between(number, 0.04)
        moment += timedelta(minutes=site.rng.randint(15, 420))


_QUARTERS = ["First", "Second", "Third", "Fourth"]


@family("held_out", words=(25, 160), items=(5, 20))
def investor_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A company's announcements under the quarter they were made in, with the formats each can be had in."""
    page.add(site.rng.choice(["Investor news", "News releases", "Company news", "Regulatory announcements"]), "page_header")
    years = sorted({story.published.year for story in stories}, reverse=True)
    if site.chance(0.5):
        page.add(" ".join(["All years", *map(str, years)]), "navigation")
    heading = site.rng.choice(["Q{q} {y}", "{quarter} quarter {y}", "{y}, Q{q}", "{y}"])
    formats = site.rng.choice(
        [
            ["PDF Version", "Add to Briefcase"],
            ["View HTML"],
            [f"Download PDF ({site.rng.randint(48, 900)} KB)"],
            ["Read release"],
            [],
        ]
    )
    above, kinds, lead = site.chance(0.6), site.chance(0.4), site.chance(0.3)
    last = ""
    for number, story in enumerate(stories):
        quarter = (story.published.month - 1) // 3
        name = heading.format(q=quarter + 1, y=story.published.year, quarter=_QUARTERS[quarter])
        if name != last:
            page.add(name, "heading_of_section", 2)
            last = name
        facts = page.open()
        if above:
            page.add(byline(site, facts, story, "{date}"), "dateline")
        if kinds:
            page.add(site.rng.choice(["Corporate", "Results", "Financing", "Board changes"]), "tags", 0)
        page.title(story, gap=0 if above else None)
        if not above:
            page.add(byline(site, facts, story, "{date}"), "dateline", 0)
        # The paper is signed where it was issued, on the same day.
        start = f"{story.place}, {written(story.published, '{month} {d}, {y}', 'en')} /Northwire/ -- " if lead else ""
        page.add(start + (excerpt(story, site, "...") if number % 2 else story.body[0]), "body")
        for word in formats:
            page.add(word, "share", 0, "• ", 1)
        page.close()


_REPORTS = {
    "en": ("Format: ", "Situation Report", "Source: ", "Posted: ", "Highlights", "Download report", "MB"),
    "fr": ("Format : ", "Rapport de situation", "Source : ", "Publication : ", "Faits saillants", "Télécharger le rapport", "Mo"),
    "es": ("Formato: ", "Informe de situación", "Fuente: ", "Publicado: ", "Puntos destacados", "Descargar el informe", "MB"),
}


@family("held_out", languages=("en", "en", "fr", "es"), words=(40, 350), items=(5, 16), real_texts=False)
def situation_reports(page: Page, site: Furniture, stories: list[Story]) -> None:
    """Reports of aid agencies under the name of a country: format, source and day as labelled facts, then the text."""
    label, kind, source, posted, highlights, download, unit = _REPORTS[site.language]
    colon = " : " if site.language == "fr" else ": "
    counted, prefixed, stacked = site.chance(0.5), site.chance(0.5), site.chance(0.3)
    facts_below, listed, files = site.chance(0.3), site.chance(0.4), site.chance(0.6)
    issue = site.rng.randint(2, 60) if site.chance(0.6) else None
    by_place = groupby(sorted(stories, key=lambda story: story.place), lambda story: story.place)
    for place, group in by_place:
        mine = list(group)
        page.add(f"{place} ({len(mine)})" if counted else place, "heading_of_section", 2)
        for at, story in enumerate(mine):
            facts = page.open()
            number = f" – {kind} No. {issue + len(mine) - at}" if issue else ""
            page.title(story, (place + colon if prefixed else "") + story.title + number)
            labelled = [(label, kind), (source, story.outlet), (posted, byline(site, facts, story, "{date}"))]
            if not facts_below:
                for name, words in labelled:
                    _lines_of(page, name, words, stacked)
            if listed:
                page.add(highlights, "heading")
                for _ in range(site.rng.randint(2, 4)):
                    page.add(own_words(site.rng, 8, site.language).deck, "list_item", 0, "• ", 1)
            page.body(story)
            if facts_below:
                for name, words in labelled:
                    _lines_of(page, name, words, stacked)
            if files:
                page.add(f"{download} (PDF | {site.rng.randint(1, 9)}.{site.rng.randint(0, 9)} {unit})", "share")
            page.close()


# Results.


_CLUBS = ["United", "Rovers", "Town", "Athletic", "Wanderers", "Rowing Club", "Albion", "City Reserves"]


@family("held_out", words=(40, 350), items=(4, 12))
def match_reports(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A score, scorers and a report; results without a report in between, a table at the end."""
    leagues = iter(
        site.rng.sample(["Premier Division", "First Division", "Tarn Cup, second round", "Women's League", "Youth"], 5)
    )
    shape = site.rng.choice(["score", "score", "kicker", "versus"])
    scorers, gate, signed, when = site.chance(0.6), site.chance(0.5), site.chance(0.3), site.chance(0.3)
    clubs: list[str] = []
    for number, story in enumerate(stories):
        if number % 4 == 0:
            page.add(next(leagues, "Friendlies"), "heading_of_section", 2)
        one, two = site.rng.sample(_CLUBS, 2)
        home, away = f"{story.place} {one}", f"{own_words(site.rng, 8).place} {two}"
        clubs.append(home)
        goals_home, goals_away = site.rng.randint(0, 5), site.rng.randint(0, 4)
        score = site.rng.choice([f"{home} {goals_home}-{goals_away} {away}", f"{home} {goals_home} {away} {goals_away}"])
        facts = page.open()
        if shape == "score":
            page.title(replace(story, title=score))
        elif shape == "kicker":
            page.add(score.upper(), "other")
            page.title(story, gap=0)
        else:
            page.title(replace(story, title=f"{home} v {away}"))
            page.add(f"{goals_home} – {goals_away} (half-time {goals_home // 2} – {goals_away // 2})", "other", 0)
        if when:
            page.add(byline(site, facts, story, "{date}"), "dateline", 0)
        if signed:
            page.add(byline(site, facts, story, "{author} at {place}"), "byline", 0)
        if scorers and goals_home + goals_away:
            names = [own_words(site.rng, 8).author.split()[-1] for _ in range(goals_home + goals_away)]
            goals = [f"{name} {site.rng.randint(1, 90)}" for name in names]
            page.add("Scorers: " + ", ".join(goals), "other", 0)
        page.body(story)
        if gate:
            page.add(f"Att: {site.rng.randint(60, 9000):,}. Referee: {own_words(site.rng, 8).author}.", "other")
        page.close()
        if site.chance(0.25):
            page.add("Other results", "navigation")
            for _ in range(site.rng.randint(2, 5)):
                names = [own_words(site.rng, 8).place for _ in range(2)]
                page.add(f"{names[0]} {site.rng.randint(0, 4)} {names[1]} {site.rng.randint(0, 4)}", "navigation", 0)
    if site.chance(0.6):
        page.add("Pos Club P W D L Pts", "navigation", 2)
        for place, club in enumerate(dict.fromkeys(clubs), 1):
            won = max(0, 14 - place)
            page.add(f"{place} {club} 22 {won} 4 {18 - won} {3 * won + 4}", "navigation", 0)


# Digests and briefings.


_EMOJI = [*"🚢🌉⚓🏛📉📈🔌🐟🌾🗳🚆🏥🎭📚🧭🛠🚌💧🪙🧾", "⚖️", "🌧️", "✈️"]


@family("held_out", words=(30, 150), items=(5, 14))
def emoji_briefing(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A morning mail: a picture of one character opens each item; a sponsor's message and the weather stand among them."""
    morning = stories[0].published
    page.add(f"☕ Good morning, {stories[0].place}. It's {written(morning, '{weekday}, {month} {d}', 'en')}.", "page_header")
    page.add(f"Today's edition is {site.rng.randint(500, 1400)} words, a {site.rng.randint(2, 6)}-minute read.", "other")
    same = site.rng.choice(["👉", "🔹", "➡️", "📌"]) if site.chance(0.35) else None
    shape = site.rng.choice(["own", "own", "alone", "inline", "behind"])
    signs = [same] * len(stories) if same else site.rng.sample(_EMOJI, len(stories))
    sponsor_at = site.rng.randrange(len(stories)) if site.chance(0.6) else None
    points, sources = site.chance(0.4), site.chance(0.5)
    for number, (story, sign) in enumerate(zip(stories, signs, strict=True)):
        facts = page.open()
        body = story.body[:2]
        if shape == "own":
            page.title(story, f"{sign} {story.title}")
        elif shape == "behind":
            page.title(story, f"{story.title} {sign}")
        elif shape == "alone":
            page.add(sign, "other")
            page.title(story, gap=site.tight)
        else:
            facts.title = story.title
            stop = " " if story.title[-1] in "?!.”" else ". "
            page.add(f"{sign} {story.title}{stop}{body[0]}", "body")
            body = body[1:]
        for at, words in enumerate(body):
            page.add(words + (f" ({story.outlet})" if sources and at == len(body) - 1 else ""), "body")
        if points:
            for _ in range(site.rng.randint(0, 3)):
                page.add(first_sentences(own_words(site.rng, 12).body[0], 8), "list_item", 0, "• ", 1)
        page.close()
        if number == sponsor_at:
            page.add(site.rng.choice(["A MESSAGE FROM OUR PARTNER", "TOGETHER WITH"]), "promo", 2)
            page.add(f"{story.outlet.removeprefix('The ')} Savings", "promo")
            page.add("Your money sleeps in one harbour. Ours crosses. Open an account by Friday and we pay the toll.", "promo")
    if site.chance(0.5):
        page.add(f"🌤️ Weather: showers, high of {site.rng.randint(3, 29)}. Tide at {_clock(morning)}", "other", 2)
    page.add(
        site.rng.choice(["👍 👎 Tell us what you think of today's briefing", "Was this mail forwarded to you? Sign up here."]),
        "promo",
    )


@family("held_out", words=(20, 250), items=(4, 14))
def list_digest(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A mailing list's digest: subjects first, then each message with its header, quotations of others and a signature."""
    name = site.rng.choice(["tarn-talk", "pilots", "mudflats-announce", "ferry-history"])
    page.add(f"{name} Digest, Vol {site.rng.randint(3, 190)}, Issue {site.rng.randint(1, 40)}", "page_header")
    if site.chance(0.6):
        page.add(f"Send {name} mailing list submissions to {name}@lists.example", "other")
        page.add("When replying, please edit your Subject line so it is more specific than the digest's own.", "other")
    stories = stories[::-1]
    replies = [number > 0 and site.chance(0.4) for number in range(len(stories))]
    subjects = [f"{'Re: ' if reply else ''}{story.title}" for story, reply in zip(stories, replies, strict=True)]
    page.add("Today's Topics:", "navigation")
    for number, (story, subject) in enumerate(zip(stories, subjects, strict=True), 1):
        page.add(f"{subject} ({story.author})", "navigation", 0, f"{number}. ", 1)
    page.add("-" * 70, "other")
    more = site.rng.sample(["To", "Message-ID", "Content-Type", "Cc"], site.rng.randint(0, 4))
    tag = f"[{name}] " if site.chance(0.6) else ""
    width = site.rng.choice([None, None, 68, 72])
    counted, ruled, signed = site.chance(0.6), site.chance(0.8), site.chance(0.6)
    for number, (story, subject, reply) in enumerate(zip(stories, subjects, replies, strict=True), 1):
        facts = page.open()
        if counted:
            page.add(f"Message: {number}", "other")
        facts.published_on, facts.author = story.published.date(), story.author
        page.add(f"Date: {_mail_date(story.published)}", "dateline", None if not counted else 0)
        page.add(f"From: {story.author} <{_handle(story.author)} at {_handle(story.place)}.example>", "byline", 0)
        if "To" in more:
            page.add(f"To: {name}@lists.example", "other", 0)
        page.title(story, f"Subject: {tag}{subject}", gap=0)
        if "Cc" in more and reply:
            page.add(f"Cc: {stories[number - 2].author}", "other", 0)
        if "Message-ID" in more:
            page.add(f"Message-ID: <{site.rng.getrandbits(48):012x}@mail.example>", "other", 0)
        if "Content-Type" in more:
            page.add('Content-Type: text/plain; charset="utf-8"', "other", 0)
        if reply:
            before = stories[number - 2]
            page.add(f"On {_mail_date(before.published)}, {before.author} wrote:", "quote")
            for at, words in enumerate(wrap(first_sentences(before.body[-1], 20), width or 72)):
                page.add(f"> {words}", "quote", 0 if at else site.tight)
        for words in story.body:
            for at, line in enumerate(wrap(words, width, break_on_hyphens=False) if width else [words]):
                page.add(line, "body", 0 if at else None)
        if signed:
            page.add("--", "footer")
            page.add(story.author, "footer", 0)
        page.close()
        if ruled:
            page.add("-" * 30, "other")
    page.add(f"End of {name} Digest", "other")


def _mail_date(moment: datetime) -> str:
    return f"{_SHORT_DAY[moment.weekday()]}, {written(moment, '{d} {mon} {y} {h:02}:{min:02}', 'en')}:07 +0000"


@family("held_out", words=(30, 400), items=(4, 14))
def agency_slugs(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A wire as it leaves the agency: slug and word count, notes to editors, a dateline in the text, who wrote and edited it."""
    shape = site.rng.choice(["slug", "update", "bulletin"])
    notes, close = site.chance(0.4), site.rng.choice(["(END)", "ENDS", "-0-", ""])
    agency = site.rng.choice(["Northwire", "Tidepress", "MNA"])
    for number, story in enumerate(stories):
        facts = page.open()
        place, short = story.place, written(story.published, "{mon} {d}", "en")
        size = sum(len(words.split()) for words in story.body)
        if shape == "slug":
            slug = "-".join(word.upper() for word in [story.tags[0].split()[0], place.split()[0]])
            version = site.rng.choice(["", ", 1st Ld-Writethru"])
            page.add(f"{site.rng.choice('abcdfr')}{4100 - 13 * number} BC-{slug}{version},{size:04}", "other", 2)
            page.title(story, gap=0)
            if notes:
                page.add(
                    site.rng.choice(["Eds: Adds details, background.", f"Eds: RECASTS with quotes. With photo from {place}."]),
                    "other",
                    0,
                )
            page.add(byline(site, facts, story, "By {author}"), "byline", 0)
            page.add(f"{agency} writer", "other", 0)
            page.body(story, first=f"{place.upper()} ({agency}) _ ")
            page.add(close, "other")
        elif shape == "update":
            page.title(story, f"{site.rng.choice(['UPDATE 1-', 'RPT-', 'WRAPUP 2-', ''])}{story.title}", gap=2)
            page.add(byline(site, facts, story, "{date} | {time} GMT"), "dateline", 0)
            if notes:
                for _ in range(site.rng.randint(1, 4)):
                    page.add(f"* {own_words(site.rng, 8).deck.rstrip('.')}", "list_item", 0)
            page.body(story, first=f"{place.upper()}, {short} ({agency}) - ")
            page.add(byline(site, facts, story, "(Reporting by {author})"), "byline")
        else:
            page.add(f"{agency.upper()} {number + 101:03} {story.tags[0].upper()}", "other", 2)
            page.title(story, f"++ {story.title} ++", gap=0)
            facts.date_is_partial = True
            page.body(story, first=f"({agency}) - {place.upper()}, {short.upper()} - ")
            page.add(f"({agency}). {''.join(word[0] for word in story.author.split())}", "footer", 0)
        page.close()


# Signed shorts and notices.


@family("held_out", words=(60, 300), items=(4, 10))
def front_of_book(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A magazine's short pieces: a department, a title, opening words in capitals, the name at the last paragraph's end."""
    page.add(f"{written(stories[0].published, '{month} {y}', 'en')} issue", "page_header")
    departments = [
        "Dept. of Mud",
        "Objects",
        "The Ledger",
        "Postcard",
        "Overheard",
        "Small craft",
        "At the quay",
        "Tables for two",
    ]
    department, capitals, deck = site.chance(0.6), site.rng.choice([0, 3, 5]), site.chance(0.3)
    glue = site.rng.choice([" —", " — ", " ♦ "])
    drawn_by = site.chance(0.4)
    for number, story in enumerate(stories):
        facts = page.open()
        if department:
            page.add(departments[number % len(departments)].upper(), "tags", 2)
        page.title(story, gap=0 if department else 2)
        if deck:
            page.add(story.deck, "subtitle", 0)
        if drawn_by and site.chance(0.5):
            page.add(f"Illustration by {own_words(site.rng, 8).author}", "caption")
        words = story.body
        opening = words[0].split()
        words = [" ".join([word.upper() for word in opening[:capitals]] + opening[capitals:]), *words[1:]]
        words[-1] += glue + story.author
        facts.author = story.author
        for paragraph in words:
            page.add(paragraph, "body")
        page.close()
        site.between(number, 0.1)


_CAMPUS = {
    "en": ("Submitted by {author} on {when}", "{short}, {m:02}/{d:02}/{y}", "Read more about {title}", "Tags:"),
    "de": ("Gespeichert von {author} am {when}", "{d:02}.{m:02}.{y}", "Weiterlesen über {title}", "Schlagwörter:"),
    "fr": ("Soumis par {author} le {when}", "{d:02}/{m:02}/{y}", "En savoir plus sur {title}", "Mots-clés :"),
    "es": ("Enviado por {author} el {when}", "{d:02}/{m:02}/{y}", "Leer más sobre {title}", "Etiquetas:"),
}


@family("held_out", languages=("en", "en", "de", "fr", "es"), words=(30, 300), items=(4, 15), real_texts=False)
def campus_news(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A university's list of news: the picture's label, title, who submitted it, text, tags each in a line, a link that repeats
    the title.
    """
    submitted, day_style, more, tags = _CAMPUS[site.language]
    pictures, names, label, links = site.chance(0.4), site.chance(0.6), site.chance(0.5), site.chance(0.7)
    teasers = site.chance(0.6)
    for story in stories:
        facts = page.open()
        if pictures:
            page.add({"en": "Image", "de": "Bild"}.get(site.language, "Image"), "caption")
            caption(page, site, story, 0.5)
        page.title(story)
        day = day_style.replace("{short}", _SHORT_DAY[story.published.weekday()])
        moment = f"{written(story.published, day, site.language)} - {story.published:%H:%M}"
        facts.published_on = story.published.date()
        if names:
            facts.author = story.author
            page.add(submitted.format(author=story.author, when=moment), "byline", 0)
        else:
            page.add(moment, "dateline", 0)
        if teasers:
            page.add(excerpt(story, site, site.rng.choice([".", "…"])), "body")
        else:
            full_text(page, site, story)
        if label:
            page.add(tags, "tags")
            for tag in story.tags:
                page.add(tag, "tags", 0)
        page.close()
        if links:
            page.add(more.format(title=story.title), "promo", 0, "• ", 1)
            if site.language == "en" and site.chance(0.5):
                page.add("Log in to post comments", "promo", 0, "• ", 1)


_NOTICES = [
    "Coffee morning", "Flower rota", "Gift Aid", "Lent lunches", "Choir practice", "Annual meeting", "Food bank", "Tower appeal",
    "Confirmation classes", "Harvest supper", "Children's corner", "Churchyard working party", "Safeguarding", "Jumble sale",
    "Second collection", "Ferry to the island service", "Readers wanted", "Thank you",
]  # fmt: skip


@family("held_out", words=(20, 130), items=(5, 16))
def parish_bulletin(page: Page, site: Furniture, stories: list[Story]) -> None:
    """The week's services as a list, then notices: title in capitals on a line or before the text, whom to ask at the end."""
    page.add(site.rng.choice(["Parish bulletin", "Pew sheet", "This week at St Brannoc's"]), "page_header")
    page.add(written(stories[0].published, "{weekday} {d} {month} {y}", "en"), "page_header", 0)
    page.add(site.rng.choice(["Services this week", "Mass times", "Worship"]), "heading_of_section")
    for day in site.rng.sample(["Sunday", "Monday", "Wednesday", "Thursday", "Saturday (vigil)"], site.rng.randint(2, 5)):
        page.add(
            f"{day} {site.rng.randint(7, 11)}.{site.rng.choice(['00', '15', '30'])} {own_words(site.rng, 8).place}", "other", 0
        )
    if site.chance(0.5):
        names = [own_words(site.rng, 8).author for _ in range(site.rng.randint(2, 5))]
        page.add(f"We pray for the sick: {', '.join(names)}.", "other")
    page.add(site.rng.choice(["Notices", "Announcements", "For your diary"]), "heading_of_section", 2)
    shape = site.rng.choice(["line", "inline", "inline", "plain"])
    bullet = site.rng.choice(["• ", "", ""]) if shape == "inline" else ""
    glue = site.rng.choice([": ", " – ", ". "])
    asks = site.chance(0.6)
    stories = [replace(story, title=title) for story, title in zip(stories, site.rng.sample(_NOTICES, len(stories)), strict=True)]
    for story in stories:
        facts = page.open()
        first = ""
        if shape == "inline":
            facts.title = story.title
            first = story.title.upper().rstrip(".") + glue
        else:
            page.title(story, story.title.upper() if shape == "line" else None)
        for number, words in enumerate(story.body):
            mark = "" if number else bullet
            gap = site.tight if shape != "inline" and not number else None
            page.add(("" if number else first) + words, "body", gap, mark, len(bullet) // 2)
        if asks and site.chance(0.7):
            page.add(
                f"Please speak to {own_words(site.rng, 8).author} or ring 01632 960{site.rng.randint(100, 999)}.", "other", 0
            )
        page.close()


# Channels.


_CHANNEL = {
    "en": ("{n}K views", "Forwarded from ", "edited ", "pinned a message", "{month} {d}"),
    "ru": ("{n}K просмотров", "Переслано от ", "изменено ", "закрепил сообщение", "{d} {month}"),
    "es": ("{n}K vistas", "Reenviado de ", "editado ", "fijó un mensaje", "{d} de {month}"),
}  # fmt: skip


@family("held_out", languages=("ru", "ru", "en", "es"), words=(15, 160), items=(6, 20), real_texts=False)
def channel_posts(page: Page, site: Furniture, stories: list[Story]) -> None:
    """A messenger's channel: its name over every post, text, a preview of the linked page, reactions, views and the time."""
    views, forwarded, edited, pinned, day_style = _CHANNEL[site.language]
    name = site.site
    exported = site.chance(0.35)
    titled, signed = site.chance(0.5), site.chance(0.2)
    previews, reactions, tags = site.chance(0.4), site.chance(0.4), site.chance(0.3)
    last = None
    for story in reversed(stories):
        day = story.published.date()
        if not exported and day != last:
            page.add(written(story.published, day_style, site.language), "heading_of_section")
            last = day
        if site.chance(0.04):
            page.add(f"{name} {pinned}", "other")
        facts = page.open()
        if exported:
            facts.published_on = day
            page.add(f"{name}, [{written(story.published, '{d:02}.{m:02}.{y} {h:02}:{min:02}', site.language)}]", "dateline")
        else:
            facts.date_is_partial = True
            page.add(name, "other")
        if site.chance(0.1):
            page.add(forwarded + own_words(site.rng, 8, site.language).outlet, "other", 0)
        if titled:
            page.title(story, gap=0)
        page.body(story)
        if tags:
            page.add(" ".join(f"#{tag.replace(' ', '_')}" for tag in story.tags), "tags")
        if previews and site.chance(0.5):
            other = own_words(site.rng, 12, site.language)
            page.add(other.outlet, "promo")
            page.add(other.title, "promo", 0)
            page.add(excerpt(other, site, "…"), "promo", 0)
        if reactions:
            page.add(
                " ".join(f"{sign} {site.rng.randint(2, 900)}" for sign in site.rng.sample(["👍", "🔥", "😢", "🤔", "👏"], 3)),
                "other",
            )
        if not exported:
            if signed:
                facts.author = story.author
            count = views.format(n=f"{site.rng.randint(1, 90)}.{site.rng.randint(1, 9)}")
            by = f"{story.author}, " if signed else ""
            page.add(
                f"{count} {by}{edited if site.chance(0.1) else ''}{story.published:%H:%M}", "byline" if signed else "dateline", 0
            )
        page.close()


# One article.


@family("held_out", words=(250, 700), items=(1, 1), single=True)
def single_release(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One announcement with points at its top, then notes, what the companies are, contacts, and other announcements."""
    story = stories[0]
    page.add(site.rng.choice(["Newsroom", "Press release", "Media centre"]), "page_header")
    facts = page.open()
    above = site.chance(0.6)
    if above:
        page.add(byline(site, facts, story, "{date}"), "dateline")
    page.title(story)
    if site.chance(0.5):
        for _ in range(site.rng.randint(2, 4)):
            page.add(own_words(site.rng, 8).deck.rstrip("."), "list_item", 0, "• ", 1)
    caption(page, site, story, 0.4)
    issued = "" if above else f", {byline(site, facts, story, '{date}', date_style='{d} {month} {y}')}"
    page.body(story, first=f"{story.place.upper()}{issued} – ")
    page.add(site.rng.choice(["###", "ENDS", "– Ends –"]), "other")
    for company in [story.outlet, *(own_words(site.rng, 8).outlet for _ in range(site.rng.randint(0, 2)))]:
        page.add(f"About {company}", "footer")
        page.add(
            f"{company} has served the Lower Tarn since {site.rng.randint(1850, 1999)}. {own_words(site.rng, 40).body[0]}",
            "footer",
        )
    if site.chance(0.5):
        page.add("Forward-looking statements", "footer")
        page.add("This release contains statements about the future. Events may differ from what is expected here, and nobody "
                 "undertakes to correct these statements when they do.", "footer")  # fmt: skip
    page.add("Media contact", "footer")
    page.add(own_words(site.rng, 8).author, "footer", 0)
    page.add(f"press@{_handle(story.place)}.example", "footer", 0)
    page.close()
    page.add(site.rng.choice(["More releases", "Latest news", "You might also be interested in"]), "promo", 2)
    for other in _others(site):
        page.add(site.date(other.published), "promo")
        page.add(other.title, "promo", 0)
        if site.chance(0.5):
            page.add(other.deck, "promo", 0)


def _others(site: Furniture) -> Iterator[Story]:
    """Articles that are not on the page."""
    for _ in range(site.rng.randint(3, 6)):
        yield own_words(site.rng, 15)


@family("held_out", words=(25, 110), items=(5, 14), single=True)
def single_timeline(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One article of many days: each a date as its heading and a paragraph or two."""
    whole = own_words(site.rng, 60)
    title = site.rng.choice(["Timeline: ", "Key dates: ", ""]) + whole.title
    facts = page.open()
    page.title(replace(whole, title=title))
    if site.chance(0.4):
        page.add(whole.deck, "subtitle", 0)
    page.add(
        byline(site, facts, whole, site.rng.choice(["By {author}", "{author} | {date}", "By {author}, {date}"])), "byline", 0
    )
    caption(page, site, whole, 0.4)
    page.body(whole)
    style = site.rng.choice(["{d} {month} {y}", "{month} {d}, {y}", "{month} {y}", "{y}", "{mon} {d}", "{weekday}, {month} {d}"])
    named, moment = site.chance(0.3), whole.published - timedelta(days=4000)
    for story in stories:
        moment += timedelta(days=site.rng.randint(20, 280) if "{y}" in style else site.rng.randint(1, 20))
        stamp = written(moment, style, "en")
        page.add(f"{stamp} – {story.title}" if named else stamp, "heading")
        for words in story.body[:2]:
            page.add(words, "body", site.tight)
        caption(page, site, story, 0.1)
    page.close()
    page.add(site.related, "promo")
    site.links(site.other_titles(3), "promo")


_CHAPTERS = ["History", "Geography", "Operation", "Fleet", "Incidents", "Economy", "In popular culture", "Reception", "Legacy"]


@family("held_out", words=(40, 220), items=(4, 9), single=True)
def single_reference(page: Page, site: Furniture, stories: list[Story]) -> None:
    """One entry of an encyclopaedia: contents, chapters that can be edited, references with names and dates of others."""
    whole = own_words(site.rng, 80)
    kind = site.rng.choice(["Ferry", "Harbour", "Canal", "Lighthouse", "Tramway", "Power Station"])
    page.open()
    page.title(replace(whole, title=f"{whole.place} {kind}"))
    page.add(site.rng.choice(["From the open encyclopaedia of the Tarn", "Article Talk Read Edit View history"]), "other", 0)
    if site.chance(0.5):
        for name, value in [("Opened", str(site.rng.randint(1790, 1990))), ("Owner", whole.outlet), ("Location", whole.place)]:
            page.add(f"{name} {value}", "other", 0)
    page.body(whole)
    chapters = site.rng.sample(_CHAPTERS, min(len(stories), len(_CHAPTERS)))
    if site.chance(0.7):
        page.add("Contents", "navigation")
        for number, chapter in enumerate(chapters, 1):
            page.add(f"{number} {chapter}", "navigation", 0, "• ", 1)
    edit = site.rng.choice(["[edit]", " [edit]", ""])
    for chapter, story in zip(chapters, stories, strict=True):
        page.add(chapter + edit, "heading")
        for number, words in enumerate(story.body):
            page.add(f"{words}[{site.rng.randint(1, 40)}]" if site.chance(0.5) else words, "body")
            if not number and site.chance(0.3):
                page.add(own_words(site.rng, 8).title + edit, "heading")
                page.add(own_words(site.rng, 30).body[0], "body")
    page.add("References" + edit, "footer")
    for number in range(1, site.rng.randint(4, 12)):
        source = own_words(site.rng, 8)
        said = f"{source.author} ({written(source.published, '{d} {month} {y}', 'en')}). “{source.title}”. {source.outlet}."
        page.add(f"^ {said}", "footer", 0, f"{number}. ", 1)
    page.close()
    page.add("See also", "navigation")
    site.links([f"{own_words(site.rng, 8).place} {kind}" for _ in range(4)], "navigation")
    page.add("Categories: " + " | ".join(site.rng.sample(_CHAPTERS, 3)), "navigation")
