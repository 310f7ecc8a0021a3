"""Articles and their mentions in, rows of `events`, `event_figures` and `quotes` out: a pure function of each article.

Sentences are cut from all English articles; those with the beginning of a trigger's word in them are parsed, and their trees
are read. What tells an event but lacks what its type needs is counted in `rejects`, by page and reason.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from schemas.catalog import CATALOG
from transforms.entities.mentions import LANGUAGE
from transforms.events.dates import dates
from transforms.events.figures import figures
from transforms.events.lexicon import beginnings_of, lexicon
from transforms.events.places import places
from transforms.events.pronouns import with_antecedents
from transforms.events.quotes import claimants, cues, find_quotes
from transforms.events.reading import READ, read_sentence
from transforms.events.sentence import Sentence
from transforms.events.subject import of_other_subjects, takes_part
from transforms.syntax.parser import parse
from transforms.syntax.sentences import split_sentences

# Frames of a chunk of this many characters take some 200 MB.
CHUNK_CHARS = 2_000_000
# A longer sentence is a list or a table.
LONGEST_SENTENCE = 1_500
# `KABUL, May 15 (Reuters) -- `: no part of the sentence.
_DATELINE = (
    r"^(?:\p{Lu}[\p{Lu} .,'/-]{2,40}(?:, \p{Lu}[\p{L}.]{2,12}(?: \d{1,2})?)?(?:\s*\([\p{L}./ -]{2,30}\))?\s*"
    r"(?:--|–|—|-|:)\s+|\([A-Z]{2,10}\)\s*(?:--|–|—|-)?\s*)"
)
_REASONS = {
    "no_participant": "neither who acts nor whom it is done to is named",
    "cannot_act": "what does it is nobody",
    "own_voice": "the writer or the reader does it",
    "private": "nobody public takes part, in an article that is not about public affairs",
}
_LEFT_OUT = {"page_id": pl.String, "dump_id": pl.String, "reject_reason": pl.String, "count": pl.Int64}
_TREE = ("form", "lemma", "upos", "xpos", "head", "deprel", "mention", "is_city")
_MENDED = ("upos", "xpos", "head", "deprel")


class Events(NamedTuple):
    """Rows of the tables of these names, and of `rejects`."""

    events: pl.DataFrame
    event_figures: pl.DataFrame
    quotes: pl.DataFrame
    rejects: pl.DataFrame


def build_events(articles: pl.DataFrame, mentions: pl.DataFrame, article_entities: pl.DataFrame) -> Events:
    """Events of the English ones of `articles`; the three frames hold rows of those tables, `mentions` of `entity_mentions`."""
    english = articles.filter(pl.col("language_code").str.split("-").list.first() == LANGUAGE)
    parts = [_chunk(part, mentions, article_entities) for part in _chunks(english)]
    parts.append((*(CATALOG[name].empty() for name in ("events", "event_figures", "quotes")), pl.DataFrame(schema=_LEFT_OUT)))
    events, event_figures, quotes, left_out = (pl.concat(frames) for frames in zip(*parts, strict=True))
    return Events(events, event_figures, quotes, _rejects(left_out))


def _chunks(articles: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Runs of articles of about `CHUNK_CHARS`."""
    size = articles["body_text"].str.len_chars().cast(pl.Int64).cum_sum() // CHUNK_CHARS
    return (part.drop("part") for part in articles.with_columns(part=size).partition_by("part", maintain_order=True))


def _chunk(articles: pl.DataFrame, mentions: pl.DataFrame, article_entities: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Rows of `events`, `event_figures`, `quotes` and `_LEFT_OUT`, of which a page may have more in another chunk."""
    sentences = split_sentences(articles).with_row_index("sentence").with_columns(pl.col("sentence").cast(pl.Int64))
    told = sentences.with_columns(_begins(lexicon().beginnings).alias("may_tell"), _begins(_cue_beginnings()).alias("may_quote"))
    candidates = told.filter((pl.col("may_tell") | pl.col("may_quote")) & (pl.col("text").str.len_chars() <= LONGEST_SENTENCE))
    own = mentions.join(articles, on="article_id", how="semi")
    entities = article_entities.join(articles, on="article_id", how="semi")
    named = _named(own, entities)
    words = _words(candidates, named)
    read, mended, reasons = _read(words.join(candidates.filter("may_tell"), on="sentence", how="semi"), candidates, articles)
    sound = words.update(mended, on=["sentence", "token"])  # as parsed suits figures better, and speakers as well
    found = with_antecedents(_rows(read, words, candidates, articles, named), sentences, own)
    private = pl.col("article_id").is_in(of_other_subjects(articles).implode()) & ~takes_part()
    reasons.update((sentence, "private") for sentence in found.filter(private)["sentence"])
    found = found.filter(~private)
    triggers = found.select(
        "event", "sentence", "event_type", "trigger_start", "trigger_end", pl.col("trigger_word").alias("token")
    )
    around = (places(sound, triggers, own, entities), dates(sound, triggers, articles), claimants(words, triggers, own))
    found = _with_circumstances(found, around)
    counted = figures(words, triggers).join(found.select("event", "event_id", "article_id", "dump_id", "body_text"), on="event")
    quotes = find_quotes(words, own, articles)
    return _shaped(found, "events"), _figure_rows(counted), quotes, _left_out(reasons, candidates, articles)


def _begins(beginnings: list[str]) -> pl.Expr:
    """Whether a word of the sentence begins so."""
    plain = pl.lit(" ") + pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}]+", " ")
    return plain.str.contains_any([f" {beginning}" for beginning in beginnings])


@lru_cache(maxsize=1)
def _cue_beginnings() -> list[str]:
    """How the words begin that may lay a statement to somebody."""
    return beginnings_of([("according", "noun"), *((cue, "verb") for lemmas in cues().values() for cue in lemmas)])


def _with_circumstances(found: pl.DataFrame, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The events with where and when they took place, and who says so; each of `parts` has a row for some `event`s."""
    for part in parts:
        found = found.join(part, on="event", how="left", maintain_order="left")
    return found.with_columns(
        _cut("place").alias("place_text"),
        _cut("claimed_by").alias("claimed_by_text"),
        _cut("claim_cue").alias("claim_cue"),
        _cut("event_date").alias("event_date_text"),
        pl.col("event_date_basis").fill_null("none"),
    )


def _cut(part: str) -> pl.Expr:
    """The words of body_text between the part's offsets."""
    return pl.col("body_text").str.slice(pl.col(f"{part}_start"), pl.col(f"{part}_end") - pl.col(f"{part}_start"))


def _figure_rows(counted: pl.DataFrame) -> pl.DataFrame:
    spans = counted.select("event_id", "start_char", "end_char", "figure_role").iter_rows()
    ids = pl.Series("figure_id", [_hashed(*span) for span in spans], pl.String)
    text = pl.col("body_text").str.slice(pl.col("start_char"), pl.col("end_char") - pl.col("start_char")).alias("figure_text")
    return _shaped(counted.with_columns(ids, text).unique("figure_id", keep="first", maintain_order=True), "event_figures")


def _shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The frame with the table's columns, null where it has none."""
    schema = CATALOG[table].polars_schema
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(missing).select([pl.col(name).cast(dtype) for name, dtype in schema.items()])


def _named(mentions: pl.DataFrame, article_entities: pl.DataFrame) -> pl.DataFrame:
    """Mentions but titles, with the country of their entity and whether it is a city; `mention` numbers them."""
    is_city = pl.col("geonames_id").is_not_null().alias("is_city")
    countries = article_entities.select("article_id", "name_id", "country_code", is_city)
    return (
        mentions.filter(pl.col("mention_kind") != "title")
        .join(countries, on=["article_id", "name_id"], how="left", maintain_order="left")
        .sort("article_id", "start_char")
        .with_row_index("mention")
        .with_columns(pl.col("mention").cast(pl.Int64), pl.col("is_city").fill_null(value=False))
    )


def _words(candidates: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The parser's words with offsets into the article's text, and the mention that covers each, or -1."""
    told = candidates.with_columns(pl.col("text").str.replace(_DATELINE, "").alias("told")).with_columns(
        (pl.col("start_char") + pl.col("text").str.len_chars() - pl.col("told").str.len_chars()).alias("start_char")
    )
    words = parse(told.select("sentence", text="told")).join(
        told.select("sentence", "article_id", "sentence_number", "start_char"), on="sentence", how="left", maintain_order="left"
    )
    words = words.with_columns(pl.col("start") + pl.col("start_char"), pl.col("end") + pl.col("start_char")).drop("start_char")
    spans = named.select("article_id", pl.col("start_char").alias("start"), "end_char", "mention", "is_city")
    joined = words.sort("article_id", "start").join_asof(
        spans.sort("article_id", "start"), on="start", by="article_id", strategy="backward", check_sortedness=False
    )
    inside = pl.col("start") < pl.col("end_char")
    return (
        joined.with_columns(
            pl.when(inside).then("mention").otherwise(-1).alias("mention").fill_null(-1),
            (inside & pl.col("is_city")).fill_null(value=False).alias("is_city"),
        )
        .drop("end_char")
        .sort("sentence", "token")
    )


def _read(
    words: pl.DataFrame, candidates: pl.DataFrame, articles: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, Counter[tuple[int, str]]]:
    """One row per event: its sentence and words; the words as their trees were mended; and how many triggers were left out, by
    sentence and reason."""
    years = articles.select("article_id", pl.col("published_on").dt.year().alias("year"))
    facts = candidates.select("sentence", "text", "article_id").join(years, on="article_id", how="left", maintain_order="left")
    trees = (
        words.group_by("sentence", maintain_order=True).agg(*_TREE).join(facts, on="sentence", how="left", maintain_order="left")
    )
    rows: list[tuple[object, ...]] = []
    reasons: Counter[tuple[int, str]] = Counter()
    mended: list[list[list[object]]] = []
    for sentence, *columns, text, _, year in trees.iter_rows():
        tree = Sentence(*columns)
        mended.append([getattr(tree, name) for name in _MENDED])
        for row in read_sentence(tree, text, year):
            if isinstance(row, str):
                reasons[sentence, row] += 1
            else:
                rows.append((sentence, *row))
    schema = {"sentence": pl.Int64(), **READ}
    as_read = words.select("sentence", "token").with_columns(
        pl.Series(name, [value for tree in mended for value in tree[at]], words.schema[name]) for at, name in enumerate(_MENDED)
    )
    return pl.DataFrame(rows, schema=schema, orient="row"), as_read, reasons


def _rows(
    read: pl.DataFrame, words: pl.DataFrame, candidates: pl.DataFrame, articles: pl.DataFrame, named: pl.DataFrame
) -> pl.DataFrame:
    """Columns of `events`, and `event`, `sentence`, `trigger_word` and `body_text` for those who add to them."""
    at = words.select("sentence", "token", "start", "end")
    for part in ("trigger", "actor", "recipient"):
        first = at.select("sentence", pl.col("token").alias(f"{part}_first"), pl.col("start").alias(f"{part}_start"))
        last = at.select("sentence", pl.col("token").alias(f"{part}_last"), pl.col("end").alias(f"{part}_end"))
        read = read.join(first, on=["sentence", f"{part}_first"], how="left", maintain_order="left")
        read = read.join(last, on=["sentence", f"{part}_last"], how="left", maintain_order="left")
    facts = candidates.drop("text").join(articles.select("article_id", "dump_id", "body_text"), on="article_id", how="left")
    read = read.join(facts, on="sentence", how="left", maintain_order="left")
    for part in ("actor", "recipient"):
        entity = named.select(
            pl.col("mention").alias(f"{part}_mention"),
            pl.col("name_id").alias(f"{part}_name_id"),
            pl.col("entity_id").alias(f"{part}_entity_id"),
        )
        country = named.select(
            pl.col("mention").alias(f"{part}_country_mention"), pl.col("country_code").alias(f"{part}_country_code")
        )
        read = read.join(entity, on=f"{part}_mention", how="left", maintain_order="left")
        read = read.join(country, on=f"{part}_country_mention", how="left", maintain_order="left")
    read = read.join(lexicon().types, on=["event_type", "event_mode"], how="left", maintain_order="left", nulls_equal=True)
    read = read.with_columns(
        *(_cut(part).alias(f"{part}_text") for part in ("trigger", "actor", "recipient")),
    )
    # Python because ids must not change with a Polars version.
    spans = read.select("article_id", "trigger_start", "trigger_end", "event_type").iter_rows()
    ids = pl.Series("event_id", [_hashed(*span) for span in spans], pl.String)
    return read.with_columns(ids).unique("event_id", keep="first", maintain_order=True).with_row_index("event")


def _hashed(*parts: object) -> str:
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:32]


def _left_out(reasons: Counter[tuple[int, str]], candidates: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """How many triggers tell no event, by page and reason."""
    counted = pl.DataFrame(
        [(sentence, reason, count) for (sentence, reason), count in reasons.items()],
        schema={"sentence": pl.Int64, "reject_reason": pl.String, "count": pl.Int64},
        orient="row",
    )
    pages = candidates.select("sentence", "article_id").join(articles.select("article_id", "page_id", "dump_id"), on="article_id")
    return counted.join(pages, on="sentence").select(list(_LEFT_OUT))


def _rejects(left_out: pl.DataFrame) -> pl.DataFrame:
    """One row per page and reason, with the number of triggers."""
    told = left_out.group_by("page_id", "dump_id", "reject_reason").agg(pl.col("count").sum())
    return (
        told.sort("page_id", "reject_reason")
        .with_columns(
            pl.format("{} triggers: {}", "count", pl.col("reject_reason").replace(_REASONS)).alias("detail"),
            pl.lit("events").alias("table_name"),
            pl.lit(None, pl.String).alias("dump_path"),
            pl.lit(None, pl.String).alias("raw_excerpt"),
        )
        .select(list(CATALOG["rejects"].polars_schema))
    )
