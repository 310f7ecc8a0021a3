"""Events and stories shown for people: a sentence in its dump with who, whom, where and how many marked; reports side by side."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import polars as pl

from flows.explain import page_text
from transforms.segment import FINISHED_ARTICLE
from warehouse.query import article, body_blocks, event_figures, page_and_dump

CONTEXT_CHARS = 100  # shown around the sentence
_SLOTS = {"actor": "actor", "recipient": "recipient", "place": "place", "claimed_by": "claimant"}


@dataclass(frozen=True)
class Mark:
    """A span of the page and what it is in the event."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class TracedEvent:
    """The raw page with the sentence at `start` to `end`, and the marks in it: in order, none over another."""

    dump_path: str
    text: str
    start: int
    end: int
    marks: list[Mark]

    def pieces(self) -> list[tuple[str, str]]:
        """The sentence and what stands around it, cut at the marks: texts, each with its label or none."""
        found, at = [], max(0, self.start - CONTEXT_CHARS)
        for mark in self.marks:
            found += [(self.text[at : mark.start], ""), (self.text[mark.start : mark.end], mark.label)]
            at = mark.end
        return [*found, (self.text[at : max(at, self.end + CONTEXT_CHARS)], "")]


def trace_event(warehouse: Path, event: dict[str, object]) -> TracedEvent:
    """Reads the event's sentence from its dump as it stands on disk. `event` is a row of events."""
    told = article(warehouse, str(event["article_id"]))
    page, dump = page_and_dump(warehouse, str(told["page_id"]))
    on_page = _on_page(told, body_blocks(warehouse, str(event["article_id"])))
    spans = [(event["trigger_start"], event["trigger_end"], "trigger")]
    spans += [(event[f"{slot}_start"], event[f"{slot}_end"], label) for slot, label in _SLOTS.items()]
    spans += event_figures(warehouse, str(event["event_id"]))
    marks = [Mark(on_page(start), on_page(end - 1) + 1, label) for start, end, label in spans
             if isinstance(start, int) and isinstance(end, int)]  # fmt: skip
    start, end = int(str(event["start_char"])), int(str(event["end_char"]))
    return TracedEvent(str(dump["dump_path"]), page_text(dump, page), on_page(start), on_page(end - 1) + 1, _apart(marks))


class _on_page:
    """Where a character of an article's body_text stands in its page's text."""

    def __init__(self, told: dict[str, object], blocks: pl.DataFrame) -> None:
        if told["layout_name"] == FINISHED_ARTICLE:  # the body is the page's text as it is
            self._starts, self._on_page = [0], [int(str(told["start_char"]))]
            return
        lengths = (blocks["text_end"] - blocks["text_start"]).to_list()
        self._starts = [0, *accumulate(length + 1 for length in lengths[:-1])]
        self._on_page = blocks["text_start"].to_list()

    def __call__(self, offset: int) -> int:
        number = bisect_right(self._starts, offset) - 1
        return self._on_page[number] + offset - self._starts[number]


def _apart(marks: list[Mark]) -> list[Mark]:
    """The marks in order, without those that begin in another: the longer one stays."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
