"""A fact check: appeals and counters, a title, 'Checked on DATE', a notice, the check, then related questions."""

from __future__ import annotations

import polars as pl

from transforms.cues import only
from transforms.dates import DATE
from transforms.layouts.rules import Rule, bio_rule, furniture_rules, label, text_rules, with_places
from transforms.lines import PAGE

NAME = "fact_check"
OWN_SITE = True

_CHECKED = rf"(?i)^(?:last )?(?:fact[- ]?check(?:ed)?|checked|reviewed|verified|rated)(?: on| by .{{1,40}} on)?:?\s+{DATE}$"
_RELATED = (
    r"(?i)^(?:want to (?:dive|dig|go|learn|know)\b.{0,30}|(?:our )?sources?|references|related (?:questions?|fact[- ]?checks?|claims?)"
    r"|more fact[- ]?checks?|people also ask|you (?:may|might) also.{0,30}|keep exploring)\s*[:?]?$"
)
_NOTICE = r"\bcan make mistakes\b"
_SITE = r"(?:^|[:.]\s*)(?:(?i:keep|support)\s+(\S+(?: \S+){0,2}?)\s+(?i:independent|free|alive)\b|(\p{Lu}[^\s:]*(?: \p{Lu}[^\s:]*){0,2}) can make mistakes)"
_SAYS_WHEN = only(pl.col("dated"), pl.col("text")).str.contains(_CHECKED)
MARKS = [_SAYS_WHEN.alias("fact_check_checked")]


def confidence() -> pl.Expr:
    """From a line that says when the page was checked."""
    return pl.when(pl.col("fact_check_checked").any() & (pl.col("prose").sum() > 0)).then(0.96).otherwise(0.0)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """One article: from the title above the first 'Checked on' to the related questions."""
    line, short = pl.col("line"), ~pl.col("prose")
    content = content.with_columns(line.filter(_SAYS_WHEN).min().over(PAGE).alias("checked_line"))
    furniture = pl.any_horizontal("banner", "loading", "navigation", "promo", "caption", "separator")
    title = short & ~furniture & (line < pl.col("checked_line"))
    related = only(pl.col("chars") <= 80, pl.col("text")).str.contains(_RELATED) & (line > pl.col("checked_line"))
    content = content.with_columns(
        line.filter(title).max().over(PAGE).fill_null(pl.col("checked_line")).alias("first_line"),
        line.filter(related).min().over(PAGE).alias("related_line"),
    )
    inside = (line >= pl.col("first_line")) & (line < pl.col("related_line")).fill_null(value=True)
    content = with_places(content.with_columns(pl.when(inside).then(pl.lit(0, pl.Int64)).alias("record")))
    in_check = pl.col("record").is_not_null()
    content = label(
        content,
        [
            Rule("line_over_check_date", "title", in_check & (line == pl.col("first_line")) & (line < pl.col("checked_line"))),
            Rule("check_date", "byline", in_check & (line == pl.col("checked_line"))),
            Rule("related_questions", "promo", ~in_check & (line > pl.col("checked_line"))),
            Rule("loading", "banner", ~in_check & pl.col("loading")),
            Rule("before_the_check", "banner", ~in_check),
            Rule("notice_about_the_checker", "banner", pl.col("text").str.contains(_NOTICE) & (pl.col("words") <= 40)),
            Rule("byline_under_check_date", "byline", pl.col("byline") & short & (pl.col("prose_before") == 0)),
            bio_rule(),
            *furniture_rules(),
            *text_rules(),
        ],
    )  # fmt: skip
    named = only(pl.col("role") == "banner", pl.col("text")).str.extract_groups(_SITE)
    site = pl.coalesce(named.struct.field("1"), named.struct.field("2"))
    return content.with_columns(site.alias("site"))
