"""Any other page: one article, found by its running text; what stands around that is not the article's.

The body reaches from the first to the last line of the page's main run of running text: runs are cut where more than
`MAX_GAP` short lines in a row stand between two lines of running text, and the run with the most characters is kept.
"""

from __future__ import annotations

import polars as pl

from transforms.layouts.rules import ANY_BYLINE, SHORT, Rule, bio_rule, furniture_rules, label, text_rules, with_places
from transforms.lines import PAGE

NAME = "generic"
OWN_SITE = False
MAX_GAP = 8
# How far above the text a title may stand: bylines, dates, captions and share links come between.
TITLE_REACH = 12


def confidence() -> pl.Expr:
    """Low and constant: it is tried where no layout knows the page."""
    return pl.lit(0.3)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """One article a page, or none where no line is running text."""
    furniture = pl.any_horizontal("banner", "loading", "navigation", "promo", "comments", "link", "separator", "caption")
    content = content.with_columns(
        furniture.alias("furniture"),
        pl.int_range(pl.len(), dtype=pl.Int64).over(PAGE).alias("row"),
        (pl.col("prose") & ~furniture).alias("text_line"),
    )
    text_lines = content.filter("text_line").with_columns(
        ((pl.col("row") - pl.col("row").shift(1).over(PAGE)).fill_null(0) > MAX_GAP + 1).cast(pl.Int64).cum_sum().over(PAGE)
        .alias("run")
    )  # fmt: skip
    runs = text_lines.group_by(PAGE, "run").agg(
        pl.col("row").min().alias("first"), pl.col("row").max().alias("last"), pl.col("chars").sum().alias("size")
    )
    main = runs.sort([PAGE, "size", "first"], descending=[False, True, False]).group_by(PAGE, maintain_order=True).first()
    content = content.join(main.select(PAGE, "first", "last"), on=PAGE, how="left", maintain_order="left")
    row, first = pl.col("row"), pl.col("first")
    above = (row < first) & (row >= first - TITLE_REACH)
    titles = above & pl.col("title_like") & ~pl.col("furniture") & ~ANY_BYLINE & ~pl.col("page_header") & (pl.col("words") >= 3)
    content = content.with_columns(row.filter(titles).max().over(PAGE).alias("title_row"))
    start = pl.coalesce("title_row", "first")
    after_text = (row > pl.col("last")) & (row <= pl.col("last") + 2) & (ANY_BYLINE | pl.col("syndication"))
    inside = (row >= start) & ((row <= pl.col("last")) | after_text)
    content = with_places(content.with_columns(pl.when(inside).then(pl.lit(0, pl.Int64)).alias("record")))
    in_article, before_text = pl.col("record").is_not_null(), row < first
    content = label(
        content,
        [
            Rule("archive_header", "page_header", ~in_article & pl.col("page_header")),
            Rule("loading", "banner", ~in_article & pl.col("loading")),
            Rule("banner_phrase", "banner", ~in_article & pl.col("banner")),
            Rule("photo_credit", "caption", ~in_article & pl.col("caption")),
            Rule("above_the_article", "navigation", ~in_article & before_text.fill_null(value=True)),
            Rule("below_the_article", "navigation", ~in_article),
            Rule("last_title_like_line_above_text", "title", row == pl.col("title_row")),
            Rule("byline_between_title_and_text", "byline", ANY_BYLINE & before_text),
            Rule("byline_below_text", "byline", ANY_BYLINE & (row > pl.col("last"))),
            Rule("origin_line", "footer", pl.col("syndicated_outlet").is_not_null() & SHORT),
            Rule("sentence_between_title_and_text", "subtitle", before_text & pl.col("ends_stop") & ~pl.col("furniture")),
            bio_rule(),
            *furniture_rules(),
            Rule("between_title_and_text", "other", before_text),
            *text_rules(),
        ],
    )  # fmt: skip
    return content.with_columns(pl.lit(None, pl.String).alias("site"))
