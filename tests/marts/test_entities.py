"""Marts of entities: timelines by hand, rising and paired ones against the same arithmetic in Python."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from math import log, sqrt

import pytest

from tests.marts.tiny import Row, article, copy, mart, mention, tiny


def test_a_timeline_counts_articles_copies_mentions_and_what_is_about_the_entity() -> None:
    con = tiny(
        articles=[
            article("a", day="2024-05-01"), article("b", day="2024-05-01"), article("c", day="2024-05-01"),
            article("d", day="2024-05-02"), article("e", day="2024-05-01", published_precision="month"), article("f"),
        ],
        duplicates=[copy("c", "a")],
        article_entities=[
            mention("a", "port", 0.5, 3), mention("b", "port", 0.3), mention("c", "port", 0.9, 3), mention("d", "port"),
            mention("e", "port"), mention("f", "port"),
            # One article that knows it by two names is one article, and as much about it as the better one says.
            mention("d", "port", 0.6, 2, name="the harbour"),
        ],
    )  # fmt: skip
    assert mart(con, "*", "entity_timeline") == [
        ("port", "Port", "place", date(2024, 5, 1), 3, 2, 1, 7),
        ("port", "Port", "place", date(2024, 5, 2), 1, 1, 1, 3),
    ]


LAST = date(2024, 6, 30)


def days(entity: str, counts: dict[int, int]) -> tuple[list[Row], list[Row]]:
    """Articles so many days before the last one, each with a mention of the entity."""
    found = [(f"{entity}-{ago}-{number}", LAST - timedelta(ago)) for ago, count in counts.items() for number in range(count)]
    return [article(one, day=str(day)) for one, day in found], [mention(one, entity) for one, _ in found]


def test_rising_is_more_often_than_before_in_standard_errors() -> None:
    # The last 7 days are 0 to 6 days ago, their baseline 7 to 34; day 35 is outside of both.
    rise, steady = days("rise", {0: 5, 6: 3, 7: 1, 34: 1, 35: 50}), days("steady", {0: 4, 3: 4, 10: 16, 30: 16})
    rare = days("rare", {1: 2})
    con = tiny(articles=rise[0] + steady[0] + rare[0], article_entities=rise[1] + steady[1] + rare[1])
    recent_total, baseline_total = 8 + 8 + 2, 2 + 32

    def score(recent: int, baseline: int) -> float:
        ends = [recent + 0.5, recent_total - recent + 0.5, baseline + 0.5, baseline_total - baseline + 0.5]
        return (log(ends[0] / ends[1]) - log(ends[2] / ends[3])) / sqrt(sum(1 / end for end in ends))

    rows = con.sql("select * exclude (entity_type) from mart_rising_entities where window_days = 7 order by 1").fetchall()
    assert rows == [
        ("rise", "Rise", 7, date(2024, 6, 24), LAST, 8, 2, pytest.approx(8 / 18), pytest.approx(2 / 34),
         pytest.approx(score(8, 2))),
        ("steady", "Steady", 7, date(2024, 6, 24), LAST, 8, 32, pytest.approx(8 / 18), pytest.approx(32 / 34),
         pytest.approx(score(8, 32))),
    ]  # fmt: skip
    assert rows[0][-1] > 2 > 0 > rows[1][-1]


def test_windows_end_on_the_newest_day_that_had_come_when_its_dump_was_read() -> None:
    articles, mentions = days("port", {0: 3})
    later = [article("next year", day="2025-06-30")]
    copies = [article("copy", day="2024-07-01")]
    con = tiny(
        dumps=[{"dump_id": "d", "ingested_at": datetime(2024, 7, 1, 23, 59, tzinfo=UTC)}],
        articles=articles + later + copies,
        duplicates=[copy("copy", "port-0-0")],
        article_entities=mentions,
    )
    # There is nothing to compare with, so nothing is told to rise.
    assert mart(con, "entity_id, window_days, window_end, baseline_share, score", "rising_entities") == [
        ("port", 7, LAST, None, None),
        ("port", 30, LAST, None, None),
    ]


def test_pairs_are_those_of_a_count_by_brute_force() -> None:
    chance = random.Random(7)
    names = [f"e{number:02}" for number in range(25)]
    of_article = {f"a{number:03}": set(chance.sample(names[: chance.choice([6, 12, 25])], chance.randint(0, 6)))
                  for number in range(120)}  # fmt: skip
    copies = sorted(of_article)[100:]
    con = tiny(
        articles=[article(one) for one in of_article],
        duplicates=[copy(one, "a000") for one in copies],
        article_entities=[mention(one, name) for one, found in of_article.items() for name in sorted(found)],
    )
    distinct = [found for one, found in of_article.items() if one not in copies and found]
    sizes = Counter(name for found in distinct for name in found)
    pairs = Counter(pair for found in distinct for pair in combinations(sorted(found), 2))
    expected = []
    for (left, right), both in sorted(pairs.items()):
        if both >= 3:
            lift = (both / len(distinct)) / ((sizes[left] / len(distinct)) * (sizes[right] / len(distinct)))
            npmi = log(lift) / -log(both / len(distinct))
            expected.append((left, right, both, sizes[left], sizes[right], pytest.approx(lift), pytest.approx(npmi)))
    columns = "entity_id_l, entity_id_r, * like 'distinct%', lift, npmi"
    assert len(expected) >= 30  # or the test would be about nothing
    assert mart(con, columns, "co_mentions") == expected


def test_of_an_article_with_very_many_entities_the_most_salient_are_paired() -> None:
    names = [f"e{number:02}" for number in range(30)]
    mentions = [mention(one, name, 1 - number / 100) for one in "abc" for number, name in enumerate(names)]
    con = tiny(articles=[article(one) for one in "abc"], article_entities=mentions)
    assert mart(con, "count(*), max(entity_id_r), min(npmi)", "co_mentions", "1") == [(20 * 19 // 2, "e19", 1.0)]
