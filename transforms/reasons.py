"""Why a page was parsed as it was: how sure each layout is of it, and what the generic parser weighed. For people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from transforms.cues import add_cues
from transforms.html.frame import join_hints
from transforms.layouts import LAYOUTS, Layout, generic
from transforms.line_shapes import add_shapes
from transforms.lines import PAGE, content_lines, split_lines
from transforms.lists import BY_NETWORK, describe_lists, find_lists
from transforms.main_text import describe_titles, main_texts
from transforms.rhythm import describe_marks
from transforms.segment import layout_scores


@dataclass(frozen=True)
class Title:
    """A line that was weighed as the title of a page's one article; `parts` add up to `score`."""

    text: str
    start_char: int
    score: float
    parts: dict[str, float]


@dataclass(frozen=True)
class Starts:
    """What the network says of a page: `figures` as `transforms.lists.page_figures` gives them, the conditions that they do not
    meet, and whether the page's articles begin where it says."""

    figures: dict[str, float]
    unmet: list[str]
    chosen: bool


@dataclass(frozen=True)
class Reasons:
    """Of one page: `layouts` by how sure they are, the surest first; the rest where the generic parser was the surest.

    starts  what the network says
    marks   as `transforms.rhythm.describe_marks` gives them, with `first_char` and `last_char`: where on the page the first
            beat starts and the last one ends; none is `chosen` where the network's starts part the page
    titles  candidates for the title of the one article, best first; none on a page of several
    share   of the page's running text that is inside its one article, 0 to 1; None on pages of several or without text
    """

    layouts: dict[str, float] = field(default_factory=dict)
    starts: Starts | None = None
    marks: pl.DataFrame = field(default_factory=pl.DataFrame)
    titles: list[Title] = field(default_factory=list)
    share: float | None = None


def page_reasons(page: pl.DataFrame, max_line_chars: int, layouts: Sequence[Layout] = LAYOUTS) -> Reasons:
    """The reasons for a page that is the one row of `page`, a frame of `transforms.batch.PAGE_SCHEMA`."""
    if page["is_body"].all():
        return Reasons()
    lines = split_lines(page, max_line_chars)
    content = join_hints(add_cues(content_lines(lines)), lines, page)
    if not content.height:
        return Reasons()
    [sure] = layout_scores(content, layouts).drop(PAGE).rows(named=True)
    ranked = dict(sorted(sure.items(), key=lambda one: -one[1]))
    if next(iter(ranked)) != generic.NAME:
        return Reasons(ranked)
    shaped = add_shapes(content)
    found = find_lists(shaped)
    rules = found.lists["rule"].to_list()
    by_network = rules == [BY_NETWORK]
    [told] = describe_lists(shaped).drop(PAGE).rows(named=True)
    unmet = told.pop("unmet")
    starts = Starts({name: float(value) for name, value in told.items() if value is not None}, unmet, by_network)
    at = shaped.select("row", "start_char", "end_char")
    marks = (
        describe_marks(shaped)
        .join(at.select(first_beat="row", first_char="start_char"), on="first_beat", maintain_order="left")
        .join(at.select(last_beat="row", last_char="end_char"), on="last_beat", maintain_order="left")
        .drop(PAGE, "first_beat", "last_beat")
        .with_columns(pl.col("chosen") & pl.lit(value=bool(rules) and not by_network))
    )
    if rules:
        return Reasons(ranked, starts, marks)
    share = main_texts(shaped, found.comments)["share"].to_list()
    titles = (
        describe_titles(shaped, found.comments)
        .join(shaped.select("row", "text", "start_char"), on="row", maintain_order="left")
        .drop(PAGE, "row")
    )
    weighed = [_title(row) for row in titles.iter_rows(named=True)]
    return Reasons(ranked, starts, marks, weighed, share[0] if share else None)


def _title(row: dict[str, object]) -> Title:
    text, start_char, score = str(row.pop("text")), int(str(row.pop("start_char"))), float(str(row.pop("score")))
    parts = {name: float(str(value)) for name, value in row.items() if value}
    return Title(text, start_char, score, dict(sorted(parts.items(), key=lambda part: -abs(part[1]))))
