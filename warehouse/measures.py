"""What a new version measures, beside what the published one makes one expect of it. Figures only; what is right, and what
follows, is said in `schemas.expectations` and `warehouse.quality`.

Units (articles, pages, records) are compared inside their source, so that a new source, or more of one than of another, moves
nothing: what is expected of a run is the mean of each source in the published version, weighted by the units that the run
has of it. Sources that the published version does not know are not compared. The width of chance adds up from the variance
of each source, for the run's units and for those before, and is widened by the units that stand on one page, which are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import sqrt

import duckdb


@dataclass(frozen=True)
class Figure:
    """One measure. `expected` is None where there is nothing to compare with.

    `compared` counts the units behind it, `noise` is the standard deviation of `observed` were nothing but chance at work,
    `is_share` tells shares from counts and means.
    """

    measure: str
    observed: float
    expected: float | None = None
    noise: float = 0.0
    compared: int = 0
    is_share: bool = False


@dataclass(frozen=True)
class _Value:
    """A number that each unit has: `expression` over the unit's columns. `switch` is the setting that turns it off."""

    measure: str
    expression: str
    is_share: bool = True
    switch: str = ""


@dataclass(frozen=True)
class _Units:
    """What is compared: a query for units with `source` and `page_id`, where {catalog} is the version and `run_id` the run."""

    query: str
    values: list[_Value] = field(default_factory=list)


# An article that names no outlet is compared with what its own dump held before.
ARTICLES = _Units(
    """
    select coalesce(articles.site_name, articles.publisher_name, dumps.dump_path) as source, articles.*,
        duplicates.article_id is not null as is_copy, coalesce(mentions.mention_count, 0) as mention_count
    from {catalog}.articles join {catalog}.dumps using (dump_id)
    left join {catalog}.duplicates on duplicates.article_id = articles.article_id
    left join (select article_id, sum(mention_count) as mention_count from {catalog}.article_entities group by article_id)
        as mentions on mentions.article_id = articles.article_id
    """,
    [
        _Value("undated_share", "published_on is null"),
        _Value("untitled_share", "title is null"),
        _Value("copies_share", "is_copy", switch="duplicates"),
        _Value("english_share", "language_code[:2] = 'en'"),
        _Value("mentions_per_article", "mention_count", is_share=False, switch="entities"),
        _Value("words_per_article", "word_count", is_share=False),
    ],
)
PAGES = _Units(
    """
    select coalesce(pages.site_name, dumps.dump_path) as source, pages.*
    from {catalog}.pages join {catalog}.dumps using (dump_id)
    """,
    [_Value("articles_per_page", "article_count", is_share=False)],
)
# A record is a page, or what was rejected before it could become one. Rejects name no outlet: the format is their source.
RECORDS = _Units(
    """
    select dump_format as source, pages.page_id, pages.run_id, flawed.page_id is not null as is_rejected
    from {catalog}.pages join {catalog}.dumps using (dump_id)
    left join (select distinct page_id from {catalog}.rejects where table_name <> 'events') as flawed
        on flawed.page_id = pages.page_id
    union all
    select dump_format, rejects.dump_id || row_number() over (), rejects.run_id, true
    from {catalog}.rejects join {catalog}.dumps using (dump_id) where page_id is null
    """,
    [_Value("rejected_share", "is_rejected")],
)


def measure(con: duckdb.DuckDBPyConnection, run_id: str, today: date, settings: dict[str, object]) -> list[Figure]:
    """All figures of the version in catalog `warehouse`, compared with that in catalog `published` where there is one."""
    figures = [_future_dates(con, today)]
    if con.execute("select count(*) from duckdb_databases() where database_name = 'published'").fetchone() == (0,):
        return figures
    figures += [_articles_total(con), _read_anew(con, run_id)]
    for units in (ARTICLES, PAGES, RECORDS):
        values = [value for value in units.values if settings.get(value.switch) != "off"]
        figures += _compared(con, run_id, units.query, values)
    return figures


def _future_dates(con: duckdb.DuckDBPyConnection, today: date) -> Figure:
    [(late, dated)] = con.execute(
        "select count(*) filter (published_on > ?::date + 1), count(*) from warehouse.articles where published_on is not null",
        [today],
    ).fetchall()
    return Figure("future_dates", late, compared=dated)


def _articles_total(con: duckdb.DuckDBPyConnection) -> Figure:
    [(now, before)] = con.execute(
        "select (select count(*) from warehouse.articles), (select count(*) from published.articles)"
    ).fetchall()
    return Figure("articles_total", now, expected=before, compared=before)


def _read_anew(con: duckdb.DuckDBPyConnection, run_id: str) -> Figure:
    """Articles of dumps whose path the published version has as well; noise as of a count of rare things."""
    [(now, before)] = con.execute(
        """
        with now as (select dump_path, sum(article_count) as articles from warehouse.dumps where run_id = ? group by dump_path),
        before as (select dump_path, sum(article_count) as articles from published.dumps group by dump_path)
        select coalesce(sum(now.articles), 0)::bigint, coalesce(sum(before.articles), 0)::bigint
        from now join before using (dump_path)
        """,
        [run_id],
    ).fetchall()
    return Figure("articles_of_dumps_read_anew", now, expected=before, noise=sqrt(before), compared=before)


def _compared(con: duckdb.DuckDBPyConnection, run_id: str, units: str, values: list[_Value]) -> list[Figure]:
    """The values' figures over the run's units, from sources that the published version knows."""
    sums = ", ".join(f"sum(({v.expression})::double) as {v.measure}_sum" for v in values)
    moments = ", ".join(
        f"avg(({v.expression})::double) as {v.measure}_mean, {_variance(v)} as {v.measure}_variance" for v in values
    )
    columns = ", ".join(
        f"sum(now.{v.measure}_sum), sum(now.units * {v.measure}_mean), "
        f"sum({v.measure}_variance * (now.units + now.units * now.units / before.units))"
        for v in values
    )
    found = con.execute(
        f"""
        with now as (
            select source, count(*) as units, count(distinct page_id) as pages, {sums}
            from ({units.format(catalog="warehouse")}) where run_id = ? group by source
        ),
        before as (
            select source, count(*) as units, {moments}
            from ({units.format(catalog="published")}) where source in (select source from now) group by source
        )
        select coalesce(sum(now.units), 0)::bigint, sum(now.pages), {columns} from now join before using (source)
        """,
        [run_id],
    ).fetchone()
    if found is None or found[0] == 0:
        return [Figure(value.measure, 0.0, is_share=value.is_share) for value in values]
    count, pages, *numbers = found
    figures = []
    for value, seen, expected, variance in zip(values, numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        noise = sqrt(variance * count / pages) / count
        figures.append(Figure(value.measure, seen / count, expected / count, noise, count, value.is_share))
    return figures


def _variance(value: _Value) -> str:
    """Of one unit of a source. Few units of one kind prove no certainty: half a unit of either kind is added to shares, and
    counts vary at least as counts of rare things do."""
    number = f"({value.expression})::double"
    if value.is_share:
        share = f"((sum({number}) + 0.5) / (count(*) + 1))"
        return f"{share} * (1 - {share})"
    return f"greatest(var_pop({number}), avg({number}), 1)"
