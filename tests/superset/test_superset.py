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
        query = {
            "columns": params.get("groupby", []),
            "metrics": params.get("metrics") or [params["metric"]],
            "row_limit": params.get("row_limit", 1),
            "orderby": [[(params.get("metrics") or [params["metric"]])[0], False]],
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


DISTINCT = "from articles anti join duplicates using (article_id)"


def test_charts_show_what_sql_says(superset: Superset) -> None:
    warehouse = superset.warehouse
    assert superset.chart("Distinct articles") == [
        {"distinct_article_count": rows(warehouse, f"select count(*) {DISTINCT}")[0][0]}
    ]
    assert superset.chart("Failed checks") == [{"failed_count": 0}]
    outlets = {(row["outlet_name"], row["distinct_article_count"]) for row in superset.chart("Outlets")}
    assert outlets == set(
        rows(warehouse, f"select coalesce(publisher_name, site_name, 'not stated'), count(*) {DISTINCT} group by all")
    )
    passed_on = sum(int(str(row["reprint_count"])) for row in superset.chart("Who passes on whose articles"))
    assert [(passed_on,)] == rows(
        warehouse,
        "select count(*) from articles left join duplicates using (article_id) "
        "where duplicates.article_id is not null or republisher_name <> publisher_name",
    )
    entities = [(row["entity_name"], row["distinct_article_count"]) for row in superset.chart("Most mentioned")]
    assert len(entities) == 25
    counted = rows(
        warehouse,
        "select entity_name, article_count from (select entities.entity_name, count(distinct article_id) as article_count "
        "from article_entities join entities using (entity_id) anti join duplicates using (article_id) group by entity_id, 1)",
    )
    assert set(entities) <= set(counted)


def test_a_version_published_meanwhile_is_shown_next(superset: Superset) -> None:
    [before] = superset.chart("Articles")
    build(superset.warehouse, SAMPLES / "blog_posts_wordpress_meta.txt")
    [after] = superset.chart("Articles")
    assert [(after["article_count"],)] == rows(superset.warehouse, "select count(*) from articles")
    assert after["article_count"] == before["article_count"] + 4
