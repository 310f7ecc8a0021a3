"""Words and their tags in, lemmas out: the ending of a word says what to cut off and what to put on.

`data/lemmas.parquet` holds, by Penn tag, endings and whole words (behind `^`) that were seen in training; the longest that fits
decides. What is not listed keeps its form: names as they are written, all else in lower case.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from transforms.syntax.features import ASCII_QUOTES, DATA

LONGEST_ENDING = 6
# Names, foreign words, addresses, symbols and listed items are their own lemmas.
KEPT = ("NNP", "NNPS", "FW", "ADD", "SYM", "LS", "NFP", "GW")


@lru_cache(maxsize=1)
def rules() -> pl.DataFrame:
    """One row per rule: `xpos`, `ending`, `cut` (letters to drop), `add`."""
    return pl.read_parquet(DATA / "lemmas.parquet")


def lemmas(words: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """The lemma of each row of `form`, `xpos` by the rules `known`; asked once for each distinct pair."""
    pairs = words.select("form", "xpos").unique(maintain_order=True)
    marked = pl.lit("^") + pl.col("form").str.replace_many(ASCII_QUOTES).str.to_lowercase()
    table = pairs.with_columns(marked.alias("marked")).with_columns(
        pl.lit(None, pl.Int64).alias("cut"), pl.lit(None, pl.String).alias("add")
    )
    for ending in (pl.col("marked"), *(pl.col("marked").str.tail(size) for size in range(LONGEST_ENDING, -1, -1))):
        table = (
            table.with_columns(ending.alias("ending"))
            .join(known, on=["xpos", "ending"], how="left", maintain_order="left", suffix="_found")
            .with_columns(pl.coalesce("cut", "cut_found").alias("cut"), pl.coalesce("add", "add_found").alias("add"))
            .drop("ending", "cut_found", "add_found")
        )
    lower = pl.col("marked").str.slice(1)
    kept = lower.str.head(lower.str.len_chars().cast(pl.Int64) - pl.col("cut").fill_null(0))
    found = table.with_columns(
        pl.when(pl.col("xpos").is_in(KEPT)).then("form").otherwise(kept + pl.col("add").fill_null("")).alias("lemma")
    )
    joined = words.select("form", "xpos").join(
        found.select("form", "xpos", "lemma"), on=["form", "xpos"], how="left", maintain_order="left"
    )
    return joined["lemma"]
