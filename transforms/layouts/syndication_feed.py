"""An aggregator's category page: items, often bulleted, each closed by lines that name where it came from.

'The post TITLE appeared first on OUTLET.', 'This post was originally published on OUTLET.' and their like in other
languages. Titles stand in the footer if anywhere; authors in a last or first line 'By NAME'.
"""

from __future__ import annotations

import polars as pl

from transforms.layouts.rules import (
    ANY_BYLINE,
    SHORT,
    TAIL,
    Rule,
    bio_rule,
    furniture_rules,
    label,
    neighbour,
    number_records,
    text_rules,
)
from transforms.lines import PAGE

NAME = "syndication_feed"
OWN_SITE = False


def confidence() -> pl.Expr:
    """From the number of origin lines."""
    footers = pl.col("syndicated_outlet").is_not_null().sum()
    return pl.when(pl.col("prose").sum() == 0).then(0.0).when(footers >= 3).then(0.97).when(footers == 2).then(0.8).otherwise(0.0)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """Items begin at bullets that stand further left than the text under them; without such, after origin lines."""
    header = pl.col("page_header") & (pl.col("line") == pl.col("line").min().over(PAGE))
    bullet_indent = pl.col("indent").filter(pl.col("bullet")).min().over(PAGE)
    text_indent = pl.col("indent").filter(pl.col("prose") & ~pl.col("bullet")).median().over(PAGE)
    bulleted = (text_indent > bullet_indent).fill_null(value=False)
    content = content.with_columns(header.alias("header"), pl.col("syndicated_outlet").is_not_null().alias("origin"))
    at_bullet = pl.col("bullet") & (pl.col("indent") == bullet_indent)
    after_origin = neighbour("origin", 1) & ~pl.col("origin")
    first = neighbour("header", 1).fill_null(value=True) & ~pl.col("header")
    start = pl.when(bulleted).then(at_bullet).otherwise(after_origin | first)
    content = number_records(content.with_columns(start.fill_null(value=False).alias("start")), pl.col("start"))
    in_item, at = pl.col("record").is_not_null(), pl.col("at")
    caption_follows = neighbour("caption", -1) & neighbour("glued", -1)
    content = label(
        content,
        [
            Rule("archive_header", "page_header", ~in_item & pl.col("page_header")),
            Rule("before_first_item", "page_header", ~in_item),
            Rule("origin_line", "footer", pl.col("origin")),
            Rule("byline_first", "byline", ANY_BYLINE & (at <= 1)),
            Rule("byline_last", "byline", ANY_BYLINE & TAIL),
            Rule("first_line_over_caption", "subtitle", (at == 0) & ~pl.col("caption") & caption_follows),
            Rule("first_line_of_item", "title", (at == 0) & SHORT & pl.col("title_like") & ~pl.col("caption") & ~pl.col("promo")),
            bio_rule(),
            *furniture_rules(),
            *text_rules(),
        ],
    )  # fmt: skip
    return content.with_columns(pl.lit(None, pl.String).alias("site"))
