"""Full-text search: an index of ordinary tables, and a table macro that ranks articles, which any DuckDB client can call.

DuckDB's own full-text index is made anew as a whole by each run, and can be read only where its extension is installed. This
one needs no extension: `search_postings` lists the articles of each word, sorted by word, so that a query reads the row groups
of its words alone. A run adds rows for the articles that it brings; those that are gone stay listed until most are.

Words are runs of letters and digits in lower case, without accents; of scripts that put no spaces between words each character
is one. `search_terms` cuts queries, and whatever of a text is not cut at ASCII's signs and spaces already (see
transforms/postings.py). Ranking is Okapi BM25.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.ddl import literal
from warehouse.publish import Connection, connect_published, literal_path

STEP, OFF = "search", "off"
# BM25's usual parameters: how soon more of a word adds little, and how much long texts are held back.
K1, B = 1.2, 0.75
TITLE_WEIGHT = 3  # a word of the title counts as so many of the body
TERM_CHARS = 40  # longer words are cut: addresses, and text without spaces
INDEXED_CHARS = 1_000_000  # of a longer body, this much can be found
QUERY_CHARS, QUERY_PHRASES = 1_000, 8  # which bounds its words too
SCORE_DIGITS = 6  # sums differ beyond them with the order of adding
PATTERN_TERMS = 8  # of a phrase: patterns of many classes of characters are large
MAX_ROWS = 10_000
ROWS_AT_A_TIME = 1_024  # texts of one read: a few MB
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_BETWEEN = r"\p{P}\p{S}\p{Z}\p{C}"  # words, in all scripts
_WORD = rf"[{_UNSPACED}]|[^{_BETWEEN}{_UNSPACED}]+"
# Scripts of Southern Asia, whose vowels are marks: without them other words would be left.
_VOWEL_MARKS = r"\x{0900}-\x{109F}\x{1780}-\x{17FF}"

# Table, its description, its columns: type and meaning.
TABLES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "search_documents": (
        "One row per article that search finds or found.",
        {
            "document_number": ("integer not null", "Short number of the article in search_postings; differs from run to run."),
            "article_id": ("varchar not null", "The article."),
            "term_count": (
                "integer",
                f"Words of title ({TITLE_WEIGHT} times), subtitle and body; null where it is gone or has another number.",
            ),
        },
    ),
    "search_postings": (
        "One row per word and some MB of articles that were indexed together.",
        {
            "term": ("varchar not null", "The word, as search_terms cuts it."),
            "document_numbers": ("integer[] not null", "The articles that have it, as in search_documents, in order."),
            "occurrence_counts": (
                "integer[] not null",
                f"How often each of them has it; in the title {TITLE_WEIGHT} times as often.",
            ),
        },
    ),
}
# Each folds and cuts a part of a text between two of ASCII's signs or spaces as it does within the whole text.
_WORD_MACROS = {
    # Accents are stripped up to a text's first null character alone.
    "search_lower(words)": "lower(replace(words, chr(0), ' '))",
    "search_folded(words)": f"""
        case
            when regexp_matches(words, '[{_VOWEL_MARKS}]') then array_to_string(
                list_transform(
                    regexp_extract_all(search_lower(words), '[{_VOWEL_MARKS}]+|[^{_VOWEL_MARKS}]+'),
                    lambda part: if(regexp_matches(part, '[{_VOWEL_MARKS}]'), nfc_normalize(part), strip_accents(part))
                ),
                ''
            )
            else strip_accents(search_lower(words))
        end
    """,
    "search_terms(words)": f"""
        list_transform(regexp_extract_all(search_folded(words), '{_WORD}'), lambda word: left(word, {TERM_CHARS}))
    """,
}
_MACROS = _WORD_MACROS | {
    # What a text has that may have the query's first phrase; a quarter of the time that it takes to cut the text into words.
    "search_pattern(query)": f"""
        array_to_string(
            list_transform(
                search_terms(regexp_extract(left(query, {QUERY_CHARS}), '"([^"]*)"', 1))[:{PATTERN_TERMS}],
                lambda word: if(length(word) < {TERM_CHARS}, word, word || '[^{_BETWEEN}]*')
            ),
            '[{_BETWEEN}]*'
        )
    """,
    # With a space before and after each word, so that a phrase is found from word to word.
    "search_line(words)": "' ' || array_to_string(search_terms(words), ' ') || ' '",
    f"search_articles(query, max_rows := {MAX_ROWS})": f"""
        table
        with phrases as (
            select search_line(phrase) as line, search_terms(phrase) as terms
            from (select unnest(regexp_extract_all(left(query, {QUERY_CHARS}), '"([^"]*)"', 1)[:{QUERY_PHRASES}]) as phrase)
            where len(search_terms(phrase)) > 0
        ),
        terms as (
            select distinct unnest(search_terms(left(query, {QUERY_CHARS}))) as term
        ),
        demands as (
            select coalesce(list(line), []) as lines, coalesce(list_distinct(flatten(list(terms))), []) as terms from phrases
        ),
        standing as (
            select document_number, term_count from search_documents where term_count is not null
        ),
        listed as (
            select term, unnest(document_numbers) as document_number, unnest(occurrence_counts) as occurrence_count
            from search_postings semi join terms using (term)
        ),
        postings as (
            select term, document_number, occurrence_count, term_count from listed join standing using (document_number)
        ),
        totals as (
            select count(*) as documents, avg(term_count) as mean_length from standing
        ),
        frequencies as (
            select term, count(*) as document_count from postings group by term
        ),
        weights as (
            select
                term,
                list_contains(demands.terms, term) as is_demanded,
                ln(1 + (documents - document_count + 0.5) / (document_count + 0.5)) as weight,
                mean_length
            from frequencies cross join totals cross join demands
        ),
        scored as (
            select
                document_number,
                round(sum(
                    weight * occurrence_count * ({K1} + 1)
                    / (occurrence_count + {K1} * (1 - {B} + {B} * term_count / mean_length))
                ), {SCORE_DIGITS}) as score,
                count_if(is_demanded) as demanded_count
            from postings join weights using (term)
            group by document_number
        ),
        candidates as materialized (
            select article_id, score
            from scored
            join search_documents using (document_number)
            cross join demands
            where demanded_count = len(demands.terms)
        ),
        -- Nobody's text is read where no phrase is asked for.
        read_again as (
            from candidates limit case when (select count(*) from phrases) > 0 then null else 0 end
        ),
        kept as (
            select read_again.article_id
            from read_again
            join articles using (article_id)
            cross join demands
            where case
                when regexp_matches(search_folded(left(body_text, {INDEXED_CHARS})), search_pattern(query))
                    or regexp_matches(search_folded(concat_ws(' ', title, subtitle)), search_pattern(query))
                then len(list_filter(demands.lines, lambda line: not (
                    contains(search_line(coalesce(title, '')), line) or contains(search_line(coalesce(subtitle, '')), line)
                    or contains(search_line(left(body_text, {INDEXED_CHARS})), line)
                ))) = 0
                else false
            end
        ),
        final as (
            select article_id, score
            from candidates
            where (select count(*) from phrases) = 0 or article_id in (select article_id from kept)
            order by score desc, article_id
            limit max_rows
        )
        select * from final
    """,
}


@dataclass(frozen=True)
class Query:
    """What is looked for: words, phrases in double quotes; published from one day to another; by an outlet; how many rows."""

    words: str
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    publisher: str | None = None
    limit: int = 20


def clear(con: Connection) -> None:
    """Makes the tables and macros anew, without rows."""
    for table, (description, columns) in TABLES.items():
        con.execute(f"drop table if exists {table}")
        con.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, (kind, _) in columns.items())})")
        con.execute(f"comment on table {table} is {literal(description)}")
        for name, (_, meaning) in columns.items():
            con.execute(f"comment on column {table}.{name} is {literal(meaning)}")
    for head, body in _MACROS.items():
        con.execute(f"create or replace macro {head} as {body}")


def forget(con: Connection, run_id: str) -> None:
    """Takes out articles that are gone or were loaded anew by the run; all of the index where more than half of it is gone."""
    con.execute(
        """
        update search_documents set term_count = null
        where term_count is not null and article_id not in (select article_id from articles where run_id != ?)
        """,
        [run_id],
    )
    [(is_mostly_gone,)] = con.sql("select count(*) > 2 * count(term_count) from search_documents").fetchall()
    if is_mostly_gone:
        clear(con)


def last_number(con: Connection) -> int:
    """The highest number of an article, 0 where there is none."""
    [(last,)] = con.sql("select coalesce(max(document_number), 0) from search_documents").fetchall()
    return int(last)


def texts(con: Connection) -> Iterator[pl.DataFrame]:
    """What is to be found of articles that are not in the index: `article_id`, `words`.

    Read to the end before the connection is used for anything else.
    """
    reader = con.execute(
        f"""
        select article_id, concat_ws(
            ' ', {", ".join(["title"] * TITLE_WEIGHT)}, subtitle,
            -- Characters are counted in what has more bytes than that alone.
            if(strlen(body_text) > {INDEXED_CHARS}, left(body_text, {INDEXED_CHARS}), body_text)
        ) as words
        from articles
        where article_id not in (select article_id from search_documents where term_count is not null)
        """
    ).to_arrow_reader(ROWS_AT_A_TIME)
    for batch in reader:
        frame = pl.from_arrow(batch)
        if isinstance(frame, pl.DataFrame):
            yield frame


@contextmanager
def word_cutter() -> Iterator[Callable[[pl.Series], pl.Series]]:
    """The terms (a list each) of texts, as `search_terms` cuts them, in any thread, while the warehouse is read from."""
    with duckdb.connect() as con:
        for head, body in _WORD_MACROS.items():
            con.execute(f"create macro {head} as {body}")

        def cut(words: pl.Series) -> pl.Series:
            with con.cursor() as own:
                own.register("given", words.to_frame("words"))
                return own.execute("select search_terms(words) as terms from given").pl()["terms"]

        yield cut


def add(con: Connection, table: str, files: list[Path]) -> None:
    """Adds rows from Parquet files with the table's columns."""
    if files:
        con.execute(f"insert into {table} by name from read_parquet(?)", [[literal_path(file) for file in files]])


def find(warehouse: Path, query: Query) -> pl.DataFrame:
    """The best articles for a query, the best first.

    Columns: `article_id`, `score`, `title`, `publisher_name`, `site_name`, `published_on`, `body_text`.
    """
    with connect_published(warehouse) as con:
        return con.execute(
            """
            select article_id, score, title, publisher_name, site_name, published_on, body_text
            from search_articles($words, max_rows := (select count(*) from articles)) join articles using (article_id)
            where ($from_day is null or published_on >= $from_day) and ($to_day is null or published_on <= $to_day)
                and ($publisher is null
                    or lower($publisher) in (lower(publisher_name), lower(republisher_name), lower(site_name)))
            order by score desc, article_id limit $limit
            """,
            vars(query),
        ).pl()


def is_indexed(warehouse: Path) -> bool:
    """Whether the published version can be searched."""
    with connect_published(warehouse) as con:
        known = con.execute("select step_version from corpus_steps where step_name = ?", [STEP]).fetchone()
    return known is not None and known != (OFF,)
