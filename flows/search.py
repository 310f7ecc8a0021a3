"""Full-text search: the index as a step over the whole warehouse, and what `broadsheet search` shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl

from flows.settings import ROOT, Settings, sources_hash
from transforms.postings import invert
from transforms.snippets import snippet
from warehouse import search as store
from warehouse.publish import Change, Connection, CorpusStep, WarehouseError
from warehouse.search import Query

SLICE_BYTES = 16 * 1024 * 1024  # of text that each worker counts at a time, in ten times the memory
RESULT = {
    "score": pl.Float64, "published_on": pl.Date, "publisher_name": pl.String, "title": pl.String, "snippet": pl.String,
    "snippet_start": pl.Int64, "matches": pl.List(pl.List(pl.Int64)), "article_id": pl.String,
}  # fmt: skip


def search_step(settings: Settings) -> CorpusStep:
    """The step as the publisher runs it; its version is that of its code."""
    if settings.search == "off":
        return CorpusStep(store.STEP, store.OFF, store.clear, lambda *_: None)
    sources = [Path(__file__), ROOT / "warehouse" / "search.py", ROOT / "transforms" / "postings.py"]

    def bring_up_to_date(con: Connection, change: Change, folder: Path) -> None:
        index(con, change.run_id, folder, settings.workers)

    return CorpusStep(store.STEP, sources_hash(sources), store.clear, bring_up_to_date)


def index(con: Connection, run_id: str, folder: Path, workers: int) -> None:
    """Brings the index up to date with the articles. `folder` holds new rows until all texts have been read."""
    store.forget(con, run_id)
    first = store.last_number(con) + 1
    with store.word_cutter() as cut, ThreadPoolExecutor(workers) as threads:
        jobs: deque[Future[None]] = deque()
        for texts in _slices(store.texts(con)):
            if len(jobs) == workers:  # so many slices are in memory, and one that is read
                jobs.popleft().result()
            jobs.append(threads.submit(_write_slice, texts, first, cut, folder))
            first += texts.height
        for job in jobs:
            job.result()
    for table in store.TABLES:
        store.add(con, table, sorted(folder.glob(f"{table}-*.parquet")))


def _write_slice(texts: pl.DataFrame, first: int, cut: Callable[[pl.Series], pl.Series], folder: Path) -> None:
    """Rows of the index for these articles (`article_id`, `words`), which get the numbers from the first on."""
    found = invert(texts["words"], first, cut)
    numbers = pl.int_range(first, first + pl.len()).alias("document_number")
    documents = texts.select(numbers, "article_id", found.term_counts.alias("term_count"))
    for table, rows in (("search_postings", found.postings), ("search_documents", documents)):
        rows.write_parquet(folder / f"{table}-{first:012}.parquet", compression="uncompressed", statistics=False)


def _slices(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in frames of SLICE_BYTES of text, or little more."""
    gathered: list[pl.DataFrame] = []
    size = 0
    for frame in frames:
        gathered.append(frame)
        size += int(frame["words"].str.len_bytes().sum())
        if size >= SLICE_BYTES:
            yield pl.concat(gathered)
            gathered, size = [], 0
    if gathered:
        yield pl.concat(gathered)


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
