"""Laws that span the rows of a page: blocks tile it, and every article's text is what its offsets say.

A page that breaks a law is taken out whole, its blocks and articles too, and rejected with the law's name.
"""

from __future__ import annotations

import polars as pl

from schemas.catalog import CATALOG
from schemas.tables import BODY_ROLES
from transforms.validate import Tables

# Tables whose rows stand and fall with an article's.
OF_ARTICLES = ("entity_mentions", "article_entities", "events", "event_figures", "quotes")
# Spans of an event: columns `<part>_text`, `<part>_start`, `<part>_end`.
EVENT_PARTS = ("trigger", "actor", "recipient", "place", "claimed_by")
_SPAN = ("start_char", "end_char")


def enforce_laws(tables: Tables, sources: pl.DataFrame) -> Tables:
    """Drops pages that break a law. `sources` holds the pages' texts (`page_id`, `text`, `is_body`)."""
    # What stands on a page whose own row was rejected goes with it.
    tables = tables | {
        name: tables[name].join(tables["pages"], on="page_id", how="semi", maintain_order="left")
        for name in ("blocks", "articles")
    }
    broken = pl.concat([broken_tiling(tables), broken_texts(tables, sources), broken_mentions(tables), broken_events(tables)])
    broken = broken.unique("page_id", maintain_order=True)
    # Whose article is gone has nothing left to be mentioned in; and a mention must be what stands at its offsets.
    tables = tables | {name: tables[name].join(tables["articles"], on="article_id", how="semi", maintain_order="left")
                       for name in OF_ARTICLES}  # fmt: skip
    # A rejected article leaves its blocks on the page, outside of any article.
    orphans = tables["blocks"].join(tables["articles"], on="article_id", how="anti").filter(pl.col("article_id").is_not_null())
    if orphans.height:
        tables = tables | {"blocks": _without_articles(tables["blocks"], orphans["article_id"].unique())}
    if broken.is_empty():
        return tables
    kept = {
        name: tables[name].join(broken, on="page_id", how="anti", maintain_order="left")
        for name in ("pages", "blocks", "articles")
    }
    kept |= {
        name: tables[name].join(kept["articles"], on="article_id", how="semi", maintain_order="left") for name in OF_ARTICLES
    }
    rejects = broken.join(tables["pages"].select("page_id", "dump_id"), on="page_id", how="left").with_columns(
        pl.lit(None, pl.String).alias("dump_path"),
        pl.lit("pages").alias("table_name"),
        pl.lit(None, pl.String).alias("raw_excerpt"),
    )
    rejects = rejects.select(list(CATALOG["rejects"].polars_schema))
    return kept | {"rejects": pl.concat([tables["rejects"], rejects])}


def broken_tiling(tables: Tables) -> pl.DataFrame:
    """Pages whose blocks leave a gap, overlap, or do not reach the page's end."""
    blocks = (
        tables["blocks"]
        .sort("page_id", "block_number", maintain_order=True)
        .select("page_id", "block_number", "start_char", "end_char")
    )
    same = pl.col("page_id") == pl.col("page_id").shift(1)
    expected_start = pl.when(same).then(pl.col("end_char").shift(1)).otherwise(0)
    gaps = blocks.filter(pl.col("start_char") != expected_start).select("page_id")
    ends = blocks.group_by("page_id").agg(pl.col("end_char").max())
    short = (
        tables["pages"].join(ends, on="page_id", how="left").filter(pl.col("end_char").fill_null(0) != pl.col("char_count"))
    ).select("page_id")
    return _broken(pl.concat([gaps, short]), "blocks_do_not_tile", "the page's blocks do not cover it exactly once")


def broken_texts(tables: Tables, sources: pl.DataFrame) -> pl.DataFrame:
    """Pages with an article whose body_text is not its blocks' own text, cut from the page at their offsets."""
    body = tables["blocks"].filter(pl.col("article_id").is_not_null() & pl.col("role").is_in(BODY_ROLES))
    sizes = body.group_by("article_id").agg(
        (pl.col("text_end") - pl.col("text_start")).sum().alias("chars"), pl.len().alias("lines")
    )
    finished = sources.filter("is_body").select("page_id", "text")
    articles = tables["articles"].select("article_id", "page_id", "start_char", "end_char", "body_text")
    whole = articles.join(finished, on="page_id").filter(
        pl.col("body_text") != pl.col("text").str.slice(pl.col("start_char"), pl.col("end_char") - pl.col("start_char"))
    )
    # The texts were cut from the page by the same spans, so their sizes tell: slicing each again costs a pass over all.
    joined = (
        articles.join(finished, on="page_id", how="anti")
        .join(sizes, on="article_id", how="left")
        .filter(pl.col("body_text").str.len_chars() != (pl.col("chars") + pl.col("lines") - 1).fill_null(0))
    )
    return _broken(
        pl.concat([whole.select("page_id"), joined.select("page_id")]),
        "offsets_do_not_hold",
        "an article's text is not what stands at its offsets",
    )


def broken_mentions(tables: Tables) -> pl.DataFrame:
    """Pages with a mention whose text is not what stands at its offsets in body_text."""
    wrong = _misplaced(tables["articles"], tables["entity_mentions"].select("article_id", *_SPAN, text="mention_text"))
    return _broken(wrong, "mention_offsets_do_not_hold", "a mention's text is not what stands at its offsets")


def broken_events(tables: Tables) -> pl.DataFrame:
    """Pages with an event, figure or quote whose text is not what stands at its offsets in body_text."""
    spans = [
        tables["events"].select("article_id", start_char=f"{part}_start", end_char=f"{part}_end", text=f"{part}_text")
        for part in EVENT_PARTS
    ]
    spans.append(tables["event_figures"].select("article_id", *_SPAN, text="figure_text"))
    spans.append(tables["quotes"].select("article_id", *_SPAN, text="quote_text"))
    wrong = _misplaced(tables["articles"], pl.concat(spans).drop_nulls("text"))
    return _broken(wrong, "event_offsets_do_not_hold", "an event's words are not what stands at their offsets")


def _misplaced(articles: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """`page_id` of the articles where a span (`start_char`, `end_char`) of body_text is not its `text`."""
    # Texts are cut once an article, not once a span: the latter is a pass over the text each.
    told = spans.sort("article_id", "start_char").group_by("article_id").agg(pl.all())
    texts = told.join(articles.select("article_id", "page_id", "body_text"), on="article_id")
    wrong = [
        page
        for starts, ends, words, page, body in texts.select("start_char", "end_char", "text", "page_id", "body_text").rows()
        if any(body[start:end] != word for start, end, word in zip(starts, ends, words, strict=True))
    ]
    return pl.DataFrame({"page_id": pl.Series(wrong, dtype=pl.String)})


def _broken(pages: pl.DataFrame, reason: str, detail: str) -> pl.DataFrame:
    return pages.unique().select("page_id", pl.lit(reason).alias("reject_reason"), pl.lit(detail).alias("detail"))


def _without_articles(blocks: pl.DataFrame, articles: pl.Series) -> pl.DataFrame:
    gone = pl.col("article_id").is_in(articles.implode())
    return blocks.with_columns(
        pl.when(gone.not_().fill_null(value=False)).then("article_id").alias("article_id"),
        pl.when(gone.fill_null(value=False)).then(pl.lit("article_rejected")).otherwise("rule").alias("rule"),
    )
