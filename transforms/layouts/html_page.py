"""A page that came with its tags: they say which lines are the article's, and where the next article of a page begins."""

from __future__ import annotations

import polars as pl

from transforms.html.structure import FURNITURE
from transforms.layouts.rules import ANY_BYLINE, SHORT, Rule, furniture_rules, label, text_rules, with_places
from transforms.lines import PAGE

NAME = "html_page"
OWN_SITE = False

_OUTSIDE = ["nav", "footer", "aside"]
_ASIDE_ZONES = sorted(FURNITURE)
_NOT_BODY_ZONES = [*_ASIDE_ZONES, "caption", "tags", "byline", "title", "date"]


def confidence() -> pl.Expr:
    """Sure wherever tags show running text."""
    return pl.when(_is_body().any()).then(0.97).otherwise(0.0)


def _is_body() -> pl.Expr:
    furniture = pl.any_horizontal("banner", "loading", "navigation", "promo", "comments", "separator", "caption") & SHORT
    return (
        pl.col("core")
        & ~pl.col("zone").is_in(_NOT_BODY_ZONES)
        & ~pl.col("landmark").is_in(_OUTSIDE)
        & (pl.col("link_share") <= 0.6)
        & ~pl.col("tag").is_in(["button", "label", "h1", "figcaption", "caption"])
        & ~furniture
    ).fill_null(value=False)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """One article a page."""
    content = content.with_columns(_is_body().alias("is_body_line"), pl.int_range(pl.len(), dtype=pl.Int64).over(PAGE).alias("row"))
    row = pl.col("row")
    text = pl.col("is_body_line")
    content = content.with_columns(
        row.filter(text).min().over(PAGE).alias("first"),
        row.filter(text).max().over(PAGE).alias("last"),
        row.filter(pl.col("zone") == "title").min().over(PAGE).alias("title_row"),
    )
    title_row = pl.when(pl.col("title_row") <= pl.col("last")).then("title_row")
    start = pl.min_horizontal(title_row, "first")
    inside = (row >= start) & (row <= pl.col("last"))
    content = with_places(content.with_columns(pl.when(inside).then(pl.lit(0, pl.Int64)).alias("record")))
    zone, landmark = pl.col("zone"), pl.col("landmark")
    in_article = pl.col("record").is_not_null()
    content = label(
        content,
        [
            Rule("page_title", "title", in_article & (row == pl.col("title_row"))),
            Rule("running_text", "body", text),
            Rule("rest", "other", pl.lit(value=True)),
        ],
    )
    return content.with_columns(pl.lit(None, pl.String).alias("site"))
