"""Marts of runs, checks and rejects."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.marts.tiny import mart, tiny

COUNTS = '{"dumps": 2, "pages": 5, "articles": 9, "rejects": 1, "bytes": 1000, "removed_dumps": 3}'
STARTED, FINISHED = datetime(2024, 7, 1, 6, 0, tzinfo=UTC), datetime(2024, 7, 1, 6, 0, 30, tzinfo=UTC)


def test_a_run_has_counts_duration_and_the_checks_that_failed() -> None:
    con = tiny(
        runs=[
            {"run_id": "r1", "started_at": STARTED, "finished_at": FINISHED, "status": "published", "counts": COUNTS},
            {"run_id": "r2", "started_at": FINISHED, "status": "stopped", "status_detail": "90% fewer", "counts": "{}"},
        ],
        checks=[
            {"run_id": "r1", "check_name": "one", "passed": True},
            {"run_id": "r1", "check_name": "two", "passed": True},
            {"run_id": "r1", "check_name": "three", "passed": False},
        ],
    )
    columns = "run_id, status_detail, duration_seconds, * like '%count', reject_share"
    assert mart(con, columns, "quality_by_run", "run_id") == [
        ("r1", None, 30.0, 2, 5, 9, 1, 1000, 3, 3, 1, pytest.approx(0.1)),
        ("r2", "90% fewer", None, None, None, None, None, None, None, 0, 0, None),
    ]


def test_rejects_are_counted_by_run_table_and_reason() -> None:
    con = tiny(
        runs=[{"run_id": "r1", "started_at": STARTED}],
        rejects=[
            {"run_id": "r1", "dump_id": "d", "table_name": "pages", "reject_reason": "no_text", "detail": "page 2"},
            {"run_id": "r1", "dump_id": "d", "table_name": "pages", "reject_reason": "no_text", "detail": "page 1"},
            {"run_id": "r1", "dump_id": None, "table_name": "dumps", "reject_reason": "unreadable", "detail": "gone"},
        ],
    )
    assert mart(con, "*", "rejects") == [
        ("r1", STARTED, "dumps", "unreadable", 1, 0, "gone"),
        ("r1", STARTED, "pages", "no_text", 2, 1, "page 1"),
    ]
