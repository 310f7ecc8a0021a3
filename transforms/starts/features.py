"""What the network sees of a line: numbers about its shape, its neighbours and what repeats on its page. No words, no language.

Shares and flags are 0 to 1, counts and lengths are scaled to about 1. Lines are those of
`transforms.line_shapes.add_shapes`; the pages of a frame stand one after another.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.line_shapes import DATED_TEXT, DATELINE, DRAWN, LABEL, NUMBERED
from transforms.lines import PAGE

# A line is told by its first characters; more would cost time and say no more.
_HEAD = 120
_FLAGS = [
    "textual", "head_like", "strong_head", "headline", "content", "meta", "short_date", "clock", "byline", "post_meta",
    "syndication", "comments", "caption", "promo", "navigation", "link", "banner", "separator", "page_header", "bullet",
    "ends_stop", "ends_colon", "title_like", "glued", "alone", "ending", "comments_head", "dated", "bio", "prose", "loading",
]  # fmt: skip
_NEAR = (1, 2, 3)
# Of one line, the rest of a page's text should still be seen.
_MOST_OF_A_LINE = 2000


def features(lines: pl.DataFrame) -> tuple[list[str], NDArray[np.float32]]:
    """Names of the features, and one row of them per line."""
    seen = _with_runs(_with_letters(lines))
    seen = seen.join(_of_pages(seen), on=PAGE, how="left", maintain_order="left")
    named = {**{flag: pl.col(flag) for flag in _FLAGS}, **_shape(), **_repeats(), **_places(), **_neighbours()}
    numbers = seen.select(value.cast(pl.Float32).fill_null(0).alias(name) for name, value in named.items())
    return numbers.columns, numbers.to_numpy()


def _with_letters(lines: pl.DataFrame) -> pl.DataFrame:
    """Counts of characters in a line's head, blank lines around it, and what it is compared with other lines by."""
    text, line = pl.col("text"), pl.col("line")
    head = pl.col("_head")
    before = pl.when(_same(1)).then((line - line.shift(1) - 1).clip(0, 3)).otherwise(3)
    after = pl.when(_same(-1)).then((line.shift(-1) - line - 1).clip(0, 3)).otherwise(3)
    masked = text.str.to_lowercase().str.replace_all(r"\d+", "0").str.head(80)
    lines = lines.with_columns(
        text.str.head(_HEAD).alias("_head"), before.alias("_before"), after.alias("_after"), masked.hash().alias("_masked")
    )
    outline = head.str.head(24).str.replace_all(r"\p{Lu}", "A").str.replace_all(r"\p{Ll}+", "a").str.replace_all(r"\d+", "0")
    lines = lines.with_columns(
        head.str.count_matches(r"\d").alias("_digits"),
        head.str.count_matches(r"\p{Lu}").alias("_capitals"),
        head.str.count_matches(r"\p{L}").alias("_letters"),
        head.str.count_matches(r"(?:^|\s)[\"'“‘(]?\p{Lu}").alias("_capital_words"),
        outline.str.head(6).hash().alias("_outline"),
        pl.struct(
            (pl.col("size").log1p() * 2).cast(pl.Int32), "meta", "bullet", "ends_stop", "furniture", pl.col("_before").clip(0, 2)
        ).hash().alias("_kind"),
        pl.when("content").then(pl.min_horizontal("size", _MOST_OF_A_LINE)).otherwise(0).alias("_weight"),
    )  # fmt: skip
    return lines.with_columns(
        pl.len().over(PAGE, "_masked").alias("_alike"),
        pl.len().over(PAGE, "_outline").alias("_outlined"),
        pl.len().over(PAGE, "_kind").alias("_of_kind"),
    )


def _with_runs(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines and characters of the run of running text that a line is part of."""
    textual = pl.col("textual")
    begins = ~(_same(1) & (textual == textual.shift(1))).fill_null(value=False)
    return lines.with_columns(begins.cum_sum().alias("_run")).with_columns(
        pl.when(textual).then(pl.len().over("_run")).otherwise(0).alias("_run_lines"),
        pl.when(textual).then(pl.col("size").sum().over("_run")).otherwise(0).alias("_run_size"),
    )


def _of_pages(lines: pl.DataFrame) -> pl.DataFrame:
    flags = {"_texts": "textual", "_metas": "meta", "_dates": "short_date", "_bylines": "byline"}
    return lines.group_by(PAGE).agg(
        pl.len().alias("_lines"),
        pl.col("row").min().alias("_first"),
        *[pl.col(flag).sum().alias(name) for name, flag in flags.items()],
        pl.col("_weight").sum().clip(1).alias("_total"),
        pl.col("_before").mean().alias("_gap"),
        (pl.col("_before") > 0).mean().alias("_apart"),
    )


def _shape() -> dict[str, pl.Expr]:
    text, head, words = pl.col("text"), pl.col("_head"), pl.col("words")
    letters, capitals = pl.col("_letters").clip(1), pl.col("_capitals")
    return {
        "size": pl.col("size").log1p() / 6,
        "words": words.clip(0, 60) / 20,
        "log_words": words.log1p() / 3,
        "indent": pl.col("indent").clip(0, 8) / 4,
        "digit_share": pl.col("_digits") / pl.min_horizontal("chars", _HEAD).clip(1),
        "has_digits": pl.col("_digits") > 0,
        "capital_share": capitals / letters,
        "capital_words": (pl.col("_capital_words") / pl.min_horizontal(words, 20).clip(1)).clip(0, 1),
        "all_capitals": (pl.col("_letters") > 3) & (capitals / letters > 0.8),
        "no_letters": pl.col("_letters") == 0,
        "numbered": head.str.contains(NUMBERED),
        "dateline": head.str.head(90).str.contains(DATELINE) | head.str.head(40).str.contains(DATED_TEXT),
        "drawn": (pl.col("chars") < 40) & head.str.contains(DRAWN),
        "label": head.str.head(40).str.contains(LABEL),
        "quoted": head.str.head(1).str.contains(r"[\"'“„«‘]"),
        "sign": head.str.head(1).str.contains(r"[^\p{L}\p{N}\s]"),
        "asks": text.str.tail(2).str.contains("?", literal=True),
        "cut_short": text.str.tail(4).str.contains(r"…|\.\.\.|\["),
        "divided": head.str.contains(r"[|·•/]"),
    }


def _repeats() -> dict[str, pl.Expr]:
    lines = pl.col("_lines")
    once = float(np.log(2))
    return {
        "same_words": (pl.col("repeated").log1p() - once).clip(0, 3),
        "same_but_digits": (pl.col("_alike").log1p() - once).clip(0, 3),
        "outline_share": pl.col("_outlined") / lines,
        "kind_share": pl.col("_of_kind") / lines,
        "kind_count": pl.col("_of_kind").log1p() / 3,
    }


def _places() -> dict[str, pl.Expr]:
    """Where on the page a line stands, and what page it is."""
    lines, weight, total = pl.col("_lines"), pl.col("_weight"), pl.col("_total")
    # Running sums over all pages, less what was there before the line's page: a window function costs seven times as much.
    text_above, signs = weight.cum_sum() - weight, (pl.col("short_date") | pl.col("byline")).cast(pl.Int64)
    signs_above = signs.cum_sum() - signs
    return {
        "position": (pl.col("row") - pl.col("_first")) / lines,
        "text_above": (text_above - text_above.gather(pl.col("_first"))) / total,
        "text_share": weight / total,
        "signs_so_far": (signs_above - signs_above.gather(pl.col("_first")) + signs).clip(0, 3) / 2,
        "page_lines": lines.log1p() / 5,
        "page_texts": pl.col("_texts").log1p() / 4,
        "page_text_share": pl.col("_texts") / lines,
        "page_size": total.log1p() / 9,
        "page_gap": pl.col("_gap") / 2,
        "page_apart": pl.col("_apart"),
        "page_dates": pl.col("_dates").log1p() / 3,
        "page_bylines": pl.col("_bylines").log1p() / 3,
        "page_metas": (pl.col("_metas") / pl.col("_texts").clip(1)).clip(0, 3),
    }


def _neighbours() -> dict[str, pl.Expr]:
    return {
        "gap_before": pl.col("_before") / 2,
        "gap_after": pl.col("_after") / 2,
        "run_lines": pl.col("_run_lines").log1p() / 2,
        "next_run_lines": _near("_run_lines", -1).log1p() / 2,
        "last_run_lines": _near("_run_lines", 1).log1p() / 2,
        "next_run_size": _near("_run_size", -1).log1p() / 6,
        "last_run_size": _near("_run_size", 1).log1p() / 6,
    }


def _same(by: int) -> pl.Expr:
    """Whether the line `by` rows before is of the same page."""
    return pl.col(PAGE).shift(by) == pl.col(PAGE)


def _near(column: str, direction: int) -> pl.Expr:
    """The greatest value within the next three lines (`direction` -1) or the last three (1)."""
    return pl.max_horizontal(
        pl.when(_same(direction * by)).then(pl.col(column).shift(direction * by)).otherwise(0) for by in _NEAR
    )
