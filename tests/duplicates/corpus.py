"""A warehouse of articles alone, in memory, in which the search for copies can be run again and again."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from flows.duplicates import find_duplicates
from flows.settings import Settings
from schemas.catalog import CATALOG
from transforms.articles import content_hashes
from transforms.duplicates.rules import DuplicateRules
from warehouse.ddl import create_tables

RULES = Settings().duplicate_rules
TABLES = ("duplicates", "duplicate_pairs", "duplicate_texts", "duplicate_templates", "duplicate_caps")


@dataclass(frozen=True)
class Article:
    """What the search looks at. The id comes from `name`, so that a text can change under it."""

    name: str
    body: str
    day: date | None = None
    outlet: str | None = None
    page: str | None = None
    is_cut: bool = False

    @property
    def article_id(self) -> str:
        return hashlib.sha256(self.name.encode()).hexdigest()[:32]


@dataclass
class Corpus:
    """Articles in DuckDB, and runs of the search over them."""

    rules: DuplicateRules = RULES
    con: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    runs: int = 0

    def __post_init__(self) -> None:
        create_tables(self.con)

    def run(self, articles: Iterable[Article] = (), without: Iterable[Article] = ()) -> Corpus:
        """One run: some articles go, some come (in the place of those with their ids), and the search follows."""
        self.runs += 1
        articles = list(articles)
        gone = [article.article_id for article in [*without, *articles]]
        self.con.execute("delete from articles where list_contains(?::varchar[], article_id)", [gone])
        frame = as_rows(articles)  # noqa: F841 - read by DuckDB
        self.con.execute("insert into articles by name select *, ? as run_id from frame", [f"run-{self.runs}"])
        with tempfile.TemporaryDirectory() as folder:
            find_duplicates(self.con, f"run-{self.runs}", Path(folder), self.rules, 1_000_000)
        return self

    def table(self, name: str) -> pl.DataFrame:
        """A table in the order of its key, without run_id."""
        key = CATALOG[name].primary_key
        return self.con.execute(f"select * exclude (run_id) from {name} order by {', '.join(key)}").pl()

    def kinds(self) -> dict[tuple[str, str], str]:
        """The kind of link of each pair of articles, by their ids."""
        return {(left, right): kind for left, right, kind in self.table("duplicate_pairs").select(
            "article_id_l", "article_id_r", "duplicate_kind").iter_rows()}  # fmt: skip


def as_rows(articles: list[Article]) -> pl.DataFrame:
    """Rows of the articles table."""
    bodies = pl.Series([article.body for article in articles], dtype=pl.String)
    page = [hashlib.sha256((article.page or article.name).encode()).hexdigest()[:32] for article in articles]
    empty = pl.Series([[] for _ in articles], dtype=pl.List(pl.String))
    columns = {
        "article_id": [article.article_id for article in articles],
        "page_id": page,
        "dump_id": page,
        "article_number": [0] * len(articles),
        "start_char": [0] * len(articles),
        "end_char": [1] * len(articles),
        "body_text": bodies,
        "authors": empty, "categories": empty, "tags": empty,
        "publisher_name": [article.outlet for article in articles],
        "published_on": [article.day for article in articles],
        "published_precision": [article.day and "day" for article in articles],
        "published_basis": ["byline"] * len(articles),
        "published_at_raw": [article.day and str(article.day) for article in articles],
        "completeness": ["excerpt" if article.is_cut else "complete" for article in articles],
        "language_code": ["en"] * len(articles),
        "word_count": [len(article.body.split()) for article in articles],
        "content_sha256": content_hashes(bodies),
        "layout_name": ["record"] * len(articles),
        "parse_confidence": [1.0] * len(articles),
    }  # fmt: skip
    schema = CATALOG["articles"].polars_schema
    given = pl.DataFrame(columns, schema_overrides={name: schema[name] for name in columns})
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in columns]
    return given.with_columns(missing).select(list(schema))
