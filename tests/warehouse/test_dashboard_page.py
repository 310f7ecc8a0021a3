"""The dashboard in a browser: what it shows is what SQL says, by pointer and keyboard, on any screen, whatever the text."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows.dashboard import DashboardError, write_dashboard
from tests.conftest import SAMPLES, build, rows
from tests.warehouse.dashboard_events import replace_events
from warehouse.dashboard_page import SCRIPTS
from warehouse.marts import create_marts

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'\u202ethgir\u200f " + "long" * 60


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "w.duckdb"
    build(path, SAMPLES)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # As root, which containers are, Chromium has no sandbox of its own.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@dataclass
class Opened:
    """A dashboard in a browser, and all that it complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def number(self, tile: str) -> str:
        return self.page.locator(f"#tile-{tile} b").inner_text()

    def table(self, panel: str) -> dict[str, str]:
        """First cell and `articles` (or the last column) of each row that a panel's first table shows."""
        table = self.page.locator(f"#{panel} table").first
        table.wait_for()
        heads = table.locator("thead th").all_inner_texts()
        column = heads.index("articles") if "articles" in heads else len(heads) - 1
        lines = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
        return {cells[0].strip(): cells[column] for cells in lines}

    def choose(self, control: str, text: str) -> None:
        self.page.locator(f"#{control}").select_option(label=text)

    def count_copies(self) -> None:
        self.page.get_by_text("Counted", exact=True).click()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[object]:
    """Opens the dashboard of a warehouse, and sees afterwards that it neither complained nor asked for anything."""
    every: list[Opened] = []

    def open_(warehouse: Path, width: int = 1280, scheme: str = "light") -> Opened:
        file = tmp_path / "dashboard.html"
        write_dashboard(warehouse, file, "The title")
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        one = Opened(page)
        every.append(one)
        page.on("console", lambda message: one.complaints.append(message.text))
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (one.complaints.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: one.requests.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_function("performance.getEntriesByName('drawn').length > 0")
        return one

    yield open_
    for one in every:
        assert one.complaints == []
        assert one.requests == [(tmp_path / "dashboard.html").as_uri()]
        one.page.close()


DISTINCT = "from articles anti join duplicates using (article_id)"


def one_number(warehouse: Path, query: str) -> str:
    [(number,)] = rows(warehouse, query)
    return f"{number:,}"


@needs_chromium
def test_it_shows_the_numbers_of_the_sample(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    assert shown.page.title() == "The title"
    assert shown.number("articles") == one_number(warehouse, f"select count(*) {DISTINCT}") == "51"
    assert shown.number("words") == one_number(warehouse, f"select round(avg(word_count))::int {DISTINCT}")
    shown.page.locator("#outlets button.more").click()
    outlets = rows(
        warehouse, f"select coalesce(publisher_name, site_name, 'not stated'), count(*)::varchar {DISTINCT} group by all"
    )
    assert shown.table("outlets") == dict(outlets)
    checks = one_number(warehouse, "select count(*) from checks")
    assert shown.page.locator("#checks h2").inner_text() == f"All {checks} checks passed"
    reasons = rows(warehouse, "select table_name, count(*)::varchar from rejects group by table_name, reject_reason")
    assert sorted((reason.split("\n")[1], number) for reason, number in shown.table("rejects").items()) == sorted(reasons)


@needs_chromium
def test_copies_are_counted_on_demand(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    shown.count_copies()
    assert shown.number("articles") == one_number(warehouse, "select count(*) from articles")
    assert shown.table("outlets")["Aldersund Institute for Coastal Studies"] == "4"
    assert {row.split("\n")[0]: number for row, number in shown.table("entities").items()}["Little Sund"] == one_number(
        warehouse, "select article_count from entities where entity_name = 'Little Sund' and entity_type = 'place'"
    )


@needs_chromium
@pytest.mark.parametrize(
    ("control", "choice", "where"),
    [
        ("outlet", "Marrow End Notebook", "coalesce(publisher_name, site_name) = 'Marrow End Notebook'"),
        ("outlet", "not stated", "coalesce(publisher_name, site_name) is null"),
        ("category", "Dredging, Silt, Sand", "list_contains(categories, 'Dredging, Silt, Sand')"),
        ("category", "not stated", "len(categories) = 0"),
        ("language", "German", "language_code = 'de'"),
        ("from", "1 Mar 2024", "published_on >= '2024-03-01'"),
        ("to", "7 Mar 2024", "published_on <= '2024-03-07'"),
    ],
)
def test_filters_change_the_numbers_to_what_sql_says(opened, warehouse: Path, control: str, choice: str, where: str) -> None:
    shown = opened(warehouse)
    shown.choose(control, choice)
    expected = one_number(warehouse, f"select count(*) {DISTINCT} where {where}")
    assert shown.number("articles") == expected != "51"
    assert f"{expected} of 51 articles" in shown.page.locator("#status").inner_text()
    shown.page.get_by_role("button", name="Clear").click()
    assert shown.number("articles") == "51"


@needs_chromium
def test_filters_work_together_and_panels_narrow_each_other(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    shown.choose("from", "5 Mar 2024")
    shown.choose("to", "7 Mar 2024")
    shown.page.locator("#categories").get_by_role("button", name="Ports").click()
    where = "where published_on between '2024-03-05' and '2024-03-07' and list_contains(categories, 'Ports')"
    assert shown.number("articles") == one_number(warehouse, f"select count(*) {DISTINCT} {where}")
    named = rows(warehouse, f"select coalesce(publisher_name, site_name), count(*)::varchar {DISTINCT} {where} group by all")
    assert shown.table("outlets") == dict(named)
    # A panel shows all values of its own filter, so that another can be chosen.
    assert len(shown.table("categories")) > 1
    assert shown.page.locator("#category").evaluate("one => one.selectedOptions[0].text") == "Ports"


@needs_chromium
def test_an_entity_narrows_the_panels_to_articles_that_mention_it(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    shown.count_copies()
    shown.page.locator("#entities").get_by_role("button", name="Little Sund").first.click()
    mentioned = (
        "from articles where article_id in (select article_id from article_entities join entities using (entity_id) "
        "where entities.entity_name = 'Little Sund' and entities.entity_type = 'place')"
    )
    assert shown.number("articles") == one_number(warehouse, f"select count(*) {mentioned}") == "6"
    outlets = rows(
        warehouse, f"select coalesce(publisher_name, site_name, 'not stated'), count(*)::varchar {mentioned} group by all"
    )
    assert shown.table("outlets") == dict(outlets)
    assert len(shown.table("entities")) > 1
    assert shown.page.locator("#entity").evaluate("one => one.selectedOptions[0].text") == "Little Sund (place)"


@needs_chromium
def test_a_view_can_be_sent_as_an_address(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    shown.choose("category", "Dredging, Silt, Sand")
    shown.choose("from", "7 Mar 2024")
    shown.count_copies()
    address = shown.page.url
    filtered = shown.number("articles")
    shown.page.get_by_role("button", name="Clear").click()
    assert shown.number("articles") != filtered
    shown.page.evaluate("(hash) => { location.hash = hash; }", address.partition("#")[2] + "&outlet=No such outlet")
    shown.page.reload()
    shown.page.wait_for_selector("#tile-articles")
    assert shown.number("articles") == filtered
    assert shown.page.locator("[name=copies]:checked").input_value() == "with"
    shown.requests = shown.requests[:1]  # the reload is one that this test asked for


@needs_chromium
def test_dragging_over_the_bars_chooses_dates(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    box = shown.page.locator("#volume svg").first.bounding_box()
    shown.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 60, steps=4)
    shown.page.mouse.up()
    start = shown.page.locator("#from").input_value()
    assert start > "2024-01-19"
    assert shown.number("articles") == one_number(warehouse, f"select count(*) {DISTINCT} where published_on >= '{start}'")


@needs_chromium
def test_the_keyboard_reaches_all_filters_and_keeps_its_place(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    press = shown.page.keyboard.press
    reached = []
    for _ in range(10):
        press("Tab")
        reached.append(
            shown.page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.type")
        )
    assert reached[1:] == ["theme", "from", "to", "outlet", "category", "language", "entity", "copies", "reset"]
    shown.page.locator("[name=copies]:checked").focus()
    press("ArrowRight")
    assert shown.number("articles") == "55"
    button = shown.page.locator("#outlets button.pick").first
    button.focus()
    press("Enter")
    assert shown.page.evaluate("document.activeElement.textContent") == button.inner_text()
    assert shown.page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert shown.page.locator("#outlet").input_value() != ""


@needs_chromium
def test_every_picture_has_a_name_and_a_table(opened, warehouse: Path) -> None:
    shown = opened(warehouse)
    assert shown.page.locator("svg:not([aria-hidden]):not([role=img])").count() == 0
    assert shown.page.locator("[role=img]:not([aria-label])").count() == 0
    for panel in shown.page.locator(".panel:not(.blank)").all():
        assert panel.get_attribute("aria-labelledby")
        assert panel.locator("h2").inner_text()
    shown.page.locator("#volume summary").click()
    assert shown.table("volume")["week of 4 Mar 2024"] == "6"


@needs_chromium
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_screen_scrolls_sideways(opened, warehouse: Path, width: int) -> None:
    shown = opened(warehouse, width=width)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    shown.page.set_viewport_size({"width": 50, "height": 400})  # as while a window opens: pictures complain of no width at all


COLOURS = """(names) => names.map((name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    return getComputedStyle(probe).color;
})"""


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(red, green, blue)`, as WCAG has it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_both_themes(opened, warehouse: Path, scheme: str) -> None:
    shown = opened(warehouse, scheme=scheme)
    texts = shown.page.evaluate(COLOURS, ["--ink", "--muted", "--accent", "--bad", "--good"])
    grounds = shown.page.evaluate(COLOURS, ["--paper", "--surface"])
    assert min(contrast(text, ground) for text in texts for ground in grounds) >= 4.5
    paper = "getComputedStyle(document.body).backgroundColor"
    before = shown.page.evaluate(paper)
    shown.page.get_by_text("Light" if scheme == "dark" else "Dark", exact=True).click()
    assert shown.page.evaluate(paper) != before


# What the pipeline itself writes, and no dump can.
NOT_TEXT = ["counts", "settings", "status", "duplicate_kind", "published_precision", "completeness", "step_name", "step_version",
            "event_type", "quad_class", "modality", "severity"]  # fmt: skip


@needs_chromium
def test_hostile_text_is_only_text(opened, warehouse: Path, tmp_path: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "hostile.duckdb")
    articles = [one for (one,) in rows(path, f"select article_id {DISTINCT} where site_name is not null order by site_name, 1")]
    strike = {"actor_country_code": "VAL", "recipient_country_code": "OST", "event_date": date(2024, 3, 4), "story_id": "s"}
    replace_events(
        path,
        [(article, strike) for article in articles],
        [(event, {"figure_role": "killed", "value_low": event, "value_high": event}) for event in range(len(articles))],
    )
    with duckdb.connect(path) as con:
        columns = con.execute(
            "select table_name, column_name, data_type from duckdb_columns() join duckdb_tables() using (table_name) "
            "where not starts_with(table_name, 'mart_') "
            "and data_type in ('VARCHAR', 'VARCHAR[]') and not column_name.suffix('_id') and not list_contains(?, column_name)",
            [NOT_TEXT],
        ).fetchall()
        for table, column, dtype in columns:
            value = "[$text || left(rowid::varchar, 1)]" if dtype.endswith("[]") else "$text || left(rowid::varchar, 1)"
            con.execute(f"update {table} set {column} = {value} where rowid % 3 > 0", {"text": HOSTILE})
        create_marts(con)
    for width in (360, 1280):
        shown = opened(path, width=width)
        shown.page.wait_for_timeout(50)  # an image would have failed by then
        assert shown.page.locator("img").count() == 0
        assert shown.page.locator("script").count() == len(SCRIPTS) + 1
        assert "</script><script>alert(1)</script><img src=x onerror=alert(2)>" in shown.page.locator("#outlets").inner_text()
        assert "\u202e" not in shown.page.locator("body").inner_text()
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
        shown.page.close()


@needs_chromium
def test_failed_checks_and_stopped_runs_come_first_and_say_why(opened, warehouse: Path, tmp_path: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "failed.duckdb")
    with duckdb.connect(path) as con:
        con.execute(
            "update checks set passed = false, severity = 'warning', observed = '40%', expected = 'at most 10%' "
            "where check_name = 'counts_add_up'"
        )
        con.execute(
            "insert into runs by name select * replace ('run-stopped' as run_id, 'stopped' as status, "
            "'half of the dates are in the future' as status_detail, started_at + interval 1 hour as started_at) from runs"
        )
    shown = opened(path)
    [(failed, checks)] = rows(path, "select count(*) filter (not passed), count(*) from checks")
    assert shown.page.locator("#checks h2").inner_text() == f"{failed} of {checks} checks failed"
    first = shown.page.locator("#checks tbody tr").first.inner_text()
    assert "expected at most 10%; found 40%" in first and "failed (warning)" in first
    assert "stopped half of the dates are in the future" in shown.page.locator("#runs tbody tr").first.inner_text()
    assert shown.page.locator("#runs h2").inner_text().startswith("Last published on")


@needs_chromium
def test_events_are_shown_as_told(opened, warehouse: Path, tmp_path: Path) -> None:
    path = shutil.copy(warehouse, tmp_path / "events.duckdb")
    replace_events(path, [])
    shown = opened(path)
    assert shown.page.locator("#events h2").inner_text() == "No events in this warehouse"
    assert not shown.page.locator("#actors").is_visible()
    articles = [
        one for (one,) in rows(path, f"select article_id {DISTINCT} where publisher_name is not null order by publisher_name, 1")
    ]
    strike = {"actor_country_code": "VAL", "recipient_country_code": "OST", "event_date": date(2024, 3, 4), "story_id": "s"}
    aid = {
        "event_type": "AID", "quad_class": "material_cooperation", "actor_country_code": "OST", "recipient_country_code": "VAL",
        "event_date": date(2024, 4, 4),
    }  # fmt: skip
    killed = [{"figure_role": "killed", "value_low": n, "value_high": n, "figure_text": f"{n} sailors"} for n in (3, 5)]
    replace_events(path, [(articles[0], strike), (articles[-1], strike), (articles[0], aid)], [(0, killed[0]), (1, killed[1])])
    shown = opened(path)
    assert shown.table("types") == {"Assault": "2", "Aid": "1"}
    matrix = [row.locator("th, td").all_inner_texts() for row in shown.page.locator("#actors tbody tr").all()]
    heads = shown.page.locator("#actors thead th").all_inner_texts()
    assert {(row[0], head): number for row in matrix for head, number in zip(heads, row[1:], strict=True) if number} == {
        ("VAL", "OST"): "2",
        ("OST", "VAL"): "1",
    }
    assert shown.page.locator("#figures .said").all_inner_texts() == ["3 sailors", "5 sailors"]
    shown.choose("from", "2 Apr 2024")
    assert shown.table("types") == {"Aid": "1"}


def test_the_file_is_whole_or_not_there(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="is the warehouse itself"):
        write_dashboard(warehouse, warehouse, "x")
    with pytest.raises(DashboardError, match="Cannot write"):
        write_dashboard(warehouse, tmp_path / "missing" / "x.html", "x")
    size = write_dashboard(warehouse, tmp_path / "x.html", "</title><script>")
    text = (tmp_path / "x.html").read_text()
    assert (len(text.encode()), "</title><script>" in text) == (size, False)
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]
