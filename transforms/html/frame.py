"""Line hints in frames: one struct of lists per page, joined to the lines that hold text."""

from __future__ import annotations

import polars as pl

from transforms.html.page import LineHints
from transforms.lines import PAGE

_LINE: dict[str, pl.DataType] = {
    "tag": pl.String(),
    "landmark": pl.String(),
    "zone": pl.String(),
    "link_share": pl.Float64(),
    "container": pl.Int64(),
    "core": pl.Boolean(),
    "states_one": pl.Boolean(),
}
HINTS = pl.Struct({name: pl.List(dtype) for name, dtype in _LINE.items()})
_LINE_END = "line_end"


def hints_row(hints: LineHints | None) -> dict[str, list[object]] | None:
    """Hints as a value of the type `HINTS`."""
    return None if hints is None else {name: getattr(hints, name) for name in _LINE}


def join_hints(content: pl.DataFrame, lines: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """`content` with a column per hint, null on pages that have none. `lines` are all lines of `pages` (`hints`)."""
    hinted = pages.with_row_index(PAGE).with_columns(pl.col(PAGE).cast(pl.Int64)).filter(pl.col("hints").is_not_null())
    if not hinted.height:
        return content.with_columns([pl.lit(None, dtype).alias(name) for name, dtype in _LINE.items()])
    hints = (
        hinted.select(PAGE, "hints")
        .unnest("hints")
        .with_columns(pl.int_ranges(pl.col("tag").list.len(), dtype=pl.Int64).alias(_LINE_END))
        .explode(_LINE_END, *_LINE)
    )
    # A printed line may have been cut in two, so lines are matched by the line ends before them.
    ends = (pl.col("end_char") > pl.col("text_end")).cast(pl.Int64)
    numbered = lines.filter(pl.col(PAGE).is_in(hinted[PAGE].implode())).select(
        PAGE, "line", (ends.cum_sum() - ends).over(PAGE).alias(_LINE_END)
    )
    hints = numbered.join(hints, on=[PAGE, _LINE_END], how="inner").drop(_LINE_END)
    return content.join(hints, on=[PAGE, "line"], how="left", maintain_order="left")
