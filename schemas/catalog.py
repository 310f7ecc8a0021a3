"""The catalog: which tables there are, their keys, and how a Pandera model reads as Polars and DuckDB types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from schemas import tables
from schemas.tables import Table

RUN_ID_DESCRIPTION = "The run that wrote the row."


@dataclass(frozen=True)
class Column:
    """One column of a table, as the data dictionary shows it."""

    name: str
    dtype: pl.DataType
    nullable: bool
    description: str

    @property
    def duckdb_type(self) -> str:
        """The column's type in DuckDB's words."""
        return _duckdb_type(self.dtype) + ("" if self.nullable else " not null")


@dataclass(frozen=True)
class TableSpec:
    """A table: its model, what identifies a row, and which other tables' keys its columns hold.

    `written_by` says who writes it: `batch` (parsed from dumps, replaced with them), `step` (made from all articles there are,
    brought up to date by each run) or `run` (once per run).
    """

    name: str
    model: type[Table]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[str, str], ...] = ()
    written_by: str = "batch"

    @property
    def description(self) -> str:
        """What one row is: the first paragraph of the model's docstring."""
        return " ".join((self.model.__doc__ or "").split())

    @cached_property
    def columns(self) -> list[Column]:
        """Columns in the model's order, then run_id."""
        found = [
            Column(name, pl.Series([], dtype=column.dtype.type).dtype, bool(column.nullable), str(column.description))
            for name, column in self.model.to_schema().columns.items()
        ]
        return [*found, Column("run_id", pl.String(), nullable=False, description=RUN_ID_DESCRIPTION)]

    @cached_property
    def polars_schema(self) -> dict[str, pl.DataType]:
        """Names and types of the frame that a batch yields, without run_id."""
        return {column.name: column.dtype for column in self.columns if column.name != "run_id"}

    def empty(self) -> pl.DataFrame:
        """A frame of the table's shape with no rows."""
        return pl.DataFrame(schema=self.polars_schema)


def _duckdb_type(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.List):
        return _duckdb_type(pl.Series([], dtype=dtype.inner).dtype) + "[]"
    if isinstance(dtype, pl.Datetime):
        return "timestamptz"
    return {pl.String: "varchar", pl.Int64: "bigint", pl.Float64: "double", pl.Boolean: "boolean", pl.Date: "date"}[type(dtype)]


CATALOG: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec("dumps", tables.Dumps, ("dump_id",)),
        TableSpec("pages", tables.Pages, ("page_id",), (("dump_id", "dumps"),)),
        TableSpec("blocks", tables.Blocks, ("page_id", "block_number"),
                  (("page_id", "pages"), ("dump_id", "dumps"), ("article_id", "articles"))),
        TableSpec("articles", tables.Articles, ("article_id",), (("page_id", "pages"), ("dump_id", "dumps"))),
        TableSpec("duplicates", tables.Duplicates, ("article_id",),
                  tuple((column, "articles") for column in (
                      "article_id", "canonical_article_id", "cluster_id", "compared_article_id", "fullest_article_id")),
                  written_by="step"),
        TableSpec("duplicate_pairs", tables.DuplicatePairs, ("article_id_l", "article_id_r"),
                  tuple((column, "articles") for column in ("article_id_l", "article_id_r", "excerpt_article_id")),
                  written_by="step"),
        TableSpec("duplicate_texts", tables.DuplicateTexts, ("article_id",),
                  (("article_id", "articles"), ("compared_article_id", "articles")), written_by="step"),
        TableSpec("duplicate_templates", tables.DuplicateTemplates, ("outlet_name",), written_by="step"),
        TableSpec("duplicate_caps", tables.DuplicateCaps, ("fingerprint",), written_by="step"),
        TableSpec("entity_mentions", tables.EntityMentions, ("mention_id",),
                  (("article_id", "articles"), ("dump_id", "dumps"), ("entity_id", "entities"))),
        TableSpec("article_entities", tables.ArticleEntities, ("article_id", "name_id"),
                  (("article_id", "articles"), ("dump_id", "dumps"), ("entity_id", "entities"))),
        TableSpec("events", tables.Events, ("event_id",), (
            ("article_id", "articles"), ("dump_id", "dumps"), ("story_id", "stories"), ("actor_entity_id", "entities"),
            ("recipient_entity_id", "entities"), ("place_entity_id", "entities"), ("claimed_by_entity_id", "entities"))),
        TableSpec("event_figures", tables.EventFigures, ("figure_id",),
                  (("event_id", "events"), ("article_id", "articles"), ("dump_id", "dumps"))),
        TableSpec("quotes", tables.Quotes, ("quote_id",),
                  (("article_id", "articles"), ("dump_id", "dumps"), ("speaker_entity_id", "entities"))),
        TableSpec("stories", tables.Stories, ("story_id",), tuple(
            (column, "entities") for column in ("actor_entity_id", "recipient_entity_id", "place_entity_id")), written_by="step"),
        TableSpec("story_frames", tables.StoryFrames, ("event_types", "modality", "frame_number"), written_by="step"),
        TableSpec("entities", tables.Entities, ("entity_id",), written_by="step"),
        TableSpec("entity_aliases", tables.EntityAliases, ("entity_id", "name_id", "alias_text"), (("entity_id", "entities"),),
                  written_by="step"),
        TableSpec("corpus_steps", tables.CorpusSteps, ("step_name",), written_by="step"),
        TableSpec("rejects", tables.Rejects, ()),
        TableSpec("runs", tables.Runs, ("run_id",), written_by="run"),
        TableSpec("checks", tables.Checks, ("run_id", "check_name", "table_name"), written_by="run"),
    )
}  # fmt: skip
BATCH_TABLES = [name for name, spec in CATALOG.items() if spec.written_by == "batch"]
