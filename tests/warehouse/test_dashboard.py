"""The dashboard's document: cubes against Polars over the articles themselves, bounds, text that no browser obeys."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.benchmarks.generate_warehouse import generate
from tests.conftest import SAMPLES, build
from tests.warehouse.dashboard_events import replace_events
from warehouse import dashboard
from warehouse.dashboard import FIRST_NAMED, LADDER, LAG_FIRST, NOT_STATED, Rung, document
from warehouse.dashboard_page import dashboard_page
from warehouse.marts import create_marts
from warehouse.publish import WarehouseError, connect_published


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dashboard") / "w.duckdb"
    build(path, SAMPLES)
    return path


def articles_of(warehouse: Path) -> pl.DataFrame:
    """Articles with what the cubes tell apart."""
    with connect_published(warehouse) as con:
        return con.sql(
            "select *, coalesce(publisher_name, site_name) as outlet_name, "
            "article_id in (select article_id from duplicates) as is_copy from articles"
        ).pl()


def test_the_article_cube_adds_up_to_the_articles(warehouse: Path) -> None:
    made, articles = document(warehouse), articles_of(warehouse)
    cube = made.cubes["articles"]
    names = made.names["outlet"]
    by_outlet = (
        cube.group_by(
            pl.col("outlet").map_elements(lambda code: None if code == NOT_STATED else names[code - FIRST_NAMED], pl.String),
            "is_copy", "period",
        )
        .agg(pl.col("articles", "words", "untitled", "unsigned", "imprecise", "cut").sum())
        .sort(pl.all(), nulls_last=True)
    )  # fmt: skip
    expected = (
        articles.group_by(
            pl.col("outlet_name").alias("outlet"),
            pl.col("is_copy").cast(pl.Int64),
            pl.col("published_on").alias("period"),
        )
        .agg(
            pl.len().cast(pl.Int64).alias("articles"),
            pl.col("word_count").sum().alias("words"),
            pl.col("title").is_null().sum().cast(pl.Int64).alias("untitled"),
            (pl.col("authors").list.len() == 0).sum().cast(pl.Int64).alias("unsigned"),
            (pl.col("published_precision") != "day").sum().cast(pl.Int64).alias("imprecise"),
            (pl.col("completeness") == "excerpt").sum().cast(pl.Int64).alias("cut"),
        )
        .sort(pl.all(), nulls_last=True)
    )  # fmt: skip
    assert by_outlet.equals(expected)


def test_an_article_of_two_categories_is_one_article_in_both(warehouse: Path) -> None:
    made, articles = document(warehouse), articles_of(warehouse)
    cube = made.cubes["articles"]
    counts = (
        cube.with_columns(pl.col("categories").str.split(" ").cast(pl.List(pl.Int64)))
        .explode("categories")
        .group_by("categories")
        .agg(pl.col("articles").sum())
    )
    found = {made.names["category"][code - FIRST_NAMED]: n for code, n in counts.rows() if code >= FIRST_NAMED}
    listed = articles.explode("categories").drop_nulls("categories").group_by("categories").len()
    assert found == dict(listed.rows())
    assert cube["articles"].sum() == articles.height


def test_entities_are_counted_by_articles(warehouse: Path) -> None:
    made = document(warehouse)
    counts = made.cubes["entities"].group_by("entity").agg(pl.col("articles").sum())
    found = sorted((tuple(made.names["entity"][code - FIRST_NAMED]), count) for code, count in counts.rows())
    with connect_published(warehouse) as con:
        rows = con.sql("select entity_name, entity_type, country_code, article_count from entities").fetchall()
    assert len(found) == LADDER[0].entities
    assert set(found) <= {((name, kind, country), count) for name, kind, country, count in rows}


def test_an_article_that_copies_and_says_so_is_passed_on_once(warehouse: Path) -> None:
    made = document(warehouse)
    names = made.names["outlet"]
    cube = made.cubes["reprints"].filter(pl.col("source") != pl.col("copier"))
    passed_on = {
        (names[source - FIRST_NAMED], names[copier - FIRST_NAMED]): n
        for source, copier, n in cube.group_by("source", "copier").agg(pl.col("articles").sum()).rows()
    }
    # Four articles of the institute stand on pages of the review; three of them are the same text again.
    assert passed_on.pop(("Aldersund Institute for Coastal Studies", "Salt Marsh Review")) == 4
    assert passed_on.pop(("Strait Mercury", "Skelby Quay Telegraph")) == 1
    assert set(passed_on.values()) == {1} and {copier for _, copier in passed_on} == {"The Lantern on the Quay"}


def test_lags_are_told_in_buckets(tmp_path: Path, warehouse: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "w.duckdb")
    with duckdb.connect(path) as con:
        [copy] = con.sql("select article_id from duplicates order by 1 limit 1").fetchone()
        con.execute("update articles set published_on = '2024-02-01', published_precision = 'day' where article_id = ?", [copy])
        con.execute(
            "update articles set published_on = '2024-01-25', published_precision = 'day' "
            "where article_id = (select canonical_article_id from duplicates where article_id = ?)",
            [copy],
        )
    cube = document(path).cubes["reprints"]
    # Seven days: the bucket that goes up to 7 is the fourth.
    assert cube.filter(pl.col("period") == date(2024, 2, 1)).select("lag", "articles").rows() == [(LAG_FIRST + 3, 1)]


@pytest.mark.parametrize("rung", LADDER)
def test_every_rung_counts_the_same_articles(warehouse: Path, monkeypatch: pytest.MonkeyPatch, rung: Rung) -> None:
    monkeypatch.setattr(dashboard, "LADDER", (rung,))
    made = document(warehouse)
    cube = made.cubes["articles"]
    assert (cube["articles"].sum(), made.about["unit"]) == (articles_of(warehouse).height, rung.unit)
    assert len(made.names["outlet"]) <= rung.outlets
    assert cube["outlet"].max() < FIRST_NAMED + rung.outlets


def test_a_coarser_rung_is_taken_where_cells_are_too_many(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = max(cube.height for cube in document(warehouse).cubes.values())
    monkeypatch.setattr(dashboard, "MAX_CELLS", dict.fromkeys(dashboard.MAX_CELLS, fine - 1))
    made = document(warehouse)
    assert made.about["unit"] != "day"
    assert max(cube.height for cube in made.cubes.values()) < fine


def test_json_holds_no_character_that_ends_a_script(tmp_path: Path, warehouse: Path) -> None:
    hostile = "</script><!--<script>&amp;\u2028\u2029\"'"
    path = shutil.copy(warehouse, tmp_path / "w.duckdb")
    with duckdb.connect(path) as con:
        con.execute("update articles set publisher_name = ?", [hostile])
    [text] = re.findall(
        '<script type="application/json" id="data">(.*?)</script>', dashboard_page(document(path), "x"), re.DOTALL
    )
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["names"]["outlet"][0].startswith("</script><!--<script>&amp;")


def test_names_are_clipped_and_turn_no_text_around(tmp_path: Path, warehouse: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "w.duckdb")
    with duckdb.connect(path) as con:
        con.execute("update articles set publisher_name = ?", ["\u202eabc\u0007" + "x" * 10_000])
    [name] = [name for name in document(path).names["outlet"] if name.endswith("…")]
    assert (name[:5], len(name)) == ("\ufffdabc\ufffd", dashboard.NAME_CHARS)


def test_events_of_the_contract_are_counted_as_told(tmp_path: Path, warehouse: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "w.duckdb")
    articles = articles_of(warehouse)
    first, second = (
        articles.filter(~pl.col("is_copy") & pl.col("outlet_name").is_not_null())
        .unique("outlet_name")
        .sort("article_id")["article_id"][:2]
    )
    copy = articles.filter(pl.col("is_copy"))["article_id"][0]
    strike = {"actor_country_code": "VAL", "recipient_country_code": "OST", "event_date": date(2024, 3, 4), "story_id": "s"}
    aid = {"event_type": "AID", "quad_class": "material_cooperation", "actor_country_code": "OST", "story_id": "t"}
    killed = {"figure_role": "killed"}
    replace_events(
        path,
        [
            (first, strike),
            (second, strike | {"modality": "ongoing"}),
            (second, strike | {"modality": "planned"}),  # no event of its day
            (copy, strike),  # a copy's report
            (first, aid),
        ],
        [
            (0, killed | {"value_low": 3, "value_high": 3, "figure_text": "three"}),
            (1, killed | {"value_low": 5, "figure_text": "at least five"}),
            (3, killed | {"value_low": 90, "value_high": 90, "figure_text": "ninety"}),  # a copy's figure
            (4, {"figure_role": "money", "value_low": 1, "value_high": 1, "unit": "USD"}),  # nobody says otherwise
        ],
    )
    made = document(path)
    actors = made.names["actor"]
    actor = pl.col("actor").map_elements(lambda code: actors[code - FIRST_NAMED], pl.String)
    told = made.cubes["events"].select("period", "event_type", actor, "is_copy", "reports")
    assert sorted(told.group_by(pl.exclude("reports")).agg(pl.col("reports").sum()).rows(), key=str) == [
        (None, "AID", "OST", 0, 1),
        (date(2024, 3, 4), "ASSAULT", "VAL", 0, 2),
        (date(2024, 3, 4), "ASSAULT", "VAL", 1, 1),
    ]
    [figure] = made.lists["figures"]
    assert (figure["figure_role"], figure["least"], figure["greatest"]) == ("killed", 3, 5)
    assert [telling["text"] for telling in figure["tellings"]] == ["three", "at least five"]


def test_figures_that_can_both_be_right_do_not_differ(tmp_path: Path, warehouse: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "w.duckdb")
    articles = articles_of(warehouse).filter(pl.col("outlet_name").is_not_null() & ~pl.col("is_copy")).unique("outlet_name")
    [first, second, *_] = articles["article_id"]
    killed = {"figure_role": "killed"}
    replace_events(
        path,
        [(first, {"story_id": "s"}), (second, {"story_id": "s"})],
        [(0, killed | {"value_low": 57}), (1, killed | {"value_low": 60, "value_high": 60}), (1, killed | {"value_high": 70})],
    )
    assert document(path).lists["figures"] == []


def test_a_warehouse_without_articles_has_a_document(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    build(tmp_path / "w.duckdb", empty)
    made = document(tmp_path / "w.duckdb")
    assert made.about["articles"] == 0 and made.cubes["articles"].is_empty()


def test_a_warehouse_of_another_version_is_told(tmp_path: Path, warehouse: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "w.duckdb")
    with duckdb.connect(path) as con:
        con.execute("drop view mart_rejects")
    with pytest.raises(WarehouseError, match="another version"):
        document(path)


def test_the_made_up_warehouse_of_the_benchmarks_has_a_dashboard(tmp_path: Path) -> None:
    path = tmp_path / "made.duckdb"
    generate(path, 3_000)
    with duckdb.connect(path) as con:
        create_marts(con)
    made = document(path)
    # Three years have too many days, and not too many weeks, to choose from.
    assert (made.about["articles"], made.about["unit"]) == (3_000, "week")
    assert made.cubes["articles"]["articles"].sum() == 3_000
