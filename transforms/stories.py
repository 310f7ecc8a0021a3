"""Reports of one event become a story: stars around the report that tells most, never chains.

    copied      sentences that copies of one article share are one report
    keys        what two reports must share to be compared: two slots, or a place smaller than a country, in some days
    links       pairs in which enough agrees and nothing known differs
    stars       the report that tells most takes those linked to it; a story then knows what any of them tells
    again       stories are compared as reports were, by all that they know, until none joins another

A slot that is not told joins nothing. One that is told and differs parts. Figures that differ do not part: that reports of one
event differ is what a story is to show.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

REPORT_SCHEMA: dict[str, pl.DataType] = {
    "report": pl.Int64(),  # from 0, the earliest published first
    "copied": pl.UInt64(),  # a hash of cluster of copies, sentence and trigger; null in articles that have no copies
    "source": pl.UInt64(),  # the article, or that which it copies
    "kind": pl.UInt64(),  # type and modality
    "is_mutual": pl.Boolean(),  # whether actor and recipient change places freely: a meeting, an agreement
    "mode": pl.UInt64(),
    "trigger": pl.UInt64(),
    **{
        f"{slot}_{name}": dtype
        for slot in ("actor", "recipient")
        for name, dtype in (
            ("entity", pl.UInt64()),
            ("entity_kind", pl.UInt64()),
            ("country", pl.UInt64()),
            ("text", pl.UInt64()),
            ("is_person", pl.Boolean()),
            ("is_many", pl.Boolean()),  # words for several, and no name
            ("is_wide", pl.Boolean()),  # a country or a region of one
            ("is_state", pl.Boolean()),  # null where its sector is neither of a state nor of those who fight one
        )
    },
    "place_entity": pl.UInt64(),
    "place_country": pl.UInt64(),
    "place_is_wide": pl.Boolean(),
    "place_is_sure": pl.Boolean(),  # tied to the event by its sentence, not by the dateline or the whole article
    "place_latitude": pl.Float64(),
    "place_longitude": pl.Float64(),
    # The days on which it can have been, in half days: a stated day has half of each neighbour, for the time zones.
    "earliest": pl.Int64(),
    "latest": pl.Int64(),
    "is_dated": pl.Boolean(),  # whether the text itself states the day
    "figures": pl.List(pl.UInt64()),  # hashes of role and value
}

# Points that join: of two slots and what is beside them, or of the place alone and that: a blast of which nobody names the author.
ENOUGH = 4.5
SLOTS, PLACE_POINTS = 2, 3.0
NARROW = 4  # half days that a report can be off which is told as news of the day
KEPT_APART = 1.0  # degrees of latitude or longitude: places that are nearer may be one and its suburb
BUCKET = 8  # half days; reports that fit are no further apart
BLOCK_REPORTS = 64  # of one key; in a larger block each is compared with its neighbours in time and with the earliest
NEIGHBOURS, LEADS = 16, 2
PAIRS_AT_A_TIME = 200_000  # 100 MB
MAX_ROUNDS = 10  # four are enough for all that was seen

_PARTICIPANT = ["entity", "entity_kind", "country", "text", "is_person", "is_many", "is_wide", "is_state"]
_PLACE = ["place_entity", "place_country", "place_is_wide", "place_is_sure", "place_latitude", "place_longitude"]


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
    joined, caps = (
        [reports.select("report", "story").clear()],
        [pl.DataFrame(schema={"kind": pl.UInt64, "report_count": pl.Int64})],
    )
    for of_kind in reports.partition_by("kind", maintain_order=True):
        units = of_kind.filter(pl.col("report") == pl.col("story")).drop("story", "copied").rename({"report": "unit"})
        stories = of_kind.select("report", "story")
        for number in range(MAX_ROUNDS):
            pairs, capped = candidates(units)
            if number == 0:
                caps.append(capped.select(pl.lit(of_kind["kind"][0], pl.UInt64).alias("kind"), "report_count"))
            members = _members(units, links(units, pairs))
            if members.is_empty():
                break
            stories = stories.join(members, left_on="story", right_on="unit", how="left").select(
                "report", pl.coalesce("hub", "story").alias("story")
            )
            units = _with_what_members_tell(units, members)
        joined.append(stories)
    found = pl.concat(joined).select("report", pl.col("report").min().over("story").alias("story"))
    return Joined(found.sort("report"), pl.concat(caps))


def candidates(units: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs of rows of `units` (`left` < `right`) to compare, and the `report_count` of blocks that are too large for all pairs."""
    placed = units.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).filter(pl.col("latest").is_not_null())
    bucket = pl.col("latest") // BUCKET
    keyed = placed.select(
        "row", "latest", pl.concat_list(_keys()).alias("key"), pl.concat_list(bucket, bucket + 1).alias("bucket")
    )
    keyed = keyed.explode("key").drop_nulls("key").explode("bucket")
    keyed = keyed.select("row", "latest", pl.struct("key", "bucket").hash().alias("key")).unique().sort("key", "latest", "row")
    key, row = keyed["key"].to_numpy(), keyed["row"].to_numpy()
    first = np.flatnonzero(np.append([True], key[1:] != key[:-1])) if key.size else np.empty(0, np.int64)
    size = np.diff(np.append(first, key.size))
    pairs = _pairs_within(row, np.repeat(first, size), np.repeat(size, size))
    pairs = (
        np.unique(np.minimum(pairs[0], pairs[1]) * units.height + np.maximum(pairs[0], pairs[1])) if units.height else pairs[0]
    )
    found = pl.DataFrame({"left": pairs // max(units.height, 1), "right": pairs % max(units.height, 1)})
    return found, pl.DataFrame({"report_count": size[size > BLOCK_REPORTS].astype(np.int64)})


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
    """What two reports can share: hashes of two slots or of the place alone, null where a slot is not told."""
    names = ("entity", "country", "text")  # all hashes, of which no two kinds are alike
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
    return [*keys, pl.when(~pl.col("place_is_wide")).then("place_entity")]


class _Agreement(NamedTuple):
    """How a slot of two reports goes together: points for what agrees, how many slots do, and whether what is known differs."""

    points: pl.Expr
    slots: pl.Expr
    parts: pl.Expr

    def beside(self, other: _Agreement) -> _Agreement:
        """Both slots taken together."""
        return _Agreement(self.points + other.points, self.slots + other.slots, self.parts | other.parts)


def _equal(left: str, right: str) -> pl.Expr:
    return (pl.col(f"{left}_l") == pl.col(f"{right}_r")).fill_null(value=False)


def _told(left: str, right: str) -> pl.Expr:
    return pl.col(f"{left}_l").is_not_null() & pl.col(f"{right}_r").is_not_null()


def _both(left: str, right: str) -> pl.Expr:
    return (pl.col(f"{left}_l") & pl.col(f"{right}_r")).fill_null(value=False)


def _participant(left: str, right: str) -> _Agreement:
    """Participants agree by entity, country or words. Words alone part nobody, nor does a person his own government."""
    is_entity, is_country, is_text = (_equal(f"{left}_{name}", f"{right}_{name}") for name in ("entity", "country", "text"))
    has_countries = _told(f"{left}_country", f"{right}_country")
    other_of_kind = (
        _told(f"{left}_entity", f"{right}_entity")
        & _equal(f"{left}_entity_kind", f"{right}_entity_kind")
        & (pl.col(f"{left}_is_person_l").fill_null(value=False) | ~has_countries)
    )
    other_side = _told(f"{left}_is_state", f"{right}_is_state") & ~_equal(f"{left}_is_state", f"{right}_is_state")
    one_and_many = _both(f"{left}_is_person", f"{right}_is_many") | _both(f"{left}_is_many", f"{right}_is_person")
    points = (
        pl.when(is_entity).then(pl.when(f"{left}_is_wide_l").then(2.0).otherwise(3.0))
        .when(is_country).then(pl.when(is_text).then(2.0).otherwise(1.5))
        .when(is_text).then(1.0)
        .when(_told(f"{left}_text", f"{right}_text")).then(-1.5 if left == "actor" else 0.0)
        .otherwise(0.0)
    )  # fmt: skip
    parts = ~is_entity & (other_of_kind | (has_countries & ~is_country) | other_side | one_and_many)
    return _Agreement(points, (points > 0).cast(pl.Int64), parts)


def _place() -> _Agreement:
    """Places agree by name, or as a country and a place in it. Those that the sentence itself does not tie part nothing."""
    is_entity, is_country = _equal("place_entity", "place_entity"), _equal("place_country", "place_country")
    is_sure = pl.col("place_is_sure_l") & pl.col("place_is_sure_r")
    is_wide = pl.col("place_is_wide_l") | pl.col("place_is_wide_r")
    is_near = pl.all_horizontal(
        ((pl.col(f"place_{name}_l") - pl.col(f"place_{name}_r")).abs() < KEPT_APART).fill_null(value=False)
        for name in ("latitude", "longitude")
    )
    has_no_country = pl.col("place_country_l").is_null() & pl.col("place_country_r").is_null()
    elsewhere = (_told("place_country", "place_country") & ~is_country) | (is_country & ~is_wide & ~is_near) | has_no_country
    points = (
        pl.when(is_entity).then(pl.when(is_sure & ~is_wide).then(3.0).otherwise(1.5))
        .when(is_country & (pl.col("place_is_wide_l") != pl.col("place_is_wide_r"))).then(1.0)
        .otherwise(0.0)
    )  # fmt: skip
    parts = _told("place_entity", "place_entity") & ~is_entity & is_sure & elsewhere
    return _Agreement(points, (points > 0).cast(pl.Int64), parts)


def _time() -> _Agreement:
    """Days agree where both texts state the same; a report that states none only fits."""
    width = pl.max_horizontal(pl.col("latest_l") - pl.col("earliest_l"), pl.col("latest_r") - pl.col("earliest_r"))
    points = (
        pl.when(pl.col("is_dated_l") & pl.col("is_dated_r")).then(pl.when(_equal("latest", "latest")).then(1.0).otherwise(-2.0))
        .when(width <= NARROW).then(0.5)
        .otherwise(-0.5)
    )  # fmt: skip
    fits = (pl.col("earliest_l") <= pl.col("latest_r")) & (pl.col("earliest_r") <= pl.col("latest_l"))
    return _Agreement(points, pl.lit(0, pl.Int64), ~fits.fill_null(value=False))


def _beside() -> pl.Expr:
    """Points of what belongs to no slot."""
    shared = pl.col("figures_l").list.set_intersection("figures_r").list.len()
    return (
        pl.when(_equal("trigger", "trigger")).then(1.0).otherwise(0.0)
        + pl.when(_equal("mode", "mode")).then(0.5).when(_told("mode", "mode")).then(-1.5).otherwise(0.0)
        + pl.when(shared > 0).then(1.0).otherwise(0.0)
        + pl.when(_equal("source", "source")).then(2.0).otherwise(0.0)
    )  # fmt: skip


def compared(units: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Row by row, how a report goes together with another: `points`, `joins`, `parts` (something known differs), `is_crossed`
    (the actor of one is the recipient of the other)."""
    pairs = units.select(pl.all().name.suffix("_l")).hstack(others.select(pl.all().name.suffix("_r")))
    straight = _participant("actor", "actor").beside(_participant("recipient", "recipient"))
    crossed = _participant("actor", "recipient").beside(_participant("recipient", "actor"))
    is_crossed = pl.col("is_mutual_l") & ~crossed.parts & (straight.parts | (crossed.points > straight.points))
    chosen = _Agreement(*(pl.when("is_crossed").then(one).otherwise(other) for one, other in zip(crossed, straight, strict=True)))
    place = _place()
    whole = chosen.beside(place).beside(_time())
    rows = pairs.with_columns(is_crossed.alias("is_crossed")).select(
        (whole.points + _beside()).alias("points"), whole.slots.alias("slots"), whole.parts.alias("parts"), "is_crossed",
        place.points.alias("place_points"),
    )  # fmt: skip
    has_slots = (pl.col("slots") >= SLOTS) | (pl.col("place_points") >= PLACE_POINTS)
    joins = ~pl.col("parts") & has_slots & (pl.col("points") >= ENOUGH)
    return rows.select("points", joins.alias("joins"), "parts", "is_crossed")


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
        sum(pl.when(_is_told(slot)).then(1).otherwise(0) for slot in ("actor", "recipient", "place")).alias("slots"),
    ).sort("slots", "unit", descending=[True, False])  # fmt: skip
    ranks = np.empty(units.height, np.int64)
    ranks[order["row"].to_numpy()] = np.arange(units.height)
    left, right = ranks[linked["left"].to_numpy()], ranks[linked["right"].to_numpy()]
    ranked = linked.select("points", "is_crossed").with_columns(
        pl.Series("left", np.minimum(left, right)), pl.Series("right", np.maximum(left, right))
    ).sort("left", "right")  # fmt: skip
    is_member = np.zeros(units.height, np.bool_)
    taken = is_member.tolist()
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
        pl.coalesce("hub", "unit").alias("hub"), pl.col("points").fill_null(np.inf), pl.col("unit").is_in(crossed.implode()).alias("swap")
    ).with_columns(
        *(
            pl.when("swap").then(f"{there}_{name}").otherwise(f"{here}_{name}").alias(f"{here}_{name}")
            for here, there in (("actor", "recipient"), ("recipient", "actor")) for name in _PARTICIPANT
        )
    ).sort("hub", "points", "unit", descending=[False, True, False])  # fmt: skip
    best = [
        pl.col(f"{slot}_{name}").sort_by(_vagueness(slot), maintain_order=True).first()
        for slot in ("actor", "recipient") for name in _PARTICIPANT
    ]  # fmt: skip
    best += [pl.col(name).sort_by(_vagueness("place"), maintain_order=True).first() for name in _PLACE]
    width = pl.col("latest") - pl.col("earliest")
    best += [pl.col(name).sort_by(width, maintain_order=True).first() for name in ("earliest", "latest", "is_dated")]
    grown = grown.group_by("hub", maintain_order=True).agg(
        *best, pl.col("source", "is_mutual", "trigger").first(), pl.col("mode").drop_nulls().first(),
        pl.col("figures").explode().drop_nulls().unique().sort(),
    ).rename({"hub": "unit"})  # fmt: skip
    alone = own.filter(pl.col("hub").is_null() & ~pl.col("unit").is_in(members["hub"].implode()))
    columns = [name for name in units.columns if name != "kind"]
    kind = units.select(pl.col("kind").first()).item()
    return pl.concat([alone.select(columns), grown.select(columns)]).with_columns(pl.lit(kind, pl.UInt64).alias("kind")).select(
        units.columns
    ).sort("unit")  # fmt: skip


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
