"""Who `he` and `she` are, where only one person can be meant; else they stay unknown."""

from __future__ import annotations

import polars as pl

_PRONOUNS = ["he", "she", "him", "her"]
_OTHER_SLOT = {"actor": "recipient", "recipient": "actor"}


def with_antecedents(events: pl.DataFrame, sentences: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """`events` with the name and entity of participants that are pronouns of one person.

    It is the one person who is named before the pronoun, in its sentence or the one before; not within a quotation, which has
    another speaker, nor where that person is the other participant. `sentences` are all of the articles that the events are of,
    `mentions` rows of `entity_mentions`.
    """
    before = sentences.sort("article_id", "start_char").select(
        "sentence", pl.col("start_char").shift().over("article_id").fill_null(pl.col("start_char")).alias("from")
    )
    persons = mentions.filter(pl.col("entity_type") == "person").select("article_id", "name_id", "entity_id", "start_char")
    found = [_antecedents(events, slot, before, persons) for slot in _OTHER_SLOT]
    for slot, one in zip(_OTHER_SLOT, found, strict=True):
        events = events.update(one.select("event", pl.all().exclude("event").name.prefix(f"{slot}_")), on="event")
    return events


def _antecedents(events: pl.DataFrame, slot: str, before: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """`event`, `name_id` and `entity_id` of those whose participant in the slot is a pronoun that has an antecedent."""
    is_pronoun = pl.col(f"{slot}_text").str.to_lowercase().is_in(_PRONOUNS) & pl.col(f"{slot}_name_id").is_null()
    other = _OTHER_SLOT[slot]
    pronouns = events.filter(is_pronoun).join(before, on="sentence")
    told = pl.col("body_text").str.slice(pl.col("from"), pl.col(f"{slot}_start") - pl.col("from"))
    is_quoted = (told.str.count_matches("“") > told.str.count_matches("”")) | (told.str.count_matches('"') % 2 == 1)
    near = pronouns.filter(~is_quoted).select(
        "event", "article_id", "from", pl.col(f"{slot}_start").alias("pronoun"), pl.col(f"{other}_name_id").alias("other"),
        (pl.col(f"{other}_text").str.to_lowercase().is_in(_PRONOUNS) & pl.col(f"{other}_name_id").is_null())
        .fill_null(value=False).alias("has_two"),
    )  # fmt: skip
    near = near.filter(~pl.col("has_two")).join(persons, on="article_id")
    near = near.filter(pl.col("start_char").is_between("from", "pronoun", closed="left"))
    alone = (pl.col("name_id").n_unique().over("event") == 1) & pl.col("name_id").ne_missing(pl.col("other"))
    return near.filter(alone).unique("event", keep="first", maintain_order=True).select("event", "name_id", "entity_id")
