"""Reports in frames of kind and time, which are joined apart: what did not change is not joined again.

A story has reports of one kind, and a pair joins only if its days overlap. So reports are joined within frames of 16 days, and
then what is near the border of two frames is joined across it: the story of a report follows from its frame and those beside it.
"""

from __future__ import annotations

import polars as pl

FRAME = 32  # half days
# Reports that fit are no further apart: what is so near to a border can have a part on the other side.
BORDER = 8
# How far a changed frame is felt: the stories of those beside it, for which the frames beside those are read too.
_WRITTEN, _READ = 1, 2
# In which reports without a day are; they join nothing but copies of their sentence.
UNDATED = -1_000_000


def framed(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports by number, with `unit`, the first of those whose sentence is a copy of its own, and that one's `frame`."""
    units = pl.when(pl.col("copied").is_null()).then("report").otherwise(pl.col("report").min().over("copied")).alias("unit")
    reports = reports.sort("report").with_columns(units)
    first = pl.col("latest").sort_by("report").first().over("unit")
    return reports.with_columns((first // FRAME).fill_null(UNDATED).alias("frame"))


def fingerprints(reports: pl.DataFrame) -> pl.DataFrame:
    """A row per `kind` and `frame`: `report_count`, and `fingerprint`, which differs where any column of a report does."""
    told = reports.select(pl.all().exclude("report", "unit", "figures"))
    hashed = reports.select("kind", "frame").with_columns(told.hash_rows().alias("fingerprint"))
    return hashed.group_by("kind", "frame").agg(
        pl.len().cast(pl.Int64).alias("report_count"), pl.col("fingerprint").bitwise_xor().reinterpret(signed=True)
    ).sort("kind", "frame")  # fmt: skip


def changed(found: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`kind` and `frame` of the fingerprints that differ, are new, or are of frames without reports now."""
    key = ["kind", "frame", "report_count", "fingerprint"]
    differing = [one.select(key).join(other.select(key), on=key, how="anti") for one, other in ((found, known), (known, found))]
    return pl.concat(differing).select("kind", "frame").unique()


def written(frames: pl.DataFrame) -> pl.DataFrame:
    """The frames whose stories may differ where these changed."""
    return _around(frames, _WRITTEN)


def read(frames: pl.DataFrame) -> pl.DataFrame:
    """The frames to join for that."""
    return _around(frames, _READ)


def border() -> pl.Expr:
    """Of a unit the number of the later of the two frames between which it lies; null where it lies within one."""
    return pl.when((pl.col("latest") + BORDER) % FRAME < 2 * BORDER).then((pl.col("latest") + BORDER) // FRAME)


def _around(frames: pl.DataFrame, steps: int) -> pl.DataFrame:
    near = pl.int_ranges(pl.col("frame") - steps, pl.col("frame") + steps + 1)
    return frames.with_columns(near.alias("frame")).explode("frame").unique()
