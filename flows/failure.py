"""Who is told when a scheduled run has failed: a command, a webhook, or both, as the settings say."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.settings import Settings

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

TIMEOUT_SECONDS = 30.0


def report_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect names them
    """Prefect's hook for failed and crashed runs."""
    parameters = flow_run.parameters or {}
    facts = {
        "inbox": str(parameters.get("inbox", "")),
        "warehouse": str(parameters.get("warehouse", "")),
        "flow_run_id": str(flow_run.id),
        "flow_run_name": flow_run.name,
        "state": state.name or state.type.value,
        "message": state.message or "",
    }
    for problem in tell(facts, Settings()):
        print(problem)  # noqa: T201 - Prefect takes it into the run's log; a hook has no other way


def tell(facts: dict[str, str], settings: Settings) -> list[str]:
    """Tells everyone of the facts; what went wrong in that. Facts are data: no shell, no address is made from them."""
    problems = []
    if settings.on_failure_command:
        try:
            _run(settings.on_failure_command, facts)
        except (OSError, subprocess.SubprocessError) as error:
            problems.append(f"BROADSHEET_ON_FAILURE_COMMAND failed: {type(error).__name__}: {error}")
    if settings.on_failure_webhook is not None:
        try:
            _post(settings.on_failure_webhook.get_secret_value(), facts)
        except (OSError, ValueError) as error:  # its text may hold the address, which is secret
            problems.append(f"BROADSHEET_ON_FAILURE_WEBHOOK failed: {type(error).__name__}")
    return problems


def _run(command: list[str], facts: dict[str, str]) -> None:
    variables = {f"BROADSHEET_FAILURE_{name.upper()}": value.replace("\0", "") for name, value in facts.items()}
    subprocess.run(  # noqa: S603 - the user's own command, as a list
        command, input=json.dumps(facts), text=True, env={**os.environ, **variables}, check=True, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip


def _post(url: str, facts: dict[str, str]) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("not an http address")
    request = urllib.request.Request(  # noqa: S310 - the scheme is tested above
        url, json.dumps(facts).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass
