"""Full-text search over news-like articles: `python -m tests.benchmarks.search [--articles 100000] [--corpus FOLDER]`.

Without a corpus one is made (`duplicates_corpus`; 3,100 characters an article). Printed are the seconds and CPU seconds to index
all of it in the memory and on the cores that a run has by default, the same for 1,000 articles that come later, the bytes that
the index adds to the file an article, and both times of queries (medians of five), with how many articles they find: a rare
word, a frequent one, five frequent ones, and a phrase of four frequent words.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from flows.search import index
from flows.settings import Settings
from tests.benchmarks.duplicates_corpus import write_corpus
from tests.benchmarks.marts import timed
from warehouse import search
from warehouse.ddl import literal

TRIES = 5
LATER = 1_000


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--corpus", type=Path, help="A folder with articles.parquet.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.corpus is None:
            write_corpus(folder, arguments.articles)
        _measure(arguments.corpus or folder, folder / "made.duckdb", arguments.articles)


def _measure(corpus: Path, file: Path, articles: int) -> None:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": Settings().workers, "memory_limit": Settings().memory_limit, "preserve_insertion_order": False,
        "temp_directory": str(file.with_suffix(".spill")),
    }  # fmt: skip
    with duckdb.connect(config=config) as con:
        # As a run attaches its working copy.
        con.execute(f"attach {literal(str(file))} as made (recovery_mode no_wal_writes, row_group_size 16384)")
        con.execute("use made")
        con.execute(
            "create table articles as "
            "select article_id, null::varchar as title, null::varchar as subtitle, body_text, 'r' as run_id "
            f"from read_parquet({literal(str(corpus / 'articles.parquet'))}) limit {articles}"
        )
        con.execute(f"create temp table later as from articles order by article_id limit {LATER}")
        con.execute("delete from articles where article_id in (select article_id from later)")
        con.execute("checkpoint")
        before = file.stat().st_size
        search.clear(con)
        _tell("index all but the later ones", lambda: _index(con))
        added = (file.stat().st_size - before) / (articles - LATER)
        con.execute("insert into articles from later")
        _tell(f"index {LATER:,} later ones", lambda: _index(con))
        sys.stdout.write(f"{'size':40} {added:,.0f} bytes an article\n")
        _queries(con)


def _index(con: duckdb.DuckDBPyConnection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index(con, "", Path(folder), Settings().workers)
    con.execute("checkpoint")


def _tell(what: str, action: Callable[[], object], tries: int = 1) -> None:
    wall, cpu = (statistics.median(figures) for figures in zip(*(timed(action) for _ in range(tries)), strict=True))
    sys.stdout.write(f"{what:40} {wall:7.3f} s, {cpu:7.3f} CPU s\n")


def _queries(con: duckdb.DuckDBPyConnection) -> None:
    counts = con.sql(
        "select term, sum(len(document_numbers)) as articles from search_postings group by term order by articles desc, term"
    ).fetchall()
    often = [term for term, _ in counts[:5]]
    [(body,)] = con.sql("select body_text from articles where len(body_text) > 1000 order by article_id limit 1").fetchall()
    known = dict(counts)
    words = [term for (terms,) in con.execute("select search_terms(?)", [body]).fetchall() for term in terms]
    runs = [words[at : at + 4] for at in range(len(words) - 4)]
    phrase = max(runs, key=lambda run: min(known[word] for word in run))
    queries = {
        "a rare word": counts[-1][0], "a frequent word": often[0], "five frequent words": " ".join(often),
        "a frequent phrase": f'"{" ".join(phrase)}"',
    }  # fmt: skip
    for what, query in queries.items():
        _tell(f"{what}: {len(_search(con, query)):,} articles", partial(_search, con, query), TRIES)


def _search(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, float]]:
    return con.execute("from search_articles($query)", {"query": query}).fetchall()


if __name__ == "__main__":
    main()
