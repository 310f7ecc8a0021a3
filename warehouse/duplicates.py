"""What the search for copies reads from the warehouse and writes back: frames in and out of DuckDB, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from schemas.catalog import CATALOG
from warehouse.publish import Connection, literal_path

STEP, OFF = "duplicates", "off"  # the step's name, and its version where it searches for nothing
TABLES = ("duplicates", "duplicate_pairs", "duplicate_texts", "duplicate_templates", "duplicate_caps")
ROWS_AT_A_TIME = 1_024  # texts of one read: a few MB, and no more than a batch of dumps where each is as long as may be


def clear(con: Connection) -> None:
    """Deletes all rows of the step, so that they are made anew."""
    for table in TABLES:
        con.execute(f"delete from {table}")


def standing(con: Connection, run_id: str) -> pl.DataFrame:
    """All articles, with what decides their order, and what is known of each from earlier runs.

    `first_day` and `last_day` are the earliest and the latest day on which it can have been published; `is_new` where it came
    with this run or was never searched.
    """
    return con.execute(
        """
        select articles.article_id, left(content_sha256, 32) as content,
            coalesce(publisher_name, site_name) as outlet_name,
            published_on as first_day,
            case published_precision when 'day' then published_on when 'month' then last_day(published_on)
                else make_date(year(published_on), 12, 31) end as last_day,
            completeness = 'excerpt' as is_cut, word_count,
            articles.run_id = ? or duplicate_texts.article_id is null as is_new,
            duplicate_texts.compared_article_id as known_compared, coalesce(duplicate_texts.shingle_count, 0) as shingle_count
        from articles left join duplicate_texts using (article_id)
        """,
        [run_id],
    ).pl()


def outdated(con: Connection, run_id: str) -> pl.DataFrame:
    """Searched articles that are gone or were loaded anew: `article_id`, `outlet_name`, `is_gone`."""
    return con.execute(
        """
        select duplicate_texts.article_id, outlet_name, articles.article_id is null as is_gone
        from duplicate_texts left join articles using (article_id)
        where articles.article_id is null or articles.run_id = ?
        """,
        [run_id],
    ).pl()


def texts(con: Connection, wanted: pl.DataFrame, max_chars: int) -> Iterator[pl.DataFrame]:
    """The bodies (`number`, `body_text`) of the articles in `wanted` (`article_id`, `number`), in any order.

    Read to the end before the connection is used for anything else.
    """
    if wanted.is_empty():
        return
    with _registered(con, wanted=wanted):
        reader = con.execute(
            # Characters are counted in what has more bytes than that alone.
            "select wanted.number, if(strlen(body_text) > ?, left(body_text, ?), body_text) as body_text "
            "from articles join wanted using (article_id)",
            [max_chars, max_chars],
        ).to_arrow_reader(ROWS_AT_A_TIME)
        for batch in reader:
            frame = pl.from_arrow(batch)
            if isinstance(frame, pl.DataFrame):
                yield frame


def fingerprints(con: Connection, numbers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The fingerprints (`number`, `fingerprints`) of searched texts, those of `numbers` (`article_id`, `number`) alone."""
    if numbers.is_empty():
        return
    with _registered(con, numbers=numbers):
        reader = con.execute(
            "select numbers.number, fingerprints from duplicate_texts join numbers using (article_id) where len(fingerprints) > 0"
        ).to_arrow_reader(64 * ROWS_AT_A_TIME)
        for batch in reader:
            frame = pl.from_arrow(batch)
            if isinstance(frame, pl.DataFrame):
                yield frame


class _registered:
    """Frames that SQL sees under these names, as long as the block lasts."""

    def __init__(self, con: Connection, **frames: pl.DataFrame) -> None:
        self.con, self.frames = con, frames

    def __enter__(self) -> None:
        for name, frame in self.frames.items():
            self.con.register(name, frame)

    def __exit__(self, *_: object) -> None:
        for name in self.frames:
            self.con.unregister(name)


def same_texts(con: Connection, files: list[Path]) -> pl.Series:
    """Ids of the texts in Parquet files whose fingerprints and shingles are those already stored."""
    return (
        con.execute(
            "select article_id from read_parquet(?) as made join duplicate_texts using (article_id) where made.shingle_sum = "
            "duplicate_texts.shingle_sum and made.shingle_count = duplicate_texts.shingle_count "
            "and made.fingerprints = duplicate_texts.fingerprints",
            [[literal_path(file) for file in files]],
        )
        .pl()
        .to_series()
    )


def stored_fingerprints(con: Connection, article_ids: pl.Series) -> pl.Series:
    """Fingerprints of these texts, one after the other."""
    wanted = pl.DataFrame({"article_id": article_ids})
    with _registered(con, wanted=wanted):
        return (
            con.execute("select unnest(fingerprints) from duplicate_texts semi join wanted using (article_id)").pl().to_series()
        )


def caps(con: Connection) -> pl.DataFrame:
    """All capped fingerprints: `fingerprint`, `article_count`."""
    return con.execute("select fingerprint, article_count from duplicate_caps").pl()


def templates(con: Connection) -> pl.DataFrame:
    """All templates: `outlet_name`, `sampled_article_ids`, `template_shingles`."""
    return con.execute("select outlet_name, sampled_article_ids, template_shingles from duplicate_templates").pl()


def delete(con: Connection, table: str, column: str, values: pl.Series) -> None:
    """Deletes the rows of a table whose column has one of the values."""
    if values.is_empty():
        return
    doomed = pl.DataFrame({"doomed": values})
    with _registered(con, doomed_rows=doomed):
        con.execute(f"delete from {table} where {column} in (select doomed from doomed_rows)")


def delete_pairs(con: Connection, pairs: pl.DataFrame) -> None:
    """Deletes pairs (`article_id_l`, `article_id_r`)."""
    if pairs.is_empty():
        return
    with _registered(con, doomed_pairs=pairs):
        con.execute("delete from duplicate_pairs where (article_id_l, article_id_r) in (from doomed_pairs)")


def insert(con: Connection, table: str, rows: pl.DataFrame, run_id: str) -> None:
    """Adds rows to a table."""
    if rows.is_empty():
        return
    checked = CATALOG[table].model.validate(rows.select(list(CATALOG[table].polars_schema)))
    with _registered(con, new_rows=checked):
        con.execute(f"insert into {table} by name select *, ? as run_id from new_rows", [run_id])


def insert_texts(con: Connection, files: list[Path], without: pl.Series, run_id: str) -> None:
    """Adds the texts in Parquet files to those searched, but for some."""
    if not files:
        return
    doomed = pl.DataFrame({"article_id": without.cast(pl.String)})
    columns = ", ".join(CATALOG["duplicate_texts"].polars_schema)
    with _registered(con, left_out=doomed):
        con.execute(
            f"insert into duplicate_texts by name select {columns}, ? as run_id from read_parquet(?) "
            "where article_id not in (select article_id from left_out)",
            [run_id, [literal_path(file) for file in files]],
        )


def neighbours(con: Connection, article_ids: pl.Series) -> pl.Series:
    """The articles that links of any kind but a passage join to these."""
    wanted = pl.DataFrame({"article_id": article_ids})
    with _registered(con, wanted=wanted):
        return (
            con.execute(
                """
                with links as (from duplicate_pairs where duplicate_kind <> 'passage')
                select article_id_r from links where article_id_l in (from wanted)
                union select article_id_l from links where article_id_r in (from wanted)
                """
            )
            .pl()
            .to_series()
        )


def known_pairs(con: Connection, pairs: pl.DataFrame) -> pl.DataFrame:
    """Those of the pairs (`article_id_l`, `article_id_r`) that are links already."""
    with _registered(con, pairs=pairs):
        return con.execute("from pairs semi join duplicate_pairs using (article_id_l, article_id_r)").pl()


def copies(con: Connection, article_ids: pl.Series) -> pl.DataFrame:
    """The rows of duplicates of these articles, without run_id."""
    wanted = pl.DataFrame({"article_id": article_ids})
    with _registered(con, wanted=wanted):
        return con.execute("select * exclude (run_id) from duplicates semi join wanted using (article_id)").pl()


def links(con: Connection, article_ids: pl.Series) -> pl.DataFrame:
    """The links between these articles that make clusters, with their measures."""
    wanted = pl.DataFrame({"article_id": article_ids})
    with _registered(con, wanted=wanted):
        return con.execute(
            """
            select article_id_l, article_id_r, duplicate_kind, excerpt_article_id, jaccard_similarity, containment_l,
                containment_r, matched_word_count_l, matched_word_count_r
            from duplicate_pairs
            where duplicate_kind <> 'passage' and article_id_l in (from wanted) and article_id_r in (from wanted)
            """
        ).pl()


def with_same_page(con: Connection, pairs: pl.DataFrame) -> pl.DataFrame:
    """The rows of `pairs` with `is_same_page`: whether `article_id` and `canonical_article_id` stand on one page."""
    with _registered(con, pairs=pairs):
        return con.execute(
            """
            select pairs.*, copy.page_id = canonical.page_id as is_same_page
            from pairs join articles as copy on pairs.article_id = copy.article_id
            join articles as canonical on pairs.canonical_article_id = canonical.article_id
            """
        ).pl()
