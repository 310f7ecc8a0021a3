"""One article and nothing else: paragraphs of running text from the first line to the last."""

from __future__ import annotations

import polars as pl

from transforms.layouts.rules import furniture_rules, label, text_rules, with_places

NAME = "bare_article"
OWN_SITE = False


def confidence() -> pl.Expr:
    """From the share of lines that are running text, with no byline, filing or origin line at all."""
    lines, prose = pl.len(), pl.col("prose").sum()
    marks = pl.any_horizontal("byline", "dated", "post_meta", "syndication", "page_header", "navigation").sum()
    return (
        pl.when((marks > 0) | ~pl.col("prose").first()).then(0.0)
        .when(prose == lines).then(0.9)
        .when(prose >= 0.8 * lines).then(0.7)
        .otherwise(0.0)
    )  # fmt: skip


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """All of the page is the article."""
    content = with_places(content.with_columns(pl.lit(0, pl.Int64).alias("record")))
    return label(content, [*furniture_rules(), *text_rules()]).with_columns(pl.lit(None, pl.String).alias("site"))
