"""A batch of pages in, the rows of all tables out: a pure function of the pages' bytes and the code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from schemas.catalog import CATALOG
from transforms.articles import build_articles
from transforms.entities.finders import TAGGER, Finder
from transforms.entities.mentions import build_mentions
from transforms.entities.watchlist import Watchlist
from transforms.events.build import build_events
from transforms.html.frame import HINTS, hints_row
from transforms.ids import span_id
from transforms.laws import enforce_laws
from transforms.layouts import LAYOUTS, Layout
from transforms.lines import PAGE
from transforms.readers import Limits, Page
from transforms.segment import segment
from transforms.validate import Tables, validate

PAGE_SCHEMA: dict[str, pl.DataType] = {
    "page_id": pl.String(),
    "dump_id": pl.String(),
    "page_number": pl.Int64(),
    "start_byte": pl.Int64(),
    "end_byte": pl.Int64(),
    "text": pl.String(),
    "is_body": pl.Boolean(),
    "replaced_char_offsets": pl.List(pl.Int64),
    "replaced_bytes": pl.List(pl.String),
    "member_path": pl.String(),
    "encoding": pl.String(),
    "record_id": pl.String(),
    "url": pl.String(),
    "title": pl.String(),
    "published_at_raw": pl.String(),
    "published_on": pl.Date(),
    "fetched_on": pl.Date(),
    "authors": pl.List(pl.String),
    "is_excerpt": pl.Boolean(),
    "publisher_name": pl.String(),
    "language_code": pl.String(),
    "site_name": pl.String(),
    "categories": pl.List(pl.String),
    "tags": pl.List(pl.String),
    "hints": HINTS,
}


def page_id(dump_id: str, page: Page) -> str:
    """Made from the dump's id, the archive's member where there is one, and the page's span in that."""
    parent = dump_id if page.member_path is None else f"{dump_id}:{page.member_path}"
    return span_id(parent, page.start_byte, page.end_byte)


def page_row(dump_id: str, page_number: int, page: Page) -> dict[str, object]:
    """One page as a row of the frame that `parse_pages` reads."""
    return {
        "page_id": page_id(dump_id, page),
        "dump_id": dump_id,
        "page_number": page_number,
        "start_byte": page.start_byte,
        "end_byte": page.end_byte,
        "text": page.text,
        "is_body": page.is_body,
        "replaced_char_offsets": page.replaced_offsets,
        "replaced_bytes": page.replaced_bytes,
        "member_path": page.member_path,
        "encoding": page.encoding,
        "record_id": page.record_id,
        "url": page.url,
        "title": page.title,
        "published_at_raw": page.published_at_raw,
        "published_on": page.published_on,
        "fetched_on": page.fetched_on,
        "authors": page.authors,
        "is_excerpt": page.is_excerpt,
        "publisher_name": page.publisher_name,
        "language_code": page.language_code,
        "site_name": page.site_name,
        "categories": page.categories,
        "tags": page.tags,
        "hints": hints_row(page.hints),
    }


def parse_pages(
    pages: pl.DataFrame,
    limits: Limits | None = None,
    layouts: Sequence[Layout] = LAYOUTS,
    *,
    latest: date | None = None,
    entities: bool = False,
    events: bool = False,
    watchlist: Watchlist | None = None,
    finder: Finder = TAGGER,
) -> Tables:
    """Rows of all batch tables but `dumps` for a frame of `PAGE_SCHEMA`, checked row by row and across.

    `latest` is today, for those who know: dates after it are not believed. Mentions of entities are looked for where `entities`
    says so, by the `finder`, which takes more than ten times as long as all else (tests/benchmarks/throughput.py --with
    entities); the `watchlist`'s names are then found for sure. `events` are looked for among the mentions, so that they need
    them.
    """
    limits = limits or Limits()
    segmented = segment(pages, limits.max_line_chars, layouts)
    articles = build_articles(pages, segmented.labelled, latest)
    blocks = _blocks(pages, segmented.lines, segmented.labelled, articles)
    found = articles.select(list(CATALOG["articles"].polars_schema))
    mentions, found_entities = build_mentions(found if entities else found.clear(), watchlist, finder)
    told = build_events(found if events else found.clear(), mentions, found_entities)
    tables = {
        "pages": _pages(pages, segmented.labelled, articles),
        "blocks": blocks,
        "articles": found,
        "entity_mentions": mentions,
        "article_entities": found_entities,
        "events": told.events,
        "event_figures": told.event_figures,
        "quotes": told.quotes,
        "rejects": pl.concat([_rejects(pages, segmented.lines, segmented.labelled, articles), told.rejects]),
    }
    return enforce_laws(validate(tables), pages)


def _blocks(pages: pl.DataFrame, lines: pl.DataFrame, labelled: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """One block per line with text; a run of blank lines is one block, the article's where it stands inside of one."""
    page_facts = pages.select(
        _page_number(), "page_id", "dump_id", pl.col("text").str.len_chars().cast(pl.Int64).alias("page_chars")
    )
    labels = labelled.select(PAGE, "line", "record", "role", "rule").join(
        articles.select(PAGE, "record", pl.int_range(pl.len(), dtype=pl.Int64).alias("article")), on=[PAGE, "record"], how="left"
    )
    ids = articles.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("article"), "article_id")
    empty = pl.col("blank") & ~pl.col("too_long")
    continues = empty & empty.shift(1) & (pl.col(PAGE) == pl.col(PAGE).shift(1))
    blocks = (
        lines.filter(~continues.fill_null(value=False))
        .join(labels, on=[PAGE, "line"], how="left", maintain_order="left")
        .join(page_facts, on=PAGE, how="left", maintain_order="left")
    )
    next_start = pl.when(pl.col(PAGE) == pl.col(PAGE).shift(-1)).then(pl.col("start_char").shift(-1))
    # -1 marks lines outside of articles, so that filling never reaches across them.
    held = pl.when(~empty).then(pl.col("article").fill_null(-1))
    around = pl.when(held.forward_fill() == held.backward_fill()).then(held.forward_fill())
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    first_rows = blocks.select(PAGE, row.alias("first_row")).group_by(PAGE).min()
    return (
        blocks.join(first_rows, on=PAGE, how="left", maintain_order="left")
        .with_columns(
            (row - pl.col("first_row")).alias("block_number"),
            pl.coalesce(next_start, "page_chars").alias("end_char"),
            pl.when(around >= 0).then(around).alias("article"),
            pl.when("too_long").then(pl.lit("other")).when("blank").then(pl.lit("blank")).otherwise("role").alias("role"),
            pl.when("too_long").then(pl.lit("line_too_long")).when("blank").then(pl.lit("blank")).otherwise("rule").alias("rule"),
        )
        .join(ids, on="article", how="left", maintain_order="left")
        .select(list(CATALOG["blocks"].polars_schema))
    )


def _page_number() -> pl.Expr:
    return pl.int_range(pl.len(), dtype=pl.Int64).alias(PAGE)


def _pages(pages: pl.DataFrame, labelled: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    facts = labelled.group_by(PAGE).agg(
        pl.col("site").drop_nulls().first().alias("found_site"),
        pl.col("layout_name").first(),
        pl.col("layout_confidence").first(),
    )
    languages = articles.group_by(PAGE).agg(
        pl.col("language_code").mode().sort().first().alias("found_language"),
        pl.len().cast(pl.Int64).alias("article_count"),
    )
    return (
        pages.with_columns(_page_number())
        .join(facts, on=PAGE, how="left", maintain_order="left")
        .join(languages, on=PAGE, how="left", maintain_order="left")
        .with_columns(
            pl.col("url").alias("page_url"),
            pl.coalesce("found_site", "site_name").alias("site_name"),
            pl.when(~pl.col("is_body")).then("title").alias("page_title"),
            pl.col("layout_name").fill_null("none"),
            pl.col("layout_confidence").fill_null(0.0),
            pl.coalesce("language_code", "found_language").alias("language_code"),
            pl.col("text").str.len_chars().cast(pl.Int64).alias("char_count"),
            pl.col("article_count").fill_null(0),
        )
        .select(list(CATALOG["pages"].polars_schema))
    )  # fmt: skip


def _rejects(pages: pl.DataFrame, lines: pl.DataFrame, labelled: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Records without a body, pages without an article, lines too long to look at."""
    numbered = pages.with_columns(_page_number())
    bodiless = (
        labelled.filter(pl.col("record").is_not_null())
        .join(articles.select(PAGE, "record"), on=[PAGE, "record"], how="anti")
        .group_by(PAGE, "record", maintain_order=True)
        .agg(pl.col("text").str.join(" "))
        .select(
            PAGE,
            pl.lit("no_body").alias("reject_reason"),
            pl.lit("a record without any text of its own").alias("detail"),
            "text",
        )
    )
    length = pl.col("end_char") - pl.col("start_char")
    too_long = lines.filter("too_long").select(
        PAGE,
        pl.lit("line_too_long").alias("reject_reason"),
        pl.format("a line of {} characters, at character {}, was not looked at", length, "start_char").alias("detail"),
        pl.lit(None, pl.String).alias("text"),
    )
    no_article = numbered.join(pl.concat([articles.select(PAGE), bodiless.select(PAGE)]), on=PAGE, how="anti").select(
        PAGE,
        pl.lit("no_article").alias("reject_reason"),
        pl.lit("no article was found on the page").alias("detail"),
        "text",
    )
    return (
        pl.concat([bodiless, too_long, no_article])
        .with_columns(
            pl.col("text").str.head(200).alias("raw_excerpt"),
            pl.lit(None, pl.String).alias("dump_path"),
            pl.lit("articles").alias("table_name"),
        )
        .join(numbered.select(PAGE, "page_id", "dump_id"), on=PAGE, how="left", maintain_order="left")
        .select(list(CATALOG["rejects"].polars_schema))
    )
