"""A month's archive page: a header that names the month, then texts under a lone headline or deck each.

Between them stand promos: 'Read more', then the caption and headline of another article, glued line to line.
"""

from __future__ import annotations

import polars as pl

from transforms.bylines import MONTH_HEADER
from transforms.cues import only
from transforms.layouts.rules import (
    Rule,
    bio_rule,
    furniture_rules,
    label,
    neighbour,
    number_records,
    page_sum,
    text_rules,
)
from transforms.lines import PAGE

NAME = "month_archive"
OWN_SITE = False

_MONTH = f"(?i){MONTH_HEADER.pattern}"


def confidence() -> pl.Expr:
    """From a first line that names a month as a header does."""
    first = pl.col("page_header").first() & pl.col("text").first().str.contains(_MONTH)
    return pl.when(first & (pl.col("prose").sum() > 0)).then(0.9).otherwise(0.0)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """Texts begin at lone title-like lines above running text, unless a promo holds them."""
    header = pl.col("page_header") & (pl.col("line") == pl.col("line").min().over(PAGE))
    content = content.with_columns(header.alias("header")).with_columns(
        (pl.col("title_like") & pl.col("alone") & ~pl.any_horizontal("caption", "promo", "header", "byline", "dated", "banner"))
        .alias("lone")
    )  # fmt: skip
    # The lines right under a promo's blank line: a caption and a headline, or a headline alone.
    after_promo = content.filter("promo").select(PAGE, pl.col("group") + 1).unique()
    promoted = (
        content.join(after_promo, on=[PAGE, "group"], how="semi")
        .group_by(PAGE, "group")
        .agg(pl.len().alias("lines"), pl.col("prose").any().alias("text"))
    )
    glued_promos = promoted.filter((pl.col("lines") > 1) & ~pl.col("text"))
    # A lone line after 'Read more' is the next headline, unless the page shows that promos bring headlines along.
    lone_promos = promoted.filter((pl.col("lines") == 1) & ~pl.col("text")).join(glued_promos, on=PAGE, how="semi")
    promos = pl.concat([glued_promos, lone_promos]).select(PAGE, "group", pl.lit(value=True).alias("promoted"))
    content = content.join(promos, on=[PAGE, "group"], how="left", maintain_order="left").with_columns(
        pl.col("promoted").fill_null(value=False)
    )
    lead = pl.col("lone") & ~pl.col("promoted")
    content = content.with_columns(lead.alias("lead"))
    leads_on = pl.col("lead") & (
        neighbour("prose", -1) | neighbour("lead", -1) | neighbour("byline", -1) | neighbour("dated", -1)
    )
    start = leads_on & ~neighbour("lead", 1).fill_null(value=False)
    content = number_records(content.with_columns(start.fill_null(value=False).alias("start")), pl.col("start"))
    in_text, at = pl.col("record").is_not_null(), pl.col("at")
    second_lead = (at == 1) & pl.col("lead")
    byline = (pl.col("byline") | pl.col("dated")) & (pl.col("prose_before") == 0) & (at <= 3)
    has_second = second_lead.any().over(PAGE, "record")
    content = label(
        content.with_columns((_reads_like_deck() & ~has_second).alias("deck")),
        [
            Rule("archive_header", "page_header", pl.col("header")),
            Rule("before_first_text", "page_header", ~in_text),
            Rule("promoted_headline", "promo", pl.col("promoted")),
            Rule("lone_line_like_a_deck", "subtitle", (at == 0) & pl.col("deck")),
            Rule("lone_line_over_text", "title", at == 0),
            Rule("second_line_over_text", "subtitle", second_lead),
            Rule("byline_over_text", "byline", byline),
            bio_rule(),
            *furniture_rules(),
            *text_rules(),
        ],
    )  # fmt: skip
    return content.with_columns(pl.lit(None, pl.String).alias("site"))


def _reads_like_deck() -> pl.Expr:
    """Whether the page's lone lines are decks: full clauses (11 words, articles, perfect tense), where headlines are terse.

    One vote a page, since a site prints decks or headlines there, not now one and now the other.
    """
    start = pl.col("start")
    clause = only(start, pl.col("text")).str.contains(
        r"(?i)\b(?:has|have|had|is|are|was|were|will|would|reportedly)\s+\w+|^the\b"
    )
    votes = page_sum(start & (pl.col("words") >= 11) & clause)
    return 2 * votes > page_sum(start)
