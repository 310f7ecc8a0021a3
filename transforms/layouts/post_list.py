"""A blog's front page or archive: title, dated byline or posting line, text, filing line, one after another.

Told by the lines that content management systems print around a post ('Posted by ... |', 'Posted in ... | Tagged ...',
'Filed under', 'Leave a comment') or by dated bylines under title-like lines.
"""

from __future__ import annotations

import polars as pl

from transforms.layouts.rules import (
    SHORT,
    Rule,
    bio_rule,
    furniture_rules,
    label,
    neighbour,
    number_records,
    text_rules,
)
from transforms.lines import PAGE

NAME = "post_list"
OWN_SITE = True

_POSTING = r"(?i)^posted (?:on|by)\b"
_BYLINE = (pl.col("byline") | pl.col("dated")) & ~pl.col("caption") & ~pl.col("syndication") & (pl.col("chars") <= 200)
_FILING = pl.col("post_meta") & ~pl.col("page_header") & (pl.col("chars") <= 400)
# What a line may hold beside its date and still be a date alone: a weekday, a time of day, a number.
_DATE_ALONE_CHARS = 12
_DATE_ALONE = pl.col("chars") - pl.col("date_raw").str.len_chars() <= _DATE_ALONE_CHARS
# What menus begin with, where a page's first line is not the name of its site; and what no name holds.
_MENU = (
    r"(?i)^(?:(?:skip|jump) to .*|news|articles?|posts|forums?|newsletters?|jobs|videos?|podcasts?|my account|account|"
    r"latest(?: \pL+)?|.*(?:cookies?|\bsign in|\blog in)\b.*)$|[?;:,]"
)
_RIGHTS = r"(?i)©|\bcopyright\b|\ball rights reserved\b"
_TEXT_SOON = neighbour("prose", -1) | neighbour("prose", -2) | neighbour("prose", -3)
MARKS = [
    (_BYLINE & pl.col("dated") & neighbour("title_like", 1) & ~neighbour("comments", 1) & _TEXT_SOON).alias("post_list_titled"),
    _DATE_ALONE.fill_null(value=False).alias("post_list_date_alone"),
    _FILING.alias("post_list_filing"),
]


def confidence() -> pl.Expr:
    """From the number of filing lines and of dated bylines under a title-like line, and from where the text stands.

    Single articles end in lists of related ones or in comments, each with a title or date: there little text follows the second
    title or the first filing line, or much stands before the first, or most after the last, or more between two filing lines
    than in all the others' texts. The bylines of a list are of one form, dates alone or dates among words; an article's own is
    mostly of another than those of its list, and is not counted with them.
    """
    line, prose, filing = pl.col("line"), pl.col("prose"), pl.col("post_list_filing")
    mostly_dates_alone = pl.col("post_list_date_alone").filter("post_list_titled").mean() >= 0.5
    titled = pl.col("post_list_titled") & (pl.col("post_list_date_alone") == mostly_dates_alone)
    titled_lines, filing_lines = line.filter(titled), line.filter(filing)
    filings, size = filing.sum(), pl.col("chars").filter(prose).sum()
    before_first = pl.col("chars").filter(prose & (line < titled_lines.first())).sum()
    after_second = pl.col("chars").filter(prose & (line > titled_lines.get(1, null_on_oob=True))).sum()
    after_filing = pl.col("chars").filter(prose & (line > filing_lines.first())).sum()
    after_last_title = pl.col("chars").filter(prose & (line > titled_lines.last())).sum()
    after_last_filing = pl.col("chars").filter(prose & (line > filing_lines.last())).sum()
    between_filings = pl.when(prose).then("chars").otherwise(0).cum_sum().filter(filing).diff()
    one_of_many = ((between_filings > 0).sum() >= 3) & (between_filings.max() > 0.5 * size)
    return (
        pl.when(size == 0).then(0.0)
        .when((filings >= 3) & ~one_of_many & (after_filing >= 0.35 * size) & (after_last_filing <= 0.4 * size)).then(0.95)
        .when(
            (titled.sum() >= 3) & (before_first <= 0.1 * size) & (after_second >= 0.4 * size) & (after_last_title <= 0.6 * size)
        ).then(0.9)
        .otherwise(0.0)
    )  # fmt: skip


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """Posts begin after a filing line, and at a title-like line above a byline."""
    first_prose = pl.col("line").filter(pl.col("prose")).min().over(PAGE)
    posting = _FILING & pl.col("text").str.contains(_POSTING)
    # 'Posted on ... by ...' stands under the title on some sites and below the text on others: its first place tells.
    posting_on_top = (pl.col("line").filter(posting).min() < pl.col("line").filter(pl.col("prose")).min()).over(PAGE)
    content = content.with_columns(
        ((_BYLINE & ~_FILING) | (posting & posting_on_top.fill_null(value=False))).alias("top"),
        (first_prose.fill_null(0) > pl.col("line")).alias("before_text"),
    ).with_columns(((_FILING | pl.col("comments")) & ~pl.col("top")).alias("bottom"))
    after_bottom = neighbour("bottom", 1) & ~pl.col("bottom") & ~pl.col("top")
    above_top = pl.col("title_like") & ~pl.col("top") & ~pl.col("bottom") & neighbour("top", -1)
    # Where a post's first line is known from the filing line before it, a second title-like line is its deck.
    above_top = above_top & ~neighbour("bottom", 2).fill_null(value=False)
    last_before_text = (
        pl.col("before_text") & pl.col("title_like") & ~(neighbour("before_text", -1) & neighbour("title_like", -1))
        & (pl.col("top").any().over(PAGE).not_())
    )  # fmt: skip
    content = content.with_columns((after_bottom | above_top | last_before_text).fill_null(value=False).alias("start"))
    content = number_records(content, pl.col("start"))
    # What follows the last post (older posts, archives, blogroll) has no running text and no byline.
    has_text = (pl.col("prose") | pl.col("top")).any().over(PAGE, "record") & pl.col("record").is_not_null()
    content = content.with_columns(has_text.alias("in_post"))
    first_top = pl.col("at").filter(pl.col("top")).min().over(PAGE, "record")
    in_post, at = pl.col("in_post"), pl.col("at")
    site_line = (pl.col("line") == pl.col("line").min().over(PAGE)) & pl.col("record").is_null() & _site_name()
    content = label(
        content,
        [
            Rule("archive_header", "page_header", ~in_post & pl.col("page_header") & pl.col("record").is_null()),
            Rule("site_name_line", "page_header", ~in_post & site_line),
            Rule("navigation_line", "navigation", ~in_post & pl.col("navigation")),
            Rule("before_first_post", "page_header", ~in_post & pl.col("record").is_null()),
            Rule("after_last_post", "navigation", ~in_post),
            Rule("first_line_of_post", "title", (at == 0) & SHORT & ~pl.col("top")),
            Rule("byline_under_title", "byline", pl.col("top") & (pl.col("prose_before") == 0)),
            Rule("line_between_title_and_byline", "subtitle", (at == 1) & (first_top == 2)),
            Rule("filing_line", "footer", pl.col("bottom") & ~pl.col("comments")),
            bio_rule(),
            *furniture_rules(),
            *text_rules(),
        ],
    )
    return content.with_columns(
        pl.when("in_post").then("record").alias("record"),
        pl.when(pl.col("rule") == "site_name_line").then("text").alias("site"),
    )


def _site_name() -> pl.Expr:
    """A line like a name that stands by itself, or whose words are in the page's notice of rights: other first lines are menus'."""
    rights = pl.col("text").filter(pl.col("text").str.contains(_RIGHTS)).last().over(PAGE)
    owner = rights.str.contains(pl.col("text"), literal=True).fill_null(value=False)
    called = pl.col("title_like") & (pl.col("chars") <= 60) & ~pl.any_horizontal("bullet", "navigation", "page_header", "banner")
    return called & (pl.col("alone") | owner) & ~pl.col("text").str.contains(_MENU)
