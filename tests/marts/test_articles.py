"""Marts of articles, outlets and copies: few rows in, rows out, every figure counted by hand."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.marts.tiny import article, copy, mart, tiny

MAY_1, MAY_2, MAY_3 = date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)
ARTICLES = [
    article("a", "Tide Wire", "2024-05-01", word_count=100, categories=["Ports"], title="Strike", authors=["Ann"]),
    article("b", "Tide Wire", "2024-05-01", word_count=50, categories=["Ports", "Tolls", "Ports"], tags=["sea"]),
    # The Lantern passes a on, and says so; the Echo does the same in other words, and does not say so.
    article("c", "Tide Wire", "2024-05-03", word_count=100, republisher_name="The Lantern"),
    article("e", None, "2024-05-02", word_count=90, site_name="The Echo", completeness="excerpt"),
    # No text copies this one: only its page says who passed it on.
    article("f", "Fen Gazette", "2024-05-01", published_precision="month", word_count=10, republisher_name="The Lantern"),
    article("g", None, None, word_count=5, language_code="de", title="Ebbe", source_url="https://tide.example/g"),
]
COPIES = [copy("c", "a"), copy("e", "a", "near")]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return tiny(articles=ARTICLES, duplicates=COPIES)


def test_by_day_takes_dates_exact_to_the_day(con: duckdb.DuckDBPyConnection) -> None:
    assert mart(con, "*", "articles_by_day") == [
        (MAY_1, "Tide Wire", "en", 2, 2, 150),
        (MAY_2, "The Echo", "en", 1, 0, 90),
        (MAY_3, "Tide Wire", "en", 1, 0, 100),
    ]


def test_by_month_takes_those_exact_to_the_month_too(con: duckdb.DuckDBPyConnection) -> None:
    assert mart(con, "*", "articles_by_month") == [
        (MAY_1, "Fen Gazette", "en", 1, 1, 10),
        (MAY_1, "The Echo", "en", 1, 0, 90),
        (MAY_1, "Tide Wire", "en", 3, 2, 250),
    ]


def test_by_category_counts_an_article_once_in_each(con: duckdb.DuckDBPyConnection) -> None:
    assert mart(con, "*", "articles_by_category") == [
        ("Ports", MAY_1, "Tide Wire", 2, 2, 150),
        ("Tolls", MAY_1, "Tide Wire", 1, 1, 50),
        (None, MAY_2, "The Echo", 1, 0, 90),
        (None, MAY_3, "Tide Wire", 1, 0, 100),
        (None, None, "Fen Gazette", 1, 1, 10),
        (None, None, None, 1, 1, 5),
    ]


def test_outlets_say_what_they_copy_and_what_is_copied(con: duckdb.DuckDBPyConnection) -> None:
    columns = (
        "outlet_name, article_count, distinct_article_count, copy_share, copied_article_count, word_count, median_word_count"
    )
    assert mart(con, columns, "outlets") == [
        ("Fen Gazette", 1, 1, 0.0, 0, 10, 10.0),
        ("The Echo", 1, 0, 1.0, 0, 90, 90.0),
        ("Tide Wire", 3, 2, pytest.approx(1 / 3), 1, 250, 100.0),
        (None, 1, 1, 0.0, 0, 5, 5.0),
    ]
    spans = mart(con, "outlet_name, excerpt_share, first_published_on, last_published_on", "outlets")
    assert spans[1:3] == [("The Echo", 1.0, MAY_2, MAY_2), ("Tide Wire", 0.0, MAY_1, MAY_3)]


def test_republishing_is_found_by_text_or_stated_by_the_page(con: duckdb.DuckDBPyConnection) -> None:
    assert mart(con, "* exclude (first_copied_on, last_copied_on)", "republishing") == [
        ("Fen Gazette", "The Lantern", "stated", False, 1, 1, None),
        ("Tide Wire", "The Echo", "near", False, 1, 0, 1.0),
        ("Tide Wire", "The Lantern", "exact", False, 1, 1, 2.0),
    ]


def test_the_lag_is_the_median_of_exact_dates_and_may_be_negative() -> None:
    con = tiny(
        articles=[
            article("a", "Wire", "2024-05-10"),
            article("b", "Echo", "2024-05-11"), article("c", "Echo", "2024-05-14"), article("d", "Echo", "2024-05-19"),
            article("e", "Echo", "2024-06-01", published_precision="month"), article("f", "Wire", "2024-05-08"),
        ],
        duplicates=[copy(one, "a") for one in "bcdef"],
    )  # fmt: skip
    columns = "copier_name, is_same_outlet, copy_count, median_lag_days, first_copied_on, last_copied_on"
    assert mart(con, columns, "republishing") == [
        ("Echo", False, 4, 4.0, date(2024, 5, 11), date(2024, 6, 1)),
        ("Wire", True, 1, -2.0, date(2024, 5, 8), date(2024, 5, 8)),
    ]


def test_clusters_tell_how_far_an_article_spread(con: duckdb.DuckDBPyConnection) -> None:
    # Tide Wire itself, the Lantern, the Echo.
    assert mart(con, "*", "duplicate_clusters") == [("a", "Strike", "Tide Wire", 3, 1, 1, 0, 3, MAY_1, MAY_3, 2)]


def test_languages_have_shares_of_all_articles(con: duckdb.DuckDBPyConnection) -> None:
    assert mart(con, "*", "languages") == [
        ("de", 1, 1, pytest.approx(1 / 6), 5, 0),
        ("en", 5, 3, pytest.approx(5 / 6), 350, 3),
    ]


def test_completeness_counts_what_pages_do_not_show(con: duckdb.DuckDBPyConnection) -> None:
    tide_wire = "field_name, article_count, null_count from mart_field_completeness where outlet_name = 'Tide Wire'"
    assert {name: (of, missing) for name, of, missing in con.sql(f"select {tide_wire}").fetchall()} == {
        "title": (3, 2), "subtitle": (3, 3), "authors": (3, 2), "publisher_name": (3, 0), "republisher_name": (3, 2),
        "site_name": (3, 3), "source_url": (3, 3), "language_code": (3, 0), "published_on": (3, 0), "published_day": (3, 0),
        "categories": (3, 1), "tags": (3, 2),
    }  # fmt: skip
    by_day = "select outlet_name, null_share from mart_field_completeness where field_name = 'published_day' order by 1"
    assert con.sql(by_day).fetchall() == [("Fen Gazette", 1.0), ("The Echo", 0.0), ("Tide Wire", 0.0), (None, 1.0)]


def test_every_article_is_counted_once_where_a_mart_says_so(con: duckdb.DuckDBPyConnection) -> None:
    for name in ("outlets", "languages"):
        assert mart(con, "sum(article_count), sum(distinct_article_count)", name, "1") == [(6, 4)]
    assert con.sql("select sum(copy_count) from mart_republishing where duplicate_kind <> 'stated'").fetchall() == [(2,)]


def test_layouts_have_pages_without_articles_too() -> None:
    con = tiny(
        pages=[
            {"page_id": "1", "layout_name": "feed", "layout_confidence": 0.8, "article_count": 2},
            {"page_id": "2", "layout_name": "feed", "layout_confidence": 0.6, "article_count": 0},
            {"page_id": "3", "layout_name": "none"},
        ],
        articles=[
            article("a", None, "2024-05-01", page_id="1", parse_confidence=0.5, word_count=7),
            article("b", page_id="1", parse_confidence=1.0, word_count=8),
        ],
        duplicates=[copy("b", "a")],
    )
    assert mart(con, "*", "layouts") == [
        ("feed", 2, 1, pytest.approx(0.7), 2, 1, 0.75, 0.5, 15),
        ("none", 1, 1, 0.0, 0, 0, None, None, 0),
    ]
