"""Floors of the generic parser alone, all named layouts switched off, and of the choice among all layouts.

A figure below its floor is a fault, not news.
`pytest -s tests/test_generic_parser.py` prints what is reached now; `python -m tests.benchmarks.multi_article` shows where
it goes wrong.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED, needs_shared, read_dump, shared_scorer
from tests.pages.generate import FAMILIES, STYLES, page, pages
from tests.pages.page import Style
from tests.pages.real import LABELLED, ONE_OR_NONE, SEVERAL, real_pages
from tests.pages.score import layouts_named, parse, says_one_or_none, score_page, score_starts, total
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.layouts import LAYOUTS, Layout
from transforms.readers import Page
from transforms.validate import Tables

GENERIC = layouts_named(["generic"])
PER_FAMILY = 5

# Of generated pages in templates that were not looked at for tuning (tests/pages/unseen.py among them), own words only; the aim
# is 0.90.
START_F1 = {"text": 0.76, "wet": 0.76}
# The share of such pages with one article that were taken for that, the start within two lines. 35 pages.
ONE_ARTICLE = {"text": 0.74, "wet": 0.65}
# Of real pages that were not looked at for tuning, threads apart: the mean over pages. Aim: 0.85.
REAL_START_F1 = {"text": 0.86, "wet": 0.86}
REAL_ONE_OR_NONE = {"text": 0.85, "wet": 0.9}
# Of 790 real pages with one article. Aims: 0.90 and 0.88, titles 0.75.
BODY_F1 = {"text": 0.90, "wet": 0.89}
TITLES = {"text": 0.75, "wet": 0.79}
# Of the five real dumps, whose layouts the named ones know.
DUMPS_ARTICLE_F1 = 0.93


def report(name: str, value: object) -> None:
    sys.stdout.write(f"{name}: {value}\n")


@pytest.mark.parametrize("style", STYLES)
def test_starts_on_generated_pages_of_held_out_templates(style: Style) -> None:
    made = list(pages("held_out", PER_FAMILY, style))
    parsed = parse([one.text for one in made], GENERIC)
    scored = [(one, score_page(one, result), result) for one, result in zip(made, parsed, strict=True)]
    several = total(tally for one, tally, _ in scored if not FAMILIES[one.family].single)
    single = [
        says_one_or_none([article.start for article in result.found], [article.start for article in one.gold])
        for one, _, result in scored
        if FAMILIES[one.family].single
    ]
    share = sum(single) / len(single)
    report(f"{style}: start F1", f"{several.start_f1:.3f}, body F1 {several.body_f1:.3f}, one article seen as one {share:.3f}")
    assert several.start_f1 >= START_F1[style]
    assert share >= ONE_ARTICLE[style]


@needs_shared
@pytest.mark.parametrize("style", STYLES)
def test_starts_on_real_pages_that_were_not_looked_at(style: Style) -> None:
    held_out = [real for real in real_pages(style) if real.split == "held_out" and real.kind != "posts"]
    parsed = parse([real.text for real in held_out], GENERIC)
    found = [[article.start for article in result.found] for result in parsed]
    both = list(zip(held_out, found, strict=True))
    several = total(score_starts(starts, real.starts) for real, starts in both if real.kind in SEVERAL)
    few = [says_one_or_none(starts, real.starts) for real, starts in both if real.kind in ONE_OR_NONE]
    share = sum(few) / len(few)
    report(
        f"{style}: real pages' start F1",
        f"{several.mean_page_f1:.3f} (over articles {several.start_f1:.3f}), one or none {share:.3f}",
    )
    assert several.mean_page_f1 >= REAL_START_F1[style]
    assert share >= REAL_ONE_OR_NONE[style]


def parse_rows(rows: list[dict[str, object]], layouts: Sequence[Layout] = GENERIC, at_once: int = 400) -> Tables:
    """The tables of page rows, by the generic parser where nothing else is asked for."""
    batches = [
        parse_pages(pl.DataFrame(rows[at : at + at_once], schema=PAGE_SCHEMA), layouts=layouts)
        for at in range(0, len(rows), at_once)
    ]
    return {name: pl.concat([batch[name] for batch in batches]) for name in batches[0]}


def land(path: Path, **tables: pl.DataFrame) -> str:
    """A file that the scorers can read."""
    with duckdb.connect(str(path)) as con:
        for name, table in tables.items():
            con.register("rows", table.to_arrow())
            con.execute(f"create table {name} as from rows")
    return str(path)


@needs_shared
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("layouts", [GENERIC, LAYOUTS], ids=["generic", "all_layouts"])
def test_bodies_of_real_pages_with_one_article(
    style: Style, layouts: Sequence[Layout], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with gzip.open(LABELLED, "rt") as lines:
        records = [row for row in map(json.loads, lines) if row["page_type"] == "article"]
    rows = []
    for number, record in enumerate(records):
        text = record["page_text"] if style == "text" else record["page_text_wet"]
        rows.append(page_row(f"{number:032x}", 0, Page(0, len(text.encode()), text, "utf-8", record_id=record["id"])))
    tables = parse_rows(rows, layouts)
    warehouse = land(tmp_path / "w.duckdb", pages=tables["pages"], articles=tables["articles"])
    shared_scorer("score_pages").main(warehouse, str(LABELLED))
    said = capsys.readouterr().out
    with capsys.disabled():
        report(f"{style}, {len(layouts)} layouts: real pages with one article", said.replace("\n", "; "))
    body_f1, titles = (float(re.search(pattern, said)[1]) for pattern in (r"body_f1 ([\d.]+)", r"title +right ([\d.]+)"))
    assert body_f1 >= BODY_F1[style]
    assert titles >= TITLES[style]


@needs_shared
def test_five_real_dumps_without_their_layouts(tmp_path: Path) -> None:
    paths = sorted((SHARED / "dumps").iterdir())
    ids = [f"{number:032x}" for number in range(len(paths))]
    dumps = pl.DataFrame({"dump_id": ids, "dump_path": list(map(str, paths))})
    rows = [
        page_row(dump_id, number, made)
        for dump_id, path in zip(ids, paths, strict=True)
        for number, made in enumerate(read_dump(path)[0])
    ]
    tables = parse_rows(rows)
    warehouse = land(tmp_path / "w.duckdb", dumps=dumps, articles=tables["articles"], blocks=tables["blocks"])
    scores = shared_scorer("score_articles").score(warehouse, SHARED / "dumps")
    report("five dumps", scores)
    assert scores["block_coverage"] == 1.0
    assert scores["article_f1"] >= DUMPS_ARTICLE_F1


DRAWN = st.tuples(st.sampled_from(sorted(FAMILIES)), st.integers(0, 10**6), st.sampled_from(STYLES))


@settings(max_examples=15, deadline=None)
@given(st.lists(DRAWN, min_size=1, max_size=6))
def test_generated_pages_tile_and_their_articles_stand_in_order(drawn: list[tuple[str, int, Style]]) -> None:
    texts = [page(family, seed, style).text for family, seed, style in drawn]
    rows = [page_row(f"{n:032x}", 0, Page(0, len(text.encode()), text, "utf-8")) for n, text in enumerate(texts)]
    tables = parse_pages(pl.DataFrame(rows, schema=PAGE_SCHEMA), layouts=GENERIC)
    # A broken law or check would be a fault of the code.
    assert set(tables["rejects"]["reject_reason"]) <= {"no_article", "no_body"}
    for row, text in zip(rows, texts, strict=True):
        blocks = tables["blocks"].filter(pl.col("page_id") == row["page_id"]).sort("block_number")
        assert "".join(text[start:end] for start, end in blocks.select("start_char", "end_char").rows()) == text
        articles = tables["articles"].filter(pl.col("page_id") == row["page_id"]).sort("article_number")
        spans = articles.select("start_char", "end_char").rows()
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
        assert all(text[start:end].strip() for start, end in spans)
        # A title is words of the page: nothing is made up.
        flat = " ".join(text.split())
        assert all(" ".join(title.split()) in flat for title in articles["title"].drop_nulls())
