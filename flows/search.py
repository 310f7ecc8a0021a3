"""Full-text search: the index as a step over the whole warehouse, and what `broadsheet search` shows."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.settings import ROOT, Settings, sources_hash
from transforms.snippets import snippet
from warehouse import search as store
from warehouse.publish import Change, Connection, CorpusStep, WarehouseError
from warehouse.search import Query

RESULT = {
    "score": pl.Float64, "published_on": pl.Date, "publisher_name": pl.String, "title": pl.String, "snippet": pl.String,
    "snippet_start": pl.Int64, "matches": pl.List(pl.List(pl.Int64)), "article_id": pl.String,
}  # fmt: skip


def search_step(settings: Settings) -> CorpusStep:
    """The step as the publisher runs it; its version is that of its code."""
    if settings.search == "off":
        return CorpusStep(store.STEP, store.OFF, store.clear, lambda *_: None)
    version = sources_hash([Path(__file__), ROOT / "warehouse" / "search.py"])
    return CorpusStep(store.STEP, version, store.clear, _index)


def _index(con: Connection, change: Change, _folder: Path) -> None:
    store.bring_up_to_date(con, change.run_id)


def find_articles(warehouse: Path, query: Query) -> pl.DataFrame:
    """The best articles, each with a passage that shows why.

    Columns are those of RESULT: `snippet` stands at `snippet_start` in body_text; `matches` are the starts and ends of the
    words found in it, as code point offsets in body_text. `publisher_name` is the site's name where no publisher is known.
    """
    if not store.is_indexed(warehouse):
        raise WarehouseError(
            f"{warehouse} has no full-text index: it was made with BROADSHEET_SEARCH=off, or by an older version."
        )
    rows = []
    for found in store.find(warehouse, query).iter_rows(named=True):
        body = found["body_text"]
        passage = snippet(body, query.words)
        rows.append(
            {
                **found,
                "publisher_name": found["publisher_name"] or found["site_name"],
                "snippet": body[passage.start : passage.end],
                "snippet_start": passage.start,
                "matches": [list(match) for match in passage.matches],
            }
        )
    return pl.DataFrame(rows, schema=None if rows else RESULT).select(list(RESULT)).cast(RESULT)  # type: ignore[arg-type]
