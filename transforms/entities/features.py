"""What the tagger sees of a token: facts of its word, of its neighbours, of its run of capitals, and of the gazetteers.

Facts of words are worked out once for each distinct word of a batch; facts of places in the text are whole-array arithmetic
on small codes. Only *islands* are looked at: stretches with a capital letter in them, and the small words that join names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.entities.lexicon import LISTED, PHRASED, lexicon

Ints = NDArray[np.int64]
# Around every line of text stand this many empty tokens, so that no feature looks across lines or articles.
PAD = 2
# Small words and signs that stand inside of names, or before them.
_JOINS = frozenset(
    (
        "of the and for de la le les du des da do dos das del di della al el bin ibn ben van von der den ter ten und y e et - ' "
        "’ ‘ & . , / 's ’s on in to at a northern southern eastern western central north south east west north-east upper lower "
        "downtown greater mainland"
    ).split()
)
SHAPES = {
    "pad": 0, "lower": 1, "title": 2, "caps": 3, "initial": 4, "mixed": 5, "dotted": 6, "digits": 7, "alnum": 8, "other": 9,
    ".": 10, ",": 11, "'": 12, "-": 13, "(": 14, ")": 15, "quote": 16, "'s": 17, ":": 18, "&": 19, "/": 20, "@": 21, "end": 22,
}  # fmt: skip
_SHAPE_COUNT = 32
_CAPITAL = [SHAPES[name] for name in ("title", "caps", "initial", "mixed", "dotted")]
_ZIPF_TOP = 8
_LONGEST_NAME = 4  # of a person: tokens
_NAME_BITS = LISTED["given"] | LISTED["surname"] | LISTED["name_part"]
# Titles and abbreviations whose stop ends no sentence.
_ABBREVIATIONS = frozenset(
    ("mr mrs ms dr prof gen lt col sgt capt rev hon gov sen rep st jr sr inc ltd co corp no vs maj brig").split()
)


@dataclass(frozen=True)
class Encoded:
    """Tokens of a batch with pads, and the facts of their words.

    `row` is each place's row in the frame of tokens (-1 for pads), `word` its row in `words`.
    """

    row: NDArray[np.int64]
    doc: NDArray[np.int64]
    word: NDArray[np.int64]
    words: pl.DataFrame
    shape: NDArray[np.int64]  # code of `SHAPES` of each place's word
    capital: NDArray[np.bool_]  # whether it begins with a capital
    begins: NDArray[np.bool_]  # whether a sentence begins with it
    places: NDArray[np.int64]  # the places on islands
    island: NDArray[np.int64]  # the island of each
    phrase_length: NDArray[np.int32]  # of the gazetteer's phrase that starts at a place
    phrase_bits: NDArray[np.uint16]


def encode(tokens: pl.DataFrame) -> Encoded:
    """Tokens of `tokenize` as arrays."""
    words = _words(tokens["token"])
    ids = tokens.select("token").join(words.select("token", "id"), on="token", how="left", maintain_order="left")["id"].to_numpy()
    breaks = np.cumsum(tokens["gap"].to_numpy() == 2)
    place = np.arange(len(ids)) + PAD * breaks
    size = len(ids) + PAD * (int(breaks[-1]) + 1 if len(breaks) else 1)
    row, word, doc = np.full(size, -1, np.int64), np.zeros(size, np.int64), np.full(size, -1, np.int64)
    row[place], word[place], doc[place] = np.arange(len(ids)), ids, tokens["doc"].to_numpy()
    shape = words["shape"].to_numpy()[word]
    places, island = _islands(word, words, shape)
    length, bits = _phrases(word, words)
    capital, begins = words["is_capital"].to_numpy()[word], _sentence_starts(word, words, shape)
    return Encoded(row, doc, word, words, shape, capital, begins, places, island, length, bits)


def _words(tokens: pl.Series) -> pl.DataFrame:
    """Distinct words with their facts; row 0 is the pad."""
    known = lexicon()
    distinct = pl.concat([pl.Series("token", [""]), tokens.unique().sort().rename("token")]).to_frame()
    distinct = distinct.with_row_index("id").with_columns(
        pl.col("token").str.to_lowercase().str.replace_all("’", "'").alias("lower"), pl.col("id").cast(pl.Int64)
    )
    token = pl.col("token")
    shape = (
        pl.when(token == "").then(pl.lit("pad"))
        .when(token.str.contains(r"^['’]s$")).then(pl.lit("'s"))
        .when(token.str.contains(r"^(?:\p{Lu}\.){2,}$")).then(pl.lit("dotted"))
        .when(token.str.contains(r"^\p{Lu}$")).then(pl.lit("initial"))
        .when(token.str.contains(r"^[\p{Lu}\p{M}]+$")).then(pl.lit("caps"))
        .when(token.str.contains(r"^\p{Lu}[\p{Ll}\p{M}\p{Lo}\p{Lm}]+$")).then(pl.lit("title"))
        .when(token.str.contains(r"^[\p{Ll}\p{Lo}\p{Lm}\p{M}]+$")).then(pl.lit("lower"))
        .when(token.str.contains(r"^\p{N}+$")).then(pl.lit("digits"))
        .when(token.str.contains(r"^[@#]|^https?:|^www\.")).then(pl.lit("@"))
        .when(token.str.contains(r"^[\p{L}\p{M}_'’]+$")).then(pl.lit("mixed"))
        .when(token.str.contains(r"^[\p{L}\p{N}\p{M}_]+$")).then(pl.lit("alnum"))
        .when(token.is_in([".", ",", "-", "(", ")", ":", "&", "/"])).then(token)
        .when(token.is_in(["'", "’", "‘"])).then(pl.lit("'"))
        .when(token.is_in(['"', "“", "”", "«", "»"])).then(pl.lit("quote"))
        .when(token.is_in(["!", "?", ";", "…", "•", "|"])).then(pl.lit("end"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
    has_capital = token.str.contains(r"\p{Lu}") & ~token.str.contains(r"^[@#]|^https?:|^www\.")
    codes = known.tree.vocabulary.rename({"word": "lower", "code": "tree_word"})
    exact = known.singles.rename({"phrase": "token", "phrased": "exact"})
    caseless = known.singles.rename({"phrase": "lower", "phrased": "caseless"})
    return (
        distinct.with_columns(shape.replace_strict(SHAPES, return_dtype=pl.Int64).alias("shape"))
        .with_columns(
            has_capital.alias("has_capital"),
            pl.col("shape").is_in(_CAPITAL).alias("is_capital"),
            pl.col("lower").is_in(list(_JOINS)).alias("joins"),
        )
        .join(known.words.rename({"word": "lower"}), on="lower", how="left", maintain_order="left")
        .join(codes, on="lower", how="left", maintain_order="left")
        .join(exact, on="token", how="left", maintain_order="left")
        .join(caseless, on="lower", how="left", maintain_order="left")
        .with_columns(
            pl.col("listed", "zipf", "tree_word").fill_null(0),
            pl.when("has_capital").then(pl.coalesce("exact", "caseless")).fill_null(0).alias("single"),
        )
        .drop("exact", "caseless")
    )


def _islands(word: Ints, words: pl.DataFrame, shape: Ints) -> tuple[Ints, Ints]:
    """The places on islands and the number of each place's island."""
    core = words["has_capital"].to_numpy()[word]
    shortened = words["lower"].is_in(list(_ABBREVIATIONS)).to_numpy()[word] | (shape == SHAPES["initial"])
    ends = (shape == SHAPES["."]) & ~np.concatenate([[False], shortened[:-1]])
    inside = core | (words["joins"].to_numpy()[word] & ~ends)
    start = inside & ~np.concatenate([[False], inside[:-1]])
    number = np.cumsum(start)
    has_core = np.zeros(int(number[-1]) + 1 if len(number) else 1, bool)
    has_core[number[core]] = True
    kept = inside & has_core[number]
    places = np.flatnonzero(kept)
    return places, number[places]


def _phrases(word: Ints, words: pl.DataFrame) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Longest phrases, leftmost first: length and bits at the place where each starts, 0 elsewhere."""
    capital = words["has_capital"].to_numpy()[word]
    length, bits = lexicon().tree.find(words["tree_word"].to_numpy()[word], capital)
    single = words["single"].to_numpy()[word]
    alone = (length == 0) & (single > 0)
    length[alone], bits[alone] = 1, single[alone]
    # One that starts inside of an earlier one is part of it.
    end = np.arange(len(word)) + length
    covered = np.concatenate([[0], np.maximum.accumulate(end)[:-1]]) > np.arange(len(word))
    length[covered], bits[covered] = 0, 0
    return length, bits


def word_features(words: pl.DataFrame) -> dict[str, pl.Series]:
    """Facts of words as text, by name; `OFFSETS` says at which neighbours each is looked at."""
    lower = words["lower"]
    short = lower.str.replace_all(r"\p{N}", "0")
    return {
        "word": short.str.slice(0, 24),
        "suffix2": short.str.tail(2),
        "suffix3": short.str.tail(3),
        "suffix4": short.str.tail(4),
        "prefix2": short.str.head(2),
        "prefix3": short.str.head(3),
        "prefix4": short.str.head(4),
        "facts": words.select(pl.format("{}.{}.{}", "listed", pl.col("zipf").clip(0, _ZIPF_TOP), "shape")).to_series(),
        "listed": words["listed"].cast(pl.String),
        "shape": words["shape"].cast(pl.String),
    }


OFFSETS: dict[str, tuple[int, ...]] = {
    "word": (-2, -1, 0, 1, 2),
    "suffix2": (0,),
    "suffix3": (-1, 0, 1),
    "suffix4": (0,),
    "prefix2": (0,),
    "prefix3": (0,),
    "prefix4": (0,),
    "facts": (-1, 0, 1),
    "listed": (-2, -1, 0, 1, 2),
    "shape": (-1, 0, 1),
}


def place_features(encoded: Encoded, coded_words: list[str]) -> dict[str, Ints]:
    """Facts of the places on islands, each a whole number. `coded_words` are those that get a code of their own."""
    at, word, words = encoded.places, encoded.word, encoded.words
    shape, begins = encoded.shape, encoded.begins.astype(np.int64)
    listed = words["listed"].to_numpy().astype(np.int64)[word]
    zipf = np.minimum(words["zipf"].to_numpy().astype(np.int64), _ZIPF_TOP)[word]
    codes = pl.DataFrame({"lower": coded_words}).with_row_index("code", _SHAPE_COUNT)
    coded = words.select("lower", "shape").join(codes, on="lower", how="left", maintain_order="left")
    code = coded.select(pl.coalesce(pl.col("code").cast(pl.Int64), pl.col("shape"))).to_series().to_numpy()[word]
    code_count = _SHAPE_COUNT + len(coded_words)
    first, last, position, length = runs(encoded)
    phrase = _phrase_codes(encoded)
    names = listed & _NAME_BITS
    # Whether an organisation's head noun (Ministry of ...) stands a few joined tokens before.
    heads = (listed & LISTED["org_heads"]) > 0
    capital = encoded.capital
    after_head = np.zeros(len(word), np.int64)
    of = np.isin(shape, (SHAPES["lower"], SHAPES["&"])) & words["joins"].to_numpy()[word]
    for distance in (2, 3, 4):
        linked = heads[:-distance] & capital[:-distance] & of[1 : len(word) - distance + 1]
        for step in range(2, distance):
            linked &= (of | capital)[step : len(word) - distance + step]
        after_head[distance:] |= linked.astype(np.int64) << (distance - 2)
    bracket = (shape[at - 1] == SHAPES["("]) * 2 + (shape[np.minimum(last[at] + 1, len(shape) - 1)] == SHAPES[")"])
    any_head = np.zeros(len(word), np.int64)
    capitals = np.flatnonzero(capital)
    others = elsewhere(encoded, listed)
    if len(capitals):
        np.bitwise_or.at(
            any_head, first[capitals], listed[capitals] & (LISTED["org_heads"] | LISTED["place_heads"] | LISTED["titles"])
        )
    run_shape = np.minimum(position[at], 3) * 48 + np.minimum(length[at] - 1 - position[at], 3) * 12 + np.minimum(length[at], 11)
    edge = (position[at] == 0) * 2 + (position[at] == length[at] - 1)
    features = {
        "bias": np.zeros(len(at), np.int64),
        "run": run_shape * 32 + shape[at],
        "run_last": listed[last[at]] * 4 + edge,
        "run_first": listed[first[at]] * 4 + edge,
        "run_heads": any_head[first[at]] * 4 + edge,
        "before_run": code[first[at] - 1] * 2 + (position[at] == 0),
        "before_run2": code[np.maximum(first[at] - 2, 0)] * code_count + code[first[at] - 1],
        "after_run": code[np.minimum(last[at] + 1, len(code) - 1)] * 2 + (position[at] == length[at] - 1),
        "last_word": code[last[at]] * 4 + edge,
        "first_word": code[first[at]] * 4 + edge,
        "phrase": phrase[at],
        "phrase_before": phrase[at - 1],
        "phrase_after": phrase[at + 1],
        "phrase_facts": ((phrase[at] * 16 + zipf[at]) * 2 + begins[at]) * 8 + (names[at] & 7),
        "shapes": (shape[at - 1] * _SHAPE_COUNT + shape[at]) * _SHAPE_COUNT + shape[at + 1],
        "pair_before": code[at - 1] * code_count + code[at],
        "pair_after": code[at] * code_count + code[at + 1],
        "pair_around": code[at - 1] * code_count + code[at + 1],
        "begins": ((begins[at] * 16 + zipf[at]) * 32 + shape[at]) * 8 + (names[at] & 7),
        "lists_before": listed[at - 1] * 1024 + listed[at],
        "lists_after": listed[at] * 1024 + listed[at + 1],
        "after_head": after_head[at] * 2 + capital[at],
        "bracket": bracket * 32 + shape[at],
        "elsewhere": others[at],
        "elsewhere_facts": (others[at] * 2 + begins[at]) * 32 + shape[at],
        "elsewhere_first": others[first[at]] * 4 + edge,
        "elsewhere_last": others[last[at]] * 4 + edge,
    }
    return {name: np.asarray(values, np.int64) for name, values in features.items()}


def elsewhere(encoded: Encoded, listed: Ints) -> Ints:
    """What the *other* occurrences of a place's word in the same text tell, as bits."""
    word, words = encoded.word, encoded.words
    index = np.arange(len(word))
    first, last, *_ = runs(encoded)
    capital = encoded.capital
    in_words = words["lower"].is_in(["in", "at", "near", "from"]).to_numpy()[word]
    folded = words["lower"].rank("dense").cast(pl.Int64).to_numpy()[word]
    before, after = np.maximum(first - 1, 0), np.minimum(last + 1, len(word) - 1)
    alone = first == last
    start = np.maximum.accumulate(np.where(encoded.phrase_length > 0, index, 0))
    length = encoded.phrase_length[start]
    covered = (index < start + length) & (length > 1)
    organization = (encoded.phrase_bits[start] & PHRASED["organization"]) > 0
    evidence = (
        capital & ((listed[before] & LISTED["titles"]) > 0),
        capital & (index > first) & ((listed[first] & LISTED["given"]) > 0) & (last - first < _LONGEST_NAME),
        capital & (index < last) & ((listed[last] & LISTED["org_heads"]) > 0),
        capital & (index < last) & ((listed[last] & LISTED["place_heads"]) > 0),
        capital & alone & in_words[before],
        encoded.shape == SHAPES["lower"],
        capital & ((listed[after] & LISTED["speech"]) > 0),
        capital & covered & organization,
        capital & covered & ~organization,
        capital & ~encoded.begins & ~alone,
    )
    # Words that no text has with a capital are most of all, and nobody asks about them.
    asked = np.zeros(int(folded.max()) + 1, bool)
    asked[folded[capital]] = True
    at = np.flatnonzero(asked[folded])
    key = np.unique(encoded.doc[at] * len(asked) + folded[at], return_inverse=True)[1]
    bits = np.zeros(len(word), np.int64)
    for bit, found in enumerate(evidence):
        others = np.bincount(key, weights=found[at])[key] - found[at]
        bits[at] |= (others > 0).astype(np.int64) << bit
    return np.where(capital, bits, 0)


def _sentence_starts(word: Ints, words: pl.DataFrame, shape: Ints) -> NDArray[np.bool_]:
    abbreviated = words["lower"].is_in(list(_ABBREVIATIONS)).to_numpy()[word]
    stop = (shape == SHAPES["."]) & ~np.concatenate([[False], (abbreviated | (shape == SHAPES["initial"]))[:-1]])
    ends = stop | np.isin(shape, (SHAPES["pad"], SHAPES["end"], SHAPES[":"]))
    quote = np.isin(shape, (SHAPES["quote"], SHAPES["'"], SHAPES["-"], SHAPES["("], SHAPES[")"]))
    before = np.concatenate([[True], ends[:-1]])
    earlier = np.concatenate([[True, True], ends[:-2]])
    return np.asarray(before | (np.concatenate([[False], quote[:-1]]) & earlier), np.bool_)


def runs(encoded: Encoded) -> tuple[Ints, Ints, Ints, Ints]:
    """Of each place: the first and last place of its run of capitals (itself outside of one), its position, the run's length.

    Initials' stops, and hyphens and apostrophes between capitals, are part of a run.
    """
    capital, shape, word = encoded.capital, encoded.shape, encoded.word
    right = np.concatenate([capital[1:], [False]])
    left = np.concatenate([[False], capital[:-1]])
    initial = np.concatenate([[False], (shape == SHAPES["initial"])[:-1]])
    glue = (np.isin(shape, (SHAPES["-"], SHAPES["'"])) & left & right) | ((shape == SHAPES["."]) & initial & right)
    inside = capital | glue
    index = np.arange(len(word))
    start = inside & ~np.concatenate([[False], inside[:-1]])
    end = inside & ~np.concatenate([inside[1:], [False]])
    first = np.where(inside, np.maximum.accumulate(np.where(start, index, 0)), index)
    last = np.where(inside, np.minimum.accumulate(np.where(end, index, len(word) - 1)[::-1])[::-1], index)
    return first, last, index - first, last - first + 1


def _phrase_codes(encoded: Encoded) -> Ints:
    """Of each place: the bits of the phrase that covers it, and whether it starts, goes on, or is alone."""
    length = encoded.phrase_length.astype(np.int64)
    index = np.arange(len(length))
    start = np.maximum.accumulate(np.where(length > 0, index, 0))
    covered = (index < start + length[start]) & (length[start] > 0)
    role = np.where(length[start] == 1, 1, np.where(index == start, 2, 3))
    return np.where(covered, encoded.phrase_bits[start].astype(np.int64) * 4 + role, 0)
