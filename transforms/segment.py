"""Pages to labelled lines: every layout parses the pages that it knows best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from transforms.cues import add_cues
from transforms.html.frame import join_hints
from transforms.layouts import LAYOUTS, Layout
from transforms.lines import PAGE, content_lines, split_lines

# What later steps read of a labelled line: carrying all features on would double the copying.
_KEPT = ["page", "line", "start_char", "end_char", "text", "words", "post_meta", "page_header", "syndicated_title",
         "syndicated_outlet"]  # fmt: skip
LABELS = {
    "record": pl.Int64,
    "role": pl.String,
    "rule": pl.String,
    "site": pl.String,
    "layout_name": pl.String,
    "layout_confidence": pl.Float64,
    "own_site": pl.Boolean,
}
FINISHED_ARTICLE = "record"


@dataclass(frozen=True)
class Segmented:
    """`lines`: every line of every page. `labelled`: those with text, with cues, layout, `record`, `role` and `rule`."""

    lines: pl.DataFrame
    labelled: pl.DataFrame


def segment(pages: pl.DataFrame, max_line_chars: int, layouts: Sequence[Layout] = LAYOUTS) -> Segmented:
    """Cuts pages (`text`, `is_body`) into lines and labels them."""
    lines = split_lines(pages, max_line_chars)
    content = content_lines(lines)
    finished = pages.with_row_index(PAGE).filter("is_body").select(pl.col(PAGE).cast(pl.Int64))
    raw = add_cues(content.join(finished, on=PAGE, how="anti", maintain_order="left"))
    # The empty frame brings the cue columns along where every page is a finished article.
    parts = [raw.clear().select(_KEPT), _finished(content.join(finished, on=PAGE, how="semi", maintain_order="left"))]
    if raw.height:
        raw = join_hints(raw, lines, pages)
        raw = raw.join(_best_layouts(raw, layouts), on=PAGE, how="left", maintain_order="left")
        for layout in layouts:
            mine = raw.filter(pl.col("layout_name") == layout.NAME)
            if mine.height:
                parsed = layout.parse(mine).with_columns(pl.lit(layout.OWN_SITE).alias("own_site"))
                parts.append(parsed.select([*_KEPT, *LABELS]))
    labelled = pl.concat(parts, how="diagonal").sort(PAGE, "line", maintain_order=True)
    return Segmented(lines, labelled)


def layout_scores(content: pl.DataFrame, layouts: Sequence[Layout]) -> pl.DataFrame:
    """How sure each layout is of each page: a row per page, a column per layout."""
    marks = [mark for layout in layouts for mark in getattr(layout, "MARKS", [])]
    return (
        content.with_columns(marks)
        .group_by(PAGE, maintain_order=True)
        .agg([layout.confidence().cast(pl.Float64).fill_null(0.0).alias(layout.NAME) for layout in layouts])
    )


def _best_layouts(content: pl.DataFrame, layouts: Sequence[Layout]) -> pl.DataFrame:
    best = pl.max_horizontal([layout.NAME for layout in layouts])
    names = [pl.when(pl.col(layout.NAME) == best).then(pl.lit(layout.NAME)) for layout in layouts]
    scores = layout_scores(content, layouts)
    return scores.select(PAGE, pl.coalesce(names).alias("layout_name"), best.alias("layout_confidence"))


def _finished(content: pl.DataFrame) -> pl.DataFrame:
    """Lines of finished articles: the input says that all of it is body."""
    given = {"record": 0, "role": "body", "rule": "given_by_input", "site": None, "layout_name": FINISHED_ARTICLE,
             "layout_confidence": 1.0, "own_site": False}  # fmt: skip
    return content.with_columns([pl.lit(value, LABELS[name]).alias(name) for name, value in given.items()])
