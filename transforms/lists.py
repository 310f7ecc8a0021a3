"""Pages of several articles: which they are, and where each article begins.

Two witnesses are heard. `transforms.rhythm` looks for a family of lines that parts the page as articles would; the network of
`transforms.starts` has seen what lists of articles look like, and names their first lines. A page is a list if a rhythm carries
it, unless the network is all but certain that it is one article; or if the network's starts meet the conditions below, each of
which is there for pages of one article that the network takes for lists: those of parts with headings of their own, above all.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from transforms.lines import PAGE
from transforms.rhythm import SELF_EVIDENT, Condition, common_subject, find_rhythm, unmet_of
from transforms.starts import add_starts

BY_NETWORK = "list_by_network"
LIKELY = 0.5
# What the network leaves to a page that it takes for one article is below this on a third of the lone articles that a rhythm
# carries, and on none of the real lists that are for tuning. Numbers and headings, which one article has too, need its consent.
_ONE_ARTICLE = 0.01
# Articles of lists are dated or signed one by one; parts of one article are not. Where most are, less is asked of the rest.
_DATED = 0.6
_SIGNS = ["short_date", "byline", "post_meta", "clock", "syndication"]
OWN_SUBJECTS = "own_subjects"
# The share of parts that the page's commonest words stand in: above 0.5 on nine tenths of lone articles whose parts look like
# articles.
_COMMON_SUBJECT = 0.5
# A date or name over the headline is the article's own within so many lines, and no further from the start than those below.
_SIGN_ABOVE, _SIGN_BELOW = 3, 40
# How far above its headline an article may begin.
_OPENS_ABOVE = 4


class Lists(NamedTuple):
    """`starts`: `row` at which an article of a list has its headline or first text, and `opens`, the row of its first line.
    `lists`: per page of several the `rule` that found it, how sure it is (`score`, 0 to 1) and `last_start` (row).
    `comments`: per page the row at which dated comments begin, where some follow one article."""

    starts: pl.DataFrame
    lists: pl.DataFrame
    comments: pl.DataFrame


def find_lists(lines: pl.DataFrame) -> Lists:
    """The lists among the pages of `lines` (columns of `transforms.line_shapes`)."""
    lines = add_starts(lines)
    rhythms = find_rhythm(lines)
    several = lines.group_by(PAGE).agg(pl.col("several").first())
    least = pl.when(pl.col("rhythm").is_in(SELF_EVIDENT)).then(_ONE_ARTICLE).otherwise(LIKELY)
    by_rhythm = (
        rhythms.lists.join(several, on=PAGE).filter(pl.col("several") >= least)
        .select(PAGE, pl.concat_str(pl.lit("list_by_"), "rhythm").alias("rule"), "score")
    )  # fmt: skip
    likely = _likely_starts(lines)
    by_network = (
        _with_subjects(page_figures(lines, likely), lines, likely)
        .filter(pl.all_horizontal(condition.holds for condition in conditions()))
        .join(by_rhythm, on=PAGE, how="anti")
        .select(PAGE, pl.lit(BY_NETWORK).alias("rule"), pl.col("sure").cast(pl.Float64).alias("score"))
    )
    starts = pl.concat(
        [
            rhythms.starts.join(by_rhythm, on=PAGE, how="semi").select(PAGE, "row"),
            likely.join(by_network, on=PAGE, how="semi").select(PAGE, "row"),
        ]
    ).sort("row")
    last = starts.group_by(PAGE).agg(pl.col("row").max().alias("last_start"))
    return Lists(_opened(lines, starts), pl.concat([by_rhythm, by_network]).join(last, on=PAGE), rhythms.comments)


def describe_lists(lines: pl.DataFrame) -> pl.DataFrame:
    """Why `find_lists` takes pages for lists or not, as far as the network goes: `page_figures`, the certainty that a page holds
    several articles where no line is a likely start too, and `unmet`, the names of the conditions that are not met."""
    lines = add_starts(lines)
    pages = lines.group_by(PAGE, maintain_order=True).agg(pl.col("several").first())
    likely = _likely_starts(lines)
    figures = _with_subjects(page_figures(lines, likely), lines, likely).drop("several")
    return (
        pages.join(figures, on=PAGE, how="left", maintain_order="left")
        .with_columns(pl.col("starts").fill_null(0))
        .with_columns(unmet_of(conditions()).alias("unmet"))
    )


def conditions() -> list[Condition]:
    """In the order in which they are asked. Thresholds were set as those of `transforms.rhythm` were, on the same halves."""
    dated = pl.col("dated") >= _DATED
    plain = (
        (pl.col("several") >= 0.99) & (pl.col("sure") >= 0.85) & (pl.col("words") >= 6.5) & (pl.col("texts") <= 4)
        & (pl.col("largest_share") <= 0.35) & (pl.col("above_share") <= 0.1)
    )  # fmt: skip
    return [
        Condition("three_starts", "fewer than three lines are like the beginning of an article", pl.col("starts") >= 3),
        Condition("several", "the page as a whole is more like one article", pl.col("several") >= LIKELY),
        Condition("even_parts", "one of the parts has most of the text", pl.col("largest_share") <= 0.45),
        Condition("no_text_above", "much text stands above the first of them", pl.col("above_share") <= 0.35),
        Condition("some_text", "most parts have no running text", pl.col("texts") >= 1),
        Condition("short_parts", "the parts are longer than articles of lists", pl.col("texts") <= 12),
        Condition("alike", "the lines are not much like beginnings", pl.col("sure") >= 0.8),
        Condition(
            "dated_or_plain",
            "most parts have no date or name of their own, and they could be sections of one article",
            dated | plain,
        ),
        Condition(
            OWN_SUBJECTS,
            "parts without a date or name share their commonest words, as sections of one article do",
            dated | (pl.col("common").fill_null(0.0) <= _COMMON_SUBJECT),
        ),
    ]


def _with_subjects(figures: pl.DataFrame, lines: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """Adds `common`, how much the parts speak of one thing (`transforms.rhythm.common_subject`), where all else is met and it is
    asked for; the page's lines are read again for that."""
    others = pl.all_horizontal(one.holds for one in conditions() if one.name != OWN_SUBJECTS)
    asked = figures.with_columns(pl.lit(None, pl.Float64).alias("common")).filter(others & (pl.col("dated") < _DATED))
    mark = pl.lit(BY_NETWORK).alias("mark")
    begins = starts.select(
        PAGE, mark, pl.col("row").alias("first"), pl.int_range(pl.len(), dtype=pl.Int64).over(PAGE).alias("number")
    )
    common = common_subject(lines, begins, asked.select(PAGE, mark)).select(PAGE, "common")
    return figures.join(common, on=PAGE, how="left", maintain_order="left")


def page_figures(lines: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """Per page with likely starts, what they are like: their number (`starts`), the mean of the network's certainty (`sure`), its
    certainty that the page holds several articles; shares of the page's text above the first (`above_share`) and in the largest
    part; the share of parts with a date or name (`dated`); medians of a part's texts and of words in the starts."""
    size, text = pl.when("content").then("size").otherwise(0), pl.col("textual").cast(pl.Int64)
    signs = (pl.any_horizontal(_SIGNS) & ~pl.col("textual")).cast(pl.Int64)
    # Running sums over all pages: differences of two of one page count what lies between.
    sums = lines.select(
        PAGE, "row", "words", "several", (size.cum_sum() - size).alias("_size"), (text.cum_sum() - text).alias("_texts"),
        size.alias("_own_size"), text.alias("_own_text"), signs.cum_sum().alias("_signs"),
    )  # fmt: skip
    pages = sums.group_by(PAGE).agg(
        pl.col("row").min().alias("_first"), pl.col("row").max().alias("_last"), pl.col("_size").first().alias("_page_size"),
        (pl.col("_size") + pl.col("_own_size")).last().alias("_end_size"),
        (pl.col("_texts") + pl.col("_own_text")).last().alias("_end_texts"),
    )  # fmt: skip
    parts = starts.join(sums.select(pl.exclude(PAGE)), on="row").join(pages, on=PAGE).sort("row")
    row, count = pl.col("row"), pl.lit(sums["_signs"])
    following, before = row.shift(-1).over(PAGE), row.shift(1).over(PAGE)
    above = pl.max_horizontal(row - _SIGN_ABOVE, pl.coalesce(before + 1, "_first"))
    below = pl.min_horizontal(pl.coalesce(following - 1, "_last"), row + _SIGN_BELOW)
    signs_above = pl.when(above > 0).then(count.gather((above - 1).clip(0))).otherwise(0)
    total = (pl.col("_end_size") - pl.col("_page_size")).clip(1)
    parts = parts.with_columns(
        (count.gather(below) > signs_above).alias("signed"),
        ((pl.col("_size").shift(-1).over(PAGE).fill_null(pl.col("_end_size")) - pl.col("_size")) / total).alias("share"),
        (pl.col("_texts").shift(-1).over(PAGE).fill_null(pl.col("_end_texts")) - pl.col("_texts")).alias("texts"),
        ((pl.col("_size") - pl.col("_page_size")) / total).alias("above"),
    )  # fmt: skip
    return parts.group_by(PAGE, maintain_order=True).agg(
        pl.len().alias("starts"), pl.col("starts").mean().alias("sure"), pl.col("several").first(),
        pl.col("above").first().alias("above_share"), pl.col("share").max().alias("largest_share"),
        pl.col("signed").mean().alias("dated"), pl.col("texts").median(), pl.col("words").median(),
    )  # fmt: skip


def _likely_starts(lines: pl.DataFrame) -> pl.DataFrame:
    """`page`, `row` and `starts` of lines that the network takes for beginnings; of two next to each other, the likelier."""
    likely = lines.filter(pl.col("starts") >= LIKELY).select(PAGE, "row", "starts")
    row, page, value = pl.col("row"), pl.col(PAGE), pl.col("starts")
    beaten = ((row.shift(1) == row - 1) & (page.shift(1) == page) & (value.shift(1) >= value)) | (
        (row.shift(-1) == row + 1) & (page.shift(-1) == page) & (value.shift(-1) > value)
    )
    return likely.filter(~beaten.fill_null(value=False))


def _opened(lines: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """Adds `opens`: the row of the line, at the start or shortly above, that the network takes for the article's first."""
    row, opens = pl.col("row"), pl.lit(lines["opens"])
    textual, page = pl.lit(lines["textual"]), pl.lit(lines[PAGE])
    after = row.shift(1).over(PAGE).fill_null(-1)
    found, free = row, pl.lit(value=True)
    for distance in range(1, _OPENS_ABOVE + 1):
        at = (row - distance).clip(0)
        free = free & (row - distance > after) & (page.gather(at) == pl.col(PAGE)) & ~textual.gather(at)
        found = pl.when(free & (opens.gather(at) >= LIKELY)).then(row - distance).otherwise(found)
    return starts.with_columns(found.alias("opens"))
