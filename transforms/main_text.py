"""The one article of a page: which stretch of lines is its text, and which line is its title.

Every line counts for or against being article text: running text for its length, up to a limit; short lines a little
against; furniture by its wording, and lines that open what follows an article, more. The text is the stretch of lines with
the greatest sum, so that sub-headings, lists and an advertisement between paragraphs do not cut it, and a footer full of links
is not worth reaching for. The title is the line above (or just inside) that stretch that says most of what the text says, the
more so where a byline or date follows or it is repeated in the page's own title.
"""

from __future__ import annotations

import polars as pl

from transforms.cues import only
from transforms.dates import DATE, MONTH, TIME
from transforms.line_shapes import COMMENTED_CHARS, nearest
from transforms.lines import PAGE

# In units of 100 characters of running text. Tuned on one half of 790 labelled pages: between 0.05 and 0.1 for a short line, 2
# and 4 for furniture, 8 and 15 for an ending nothing changes by more than 0.003 of body F1.
_LONGEST = 6.0
_SHORT_LINE = 0.08
# Items of lists and sentences without a stop: menus hardly have lines of eight words.
_LONG_LINE, _LONG_LINE_WORDS = 0.3, 8
_FURNITURE = 3.0
_ENDING = 10.0
_COMMENTS = 30.0
# Titles are looked for this many lines above the text, and in its first lines.
_TITLE_ABOVE, _TITLE_INSIDE = 80, 8
_TITLE_WORDS = 30
# A byline or date that speaks for a title stands at most this many lines under it.
_SIGN_REACH = 6
# What speaks for a line as the title, and against it. Tuned as above. `named`: how much of it the text names; `in_page_title`:
# WET pages begin with the title in the page's head, 'Title - Site'; `glued_words`: menus lose the blanks between their items.
_TITLE_WEIGHTS = {
    "named": 1.9, "one_word": -0.8, "two_words": -0.5, "five_words": 0.4, "signed_below": 1.3, "repeated": 0.43,
    "in_page_title": 2.0, "ends_colon": -0.6, "bullet": -1.2, "sentence": -0.75, "alone": 1.4, "glued_words": -1.0,
    "lines_above_text": -0.04, "lines_inside_text": -0.25, "texts_above": -0.4, "ends_trail": 2.0,
}  # fmt: skip
# A text names what its title names early on.
_SUBJECT_CHARS = 4000
# 'Home > Harbours > Title', or 1. Home, 2. Harbours, 3. Title: the way to the page, which its title often ends. Names of sections
# have fewer words, and stand over their text as well.
_HOME = r"(?:home(?:page)?|start(?:seite)?|accueil|inicio)"
_TRAIL = rf"(?i)^{_HOME}\s*(?:[>»›→/]\s*[^>»›→/]+)*[>»›→/]\s*([^>»›→]+?)\W*$"
_TRAIL_HOME, _TRAIL_STEP = rf"(?i)^1\.\s+{_HOME}\b", r"^([1-9])\.\s+\S"
TRAIL_REACH, _TRAIL_WORDS = 12, 3
# What a dated line may hold beside its date and still be no more than a date.
_DATE_WORDS = (
    rf"(?i){DATE}|{TIME}|\b{MONTH}|\b(?:first|originally|last|published|posted|updated|modified|reviewed|edited|created|date|on|at|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|[ap]m|est|edt|pst|pdt|gmt|utc|cet|min(?:ute)?s?|read|ago|hours?|days?)\b"
)
_POST_WORDS = 3
_HOURS = (
    r"(?i)\b\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[–—-]|to)\s*\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\b|uhr\b)"
    r"|\b\d{1,2}[:.]\d{2}\s*(?:[–—-]|to)\s*\d{1,2}[:.]\d{2}\b"
)
_HOURS_CHARS = 60
_TODAY = r"(?i)^(?:open |hours )?today\b"


def main_texts(lines: pl.DataFrame, comments: pl.DataFrame) -> pl.DataFrame:
    """Per page with text: `first_text` and `last_text` (rows), `title_row` where there is one, `share` of the page's text.

    `comments` says at which row readers' comments begin (`comments_row`), where that is known from their rhythm.
    """
    starts, around, subjects = _stretches(lines, comments)
    whole = lines.filter("prose").group_by(PAGE).agg(pl.col("chars").sum().alias("whole"))
    titles = _titles(around, subjects)
    # A title inside the stretch begins it: between the two stand section names and the like.
    text = pl.col("prose") | _is_sentence()
    below = around.filter(text).join(titles, on=PAGE).filter(pl.col("row") > pl.col("title_row"))
    below_title = below.group_by(PAGE).agg(pl.col("row").min().alias("below_title"))
    first_text = pl.when(pl.col("title_row") >= pl.col("first_text")).then("below_title")
    return (
        starts.join(titles, on=PAGE, how="left", maintain_order="left")
        .join(below_title, on=PAGE, how="left", maintain_order="left")
        .with_columns(pl.coalesce(first_text, "first_text").alias("first_text"))
        .join(subjects.select(PAGE, "inside"), on=PAGE, how="left", maintain_order="left")
        .join(whole, on=PAGE, how="left", maintain_order="left")
        .select(PAGE, "first_text", "last_text", "title_row", (pl.col("inside") / pl.col("whole")).fill_null(0.0).alias("share"))
    )  # fmt: skip


def describe_titles(lines: pl.DataFrame, comments: pl.DataFrame) -> pl.DataFrame:
    """Why `main_texts` takes the title that it takes: one row per page and candidate, best first.

    With its `row`, its `score`, and what each name in `_TITLE_WEIGHTS` added to that.
    """
    _, around, subjects = _stretches(lines, comments)
    likely = _likely_titles(around, subjects)
    said = [says.alias(name) for name, says in _said().items()]
    return likely.select(PAGE, "row", _title_score().alias("score"), *said).sort(
        PAGE, "score", "row", descending=[False, True, False]
    )


def other_day() -> pl.Expr:
    """Lines that do not tell the article's day: items of a list of posts, opening hours, and days with these beside them.

    A list of posts has two bullets or more, one after another, each with words and a date.
    """
    text, dated = pl.col("text"), pl.col("short_date") | pl.col("date_raw").is_not_null()
    words = only(dated & pl.col("bullet") & ~pl.col("byline"), text).str.replace_all(_DATE_WORDS, " ")
    item = words.str.count_matches(r"\p{L}{2,}") >= _POST_WORDS
    short = only(pl.col("chars") < _HOURS_CHARS, text)
    hours, today = short.str.contains(_HOURS), short.str.contains(_TODAY)
    posts = item & (_beside(item, 1) | _beside(item, -1))
    return hours | (dated & (posts | _beside(hours, 1) | _beside(hours, -1) | today | _beside(today, 1)))


def _beside(flag: pl.Expr, by: int) -> pl.Expr:
    """Whether a flag holds on the line `by` lines earlier on the page (negative: later)."""
    return ((pl.col(PAGE) == pl.col(PAGE).shift(by)) & flag.shift(by)).fill_null(value=False)


def _stretches(lines: pl.DataFrame, comments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Of pages with text: first and last row of it, the page's lines with those, and what it says."""
    lines = lines.join(comments, on=PAGE, how="left", maintain_order="left")
    chars, words, prose = pl.col("chars"), pl.col("words"), pl.col("prose")
    prose_before = (pl.when(prose).then(chars).otherwise(0)).cum_sum().over(PAGE)
    worth = (
        pl.when((pl.col("comments_head") & (prose_before > COMMENTED_CHARS)) | (pl.col("row") == pl.col("comments_row")))
        .then(-_COMMENTS)
        .when("ending").then(-_ENDING)
        .when(pl.col("furniture") & (words <= 40)).then(-_FURNITURE)
        .when(prose).then(pl.min_horizontal(pl.col("size") / 100, _LONGEST))
        .when(_is_sentence()).then(pl.max_horizontal(chars / 100, 0.3))
        .when(words >= _LONG_LINE_WORDS).then(_LONG_LINE)
        .otherwise(-_SHORT_LINE)
    )  # fmt: skip
    lines = lines.with_columns(worth.alias("worth"))
    sums = pl.col("worth").cum_sum().over(PAGE)
    lines = lines.with_columns(sums.alias("sum_to")).with_columns((pl.col("sum_to") - pl.col("worth")).alias("sum_before"))
    lines = lines.with_columns(pl.col("sum_before").cum_min().over(PAGE).alias("lowest"))
    gain = pl.col("sum_to") - pl.col("lowest")
    ends = (
        lines.filter(gain == gain.max().over(PAGE)).group_by(PAGE, maintain_order=True)
        .agg(pl.col("row").first().alias("last_text"), gain.first().alias("gain"), pl.col("lowest").first())
        .filter(pl.col("gain") > 0)
    )  # fmt: skip
    starts = (
        lines.select(PAGE, "row", "sum_before").join(ends, on=PAGE)
        .filter((pl.col("row") <= pl.col("last_text")) & (pl.col("sum_before") == pl.col("lowest")))
        .group_by(PAGE, maintain_order=True).agg(pl.col("row").last().alias("first_text"), pl.col("last_text").first())
    )  # fmt: skip
    inside = lines.join(starts, on=PAGE, how="inner", maintain_order="left")
    texts = inside.filter((pl.col("row") >= pl.col("first_text")) & (pl.col("row") <= pl.col("last_text")) & prose)
    subjects = texts.group_by(PAGE, maintain_order=True).agg(
        pl.col("text").str.to_lowercase().str.join(" ").str.head(_SUBJECT_CHARS).alias("subject"), chars.sum().alias("inside")
    )
    return starts, inside, subjects


def _is_sentence() -> pl.Expr:
    """Too short for running text."""
    return ~pl.col("prose") & pl.col("ends_stop") & (pl.col("words") >= 5)


def _titles(lines: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """The best title of each page, from scores that add up what speaks for a line."""
    return (
        _likely_titles(lines, subjects).with_columns(_title_score().alias("score"))
        .sort(PAGE, "score", "row", descending=[False, True, False])
        .group_by(PAGE, maintain_order=True).agg(pl.col("row").first().alias("title_row"))
    )  # fmt: skip


def _likely_titles(lines: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Lines that could be the title, with what `_said` asks of them."""
    text, chars, words, row = pl.col("text"), pl.col("chars"), pl.col("words"), pl.col("row")
    prose_before = pl.col("prose").cast(pl.Int64).cum_sum().over(PAGE) - pl.col("prose").cast(pl.Int64)
    signed = (pl.any_horizontal("byline", "dated", "post_meta") | pl.col("date_raw").is_not_null()) & ~other_day()
    lines = lines.with_columns(
        prose_before.alias("prose_before"), text.first().over(PAGE).alias("page_first"), row.min().over(PAGE).alias("page_row")
    )
    # Far from where the text begins nothing is asked.
    above, inside = _TITLE_ABOVE + TRAIL_REACH, _TITLE_INSIDE + _SIGN_REACH
    lines = lines.filter((row >= pl.col("first_text") - above) & (row < pl.col("first_text") + inside))
    lines = _with_trails(lines).with_columns(signed.alias("signed"))
    lines = lines.with_columns((nearest("signed", 1, _SIGN_REACH, "prose") - row).alias("to_sign"))
    likely = lines.filter(
        (row >= pl.col("first_text") - _TITLE_ABOVE) & (row < pl.col("first_text") + _TITLE_INSIDE) & (row < pl.col("last_text"))
        & ~pl.any_horizontal("prose", "byline", "dated", "post_meta", "furniture") & (chars >= 4) & (chars <= 200)
        & (words <= _TITLE_WORDS) & text.str.contains(r"\p{L}")
    )  # fmt: skip
    asked = likely.select(PAGE, "row", text.str.to_lowercase().str.extract_all(r"\p{L}{3,}").alias("word")).explode("word")
    named = (
        asked.drop_nulls("word").join(subjects.select(PAGE, "subject"), on=PAGE)
        .with_columns(pl.col("subject").str.contains(pl.col("word"), literal=True).alias("named"))
        .group_by("row").agg(pl.col("named").mean(), pl.len().clip(upper_bound=5).alias("names"))
    )  # fmt: skip
    return likely.join(named, on="row", how="left", maintain_order="left").with_columns(
        pl.col("named", "names").fill_null(0), (pl.col("first_text") - row).alias("above")
    )


def _with_trails(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds `trail_end`: the last step of a trail to the page that ended up to `TRAIL_REACH` lines before."""
    short, row = only(pl.col("chars") <= 300, pl.col("text")), pl.col("row")
    lines = lines.with_columns(
        short.str.extract(_TRAIL, 1).alias("_in_line"),
        pl.when(short.str.contains(_TRAIL_HOME)).then(row).forward_fill().over(PAGE).alias("_home"),
        short.str.extract(_TRAIL_STEP, 1).cast(pl.Int64).alias("_step"),
    )
    on_trail = ((row - pl.col("_home") + 1) == pl.col("_step")).fill_null(value=False)
    ends = on_trail & (pl.col("_step") > 1) & ~_beside(on_trail, -1)
    end = pl.coalesce("_in_line", pl.when(ends).then(short.str.slice(2).str.strip_chars(" /")))
    lines = lines.with_columns(end.alias("_end")).with_columns(
        pl.col("_end").forward_fill().over(PAGE).alias("trail_end"),
        pl.when(pl.col("_end").is_not_null()).then(row).forward_fill().over(PAGE).alias("_end_row"),
    )
    near = (row > pl.col("_end_row")) & (row <= pl.col("_end_row") + TRAIL_REACH)
    return lines.with_columns(pl.when(near).then("trail_end").alias("trail_end")).drop(
        "_in_line", "_home", "_step", "_end", "_end_row"
    )


def _said() -> dict[str, pl.Expr]:
    """What speaks for a line as the title, and against it, by name."""
    text, words, row = pl.col("text"), pl.col("words"), pl.col("row")
    asks = text.str.contains(r"[?!][”\"’']?$")
    # Compared as words: 'Title - Site' in the page's head, 'Title' over the text.
    plain, first = _plain(text), _plain(pl.col("page_first"))
    said = {
        "named": pl.col("named") * pl.col("names") / 5,
        "one_word": words == 1,
        "two_words": words == 2,
        "five_words": words >= 5,
        "signed_below": (1.1 - 0.1 * pl.col("to_sign")).fill_null(0.0),
        "repeated": pl.col("repeated") > 1,
        "in_page_title": (row > pl.col("page_row")) & (plain.str.len_chars() > 12) & first.str.contains(plain, literal=True),
        "ends_colon": pl.col("ends_colon"),
        "bullet": pl.col("bullet"),
        "sentence": pl.col("ends_stop") & ~asks,
        "alone": pl.col("alone"),
        "glued_words": text.str.count_matches(r"\p{Ll}\p{Lu}\p{Ll}") >= 2,
        "lines_above_text": pl.max_horizontal(pl.col("above"), 0),
        "lines_inside_text": pl.max_horizontal(-pl.col("above"), 0),
        "texts_above": pl.col("prose_before"),
        "ends_trail": (words >= _TRAIL_WORDS) & (text == pl.col("trail_end")).fill_null(value=False),
    }
    return {name: says.cast(pl.Float64) * _TITLE_WEIGHTS[name] for name, says in said.items()}


def _title_score() -> pl.Expr:
    return pl.sum_horizontal(_said().values())


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
