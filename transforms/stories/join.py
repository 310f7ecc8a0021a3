"""Reports in, stories out: a function of the set of reports alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from transforms.stories import frames
from transforms.stories.agreement import compared
from transforms.stories.candidates import candidates, within_sentences
from transforms.stories.reports import PARTICIPANT, PLACE

PAIRS_AT_A_TIME = 200_000  # 100 MB
REPORTS_AT_A_TIME = 100_000  # of whole frames
MAX_ROUNDS = 10  # five are enough for all that was seen

_MEMBERS = pl.DataFrame(schema={"unit": pl.Int64, "hub": pl.Int64})
_CAPS = pl.DataFrame(schema={"group": pl.UInt64, "report_count": pl.Int64})
_KNOWN = pl.DataFrame(
    schema={"kind": pl.UInt64, "frame": pl.Int64, "report_count": pl.Int64, "fingerprint": pl.Int64, "capped": pl.List(pl.Int64)}
)


class Joined(NamedTuple):
    """`stories`: `report` and `story`, the number of the story's first report, of all reports whose story may have changed.
    `frames`: what `join_reports` is to be told next time."""

    stories: pl.DataFrame
    frames: pl.DataFrame


def join_reports(reports: pl.DataFrame, known: pl.DataFrame = _KNOWN) -> Joined:
    """The story of each report. `reports` is as REPORT_SCHEMA says, in any order; `known` are `frames` of an earlier call, where
    stories of frames that are as they were need not be found again. `capped` tells how many reports each block of a frame had
    that was too large to compare all of it."""
    reports = frames.framed(reports)
    found = frames.fingerprints(reports)
    differing = frames.changed(found, known)
    of_frames = reports.join(frames.read(differing), on=["kind", "frame"], how="semi", maintain_order="left")
    units = of_frames.filter(pl.col("report") == pl.col("unit")).with_columns(pl.struct("kind", "frame").hash().alias("group"))
    units = units.drop("report", "copied", "frame", "facts")
    hubs, units, capped = _in_parts(units)
    at_borders = units.with_columns(frames.border().alias("border")).drop_nulls("border")
    at_borders = at_borders.with_columns(pl.struct("kind", "border").hash().alias("group")).drop("border")
    more, _, _ = _in_parts(at_borders)
    stories = _numbered(of_frames, [hubs, more])
    kept = stories.join(frames.written(differing), on=["kind", "frame"], how="semi").select("report", "story").sort("report")
    return Joined(kept, _with_caps(found, known, frames.read(differing), capped))


def _numbered(reports: pl.DataFrame, steps: list[pl.DataFrame]) -> pl.DataFrame:
    """`report`, `kind`, `frame` and `story`, by way of the hubs of each step in turn."""
    told = reports.select("report", "kind", "frame", pl.col("unit").alias("story"))
    for hubs in steps:
        told = _renamed(told, hubs)
    return told.with_columns(pl.col("report").min().over("story").alias("story"))


def _renamed(told: pl.DataFrame, hubs: pl.DataFrame) -> pl.DataFrame:
    """`told` with the hub of each `story` that has one in its place."""
    found = told.join(hubs, left_on="story", right_on="unit", how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("hub", "story").alias("story")).drop("hub")


def _with_caps(found: pl.DataFrame, known: pl.DataFrame, read: pl.DataFrame, capped: pl.DataFrame) -> pl.DataFrame:
    """The fingerprints found, each with `capped` as found now, or as known of frames that were not read."""
    key = ["kind", "frame"]
    grouped = capped.group_by("group").agg(pl.col("report_count").sort(descending=True).alias("capped"))
    now = found.join(read, on=key, how="semi").with_columns(pl.struct(key).hash().alias("group"))
    now = now.join(grouped, on="group", how="left").drop("group")
    before = found.join(read, on=key, how="anti").join(known.select(*key, "capped"), on=key, how="left")
    return pl.concat([now, before]).with_columns(pl.col("capped").fill_null(pl.lit([], pl.List(pl.Int64)))).sort(key)


def _in_parts(units: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`_stories` of all units, of some groups at a time."""
    hubs, stars, capped = [_MEMBERS], [units.clear()], [_CAPS]
    for part in _parts(units):
        joined = _stories(part)
        for found, more in zip((hubs, stars, capped), joined, strict=True):
            found.append(more)
    return pl.concat(hubs), pl.concat(stars), pl.concat(capped)


def _parts(units: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Whole groups, about `REPORTS_AT_A_TIME` of them together."""
    sizes = units.group_by("group").len().sort("group")
    sizes = sizes.select("group", (pl.col("len").cum_sum() // REPORTS_AT_A_TIME).alias("part"))
    for part in sizes["part"].unique().sort():
        yield units.join(sizes.filter(pl.col("part") == part), on="group", how="semi", maintain_order="left")


def _stories(units: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Of each unit that joined another its `hub`, which joined none; the others with what theirs tell; blocks that were capped.

    Only units of the same `group` join. Pairs of units that neither grew nor were turned away since they were compared are not
    compared again: they would be as before.
    """
    hubs = units.select("unit", pl.col("unit").alias("story"))
    pairs, capped, active = within_sentences(units), _CAPS, None
    for number in range(MAX_ROUNDS):
        linked = links(units, pairs)
        members = _members(units, linked)
        if number > 0:
            active = _touched(units, linked, members)
            if active.is_empty():
                break
        hubs = _renamed(hubs, members.select("unit", "hub"))
        units = _with_what_members_tell(units, members)
        pairs, too_large = candidates(units, active)
        capped = too_large if number == 0 else capped
    joined = hubs.filter(pl.col("unit") != pl.col("story")).rename({"story": "hub"})
    return joined, units, capped


def _touched(units: pl.DataFrame, linked: pl.DataFrame, members: pl.DataFrame) -> pl.Series:
    """Units with a link that are still there, where any joined in this round."""
    rows = pl.concat([linked["left"], linked["right"]]).unique()
    touched = units["unit"].gather(rows)
    return touched.filter(~touched.is_in(members["unit"].implode())) if members.height else touched.clear()


def links(units: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Those of the pairs (rows of `units`) that tell one event: `left`, `right`, `points`, `is_crossed`."""
    found = [pl.DataFrame(schema={"left": pl.Int64, "right": pl.Int64, "points": pl.Float64, "is_crossed": pl.Boolean})]
    for part in pairs.iter_slices(PAIRS_AT_A_TIME):
        told = compared(units[part["left"]], units[part["right"]])
        found.append(part.hstack(told).filter("joins").select("left", "right", "points", "is_crossed"))
    return pl.concat(found)


def _members(units: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """`unit`, `hub` and `is_crossed` of the reports that join another's star, each checked against all that the star tells."""
    order = units.with_row_index("row").select(
        pl.col("row").cast(pl.Int64), "unit",
        pl.sum_horizontal(_is_told(slot) for slot in ("actor", "recipient", "place")).alias("slots"),
    ).sort("slots", "unit", descending=[True, False])  # fmt: skip
    ranks = np.empty(units.height, np.int64)
    ranks[order["row"].to_numpy()] = np.arange(units.height)
    left, right = ranks[linked["left"].to_numpy()], ranks[linked["right"].to_numpy()]
    ranked = linked.select("points", "is_crossed").with_columns(
        pl.Series("left", np.minimum(left, right)), pl.Series("right", np.maximum(left, right))
    ).sort("left", "right")  # fmt: skip
    taken = [False] * units.height
    # One after the other, since each depends on those before; half a second for a million links.
    for one, other in zip(ranked["left"].to_list(), ranked["right"].to_list(), strict=True):
        if not taken[one]:
            taken[other] = True
    hubs = ranked.filter(~pl.Series(taken, dtype=pl.Boolean).gather(ranked["left"]))
    hubs = hubs.sort("right", "points", "left", descending=[False, True, False]).unique(
        "right", keep="first", maintain_order=True
    )
    named = order["unit"]
    members = hubs.select(
        named.gather(hubs["right"]).alias("unit"), named.gather(hubs["left"]).alias("hub"), "is_crossed", "points"
    )
    if members.is_empty():
        return members
    of_stars = _with_what_members_tell(units, members).select(pl.all().exclude("unit"), pl.col("unit").alias("hub"))
    stars = members.select("hub").join(of_stars, on="hub", how="left", maintain_order="left")
    own = members.select("unit").join(units, on="unit", how="left", maintain_order="left")
    told = compared(stars.drop("hub"), own.drop("unit"))
    return members.filter(~told["parts"])


def _is_told(slot: str) -> pl.Expr:
    if slot == "place":
        return pl.col("place_entity").is_not_null() & pl.col("place_is_sure")
    return pl.any_horizontal(pl.col(f"{slot}_{name}").is_not_null() for name in ("entity", "country", "text"))


def _with_what_members_tell(units: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The units without the members, each hub with what it or else its members tell."""
    crossed = members.filter("is_crossed")["unit"]
    own = units.join(members.select("unit", "hub", "points"), on="unit", how="left")
    grown = own.filter(pl.col("hub").is_not_null() | pl.col("unit").is_in(members["hub"].implode())).with_columns(
        pl.coalesce("hub", "unit").alias("hub"), pl.col("points").fill_null(np.inf),
        pl.col("unit").is_in(crossed.implode()).alias("swap"),
    ).with_columns(
        *(
            pl.when("swap").then(f"{there}_{name}").otherwise(f"{here}_{name}").alias(f"{here}_{name}")
            for here, there in (("actor", "recipient"), ("recipient", "actor")) for name in PARTICIPANT
        )
    ).sort("hub", "points", "unit", descending=[False, True, False])  # fmt: skip
    best = [
        pl.col(f"{slot}_{name}").sort_by(_vagueness(slot), maintain_order=True).first()
        for slot in ("actor", "recipient") for name in PARTICIPANT
    ]  # fmt: skip
    best += [pl.col(name).sort_by(_vagueness("place"), maintain_order=True).first() for name in PLACE]
    width = pl.col("latest") - pl.col("earliest")
    best += [pl.col(name).sort_by(width, maintain_order=True).first() for name in ("earliest", "latest", "is_dated")]
    grown = grown.group_by("hub", maintain_order=True).agg(
        *best, pl.col("group", "kind", "source", "sentence", "is_mutual", "type_bit", "close_bits", "trigger").first(),
        pl.col("mode").drop_nulls().first(),
        pl.col("figures").explode().drop_nulls().unique().sort(),
    ).rename({"hub": "unit"})  # fmt: skip
    alone = own.filter(pl.col("hub").is_null() & ~pl.col("unit").is_in(members["hub"].implode()))
    return pl.concat([alone.select(units.columns), grown.select(units.columns)]).sort("unit")


def _vagueness(slot: str) -> pl.Expr:
    """0 for what is told best."""
    if slot == "place":
        is_sure = pl.col("place_is_sure") & pl.col("place_entity").is_not_null()
        return (
            pl.when(is_sure & ~pl.col("place_is_wide"))
            .then(0)
            .when(is_sure)
            .then(1)
            .when(pl.col("place_entity").is_not_null())
            .then(2)
            .otherwise(3)
        )
    names = [pl.col(f"{slot}_{name}").is_not_null() for name in ("entity", "country", "text")]
    return pl.when(names[0]).then(0).when(names[1]).then(1).when(names[2]).then(2).otherwise(3)
