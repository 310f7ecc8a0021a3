"""Whether an article is about public affairs: where it is not, companies that support a format or friends who meet are no events.

News has words of government, of arms and of conflict all over; guides, reviews and adverts have next to none, whatever verbs
they use.
"""

from __future__ import annotations

import re

import polars as pl

from transforms.events.lexicon import lexicon

# Of all words. One in 500 is what most articles without public affairs stay below.
LEAST_SHARE = 0.002
# A shorter text can be a report without any such word.
SHORTEST_JUDGED = 80
# The class of the seeds' nouns that tell public affairs.
_CLASS = "PUBLIC"
# Sectors whose deeds are public in any article: those who rule, judge and fight, and those against them.
PUBLIC_SECTORS = ("GOV", "MIL", "COP", "JUD", "SPY", "PTY", "OPP", "REB", "UAF", "CRM", "IGO")


def of_other_subjects(articles: pl.DataFrame) -> pl.Series:
    """`article_id` of the articles that are about something else than public affairs."""
    text = pl.concat_str("title", "body_text", separator="\n", ignore_nulls=True).str.to_lowercase()
    counted = articles.select(
        "article_id", text.str.count_matches(r"\pL+").alias("words"), text.str.count_matches(_public_words()).alias("public")
    )
    other = (pl.col("words") >= SHORTEST_JUDGED) & (pl.col("public") < LEAST_SHARE * pl.col("words"))
    return counted.filter(other)["article_id"]


def _public_words() -> str:
    """A pattern of all words that tell public affairs, in lower case, singular or plural."""
    words = sorted(noun for noun, classes in lexicon().classes.items() if _CLASS in classes)
    return rf"\b(?:{'|'.join(map(re.escape, words))})s?\b"


def takes_part() -> pl.Expr:
    """Whether somebody public takes part in the event: by sector, or a country, a nation or those of one."""
    sides = ("actor", "recipient")
    return pl.any_horizontal(
        *(pl.col(f"{side}_sector").is_in(PUBLIC_SECTORS) for side in sides),
        *(pl.col(f"{side}_country_code").is_not_null() for side in sides),
    ).fill_null(value=False)
