"""Names without the tagger: rules cut a line's capitals into candidates, and points for what is seen of each weigh their types.

A third of the tagger's time, for sets of articles where speed counts more than the last names (the setting `entities`).
Points are sums over a dozen facts (what the gazetteers say, the word before, the head noun, what the rest of the text does with
the word), fitted on labelled texts by `tests/training/entity_points.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.entities.features import SHAPES, Encoded, Ints, elsewhere, runs
from transforms.entities.lexicon import DATA, LISTED, PHRASED
from transforms.entities.tagger import Floats, Spans, weights

Bools = NDArray[np.bool_]
KINDS = ("O", "PER", "ORG", "LOC", "MISC")
_THOUSANDTH = 1000
_HEADS = LISTED["org_heads"] | LISTED["place_heads"]
_PEOPLE = LISTED["given"] | LISTED["surname"] | LISTED["name_part"]
# A word this frequent with a capital has it because a sentence begins: at once, or if it is in no list of names.
_SMALL_ZIPF, _EVERYDAY_ZIPF = 6, 4
_ARTICLES = ["the", "a", "an"]
_LONGEST = 8  # tokens of a candidate that are told apart
_ZIPF_TOP = 7
# Small words that join capitals to one name whatever stands around: Rio de Janeiro, Mohammed bin Salman.
_PARTICLES = frozenset("de la del du des da do dos das di della al el bin ibn ben van von der den ter ten y".split())


@dataclass(frozen=True)
class Candidates:
    """Spans of places in `Encoded` that may be names: first and last place of each."""

    first: Ints
    last: Ints


def find_by_rules(encoded: Encoded) -> Spans:
    """The candidates that are more likely names than not, with their types and how likely they are."""
    found = candidates(encoded)
    odds = np.zeros((len(found.first), len(KINDS)), np.float32)
    for name, values in facts(encoded, found).items():
        known, matrix = points()[name]
        slot = np.minimum(np.searchsorted(known, values), len(known) - 1)
        odds += matrix[np.where(known[slot] == values, slot + 1, 0)]
    likely = np.exp(odds - odds.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    best = likely.argmax(axis=1)
    named = np.flatnonzero(best > 0)
    kinds = [KINDS[kind] for kind in best[named].tolist()]
    return Spans(found.first[named], found.last[named], kinds, likely[named, best[named]])


@lru_cache(maxsize=1)
def points() -> dict[str, tuple[Ints, Floats]]:
    """Of each fact: its values in order, and a matrix of their points for each of `KINDS`, one row up (row 0 is zeros)."""
    found = {}
    for (name,), part in pl.read_parquet(DATA / "points.parquet").group_by("fact", maintain_order=True):
        ordered = part.sort("value")
        matrix = np.zeros((part.height + 1, len(KINDS)), np.float32)
        matrix[1:] = ordered.select(KINDS).to_numpy() / np.float32(_THOUSANDTH)
        found[str(name)] = (ordered["value"].to_numpy(), matrix)
    return found


def candidates(encoded: Encoded) -> Candidates:
    """Runs of capitals without titles, nationalities and sentences' first words, joined over the small words inside of names."""
    joints = _joints(encoded)
    inside = _kept(encoded, joints) | joints
    start = inside & (~_before(inside) | _parted(encoded))
    return Candidates(np.flatnonzero(start), np.flatnonzero(inside & (~_after(inside) | _after(start))))


def _before(values: Bools, distance: int = 1) -> Bools:
    """Of each place: what is so of the one before it."""
    return np.concatenate([np.zeros(distance, bool), values[:-distance]])


def _after(values: Bools, distance: int = 1) -> Bools:
    return np.concatenate([values[distance:], np.zeros(distance, bool)])


def _kept(encoded: Encoded, joints: Bools) -> Bools:
    """Capitals that may be part of a name."""
    capital, shape, words = encoded.capital, encoded.shape, encoded.words
    listed, zipf = _of_words(encoded, "listed"), _of_words(encoded, "zipf")
    first, last, *_ = runs(encoded)
    phrased = _covered(encoded)
    headed = ((listed[last] & _HEADS) > 0) & (first < last)
    begins = encoded.begins | words["lower"].is_in(_ARTICLES).to_numpy()[encoded.word]
    common = begins & ~phrased & ((zipf >= _SMALL_ZIPF) | ((zipf >= _EVERYDAY_ZIPF) & ((listed & ~LISTED["name_part"]) == 0)))
    title = ((listed & LISTED["titles"]) > 0) & ((listed & LISTED["given"]) == 0) & ~phrased
    title |= _after(title) & (zipf >= _EVERYDAY_ZIPF) & ~phrased & ((listed & _HEADS) == 0)  # Prime, Transport, Vice
    nation = ((listed & LISTED["demonym"]) > 0) | ((_phrase_bits(encoded) & PHRASED["demonym"]) > 0)
    month = ((listed & LISTED["months"]) > 0) & ((listed & _HEADS) == 0) & ~phrased
    cut = common | ((title | nation) & ~headed & ~_before(joints)) | month
    kept = capital & ~cut
    sign = np.isin(shape, (SHAPES["-"], SHAPES["'"], SHAPES["."])) & (first < last)
    # Wang Mei-yu, but not US-led: two capitals before, and no word of everyday behind.
    tail = _before(shape == SHAPES["-"]) & (shape == SHAPES["lower"]) & (zipf < _EVERYDAY_ZIPF)
    tail &= _before(kept, 2) & _before(kept, 3)
    return np.asarray(kept | (sign & _before(kept) & _after(kept)) | tail | _after(tail), np.bool_)


def _parted(encoded: Encoded) -> Bools:
    """Given names behind a country or region: `ambassador to Azerbaijan Sami Ghousheh`."""
    listed = _of_words(encoded, "listed")
    area = (_phrase_bits(encoded) & (PHRASED["country"] | PHRASED["region"])) > 0
    given = ((listed & LISTED["given"]) > 0) & ~_covered(encoded)
    return np.asarray(given & _before(area) & _after(encoded.capital), np.bool_)


def _joints(encoded: Encoded) -> Bools:
    """Small words between capitals that belong to one name: in listed phrases, after head nouns (Bank of), particles."""
    capital, words = encoded.capital, encoded.words
    listed = _of_words(encoded, "listed")
    small = words["lower"].is_in(["of", "for"]).to_numpy()[encoded.word]
    the = (words["lower"] == "the").to_numpy()[encoded.word] & ~capital
    head = capital & ((listed & _HEADS) > 0)
    of = small & _before(head) & (_after(capital) | (_after(the) & _after(capital, 2)))
    pair = (words["lower"] == "and").to_numpy()[encoded.word] & _before(capital) & _after(capital)
    pair &= _before(of, 2) | _before(of, 3)  # Ministry of Trade and Industry
    particle = words["lower"].is_in(list(_PARTICLES)).to_numpy()[encoded.word] & ~capital
    hyphen = encoded.shape == SHAPES["-"]
    onward = particle | hyphen
    particle &= _before(capital) & (_after(capital) | (_after(onward) & _after(capital, 2)))
    onward &= _before(particle)
    ampersand = (encoded.shape == SHAPES["&"]) & _before(capital) & _after(capital)
    phrase = _covered(encoded) & (_phrase_length(encoded) > 1)
    return np.asarray(of | pair | (the & _before(of)) | particle | onward | ampersand | phrase, np.bool_)


def facts(encoded: Encoded, found: Candidates) -> dict[str, Ints]:
    """What is seen of each candidate, each fact a whole number."""
    first, last = found.first, found.last
    length = np.minimum(last - first + 1, _LONGEST)
    shape = encoded.shape
    listed, zipf = _of_words(encoded, "listed"), np.minimum(_of_words(encoded, "zipf"), _ZIPF_TOP)
    code, count = _codes(encoded)
    begins = encoded.begins.astype(np.int64)[first]
    exact = np.where(encoded.phrase_length[first] == last - first + 1, encoded.phrase_bits[first].astype(np.int64), 0)
    starts_with = np.where(encoded.phrase_length[first] > 0, encoded.phrase_bits[first].astype(np.int64), 0)
    low, high = np.minimum(zipf[first], zipf[last]), np.maximum(zipf[first], zipf[last])
    others = elsewhere(encoded, listed)
    alone = (length == 1).astype(np.int64)
    people_first, people_last = listed[first] & _PEOPLE, listed[last] & _PEOPLE
    before, behind = first - 1, np.minimum(last + 1, len(shape) - 1)
    shapes = shape[first] * len(SHAPES) + shape[last]
    return {
        "bias": np.zeros(len(first), np.int64),
        "length": length * 2 + begins,
        "shapes": (shapes * (_LONGEST + 1) + length) * 2 + begins,
        "exact": ((exact * 3 + np.minimum(length, 3) - 1) * 8 + high) * 2 + begins,
        "exact_people": (exact * 8 + people_first) * 2 + alone,
        "starts_with": starts_with * 2 + alone,
        "lists_first": listed[first] * 2 + alone,
        "lists_last": listed[last] * 2 + alone,
        "people": ((people_first * 8 + people_last) * 5 + np.minimum(length, 4)) * 64 + low * 8 + high,
        "first_word": code[first] * 2 + alone,
        "last_word": code[last] * 2 + alone,
        "before": code[before] * 2 + alone,
        "before2": code[np.maximum(first - 2, 0)] * count + code[before],
        "before_lists": (listed[before] * 2 + encoded.capital[before]) * 2 + alone,
        "behind": code[behind] * 2 + alone,
        "behind_lists": (listed[behind] * 2 + encoded.capital[behind]) * 2 + alone,
        "others_first": others[first] * 2 + alone,
        "others_last": others[last] * 2 + alone,
        "others_exact": (others[first] * 2 + alone) * 512 + exact,
    }


def _of_words(encoded: Encoded, column: str) -> Ints:
    return encoded.words[column].to_numpy().astype(np.int64)[encoded.word]


def _codes(encoded: Encoded) -> tuple[Ints, int]:
    """A number for the word of each place: its own for the frequent ones, else that of its shape; and how many there are."""
    coded = pl.DataFrame({"lower": weights().coded_words}).with_row_index("code", len(SHAPES))
    joined = encoded.words.select("lower", "shape").join(coded, on="lower", how="left", maintain_order="left")
    code = joined.select(pl.coalesce(pl.col("code").cast(pl.Int64), pl.col("shape"))).to_series().to_numpy()
    return code[encoded.word], len(SHAPES) + coded.height


def _phrase_start(encoded: Encoded) -> Ints:
    return np.maximum.accumulate(np.where(encoded.phrase_length > 0, np.arange(len(encoded.word)), 0))


def _covered(encoded: Encoded) -> Bools:
    """Whether a listed phrase covers a place."""
    start = _phrase_start(encoded)
    return np.arange(len(encoded.word)) < start + encoded.phrase_length[start]


def _phrase_length(encoded: Encoded) -> NDArray[np.int32]:
    return np.where(_covered(encoded), encoded.phrase_length[_phrase_start(encoded)], 0)


def _phrase_bits(encoded: Encoded) -> NDArray[np.uint16]:
    return np.where(_covered(encoded), encoded.phrase_bits[_phrase_start(encoded)], 0)
