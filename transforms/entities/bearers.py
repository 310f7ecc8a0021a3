"""People of one name in many articles: which of them are one person, by what the articles name beside the name.

An occurrence is a name in an article; its tokens are what else the article names: its main countries, and people and bodies that
not everybody's articles have. Occurrences of one name that share a token are one person, unless the name is borne in several
worlds (a striker, a mayor) and theirs differ. A rare full name needs no token. A single name (Bello) goes to the one full name
with it that shares most. Where articles do not tell, two people stay two.
"""

from __future__ import annotations

import hashlib

import polars as pl

from transforms.entities.components import components
from transforms.entities.lexicon import LISTED, lexicon
from transforms.entities.roles import worlds

# A name in an article. `root_id` is what it was merged into; occurrences of one root in one article share a number, `unit`.
OCCURRENCES = {
    "unit": pl.Int64(),
    "root_id": pl.String(),
    "name_id": pl.String(),
    "article_id": pl.String(),
    "roles": pl.List(pl.String()),
    "method": pl.String(),
}
# What else the article of a unit names, as a hash.
TOKENS = {"unit": pl.Int64(), "token": pl.UInt64()}
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
_OPEN = "?"  # the world of an occurrence that could be of several


def doubtful_names(
    names: pl.DataFrame, forms: pl.DataFrame, merges: pl.DataFrame, touched: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names that several people may bear, acronyms of several bodies, and who may bear the short ones among them.

    `names`, `forms`, `merges`: as `resolution.merge_names` has them, names with their `article_count`. `touched`: ids of names
    whose bearers may be others than before. First frame: `name_id`, `root_id`, `method` (how a bearer is found), `is_single` (a
    surname or an acronym), `is_rare`, `is_touched`. Second: `root_id` of a touched single name, `name_id` of a full one that it
    may stand for.
    """
    roots = merges.select("name_id", pl.col("entity_id").alias("root_id"))
    named = names.filter(~pl.col("is_located")).join(roots, on="name_id", how="left").with_columns(
        pl.coalesce("root_id", "name_id"), pl.col("name_id").is_in(touched.implode()).alias("is_touched")
    )  # fmt: skip
    people = named.filter(pl.col("entity_type") == "person").with_columns(
        (~pl.col("key").str.contains(" ", literal=True)).alias("is_single"), rare_names(pl.col("key")).alias("is_rare")
    )
    several = (pl.col("article_count").sum().over("root_id") > 1) & ~pl.col("is_rare").all().over("root_id")
    is_touched = pl.col("is_touched").any().over("root_id")
    full = people.filter(~pl.col("is_single") & several).select(
        "name_id", "root_id", pl.lit("context").alias("method"), "is_single", "is_rare", is_touched
    )
    bearers = people.filter(~pl.col("is_single"))
    bearing = pl.concat([
        *(bearers.select("name_id", "is_touched", word).join(_single(people, "surname"), on="key") for word in _bearing_words()),
        _explained(named, forms),
    ], how="diagonal")  # fmt: skip
    moved = bearing.filter("is_touched")["root_id"].implode()
    acronyms = bearing.filter(pl.col("method") == "acronym").select("root_id", "method", "was_touched").unique()
    single = pl.concat([_single(people, "surname").drop("key"), acronyms]).select(
        pl.col("root_id").alias("name_id"), "root_id", "method", pl.lit(value=True).alias("is_single"),
        pl.lit(value=False).alias("is_rare"), (pl.col("was_touched") | pl.col("root_id").is_in(moved)).alias("is_touched"),
    )  # fmt: skip
    asked = bearing.join(single.filter("is_touched"), on="root_id", how="semi").select("root_id", "name_id").unique()
    return pl.concat([full, single]), asked.sort("root_id", "name_id")


def _single(people: pl.DataFrame, method: str) -> pl.DataFrame:
    """Single names of people by `key`."""
    found = people.filter("is_single")
    return found.select("key", "root_id", pl.lit(method).alias("method"), pl.col("is_touched").alias("was_touched"))


def _explained(named: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Acronyms that articles have alone and others explain in several ways: `root_id`, and `name_id` of each body."""
    bodies = named.filter((pl.col("entity_type") == "organization") & (pl.col("root_id") == pl.col("name_id")))
    bare = bodies.select("key", "root_id", pl.lit("acronym").alias("method"), pl.col("is_touched").alias("was_touched"))
    told = (
        forms.filter(pl.col("entity_type") == "organization").join(bare, on="key").filter(pl.col("name_id") != pl.col("root_id"))
    )
    return told.join(named.select("name_id", "is_touched"), on="name_id").select(
        "name_id", "is_touched", "key", "root_id", "method", "was_touched"
    )


def _bearing_words() -> tuple[pl.Expr, pl.Expr]:
    """Words of a full name that may stand for it: the last one, and the first if it is no given name."""
    given = lexicon().words.filter(pl.col("listed") & LISTED["given"] > 0)["word"].implode()
    first = pl.col("key").str.extract(r"^(\S+)")
    return pl.col("key").str.extract(r"(\S+)$"), pl.when(~first.is_in(given)).then(first).alias("key")


def rare_names(keys: pl.Expr) -> pl.Expr:
    """Whether hardly two people are called so: full names (plain) with a word that is on no list of names, and not frequent.

    Behind a given name it may be frequent: those who made Trump and Putin everyday words are one each.
    """
    words = lexicon().words
    on_lists = (pl.col("listed") & (LISTED["given"] | LISTED["surname"])) > 0
    listed, frequent = (words.filter(which)["word"].implode() for which in (on_lists, on_lists | (pl.col("zipf") > _RARE_ZIPF)))
    given = words.filter(pl.col("listed") & LISTED["given"] > 0)["word"].implode()
    split = keys.str.split(" ").list.eval(pl.element().filter(pl.element().str.len_chars() > 1))
    rare = split.list.eval(~pl.element().is_in(frequent)).list.any()
    famous = split.list.first().is_in(given) & split.list.slice(1).list.eval(~pl.element().is_in(listed)).list.any()
    return (rare | famous) & (split.list.len() > 1)


def tell_apart(occurrences: pl.DataFrame, tokens: pl.DataFrame, rare: pl.Series) -> pl.DataFrame:
    """The person of each occurrence (`BEARERS`).

    `occurrences`: `OCCURRENCES`; `tokens`: `TOKENS`; `rare`: ids of rare names. Who is told of most has the root's id, others a
    hash of it and of an article that tells of them.
    """
    units = _units(occurrences, rare)
    units = units.join(_sides(units, tokens), on="unit", how="left", maintain_order="left").with_row_index("at")
    beside = tokens.join(units.select("unit", "at", "root", "side"), on="unit").select(
        "at", pl.struct("root", "side", "token").hash().alias("key")
    )
    by_name = units.filter("rare").select("at", pl.struct("root").hash().alias("key"))
    links = pl.concat([beside, by_name]).select("at", pl.col("key").rank("dense"))
    label = components(units.height, links["at"].to_numpy(), links["key"].to_numpy())
    people = _identified(units.with_columns(pl.Series("label", label)))
    evidence = pl.format("one of {} of this name; {} articles share countries or names", "people", "articles")
    return _reasoned(occurrences.join(people, on="unit"), pl.lit("context"), _CONTEXT_SCORE, evidence)


def _reasoned(found: pl.DataFrame, method: pl.Expr, score: float, evidence: pl.Expr) -> pl.DataFrame:
    reason = (method.alias("method"), pl.lit(score).alias("score"), evidence.alias("evidence"))
    return found.select("article_id", "name_id", "entity_id", *reason)


def bear_surnames(single: pl.DataFrame, tokens: pl.DataFrame, bearers: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """Occurrences of single names that one person with a full name bears (`BEARERS`); the others are not in it.

    `single`: `OCCURRENCES`, where `root_id` is the name's own; `tokens`: `TOKENS`. Of those who may bear the names, by `root_id`
    of the single name and `entity_id`, `bearers` has each `token` and `roles` what articles call them.
    """
    lived_in = _world(roles).group_by("root_id", "entity_id").agg(pl.col("world").drop_nulls().unique().alias("worlds"))
    units = _world(single).unique("unit", keep="first", maintain_order=True).select("unit", "root_id", "world")
    shared = tokens.join(units.select("unit", "root_id"), on="unit").join(bearers, on=["root_id", "token"])
    points = shared.group_by("unit", "entity_id").agg(pl.len().alias("points"))
    told = points.join(units, on="unit").join(lived_in, on=["root_id", "entity_id"], how="left")
    is_known = pl.col("world").is_not_null() & (pl.col("worlds").list.len() > 0)
    agrees = is_known & pl.col("worlds").list.contains(pl.col("world"))
    fits = told.filter(agrees | ~is_known).with_columns(pl.col("points") + agrees.cast(pl.UInt32))
    best = fits.filter(pl.col("points") == pl.col("points").max().over("unit")).filter(pl.len().over("unit") == 1)
    evidence = pl.format(
        "{} articles share countries or names with those of the full name", pl.len().over("name_id", "entity_id")
    )
    return _reasoned(single.join(best.select("unit", "entity_id"), on="unit"), pl.col("method"), _SURNAME_SCORE, evidence)


def _world(occurrences: pl.DataFrame) -> pl.DataFrame:
    """With the world of the first role that the article tells."""
    known = worlds()
    return occurrences.with_columns(
        pl.col("roles").list.first().replace_strict(known, default=None, return_dtype=pl.String).alias("world")
    )


def _units(occurrences: pl.DataFrame, rare: pl.Series) -> pl.DataFrame:
    """A row per unit: a number of its `root`, its world, and whether one of its names is rare."""
    units = _world(occurrences).sort("unit", "name_id").group_by("unit", maintain_order=True)
    is_rare = pl.col("name_id").is_in(rare.implode()).any().alias("rare")
    found = units.agg(pl.col("root_id", "article_id").first(), pl.col("world").drop_nulls().first(), is_rare)
    return found.with_columns(pl.col("root_id").rank("dense").alias("root"))


def _sides(units: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """`side` of each unit: its world where the name is borne in several, empty elsewhere."""
    is_split = ((pl.col("world").drop_nulls().n_unique().over("root") > 1) & ~pl.col("rare")).fill_null(value=False)
    split = units.filter(is_split)
    told = split.drop_nulls("world").select("unit", "root", pl.col("world").alias("side"))
    untold = split.filter(pl.col("world").is_null()).select("unit", "root")
    votes = _votes(tokens.join(untold, on="unit"), tokens.join(told, on="unit"))
    chosen = untold.join(votes, on="unit", how="left").select("unit", pl.col("side").fill_null(_OPEN))
    return pl.concat([told.select("unit", "side"), chosen, units.filter(~is_split).select("unit", pl.lit("").alias("side"))])


def _votes(untold: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """`side` of those `untold` units that share far more with one side than with any other. Both frames are of tokens."""
    weights = told.group_by("root", "side", "token").agg(pl.len().alias("weight"))
    shared = untold.join(weights, on=["root", "token"]).group_by("unit", "side").agg(pl.col("weight").sum())
    ranked = shared.sort("unit", "weight", "side", descending=[False, True, False]).group_by("unit", maintain_order=True)
    next_one = pl.col("weight").get(1, null_on_oob=True).fill_null(0)
    sides = ranked.agg(pl.col("side").first(), (pl.col("weight").first() >= _DOMINATES * next_one).alias("is_sure"))
    return sides.filter("is_sure").drop("is_sure")


def _identified(units: pl.DataFrame) -> pl.DataFrame:
    """`entity_id` of each unit by its component (`label`), with the number of `articles` of the person, `people` of the root."""
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
    return units.select("unit", "label").join(named.select("label", "entity_id", "articles", "people"), on="label")
