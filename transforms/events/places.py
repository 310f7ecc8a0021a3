"""Where an event happened: the named place that its sentence ties to it, or none.

`attached`: the place stands with a preposition of place and hangs on the trigger, on what the trigger's clause is about, or on
the verb that the trigger is the object of. `sentence`: the sentence names one place with such a preposition and has one event.
`dateline`: the report's own, where the sentence names no place and stands at the report's beginning. Directions, origins and
destinations of other things, and places that stand for governments, are no places of events.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.events.lexicon import causes
from transforms.events.trees import Rows, Trees, trees

_PLACE_TYPES = ["place", "facility"]
_WHERE = (
    "in at near outside inside around off across within on throughout along above over beneath by opposite beside into "
    "through northeast northwest southeast southwest north south east west of"
).split()
# Of these the place must hang on the trigger's clause itself: `moved to Odessa`, `of Mosul`.
_LOOSE = ["of", "by", "on", "over", "to", "into", "from", "through"]
_OBLIQUE = ["obl", "nmod", "obl:unmarked", "nmod:unmarked", "advmod", "appos"]
_HIGHEST = 2
# Steps (see `Trees.clause_steps`) that are near enough: one or two below the trigger, or one below what it hangs on. Of verbs
# with labelled places these name the right one in 3 of 4 cases, those farther off in half of them.
_NEAR = [1, 2, 5]
_FIRST_SENTENCES = 3
_LONGEST_DATELINE = 60
PLACES = {
    "event": pl.UInt32(), "place_name_id": pl.String(), "place_entity_id": pl.String(), "place_start": pl.Int64(),
    "place_end": pl.Int64(), "place_basis": pl.String(),
}  # fmt: skip


def places(tokens: pl.DataFrame, triggers: pl.DataFrame, mentions: pl.DataFrame, article_entities: pl.DataFrame) -> pl.DataFrame:
    """The places of `triggers` (`event`, `sentence`, `token`), one row each for those that have one: `PLACES`."""
    told = tokens.join(triggers.select("sentence").unique(), on="sentence", how="semi", maintain_order="left")
    tree = trees(told)
    cities = article_entities.filter(pl.col("geonames_id").is_not_null()).select("article_id", "name_id", is_city=True)
    named = _named_places(tree, mentions.join(cities, on=["article_id", "name_id"], how="left", maintain_order="left"))
    words = tree.words.select("sentence", pl.col("token").cast(pl.Int64), "article_id", "sentence_number").with_row_index(
        "trigger_row"
    )
    at = triggers.select("event", "sentence", pl.col("token").cast(pl.Int64)).join(words, on=["sentence", "token"], how="inner")
    pairs = at.join(named, on="sentence", how="inner")
    attached = (
        pairs.with_columns(pl.Series("steps", _steps(tree, pairs)))
        .filter(pl.col("steps").is_in(_NEAR))
        .sort("event", pl.col("steps") + (~pl.col("is_city")).cast(pl.Int64), "row")
        .unique("event", keep="first", maintain_order=True)
        .with_columns(pl.lit("attached").alias("place_basis"))
    )
    found = attached.select(list(PLACES))
    datelines = _datelines(mentions, tokens)
    rest = at.filter(pl.col("sentence_number") < _FIRST_SENTENCES)
    rest = rest.join(found, on="event", how="anti", maintain_order="left").join(
        named, on="sentence", how="anti", maintain_order="left"
    )
    told_first = rest.join(datelines, on="article_id", how="inner").with_columns(pl.lit("dateline").alias("place_basis"))
    return pl.concat([found, told_first.select(list(PLACES))]).sort("event")


def _steps(tree: Trees, pairs: pl.DataFrame) -> Rows:
    """Steps from each place to its trigger, or to what is of one place with it."""
    place, is_loose = pairs["row"].to_numpy(), pairs["is_loose"].to_numpy()
    trigger = pairs["trigger_row"].cast(pl.Int64).to_numpy()
    steps = tree.clause_steps(trigger, place, is_loose)
    for other in tree.same_clause(trigger, tree.has("lemma", causes())):
        steps = np.where(np.isin(steps, _NEAR), steps, tree.clause_steps(other, place, is_loose))
    return steps


def _named_places(tree: Trees, mentions: pl.DataFrame) -> pl.DataFrame:
    """Mentions of places in the sentences that a preposition of place introduces: `sentence`, `row` of the head, `is_loose`."""
    spans = mentions.filter(
        pl.col("entity_type").is_in(_PLACE_TYPES) & pl.col("mention_kind").is_in(["name", "alias", "acronym"])
    )
    spans = spans.select(
        "article_id",
        pl.col("start_char").alias("place_start"),
        pl.col("end_char").alias("place_end"),
        pl.col("name_id").alias("place_name_id"),
        pl.col("entity_id").alias("place_entity_id"),
        pl.col("is_city").fill_null(value=False),
    ).sort("article_id", "place_start")
    words = tree.words.select("sentence", "article_id", "start").with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    covered = words.sort("article_id", "start").join_asof(
        spans, left_on="start", right_on="place_start", by="article_id", strategy="backward",
        check_sortedness=False, coalesce=False,
    )  # fmt: skip
    inside = covered.filter(pl.col("start") < pl.col("place_end")).sort("row")
    rows = inside["row"].to_numpy()
    head = tree.head[rows]
    low = inside.group_by("article_id", "place_start", maintain_order=True).agg(
        pl.col("row").min().alias("low"), pl.col("row").max().alias("high")
    )
    inside = inside.with_columns(pl.Series("head", head)).join(
        low, on=["article_id", "place_start"], how="left", maintain_order="left"
    )
    # The word by which the name hangs on the rest of the sentence.
    heads = inside.filter((pl.col("head") < pl.col("low")) | (pl.col("head") > pl.col("high"))).unique(
        ["article_id", "place_start"], keep="first", maintain_order=True
    )
    rows = _phrase_head(tree, heads["row"].to_numpy())
    is_city = heads["is_city"].to_numpy()
    where = tree.child(tree.has("deprel", ["case"]) & tree.has("word", _WHERE))
    loose = tree.child(tree.has("deprel", ["case"]) & tree.has("word", _LOOSE))
    introduced = (where[rows] >= 0) & tree.has("deprel", _OBLIQUE)[rows]
    # `shelled Homs`, `patrolled the district of Sadr`: a city or a part of a land, which is no government.
    target = tree.has("deprel", ["obj", "nsubj:pass"])[rows] & (is_city | tree.has("lemma", _KINDS_OF_PLACES)[rows])
    columns = [name for name in PLACES if name in heads.columns]
    return (
        heads.with_columns(
            pl.Series("row", rows), pl.Series("is_loose", (loose[rows] >= 0) | target), pl.Series("kept", introduced | target)
        )
        .filter("kept")
        .select("sentence", "row", "is_loose", "is_city", *columns)
    )


def _phrase_head(tree: Trees, rows: Rows) -> Rows:
    """Of a name that modifies a noun (`Helmand province`, `the city of Aden`): that noun, which the preposition belongs to."""
    compound = tree.has("deprel", ["compound", "nmod:desc", "flat"])
    noun = tree.has("lemma", [*_KINDS_OF_PLACES, *_SITES])
    of = tree.with_child(tree.has("word", ["of"]) & tree.has("deprel", ["case"])) & tree.has("deprel", ["nmod"])
    for _ in range(_HIGHEST):
        above = tree.above(rows)
        named_by = (
            tree.at(compound, rows)
            | (tree.at(of, rows) & tree.at(noun, above))
            | (tree.at(tree.has("deprel", ["appos"]), rows) & tree.at(noun, above))
        )
        rows = np.where(named_by & (above >= 0), above, rows)
    return rows


_KINDS_OF_PLACES = (
    "province city town village district region area neighborhood neighbourhood suburb county state capital outskirts "
    "governorate municipality department island valley countryside camp port port-city territory enclave quarter settlement "
    "centre center "
    "north south east west part coast border stronghold prefecture hamlet"
).split()


# `the bus station of Kandahar`.
_SITES = (
    "station airport hospital school university college market mosque church temple prison jail base barracks harbour harbor "
    "embassy consulate palace refinery factory mine square stadium bridge court"
).split()


def _datelines(mentions: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """The place at the beginning of each article that a dash follows: `KABUL (News Agency) - Two men`."""
    dash = tokens.filter((pl.col("start") < _LONGEST_DATELINE) & pl.col("form").is_in(["-", "–", "—", "--"]))
    ends = dash.group_by("article_id").agg(pl.col("start").max().alias("dash"))
    first = mentions.filter((pl.col("entity_type") == "place") & (pl.col("start_char") == 0))
    return (
        first.join(ends, on="article_id", how="inner")
        .filter(pl.col("end_char") < pl.col("dash"))
        .select(
            "article_id",
            pl.col("name_id").alias("place_name_id"),
            pl.col("entity_id").alias("place_entity_id"),
            pl.col("start_char").alias("place_start"),
            pl.col("end_char").alias("place_end"),
        )
    )
