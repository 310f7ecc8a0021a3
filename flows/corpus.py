"""The steps that work on the whole warehouse, in the order in which they run: each sees the tables of those before it."""

from __future__ import annotations

from flows.duplicates import duplicates_step
from flows.entities import entities_step
from flows.marts import marts_step
from flows.search import search_step
from flows.settings import Settings
from flows.stories import stories_step
from warehouse.publish import CorpusStep, Places, published_steps


def corpus_steps(settings: Settings) -> list[CorpusStep]:
    """All steps with the versions of code and settings that they run with."""
    return [
        duplicates_step(settings), entities_step(settings), stories_step(settings), marts_step(), search_step(settings),
    ]  # fmt: skip


def steps_are_outdated(places: Places, settings: Settings) -> bool:
    """Whether the published rows of some step come from other code or settings."""
    published = published_steps(places)
    return any(published.get(step.name) != step.version for step in corpus_steps(settings))
