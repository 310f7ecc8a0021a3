"""Sentences in, words with tags, lemmas, heads and relations out.

The network sees sentences of one length together, so that nothing is padded. A sentence of more than `LONGEST`
words is parsed in stretches of that many; the roots of the later ones hang on that of the first as `parataxis`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from transforms.syntax import network
from transforms.syntax.features import DATA, feature_rows, vocabulary
from transforms.syntax.lemmas import lemmas, rules
from transforms.syntax.network import Maths
from transforms.syntax.tokens import split_words
from transforms.syntax.trees import trees

LONGEST = 96
# Sentences that are taken at once: it bounds memory.
_SENTENCES = 20_000
# Words that go through the network at once: its layers then stay in the processor's cache.
_WORDS_AT_ONCE = 3072
_WORDS_SCHEMA = {
    "sentence": pl.Int64, "token": pl.Int32, "start": pl.Int64, "end": pl.Int64, "form": pl.String, "lemma": pl.String,
    "upos": pl.String, "xpos": pl.String, "head": pl.Int32, "deprel": pl.String,
}  # fmt: skip
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """Weights by name, and what the numbers of tags (universal and Penn) and of labels mean."""

    weights: dict[str, NDArray[np.float32]]
    upos: NDArray[np.str_]
    xpos: NDArray[np.str_]
    labels: NDArray[np.str_]


@dataclass(frozen=True)
class _Read:
    """Of each word: the number of its tag, its head within its stretch (0 the root, n the n-th word), the number of its label."""

    tag: Integers
    head: Integers
    label: Integers


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    """The threads of NumPy's matrix products; they are looked for once a process."""
    return ThreadpoolController()


@lru_cache(maxsize=1)
def model() -> Model:
    """Read once a process: 0.1 s."""
    with np.load(DATA / "weights.npz") as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files if name not in ("tags", "labels")}
        tags, labels = np.char.split(stored["tags"]), stored["labels"]
    weights["embedding"] *= weights.pop("embedding_scale")
    upos, xpos = zip(*tags.tolist(), strict=True)
    return Model(weights, np.array(upos), np.array(xpos), labels)


def parse(sentences: pl.DataFrame) -> pl.DataFrame:
    """`sentences` has `sentence` (Int64, unique) and `text`. One row per word, by sentence in the order given, then by place.

    sentence, token     the sentence, and the word's place in it, from 0
    start, end, form    code points into `text`, and what stands there
    lemma, upos, xpos   dictionary form, universal and Penn Treebank tag
    head, deprel        the `token` of the word it hangs on (-1: none, it is the root), and how, with subtypes (`nsubj:pass`)
    """
    parts = [_parsed(sentences[first : first + _SENTENCES]) for first in range(0, sentences.height, _SENTENCES)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=_WORDS_SCHEMA)


def _parsed(sentences: pl.DataFrame) -> pl.DataFrame:
    words = split_words(sentences.select("sentence", "text"))
    return annotate(words) if words.height else pl.DataFrame(schema=_WORDS_SCHEMA)


def annotate(words: pl.DataFrame) -> pl.DataFrame:
    """`parse` for words that have been cut already (`sentence`, `start`, `end`, `form`, in order)."""
    known = model()
    sentence = words["sentence"].to_numpy()
    firsts = np.flatnonzero(np.concatenate([[True], sentence[1:] != sentence[:-1]]))
    place = np.arange(len(sentence)) - np.repeat(firsts, np.diff([*firsts, len(sentence)]))
    stretches = np.flatnonzero(place % LONGEST == 0)
    with _threads().limit(limits=1, user_api="blas"):
        read = _read(words["form"], stretches)
    before = np.repeat(place[stretches], np.diff([*stretches, len(sentence)]))
    head = np.where(read.head > 0, read.head - 1 + before, -1)
    roots, later = np.flatnonzero((head < 0) & (before == 0)), np.flatnonzero((head < 0) & (before > 0))
    head[later] = place[roots[np.searchsorted(firsts, later, side="right") - 1]]
    read.label[later] = np.flatnonzero(known.labels == "parataxis")[0]
    tagged = words.with_columns(
        pl.Series("token", place, pl.Int32),
        pl.Series("upos", known.upos[read.tag]),
        pl.Series("xpos", known.xpos[read.tag]),
        pl.Series("head", head, pl.Int32),
        pl.Series("deprel", known.labels[read.label]),
    )
    return tagged.with_columns(lemmas(tagged, rules()).alias("lemma")).select(list(_WORDS_SCHEMA))


def _read(forms: pl.Series, stretches: Integers) -> _Read:
    """Tags, heads and labels of the words of all stretches, which begin at `stretches`."""
    known = model()
    distinct = pl.DataFrame({"form": forms.unique(maintain_order=True)}).with_row_index("number")
    word = forms.to_frame("form").join(distinct, on="form", how="left", maintain_order="left")["number"].to_numpy()
    rows = feature_rows(distinct["form"], vocabulary())
    summed = known.weights["embedding"][rows[:, 0]]
    for kind in range(1, rows.shape[1]):
        summed += known.weights["embedding"][rows[:, kind]]
    vectors = network.word_vectors(known.weights, summed, np)
    read = _Read(*(np.zeros(len(word), np.int64) for _ in range(3)))
    lengths = np.diff([*stretches, len(word)])
    for length, members in _groups(lengths):
        places = stretches[members][None, :] + np.arange(length)[:, None]
        found = _run(known, vectors[word[places]])
        read.tag[places], read.head[places], read.label[places] = found.tag, found.head, found.label
    return read


def _groups(lengths: Integers) -> Iterator[tuple[int, Integers]]:
    """Stretches of one length, and that length."""
    for length in np.unique(lengths):
        members = np.flatnonzero(lengths == length)
        count = max(1, _WORDS_AT_ONCE // int(length))
        for first in range(0, len(members), count):
            yield int(length), members[first : first + count]


def _run(known: Model, vectors: NDArray[np.float32]) -> _Read:
    """What the network says of a group; arrays are (place, sentence)."""
    maths = Maths(np, _carry, lambda _, value: value)
    out = network.encode(known.weights, vectors, np.ones((*vectors.shape[:2], 1), np.float32), maths)
    heads = trees(out.arcs).T
    length, count = heads.shape
    at = np.arange(length)[:, None]
    distance = np.where(heads == 0, network.DISTANCES, network.distance_kinds(length)[at, np.maximum(heads - 1, 0)])
    governor = out.governor[heads, np.arange(count)[None, :]]
    labels = network.relations(known.weights, out.dependant, governor, distance, maths)
    # The root is called so, and nothing else is.
    root = int(np.flatnonzero(known.labels == "root")[0])
    labels[..., root] = -np.inf
    label = np.where(heads == 0, root, labels.argmax(axis=-1))
    return _Read(out.tags.argmax(axis=-1), heads, label)


def _carry(keep: Any, add: Any, backwards: bool) -> Any:
    """The running sum of `Maths`, place by place."""
    sums = np.empty_like(add)
    before = np.zeros_like(add[0])
    for place in range(len(add))[:: -1 if backwards else 1]:
        before = np.multiply(keep[place], before, out=sums[place])
        before += add[place]
    return sums
