"""Which pages are taken for a blog's front page or archive: lists of posts, not one article and the teasers below it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import parse_text

SENTENCE = "The harbour board met on the quay on Tuesday and put off the vote on the new dredger once more. "


def layout_of(text: str) -> str:
    return str(parse_text(text)["pages"]["layout_name"][0])


def post(number: int, byline: str, sentences: int) -> str:
    return f"Harbour News Item Number {number}\n{byline}\n{SENTENCE * sentences}\n\n"


def filed(number: int, sentences: int) -> str:
    return f"Harbour News Item Number {number}\nPosted under Quays\n{SENTENCE * sentences}\n\n"


def test_posts_under_bylines_of_one_form_are_a_list() -> None:
    assert layout_of("".join(post(n, f"March {n}, 2024", 4) for n in range(1, 6))) == "post_list"
    assert layout_of("".join(post(n, f"Rowena Castell | March {n}, 2024", 4) for n in range(1, 6))) == "post_list"


def test_a_list_may_hold_one_byline_of_another_form() -> None:
    posts = "".join(post(n, f"Rowena Castell | March {n}, 2024", 4) for n in range(2, 10))
    assert layout_of(post(1, "March 1, 2024", 1) + posts) == "post_list"


def test_an_article_with_a_name_above_dated_teasers_is_not_one_of_them() -> None:
    teasers = "".join(post(n, f"March {n}, 2024", 2) for n in range(2, 6))
    assert layout_of(post(1, "On behalf of the Quay Press | March 1, 2024 | Ports", 7) + teasers) != "post_list"


def test_posts_between_filing_lines_are_a_list() -> None:
    assert layout_of("".join(filed(n, 4) for n in range(1, 6))) == "post_list"


def test_an_article_longer_than_all_filed_teasers_below_it_is_not_one_of_them() -> None:
    assert layout_of(filed(1, 12) + "".join(filed(n, 2) for n in range(2, 6))) != "post_list"


# Name of the site, byline, two sentences, link to the rest.
LANGUAGES = {
    "de": (
        "Hafenblatt", "Veröffentlicht am {day}. März 2024 von Mara Quill",
        "Ab Juni fährt die neue Fähre dreimal am Tag zur Insel, so die Reederei am Montag. Die Fischer fürchten um ihre Plätze.",
        "Weiterlesen →",
    ),
    "fr": (
        "Le Quai", "Par Mara Quill — {day} mars 2024 à 18h05",
        "À partir de juin, le bac fera trois traversées par jour, a annoncé la compagnie lundi. Les pêcheurs craignent le pire.",
        "Lire la suite",
    ),
    "sv": (
        "Hamnbladet", "Publicerad {day} mars 2024 av Mara Quill",
        "Från juni går den nya färjan tre gånger om dagen till ön, sade rederiet i måndags. Fiskarna är oroliga för platserna.",
        "Läs mer",
    ),
    "ja": (
        "港だより", "2024年3月{day}日",
        "六月一日から新しいフェリーが一日三便で運航を始めると、運航会社が月曜日に発表した。漁師からは係留場所を心配する声も出ている。",
        "続きを読む",
    ),
}  # fmt: skip
TITLES = {"ja": "新しいフェリーが第{day}埠頭に就航"}


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_list_in_another_language_has_titles_dates_and_authors(language: str) -> None:
    site, byline, text, more = LANGUAGES[language]
    titles = [TITLES.get(language, "Quai {day}: Mara & Tomas").format(day=day) for day in (9, 7, 5)]
    posts = [f"{title}\n{byline.format(day=day)}\n{text}\n{more}\n" for title, day in zip(titles, (9, 7, 5), strict=True)]
    found = parse_text("\n".join([site, "", *posts]))["articles"]
    assert found["title"].to_list() == titles
    assert found["published_on"].to_list() == [date(2024, 3, day) for day in (9, 7, 5)]
    assert found["authors"].to_list() == [[] if language == "ja" else ["Mara Quill"]] * 3
    assert found["body_text"].to_list() == [text] * 3
    assert found["publisher_name"].to_list() == [site] * 3


@pytest.mark.parametrize(
    ("first", "last", "site"),
    [
        ("Harrow Tides\n", "", "Harrow Tides"),
        ("Harrow Tides", "Copyright 2024 Harrow Tides Media", "Harrow Tides"),
        # The first entry of a menu, a call, a notice.
        ("Harrow Tides", "", None),
        ("• Live Tides\n", "", None),
        ("Seen a seal? Tell us\n", "", None),
        ("Your choice of cookies\n", "", None),
    ],
)
def test_a_site_is_named_by_a_first_line_of_its_own_or_by_a_notice_of_rights(first: str, last: str, site: str | None) -> None:
    posts = "".join(filed(n, 4) for n in range(1, 6))
    tables = parse_text(f"{first}\nQuays\nBoats\n\n{posts}{last}\n")
    assert tables["pages"]["layout_name"].to_list() == ["post_list"]
    assert tables["pages"]["site_name"].to_list() == [site]
