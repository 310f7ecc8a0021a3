"""Pages that no layout knows: how many articles are on them, where each begins, and why."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import parse_text
from tests.transforms.test_batch_properties import BRIDGE, FERRY, MUD
from transforms.layouts import generic
from transforms.validate import Tables

TITLES = [
    "Ferry to Orrin Bay closed for the third time", "Council of Quill votes on its last bridge",
    "Nobody wants the mud of Lower Tarn", "Why the night train to Karst no longer stops",
    "Pilots of Harrow turn down the new timetable",
]  # fmt: skip
# One article's paragraphs speak of one thing, those of a list of many.
SUBJECTS = [
    "The ferry line was shut on Tuesday after its chain broke, the harbour master said, and nobody knows who will pay for it.",
    "Masons found cracks in two of the nine arches last winter, so lorries must go round by Quill until the inquiry is over.",
    "Dredgers brought up more silt in March than in the whole of last year, and farmers upriver have refused to take any of it.",
    "Passengers now change at Karst Junction, where the waiting room has been locked since the stationmaster retired in May.",
    "Crews voted against longer shifts by a wide margin, though the company had offered bonuses for work on holidays and nights.",
]
DAYS = ["March 7, 2024", "March 6, 2024", "March 5, 2024", "March 3, 2024", "February 29, 2024"]


def titles_of(tables: Tables) -> list[str | None]:
    return tables["articles"].sort("article_number")["title"].to_list()


def page(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def items(*lines: str) -> str:
    """Five articles; in a line, {title}, {day}, {text} stand for what is the article's own."""
    return page(
        *[
            "\n\n".join(line.format(title=title, day=day, text=text) for line in lines)
            for title, day, text in zip(TITLES, DAYS, SUBJECTS, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (["{title}", "{day}", "{text}"], "date"),
        (["{day}", "{title}", "{text}"], "date"),
        (["{title}", "{text}", "{day} • 4 min read"], "date"),
        (["{title}", "Mara Elsworthy, 3 hours ago", "{text}"], "date"),
        (["14:05", "{title}", "{text}"], "clock"),
        (["{title}", "By Mara Elsworthy", "{text}"], "byline"),
        (["{title}", "{text}", "By Mara Elsworthy"], "byline"),
        (["{title}", "{text}", "Read more"], "more"),
        (["{title}", "{text}", "(The Harrow Ledger)"], "sign"),
        (["{title}", "{text}", "* * *"], "separator"),
        (["{title}", "ORRIN BAY, {day} – {text}"], "dateline"),
        (["{title}", "{text}", "Diskussion öffnen"], "same_words"),
        (["{title}", "{text}"], "headline"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_repeats_beside_the_texts_parts_a_list(lines: list[str], rule: str) -> None:
    lines_of_page = generic_page(items(*lines))
    assert titles_of(lines_of_page) == TITLES
    bodies = [f"ORRIN BAY, {day} – {text}" if rule == "dateline" else text for day, text in zip(DAYS, SUBJECTS, strict=True)]
    assert lines_of_page["articles"].sort("article_number")["body_text"].to_list() == bodies


def generic_page(text: str) -> Tables:
    tables = parse_text(text, layouts=[generic])
    assert tables["pages"]["layout_name"].to_list() == ["generic"]
    return tables


def test_a_list_keeps_what_stands_above_and_below_it_out_of_its_articles() -> None:
    text = page("Tarn Watch", "News\nSport\nContact", items("{title}", "{day}", "{text}"), "Older posts",
                "Most read", *TITLES[:2], "Archives\nMarch 2024\nFebruary 2024\nJanuary 2024", "© Tarn Watch")  # fmt: skip
    tables = generic_page(text)
    assert titles_of(tables) == TITLES
    assert tables["articles"].sort("article_number")["body_text"].to_list() == SUBJECTS
    assert tables["articles"].sort("article_number")["published_on"].cast(pl.String).to_list() == [
        "2024-03-07", "2024-03-06", "2024-03-05", "2024-03-03", "2024-02-29"]  # fmt: skip


SECTIONS = ["Where the chain broke", "What the ferry costs", "Who runs it now", "What comes next"]
# Sub-headings of one article: its subject is in every section.
PARTS = [f"{head}\n\n{text} The passengers of the ferry wait." for head, text in zip(SECTIONS, SUBJECTS, strict=False)]
ONE = page("Why the ferry to Orrin Bay stands still", "By Mara Elsworthy", "March 7, 2024", FERRY, *PARTS)


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        page(ONE.strip(), "3 Comments", *[f"Ivo Brandt\n\n{day}\n\n{text}" for day, text in zip(DAYS, SUBJECTS, strict=True)]),
        page(ONE.strip(), *[f"{text}\n\nAdvertisement" for text in (FERRY, BRIDGE, MUD)]),
        page(ONE.strip(), *[f"{number}. Step\n\n{text}" for number, text in enumerate(SUBJECTS)]),
        page(ONE.strip(), *[text for text in SUBJECTS for _ in range(2)], "Related articles", *TITLES[:3]),
    ],
    ids=["sub_headings", "comments", "advertisements", "steps", "related"],
)
def test_what_repeats_in_one_article_does_not_cut_it(text: str) -> None:
    tables = generic_page(text)
    assert titles_of(tables) == ["Why the ferry to Orrin Bay stands still"]
    article = tables["articles"].row(0, named=True)
    assert (article["authors"], str(article["published_on"])) == (["Mara Elsworthy"], "2024-03-07")
    assert article["body_text"].startswith(FERRY)
    assert "Advertisement" not in article["body_text"]
    assert "Ivo Brandt" not in article["body_text"]


def test_menus_and_footers_are_no_text_of_the_article() -> None:
    menu = "\n".join(f"• {name}" for name in ("News", "Sport", "Culture", "Jobs", "Letters", "Weather", "About us"))
    text = page(menu, "Ferry to Orrin Bay closed again", FERRY, BRIDGE, "Subscribe to our newsletter",
                "About the author", "Mara Elsworthy has covered harbours since 2003 and keeps two boats of her own at Quill.",
                menu, "© 2024 Tarn Watch. All rights reserved.")  # fmt: skip
    article = generic_page(text)["articles"].row(0, named=True)
    assert (article["title"], article["body_text"]) == ("Ferry to Orrin Bay closed again", f"{FERRY}\n{BRIDGE}")


def test_a_wet_page_names_its_title_in_the_first_line() -> None:
    text = "\n".join(["Who pays for the mud? - Tarn Watch", "News", "Sport", "Who pays for the mud?", "Harbours", MUD, FERRY])
    article = generic_page(text)["articles"].row(0, named=True)
    assert (article["title"], article["body_text"]) == ("Who pays for the mud?", f"{MUD}\n{FERRY}")


@pytest.mark.parametrize(
    ("head", "authors", "day"),
    [
        ("Ferry late again\n\nMara Elsworthy\n\nMarch 7, 2024", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\nTarn Watch Daily\n\nUpdated March 7, 2024", [], None),
        ("March 7, 2024\n\nFerry late again", [], "2024-03-07"),
        ("Ferry late again\n\nBy Mara ElsworthyPublished: March 7, 2024", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\n03/04/2024", [], None),
        ("Ferry late again", [], None),
        # A label on the line before belongs to the name or date.
        ("Ferry late again\n\nBy\n\nMara Elsworthy\n\nMarch 7, 2024", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\nWritten by:\n\nHarrow Harbour Team", ["Harrow Harbour Team"], None),
        ("Ferry late again\n\nBy\n\nMara Elsworthy\n\nLast updated:\n\nMarch 7, 2024", ["Mara Elsworthy"], None),
        ("Ferry late again\n\nPublished on\n\nMarch 7, 2024", [], "2024-03-07"),
        ("Ferry late again\n\nReviewed by\n\nMara Elsworthy\n\nMarch 7, 2024", [], "2024-03-07"),
        ("Ferry late again\n\nBy\n\nUpdated March 7, 2024", [], None),
        # A post between a name and its date.
        ("Ferry late again\n\nMara Elsworthy\n\nHarbour correspondent\n\nMarch 7, 2024", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\nMara Elsworthy, Harbour Editor\n\nMarch 7, 2024", ["Mara Elsworthy"], "2024-03-07"),
        # A name and its date on one line, but no outlet's.
        ("Ferry late again\n\nMara Elsworthy • March 7, 2024", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\nMara Elsworthy March 7, 2024 — 7 minutes read", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\nHarrow Gazette • March 7, 2024", [], "2024-03-07"),
        ("Ferry late again\n\nFerry Line • March 7, 2024", [], "2024-03-07"),
        # 'By' says more than a name that just stands there.
        ("Ferry late again\n\nOrrin Bay\n\nMarch 7, 2024\n\nBy Mara Elsworthy", ["Mara Elsworthy"], "2024-03-07"),
        ("Ferry late again\n\nPosted by Mara Elsworthy on March 7, 2024\n\n• Orrin Bay", ["Mara Elsworthy"], "2024-03-07"),
        # Share links, heads of contents, posts without their holder and ordinary words name nobody.
        ("Ferry late again\n\nFacebook LinkedIn Email\n\nMarch 7, 2024", [], "2024-03-07"),
        ("Ferry late again\n\nIn This Article\n\nMarch 7, 2024", [], "2024-03-07"),
        ("Ferry late again\n\nMarketing Director\n\nMarch 7, 2024", [], "2024-03-07"),
        ("Ferry late again\n\nFerry Line\n\nMarch 7, 2024", [], "2024-03-07"),
        # The day of an event or of opening hours.
        ("Ferry late again\n\nMarch 7, 2024\n\n8 a.m. – 10 a.m.", [], None),
        ("Ferry late again\n\nToday's hours 8:00 – 10:00\n\nMarch 7, 2024", [], None),
        ("Ferry late again\n\nToday\n\nMarch 7, 2024", [], None),
        ("Ferry late again\n\nLast active March 7, 2024 13:58", [], None),
    ],
)
def test_a_head_says_who_and_when_or_nothing(head: str, authors: list[str], day: str | None) -> None:
    article = generic_page(page(head, FERRY, BRIDGE, MUD))["articles"].row(0, named=True)
    assert article["title"] == "Ferry late again"
    assert (article["authors"], article["published_on"] and str(article["published_on"])) == (authors, day)
    assert article["publisher_name"] in (None, "Harrow Gazette", "Tarn Watch Daily", "Ferry Line")


def test_a_name_that_ends_the_trail_to_a_page_is_what_the_page_is_about() -> None:
    head = "1. Home\n2. Harbours\n3. Orrin Quay\n\nFerry late again\n\nOrrin Quay\n\nMarch 7, 2024"
    assert generic_page(page(head, FERRY, BRIDGE, MUD))["articles"]["authors"].to_list() == [[]]


def test_a_list_of_posts_says_neither_who_nor_when() -> None:
    posts = "\n".join(f"• {title} {day}" for title, day in zip(TITLES[:3], DAYS, strict=False))
    article = generic_page(page("Ferry late again", posts, FERRY, BRIDGE, MUD))["articles"].row(0, named=True)
    assert (article["published_on"], article["publisher_name"], article["authors"]) == (None, None, [])
    # Bullets that hold a date each, and no words of a title, are an article's own.
    own = "• By Mara Elsworthy\n• Published March 7, 2024\n• Last updated April 2, 2024 at 10:15"
    article = generic_page(page("Ferry late again", own, FERRY, BRIDGE, MUD))["articles"].row(0, named=True)
    assert (str(article["published_on"]), article["authors"]) == ("2024-03-07", ["Mara Elsworthy"])


def test_a_name_by_a_date_is_an_outlet_only_by_its_words_or_behind_an_author() -> None:
    text = "The ferry came late again, and the harbour office said that the tide had been low all week. " * 3
    page = "Ferry comes late again\n{}\n" + text + "\n" + text
    lines = [
        "Harbour and Home | March 7, 2024",
        "By Mara Elsworthy | Harbour and Home | March 7, 2024",
        "By Mara Elsworthy | March 7, 2024 | Harbour and Home",
        "Tarn Times | March 7, 2024",
    ]
    for line, outlet in zip(lines, [None, "Harbour and Home", None, "Tarn Times"], strict=True):
        assert parse_text(page.format(line))["articles"]["publisher_name"].to_list() == [outlet]


def test_who_wrote_it_may_be_told_after_the_text() -> None:
    text = page("Ferry late again", FERRY, BRIDGE, MUD, "Share", "About the author", "Mara Elsworthy", "All harbours")
    article = generic_page(text)["articles"].row(0, named=True)
    assert (article["authors"], article["body_text"]) == (["Mara Elsworthy"], f"{FERRY}\n{BRIDGE}\n{MUD}")


@pytest.mark.parametrize(
    ("trail", "title"),
    [
        ("1. Home\n2. Harbours\n3. Who pays now", "Who pays now"),
        ("Home > Harbours > Who pays now", "Who pays now"),
        # A section's name ends this trail.
        ("1. Home\n2. Harbours", "The ferry to Orrin Bay stands still again"),
        # Not the way to the page, but its contents.
        ("1. Tides\n2. Harbours\n3. Who pays now", "The ferry to Orrin Bay stands still again"),
    ],
)
def test_the_end_of_the_trail_to_a_page_is_its_title(trail: str, title: str) -> None:
    # The other line says more of what the text says, and stands nearer to it.
    other = "The ferry to Orrin Bay stands still again"
    section = trail.rsplit("\n", maxsplit=1)[-1].rsplit("> ", maxsplit=1)[-1].rsplit(". ", maxsplit=1)[-1]
    text = page(trail, section, other, FERRY, BRIDGE, MUD)
    assert titles_of(generic_page(text)) == [title]


def test_a_page_is_cut_the_same_alone_and_between_others() -> None:
    lists = [
        items("{title}", "{day}", "{text}"),
        items("{title}", "{text}", "Read more"),
        items("{title}", "{text}", "* * *") + "News\n\nSport\n",
        ONE,
        items("{title}", "By Mara Elsworthy", "{text}"),
    ]
    together = parse_text(*lists, layouts=[generic])["articles"]
    for number, text in enumerate(lists):
        alone = parse_text(text, layouts=[generic])["articles"].select("article_number", "title", "body_text", "start_char")
        among = together.filter(pl.col("dump_id") == f"{number:032x}").select(alone.columns)
        assert among.rows() == alone.rows()
