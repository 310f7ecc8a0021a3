"""What layouts share: rules as data, records from their first lines, and the roles of lines inside an article.

A layout sees `content` (see `transforms.lines` and `transforms.cues`) and answers with three columns: `record` (position
of the article on its page, null outside of articles), `role`, and `rule` (the name of the rule that gave the role).
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from transforms.cues import only
from transforms.lines import PAGE


class Rule(NamedTuple):
    """Lines on which `when` holds get `role`, and `name` says why."""

    name: str
    role: str
    when: pl.Expr


def label(content: pl.DataFrame, rules: list[Rule]) -> pl.DataFrame:
    """Adds `role` and `rule`: for every line those of the first rule that holds. The last rule must hold everywhere."""
    marks = [f"_rule_{number}" for number in range(len(rules))]
    content = content.with_columns([rule.when.alias(mark) for mark, rule in zip(marks, rules, strict=True)])
    first = pl.lit(None, pl.UInt8)
    for number in reversed(range(len(rules))):
        first = pl.when(marks[number]).then(pl.lit(number, pl.UInt8)).otherwise(first)
    # Names are looked up by number at the end: a quarter of the time of choosing among texts.
    roles, names = pl.Series([rule.role for rule in rules]), pl.Series([rule.name for rule in rules])
    return (
        content.with_columns(first.alias("_first"))
        .with_columns(pl.lit(roles).gather("_first").alias("role"), pl.lit(names).gather("_first").alias("rule"))
        .drop([*marks, "_first"])
    )


def number_records(content: pl.DataFrame, start: pl.Expr) -> pl.DataFrame:
    """Adds `record`: a new one begins where `start` holds; null before the first of a page. Then the place in it."""
    count = start.fill_null(value=False).cast(pl.Int64).cum_sum().over(PAGE)
    content = content.with_columns(pl.when(count > 0).then(count - 1).alias("record"))
    return with_places(content)


def with_places(content: pl.DataFrame) -> pl.DataFrame:
    """Adds where a line stands in its record.

    at              lines of the record before this one
    prose_before    lines of running text before it
    prose_after     lines of running text after it; 0 is the record's tail
    links_in_tail   links and promos in the record's tail
    """
    key = [PAGE, "record"]
    prose = pl.col("prose").cast(pl.Int64)
    content = content.with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).over(key).alias("at"),
        (prose.cum_sum() - prose).over(key).alias("prose_before"),
        (prose.sum() - prose.cum_sum()).over(key).alias("prose_after"),
    )
    in_tail = (pl.col("prose_after") == 0) & ~pl.col("prose") & (pl.col("promo") | pl.col("link"))
    return content.with_columns(in_tail.sum().over(key).cast(pl.Int64).alias("links_in_tail"))


TAIL = pl.col("prose_after") == 0
SHORT = ~pl.col("prose")
_NAMED = r"^[–—*\s-]*((?:\p{Lu}[\p{L}.'’-]*\s+){1,3}\p{Lu}[\p{L}.'’-]*)\s+\p{Ll}"
ANY_BYLINE = (pl.col("byline") | pl.col("dated")) & ~pl.col("caption") & SHORT


def furniture_rules() -> list[Rule]:
    """Lines that are never an article's own words, wherever they stand in it."""
    return [
        Rule("separator", "other", pl.col("separator")),
        Rule("loading", "banner", pl.col("loading")),
        Rule("photo_credit", "caption", pl.col("caption")),
        Rule("promo_phrase", "promo", pl.col("promo") & SHORT),
        Rule("comment_count", "comments", pl.col("comments")),
        Rule("site_navigation", "navigation", pl.col("navigation")),
        # Appeals and disclaimers are sentences too, but never long ones.
        Rule("appeal_or_notice", "banner", pl.col("banner") & (pl.col("words") <= 40)),
        Rule("link_line", "promo", pl.col("link") & SHORT & (pl.col("words") <= 14)),
        Rule("short_line_among_closing_links", "promo", TAIL & SHORT & (pl.col("links_in_tail") > 0)),
    ]


def text_rules() -> list[Rule]:
    """The kinds of an article's own lines; the last rule takes what is left."""
    text = pl.col("text")
    next_prose = (pl.col("prose") | pl.col("bullet")).shift(-1).over(PAGE).fill_null(value=False)
    quoted = text.str.head(1).is_in(["“", '"', "«", "„"]) & text.str.tail(2).str.contains(r"[”\"»“][.,]?$")
    return [
        Rule("bulleted_line", "list_item", pl.col("bullet") & (pl.col("at") > 0)),
        Rule("quoted_line", "quote", quoted),
        Rule("short_line_before_text", "heading", pl.col("title_like") & (pl.col("words") <= 16) & next_prose),
        Rule("running_text", "body", pl.lit(value=True)),
    ]


def bio_rule() -> Rule:
    """'Jane Roe is a journalist ...' as the article's last words; any 'Jane Roe reports ...' where her byline stands above."""
    byline = pl.col("text").filter(pl.col("byline") & SHORT).first().over(PAGE, "record")
    named = only(TAIL & pl.col("prose"), pl.col("text")).str.head(80).str.extract(_NAMED)
    by_author = byline.str.contains(named, literal=True).fill_null(value=False)
    return Rule(
        "about_the_author", "footer",
        (pl.col("bio") | by_author) & (pl.col("prose_before") > 0) & TAIL & ~pl.col("title_like"),
    )  # fmt: skip


def page_sum(condition: pl.Expr) -> pl.Expr:
    """How many of the page's lines meet a condition."""
    return condition.cast(pl.Int64).sum().over(PAGE)


def neighbour(column: str, by: int) -> pl.Expr:
    """The value of the line `by` lines earlier on the page (negative: later); null past its ends."""
    # Pages are contiguous, so a look at the page's number stands in for a window function (5 times the speed).
    return pl.when(pl.col(PAGE) == pl.col(PAGE).shift(by)).then(pl.col(column).shift(by))
