"""Apache Superset over a published warehouse: its charts' numbers are SQL's, and a new version is seen without a restart.

`make test-superset` installs Superset into .superset and runs this; `make test` passes it over.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, SAMPLES, build, rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.environ.get("BROADSHEET_TEST_SUPERSET") != "1", reason="Superset is tested by `make test-superset`"),
]
START_SECONDS = 180  # to make its own database and import the dashboard


@dataclass
class Superset:
    """A running Superset, and the warehouse that it shows."""

    api: httpx.Client
    warehouse: Path

    def chart(self, name: str) -> list[dict[str, object]]:
        """The rows of a chart, asked for as its page asks for them."""
        filters = json.dumps({"filters": [{"col": "slice_name", "opr": "eq", "value": name}]})
        [found] = self.api.get("/api/v1/chart/", params={"q": filters}).raise_for_status().json()["result"]
        chart = self.api.get(f"/api/v1/chart/{found['id']}").raise_for_status().json()["result"]
        params = json.loads(chart["params"])
        metrics = params.get("metrics") or [params["metric"]]
        query = {
            "columns": params.get("groupby", []),
            "metrics": metrics,
            "filters": [
                {"col": one["subject"], "op": one["operator"], "val": one["comparator"]} for one in params["adhoc_filters"]
            ],
            "orderby": [[metrics[0], False]],
            "row_limit": params.get("row_limit", 1),
        }
        answer = self.api.post(
            "/api/v1/chart/data",
            json={
                "datasource": {"id": found["datasource_id"], "type": "table"},
                "queries": [query],
                "result_format": "json",
                "result_type": "full",
            },
        ).raise_for_status()
        return answer.json()["result"][0]["data"]


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    folder = tmp_path_factory.mktemp("superset")
    warehouse = folder / "w.duckdb"
    for sample in ("blog_front_page_lantern.txt", "syndication_feed_region.txt"):
        shutil.copy(SAMPLES / sample, folder)
    build(warehouse, *folder.glob("*.txt"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SUPERSET_HOME": str(folder / "home"), "SUPERSET_ENV": str(ROOT / ".superset" / "env")}
    command = ["bash", str(ROOT / "warehouse/dashboards/superset/serve.sh"), str(warehouse), str(port)]
    log = folder / "log"
    with log.open("w") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as server:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as api:
            _wait_for(api, server, log)
            password = (folder / "home" / "admin_password").read_text().strip()
            login = {"username": "admin", "password": password, "provider": "db", "refresh": False}
            token = api.post("/api/v1/security/login", json=login).raise_for_status().json()["access_token"]
            api.headers["Authorization"] = f"Bearer {token}"
            yield Superset(api, warehouse)
        server.send_signal(signal.SIGINT)


def _wait_for(api: httpx.Client, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            if api.get("/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(f"Superset does not answer: {log.read_text()}")


def test_charts_show_what_sql_says(superset: Superset) -> None:
    def sql(query: str) -> set[tuple[object, ...]]:
        return set(rows(superset.warehouse, query))

    def shown(chart: str, *columns: str) -> set[tuple[object, ...]]:
        return {tuple(row[column] for column in columns) for row in superset.chart(chart)}

    distinct = "from articles anti join duplicates using (article_id)"
    assert shown("Distinct articles", "distinct_articles") == sql(f"select count(*) {distinct}")
    assert shown("Articles", "articles") == sql("select count(*) from articles")
    assert shown("Failed checks", "failed_checks") == {(0,)}
    assert shown("Outlets", "outlet_name", "distinct_articles") == sql(
        f"select coalesce(publisher_name, site_name) as outlet, count(*) {distinct} group by outlet"
    )
    passed_on = shown("Who passes on whose articles", "outlet_name", "copier_name", "duplicate_kind", "copies")
    assert passed_on == sql(
        "select publisher_name, republisher_name, coalesce(duplicate_kind, 'stated'), count(*) "
        "from articles left join duplicates using (article_id) where publisher_name <> republisher_name group by all"
    )
    assert {kind for _, _, kind, _ in passed_on} == {"exact", "stated"}
    mentioned = shown("Most mentioned", "entity_name", "entity_type", "articles")
    assert len(mentioned) == 25
    assert mentioned <= sql("select entity_name, entity_type, sum(article_count)::bigint from entities group by all")


def test_a_version_published_meanwhile_is_shown_next(superset: Superset) -> None:
    [before] = superset.chart("Articles")
    build(superset.warehouse, SAMPLES / "blog_posts_wordpress_meta.txt")
    [after] = superset.chart("Articles")
    assert [(after["articles"],)] == rows(superset.warehouse, "select count(*) from articles")
    assert after["articles"] == before["articles"] + 4
