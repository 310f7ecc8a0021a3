"""Texts in, mentions out: gazetteers and rules, the tagger, and the whole-document pass, a few megabytes of text at a time."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from transforms.entities.document import settle
from transforms.entities.features import encode
from transforms.entities.tagger import tag
from transforms.entities.tokens import tokenize

# Arrays of a chunk of this many characters take some 150 MB.
CHUNK_CHARS = 2_000_000
TYPES = {"PER": "person", "ORG": "organization", "LOC": "place"}
SPANS = {
    "doc": pl.Int64(),
    "start_char": pl.Int64(),
    "end_char": pl.Int64(),
    "mention_text": pl.String(),
    "entity_type": pl.String(),
    "mention_kind": pl.String(),
    "extractor": pl.String(),
    "confidence": pl.Float64(),
}


def spans_of(texts: pl.Series) -> pl.DataFrame:
    """One row per mention in each text, in order: `doc` is the text's position, offsets are code points."""
    parts = [_chunk(texts.slice(low, count), low) for low, count in _chunks(texts)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SPANS)


def _chunks(texts: pl.Series) -> Iterator[tuple[int, int]]:
    """Runs of texts of about `CHUNK_CHARS`: first text and count."""
    low = size = 0
    for at, chars in enumerate(texts.str.len_chars().to_list()):
        if size and size + chars > CHUNK_CHARS:
            yield low, at - low
            low, size = at, 0
        size += chars
    if low < len(texts):
        yield low, len(texts) - low


def _chunk(texts: pl.Series, offset: int) -> pl.DataFrame:
    tokens = tokenize(texts)
    if tokens.is_empty():
        return pl.DataFrame(schema=SPANS)
    starts = tokens["start"].cast(pl.Int64).to_numpy()
    ends = starts + tokens["token"].str.len_chars().cast(pl.Int64).to_numpy()
    encoded = encode(tokens)
    names = settle(encoded, tag(encoded), texts.to_list(), starts, ends)
    rows = [
        (int(encoded.doc[name.first]) + offset, int(starts[encoded.row[name.first]]), int(ends[encoded.row[name.last]]), name.text,
         TYPES[name.kind], "name", name.found_by, round(name.probability, 3))
        for name in names
        if name.kind in TYPES
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SPANS, orient="row")
