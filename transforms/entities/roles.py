"""What a text says that a person does: nouns beside the name, which tell namesakes apart.

Three places are read: right before the name (`striker Carlos Mendes`), behind a comma or a copula (`, the mayor of`), and, where
a text has one person alone, sentences that begin with `The striker`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

_SEEDS = Path(__file__).parents[2] / "seeds" / "roles.csv"
# Characters before and behind a name that are read.
_BEFORE, _BEHIND = 40, 80


@lru_cache(maxsize=1)
def worlds() -> dict[str, str]:
    """The world of each noun: the field in which one is a striker or a mayor."""
    return {noun: world for world, nouns in pl.read_csv(_SEEDS).rows() for noun in nouns.split("|")}


@lru_cache(maxsize=1)
def _patterns() -> tuple[str, str, str]:
    nouns = "|".join(sorted(worlds(), key=lambda noun: (-len(noun), noun)))
    determined = r"(?:(?:an?|the|his|her|its|their|now|then|former|a former|the former) )?(?:[\w'’-]+ ){0,2}?"
    return (
        rf"(?i)\b({nouns}),? $",
        rf"(?i)^(?:, \d{{1,3}})?(?:,|,? who is| is| was| as| became) {determined}({nouns})\b",
        rf"(?:^|[.!?”\"]\s|\n)The ({nouns})(?:,| (?:[a-np-z]|o[a-eg-z]))",  # not: The mayor of
    )


def with_roles(spans: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    """Mentions (rows of `extract.spans_of`) with a column `role`: the noun that stands beside a person's name, lower case."""
    before, behind, again = _patterns()
    people = spans.with_row_index("at").filter((pl.col("entity_type") == "person") & (pl.col("mention_kind") != "title"))
    bodies = pl.DataFrame({"text": texts}).with_row_index("doc").with_columns(pl.col("doc").cast(spans.schema["doc"]))
    text, start = pl.col("text"), pl.col("start_char")
    left = text.str.slice((start - _BEFORE).clip(0), pl.min_horizontal(start, _BEFORE))
    right = text.str.slice(pl.col("end_char"), _BEHIND)
    beside = people.join(bodies, on="doc", maintain_order="left").select(
        "at", "doc", "name_key", "text", pl.coalesce(left.str.extract(before), right.str.extract(behind)).alias("role")
    )
    alone = beside.filter(pl.col("name_key").n_unique().over("doc") == 1).unique("doc", keep="first", maintain_order=True)
    told = alone.select("at", text.str.extract(again).alias("again"))
    roles = beside.join(told, on="at", how="left").select("at", pl.coalesce("role", "again").str.to_lowercase().alias("role"))
    return spans.with_row_index("at").join(roles, on="at", how="left", maintain_order="left").drop("at")
