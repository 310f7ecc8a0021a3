"""What is expected of a new version as a whole before it is published, each expectation described once.

A law (`warehouse.laws`) holds for every row or is broken. An expectation is about the size and shape of a version: most
compare the rows that a run brought with those that the published version has from the same sources. A difference counts
when it is material (a margin below) and no chance (`NOISE_WIDTHS`), and when there is enough to compare (`least_compared`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning"]
SEVERITIES: list[Severity] = ["critical", "warning"]
# Standard deviations that chance may move a figure by: once in thirty thousand comparisons, were articles independent.
NOISE_WIDTHS = 4.0
LEAST_COMPARED = 30  # below that four standard deviations let any share pass


@dataclass(frozen=True)
class Expectation:
    """Bounds of one measure (see warehouse/measures.py). A failed critical one stops the publication.

    `rise` and `fall` are how far the measure may move from what the published version makes one expect: in shares of units
    for a share, relative to what is expected for counts and means; None is any far. `most` is a bound that needs no
    published version.
    """

    check_name: str
    table_name: str
    measure: str
    severity: Severity
    description: str
    rise: float | None = None
    fall: float | None = None
    most: float | None = None
    least_compared: int = LEAST_COMPARED


def _share_drifts(measure: str, told: str, margin: float) -> Expectation:
    return Expectation(
        f"{measure}_drifts", "articles", measure, "warning",
        f"The share of {told} is within {margin:g} of that of the same sources before.", rise=margin, fall=margin,
    )  # fmt: skip


EXPECTATIONS = [
    Expectation(
        "no_future_dates", "articles", "future_dates", "critical",
        "No article is dated more than a day after the run; a day, since elsewhere it is tomorrow already.", most=0,
    ),
    Expectation(
        "articles_are_kept", "articles", "articles_total", "critical",
        "The version has at least half of the articles of the last one. A folder that is not mounted, and --prune, take them.",
        fall=0.5, least_compared=100,
    ),
    Expectation(
        "undated_share_jumps", "articles", "undated_share", "critical",
        "Articles without a date are no quarter more of all than before in the same sources: dates in a new form, in the future, "
        "or gone.", rise=0.25,
    ),
    _share_drifts("undated_share", "articles without a date", 0.05),
    _share_drifts("untitled_share", "articles without a title", 0.1),
    _share_drifts("copies_share", "articles that copy another", 0.2),
    _share_drifts("english_share", "English articles", 0.1),
    Expectation(
        "mentions_per_article_fall", "articles", "mentions_per_article", "warning",
        "Articles mention at least half as many entities as those of the same sources before.", fall=0.5,
    ),
    Expectation(
        "words_per_article_drift", "articles", "words_per_article", "warning",
        "Articles are half to twice as long as those of the same sources before: cut short, or run into each other.",
        rise=1.0, fall=0.5,
    ),
    Expectation(
        "articles_per_page_collapse", "pages", "articles_per_page", "critical",
        "Pages have at least a quarter as many articles as those of the same sources before.", fall=0.75,
    ),
    Expectation(
        "articles_per_page_drift", "pages", "articles_per_page", "warning",
        "Pages have 0.7 to 1.5 times as many articles as those of the same sources before.", rise=0.5, fall=0.3,
    ),
    Expectation(
        "articles_of_changed_dumps_collapse", "dumps", "articles_of_dumps_read_anew", "critical",
        "Dumps that were read anew have at least half of the articles that they had.", fall=0.5,
    ),
    Expectation(
        "articles_of_changed_dumps_drift", "dumps", "articles_of_dumps_read_anew", "warning",
        "Dumps that were read anew have at least 0.8 of the articles that they had.", fall=0.2,
    ),
    Expectation(
        "rejected_share_jumps", "rejects", "rejected_share", "critical",
        "Records that are rejected or have a reject on their page are no quarter more of all than before in dumps of the same "
        "format.", rise=0.25,
    ),
    Expectation(
        "rejected_share_drifts", "rejects", "rejected_share", "warning",
        "The share of records that are rejected is no 0.05 above that of dumps of the same format before.", rise=0.05,
    ),
]  # fmt: skip
