"""Texts in, mentions out: patterns, a finder of names, and the whole-document pass, a few megabytes of text at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.entities.document import settle
from transforms.entities.features import SHAPES, Encoded
from transforms.entities.finders import TAGGER, Finder, Reading
from transforms.entities.lexicon import LISTED, PHRASED
from transforms.entities.names import plain
from transforms.entities.patterns import match_patterns
from transforms.entities.watchlist import Watchlist
from transforms.entities.within_document import Mention, replace, resolve

# Arrays of a chunk of this many characters take some 150 MB.
CHUNK_CHARS = 2_000_000
LONGEST_TITLE = 4  # tokens
# Of 600 words of the list with a capital in news, a reader would take so many for a people, nation or faith.
DEMONYM_CONFIDENCE = 0.9
WATCHED_CONFIDENCE = 0.95  # whole words with a capital; another of the same name is not told apart
# Ships and events are named in full once and go by the bare name after that; at most so many of them in one text.
TOLD_ONCE, SHORTEST_TOLD, MOST_TOLD, TOLD_AGAIN = ("vessel", "event_name"), 4, 50, 0.9
_OF_CONTINENTS = ("african", "asian", "european", "africans", "asians", "europeans")  # neither nations nor peoples
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
    "name_key": pl.String(),
    "entity_name": pl.String(),
    "country_code": pl.String(),
    "wikidata_id": pl.String(),
    "geonames_id": pl.Int64(),
    "latitude": pl.Float64(),
    "longitude": pl.Float64(),
    "watchlist_id": pl.String(),
}


def spans_of(texts: pl.Series, watchlist: Watchlist | None = None, finder: Finder = TAGGER) -> pl.DataFrame:
    """One row per mention in each text, in order: `doc` is the text's position, offsets are code points."""
    parts = [_chunk(texts.slice(low, count), low, watchlist, finder) for low, count in _chunks(texts)]
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


def _chunk(texts: pl.Series, offset: int, watchlist: Watchlist | None, finder: Finder) -> pl.DataFrame:
    reading = Reading.of(texts)
    if reading is None:
        return pl.DataFrame(schema=SPANS)
    bodies, starts, ends, encoded = reading.texts, reading.starts, reading.ends, reading.encoded
    found: dict[int, list[Mention]] = defaultdict(list)
    for doc, mention in _named(reading, finder):
        found[doc].append(mention)
    for doc, mention in _demonyms(encoded, reading.tokens, starts, ends):
        found[doc].append(mention)
    ruled: dict[int, list[Mention]] = defaultdict(list)
    for doc, start, end, kind, rule, confidence in match_patterns(texts).rows():
        ruled[doc].append(Mention(start, end, bodies[doc][start:end], kind, "name", f"rule:{rule}", confidence))
    for doc, mentions in ruled.items():
        mentions.extend(_again(mentions, bodies[doc]))
    watched: dict[int, list[Mention]] = defaultdict(list)
    for first, last, entry in watchlist.find(encoded) if watchlist else ():
        doc, start, end = int(encoded.doc[first]), int(starts[encoded.row[first]]), int(ends[encoded.row[last]])
        text = bodies[doc][start:end]
        kind = "name" if plain(text) == plain(entry.name) else "alias"
        watched[doc].append(Mention(start, end, text, entry.entity_type, kind, "watchlist", WATCHED_CONFIDENCE, watched=entry))
    rows = []
    for doc in sorted(found.keys() | ruled.keys() | watched.keys()):
        mentions = resolve(_merged(found[doc], ruled[doc], watched[doc]), bodies[doc])
        rows += [(doc + offset, *_row(mention)) for mention in mentions]
    return pl.DataFrame(rows, schema=SPANS, orient="row")


def _named(reading: Reading, finder: Finder) -> Iterator[tuple[int, Mention]]:
    """Names of people, organisations and places, and the titles before people's names."""
    encoded, texts, starts, ends = reading.encoded, reading.texts, reading.starts, reading.ends
    listed = encoded.words["listed"].to_list()
    last = -1
    for name in settle(reading, finder.find(reading), finder.name):
        if name.kind not in TYPES:
            last = name.last
            continue
        doc = int(encoded.doc[name.first])
        start, end = int(starts[encoded.row[name.first]]), int(ends[encoded.row[name.last]])
        if name.kind == "PER":
            first = _title_start(encoded, name.first, last, listed)
            if first < name.first:
                low, high = int(starts[encoded.row[first]]), int(ends[encoded.row[name.first - 1]])
                yield (
                    doc,
                    Mention(low, high, texts[doc][low:high], "person", "title", "rule:title", name.confidence, name.text),
                )
        yield doc, Mention(start, end, name.text, TYPES[name.kind], "name", name.found_by, name.confidence)
        last = name.last


def _title_start(encoded: Encoded, first: int, taken: int, listed: list[int]) -> int:
    """Where the title before a person's name starts: `Transport Minister`, `President`, `Lt. Gen.`"""
    at = first
    while at - 1 > taken and first - at < LONGEST_TITLE and encoded.row[at - 1] >= 0:
        word = int(encoded.word[at - 1])
        is_title = bool(listed[word] & LISTED["titles"]) and encoded.shape[at - 1] != SHAPES["lower"]
        is_stop = encoded.shape[at - 1] == SHAPES["."] and bool(listed[int(encoded.word[at - 2])] & LISTED["titles"])
        qualifies = (
            at < first
            and encoded.shape[at - 1] == SHAPES["title"]
            and not encoded.begins[at - 1]
            and encoded.shape[at] != SHAPES["."]
        )
        if not (is_title or is_stop or qualifies):
            break
        at -= 1
    while at < first and not listed[int(encoded.word[at])] & LISTED["titles"] and not _qualifies(encoded, at, first, listed):
        at += 1
    return at


def _qualifies(encoded: Encoded, at: int, first: int, listed: list[int]) -> bool:
    """Whether a capital word is followed by a title before the name."""
    rest = [int(word) for word in encoded.word[at + 1 : first]]
    return encoded.shape[at] == SHAPES["title"] and any(listed[word] & LISTED["titles"] for word in rest)


def _demonyms(
    encoded: Encoded, tokens: pl.DataFrame, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> Iterator[tuple[int, Mention]]:
    """Nationalities and peoples, one word or two."""
    listed = encoded.words["listed"].to_numpy()[encoded.word]
    of_continent = encoded.words["lower"].is_in(_OF_CONTINENTS).to_numpy()[encoded.word]
    one = encoded.capital & ((listed & LISTED["demonym"]) > 0) & ~of_continent
    two = ((encoded.phrase_bits & PHRASED["demonym"]) > 0) & (encoded.phrase_length > 1)
    token = tokens["token"]
    for place in np.flatnonzero(one | two).tolist():
        last = place + int(encoded.phrase_length[place]) - 1 if two[place] else place
        first_row, last_row = int(encoded.row[place]), int(encoded.row[last])
        text = " ".join(token[first_row : last_row + 1].to_list())
        mention = Mention(
            int(starts[first_row]), int(ends[last_row]), text, "group", "demonym", "rule:demonym", DEMONYM_CONFIDENCE
        )
        yield int(encoded.doc[place]), mention


def _again(ruled: list[Mention], text: str) -> list[Mention]:
    """Where a ship's or an event's name, told once by what it is, stands again as whole words."""
    told = {mention.text: mention for mention in ruled if mention.entity_type in TOLD_ONCE and len(mention.text) >= SHORTEST_TOLD}
    more = []
    for name, mention in sorted(told.items())[:MOST_TOLD]:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            whole = not text[max(0, at - 1) : at].isalnum() and not text[end : end + 1].isalnum()
            if whole:
                confidence = round(mention.confidence * TOLD_AGAIN, 3)
                more.append(replace(mention, start=at, end=end, found_by="document", confidence=confidence))
            at = text.find(name, end)
    return more


def _merged(found: list[Mention], ruled: list[Mention], watched: list[Mention]) -> list[Mention]:
    """Mentions without overlaps: the watchlist goes before rules of a type, these before the tagger, all before demonyms.

    A name that a rule has told is of that type in the whole text.
    """
    told = {mention.text: mention for mention in sorted(ruled, key=lambda m: m.found_by != "document")}
    taken: list[tuple[int, int]] = []
    kept: list[Mention] = []
    order = {"demonym": 3, "title": 2}
    for mention in (
        watched
        + sorted(ruled, key=lambda m: (m.found_by == "document", *_span(m)))
        + sorted(found, key=lambda m: (order.get(m.kind, 1), *_span(m)))
    ):
        at = bisect_left(taken, (mention.start, mention.end))
        before = taken[at - 1][1] if at else 0
        after = taken[at][0] if at < len(taken) else mention.end
        if before > mention.start or after < mention.end:
            continue
        taken.insert(at, (mention.start, mention.end))
        rule = told.get(mention.text)
        if rule is not None and mention.kind == "name":
            mention = replace(mention, entity_type=rule.entity_type, found_by=rule.found_by)  # noqa: PLW2901
        kept.append(mention)
    return sorted(kept, key=_span)


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _row(mention: Mention) -> tuple[object, ...]:
    place, watched = mention.place, mention.watched
    wikidata = watched.wikidata_id if watched else place.wikidata_id if place else None
    return (
        mention.start, mention.end, mention.text, mention.entity_type, mention.kind, mention.found_by, mention.confidence,
        mention.key, mention.name, mention.country, wikidata, place.geonames_id if place else None,
        place.latitude if place else None, place.longitude if place else None, watched.watchlist_id if watched else None,
    )  # fmt: skip
