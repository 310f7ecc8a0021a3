"""Any page that no layout knows: one article or many, told from what repeats on the page.

Where a rhythm carries the page (`transforms.rhythm`), its beats part the articles. Else the page has one article at most:
the stretch of lines that is most like running text, under the line that is most like its title (`transforms.main_text`).
"""

from __future__ import annotations

import polars as pl

from transforms.articles import BARE_NAME, NAME_AFTER_LABEL, UNKNOWN
from transforms.bylines import BY_ALONE, HELPED_ALONE, NO_NAME, POST
from transforms.cues import only
from transforms.dates import DATE
from transforms.layouts.rules import ANY_BYLINE, SHORT, Rule, bio_rule, furniture_rules, label, neighbour, text_rules, with_places
from transforms.line_shapes import add_shapes
from transforms.lines import PAGE
from transforms.lists import find_lists
from transforms.main_text import TRAIL_REACH, main_texts, other_day

NAME = UNKNOWN
OWN_SITE = False
# The last article of a list ends where this many short lines in a row follow its text.
MAX_GAP = 8
_PERSON = r"\p{Lu}\p{Ll}[\p{L}’'.-]*(?:\s(?:\p{Lu}\.?|\p{Lu}[\p{L}’'-]+|de|van|von|der|la|el|da|bin)){0,3}\s\p{Lu}[\p{L}’'-]+"
# 'Jane Roe', 'Jane Roe, PhD', 'Jane Roe, harbour correspondent'.
_NAME = rf"^{_PERSON}(?:,\s(?:Ph\.?D|M\.?D|M\.?A|[A-Z]{{2,5}})\.?)*(?:,\s[^,]{{0,40}}{POST}[^,]{{0,20}})?$"
# 'Jane Roe • March 7, 2024'.
_NAME_AND_DATE = rf"^({_PERSON})\s*(?:[|•·–—-]\s*)?(?i:(?:(?:published|posted)\s+)?{DATE})"
# After 'By' on the line before, names need not look like a person's.
_LABELLED_NAME = r"^\p{Lu}[\p{L}’'.-]*(?:\s[\p{L}’'.&-]+){0,5}(?:,\s.{2,60})?$"
_POST_LINE_WORDS, _NAME_CHARS = 8, 100
_STEP = r"^(?:[0-9]+\.|.*[/>»›])\s*"
# A page's text is looked at this far for the words of a name.
_SAID_CHARS = 20_000
# Who wrote a text may be told this many lines after it.
_TOLD_AFTER = 10
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
    lines = _with_names(lines.with_columns(other_day().alias("other_day")))
    row, first, last, title = pl.col("row"), pl.col("first_text"), pl.col("last_text"), pl.col("title_row")
    # Some sites print the date over the title; it counts where none stands under it, and never one of the site's own head.
    dated = pl.col("date_raw").is_not_null() & pl.col("meta") & ~pl.col("prose") & ~pl.col("other_day")
    under = (dated & (row > title) & (row <= first + 2)).any().over(PAGE)
    over = dated & (row >= title - 2) & (row < title) & ~under.fill_null(value=False)
    lines = lines.with_columns(over.fill_null(value=False).alias("over_title"))
    start = pl.coalesce(title, first)
    byline = ANY_BYLINE & ~pl.col("other_day")
    filed = pl.col("post_meta") & SHORT
    after_text = (row > last) & (row <= last + 2) & (byline | filed | pl.col("syndication"))
    # Who wrote it may be told a little after the text.
    told_after = (row > last) & (row <= last + _TOLD_AFTER) & pl.col("labelled_name")
    inside = ((row >= start) & ((row <= last) | after_text | told_after)) | pl.col("over_title")
    lines = with_places(
        lines.with_columns(
            pl.when(inside).then(pl.lit(0, pl.Int64)).alias("record"),
            _sure(pl.col("share").fill_null(0.0)).alias("layout_confidence"),
        )
    )
    in_article, before_text = pl.col("record").is_not_null(), (row < first) & (row > title)
    signed = (pl.col("meta") | ANY_BYLINE) & SHORT & ~pl.col("comments") & ~pl.col("other_day")
    sentence = pl.col("ends_stop") & (pl.col("words") >= 5)
    deck = (row == title + 1) & sentence & ~pl.col("prose") & ~pl.col("furniture")
    first_lines = row <= first + 2
    by_title = before_text | (first_lines & (row > title))
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
            Rule("filed_below_text", "footer", filed & (row > last)),
            Rule(NAME_AFTER_LABEL, "byline", pl.col("labelled_name") & (by_title | (row <= first + 6) | (row > last))),
            Rule("label_of_a_name", "other", neighbour("labelled_name", -1) & (by_title | (row <= first + 6))),
            Rule(BARE_NAME, "byline", by_title & pl.col("name_and_date") & SHORT & ~pl.col("other_day")),
            Rule("byline_by_the_title", "byline", signed & (before_text | first_lines).fill_null(value=False)),
            Rule("byline_below_text", "byline", byline & (row > last)),
            Rule(BARE_NAME, "byline", by_title & pl.col("name_by_date")),
            Rule("origin_line", "footer", pl.col("syndicated_outlet").is_not_null() & SHORT),
            Rule("sentence_under_the_title", "subtitle", before_text & deck),
            bio_rule(),
            *furniture_rules(),
            Rule("between_title_and_text", "other", before_text & ~pl.col("prose") & ~sentence),
            Rule("signed_or_dated", "byline", byline & (pl.col("chars") <= 120) & (row <= first + 6)),
            *text_rules(),
        ],
    )  # fmt: skip


def _with_names(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds which lines hold a writer's name and nothing else.

    labelled_name   the line before says 'By' and no more
    name_by_date    looks like a name, and a date stands beside it, or a post and then a date under it
    name_and_date   begins with what looks like a name, and a date follows it
    """
    text, words, row = pl.col("text"), pl.col("words"), pl.col("row")
    # Names are asked for only about the title and after the text, with a look at the lines beside them.
    first, last, beside = pl.col("first_text"), pl.col("last_text"), 3  # a name, a post, a line between, a date
    head = (row >= pl.coalesce("title_row", first) - beside) & (row <= first + _TOLD_AFTER + beside)
    near = lines.filter(head | ((row >= last - beside) & (row <= last + _TOLD_AFTER + beside)))
    short = only(pl.col("chars") <= _NAME_CHARS, text)
    dated_name = only(pl.col("date_raw").is_not_null() & ~pl.col("byline"), short).str.extract(_NAME_AND_DATE, 1)
    near = near.with_columns(
        dated_name.alias("_dated_name"),
        short.str.contains(_NAME).alias("_name"),
        ((words <= _POST_LINE_WORDS) & short.str.contains(POST) & ~pl.col("ends_stop")).alias("_post"),
        short.str.contains(BY_ALONE).alias("_by"),
        short.str.contains(HELPED_ALONE).alias("_helped"),
    )
    by, helped, post = (
        neighbour(column, step).fill_null(value=False) for column, step in (("_by", 1), ("_helped", 1), ("_post", -1))
    )
    before, *after = (neighbour("short_date", step).fill_null(value=False) for step in (1, -1, -2, -3))
    plain = ~pl.any_horizontal("byline", "dated", "post_meta", "furniture", "short_date", "prose")
    by_date = before | after[0] | (post & (after[1] | after[2]))
    names = near.select(
        PAGE,
        "row",
        (plain & by & short.str.contains(_LABELLED_NAME) & short.str.contains(r"\p{Ll}")).alias("labelled_name"),
        (plain & pl.col("_name") & ~helped & by_date).alias("name_by_date"),
        pl.col("_dated_name").is_not_null().alias("name_and_date"),
        pl.coalesce("_dated_name", text.str.replace(",.*", "")).alias("name"),
    )
    flags = ["labelled_name", "name_by_date", "name_and_date"]
    names = names.filter(pl.any_horizontal(flags)).filter(~pl.col("name").str.contains(NO_NAME))
    nobody = row.is_in(_nobodies(lines, names.filter(~pl.col("labelled_name"))).implode())
    names = names.with_columns((pl.col(flag) & ~nobody).alias(flag) for flag in flags[1:])
    return lines.with_columns(row.is_in(names.filter(flag)["row"].implode()).alias(flag) for flag in flags)


def _nobodies(lines: pl.DataFrame, maybe: pl.DataFrame) -> pl.Series:
    """Rows of what looks like a `name` in `maybe` and is none.

    The page's text has each of its words in lower case, or it is a step of the trail to the page.
    """
    texts = lines.filter("prose").join(maybe, on=PAGE, how="semi", maintain_order="left")
    said = texts.group_by(PAGE, maintain_order=True).agg(pl.col("text").str.join(" ").str.head(_SAID_CHARS).alias("said"))
    words = pl.concat_str(pl.lit(" "), pl.col("said").str.replace_all(r"[^\p{L}]+", " "), pl.lit(" "))
    maybe = maybe.join(said.with_columns(words.alias("words")), on=PAGE)
    word = pl.concat_str(pl.lit(" "), pl.col("word").str.to_lowercase(), pl.lit(" "))
    ordinary = (
        maybe.with_columns(pl.col("name").str.extract_all(r"\p{L}+").alias("word")).explode("word")
        .group_by("row").agg(pl.col("words").str.contains(word, literal=True).all().alias("ordinary"))
    )  # fmt: skip
    step = only(pl.col("chars") <= 300, pl.col("text")).str.replace(_STEP, "")
    steps = lines.filter(pl.col("bullet") | (step != pl.col("text"))).select(
        PAGE, pl.col("row").alias("step_row"), step.alias("name")
    )
    ahead = pl.col("row") - pl.col("step_row")
    on_trail = maybe.join(steps, on=[PAGE, "name"]).filter((ahead > 0) & (ahead <= TRAIL_REACH))
    return pl.concat([ordinary.filter("ordinary")["row"], on_trail["row"]])


def _sure(share: pl.Expr) -> pl.Expr:
    return (_LEAST + (_MOST - _LEAST) * share).round(2)
