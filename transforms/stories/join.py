"""Reports in, stories out: a function of the set of reports alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from transforms.stories.agreement import compared
from transforms.stories.candidates import candidates, within_sentences
from transforms.stories.reports import PARTICIPANT, PLACE

PAIRS_AT_A_TIME = 200_000  # 100 MB
MAX_ROUNDS = 10  # five are enough for all that was seen

_STORIES = pl.DataFrame(schema={"report": pl.Int64, "story": pl.Int64})
_CAPS = pl.DataFrame(schema={"kind": pl.UInt64, "report_count": pl.Int64})


class Joined(NamedTuple):
    """`stories`: `report` and `story`, the number of the story's first report. `caps`: `kind` and `report_count` of each block
    that was too large to compare all of it."""

    stories: pl.DataFrame
    caps: pl.DataFrame


def join_reports(reports: pl.DataFrame) -> Joined:
    """The story of each report. `reports` is as REPORT_SCHEMA says, in any order."""
    reports = reports.sort("report").with_columns(
        pl.when(pl.col("copied").is_null()).then("report").otherwise(pl.col("report").min().over("copied")).alias("story")
    )
    joined, caps = [_STORIES.clear()], [_CAPS.clear()]
    for kind in reports["kind"].unique().sort():
        of_kind = reports.filter(pl.col("kind") == kind)  # one copy at a time
        stories, capped = _of_kind(of_kind)
        joined.append(stories)
        caps.append(capped.select(pl.lit(kind, pl.UInt64).alias("kind"), "report_count"))
    found = pl.concat(joined).select("report", pl.col("report").min().over("story").alias("story"))
    return Joined(found.sort("report"), pl.concat(caps))


def _of_kind(reports: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stories and capped blocks of reports of one kind, in which copied sentences are one already."""
    units = reports.filter(pl.col("report") == pl.col("story")).drop("story", "copied", "kind").rename({"report": "unit"})
    stories = reports.select("report", "story")
    pairs, capped = within_sentences(units), _CAPS.clear()
    for number in range(MAX_ROUNDS):
        members = _members(units, links(units, pairs))
        if members.is_empty() and number > 0:
            break
        stories = stories.join(members, left_on="story", right_on="unit", how="left").select(
            "report", pl.coalesce("hub", "story").alias("story")
        )
        units = _with_what_members_tell(units, members)
        pairs, too_large = candidates(units)
        capped = too_large if number == 0 else capped
    return stories, capped


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
        *best, pl.col("source", "sentence", "is_mutual", "trigger").first(), pl.col("mode").drop_nulls().first(),
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
