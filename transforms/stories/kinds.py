"""Which types of events are compared at all: one type with itself, and types that outlets choose between for one thing."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from schemas.tables import EVENT_TYPES, MODALITIES
from transforms.events.lexicon import SEEDS, lexicon


@lru_cache(maxsize=1)
def kinds() -> pl.DataFrame:
    """A row per `event_type` and `modality`: `types`, the names of those that may tell the same thing, itself among them,
    directly or by way of another; `type_bit`; `close_bits` of the types that do so directly (`seeds/event_close_types.csv`)."""
    pairs = pl.read_csv(SEEDS / "event_close_types.csv").select("event_type", "other_type", "modality").rows()
    bits = {name: 1 << number for number, name in enumerate(EVENT_TYPES)}
    rows = []
    for modality in MODALITIES:
        close = {name: {name} for name in EVENT_TYPES}
        for one, other, of in pairs:
            if of == modality:
                close[one].add(other)
                close[other].add(one)
        for name in EVENT_TYPES:
            reached = {name}
            while more := {there for here in reached for there in close[here]} - reached:
                reached |= more
            near = sum(bits[other] for other in close[name] - {name})
            rows.append((name, modality, " ".join(sorted(reached)), bits[name], near))
    schema = {"event_type": pl.String, "modality": pl.String, "types": pl.String, "type_bit": pl.UInt32, "close_bits": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


@lru_cache(maxsize=1)
def mutual_triggers() -> pl.DataFrame:
    """`event_type` and `trigger`, a form in lower case, of verbs whose two participants can change places: they signed, met."""
    forms: dict[str, set[str]] = {}
    for form, lemma in lexicon().verbs.items():
        forms.setdefault(lemma, set()).add(form)
    rows = {
        (row.event_type, form)
        for (lemma, part), found in lexicon().triggers.items()
        if part == "verb"
        for row in found
        if "both" in row.recipient
        for form in forms[lemma]
    }
    return pl.DataFrame(sorted(rows), schema={"event_type": pl.String, "trigger": pl.String}, orient="row")
