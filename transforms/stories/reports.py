"""What the joining of reports looks at: one row an event, everything but times and places as hashes."""

from __future__ import annotations

import polars as pl

REPORT_SCHEMA: dict[str, pl.DataType] = {
    "report": pl.Int64(),  # from 0, the earliest published first
    "copied": pl.UInt64(),  # a hash of cluster of copies, sentence and trigger; null in articles that have no copies
    "source": pl.UInt64(),  # the article, or that which it copies
    "sentence": pl.UInt64(),  # a hash of article and sentence; copies of an article share it
    "facts": pl.UInt64(),  # a hash of what its story's row is made of besides
    "kind": pl.UInt64(),  # modality, and type or types that may tell the same thing
    "type_bit": pl.UInt32(),  # the type, as a bit
    "close_bits": pl.UInt32(),  # other types that may tell the same thing
    "is_mutual": pl.Boolean(),  # whether actor and recipient change places freely: a meeting, an agreement
    "mode": pl.UInt64(),
    "trigger": pl.UInt64(),
    **{
        f"{slot}_{name}": dtype
        for slot in ("actor", "recipient")
        for name, dtype in (
            ("entity", pl.UInt64()),
            ("entity_kind", pl.UInt64()),
            ("country", pl.UInt64()),
            ("text", pl.UInt64()),  # of its words, where it has no entity
            ("head", pl.UInt64()),  # of the last of them
            ("is_person", pl.Boolean()),
            ("is_town", pl.Boolean()),  # a place, smaller than a country
            ("is_many", pl.Boolean()),  # words for several, and no name
            ("is_wide", pl.Boolean()),  # a country or a region of one
            ("is_state", pl.Boolean()),  # null where its sector is neither of a state nor of those who fight one
        )
    },
    "place_entity": pl.UInt64(),
    "place_country": pl.UInt64(),
    "place_is_wide": pl.Boolean(),
    "place_is_sure": pl.Boolean(),  # tied to the event by its sentence, not by the dateline or the whole article
    "place_latitude": pl.Float64(),
    "place_longitude": pl.Float64(),
    # The days on which it can have been, in half days: a stated day has half of each neighbour, for the time zones.
    "earliest": pl.Int64(),
    "latest": pl.Int64(),
    "is_dated": pl.Boolean(),  # whether the text itself states the day
    "figures": pl.List(pl.UInt64()),  # hashes of role and value
}

# The columns of a participant, behind `actor_` or `recipient_`, and of the place.
PARTICIPANT = ["entity", "entity_kind", "country", "text", "head", "is_person", "is_town", "is_many", "is_wide", "is_state"]
PLACE = ["place_entity", "place_country", "place_is_wide", "place_is_sure", "place_latitude", "place_longitude"]
