"""People of one name in many articles: which of them are one person, by what the articles name beside the name.

An occurrence is a name in an article; its tokens are what else the article names: its main countries, and people and bodies that
not everybody's articles have. Occurrences of one name that share a token are one person, unless the name is borne in several
worlds (a striker, a mayor) and theirs differ. A rare full name needs no token. A single name (Bello) goes to the one full name
with it that shares most. Where articles do not tell, two people stay two.
"""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.entities.lexicon import LISTED, lexicon
from transforms.entities.roles import worlds

OCCURRENCES = {"root_id": pl.String(), "name_id": pl.String(), "article_id": pl.String(), "roles": pl.List(pl.String())}
# `root_id` and `article_id` of an occurrence, and a hash of what else the article names.
TOKENS = {"root_id": pl.String(), "article_id": pl.String(), "token": pl.UInt64()}
BEARERS: dict[str, pl.DataType] = {
    "article_id": pl.String(),
    "name_id": pl.String(),
    "entity_id": pl.String(),
    "method": pl.String(),
    "score": pl.Float64(),
    "evidence": pl.String(),
}
# Where a name is borne in several worlds, an article that tells none means the one that it shares so many times more with.
_DOMINATES = 3.0
# Of pairs that the labelled articles of ours have, so many are right and a little less (tests/benchmarks/README.md).
_CONTEXT_SCORE, _SURNAME_SCORE = 0.9, 0.85
# Words of names that are on no list of given names or surnames are rare, unless texts have them more often (class of frequency).
_RARE_ZIPF = 2
_UNIT = ["root_id", "article_id"]
_OPEN = "?"  # the world of an occurrence that could be of several


def doubtful_names(names: pl.DataFrame, merges: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names that several people may bear, and who may bear the single ones among them.

    `names`: `name_id`, `entity_type`, `key` (the plain name), `is_located`, `article_count`. `merges`: `resolution.MERGES`. First
    frame: `name_id`, `root_id`, `is_single`, `is_rare`. Second: `root_id` of a single name, `name_id` of a full one with it.
    """
    roots = merges.select("name_id", pl.col("entity_id").alias("root_id"))
    people = names.filter((pl.col("entity_type") == "person") & ~pl.col("is_located")).join(roots, on="name_id", how="left")
    people = people.with_columns(
        pl.coalesce("root_id", "name_id"),
        (~pl.col("key").str.contains(" ", literal=True)).alias("is_single"),
        rare_names(people["key"]).alias("is_rare"),
    )
    several = (pl.col("article_count").sum().over("root_id") > 1) & ~pl.col("is_rare").all().over("root_id")
    doubtful = people.filter(pl.col("is_single") | several).select("name_id", "root_id", "is_single", "is_rare")
    single = people.filter("is_single").select("key", "root_id")
    full = people.filter(~pl.col("is_single"))
    last = full.select("name_id", pl.col("key").str.extract(r"(\S+)$"))
    given = lexicon().words.filter(pl.col("listed") & LISTED["given"] > 0)
    first = full.select("name_id", pl.col("key").str.extract(r"^(\S+)")).join(given, left_on="key", right_on="word", how="anti")
    return doubtful, pl.concat([last, first]).join(single, on="key").select("root_id", "name_id").unique().sort(
        "root_id", "name_id"
    )


def rare_names(keys: pl.Series) -> pl.Series:
    """Whether hardly two people are called so: full names (plain) with a word that is on no list of names, and not frequent."""
    on_lists = (pl.col("listed") & (LISTED["given"] | LISTED["surname"])) > 0
    frequent = set(lexicon().words.filter(on_lists | (pl.col("zipf") > _RARE_ZIPF))["word"])
    words = pl.element().filter(pl.element().str.len_chars() > 1)
    split = keys.str.split(" ").list.eval(words)
    rare = split.list.eval(~pl.element().is_in(frequent)).list.any()
    return rare & (split.list.len() > 1)


def tell_apart(occurrences: pl.DataFrame, tokens: pl.DataFrame, rare: pl.Series) -> pl.DataFrame:
    """The person of each occurrence (`BEARERS`).

    `occurrences`: `OCCURRENCES`, names of one root are spellings of one name. `tokens`: `TOKENS`. `rare`: ids of rare names.
    The person told of most often has the root's id, others a hash of it and of the first article that tells of them.
    """
    units = _units(occurrences, rare)
    units = units.join(_sides(units, tokens), on=_UNIT, how="left").with_row_index("unit")
    keys = tokens.join(units.select("unit", *_UNIT, "side"), on=_UNIT)
    by_token = keys.select("unit", pl.struct("root_id", "side", "token").rank("dense").alias("key"))
    by_name = units.filter("rare").select("unit", (pl.lit(by_token.height + 1) + pl.col("root_id").rank("dense")).alias("key"))
    links = pl.concat([by_token.cast(pl.Int64), by_name.cast(pl.Int64)])
    label = components(units.height, links["unit"].to_numpy(), links["key"].to_numpy())
    people = _identified(units.with_columns(pl.Series("label", label)))
    found = occurrences.join(people, on=_UNIT)
    evidence = pl.format("one of {} of this name; {} articles share countries or names", "people", "articles")
    return _reasoned(found, "context", _CONTEXT_SCORE, evidence)


def _reasoned(found: pl.DataFrame, method: str, score: float, evidence: pl.Expr) -> pl.DataFrame:
    reason = (pl.lit(method).alias("method"), pl.lit(score).alias("score"), evidence.alias("evidence"))
    return found.select("article_id", "name_id", "entity_id", *reason)


def bear_surnames(single: pl.DataFrame, tokens: pl.DataFrame, bearers: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """Occurrences of single names that one person with a full name bears (`BEARERS`); the others are not in it.

    `single`: `OCCURRENCES`, where `root_id` is the name's own; `tokens` theirs. Of those who may bear the names, by `root_id` of
    the single name and `entity_id`, `bearers` has each `token` and `roles` what articles call them.
    """
    lived_in = _world(roles).group_by("root_id", "entity_id").agg(pl.col("world").drop_nulls().unique().alias("worlds"))
    shared = tokens.join(bearers, on=["root_id", "token"]).group_by(*_UNIT, "entity_id").agg(pl.len().alias("points"))
    told = shared.join(_world(single).select(*_UNIT, "world"), on=_UNIT).join(lived_in, on=["root_id", "entity_id"], how="left")
    is_known = pl.col("world").is_not_null() & (pl.col("worlds").list.len() > 0)
    agrees = is_known & pl.col("worlds").list.contains(pl.col("world"))
    fits = told.filter(agrees | ~is_known).with_columns(pl.col("points") + agrees.cast(pl.UInt32))
    best = fits.filter(pl.col("points") == pl.col("points").max().over(_UNIT)).filter(pl.len().over(_UNIT) == 1)
    found = single.join(best.select(*_UNIT, "entity_id"), on=_UNIT)
    return _reasoned(found, "surname", _SURNAME_SCORE, pl.format(
        "{} articles share countries or names with those of the full name", pl.len().over("name_id", "entity_id")
    ))  # fmt: skip


def components(count: int, units: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of units 0 to count: the smallest unit that each is linked to, over units that share a key."""
    label = np.arange(count)
    while True:
        least = np.full(int(keys.max(initial=-1)) + 1, count)
        np.minimum.at(least, keys, label[units])
        lower = label.copy()
        np.minimum.at(lower, units, least[keys])
        lower = lower[lower]
        if np.array_equal(lower, label):
            return label
        label = lower


def _world(occurrences: pl.DataFrame) -> pl.DataFrame:
    """With the world of the first role that the article tells."""
    known = worlds()
    return occurrences.with_columns(
        pl.col("roles").list.first().replace_strict(known, default=None, return_dtype=pl.String).alias("world")
    )


def _units(occurrences: pl.DataFrame, rare: pl.Series) -> pl.DataFrame:
    """A row per root and article: its world, and whether one of its names is rare."""
    units = _world(occurrences).sort(*_UNIT, "name_id").group_by(_UNIT, maintain_order=True)
    return units.agg(pl.col("world").drop_nulls().first(), pl.col("name_id").is_in(rare.implode()).any().alias("rare"))


def _sides(units: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """`side` of each unit: its world where the name is borne in several, empty elsewhere."""
    is_split = ((pl.col("world").drop_nulls().n_unique().over("root_id") > 1) & ~pl.col("rare")).fill_null(value=False)
    split = units.filter(is_split)
    told = split.drop_nulls("world").select(*_UNIT, pl.col("world").alias("side"))
    untold = split.filter(pl.col("world").is_null()).select(_UNIT)
    votes = _votes(tokens.join(untold, on=_UNIT, how="semi"), tokens.join(told, on=_UNIT))
    chosen = untold.join(votes, on=_UNIT, how="left").with_columns(pl.col("side").fill_null(_OPEN))
    return pl.concat([told, chosen, units.filter(~is_split).select(*_UNIT, pl.lit("").alias("side"))])


def _votes(untold: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """`side` of those `untold` units that share far more with one side than with any other. Both frames are of tokens."""
    weights = told.group_by("root_id", "side", "token").agg(pl.len().alias("weight"))
    shared = untold.join(weights, on=["root_id", "token"]).group_by(*_UNIT, "side").agg(pl.col("weight").sum())
    ranked = shared.sort(*_UNIT, "weight", "side", descending=[False, False, True, False]).group_by(_UNIT, maintain_order=True)
    next_one = pl.col("weight").get(1, null_on_oob=True).fill_null(0)
    sides = ranked.agg(pl.col("side").first(), (pl.col("weight").first() >= _DOMINATES * next_one).alias("is_sure"))
    return sides.filter("is_sure").drop("is_sure")


def _identified(units: pl.DataFrame) -> pl.DataFrame:
    """`entity_id` of each unit by its component, with the number of `articles` of the person and of `people` of the root."""
    people = units.group_by("root_id", "label").agg(pl.len().alias("articles"), pl.col("article_id").min().alias("first"))
    people = people.sort("root_id", "articles", "first", descending=[False, True, False]).with_columns(
        pl.int_range(pl.len()).over("root_id").alias("rank"), pl.len().over("root_id").alias("people")
    )
    other = people.filter(pl.col("rank") > 0)
    ids = [hashlib.sha256(f"{root}:{first}".encode()).hexdigest()[:32] for root, first in other.select("root_id", "first").rows()]
    named = pl.concat([
        people.filter(pl.col("rank") == 0).with_columns(pl.col("root_id").alias("entity_id")),
        other.with_columns(pl.Series("entity_id", ids, pl.String)),
    ])  # fmt: skip
    return units.select("root_id", "article_id", "label").join(
        named.select("root_id", "label", "entity_id", "articles", "people"), on=["root_id", "label"]
    )
