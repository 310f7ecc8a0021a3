"""Questions to the published warehouse: SQL of the user's, the data dictionary, one row by its id."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from schemas.catalog import CATALOG
from schemas.tables import BODY_ROLES
from warehouse.publish import WarehouseError, connect_published


class QueryError(Exception):
    """The user's SQL failed; the message is DuckDB's own."""


def run_sql(warehouse: Path, query: str) -> pl.DataFrame:
    """The result of the user's SQL on the published version, read-only."""
    with connect_published(warehouse) as con:
        con.execute("set timezone = 'UTC'")
        try:
            relation: duckdb.DuckDBPyRelation | None = con.sql(query)  # None for statements without a result
            return relation.pl() if relation is not None else pl.DataFrame()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


def row_counts(warehouse: Path) -> dict[str, int]:
    """Rows of every table of the published version."""
    with connect_published(warehouse) as con:
        return {name: con.sql(f"select count(*) from {name}").fetchall()[0][0] for name in CATALOG}


def run_summary(warehouse: Path, run_id: str) -> dict[str, pl.DataFrame]:
    """What one run brought in: `layouts` (pages and articles per layout) and `rejects` (per reason)."""
    with connect_published(warehouse) as con:
        layouts = con.execute(
            "select layout_name, count(*) as pages, sum(article_count)::bigint as articles from pages where run_id = ? "
            "group by layout_name order by pages desc, layout_name",
            [run_id],
        ).pl()
        rejects = con.execute(
            "select table_name, reject_reason, count(*) as rows, any_value(detail) as example from rejects where run_id = ? "
            "group by all order by rows desc, table_name, reject_reason",
            [run_id],
        ).pl()
        return {"layouts": layouts, "rejects": rejects}


def find_row(warehouse: Path, row_id: str) -> tuple[str, dict[str, object]] | None:
    """The table and row whose own id is `row_id`, or None."""
    with connect_published(warehouse) as con:
        for name, spec in CATALOG.items():
            if len(spec.primary_key) != 1 or not spec.primary_key[0].endswith("_id"):
                continue
            frame = con.execute(f"select * from {name} where {spec.primary_key[0]} = ?", [row_id]).pl()
            if frame.height:
                return name, frame.row(0, named=True)
    return None


def page_and_dump(warehouse: Path, page_id: str) -> tuple[dict[str, object], dict[str, object]]:
    """The rows of a page and of the dump that holds it."""
    with connect_published(warehouse) as con:
        page = con.execute("select * from pages where page_id = ?", [page_id]).pl()
        dump = con.execute("select dumps.* from dumps join pages using (dump_id) where page_id = ?", [page_id]).pl()
    if page.is_empty() or dump.is_empty():
        raise WarehouseError(f"{warehouse} holds no page {page_id}.")
    return page.row(0, named=True), dump.row(0, named=True)


def article(warehouse: Path, article_id: str) -> dict[str, object]:
    """The row of an article."""
    with connect_published(warehouse) as con:
        frame = con.execute("from articles where article_id = ?", [article_id]).pl()
    if frame.is_empty():
        raise WarehouseError(f"{warehouse} holds no article {article_id}.")
    return frame.row(0, named=True)


def body_blocks(warehouse: Path, article_id: str) -> pl.DataFrame:
    """Where the parts of an article's body_text stand on its page (`text_start`, `text_end`), in order."""
    with connect_published(warehouse) as con:
        return con.execute(
            "select text_start, text_end from blocks where article_id = ? and role in ? order by block_number",
            [article_id, BODY_ROLES],
        ).pl()


def event_figures(warehouse: Path, event_id: str) -> list[tuple[int, int, str]]:
    """Start, end and role of each figure of an event."""
    with connect_published(warehouse) as con:
        return con.execute(
            "select start_char, end_char, figure_role from event_figures where event_id = ? order by all", [event_id]
        ).fetchall()


def reports_of(warehouse: Path, story_id: str) -> pl.DataFrame:
    """The events of a story, the earliest published first: where, what each says, its figures, and whom its article copies."""
    with connect_published(warehouse) as con:
        return con.execute(
            """
            with figures as (
                select event_id, string_agg(figure_role || ' ' || figure_text, ', ' order by start_char) as figures
                from event_figures group by event_id
            )
            select articles.published_on, coalesce(articles.publisher_name, articles.site_name) as publisher,
                substring(articles.body_text, events.start_char + 1, events.end_char - events.start_char) as sentence,
                figures.figures, coalesce(sources.publisher_name, sources.site_name) as copies, events.event_id
            from events join articles using (article_id)
            left join figures using (event_id)
            left join duplicates using (article_id)
            left join articles as sources on sources.article_id = duplicates.canonical_article_id
            where events.story_id = ? order by articles.published_on nulls last, events.event_id
            """,
            [story_id],
        ).pl()


def pair_of(warehouse: Path, one: str, other: str) -> dict[str, object] | None:
    """The row of duplicate_pairs that holds these two articles, in either order, or None."""
    with connect_published(warehouse) as con:
        frame = con.execute(
            "from duplicate_pairs where (article_id_l, article_id_r) in ((?, ?), (?, ?))", [one, other, other, one]
        ).pl()
    return None if frame.is_empty() else frame.row(0, named=True)


def outlet_template(warehouse: Path, outlet_name: object) -> list[int]:
    """The shingles of an outlet's template."""
    with connect_published(warehouse) as con:
        rows = con.execute(
            "select unnest(template_shingles) from duplicate_templates where outlet_name = ?", [outlet_name]
        ).fetchall()
    return [shingle for (shingle,) in rows]


def largest_clusters(warehouse: Path, limit: int) -> pl.DataFrame:
    """The clusters with the most copies: how many of which kind in how many outlets, and who was first, on which day."""
    with connect_published(warehouse) as con:
        return con.execute(
            """
            with members as (
                select cluster_id, article_id, duplicate_kind from duplicates
                union all select distinct cluster_id, canonical_article_id, null from duplicates
            ),
            clusters as (
                select cluster_id, count(duplicate_kind) as copies,
                    count(*) filter (duplicate_kind = 'exact') as exact, count(*) filter (duplicate_kind = 'near') as near,
                    count(*) filter (duplicate_kind = 'excerpt') as excerpts,
                    count(distinct coalesce(publisher_name, site_name)) as outlets, max(published_on) as last_on
                from members join articles using (article_id) group by cluster_id
            )
            select copies, exact, near, excerpts, outlets, coalesce(publisher_name, site_name) as first_outlet,
                published_on as first_on, last_on, coalesce(title, left(body_text, 80)) as title, cluster_id
            from clusters join articles on articles.article_id = cluster_id
            order by copies desc, cluster_id limit ?
            """,
            [limit],
        ).pl()


ENTITY_ROWS = 10  # shown of each list


def find_entities(warehouse: Path, name: str) -> pl.DataFrame:
    """Entities with this id, or mentioned by this text in any case: those in most articles first."""
    with connect_published(warehouse) as con:
        return con.execute(
            """
            select * exclude (run_id) from entities
            where entity_id = $name or lower(entity_name) = lower($name)
                or entity_id in (select entity_id from entity_aliases where lower(alias_text) = lower($name))
            order by article_count desc, entity_id
            """,
            {"name": name},
        ).pl()


def entity_lists(warehouse: Path, entity_id: str) -> dict[str, pl.DataFrame]:
    """What is known of an entity: how it is called, when articles mention it, those most about it, who is in them too."""
    queries = {
        "called": """
            select alias_text, max_by(mention_kind, article_count) as kind, sum(article_count)::bigint as articles,
                max_by(method, article_count) as method, max_by(score, article_count) as score,
                max_by(evidence, article_count) as evidence
            from entity_aliases where entity_id = $id group by alias_text order by articles desc, alias_text limit $rows
        """,
        "by month": """
            select strftime(published_on, '%Y-%m') as month, count(distinct article_id) as articles
            from article_entities join articles using (article_id)
            where entity_id = $id and published_on is not null group by month order by month desc limit $rows
        """,
        "articles most about it": """
            select published_on, coalesce(title, body_text[:60] || '…') as title, publisher_name,
                max(salience) as salience, articles.article_id
            from article_entities join articles using (article_id)
            where entity_id = $id group by articles.article_id, published_on, title, body_text, publisher_name
            order by salience desc, published_on desc nulls last, articles.article_id limit $rows
        """,
        "mentioned with it": """
            with its as (select distinct article_id from article_entities where entity_id = $id)
            select any_value(entities.entity_name) as name, any_value(entities.entity_type) as type,
                count(distinct article_id) as articles
            from article_entities semi join its using (article_id) join entities using (entity_id)
            where entity_id <> $id group by entity_id order by articles desc, name limit $rows
        """,
    }
    with connect_published(warehouse) as con:
        con.execute("set timezone = 'UTC'")
        return {title: con.execute(query, {"id": entity_id, "rows": ENTITY_ROWS}).pl() for title, query in queries.items()}
