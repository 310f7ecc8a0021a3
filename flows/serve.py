"""Scheduled runs: the flow that brings a warehouse up to date with an inbox, and the process that runs it on a schedule."""

from __future__ import annotations

import json
import time
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.build_dataset import Report, build_dataset, listener  # first: it quiets Prefect before that is imported

from prefect import flow  # isort: skip
from prefect.types.entrypoint import EntrypointType  # isort: skip
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # isort: skip

from flows.failure import report_failure
from flows.plan import InputError
from flows.settings import Settings
from warehouse.publish import LawsBrokenError, Places, replace_file
from warehouse.quality import QualityError

# The data or the call is wrong: another try would find the same.
FINAL_ERRORS = (QualityError, LawsBrokenError, InputError)


@flow(name="refresh-warehouse", on_failure=[report_failure], on_crashed=[report_failure], log_prints=True)
def refresh(inbox: str, warehouse: str) -> Report:
    """Reads what is new in the inbox and publishes. Tried again after each of the waits in `retry_seconds`."""
    settings = Settings()
    for wait_seconds in settings.retry_seconds:
        try:
            return build_dataset([inbox], warehouse, settle_seconds=settings.settle_seconds)
        except FINAL_ERRORS:
            raise
        except Exception as error:
            listener.message(f"{type(error).__name__}: {error}. Trying again in {wait_seconds:.0f} s.")
            time.sleep(wait_seconds)
    return build_dataset([inbox], warehouse, settle_seconds=settings.settle_seconds)


def serve(inbox: Path, warehouse: Path, *, cron: str | None, every_seconds: float | None) -> None:
    """Runs `refresh` on the schedule until the process is ended. A run that is due while another is at work is left out."""
    places = Places(warehouse.absolute())
    schedule = {
        "inbox": str(inbox.absolute()), "cron": cron, "every": every_seconds,
        "rhythm": cron if cron else f"every {every_seconds:g} s", "since": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    places.published.parent.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")  # Prefect's, on SIGTERM
    replace_file(places.schedule, json.dumps(schedule))
    try:
        refresh.serve(
            name=places.published.name,
            cron=cron,
            interval=None if every_seconds is None else timedelta(seconds=every_seconds),
            parameters={"inbox": str(inbox.absolute()), "warehouse": str(places.published)},
            global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            print_starting_message=False,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
    finally:
        places.schedule.unlink(missing_ok=True)
