"""Trains the parser of `transforms/syntax`: `python -m tests.training.syntax`, some ten minutes on two cores.

It needs `uv sync --group train` (JAX, Optax) and UD English EWT in `../shared/eval/treebank`, whose licence (CC BY-SA 4.0) lets
weights ship. Copies of some sentences are in one case (headlines, wires) or end without a stop.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np
import optax
import polars as pl
from numpy.typing import NDArray

from tests.syntax.scores import half
from tests.syntax.treebank import Sentence, read_treebank
from transforms.syntax.features import DATA, KINDS, feature_rows, parts
from transforms.syntax.network import DISTANCES, Array, Maths, distance_kinds, encode, initial, relations, word_vectors

# Lengths that sentences are padded to, since JAX compiles for each shape; longer ones are left out.
LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128)
# Words of a step, padding included.
WORDS = 2304
RATE, DECAY, WARM_UP = 2.5e-3, 0.02, 200
SMOOTHED = 0.998
DROPPED = {"word": 0.25, "arc": 0.25, "relation": 0.25}
DROPPED_BETWEEN = 0.15
# A word's own row is hidden the more often, the rarer the word; any part is sometimes.
HIDDEN_RARE, HIDDEN_PART = 0.6, 0.04
# Parts and tags seen less often are not learned.
LEAST_WORD, LEAST_PART, LEAST_TAG = 2, 3, 3
LOWERED, RAISED, TITLED, UNSTOPPED = 0.06, 0.03, 0.03, 0.1


@dataclass(frozen=True)
class Words:
    """Words of all sentences one after another: `features` (case as written, lower, upper, title; word; kind of part), what the
    treebank says of them, and where sentences begin."""

    features: NDArray[np.int32]
    tag: NDArray[np.int32]
    head: NDArray[np.int32]
    label: NDArray[np.int32]
    punctuation: NDArray[np.bool_]
    offsets: NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Sentences padded to one length; arrays are (place, sentence). `head` is 0 for the root, n for the word at place n - 1."""

    features: NDArray[np.int32]
    inside: NDArray[np.float32]
    tag: NDArray[np.int32]
    head: NDArray[np.int32]
    label: NDArray[np.int32]


def tag_names(sentences: Sequence[Sentence]) -> list[str]:
    """Pairs of universal and Penn tags, `NOUN NNS`."""
    counts = Counter(f"{u} {x}" for one in sentences for u, x in zip(one.upos, one.xpos, strict=True))
    return sorted(name for name, count in counts.items() if count >= LEAST_TAG)


def make_vocabulary(sentences: Sequence[Sentence]) -> pl.DataFrame:
    """One row per part that is frequent enough: `kind`, `value`, `count`; of words in all cases."""
    table = parts(pl.Series([form for one in sentences for form in one.forms]))
    counted = pl.concat([table.select(kind=pl.lit(kind), value=kind).group_by("kind", "value").len("count") for kind in KINDS])
    least = pl.when(kind="word").then(LEAST_WORD).otherwise(LEAST_PART)
    return counted.filter(pl.col("count") >= least).sort("kind", "count", "value", descending=[False, True, False])


def as_words(sentences: Sequence[Sentence], known: pl.DataFrame, tags: list[str], labels: list[str]) -> Words:
    forms = [form for one in sentences for form in one.forms]
    cased = [forms, [f.lower() for f in forms], [f.upper() for f in forms], [f[:1].upper() + f[1:] for f in forms]]
    tag_of, label_of = {name: at for at, name in enumerate(tags)}, {name: at for at, name in enumerate(labels)}
    pairs = [f"{u} {x}" for one in sentences for u, x in zip(one.upos, one.xpos, strict=True)]
    lengths = np.array([len(one.forms) for one in sentences])
    return Words(
        np.stack([feature_rows(pl.Series(column), known) for column in cased]),
        np.array([tag_of.get(pair, -1) for pair in pairs], np.int32),
        np.array([head + 1 for one in sentences for head in one.heads], np.int32),
        np.array([label_of.get(label, -1) for one in sentences for label in one.labels], np.int32),
        np.array([upos == "PUNCT" for one in sentences for upos in one.upos]),
        np.concatenate([[0], np.cumsum(lengths)]),
    )


def batches(words: Words, rng: np.random.Generator, *, changed: bool) -> Iterator[Batch]:
    """All sentences once, in an order of their own; some in another case or without their stop if `changed`."""
    lengths = np.diff(words.offsets)
    bucket = np.searchsorted(LENGTHS, lengths)
    groups: list[tuple[int, NDArray[np.int64]]] = []
    for number, length in enumerate(LENGTHS):
        members = rng.permutation(np.flatnonzero(bucket == number))
        groups += [(length, members[at : at + WORDS // length]) for at in range(0, len(members), WORDS // length)]
    for at in rng.permutation(len(groups)):
        yield _batch(words, *groups[at], rng, changed=changed)


def _batch(words: Words, length: int, members: NDArray[np.int64], rng: np.random.Generator, *, changed: bool) -> Batch:
    shape = (length, WORDS // length)
    batch = Batch(
        np.zeros((*shape, len(KINDS)), np.int32), np.zeros((*shape, 1), np.float32),
        np.full(shape, -1, np.int32), np.zeros(shape, np.int32), np.full(shape, -1, np.int32),
    )  # fmt: skip
    for column, sentence in enumerate(members):
        first, end = words.offsets[sentence], words.offsets[sentence + 1]
        case = rng.choice(4, p=[1 - LOWERED - RAISED - TITLED, LOWERED, RAISED, TITLED]) if changed else 0
        # A stop that something hangs on, and one that is all there is, stay.
        stops = words.punctuation[end - 1] and end - first > 1 and not (words.head[first:end] == end - first).any()
        if changed and stops and rng.random() < UNSTOPPED:
            end -= 1
        count = end - first
        batch.features[:count, column] = words.features[case, first:end]
        batch.inside[:count, column] = 1
        batch.tag[:count, column], batch.head[:count, column] = words.tag[first:end], words.head[first:end]
        batch.label[:count, column] = words.label[first:end]
    return batch


def carry(keep: Array, add: Array, backwards: bool) -> Array:
    """The running sum of `Maths`, in JAX."""

    def step(before: Array, now: tuple[Array, Array]) -> tuple[Array, Array]:
        value = now[0] * before + now[1]
        return value, value

    return jax.lax.scan(step, jnp.zeros_like(add[0]), (keep, add), reverse=backwards, unroll=4)[1]


def scores(weights: dict[str, Array], batch: Batch, key: Array | None, hidden: Array) -> tuple[Array, Array, Array]:
    """Scores of tags, heads, and of labels under `batch.head`; `key` draws what is dropped (None: nothing)."""

    def drop(name: str, value: Array) -> Array:
        if key is None:
            return value
        share = DROPPED.get(name, DROPPED_BETWEEN)
        kept = jax.random.bernoulli(jax.random.fold_in(key, crc32(name.encode()) % 2**31), 1 - share, value.shape)
        return value * kept / (1 - share)

    maths = Maths(jnp, carry, drop)
    rows = batch.features
    if key is not None:
        shown = jax.random.bernoulli(jax.random.fold_in(key, 1), 1 - hidden[rows], rows.shape)
        rows = rows * shown
    embedding = weights["embedding"].at[0].set(0)
    out = encode(weights, word_vectors(weights, embedding[rows].sum(axis=2), jnp), batch.inside, maths)
    length, count = batch.head.shape
    governor = out.governor[batch.head, jnp.arange(count)[None, :]]
    far = jnp.asarray(distance_kinds(length))[jnp.arange(length)[:, None], jnp.maximum(batch.head - 1, 0)]
    distance = jnp.where(batch.head == 0, DISTANCES, far)
    return out.tags, out.arcs, relations(weights, out.dependant, governor, distance, maths)


def _surprise(logits: Array, truth: Array, weight: Array) -> Array:
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits, axis=-1), jnp.maximum(truth, 0)[..., None], axis=-1)[..., 0]
    return -(chosen * weight).sum()


def loss(weights: dict[str, Array], batch: Batch, key: Array, hidden: Array) -> Array:
    tags, arcs, labels = scores(weights, batch, key, hidden)
    inside = batch.inside[..., 0]
    total = 0.5 * _surprise(tags, batch.tag, inside * (batch.tag >= 0))
    total += _surprise(arcs.transpose(1, 0, 2), batch.head, inside)
    total += 0.7 * _surprise(labels, batch.label, inside * (batch.label >= 0))
    return total / inside.sum()


def train(known: Words, unknown: Words, weights: dict[str, Array], hidden: Array, epochs: int) -> dict[str, Array]:
    rng = np.random.default_rng(0)
    steps = epochs * sum(1 for _ in batches(known, rng, changed=False))
    rate = optax.warmup_cosine_decay_schedule(0, RATE, WARM_UP, steps, RATE / 100)
    optimiser = optax.chain(optax.clip_by_global_norm(2.0), optax.adamw(rate, b2=0.99, weight_decay=DECAY))
    state, smooth = optimiser.init(weights), weights

    @jax.jit
    def step(weights: Array, smooth: Array, state: Array, arrays: tuple[Array, ...], key: Array) -> tuple[Array, ...]:
        value, slope = jax.value_and_grad(loss)(weights, Batch(*arrays), key, hidden)
        change, state = optimiser.update(slope, state, weights)
        weights = optax.apply_updates(weights, change)
        return weights, jax.tree.map(lambda a, b: SMOOTHED * a + (1 - SMOOTHED) * b, smooth, weights), state, value

    began, key = time.monotonic(), jax.random.key(0)
    for epoch in range(epochs):
        losses = []
        for batch in batches(known, rng, changed=True):
            key, now = jax.random.split(key)
            weights, smooth, state, value = step(weights, smooth, state, tuple(vars(batch).values()), now)
            losses.append(value)
        said = f"{epoch + 1} loss {np.mean(losses):.3f} {time.monotonic() - began:.0f} s"
        sys.stdout.write(f"{said} {rates(smooth, unknown, hidden) if epoch % 3 == 2 or epoch + 1 == epochs else ''}\n")
        sys.stdout.flush()
    return smooth


_said = jax.jit(lambda weights, arrays, hidden: scores(weights, Batch(*arrays), None, hidden))


def rates(weights: dict[str, Array], words: Words, hidden: Array) -> str:
    """Shares of tags and heads that are right, and of labels where the head is; heads as scored, trees or not."""
    right = np.zeros(3)
    for batch in batches(words, np.random.default_rng(1), changed=False):
        tags, arcs, labels = _said(weights, tuple(vars(batch).values()), hidden)
        inside = batch.inside[..., 0] > 0
        heads = (batch.head == np.asarray(arcs).argmax(-1).T) & inside
        labelled = heads & (np.asarray(labels).argmax(-1) == batch.label)
        right += [((np.asarray(tags).argmax(-1) == batch.tag) & inside).sum(), heads.sum(), labelled.sum()]
    return "tags {:.4f} UAS {:.4f} LAS {:.4f}".format(*(right / len(words.tag)))


def compact(weights: dict[str, Array]) -> dict[str, NDArray[np.generic]]:
    """Rows of the embedding as bytes with a scale each, all else in half precision."""
    stored: dict[str, NDArray[np.generic]] = {name: np.asarray(value, np.float16) for name, value in weights.items()}
    table = np.array(weights["embedding"], np.float32)
    table[0] = 0
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-8)
    stored["embedding"], stored["embedding_scale"] = np.rint(table / scale).astype(np.int8), scale.astype(np.float16)
    return stored


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the parser.")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--output", type=Path, default=DATA)
    options = parser.parse_args()
    sentences = read_treebank("train")
    others = [one for one in read_treebank("dev") if half(one) == 0]
    tags, labels = tag_names(sentences), sorted({label for one in sentences for label in one.labels})
    counted = make_vocabulary(sentences)
    known = counted.select("kind", "value")
    numbered = known.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int32))
    rare = np.where(counted["kind"].eq("word"), HIDDEN_RARE / (HIDDEN_RARE + counted["count"].to_numpy()), 0) + HIDDEN_PART
    hidden = jnp.asarray(np.concatenate([[0], rare]), jnp.float32)
    learn = partial(as_words, known=numbered, tags=tags, labels=labels)
    words, unknown = learn(sentences), learn(others)
    sys.stdout.write(f"{len(words.tag)} words, {known.height} parts, {len(tags)} tags, {len(labels)} labels\n")
    first = initial(known.height + 1, len(tags), len(labels), np.random.default_rng(0))
    weights = train(words, unknown, jax.tree.map(jnp.asarray, first), hidden, options.epochs)
    known.write_parquet(options.output / "vocabulary.parquet", compression="zstd", compression_level=15)
    np.savez_compressed(options.output / "weights.npz", tags=np.array(tags), labels=np.array(labels), **compact(weights))


if __name__ == "__main__":
    main()
