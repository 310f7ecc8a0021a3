"""Articles in, rows of `entity_mentions` and `article_entities` out: a pure function of each article."""

from __future__ import annotations

import hashlib

import polars as pl

from schemas.catalog import CATALOG
from transforms.entities.extract import SPANS, spans_of
from transforms.entities.finders import TAGGER, Finder
from transforms.entities.roles import with_roles
from transforms.entities.watchlist import Watchlist
from transforms.ids import span_ids

LANGUAGE = "en"
# What an article is about stands in its title, early, and often. The parts add up to 1.
_TITLE_WEIGHT, _COUNT_WEIGHT, _EARLY_WEIGHT = 0.4, 0.35, 0.25


def build_mentions(
    articles: pl.DataFrame, watchlist: Watchlist | None = None, finder: Finder = TAGGER
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Mentions and entities of the English ones of `articles` (rows of that table); other languages have none."""
    english = articles.filter(pl.col("language_code").str.split("-").list.first() == LANGUAGE)
    facts = english.select("article_id", "dump_id", "title", pl.col("body_text").str.len_chars().alias("chars"))
    spans = with_roles(spans_of(english["body_text"], watchlist, finder), english["body_text"]).join(
        facts.with_row_index("doc").with_columns(pl.col("doc").cast(SPANS["doc"])), on="doc", how="left", maintain_order="left"
    )
    keys = spans["name_key"].unique()
    ids = pl.DataFrame({"name_key": keys, "name_id": pl.Series([name_id(key) for key in keys], dtype=pl.String)})
    spans = spans.join(ids, on="name_key", how="left", maintain_order="left").with_columns(pl.col("name_id").alias("entity_id"))
    mentions = spans.with_columns(
        pl.Series("mention_id", span_ids(spans["article_id"], spans["start_char"], spans["end_char"]), pl.String)
    )
    return mentions.select(list(CATALOG["entity_mentions"].polars_schema)), _article_entities(spans)


def name_id(key: str) -> str:
    """The id of an entity that is known by this key."""
    return hashlib.sha256(f"entity:{key}".encode()).hexdigest()[:32]


def _article_entities(spans: pl.DataFrame) -> pl.DataFrame:
    named = spans.filter(pl.col("mention_kind") != "title")
    in_title = pl.col("title").str.contains(pl.col("mention_text"), literal=True).fill_null(value=False)
    entities = named.with_columns(in_title.alias("in_title")).group_by("article_id", "name_id", maintain_order=True).agg(
        pl.col("dump_id", "entity_id", "entity_name", "entity_type", "country_code", "wikidata_id", "geonames_id", "latitude",
               "longitude", "watchlist_id", "chars").first(),
        pl.col("role").drop_nulls().unique(maintain_order=True).alias("roles"),
        pl.len().cast(pl.Int64).alias("mention_count"),
        pl.col("start_char").min().alias("first_start_char"),
        pl.col("in_title").any(),
    )  # fmt: skip
    most = pl.col("mention_count").max().over("article_id")
    early = 1 - pl.col("first_start_char") / pl.col("chars")
    salience = (
        _TITLE_WEIGHT * pl.col("in_title").cast(pl.Float64)
        + _COUNT_WEIGHT * pl.col("mention_count") / most
        + _EARLY_WEIGHT * early
    )
    return entities.with_columns(salience.round(3).alias("salience")).select(list(CATALOG["article_entities"].polars_schema))
