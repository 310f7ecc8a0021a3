"""What kind of line each one is, told without any layout: the features that the generic parser works on.

furniture   a caption, promo, appeal, navigation, comment or link by its wording
meta        says when or by whom: a short line with a date, a time of day, a name after 'By', a filing line
textual     running text: a sentence of a size of at least 80 or of nine words, or a size of 200 of anything
content     text, or a line long enough to be some
head_like   could stand over a text: none of the above, with letters, not long
strong_head head_like, of at least three words
headline    head_like, of at least four words
ending      opens what follows an article on most sites: comments, about the author, related articles
comments_head   opens the readers' comments
repeated    how many lines of the page have the same words
"""

from __future__ import annotations

import polars as pl

from transforms.cues import only
from transforms.dates import MONTH
from transforms.lines import PAGE

# Dates that need no year, since it is the rhythm that counts here: 'March 7', '7. März', '2024/03/07', '5 hours ago'.
_SHORT_DATE = (
    rf"(?i)\b{MONTH}\s+\d{{1,2}}\b|\b\d{{1,2}}(?:\.|st|nd|rd|th)?(?:\s+(?:of|de))?\s+{MONTH}"
    r"|\b\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    r"|\b(?:\d+|an?)\s+(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago\b|\b(?:vor|hace|il y a)\s+\d+\s"
)
_CLOCK = r"(?i)^\D{0,3}\d{1,2}[:.h]\d{2}\b"
_WEAK_SIGN = r"(?i)\bmin(?:ute)?s?\.? read\b|^\d+\s*min\b|\breading time\b|\bLesezeit\b"
_COMMENTS = (
    r"(?:\d[\d,.]* )?(?:comments?|responses?|repl(?:y|ies)|kommentare?|commentaires?|comentarios?|reacties)"
    r"(?: \(\d+\)|:| so far)?$|leave a (?:comment|reply)|post a comment|join the (?:discussion|conversation)"
    r"|discussion about this post|schreib(?:e|en sie)? einen kommentar|laisser un commentaire"
    r"|deja (?:un comentario|una respuesta)"
)
_ENDING = (
    rf"(?i)^\W*(?:{_COMMENTS}|(?:\d[\d,.]* )?reviews(?: \(\d+\)|:)?$|(?:view|show|see)(?: all)? (?:\d+ )?comments?"
    r"|(?:about|meet) the (?:author|writer)s?|(?:über|zum) (?:den autor|die autorin|autor)|à propos de l['’]auteur|sobre el autor"
    r"|related (?:articles?|posts?|stories|content|topics|reading|news|links|products|resources)"
    r"|(?:ähnliche|weitere|verwandte) (?:beiträge|artikel|themen)|articles? (?:similaires|liés)"
    r"|(?:artículos|noticias) relacionad[oa]s"
    r"|(?:you|others?|people|readers) (?:may|might)? ?also|recommended|(?:see|discover|explore|learn|find out) more"
    r"|more (?:from|articles|stories|posts|news|on this|about|like this|resources)|read (?:next|more:?$|also)|further reading"
    r"|keep reading|what to read next|next up|up next|share (?:this|on|via)|share:?$|teilen:?$|partager|compartir"
    r"|tags?:?(?:$|\s)|filed under|(?:categories|topics|labels|schlagw[oö]rter|étiquettes|etiquetas):?$"
    r"|(?:next|previous) (?:post|article|story)|post navigation|beitragsnavigation|← "
    r"|(?:recent|latest|popular|trending|top) (?:posts?|articles?|news|blogs?|stories|comments)"
    r"|(?:letzte|neueste) (?:beiträge|artikel)"
    r"|subscribe|sign up|(?:our |join our |get our )?newsletter|get (?:in touch|started)|contact (?:us|me)$|back to top"
    r"|written by|reviewed by|article sources|(?:sources?|references?|footnotes?|quellen|fuentes):?$"
    r"|©|copyright|all rights reserved|alle rechte vorbehalten|privacy|terms (?:of|and)|impressum|datenschutz"
    r"|was this (?:article|page|helpful)|did you (?:like|enjoy|find)|rate this|follow (?:us|me)|don['’]t miss|trending|similar "
    r"|disclaimer|disclosure|ready to\b.{0,60}\?$)"
)
_COMMENTS_HEAD = (
    rf"(?i)^\W*(?:{_COMMENTS}|(?:\d+ )?(?:comments?|thoughts?|responses?|kommentare?|gedanken) (?:on|to|zu) .{{1,100}}$)"
)
# How texts and headings of lists begin.
DATELINE = (
    r"^(?:[\p{Lu}][\p{Lu}.’' -]{2,}(?:[ ,/(][^–—]{0,30})?\s*(?:–|—|--|\s-\s)"
    rf"|(?:\p{{L}}[\p{{L}}.’'-]*[ ,]*){{1,4}}[,(]"
    rf"\s*(?i:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{MONTH})[^–—]{{0,24}}\s*(?:–|—|--|\s-\s))"
)
DATED_TEXT = (
    rf"(?i)^(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{MONTH}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})[\s,\d]*[•·|–—:-]"
)
NUMBERED = r"^[#(]?\d{1,3}(?:[.):]|\s[–—-])\s*\S"
DRAWN = r"^(?:[*#~§=_–—⁂❦-]{1,3}|(?:[*#] ){2}[*#])$"
LABEL = r"^(\p{L}[\p{L} ’'-]{0,24}?)\s?(?:\d+\s?)?[:：]\s"
COMMENTED_CHARS = 1000  # of text above what is believed to be readers' comments
_FURNITURE = ["banner", "loading", "navigation", "promo", "comments", "caption", "link", "separator"]


def add_shapes(content: pl.DataFrame) -> pl.DataFrame:
    """Adds the columns above, and `row`: the line's position in the frame, in which pages stand one after another."""
    text, chars, words = pl.col("text"), pl.col("chars"), pl.col("words")
    short = pl.when(chars <= 200).then(text).otherwise(pl.lit(""))
    content = content.with_row_index("row").with_columns(
        pl.col("row").cast(pl.Int64),
        pl.any_horizontal(_FURNITURE).alias("furniture"),
        short.alias("_short"),
    )
    short, size = pl.col("_short"), pl.col("size")
    content = content.with_columns(
        short.str.count_matches(r"\p{L}").cast(pl.Int64).alias("_letters"),
        only((chars <= 160) & short.str.contains("(?i)[0-9]| ago"), short).str.contains(_SHORT_DATE).alias("short_date"),
        ((chars <= 60) & short.str.contains(_CLOCK)).alias("clock"),
        short.str.contains(_ENDING).alias("ending") & (chars < 90),
        short.str.contains(_COMMENTS_HEAD).alias("comments_head") & (chars < 120),
        text.str.tail(2).str.contains(r"[?!][”\"’']?$").alias("_asks"),
        pl.len().over(PAGE, "_short").cast(pl.Int64).alias("repeated"),
    )
    content = content.with_columns(
        (
            ((pl.col("ends_stop") & ((size >= 80) | ((words >= 9) & ~pl.col("_asks")))) | (size >= 200))
            & ~(pl.col("furniture") & (words <= 40)) & ~pl.any_horizontal("byline", "syndication")
            & ~(pl.col("post_meta") & (chars < 300))
        ).alias("textual"),
        (
            (pl.col("short_date") & (chars <= 90)) | (pl.col("clock")) | pl.col("byline") | pl.col("post_meta")
            | pl.col("comments") | pl.col("syndication") | short.str.contains(_WEAK_SIGN)
        ).alias("meta"),
    )  # fmt: skip
    low = ~pl.any_horizontal("textual", "furniture", "meta", "page_header")
    letters, dense = pl.col("_letters"), pl.col("dense")
    content = content.with_columns(
        (low & (letters >= 3) & (chars <= 200) & (pl.col("repeated") < 3)).alias("head_like"),
        (pl.col("textual") | (low & (size >= 40) & ((words >= 6) | dense))).alias("content"),
    )
    return content.with_columns(
        (pl.col("head_like") & (((words >= 3) & (letters >= 12)) | (dense & (letters >= 4)))).alias("strong_head"),
        (pl.col("head_like") & (((words >= 4) & (letters >= 16)) | (dense & (letters >= 6)))).alias("headline"),
    ).drop("_short", "_letters", "_asks")


def nearest(flag: str, step: int, reach: int, blocked_by: str = "textual") -> pl.Expr:
    """Row of the nearest line with `flag` up to `reach` lines further (`step` 1) or back (-1), none where text lies between."""
    found = []
    open_way = pl.lit(value=True)
    for distance in range(1, reach + 1):
        by = -step * distance
        same = pl.col(PAGE).shift(by) == pl.col(PAGE)
        found.append(pl.when(same & open_way & pl.col(flag).shift(by)).then(pl.col("row") + step * distance))
        open_way = open_way & ~pl.col(blocked_by).shift(by).fill_null(value=True)
    return pl.coalesce(found)
