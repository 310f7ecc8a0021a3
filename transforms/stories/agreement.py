"""How two reports go together: points for what agrees, and whether something that both tell differs."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

# Points that join: of two slots and what is beside them, or of the place and that, where nobody says who did it.
ENOUGH = 4.5
SLOTS, PLACE_POINTS = 2, 3.0
SURE_POINTS = 3.0  # of both participants, where their event is of another type
NARROW = 4  # half days that a report can be off which is told as news of the day
KEPT_APART = 1.0  # degrees of latitude or longitude: places that are nearer may be one and its suburb


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
    is_entity, is_country = (_equal(f"{left}_{name}", f"{right}_{name}") for name in ("entity", "country"))
    # The same words, or `supporters` and `opposition supporters`.
    is_text = pl.any_horizontal(
        _equal(f"{left}_{one}", f"{right}_{other}") for one, other in (("text", "text"), ("text", "head"), ("head", "text"))
    )
    has_countries = _told(f"{left}_country", f"{right}_country")
    other_of_kind = (
        _told(f"{left}_entity", f"{right}_entity")
        & _equal(f"{left}_entity_kind", f"{right}_entity_kind")
        & (pl.col(f"{left}_is_person_l").fill_null(value=False) | _both(f"{left}_is_town", f"{right}_is_town") | ~has_countries)
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


def _sentence() -> _Agreement:
    """One sentence tells one event twice more often than two of a type: fired on boats, and killed eleven."""
    is_same = _equal("sentence", "sentence")
    return _Agreement(pl.when(is_same).then(1.0).otherwise(0.0), is_same.cast(pl.Int64), pl.lit(value=False))


def _beside() -> pl.Expr:
    """Points of what belongs to no slot."""
    shared = pl.col("figures_l").list.set_intersection("figures_r").list.len()
    return (
        pl.when(_equal("trigger", "trigger")).then(1.0).otherwise(0.0)
        + pl.when(_equal("mode", "mode")).then(0.5).when(_told("mode", "mode") & _equal("type_bit", "type_bit")).then(-0.5)
        .otherwise(0.0)
        + pl.when(shared > 0).then(1.0).otherwise(0.0)
        + pl.when(_equal("source", "source")).then(2.0).otherwise(0.0)
    )  # fmt: skip


def _type(chosen: _Agreement, time: _Agreement) -> tuple[pl.Expr, pl.Expr]:
    """Whether the types are one or close, and whether they may join: close ones do where all else says that it is one thing."""
    is_one, is_close = _equal("type_bit", "type_bit"), (pl.col("close_bits_l") & pl.col("type_bit_r")) != 0
    is_sure = (chosen.slots >= SLOTS) & (chosen.points >= SURE_POINTS) & ((time.points >= 1) | _equal("trigger", "trigger"))
    return is_one | is_close, is_one | (is_close & is_sure)


def _is_once(time: _Agreement) -> pl.Expr:
    """Whether both tell by the same word what was done to one person on a stated day: nobody is jailed twice a day."""
    is_person = pl.col("recipient_is_person_l") & _equal("recipient_entity", "recipient_entity")
    return is_person.fill_null(value=False) & (time.points >= 1) & _equal("trigger", "trigger")


def compared(units: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Row by row, how a report goes together with another: `points`, `joins`, `parts` (something known differs), `is_crossed`
    (the actor of one is the recipient of the other)."""
    pairs = units.select(pl.all().name.suffix("_l")).hstack(others.select(pl.all().name.suffix("_r")))
    straight = _participant("actor", "actor").beside(_participant("recipient", "recipient"))
    crossed = _participant("actor", "recipient").beside(_participant("recipient", "actor"))
    is_crossed = _both("is_mutual", "is_mutual") & ~crossed.parts & (straight.parts | (crossed.points > straight.points))
    chosen = _Agreement(*(pl.when("is_crossed").then(one).otherwise(other) for one, other in zip(crossed, straight, strict=True)))
    place, time = _place(), _time()
    whole = chosen.beside(place).beside(_sentence()).beside(time)
    is_near, may_join = _type(chosen, time)
    rows = pairs.with_columns(is_crossed.alias("is_crossed")).select(
        (whole.points + _beside()).alias("points"), whole.slots.alias("slots"), (whole.parts | ~is_near).alias("parts"),
        "is_crossed", place.points.alias("place_points"), may_join.alias("may_join"),
        _is_once(time).alias("is_once"),
    )  # fmt: skip
    has_slots = (pl.col("slots") >= SLOTS) | (pl.col("place_points") >= PLACE_POINTS)
    agrees = pl.col("is_once") | (has_slots & (pl.col("points") >= ENOUGH))
    joins = ~pl.col("parts") & pl.col("may_join") & agrees
    return rows.select("points", joins.alias("joins"), "parts", "is_crossed")
