"""The command line. Results go to stdout, progress and messages to stderr.

Exit codes: 0 the published version is good and up to date; 1 the run or query failed, the last version stays published;
2 the command was called wrongly; 3 another run holds the warehouse; 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from flows.printable import printable
from flows.settings import CONFIG_FILE, CONFIG_VARIABLE, DEFAULT_WAREHOUSE
from flows.temporary_server import temporary_server

if TYPE_CHECKING:
    import polars as pl

    from flows.build_dataset import Report
    from flows.explain import Explained

app = typer.Typer(
    name="broadsheet",
    help="Raw dumps of news pages in, an analytics dataset in DuckDB out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
PIPED_WIDTH = 180  # where no terminal says how wide it is
out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPED_WIDTH)
_DEBUG = False

Warehouse = Annotated[Path, typer.Option("--warehouse", help="The DuckDB file to publish or to read.")]
EXIT_FAILED, EXIT_USAGE, EXIT_LOCKED, EXIT_INTERRUPTED = 1, 2, 3, 130
SHOWN_ROWS = 50
LINE_END = "\n"
# Told after a run.
COUNTED_TABLES = [
    "dumps",
    "pages",
    "blocks",
    "articles",
    "duplicates",
    "duplicate_pairs",
    "entity_mentions",
    "entities",
    "events",
    "event_figures",
    "quotes",
    "stories",
    "rejects",
]
ROLE_STYLES = {
    "title": "bold cyan", "subtitle": "cyan", "byline": "magenta", "dateline": "magenta", "heading": "bold", "body": "",
    "quote": "italic", "list_item": "", "caption": "yellow", "promo": "red", "tags": "blue", "footer": "blue",
    "page_header": "green", "navigation": "green", "banner": "red", "comments": "blue", "blank": "dim", "other": "dim",
}  # fmt: skip


class Format(StrEnum):
    """How a result is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback when a command fails.")] = False,
) -> None:
    global _DEBUG  # noqa: PLW0603 - one process, one command
    _DEBUG = debug


@app.command()
def run(
    dumps: Annotated[list[str], typer.Argument(help="Files, folders, globs or URLs of dumps.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Parse all dumps named, unchanged ones too.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Delete the rows of dumps that are gone from the inputs named.")] = False,
    wait: Annotated[float, typer.Option("--wait", help="Seconds to wait for another run on the same warehouse.")] = 600.0,
    accept_quality: Annotated[
        bool, typer.Option("--accept-quality", help="Publish although the quality gate finds fault; it is recorded.")
    ] = False,
) -> None:
    """Bring the warehouse up to date with the dumps and publish it."""
    # The failure is told below in one line; Prefect would log it with a traceback too.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG" if _DEBUG else "CRITICAL")
    with _errors_as_lines(), temporary_server() as server:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from flows import build_dataset as pipeline
        from flows.parsers import helpers_in_waiting
        from flows.plan import discover, holds_more_than
        from flows.settings import Settings
        from warehouse.quality import library_in_waiting

        paths, _ = discover(dumps, warehouse)  # a wrong path is told at once, not after the server has started
        settings = Settings()
        is_large = holds_more_than(paths, settings.alone_bytes)
        helpers = settings.workers - 1 if is_large else 0
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[amount]}"),
            TimeElapsedColumn(),
        )
        with helpers_in_waiting(helpers), Progress(*columns, console=err, transient=True) as bar:
            shown = bar.add_task("Starting", total=None, amount="")

            def progress(stage: str, done: int, total: int) -> None:
                amount = f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB" if stage == "Parsing" else ""
                bar.update(shown, description=stage, completed=done, total=total or None, amount=amount)

            pipeline.listener.progress = progress
            pipeline.listener.message = lambda text: bar.console.print(escape(printable(text)), soft_wrap=True)
            if server:
                with library_in_waiting() if is_large and settings.quality == "on" else nullcontext():
                    server.ready()
            report = pipeline.build_dataset(
                dumps, str(warehouse), rebuild=rebuild, prune=prune, wait_seconds=wait, accept_quality=accept_quality
            )
    _print_report(report)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="SQL, in DuckDB's dialect.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    fmt: Annotated[Format, typer.Option("--format", help="How to print the result.")] = Format.table,
) -> None:
    """Query the published warehouse."""
    with _errors_as_lines():
        from warehouse.query import run_sql

        _print_as(fmt, run_sql(warehouse, query))


@app.command()
def search(
    words: Annotated[str, typer.Argument(help='Words, and "phrases" in double quotes, which must be there.')],
    *,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    from_day: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Earliest day of publication.")
    ] = None,
    to_day: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Latest day of publication.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Its publisher, republisher or site, in any case.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many articles.")] = 20,
    fmt: Annotated[Format, typer.Option("--format", help="How to print the result.")] = Format.table,
) -> None:
    """Find articles by their words, the best ones first."""
    with _errors_as_lines():
        from flows.search import find_articles
        from warehouse.search import Query

        first, last = (day.date() if day else None for day in (from_day, to_day))
        found = find_articles(warehouse, Query(words, first, last, publisher, limit))
        if fmt is not Format.table:
            _print_as(fmt, found)
        elif found.is_empty():
            err.print("No article has these words.")
        else:
            for row in found.iter_rows(named=True):
                out.print(_found_article(row), soft_wrap=True)


@app.command()
def tables(name: Annotated[str | None, typer.Argument(help="One table, with all its columns.")] = None) -> None:
    """Show the data dictionary: tables and marts."""
    with _errors_as_lines():
        from schemas.catalog import CATALOG, TableSpec
        from warehouse.marts import Mart, mart_columns, marts

        documented: dict[str, TableSpec | Mart] = {**CATALOG, **marts()}
        if name is None:
            listing = Table("table", "columns", "one row is", box=None, header_style="bold")
            for spec in documented.values():
                listing.add_row(spec.name, str(len(spec.columns)), escape(spec.description))
            out.print(listing)
            return
        if name not in documented:
            _fail(f"There is no table {name}. Tables: {', '.join(documented)}", EXIT_USAGE)
        out.print(escape(documented[name].description))
        listing = Table("column", "type", "meaning", box=None, header_style="bold")
        for column in CATALOG[name].columns if name in CATALOG else mart_columns(name):
            listing.add_row(column.name, escape(column.duckdb_type), escape(column.description))
        out.print(listing)


@app.command()
def entity(
    name: Annotated[str, typer.Argument(help="A name, alias or acronym as articles use it, or an entity's id.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Show one entity: what it is called and why, its articles over time, and who is mentioned with it."""
    with _errors_as_lines():
        from warehouse.query import entity_lists, find_entities

        found = find_entities(warehouse, name)
        if found.is_empty():
            _fail(f"No entity of {warehouse} is called {printable(name)}.")
        first = found.row(0, named=True)
        for column, value in first.items():
            if value is not None:
                out.print(f"  {column}: {escape(_cell(value))}", soft_wrap=True)
        for title, rows in entity_lists(warehouse, first["entity_id"]).items():
            if rows.height:
                out.print(f"[bold]{title}[/]")
                _print_frame(rows)
        if found.height > 1:
            out.print("[bold]others of this name[/]")
            _print_frame(found.slice(1).select("entity_name", "entity_type", "article_count", "entity_id"))


@app.command()
def followthemoney(
    output: Annotated[Path, typer.Argument(help="The file to write.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Write the entities, the articles, and who is mentioned where as FollowTheMoney JSON lines."""
    with _errors_as_lines():
        from warehouse.followthemoney import write_followthemoney

        for schema, count in write_followthemoney(warehouse, output).items():
            err.print(f"  {schema}: {count:,}")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; an export that is there is replaced.")],
    *,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    tables: Annotated[str | None, typer.Option("--tables", help="Names with commas between, marts among them too.")] = None,
    marts: Annotated[bool, typer.Option("--marts", help="Add all marts.")] = False,
    by_month: Annotated[bool, typer.Option("--by-month", help="Articles in a folder for each month of publication.")] = False,
) -> None:
    """Write the published version as Parquet files with a manifest."""
    with _errors_as_lines():
        from flows.export import export_tables

        manifest = export_tables(warehouse, folder, tables, with_marts=marts, by_month=by_month)
        listing = Table("table", "rows", "kB", "files", box=None, header_style="bold")
        for table in manifest["tables"]:
            listing.add_row(table["name"], f"{table['rows']:,}", f"{table['bytes'] / 1e3:,.0f}", str(len(table["files"])))
        out.print(listing)
        err.print(f"Wrote {escape(printable(str(folder)))}", soft_wrap=True)


@app.command()
def explain(
    file: Annotated[str, typer.Argument(help="A dump: a file or a URL.")],
    page: Annotated[int, typer.Option("--page", help="Which page of the dump, from 0.")] = 0,
    html: Annotated[str | None, typer.Option("--html", help="Write it as an HTML file instead; - is stdout.")] = None,
) -> None:
    """Show why a page was cut as it was, and its blocks with the role, article and rule of each."""
    with _errors_as_lines():
        from flows.explain import explain_file

        explained, unreadable = explain_file(file, page)
        for problem in unreadable:
            err.print(f"[red]{problem.reason}[/]: {escape(printable(problem.detail))}")
        if explained is None:
            _fail(f"{printable(file)} has no page with text.")
        if html is not None:
            from flows.page_view import write_view

            write_view(explained, unreadable, html)
            if html != "-":
                err.print(f"Wrote {escape(printable(html))}", soft_wrap=True)
            return
        row = explained.page_row
        out.print(
            f"layout [bold]{row['layout_name']}[/] ({row['layout_confidence']:.2f})   articles {row['article_count']}   "
            f"site {escape(printable(str(row['site_name'])))}   encoding {explained.page.encoding}   "
            f"replaced characters {len(explained.page.replaced_offsets)}",
            soft_wrap=True,
        )
        _print_reasons(explained)
        for block, article in explained.blocks():
            out.print(_block_line(block, article, explained.page.text), soft_wrap=True)
        for reject in explained.tables["rejects"].rows(named=True):
            out.print(f"[red]reject[/] {reject['table_name']}: {reject['reject_reason']}: {escape(printable(reject['detail']))}")


@app.command()
def trace(
    row_id: Annotated[str, typer.Argument(metavar="ID", help="The id of any row that has one of its own.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Show any row and the raw text it came from, with the span marked."""
    with _errors_as_lines():
        from flows.explain import trace_row

        traced = trace_row(warehouse, row_id)
        out.print(f"[bold]{traced.table}[/] {escape(row_id)}")
        for name, value in traced.row.items():
            shown = printable(str(value).replace("\n", " "))
            out.print(f"  {name}: {escape(shown[:160])}{'…' if len(shown) > 160 else ''}", soft_wrap=True)
        if traced.table == "events":  # a story has the id of its first event, so that its reports are shown with that
            _print_event(warehouse, traced.row)
            _print_reports(warehouse, str(traced.row["story_id"]))
        if traced.text:
            out.print(f"[bold]{escape(printable(str(traced.dump_path)))}[/], characters {traced.start:,} to {traced.end:,}:")
            before = printable(traced.text[max(0, traced.start - 200) : traced.start], keep=LINE_END)
            span = printable(traced.text[traced.start : traced.end], keep=LINE_END)
            after = printable(traced.text[traced.end : traced.end + 200], keep=LINE_END)
            if out.is_terminal:
                marked = Text.assemble((before, "dim"), (span, "reverse"), (after, "dim"))
            else:  # without colours the span is marked by signs
                marked = Text(f"{before}⟦{span}⟧{after}")
            out.print(marked, soft_wrap=True)


def _print_event(warehouse: Path, event: dict[str, object]) -> None:
    from flows.trace_events import trace_event

    traced = trace_event(warehouse, event)
    out.print(f"[bold]{escape(printable(traced.dump_path))}[/], characters {traced.start:,} to {traced.end:,}:")
    shown = Text()
    for text, label in traced.pieces():
        words = printable(text, keep=LINE_END)
        shown.append(f"⟦{words}⟧" if label else words, "reverse" if label else "")
        shown.append(f"({label})" if label else "", "dim")
    out.print(shown, soft_wrap=True)


def _print_reports(warehouse: Path, story_id: str) -> None:
    from warehouse.query import reports_of

    reports = reports_of(warehouse, story_id)
    out.print(f"[bold]story[/] {story_id}, reports: {reports.height}", soft_wrap=True)
    for row in reports.iter_rows(named=True):
        source = f"{row['publisher'] or 'publisher unknown'}{', copies ' + row['copies'] if row['copies'] else ''}"
        head = f"{row['published_on'] or 'undated'}, {source}: {row['figures'] or 'no figures'}"
        out.print(f"[bold]{escape(printable(head))}[/]  {row['event_id']}", soft_wrap=True)
        out.print(f"  {escape(printable(row['sentence'].replace(chr(10), ' ')))}", soft_wrap=True)


@app.command()
def compare(
    one: Annotated[str, typer.Argument(metavar="A", help="The id of an article.")],
    other: Annotated[str, typer.Argument(metavar="B", help="The id of another.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Show two articles side by side, what they share marked, and why they are linked."""
    with _errors_as_lines():
        from flows.compare import compare_articles, sides

        compared = compare_articles(warehouse, one, other)
        out.print(Text(compared.reason(), style="bold"), soft_wrap=True)
        listing = Table(show_lines=True, header_style="")
        for row in (compared.left, compared.right):
            listing.add_column(_article_head(row), ratio=1)
        for cells in sides(compared):
            listing.add_row(*[_marked(*cell) for cell in cells])
        out.print(listing)


@app.command()
def duplicates(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many clusters.")] = 20,
) -> None:
    """Show the largest clusters of copies, with who was first."""
    with _errors_as_lines():
        from warehouse.query import largest_clusters

        clusters = largest_clusters(warehouse, limit)
        if clusters.is_empty():
            err.print("No article copies another.")
            return
        listing = Table("copies", "of them", "outlets", "first", "last", "title", "cluster_id", box=None, header_style="bold")
        for row in clusters.iter_rows(named=True):
            kinds = ", ".join(f"{row[kind]:,} {kind}" for kind in ("exact", "near", "excerpts") if row[kind])
            first = f"{row['first_on'] or 'undated'}, {row['first_outlet'] or 'outlet unknown'}"
            listing.add_row(
                f"{row['copies']:,}", kinds, f"{row['outlets']:,}", Text(_cell(first)), str(row["last_on"] or ""),
                Text(_cell(row["title"])), row["cluster_id"],
            )  # fmt: skip
        out.print(listing)


@app.command()
def dashboard(
    output: Annotated[Path, typer.Option("--output", help="The HTML file to write.")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    title: Annotated[str, typer.Option("--title", help="Its heading.")] = "What the dumps hold",
) -> None:
    """Write the published warehouse's dashboard as one HTML file that opens without any server or network."""
    with _errors_as_lines():
        from flows.dashboard import write_dashboard

        size = write_dashboard(warehouse, output, title)
        err.print(f"Wrote {escape(printable(str(output)))}, {size / 1e6:.1f} MB", soft_wrap=True)


@app.command()
def status(warehouse: Warehouse = DEFAULT_WAREHOUSE) -> None:
    """Show what is published and since when, the last runs, the versions kept, and what is due."""
    with _errors_as_lines():
        from datetime import UTC, datetime

        from flows.status import status_of, told

        state = status_of(warehouse)
        for name, line in told(state, datetime.now(UTC)):
            out.print(f"{name:<10}  {escape(printable(line))}", soft_wrap=True)
        _print_frame(state.runs)


@app.command()
def rollback(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    to: Annotated[str | None, typer.Option("--to", metavar="RUN_ID", help="The version to publish again; see status.")] = None,
    wait: Annotated[float, typer.Option("--wait", help="Seconds to wait for a run on the same warehouse.")] = 0.0,
) -> None:
    """Publish the version before again, or another one that is kept."""
    with _errors_as_lines():
        from flows.status import rollback as roll_back

        left, target = roll_back(warehouse, to, wait, lambda text: err.print(escape(printable(text)), soft_wrap=True))
        out.print(f"Published again: run {target}. Kept: run {left}; --to {left} goes forward to it.", soft_wrap=True)
        err.print("The next run reads anew what the version left had read since.")


@app.command()
def serve(
    inbox: Annotated[Path, typer.Argument(help="The folder that dumps arrive in.")],
    cron: Annotated[str | None, typer.Option("--cron", help='When to run, as in "*/15 * * * *", in UTC.')] = None,
    every: Annotated[float | None, typer.Option("--every", min=1, help="Run every so many seconds instead.")] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """Keep the warehouse up to date with an inbox on a schedule, until interrupted."""
    with _errors_as_lines():
        from flows.status import is_cron

        if (cron is None) == (every is None):
            _fail("Say when to run: either --cron or --every.", EXIT_USAGE)
        if cron is not None and not is_cron(cron):
            _fail(f"This is no schedule of cron's five fields: {cron}", EXIT_USAGE)
        if not inbox.is_dir():
            _fail(f"No such folder: {inbox}", EXIT_USAGE)
        if Path(CONFIG_FILE).is_file():  # runs may start in another folder
            os.environ.setdefault(CONFIG_VARIABLE, str(Path(CONFIG_FILE).absolute()))
        with temporary_server(lasting=True) as server:
            from flows.serve import serve as keep_serving

            if server:
                server.ready()
                err.print(f"Runs are shown at {server.url.removesuffix('/api')}", soft_wrap=True)
            err.print(f"Serving {escape(printable(str(inbox)))}; Ctrl-C ends it.", soft_wrap=True)
            keep_serving(inbox, warehouse, cron=cron, every_seconds=every)


@app.command()
def config() -> None:
    """Show all settings, their values, and where each comes from."""
    with _errors_as_lines():
        from flows.settings import Settings, origins

        values, found = Settings(), origins()
        listing = Table("setting", "value", "from", "meaning", box=None, header_style="bold")
        for name, field in Settings.model_fields.items():
            shown = Text(printable(str(getattr(values, name))))
            listing.add_row(name, shown, Text(printable(found[name])), escape(field.description or ""))
        out.print(listing)


def main() -> None:
    """Entry point of the `broadsheet` command."""
    # A polite end (schedulers send SIGTERM) unwinds like Ctrl-C: locks and servers are let go.
    signal.signal(signal.SIGTERM, _interrupt)
    app()


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _print_reasons(explained: Explained) -> None:
    from flows.explain import shown_marks, shown_starts, shown_titles

    reasons = explained.reasons
    if reasons.layouts:
        out.print("layouts " + "   ".join(f"{name} {sure:.2f}" for name, sure in reasons.layouts.items()), soft_wrap=True)
    out.print(explained.verdict(), soft_wrap=True)
    if said := shown_starts(reasons):
        out.print(f"network {said[0]}; {said[1]}", soft_wrap=True)
    if marks := shown_marks(reasons):
        listing = Table(
            "mark", "beats", "score", "covers", "largest", "titled", "alike", "verdict", box=None, header_style="bold"
        )
        for mark in marks:
            listing.add_row(Text(printable(mark.words)), str(mark.beats), *mark.figures, mark.verdict)
        out.print(listing)
    if titles := shown_titles(reasons):
        listing = Table("title", "score", "made up of", box=None, header_style="bold")
        for title in titles:
            listing.add_row(Text(printable(title.words)), title.score, title.parts)
        out.print(listing)
    out.print()


def _block_line(block: dict[str, object], article: int | None, text: str) -> Text:
    start, end = int(str(block["text_start"])), int(str(block["text_end"]))
    words = printable(text[start : min(end, start + 400)].replace("\n", "⏎"))
    role = str(block["role"])
    line = Text(f"{block['start_char']:>8} ")
    line.append("   ·" if article is None else f"{article:>4}", style="bold")
    line.append(f" {role:<11} {block['rule']!s:<32} ", style=ROLE_STYLES[role])
    line.append(words + ("…" if end > start + 400 else ""), style=ROLE_STYLES[role])
    return line


def _article_head(row: dict[str, object]) -> Text:
    outlet = row["publisher_name"] or row["site_name"] or "outlet unknown"
    lines = (
        row["title"] or "untitled",
        f"{outlet}, {row['published_on'] or 'undated'}, {row['word_count']:,} words",
        row["article_id"],
    )
    return Text("\n".join(_cell(line) for line in lines))


def _marked(before: str, shared: str, after: str) -> Text:
    """A cell of `compare`: the shared part in reverse, or between signs where there are no colours."""
    before, shared, after = (printable(part, keep=LINE_END) for part in (before, shared, after))
    if out.is_terminal:
        return Text.assemble((before, "dim"), (shared, "reverse"), (after, "dim"))
    return Text(f"{before}⟦{shared}⟧{after}" if shared else before)


def _found_article(row: dict[str, Any]) -> Text:
    """An article of `search`: what it is, and its passage with the words found in reverse, or between signs without colours."""
    head = f"{row['score']:.2f}  {row['published_on'] or 'undated'}  {_cell(row['publisher_name']) or 'publisher unknown'}"
    shown = Text.assemble(head, "  ", (_cell(row["title"]), "bold"), "  ", (row["article_id"], "dim"), "\n    ")
    at = 0
    for start, end in ((first - row["snippet_start"], last - row["snippet_start"]) for first, last in row["matches"]):
        shown.append(printable(row["snippet"][at:start]))
        word = printable(row["snippet"][start:end])
        shown.append(word if out.is_terminal else f"⟦{word}⟧", "reverse")
        at = end
    return shown.append(printable(row["snippet"][at:]))


def _print_as(fmt: Format, frame: pl.DataFrame) -> None:
    if fmt is Format.table:
        _print_frame(frame)
    elif fmt is Format.csv:
        sys.stdout.write(_flat(frame).write_csv())
    elif fmt is Format.json:
        sys.stdout.write(frame.write_json() + "\n")
    else:
        buffer = BytesIO()
        frame.write_parquet(buffer)
        sys.stdout.buffer.write(buffer.getvalue())


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON text, since a CSV cell holds text alone."""
    import polars as pl

    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    return frame.with_columns(
        [
            pl.col(name).map_elements(_as_json, return_dtype=pl.String)
            for name in nested
        ]
    )  # fmt: skip


def _as_json(value: object) -> str:
    import json

    to_list: Callable[[], object] | None = getattr(value, "to_list", None)  # lists come as Polars series
    return json.dumps(to_list() if to_list else value, default=str, ensure_ascii=False)


def _print_frame(frame: pl.DataFrame) -> None:
    listing = Table(*[escape(printable(name)) for name in frame.columns], header_style="bold")
    for row in frame.head(SHOWN_ROWS).iter_rows():
        listing.add_row(*[Text(_cell(value)) for value in row])
    out.print(listing)
    if frame.height > SHOWN_ROWS:
        err.print(f"{SHOWN_ROWS} of {frame.height:,} rows; --format csv, json or parquet gives all.")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return printable("; ".join(map(str, value)))
    if isinstance(value, float):
        return f"{value:g}"
    text = printable(str(value).replace("\n", " "))
    return text if len(text) <= 200 else text[:199] + "…"


def _print_report(report: Report) -> None:
    from warehouse.query import row_counts, run_summary

    if report.outdated_count:
        err.print(f"{report.outdated_count:,} unchanged dumps were parsed by another code version; --rebuild parses them anew.")
    for problem in report.unreadable:
        err.print(f"[red]unreadable[/] {escape(printable(problem))}")
    if not report.published:
        err.print(f"Nothing new in {report.found_count:,} files; {escape(printable(report.warehouse))} stays as it is.")
    counts = row_counts(Path(report.warehouse))
    total = Table("in the warehouse", "rows", box=None, header_style="bold")
    for name in COUNTED_TABLES:
        total.add_row(name, f"{counts[name]:,}")
    if report.published:
        summary = run_summary(Path(report.warehouse), report.run_id)
        megabytes = report.parsed_bytes / 1e6
        rate = f"{megabytes / report.seconds:,.1f} MB/s" if report.seconds else ""
        out.print(
            f"[bold]Published {escape(printable(report.warehouse))}[/]  run {report.run_id}\n"
            f"dumps parsed {report.parsed_count:,}, unchanged {report.unchanged_count:,}, removed {report.removed_count:,}, "
            f"unreadable {len(report.unreadable):,};  {megabytes:,.1f} MB in {report.seconds:,.1f} s, {rate};  "
            f"{report.laws_tested - len(report.failed_checks)} of {report.laws_tested} checks passed"
            + (f", see {escape(printable(report.quality_page))}" if report.quality_page else ""),
            soft_wrap=True,
        )
        for failed in report.failed_checks:
            err.print(f"[yellow]check failed[/] {escape(printable(failed))}", soft_wrap=True)
        layouts = Table("layout", "pages", "articles", box=None, header_style="bold")
        for layout, pages, articles in summary["layouts"].iter_rows():
            layouts.add_row(layout, f"{pages:,}", f"{articles:,}")
        out.print(layouts)
        if summary["rejects"].height:
            rejects = Table("rejected", "why", "rows", "for example", box=None, header_style="bold red")
            for table, reason, rows, example in summary["rejects"].iter_rows():
                rejects.add_row(table, reason, f"{rows:,}", Text(printable(example)[:100]))
            out.print(rejects)
    out.print(total)


@contextmanager
def _errors_as_lines() -> Iterator[None]:
    """Every expected failure as one line with a way out; a traceback with --debug, or for a fault of the program's own."""
    try:
        yield
    except (typer.Exit, SystemExit):
        raise
    except KeyboardInterrupt:
        err.print("Interrupted. The last published version is as it was; run again to finish the work.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except Exception as error:
        if _DEBUG:
            raise
        _explain_failure(error)


def _explain_failure(error: Exception) -> NoReturn:
    from flows.dashboard import DashboardError
    from flows.explain import ExplainError
    from flows.plan import InputError
    from flows.settings import SettingsError, told_faults
    from flows.stage import DumpReadError, StagingError
    from flows.temporary_server import ServerError
    from warehouse.publish import LockedError, WarehouseError
    from warehouse.query import QueryError

    if isinstance(error, SettingsError):
        _fail(str(error), EXIT_USAGE)
    if isinstance(error, ValidationError) and error.title == "Settings":
        _fail(told_faults(error), EXIT_USAGE)

    if isinstance(error, InputError):
        _fail(str(error), EXIT_USAGE)
    if isinstance(error, LockedError):
        _fail(str(error), EXIT_LOCKED)
    if isinstance(
        error, WarehouseError | QueryError | ExplainError | DashboardError | StagingError | DumpReadError | ServerError
    ):
        _fail(str(error))
    _fail(f"{type(error).__name__}: {error}. This is a fault of Broadsheet's; --debug shows where.")


def _fail(message: str, code: int = EXIT_FAILED) -> NoReturn:
    err.print(f"[bold red]error:[/] {escape(printable(message, keep=LINE_END))}", soft_wrap=True)
    raise typer.Exit(code)
