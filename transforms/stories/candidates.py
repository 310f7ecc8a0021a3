"""Which reports are compared: those that within days share two slots, a place smaller than a country, or a person to whom it was
done; blocks are bounded."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

BUCKET = 8  # half days; reports that fit are no further apart
BLOCK_REPORTS = 64  # of one key; in a larger block each is compared with its neighbours in time and with the earliest
NEIGHBOURS, LEADS = 16, 2


def candidates(units: pl.DataFrame, active: pl.Series | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs of rows of `units` (`left` < `right`) to compare, and `group` and `report_count` of blocks too large for all pairs.

    Only units of one `group` are paired; of pairs without a unit that is in `active`, where given, some are left out.
    """
    placed = units.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).filter(pl.col("latest").is_not_null())
    bucket = pl.col("latest") // BUCKET
    keyed = placed.select(
        "row", "unit", "group", "latest", pl.concat_list(_keys()).alias("key"), pl.concat_list(bucket, bucket + 1).alias("bucket")
    )
    keyed = keyed.explode("key").drop_nulls("key").explode("bucket")
    keyed = keyed.with_columns(pl.struct("group", "key", "bucket").hash().alias("key")).drop("bucket")
    if active is not None:
        keyed = keyed.join(keyed.filter(pl.col("unit").is_in(active.implode())).select("key"), on="key", how="semi")
    keyed = keyed.unique(["key", "row"]).sort("key", "latest", "row")
    key, row = keyed["key"].to_numpy(), keyed["row"].to_numpy()
    first = np.flatnonzero(np.append([True], key[1:] != key[:-1])) if key.size else np.empty(0, np.int64)
    size = np.diff(np.append(first, key.size))
    one, other = _pairs_within(row, np.repeat(first, size), np.repeat(size, size))
    pairs = np.unique(np.minimum(one, other) * units.height + np.maximum(one, other))
    found = pl.DataFrame({"left": pairs // max(units.height, 1), "right": pairs % max(units.height, 1)})
    large = first[size > BLOCK_REPORTS]
    return found, keyed["group"].gather(large).to_frame().with_columns(pl.Series("report_count", size[size > BLOCK_REPORTS]))


def within_sentences(units: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows of `units` (`left` < `right`) that stand in one sentence; there are few in any."""
    rows = units.select("group", "sentence").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    pairs = rows.join(rows, on=["group", "sentence"], suffix="_r").filter(pl.col("row") < pl.col("row_r"))
    return pairs.select(pl.col("row").alias("left"), pl.col("row_r").alias("right")).sort("left", "right")


def _pairs_within(row: Numbers, first: Numbers, size: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs in blocks: `first` is where a row's block begins, `size` how many it has."""
    at = np.arange(row.size)
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    reach = np.where(size > BLOCK_REPORTS, NEIGHBOURS, BLOCK_REPORTS)
    for step in range(1, int(min(BLOCK_REPORTS, size.max(initial=0)))):
        at = at[(at + step < first[at] + size[at]) & (step <= reach[at])]
        left.append(row[at])
        right.append(row[at + step])
    large = np.flatnonzero(size > BLOCK_REPORTS)
    for lead in range(LEADS):
        left.append(row[first[large] + lead])
        right.append(row[large])
    one, other = np.concatenate(left), np.concatenate(right)
    return one[one != other], other[one != other]


def _keys() -> list[pl.Expr]:
    """What two reports can share: hashes of two slots, or of one that is enough, null where a slot is not told."""
    names = ("entity", "country", "head")  # all hashes, of which no two kinds are alike
    actors, recipients = ([pl.col(f"{slot}_{name}") for name in names] for slot in ("actor", "recipient"))
    pairs = [(actor, recipient) for actor in actors for recipient in recipients]
    pairs += [(participant, pl.col("place_country")) for participant in actors + recipients]
    # Without order, since mutual events change places; it pairs a few more of the others.
    keys = [
        pl.when(one.is_not_null() & other.is_not_null()).then(
            pl.struct(pl.min_horizontal(one, other).alias("one"), pl.max_horizontal(one, other).alias("other")).hash()
        )
        for one, other in pairs
    ]  # fmt: skip
    town, person = pl.when(~pl.col("place_is_wide")).then("place_entity"), pl.when("recipient_is_person").then("recipient_entity")
    return [*keys, town, person]
