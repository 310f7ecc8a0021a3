"""Pages to lines: the frames that every layout reads, with the features that do not depend on wording.

`split_lines` gives one row per line; the lines of a page tile it:
    page        position of the page in the batch
    line        position of the line on its page
    start_char, end_char    code point span on the page, line end included
    text_start, text_end    span of `text` on the page
    text        the line without indentation, bullet and line end
    indent      characters before the text or its bullet
    bullet      whether a bullet stood before the text
    chars       length of `text`
    blank       no text at all
    too_long    over the limit: its text is not looked at
    group       number of the run of lines without a blank line between them

`content_lines` keeps those with text and adds:
    words       words in `text` (spaces + 1)
    dense       in a script that writes a word in one or two characters
    size        characters, times three in such scripts
    ends_stop   ends like a sentence: full stop, question or exclamation mark, ellipsis, perhaps inside quotes
    ends_colon  ends with a colon
    prose       reads like running text: a sentence of a size of at least 80, or a size of 200 of anything
    title_like  could be a headline or sub-heading: short, capital first, no full stop or colon at the end
    alone       a blank line, or the page's edge, on both sides
    glued       stands directly under the line before it, without a blank line
"""

from __future__ import annotations

import polars as pl

_BULLET = r"^[•·▪◦‣●○■□▸►⁃∙*\-–—]\s"
# Closing quotes, brackets and footnote marks may follow the stop.
_STOP = r"[.!?…。！？।؟][\"'”’»›)\]*]*(?:\[\d+\][\s.,]?)*\s*$|[.!?…]?(?:\s?\[\d+\])+[.\s]*$"
# 'By Jane RoeThe council ...': a byline that lost the line end before the text, told by a capital inside a word.
_GLUED_BYLINE = r"^(\s*(?:By|BY) (?:\p{Lu}[\p{L}.'’-]*\s+){1,3}?\p{Lu}\p{Ll}+)\p{Lu}\p{Ll}*[\s’']"
# 'McAllister' holds a capital without being glued, and no byline begins with a day.
_NO_GLUED_BYLINE = (
    r"\s(?:Mc|Mac|De|Du|Del|Di|La|Le|Van|Von|Fitz|St)$|\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March"
    r"|April|May|June|July|August|September|October|November|December)\b"
)
_DENSE = r"[\p{Hiragana}\p{Katakana}\p{Han}\p{Hangul}\p{Thai}]"
PROSE_CHARS = 80
PAGE = "page"


def split_lines(pages: pl.DataFrame, max_line_chars: int) -> pl.DataFrame:
    """Lines of the pages in `pages` (`text`; a page's number is its row). Ends of lines: LF, CR LF, CR."""
    pieces = (
        pages.select(
            pl.int_range(pl.len(), dtype=pl.Int64).alias(PAGE),
            _pieces().alias("raw"),
            pl.col("text").str.len_chars().cast(pl.Int64).alias("page_chars"),
        )
        .with_columns((pl.col("page_chars").cum_sum() - pl.col("page_chars")).alias("page_start"))
        .drop("page_chars")
        .explode("raw")
        .drop_nulls("raw")
    )
    pieces = _cut_glued_bylines(pieces)
    # Pages are contiguous, so running sums less the page's own start stand in for window functions (7 times the speed).
    first = pieces.with_row_index("row").group_by(PAGE).agg(pl.col("row").min().cast(pl.Int64).alias("page_row"))
    raw, text, length = pl.col("raw"), pl.col("text"), pl.col("length")
    lines = (
        pieces.join(first, on=PAGE, how="left", maintain_order="left")
        .with_columns(raw.str.len_chars().cast(pl.Int64).alias("length"))
        .select(
            PAGE,
            (pl.int_range(pl.len(), dtype=pl.Int64) - pl.col("page_row")).alias("line"),
            (length.cum_sum() - length - pl.col("page_start")).alias("start_char"),
            (length.cum_sum() - pl.col("page_start")).alias("end_char"),
            (length > max_line_chars).alias("too_long"),
            (length - raw.str.strip_chars_start().str.len_chars().cast(pl.Int64)).alias("indent"),
            pl.when(length > max_line_chars).then(pl.lit("")).otherwise(raw.str.strip_chars()).alias("text"),
        )
    )
    after_bullet = text.str.slice(1).str.strip_chars_start()
    lines = lines.with_columns(text.str.head(2).str.contains(_BULLET).alias("bullet"), (text == "").alias("blank"))
    cut = pl.when("bullet").then(text.str.len_chars().cast(pl.Int64) - after_bullet.str.len_chars().cast(pl.Int64)).otherwise(0)
    return lines.with_columns(
        pl.when("bullet").then(after_bullet).otherwise(text).alias("text"),
        pl.when("blank").then("start_char").otherwise(pl.col("start_char") + pl.col("indent") + cut).alias("text_start"),
        (pl.col("blank") & ~pl.col("blank").shift(1, fill_value=False)).cum_sum().cast(pl.Int64).alias("group"),
    ).with_columns(
        text.str.len_chars().cast(pl.Int64).alias("chars"),
        (pl.col("text_start") + text.str.len_chars().cast(pl.Int64)).alias("text_end"),
    )


def _pieces() -> pl.Expr:
    """Cuts after LF; where a page has a CR that no LF follows, after CR too. An empty page has no lines."""
    text = pl.col("text")
    lone_cr = text.str.contains("\r", literal=True) & text.str.contains(r"\r(?:[^\n]|$)")
    return (
        pl.when(lone_cr)
        .then(text.str.extract_all(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"))
        .otherwise(text.str.split("\n", inclusive=True))
    )


def _cut_glued_bylines(pieces: pl.DataFrame) -> pl.DataFrame:
    raw = pl.col("raw")
    byline = pl.when(raw.str.contains(r"^\s*B[Yy] ")).then(raw.str.head(200).str.extract(_GLUED_BYLINE, 1))
    pieces = pieces.with_columns(byline.alias("byline")).with_columns(
        pl.when(
            ~pl.col("byline").str.contains(_NO_GLUED_BYLINE) & (raw.str.len_chars() > PROSE_CHARS)
        ).then(pl.col("byline").str.len_chars()).alias("cut")
    )  # fmt: skip
    if pieces["cut"].null_count() == pieces.height:
        return pieces.drop("byline", "cut")
    both = pl.concat_list(raw.str.head(pl.col("cut")), raw.str.slice(pl.col("cut")))
    return (
        pieces.with_columns(pl.when(pl.col("cut").is_not_null()).then(both).otherwise(pl.concat_list(raw)).alias("raw"))
        .drop("byline", "cut")
        .explode("raw")
    )


def content_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that hold text, in page order, with the features that layouts ask for."""
    text, chars = pl.col("text"), pl.col("chars")
    content = (
        lines.filter(~pl.col("blank"))
        .with_columns(
            (text.str.count_matches(" ") + 1).cast(pl.Int64).alias("words"),  # half the time of `literal=True`
            text.str.tail(8).str.contains(_STOP).alias("ends_stop"),
            text.str.ends_with(":").alias("ends_colon"),
            text.str.head(3).str.contains(r"^[\"'“‘«(\[¿¡]*[\p{Lu}\p{Lo}\p{N}]").alias("capital_first"),
            text.str.tail(2).str.contains(r"[?!][”\"’']?$").alias("asks"),
            ((text.str.len_bytes() > chars) & text.str.head(200).str.contains(_DENSE)).alias("dense"),
        )
        .with_columns(pl.when("dense").then(3 * chars).otherwise(chars).alias("size"))
    )
    same_before = (pl.col(PAGE) == pl.col(PAGE).shift(1)) & (pl.col("group") == pl.col("group").shift(1))
    same_after = (pl.col(PAGE) == pl.col(PAGE).shift(-1)) & (pl.col("group") == pl.col("group").shift(-1))
    return content.with_columns(
        ((pl.col("ends_stop") & (pl.col("size") >= PROSE_CHARS)) | (pl.col("size") >= 200)).alias("prose"),
        (
            (chars <= 200) & (pl.col("words") <= 30) & pl.col("capital_first") & ~pl.col("ends_colon")
            & (~pl.col("ends_stop") | (pl.col("asks") & (chars < 120))) & ~text.str.ends_with(",")
        ).alias("title_like"),
        same_before.fill_null(value=False).alias("glued"),
        ~(same_before.fill_null(value=False) | same_after.fill_null(value=False)).alias("alone"),
    ).drop("capital_first", "asks")  # fmt: skip
