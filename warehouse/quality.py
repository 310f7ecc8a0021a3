"""The quality gate: Great Expectations over the figures of a version that is about to be published.

DuckDB measures (warehouse/measures.py: aggregates, whatever the size), and Great Expectations judges one row a table in
pandas. Its own SQL route on DuckDB loses results, and its Data Docs load style sheets from the network; the page here is
rendered from the same results, opens offline, and escapes every value. The library takes two seconds to import: that happens
when a version is judged, or while a run waits for its start (`library_in_waiting`), and at no other time.
"""

from __future__ import annotations

import gc
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from schemas.expectations import EXPECTATIONS, NOISE_WIDTHS, Expectation
from warehouse.laws import Verdict
from warehouse.measures import Figure, measure
from warehouse.publish import Change, Places, WarehouseError, replace_file


class QualityError(WarehouseError):
    """A critical expectation failed, so the last version stays published."""


@dataclass(frozen=True)
class Judgement:
    """One expectation, and what came of it. `passed` is None where there was too little to compare."""

    expectation: Expectation
    passed: bool | None
    observed: str
    expected: str

    @property
    def verdict(self) -> Verdict:
        """As a row of the checks table."""
        told = self.expectation
        return Verdict(told.check_name, told.table_name, bool(self.passed), self.observed, self.expected, told.severity)


@dataclass(frozen=True)
class QualityGate:
    """Judges the staged version in a connection's catalog `warehouse` beside the published one in `published`.

    With `accept` a version that fails is published all the same, with its failed checks.
    """

    places: Places
    accept: bool = False

    def __call__(self, con: duckdb.DuckDBPyConnection, change: Change, now: datetime) -> list[Verdict]:
        """Verdicts of all expectations that could be judged; `QualityError` where a critical one failed. Writes the page."""
        judgements = judge(measure(con, change.run_id, now.date(), change.settings))
        failed = [j for j in judgements if j.passed is False and j.expectation.severity == "critical"]
        outcome = "passed" if not failed else "accepted" if self.accept else "stopped"
        replace_file(self.places.quality_page, page(judgements, change.run_id, now, outcome))
        if outcome == "stopped":
            told = "; ".join(
                f"{j.expectation.table_name}.{j.expectation.check_name}: saw {j.observed}, expected {j.expected}" for j in failed
            )
            raise QualityError(
                f"The new version fails the quality gate and is not published: {told}. Details: {self.places.quality_page}. "
                "If the data is meant to be so, run again with --accept-quality; what was parsed is kept."
            )
        return [judgement.verdict for judgement in judgements if judgement.passed is not None]


@contextmanager
def library_in_waiting() -> Iterator[None]:
    """Imports Great Expectations beside what is done in the block: for a time when this process waits anyway."""
    thread = threading.Thread(target=_import_library)
    gc.disable()  # modules are no garbage: to look for some takes a quarter of the import
    thread.start()
    try:
        yield
    finally:
        thread.join()
        gc.enable()


def _import_library() -> None:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that it brings
        import great_expectations  # noqa: F401


def judge(figures: Sequence[Figure], expectations: Sequence[Expectation] = EXPECTATIONS) -> list[Judgement]:
    """Each expectation on its figure. A measure without a figure was switched off, or has no published version beside it."""
    by_name = {figure.measure: figure for figure in figures}
    pairs = [(e, by_name[e.measure]) for e in sorted(expectations, key=lambda e: e.table_name) if e.measure in by_name]
    judged = [(e, figure) for e, figure in pairs if _can_be_judged(e, figure)]
    results = iter(_validate(judged))
    return [
        Judgement(e, next(results) if _can_be_judged(e, figure) else None, _told(figure), _told_bounds(e, figure))
        for e, figure in pairs
    ]


def bounds(expectation: Expectation, figure: Figure) -> tuple[float | None, float | None]:
    """Lowest and highest value that passes: as far as the margin or chance reaches, whichever is further."""
    if figure.expected is None:
        return None, expectation.most
    unit = 1.0 if figure.is_share else figure.expected
    chance = NOISE_WIDTHS * figure.noise
    lowest = None if expectation.fall is None else figure.expected - max(expectation.fall * unit, chance)
    highest = None if expectation.rise is None else figure.expected + max(expectation.rise * unit, chance)
    if figure.is_share:  # a bound that none can pass is no bound, and is not told as one
        lowest = None if lowest is None or lowest <= 0 else lowest
        highest = None if highest is None or highest >= 1 else highest
    return lowest, highest


def page(judgements: Sequence[Judgement], run_id: str, now: datetime, outcome: str) -> str:
    """The judgements as one HTML page that needs nothing else."""
    templates = Environment(loader=PackageLoader("warehouse", "."), autoescape=True, undefined=StrictUndefined)
    return templates.get_template("quality.html.jinja").render(
        judgements=sorted(judgements, key=_most_urgent_first), run_id=run_id, now=now, outcome=outcome
    )


def _most_urgent_first(judgement: Judgement) -> tuple[int, str, str, str]:
    told = judgement.expectation
    return [False, True, None].index(judgement.passed), told.severity, told.table_name, told.check_name


def _can_be_judged(expectation: Expectation, figure: Figure) -> bool:
    return expectation.most is not None or (figure.expected is not None and figure.compared >= expectation.least_compared)


def _validate(judged: Sequence[tuple[Expectation, Figure]]) -> list[bool]:
    """One suite a table, over a frame of one row with a column per measure. In the order given, which is by table."""
    if not judged:
        return []
    _import_library()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import pandas as pd

        logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_pandas("warehouse")
        passed: list[bool] = []
        for table, group in groupby(judged, key=lambda pair: pair[0].table_name):
            pairs = list(group)
            suite = gx.ExpectationSuite(name=table, expectations=[_as_expectation(*pair) for pair in pairs])
            context.suites.add(suite)
            frame = pd.DataFrame({figure.measure: [float(figure.observed)] for _, figure in pairs})
            batches = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("figures")
            results = batches.get_batch(batch_parameters={"dataframe": frame}).validate(suite).results
            found = {result.expectation_config.meta["check_name"]: result for result in results}
            passed += [_success(found[expectation.check_name]) for expectation, _ in pairs]
    return passed


def _as_expectation(expectation: Expectation, figure: Figure) -> object:
    import great_expectations.expectations as gxe

    lowest, highest = bounds(expectation, figure)
    return gxe.ExpectColumnValuesToBeBetween(
        column=figure.measure, min_value=lowest, max_value=highest, severity=expectation.severity,
        notes=expectation.description, meta={"check_name": expectation.check_name},
    )  # fmt: skip


def _success(result: object) -> bool:
    """What a result says; one that could not be worked out is no pass and no failure of the data."""
    trouble = getattr(result, "exception_info", None) or {}
    if trouble.get("raised_exception"):
        raise WarehouseError(f"An expectation could not be tested: {trouble.get('exception_message')}")
    return bool(getattr(result, "success"))  # noqa: B009 - the library has no types


def _told(figure: Figure) -> str:
    """The figure, and over how many it was taken."""
    if figure.expected is None and not figure.is_share:
        return f"{figure.observed:,.0f} of {figure.compared:,}"
    if figure.expected == figure.compared and not figure.is_share:
        return _number(figure.observed)  # a count beside a count
    return f"{_number(figure.observed)} over {figure.compared:,}"


def _told_bounds(expectation: Expectation, figure: Figure) -> str:
    if expectation.most is not None:
        return f"at most {expectation.most:,.0f}"
    if not _can_be_judged(expectation, figure) or figure.expected is None:
        return f"not judged: {expectation.least_compared:,} to compare are needed"
    lowest, highest = bounds(expectation, figure)
    limits = [
        f"at least {_number(lowest)}" if lowest is not None else "",
        f"at most {_number(highest)}" if highest is not None else "",
    ]
    return f"{' and '.join(filter(None, limits)) or 'any'} ({_number(figure.expected)} in the published version)"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
