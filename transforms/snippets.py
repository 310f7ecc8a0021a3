"""The passage of a text that shows best what a search found in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SNIPPET_CHARS = 200
LEAD_CHARS = 60  # before the first word found
SEARCHED_CHARS = 1_000_000  # of a longer text, the snippet is from this much
MATCHES_LOOKED_AT = 1_000
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0900-\u0dff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}])+")
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Snippet:
    """A passage: where it starts and ends in the text, and where the words found stand, as code point offsets in the text."""

    start: int
    end: int
    matches: tuple[tuple[int, int], ...] = ()


def snippet(text: str, query: str) -> Snippet:
    """The passage with a phrase of the query, else with most of its words; the beginning where it has none of them."""
    quoted = [[folded for folded, *_ in _words(phrase)] for phrase in _QUOTED.findall(query)]
    wanted = {folded for folded, *_ in _words(query)}
    words = _words(text[:SEARCHED_CHARS])
    hits = _phrases_in(words, [phrase for phrase in quoted if phrase]) or [
        (start, end, folded) for folded, start, end in words if folded in wanted
    ]
    best = _densest(hits[:MATCHES_LOOKED_AT])
    if not best:
        return Snippet(0, _word_end(text, SNIPPET_CHARS))
    start = _word_start(text, max(0, best[0][0] - LEAD_CHARS))
    end = _word_end(text, max(start + SNIPPET_CHARS, best[-1][1]))
    return Snippet(start, end, tuple((first, last) for first, last, _ in best if last <= end))


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(_folded(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", "".join(char for char in apart if not "\u0300" <= char <= "\u036f"))


def _phrases_in(words: Sequence[tuple[str, int, int]], phrases: Sequence[list[str]]) -> list[tuple[int, int, str]]:
    """Spans of whole phrases, in the order of the text."""
    found = []
    for at, (folded, start, _) in enumerate(words):
        for phrase in phrases:
            run = words[at : at + len(phrase)]
            if folded == phrase[0] and [word for word, *_ in run] == phrase:
                found.append((start, run[-1][2], " ".join(phrase)))
    return found


def _densest(hits: Sequence[tuple[int, int, str]]) -> Sequence[tuple[int, int, str]]:
    """Of the runs of hits that a snippet has room for, the first with most different words."""
    best: Sequence[tuple[int, int, str]] = []
    room, end = SNIPPET_CHARS - LEAD_CHARS, 0
    for start, hit in enumerate(hits):
        while end < len(hits) and (end <= start or hits[end][1] - hit[0] <= room):
            end += 1
        if len({word for *_, word in hits[start:end]}) > len({word for *_, word in best}):
            best = hits[start:end]
    return best


def _word_start(text: str, at: int) -> int:
    """The next start of a word from `at`, which stays where it is if there is none soon."""
    blank = text.find(" ", at, at + LEAD_CHARS // 2)
    return at if at == 0 or blank < 0 else blank + 1


def _word_end(text: str, at: int) -> int:
    """The last end of a word before `at`."""
    if at >= len(text):
        return len(text)
    blank = text.rfind(" ", at - LEAD_CHARS // 2, at)
    return at if blank < 0 else blank
