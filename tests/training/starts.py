"""Trains the network of `transforms/starts`: `python -m tests.training.starts`, some twenty minutes on two cores.

It needs `uv sync --group train` (JAX, Optax) and the texts of `../shared/eval/entities/train`, whose licences (CC BY) let weights
ship. It sees pages of `tests/pages/composed.py`, whose layouts are drawn at random, and of the families that are for tuning; none
of a real site, and none of the families that are held out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import jax
import jax.numpy as jnp
import numpy as np
import optax
import polars as pl
from numpy.typing import NDArray

from tests.pages.composed import composed
from tests.pages.generate import FAMILIES, STYLES, page
from tests.pages.page import Rendered
from transforms.cues import add_cues
from transforms.line_shapes import add_shapes
from transforms.lines import PAGE, content_lines, split_lines
from transforms.starts import WEIGHTS
from transforms.starts.features import features
from transforms.starts.network import PADDING, Array, Maths, forward, initial

HIDDEN, GATES = 32, 8
# A step's rows and pages; both are fixed, since JAX compiles for one shape.
ROWS, PAGES = 6144, 160
MOST_LINES = 1500
PER_FAMILY = 60
RATE, DECAY = 3e-3, 1e-4
# Some features are hidden in each of the earlier steps, so that no single one decides on pages that are unlike the made ones.
HIDDEN_FEATURES, HIDDEN_UNTIL = 0.08, 0.85
VALIDATION_SEED = 5_000_000
SHAPED_AT_ONCE = 400
ANY_LINE_CHARS = 1_000_000


@dataclass(frozen=True)
class Lessons:
    """Lines of pages one after another: `values` are their features, `truth` whether each starts an article,
    opens one, belongs to one."""

    values: NDArray[np.float16]
    truth: NDArray[np.int8]
    counts: NDArray[np.int64]
    several: NDArray[np.bool_]

    @property
    def offsets(self) -> NDArray[np.int64]:
        return np.cumsum(self.counts) - self.counts


@dataclass(frozen=True)
class Batch:
    """Some pages, padded to one shape."""

    values: NDArray[np.float32]
    truth: NDArray[np.float32]
    inside: NDArray[np.float32]
    page: NDArray[np.int32]
    weight: NDArray[np.float32]
    several: NDArray[np.float32]
    pages: NDArray[np.float32]


def lessons(made: Sequence[Rendered]) -> Lessons:
    parts = [_shaped(made[at : at + SHAPED_AT_ONCE]) for at in range(0, len(made), SHAPED_AT_ONCE)]
    return Lessons(*(np.concatenate([getattr(part, name) for part in parts]) for name in Lessons.__dataclass_fields__))


def _shaped(made: Sequence[Rendered]) -> Lessons:
    pages = pl.DataFrame({"text": [one.text for one in made]})
    lines = add_shapes(add_cues(content_lines(split_lines(pages, ANY_LINE_CHARS))))
    _, values = features(lines)
    counts = np.bincount(lines[PAGE].to_numpy(), minlength=len(made))
    # A byline that is glued to its text is cut in two by the parser; such pages are few.
    kept = np.array([count == len(one.roles) for count, one in zip(counts, made, strict=True)])
    whole = [one for one, keep in zip(made, kept, strict=True) if keep]
    return Lessons(
        values[np.repeat(kept, counts)].astype(np.float16),
        np.concatenate([_truth(one) for one in whole]),
        counts[kept],
        np.array([len(one.gold) > 1 for one in whole]),
    )


def _truth(made: Rendered) -> NDArray[np.int8]:
    truth = np.zeros((len(made.roles), 3), np.int8)
    truth[[article.start for article in made.gold], 0] = 1
    known: int | None = None
    for number, article in enumerate(made.articles):
        if article is not None:
            truth[number, 1:] = (article != known, 1)
            known = article
    return truth


def batches(from_: Lessons, rng: np.random.Generator) -> Iterator[Batch]:
    """All pages once, in an order of their own."""
    offsets, order = from_.offsets, list(rng.permutation(len(from_.counts)))
    while order:
        width = from_.values.shape[1]
        batch = Batch(
            np.zeros((ROWS, width), np.float32), np.zeros((ROWS, 3), np.float32), np.zeros((ROWS, 1), np.float32),
            np.full(ROWS, PAGES, np.int32), np.zeros(ROWS, np.float32), np.zeros(PAGES + 1, np.float32),
            np.zeros(PAGES + 1, np.float32),
        )  # fmt: skip
        row = PADDING
        for number in range(PAGES):
            while order and from_.counts[order[-1]] > MOST_LINES:
                order.pop()
            if not order or row + from_.counts[order[-1]] + PADDING > ROWS:
                break
            chosen = order.pop()
            count = from_.counts[chosen]
            here, there = slice(row, row + count), slice(offsets[chosen], offsets[chosen] + count)
            batch.values[here], batch.truth[here] = from_.values[there], from_.truth[there]
            # Pages count, not lines, but longer ones a little more.
            batch.inside[here], batch.page[here], batch.weight[here] = 1, number, count**-0.5
            batch.several[number], batch.pages[number] = from_.several[chosen], 1
            row += count + PADDING
        yield batch


def outputs(weights: dict[str, Array], batch: Sequence[Array]) -> Array:
    values, _, inside, page, *_ = batch
    maths = Maths(jnp, partial(jax.ops.segment_sum, segment_ids=page, num_segments=PAGES + 1))
    return forward(weights, values, inside, page, maths)


def _cross_entropy(logits: Array, truth: Array) -> Array:
    return jnp.maximum(logits, 0) - logits * truth + jnp.log1p(jnp.exp(-jnp.abs(logits)))


def loss(weights: dict[str, Array], batch: Sequence[Array]) -> Array:
    _, truth, _, _, weight, several, pages = batch
    out = outputs(weights, batch)
    starts = _cross_entropy(out.first[:, 0], truth[:, 0]) + 2 * _cross_entropy(out.rows[:, 0], truth[:, 0])
    rest = _cross_entropy(out.rows[:, 1], truth[:, 1]) + 0.5 * _cross_entropy(out.rows[:, 2], truth[:, 2])
    # A page has some ten beginnings, and one verdict.
    rows = ((starts + rest) * weight).sum() / weight.sum()
    return 10 * rows + (_cross_entropy(out.pages[:, 0], several) * pages).sum() / pages.sum()


def train(known: Lessons, unknown: Lessons, steps: int) -> dict[str, Array]:
    rng = np.random.default_rng(0)
    weights = initial(known.values.shape[1], HIDDEN, GATES, rng)
    sample = known.values[: 400 * MOST_LINES].astype(np.float32)
    weights["mean"], weights["scale"] = sample.mean(0), 1 / (sample.std(0) + 0.05)
    fixed = {name: weights.pop(name) for name in ("mean", "scale")}
    optimiser = optax.adamw(optax.cosine_decay_schedule(RATE, steps), weight_decay=DECAY)
    state = optimiser.init(weights)

    @jax.jit
    def step(weights: dict[str, Array], state: Array, batch: Sequence[Array]) -> tuple[dict[str, Array], Array, Array]:
        value, slope = jax.value_and_grad(lambda learned: loss({**learned, **fixed}, batch))(weights)
        change, state = optimiser.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, value

    began, done, losses = time.monotonic(), 0, []
    while done < steps:
        for batch in batches(known, rng):
            if done < HIDDEN_UNTIL * steps:
                hidden = rng.random(batch.values.shape[1]) < HIDDEN_FEATURES
                batch.values[:, hidden] = fixed["mean"][hidden] * batch.inside
            weights, state, value = step(weights, state, tuple(vars(batch).values()))
            losses.append(float(value))
            done += 1
            if done % 500 == 0:
                said = rates({**weights, **fixed}, unknown)
                sys.stdout.write(f"{done} loss {np.mean(losses[-500:]):.3f} {said} {time.monotonic() - began:.0f} s\n")
                sys.stdout.flush()
            if done == steps:
                break
    return {**weights, **fixed}


def rates(weights: dict[str, Array], unknown: Lessons) -> str:
    """How good it is on pages of the same kind that it has not seen."""
    run = jax.jit(outputs)
    right = found = gold = verdicts = pages = 0.0
    for batch in batches(unknown, np.random.default_rng(1)):
        out = run(weights, tuple(vars(batch).values()))
        says, truth = (np.asarray(out.rows[:, 0]) > 0) & (batch.inside[:, 0] > 0), batch.truth[:, 0] > 0
        right, found, gold = right + (says & truth).sum(), found + says.sum(), gold + truth.sum()
        verdicts += (((np.asarray(out.pages[:, 0]) > 0) == (batch.several > 0)) & (batch.pages > 0)).sum()
        pages += batch.pages.sum()
    return f"P {right / found:.3f} R {right / gold:.3f} one or several {verdicts / pages:.3f}"


def made_pages(count: int, first: int, per_family: int) -> list[Rendered]:
    rng = Random(first)
    made = [composed(first + number, rng.choice(STYLES)) for number in range(count)]
    tuned = [name for name, kind in FAMILIES.items() if kind.split == "tune"]
    # Far from the seeds that are measured.
    made += [page(name, 1000 + seed, rng.choice(STYLES)) for name in tuned for seed in range(per_family)]
    rng.shuffle(made)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network that finds where articles begin.")
    parser.add_argument("--pages", type=int, default=60_000)
    parser.add_argument("--steps", type=int, default=8_000)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    known, unknown = lessons(made_pages(options.pages, 0, PER_FAMILY)), lessons(made_pages(2000, VALIDATION_SEED, 0))
    sys.stdout.write(f"{len(known.counts)} pages, {len(known.values)} lines\n")
    weights = train(known, unknown, options.steps)
    np.savez_compressed(options.output, **{name: np.asarray(value).astype(np.float16) for name, value in weights.items()})


if __name__ == "__main__":
    main()
