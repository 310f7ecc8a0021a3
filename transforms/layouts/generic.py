"""Any page that no layout knows: one article or many, told from what repeats on the page.

Where a rhythm carries the page (`transforms.rhythm`), its beats part the articles. Else the page has one article at most:
the stretch of lines that is most like running text, under the line that is most like its title (`transforms.main_text`).
"""

from __future__ import annotations

import polars as pl

from transforms.articles import BARE_NAME
from transforms.layouts.rules import ANY_BYLINE, SHORT, Rule, bio_rule, furniture_rules, label, neighbour, text_rules, with_places
from transforms.line_shapes import add_shapes
from transforms.lines import PAGE
from transforms.lists import find_lists
from transforms.main_text import main_texts

NAME = "generic"
OWN_SITE = False
# The last article of a list ends where this many short lines in a row follow its text.
MAX_GAP = 8
_NAME = r"^\p{Lu}\p{Ll}[\p{L}’'.-]*(?:\s(?:\p{Lu}\.?|\p{Lu}[\p{L}’'-]+|de|van|von|der|la|el|da|bin)){0,3}\s\p{Lu}[\p{L}’'-]+$"
_LEAST, _MOST = 0.3, 0.65  # named layouts come first where they are sure


def confidence() -> pl.Expr:
    """Low and constant: it is tried where no layout knows the page."""
    return pl.lit(_LEAST)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """The articles of pages with a rhythm; of other pages one each, or none where no line is running text."""
    lines = add_shapes(content)
    found = find_lists(lines)
    several = _several(lines.join(found.lists, on=PAGE, how="inner", maintain_order="left"), found.starts)
    one = _one(lines.join(found.lists.select(PAGE), on=PAGE, how="anti", maintain_order="left"), found.comments)
    columns = [*content.columns, "record", "role", "rule"]
    return pl.concat([several.select(columns), one.select(columns)]).with_columns(pl.lit(None, pl.String).alias("site"))


def _several(lines: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    row = pl.col("row")
    begins, opens = row.is_in(starts["row"].implode()), row.is_in(starts["opens"].implode())
    lines = lines.with_columns(begins.alias("begins")).with_columns(
        opens.cast(pl.Int64).cum_sum().over(PAGE).alias("begun"),
        pl.when("textual").then("row").forward_fill().over(PAGE).alias("last_text"),
    )
    last = pl.col("begun") == pl.col("begun").max().over(PAGE)
    # The page goes on after its last article where only short lines follow.
    gap = last & (pl.col("row") - pl.col("last_text") > MAX_GAP) & ~pl.col("textual") & (pl.col("row") > pl.col("last_start"))
    over = gap.cast(pl.Int8).cum_max().over(PAGE) == 1
    lines = lines.with_columns(
        pl.when((pl.col("begun") > 0) & ~over).then(pl.col("begun") - 1).alias("record"),
        _sure(pl.col("score")).alias("layout_confidence"),
    )
    lines = with_places(lines)
    in_article, at = pl.col("record").is_not_null(), pl.col("at")
    key = [PAGE, "record"]
    headed = pl.col("begins") & pl.col("head_like")
    before_text = at < at.filter(pl.col("content") & ~headed).min().over(key)
    meta = (pl.col("meta") | ANY_BYLINE) & SHORT & ~pl.col("textual")
    tail = at > at.filter("content").max().over(key)
    return label(
        lines.with_columns(before_text.fill_null(value=False).alias("before_text")),
        [
            Rule("archive_header", "page_header", ~in_article & pl.col("page_header")),
            Rule("banner_phrase", "banner", ~in_article & (pl.col("banner") | pl.col("loading"))),
            Rule("above_the_list", "navigation", ~in_article & (pl.col("begun") == 0)),
            Rule("below_the_list", "navigation", ~in_article),
            Rule("headline_at_start", "title", headed),
            Rule("filing_line", "footer", pl.col("post_meta") & ~pl.col("textual") & ~pl.col("before_text")),
            Rule("origin_line", "footer", pl.col("syndicated_outlet").is_not_null() & SHORT),
            Rule("dated_or_signed", "byline", meta & ~pl.col("comments") & (pl.col("before_text") | tail)),
            Rule("line_between_title_and_text", "subtitle", pl.col("before_text") & pl.col("strong_head") & ~pl.col("begins")),
            bio_rule(),
            *furniture_rules(),
            Rule("between_title_and_text", "other", pl.col("before_text")),
            Rule("short_line_at_end", "other", tail & ~pl.col("bullet")),
            *text_rules(),
        ],
    )  # fmt: skip


def _one(lines: pl.DataFrame, comments: pl.DataFrame) -> pl.DataFrame:
    lines = lines.join(main_texts(lines, comments), on=PAGE, how="left", maintain_order="left")
    row, first, last, title = pl.col("row"), pl.col("first_text"), pl.col("last_text"), pl.col("title_row")
    # Some sites print the date over the title; it counts where none stands under it, and never one of the site's own head.
    dated = pl.col("date_raw").is_not_null() & pl.col("meta") & ~pl.col("prose")
    under = (dated & (row > title) & (row <= first + 2)).any().over(PAGE)
    over = dated & (row >= title - 2) & (row < title) & ~under.fill_null(value=False)
    lines = lines.with_columns(over.fill_null(value=False).alias("over_title"))
    start = pl.coalesce(title, first)
    after_text = (row > last) & (row <= last + 2) & (ANY_BYLINE | pl.col("syndication"))
    inside = ((row >= start) & ((row <= last) | after_text)) | pl.col("over_title")
    lines = with_places(
        lines.with_columns(
            pl.when(inside).then(pl.lit(0, pl.Int64)).alias("record"),
            _sure(pl.col("share").fill_null(0.0)).alias("layout_confidence"),
        )
    )
    in_article, before_text = pl.col("record").is_not_null(), (row < first) & (row > title)
    signed = (pl.col("meta") | ANY_BYLINE) & SHORT & ~pl.col("comments")
    sentence = pl.col("ends_stop") & (pl.col("words") >= 5)
    deck = (row == title + 1) & sentence & ~pl.col("prose") & ~pl.col("furniture")
    first_lines = row <= first + 2
    by_a_date = neighbour("short_date", 1) | neighbour("short_date", -1)
    return label(
        lines,
        [
            Rule("archive_header", "page_header", ~in_article & pl.col("page_header")),
            Rule("loading", "banner", ~in_article & pl.col("loading")),
            Rule("banner_phrase", "banner", ~in_article & pl.col("banner")),
            Rule("photo_credit", "caption", ~in_article & pl.col("caption")),
            Rule("above_the_article", "navigation", ~in_article & (row < start).fill_null(value=True)),
            Rule("below_the_article", "navigation", ~in_article),
            Rule("date_over_the_title", "byline", pl.col("over_title")),
            Rule("line_most_like_the_title", "title", row == title),
            Rule("byline_by_the_title", "byline", signed & (before_text | first_lines).fill_null(value=False)),
            Rule("byline_below_text", "byline", ANY_BYLINE & (row > last)),
            Rule(BARE_NAME, "byline", before_text & pl.col("text").str.contains(_NAME) & by_a_date),
            Rule("origin_line", "footer", pl.col("syndicated_outlet").is_not_null() & SHORT),
            Rule("sentence_under_the_title", "subtitle", before_text & deck),
            bio_rule(),
            *furniture_rules(),
            Rule("between_title_and_text", "other", before_text & ~pl.col("prose") & ~sentence),
            Rule("signed_or_dated", "byline", ANY_BYLINE & (pl.col("chars") <= 120) & (row <= first + 6)),
            *text_rules(),
        ],
    )  # fmt: skip


def _sure(share: pl.Expr) -> pl.Expr:
    return (_LEAST + (_MOST - _LEAST) * share).round(2)
