"""Texts to tokens: words of any script as 32-bit hashes, with the places where they stand.

Two texts that differ in case, accents, quotes, punctuation, spacing, width or ligatures alone have the same tokens. A text is
read as UTF-8 bytes, all texts of a batch at once. Letters that are not ASCII are folded in place: no fold takes more bytes
than its letter, and a shorter one leaves filler bytes, which are taken out before words are cut. Scripts that part no words
by spaces have a token a character, hashed with the character after it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates import kernels
from transforms.duplicates.kernels import MAX_TOKEN_CHARS, PLACE_BITS, Hashes, Places, Words
from transforms.duplicates.rules import MAX_TEXT_CHARS

Bytes = NDArray[np.uint8]

_FILLER = 0xFF  # in no UTF-8 text
_TO_WORDS = bytes(
    ord(chr(code).lower()) if code < 0x80 and chr(code).isalnum() else code if code >= 0x80 else 0 for code in range(256)
)
_LEAD_BYTES = 0xC2
_CODE_POINTS = 0x110000
_UNREAD, _SIGN, _LETTER, _ALONE = range(4)
# Scripts without spaces between words, by their names in the character database.
_SPACELESS = ("CJK ", "HIRAGANA ", "KATAKANA", "HALFWIDTH KATAKANA", "THAI ", "LAO ", "KHMER ", "MYANMAR ", "TIBETAN ")
_DROPPED_MARKS = range(0x300, 0x370)  # accents that stand as characters of their own


@dataclass(frozen=True)
class Spans:
    """The tokens of several texts, and where they stand: text `n` has `counts[n]`, from `firsts[n]` on in both arrays."""

    firsts: Places
    counts: Places
    hashes: Words
    places: Words

    def words(self, text: int) -> list[int]:
        """The hashes of a text's tokens."""
        words: list[int] = self.hashes[self.firsts[text] : self.firsts[text] + self.counts[text]].tolist()
        return words

    def chars(self, texts: Places, tokens: Places, lengths: Places) -> tuple[Places, Places]:
        """Code point offsets where runs of tokens start and end: `lengths` of them from the token at `tokens` of each text on."""
        at = self.firsts[texts] + tokens
        return starts_and_ends(self.places[at])[0], starts_and_ends(self.places[at + lengths - 1])[1]


@dataclass(frozen=True)
class Tokens:
    """The tokens of several texts: text `n` has those from `bounds[n]` to `bounds[n + 1]`.

    `places` says where each stands in its text, as `starts_and_ends` reads it.
    """

    hashes: Words
    bounds: Places
    places: Words

    @property
    def spans(self) -> Spans:
        """The same, as text by text."""
        return Spans(self.bounds[:-1], np.diff(self.bounds), self.hashes, self.places)


def starts_and_ends(places: Words) -> tuple[Places, Places]:
    """The code point offsets that the places of tokens hold. A token that is longer than fits ends where no more does."""
    starts = (places & np.uint32(MAX_TEXT_CHARS - 1)).astype(np.int64)
    return starts, starts + (places >> np.uint32(PLACE_BITS)).astype(np.int64)


class _Folds:
    """What becomes of each letter beyond ASCII, read from the character database when it is first met."""

    def __init__(self) -> None:
        self.kinds = np.zeros(_CODE_POINTS, np.uint8)
        self.packed = np.zeros(_CODE_POINTS, np.uint32)  # the folded letter's UTF-8 bytes, first one lowest

    def read(self, codes: NDArray[np.int64]) -> None:
        met = np.zeros(_CODE_POINTS, bool)
        met[codes] = True
        for code in np.flatnonzero(met & (self.kinds == _UNREAD)).tolist():
            kind, folded = _fold(chr(code))
            self.kinds[code] = kind
            self.packed[code] = int.from_bytes(folded.ljust(4, bytes([_FILLER])), "little")


def _fold(char: str) -> tuple[int, bytes]:
    category, width = unicodedata.category(char), len(char.encode("utf-8", "surrogatepass"))
    if category == "Cf" or ord(char) in _DROPPED_MARKS or "VARIATION SELECTOR" in unicodedata.name(char, ""):
        return _LETTER, b""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", char).casefold())
    if not "\uac00" <= char <= "\ud7a3":  # Hangul syllables stay whole
        plain = "".join(part for part in unicodedata.normalize("NFKD", plain) if ord(part) not in _DROPPED_MARKS)
    folded = plain.encode("utf-8", "replace")
    if not plain.isalnum() or len(folded) > width:  # a fold that takes more room is left: rare compatibility forms
        folded = char.encode("utf-8", "replace")
    if category[0] not in "LNM":
        return _SIGN, b""
    spaceless = unicodedata.name(char, "").startswith(_SPACELESS) or unicodedata.name(plain[:1] or char, "").startswith(
        _SPACELESS
    )
    return (_ALONE if spaceless else _LETTER), folded


_folds = _Folds()


def tokenise(texts: pl.Series, *, fast: bool = False) -> Tokens:
    """The tokens of each text, of `MAX_TEXT_CHARS` at most. `fast` runs the compiled loop, which needs numba."""
    return _compiled(texts) if fast else _in_numpy(texts)


def _compiled(texts: pl.Series) -> Tokens:
    from transforms.duplicates import compiled

    array = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    firsts = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    raw = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
    words = np.frombuffer(_TO_WORDS, np.uint8)
    found = compiled.tokens(raw, firsts, words, _folds.kinds, _folds.packed)
    if found is None:
        _folds.read(_characters(raw)[2])
        found = compiled.tokens(raw, firsts, words, _folds.kinds, _folds.packed)
    if found is None:
        raise AssertionError("the folds of all characters have been read")
    return Tokens(*found)


def _in_numpy(texts: pl.Series) -> Tokens:
    joined = pl.select(pl.lit("\n") + texts.str.join("\n") + pl.lit("\n")).to_series().cast(pl.Binary)[0] if len(texts) else b"\n"
    firsts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(texts.str.len_bytes().to_numpy().astype(np.int64) + 1, out=firsts[1:])
    firsts += 1  # past the line end that stands before each text
    raw = np.frombuffer(joined, np.uint8)
    folded = np.frombuffer(bytearray(joined.translate(_TO_WORDS)), np.uint8)
    kept, alone = _fold_beyond_ascii(raw, folded)
    if kept is not None:
        folded = folded[kept]
        alone = alone[kept] if alone is not None else None
        text_firsts = np.searchsorted(kept, firsts)
    else:
        text_firsts = firsts
    starts, ends = _cut(folded, alone)
    hashes = kernels.token_hashes(folded, starts, ends)
    if alone is not None:
        hashes = _with_next(hashes, starts, ends, alone)
    bounds = np.searchsorted(starts, text_firsts).astype(np.int64)
    last = ends - 1
    if kept is not None:
        starts, last = kept[starts], kept[last]
    chars = np.cumsum((raw & 0xC0) != 0x80, dtype=np.int64)  # characters begun up to and with each byte
    origin = np.repeat(chars[firsts[:-1] - 1], np.diff(bounds))  # those before the text
    first = chars[starts] - 1 - origin
    places = first | np.minimum(chars[last] - origin - first, MAX_TOKEN_CHARS) << PLACE_BITS
    return Tokens(hashes.astype(np.uint32), bounds, places.astype(np.uint32))


def _characters(raw: Bytes) -> tuple[Places, Places, Places]:
    """Where characters beyond ASCII begin, their bytes, and their code points."""
    lead = np.flatnonzero(raw >= _LEAD_BYTES)
    first = raw[lead].astype(np.int64)
    width = 2 + (first >= 0xE0).astype(np.int64) + (first >= 0xF0)
    codes = first & (0xFF >> (width + 1))
    for step in range(1, 4):
        more = width > step
        codes[more] = codes[more] << 6 | (raw[lead[more] + step] & 0x3F)
    return lead, width, codes


def _fold_beyond_ascii(raw: Bytes, folded: Bytes) -> tuple[Places | None, NDArray[np.bool_] | None]:
    """Folds letters beyond ASCII in place. Returns the bytes to keep, where fillers came in, and those of lone characters."""
    lead, width, codes = _characters(raw)
    if lead.size == 0:
        return None, None
    _folds.read(codes)
    kinds, packed = _folds.kinds[codes], _folds.packed[codes]
    packed[kinds == _SIGN] = 0
    for step in range(4):
        more = width > step
        folded[lead[more] + step] = (packed[more] >> np.uint32(8 * step)) & np.uint32(0xFF)
    alone = None
    if (lone := kinds == _ALONE).any():
        alone = np.zeros(folded.size, bool)
        alone[lead[lone]] = True
    # Fillers stand at a character's end.
    kept = np.flatnonzero(folded != _FILLER) if (folded[lead + width - 1] == _FILLER).any() else None
    return kept, alone


def _cut(folded: Bytes, alone: NDArray[np.bool_] | None) -> tuple[Places, Places]:
    """Where words start and end: runs of bytes that are not 0, cut before and after characters that stand alone."""
    word = folded != 0
    if alone is None:
        edges = np.flatnonzero(word[1:] != word[:-1]) + 1
        return edges[0::2], edges[1::2]
    head = (folded & 0xC0) != 0x80  # the first byte of a character
    heads = np.flatnonzero(head)
    cut = alone.copy()
    cut[heads[1:]] |= alone[heads[:-1]]
    begins = word.copy()
    begins[1:] &= ~word[:-1] | cut[1:]
    stops = ~word
    stops[1:] &= word[:-1]
    stops[0] = False
    stops |= cut & word & np.concatenate(([False], word[:-1]))
    return np.flatnonzero(begins), np.flatnonzero(stops)


def _with_next(hashes: Hashes, starts: Places, ends: Places, alone: NDArray[np.bool_]) -> Hashes:
    """A lone character that another follows at once is hashed with it: single ones of these scripts say too little."""
    lone = alone[starts]
    pairs = np.flatnonzero(lone[:-1] & lone[1:] & (starts[1:] == ends[:-1]))
    joined = hashes.copy()
    joined[pairs] = kernels.mixed(hashes[pairs] * kernels.NEXT + hashes[pairs + 1])
    return joined
