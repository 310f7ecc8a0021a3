from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.bylines import (
    Byline,
    poster_as_author,
    read_byline,
    read_post_meta,
    split_categories,
    split_list,
)

MARA, TOMAS, IVO = "Mara Elsworthy", "Tomas Quill", "Ivo Brandt"
LEDGER = "The Harrow Ledger"
DATE = "March 7, 2024"


# --- bylines


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Mara Elsworthy", [MARA]),
        ("BY MARA ELSWORTHY", ["MARA ELSWORTHY"]),
        ("By: Mara  Elsworthy", [MARA]),
        ("Written by Mara Elsworthy", [MARA]),
        ("Words by Mara Elsworthy", [MARA]),
        ("OPINION: By Mara Elsworthy", [MARA]),
        ("Author: Mara Elsworthy", [MARA]),
        ("Von Tomas Quill", [TOMAS]),
        ("Par Mara Elsworthy et Tomas Quill", [MARA, TOMAS]),
        ("Por Mara Elsworthy y Tomas Quill", [MARA, TOMAS]),
        ("By Mara Elsworthy and Tomas Quill", [MARA, TOMAS]),
        ("By Mara Elsworthy, Tomas Quill and Ivo Brandt", [MARA, TOMAS, IVO]),
        ("By Mara Elsworthy, Tomas Quill, and Ivo Brandt", [MARA, TOMAS, IVO]),
        ("By Mara Elsworthy & Tomas Quill; Ivo Brandt", [MARA, TOMAS, IVO]),
        ("By Mara Elsworthy-Quill", ["Mara Elsworthy-Quill"]),
        ("By Brandt", ["Brandt"]),
        ("By @tidewatcher", ["tidewatcher"]),
        ("By Dr Mara Elsworthy", [MARA]),
        ("By Prof. Mara Elsworthy (Orrin Bay)", [MARA]),
        ("By T. J. Quill Jr.", ["T. J. Quill Jr."]),
        # A degree and an office are no second author.
        ("By Mara Elsworthy, PhD", [MARA]),
        ("By Mara Elsworthy, harbour correspondent", [MARA]),
        # A post may hold commas; who is added by 'and' is another person again.
        ("By Mara Elsworthy, Chief Editor, Harbours, Tides", [MARA]),
        ("By Mara Elsworthy, Chief Editor, Harbours, and Tomas Quill", [MARA, TOMAS]),
        ("By Mara Elsworthy, 9 years at sea", [MARA]),
        # Text dumps lose the blank before a link.
        ("ByMara Elsworthy", [MARA]),
        ("Written by:Mara Elsworthy", [MARA]),
        ("Authors:Mara Elsworthy, Tomas Quill", [MARA, TOMAS]),
        ("By Mara Elsworthy December 8", [MARA]),
        # Who reviewed it did not write it.
        ("By Mara Elsworthy, PhD. Reviewed by Ivo Brandt", [MARA]),
        ("By Mara Elsworthy | Reviewed by Ivo Brandt", [MARA]),
        ("Mara Elsworthy | Harbour Correspondent", [MARA]),
    ],
)
def test_a_byline_names_its_authors_in_order_and_no_outlet(line: str, authors: list[str]) -> None:
    assert read_byline(line) == Byline(authors=authors)


@pytest.mark.parametrize(
    "name",
    ["admin", "Administrator", "Staff", "Staff Writer", "Editor", "news desk", "Editorial Team", "Newsroom", "guest"],
)
def test_an_account_is_no_author(name: str) -> None:
    assert read_byline(f"By {name}").authors == []
    assert poster_as_author(name) == []


@pytest.mark.parametrize("name", ["https://harrow.example/mara", "user 4711", "x" * 61, "one two three four five six seven", "–"])
def test_what_no_person_is_called_is_no_author(name: str) -> None:
    assert read_byline(f"By {name}").authors == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"By {MARA} | {LEDGER} | {DATE}", Byline([MARA], LEDGER, DATE, outlet_between=True)),
        (f"{DATE} | {LEDGER} | By {MARA}", Byline([MARA], LEDGER, DATE)),
        (f"{LEDGER} – 07.03.2024", Byline([], LEDGER, "07.03.2024")),
        (f"{LEDGER}, 7 March 2024", Byline([], LEDGER, "7 March 2024")),
        (f"{LEDGER} / 2024-03-07", Byline([], LEDGER, "2024-03-07")),
        (f"By {MARA} • {LEDGER} • Published {DATE}", Byline([MARA], LEDGER, DATE, outlet_between=True)),
        (f"By {MARA}, {LEDGER}", Byline([MARA], LEDGER)),
        (f"By {MARA}, {TOMAS}, {LEDGER}", Byline([MARA, TOMAS], LEDGER)),
        (f"By {MARA} and {TOMAS} for {LEDGER}", Byline([MARA, TOMAS], LEDGER)),
        (f"By {MARA} - {LEDGER}", Byline([MARA], LEDGER)),
        (f"Published: {DATE} | {LEDGER}", Byline([], LEDGER, DATE)),
        # The outlet's name holds one of the words that come before outlets.
        (f"By {MARA}, Harrow Institute of Tides", Byline([MARA], "Harrow Institute of Tides")),
        # Who is read without 'By' is left alone; where a line names a person and an outlet, the outlet is the outlet.
        (f"{MARA}, Orrin Wire | {DATE}", Byline(date_raw=DATE)),
        (f"{MARA} | {LEDGER} | {DATE}", Byline([], LEDGER, DATE)),
        # An outlet is neither a date, nor somebody's post, nor an address.
        ("DATE: 2024-03-07 - 2024-03-12", Byline(date_raw="2024-03-07")),
        (f"By {MARA} ⋅ Review Editor ⋅ {DATE}", Byline([MARA], None, DATE)),
        (f"{MARA} | Senior Writer | {DATE}", Byline([MARA], None, DATE)),
        (f"By {MARA} | https://harrow.example/mara", Byline([MARA])),
        # A section or an outlet: where the blank before the date got lost, only a name that says so is an outlet's.
        (f"Harbours{DATE}", Byline(date_raw=DATE)),
        (f"{LEDGER} | Harbours{DATE}", Byline([], LEDGER, DATE)),
        ("Harrow Gazette" + DATE, Byline([], "Harrow Gazette", DATE)),
        (f"Source: {LEDGER} | {DATE}", Byline([], LEDGER, DATE)),
        (f"tides.example | {DATE}", Byline([], "tides.example", DATE)),
        # Boards name who posted, and when, in one form.
        (f"Post by {MARA} » 7 March 2024, 18:36", Byline([MARA], None, "7 March 2024")),
        # Where she wrote it is no outlet.
        (f"By {MARA} in Orrin Bay", Byline([MARA])),
    ],
)
def test_outlet_and_date_are_read_in_any_order(line: str, expected: Byline) -> None:
    assert read_byline(line) == expected


@pytest.mark.parametrize(
    "part",
    ["#12", "$49.99", "40m", "@08:12PM", "2.1K views", "3 years ago", "12 min read", "Updated on", "Comments", "tides",
     "Categories: Harbours", "Storm report: Quays", "this post was read"],
)  # fmt: skip
def test_numbers_prices_ages_and_labels_by_a_date_are_no_outlets(part: str) -> None:
    assert read_byline(f"{part} | {DATE}") == Byline([], None, DATE)


@pytest.mark.parametrize(
    "line",
    [
        f"By {MARA}, {DATE}",
        f"By {MARA} | Posted on {DATE}",
        f"By {MARA} {DATE} at 10:15 am",
        f"By {MARA} – {DATE} – 10:15",
        f"{DATE} by {MARA}",
        f"By {MARA} on {DATE}",
        f"By {MARA}, published {DATE}",
        f"By {MARA} | Thursday, {DATE}",
        f"By {MARA} | {DATE} | 10 min read",
        f"By {MARA} | {DATE} | 3 Comments",
        f"By {MARA} ({DATE})",
    ],
)
def test_words_around_a_date_are_neither_author_nor_outlet(line: str) -> None:
    assert read_byline(line) == Byline([MARA], None, DATE)


@pytest.mark.parametrize(
    ("line", "date_raw"),
    [
        ("Par Mara Elsworthy — 14 mars 2024 à 18h05", "14 mars 2024"),
        ("Von Mara Elsworthy | Dienstag, 12. März 2024, um 18.05 Uhr", "12. März 2024"),
        ("Veröffentlicht am 12. März 2024 von Mara Elsworthy", "12. März 2024"),
        ("di Mara Elsworthy | giovedì 7 marzo 2024 | ore 18:05", "7 marzo 2024"),
        ("Por Mara Elsworthy, publicado el jueves 7 de marzo de 2024 a las 18:05", "7 de marzo de 2024"),
        ("av Mara Elsworthy | torsdag 7 mars 2024 kl. 18.05", "7 mars 2024"),
        ("door Mara Elsworthy | donderdag 7 maart 2024 om 18 uur", "7 maart 2024"),
    ],
)
def test_weekdays_and_times_of_day_are_no_outlets_in_other_languages_either(line: str, date_raw: str) -> None:
    assert read_byline(line) == Byline([MARA], None, date_raw)


@pytest.mark.parametrize("line", [DATE, f"({DATE})", f"Published on {DATE}", f"Checked on: {DATE}", f"Thursday, {DATE}"])
def test_a_date_alone_names_nobody(line: str) -> None:
    assert read_byline(line) == Byline(date_raw=DATE)


# --- lines of content management systems


@pytest.mark.parametrize(
    ("line", "poster", "date", "categories", "tags"),
    [
        (f"Posted on {DATE} by {MARA}", MARA, DATE, None, None),
        (f"Posted by {MARA} on {DATE}", MARA, DATE, None, None),
        (f"Posted by {MARA} at 10:15 am", MARA, None, None, None),
        (f"Posted on {DATE}", None, DATE, None, None),
        (f"{DATE} Posted by {MARA}", MARA, DATE, None, None),
        # Text dumps lose linked tags and keep their commas.
        (f"{DATE} – Posted by tidewatcher | Ports | mud | 2 Comments", "tidewatcher", DATE, "Ports", "mud"),
        (f"Posted by {MARA} | Ports, Tides | , , , | Leave a comment", MARA, None, "Ports, Tides", None),
        (f"Posted on {DATE} by | Ports | , , | Comments Off on Ports", None, DATE, "Ports", None),
        ("Posted in Ports, Tides | Tagged dredging, mud | 3 Comments", None, None, "Ports, Tides", "dredging, mud"),
        ("Posted in Ports Tagged dredging", None, None, "Ports", "dredging"),
        ("Posted in Ports | Leave a comment", None, None, "Ports", None),
        (f"Posted in Ports by {MARA}", MARA, None, "Ports", None),
        ("Filed under: Ports, Tides", None, None, "Ports, Tides", None),
        ("Filed Under: Ports Tagged With: dredging", None, None, "Ports", "dredging"),
        (f"Posted by {MARA} | Filed under Ports | Tagged mud", MARA, None, "Ports", "mud"),
        ("Categories: Ports, Tides | Tags: , , ,", None, None, "Ports, Tides", None),
        ("Tags: dredging", None, None, None, "dredging"),
        ("Labels: dredging, mud", None, None, None, "dredging, mud"),
        ("Veröffentlicht unter Häfen | Schlagwörter: Fähre", None, None, "Häfen", "Fähre"),
        ("Publié dans Ports", None, None, "Ports", None),
        ("Publicado en Puertos | Etiquetas: ferri", None, None, "Puertos", "ferri"),
        (f"This entry was posted in Ports, Mud and tagged mud on {DATE} by {MARA}.", MARA, DATE, "Ports, Mud", "mud"),
        (f"This entry was posted on {DATE} by {MARA}.", MARA, DATE, None, None),
        ("This post was filed under Ports. Bookmark the permalink.", None, None, "Ports", None),
        ("This entry was posted in Ports and tagged mud. Bookmark the permalink.", None, None, "Ports", "mud"),
        ("This entry was tagged dredging, mud. Bookmark the permalink.", None, None, None, "dredging, mud"),
        # A date between the bars is not where the post is filed.
        (f"Posted by {MARA} | {DATE} | Ports | mud", MARA, DATE, "Ports", "mud"),
        # Where the post is filed is no part of its poster's name, nor its date of the category's.
        (f"Posted by {MARA} in Ports", MARA, None, "Ports", None),
        (f"Posted on {DATE} in Ports, Tides", None, DATE, "Ports, Tides", None),
        (f"Posted in Ports on {DATE} by {MARA}", MARA, DATE, "Ports", None),
        # 'by' and 'tag' at the end or start of other words say nothing.
        ("Categories: Hobby boats, Ports", None, None, "Hobby boats, Ports", None),
        ("Categories: By-laws, Ports", None, None, "By-laws, Ports", None),
        ("Categories: Heritage sites", None, None, "Heritage sites", None),
    ],
)  # fmt: skip
def test_a_post_meta_line_tells_poster_date_categories_and_tags(
    line: str, poster: str | None, date: str | None, categories: str | None, tags: str | None
) -> None:
    read = read_post_meta(line)
    assert (read.poster, read.date_raw, read.categories_raw, read.tags_raw) == (poster, date, categories, tags)
    # The account that put a text on a site is not thereby its author.
    assert (read.authors, read.outlet) == ([], None)


@pytest.mark.parametrize(
    ("poster", "authors"),
    [
        (MARA, [MARA]),
        (f"{MARA} and {TOMAS}", [MARA, TOMAS]),
        ("tidewatcher", ["tidewatcher"]),
        ("mara123", []),
        (None, []),
    ],
)
def test_a_poster_stands_in_for_the_author_where_it_may_be_a_person(poster: str | None, authors: list[str]) -> None:
    assert poster_as_author(poster) == authors


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            st.sampled_from(["By ", "Posted ", "in ", "on ", "by ", " | ", "Tagged ", DATE, "This entry was ", ", , ", "."]),
        ),
        max_size=12,
    ).map("".join)
)
def test_what_is_read_from_any_line_stands_in_that_line(line: str) -> None:
    squeezed = " ".join(line.split())
    for read in (read_byline(line), read_post_meta(line)):
        found = [*read.authors, read.outlet, read.date_raw, read.poster, read.categories_raw, read.tags_raw]
        assert [words for words in found if words is not None and " ".join(words.split()) not in squeezed] == []
        assert "" not in found


# --- lists of names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Ports", ["Ports"]),
        ("Ports, Tides", ["Ports", "Tides"]),
        (" Ports ,Tides. ", ["Ports", "Tides"]),
        (", , Ports,", ["Ports"]),
        (", , ,", []),
        ("", []),
        (None, []),
    ],
)
def test_a_printed_list_has_no_empty_names(raw: str | None, names: list[str]) -> None:
    assert split_list(raw) == names
    assert split_categories([raw]) == [names]


@pytest.mark.parametrize(
    ("raws", "lists"),
    [
        # Alphabetical order holds: nothing says that a comma is part of a name.
        (["Ports, Tides", "Tides"], [["Ports", "Tides"], ["Tides"]]),
        # 'Ferries' after 'Tides' breaks the order, and 'Ports' and 'Tides' only ever stand together: one name.
        (["Ports, Tides, Ferries", "Ports, Tides"], [["Ports, Tides", "Ferries"], ["Ports, Tides"]]),
        (["Bays, Quays, Ports, Tides", "Bays, Quays"], [["Bays, Quays", "Ports", "Tides"], ["Bays, Quays"]]),
        (
            ["Moors, Peat, Tarns, Locks", "Boats, Moors, Peat, Tarns", None],
            [["Moors, Peat, Tarns", "Locks"], ["Boats", "Moors, Peat, Tarns"], []],
        ),
        # 'Tides' stands alone elsewhere, so it is a name of its own; the list is just not in order.
        (["Ports, Tides, Ferries", "Tides"], [["Ports", "Tides", "Ferries"], ["Tides"]]),
        # One list alone proves nothing.
        (["Ports, Tides, Ferries"], [["Ports", "Tides", "Ferries"]]),
        (["Ports, Tides, Ferries", "Mud"], [["Ports", "Tides", "Ferries"], ["Mud"]]),
        # Order does not look at case.
        (["boats, Ports, tides", "Ports, tides"], [["boats", "Ports", "tides"], ["Ports", "tides"]]),
        ([", , ,", None, ""], [[], [], []]),
        ([], []),
    ],
)  # fmt: skip
def test_a_comma_is_part_of_a_category_only_where_the_pages_other_lists_show_it(
    raws: list[str | None], lists: list[list[str]]
) -> None:
    assert split_categories(raws) == lists


NAMES = st.sampled_from(["Bays", "boats", "Ferries", "Locks", "Mud", "Ports", "Quays", "Tides"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(NAMES, max_size=5)))
def test_joining_names_loses_and_moves_no_part(lists: list[list[str]]) -> None:
    found = split_categories([", ".join(names) for names in lists])
    assert [", ".join(names) for names in found] == [", ".join(names) for names in lists]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(NAMES, max_size=5).map(lambda names: sorted(names, key=str.casefold))))
def test_lists_in_alphabetical_order_are_cut_at_every_comma(lists: list[list[str]]) -> None:
    assert split_categories([", ".join(names) for names in lists]) == lists


@pytest.mark.parametrize(
    ("line", "date_raw"),
    [
        (f"Last active {DATE} 13:58", None),
        (f"Last activity: {DATE}", None),
        (f"Last seen {DATE}", None),
        (f"Date last reviewed: {DATE}", None),
        (f"Page last edited on {DATE}", None),
        (f"Revised {DATE}", None),
        (f"Medically reviewed by Ivo Brandt, MD on {DATE}", None),
        (f"Reviewed by Ivo Brandt — Written by {MARA}, {DATE}", DATE),
        # Text dumps lose the blank after a year.
        (f"Harbours{DATE}Updated: April 2, 2024", DATE),
        (f"{DATE}Updated on: April 2, 2024", DATE),
        (f"Updated April 2, 20248:23 PM Originally published {DATE}11:01 AM", DATE),
        (f"By {MARA}{DATE}20 mins read", DATE),
        (f"By {MARA} Updated {DATE}", None),
        (f"By {MARA} • {LEDGER} • Updated {DATE}", None),
        (f"By {MARA}Updated: {DATE}", None),
        (f"By {MARA} | Last modified on {DATE}", None),
        (f"By {MARA} | Published {DATE} | Updated April 2, 2024", DATE),
        (f"By {MARA} | Updated April 2, 2024 | Published {DATE}", DATE),
        (f"Updated April 2, 2024 – first published {DATE}", DATE),
    ],
)
def test_when_a_text_was_changed_is_not_when_it_was_published(line: str, date_raw: str | None) -> None:
    read = read_byline(line)
    assert read.date_raw == date_raw
    # Words about a change are never an outlet's name.
    assert read.outlet in (None, LEDGER)
    assert read.authors == ([MARA] if MARA in line else [])


@pytest.mark.parametrize(
    "line",
    [
        f"By {MARA}, RDN, LD",
        f"By {MARA}, Senior Staff Writer",
        f"By {MARA}, Chief Marketing Officer, {LEDGER}",
        f"By {MARA}, CFP",
    ],
)
def test_degrees_and_posts_are_no_authors(line: str) -> None:
    assert read_byline(line).authors == [MARA]
