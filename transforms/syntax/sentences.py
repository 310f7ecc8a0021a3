"""Articles in, sentences out. No sentence crosses a line of `body_text`, and every character but white space is in one.

A sentence ends at `.`, `!`, `?` or `…`, with the quotes and brackets that close behind, where white space and then a capital, a
digit or an opening quote follow. It does not at titles (`Gen. Smith`), at initials and short forms (`J. Smith`, `Inc.`, `U.S.`)
unless a word that begins sentences follows, nor between a quotation and who says it (`"Go!" Smith said.`).

In a text whose lines are broken at a width, as wires and mails send them, sentences run over single line ends.
"""

from __future__ import annotations

import polars as pl

from transforms.entities.tokens import pieces, start_in
from transforms.syntax.tokens import SHORTENED, TITLES

# Runs up to what may end a sentence, with what closes it and the blanks behind; what is left of a line; ends of lines.
_FRAGMENT = r"[^.!?…\n\r]*[.!?…]+[\"'’”»)\]]*[^\S\n\r]*|[^.!?…\n\r]+|[\n\r]+"
_ENDED = r"[.!?…][\"'’”»)\]]*\s+$"
_BEGINS = r"^[\"'‘’“”«(\[$€£#*•–—-]*[\p{Lu}\p{Lt}\p{N}]|^[^\p{L}\p{N}]*$"
_BEFORE = r"(?:^|[\s(\[\"'“‘/–—-])"
_TITLE = rf"{_BEFORE}(?:{TITLES.replace(' ', '|')})\.\s+$"
_MAYBE = rf"{_BEFORE}(?:{SHORTENED.replace(' ', '|')}|\p{{L}}|(?:\p{{L}}\.)+\p{{L}})\.\s+$"
_NUMBERED = r"^\s*(?:\p{N}{1,3}|[ivxIVX]{1,4})\.\s+$"
_BEGINNER = (
    r"^[\"'‘“(]*(?:The|A|An|This|That|These|Those|It|Its|He|His|She|Her|They|Their|We|Our|I|You|In|On|At|By|For|From|With|After|Before|"
    r"During|Since|Under|But|And|However|Meanwhile|As|If|When|While|Although|Though|There|What|Who|Why|How|Some|Many|Most|All|Both|"
    r"Other|Another|Such|According|Earlier|Later|Last|No|Not|One|Two|Three)\b"
)
_QUOTED = r"[!?…][\"'’”»]+\s+$"
_SAYS = (
    r"^(?:(?:He|She|They|I|We)|(?:The )?\p{Lu}[\p{L}.'’-]{0,30}(?: [\p{L}.'’-]{1,30}){0,3}?) "
    r"(?:said|says|asked|asks|told|added|wrote|writes|shouted|replied|cried|tweeted|posted)\b"
)


# A text is broken at a width where no line is longer than 100 characters, at least three single line ends stand inside of a
# sentence, most lines that are followed by one are 45 or more long, and what follows is in lower case in 3 of 10 cases, or the
# text is in capitals: a list of titles has long lines too, but each begins with a capital.
_TOO_LONG = r"[^\n]{101}"
_BREAK, _LONG_BREAK = r"[^\n]\n[^\n\s]", r"[^\n]{45}\n[^\n\s]"
_INNER_BREAK, _LOWER_BREAK = r"[^\n.!?:;\"”’)\]]\n[^\n\s]", r"[^\n]\n\p{Ll}"
_LEAST_BREAKS = 3


def _unwrapped(bodies: pl.Series) -> pl.Series:
    """Texts that are broken at a width with a blank for each of their single line ends; the others as they are."""
    body = pl.col("body")
    counts = {"breaks": _BREAK, "long": _LONG_BREAK, "inner": _INNER_BREAK, "lower": _LOWER_BREAK}
    told = bodies.alias("body").to_frame().with_columns(body.str.count_matches(each).alias(name) for name, each in counts.items())
    in_capitals = body.str.count_matches(r"\p{Ll}") * 20 < body.str.count_matches(r"\p{Lu}")
    wrapped = (
        (pl.col("inner") >= _LEAST_BREAKS)
        & (pl.col("inner") * 2 > pl.col("breaks"))
        & (pl.col("long") * 10 > pl.col("breaks") * 7)
        & ((pl.col("lower") * 10 >= pl.col("breaks") * 3) | in_capitals)
        & ~body.str.contains(_TOO_LONG)
    )
    joined = body.str.replace_all(r"([^\n])\n([^\n\s])", "$1 $2")
    return told.select(pl.when(wrapped.fill_null(value=False)).then(joined).otherwise(body)).to_series()


def split_sentences(articles: pl.DataFrame) -> pl.DataFrame:
    """`articles` has `article_id` (unique) and `body_text`. One row per sentence, in order: `article_id`, `sentence_number`
    (Int64, from 0), `start_char`, `end_char` (Int64, code points into `body_text`), `text` (with blanks for line ends)."""
    token, following = pl.col("token"), pl.col("token").shift(-1)
    ends = token.str.contains(_ENDED) & following.str.contains(_BEGINS) & ~token.str.contains(_NUMBERED)
    ends &= ~token.str.contains(_TITLE)
    ends &= ~token.str.contains(_MAYBE) | following.str.contains(_BEGINNER)
    ends &= ~(token.str.contains(_QUOTED) & following.str.contains(_SAYS))
    line_end = token.str.contains(r"^[\n\r]")
    last = ends | line_end | line_end.shift(-1) | (pl.col("doc") != pl.col("doc").shift(-1))
    fragments = pieces(_unwrapped(articles["body_text"]), _FRAGMENT)
    joined = (
        fragments.with_columns(start_in("doc"), number=last.fill_null(value=True).cum_sum().shift(1, fill_value=0))
        .filter(~line_end)
        .group_by("number", maintain_order=True)
        .agg(pl.col("doc").first(), pl.col("start").first().cast(pl.Int64), token.str.join(""))
        .with_columns(token.str.strip_chars_start().alias("text"))
        .with_columns(
            start=pl.col("start") + token.str.len_chars().cast(pl.Int64) - pl.col("text").str.len_chars().cast(pl.Int64)
        )
        .with_columns(pl.col("text").str.strip_chars_end())
        .filter(pl.col("text") != "")
    )
    key = articles.select("article_id").with_row_index("doc")
    return joined.join(key, on="doc", how="left", maintain_order="left").select(
        "article_id",
        pl.int_range(pl.len(), dtype=pl.Int64).over("doc").alias("sentence_number"),
        start_char="start",
        end_char=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int64),
        text="text",
    )
