"""Fits the points by which rules weigh candidates on labelled texts: `python -m tests.training.entity_points FOLDER`.

The folder holds `*.jsonl.gz`, a text a line with `text` and `entities` (start, end, type), as for `entity_weights`.
The result is `transforms/entities/data/points.parquet`; the texts stay where they are. Two minutes on a core.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from tests.training.entity_weights import CHUNK, LABELS, SOURCES, labels_of, read_texts
from tests.training.other_names import with_other_names
from transforms.entities.features import Encoded, encode
from transforms.entities.lexicon import DATA
from transforms.entities.rules import KINDS, Candidates, candidates, facts
from transforms.entities.tokens import tokenize

RIDGE = 0.5  # of 0.1, 0.5, 1 and 3 the best on the half of the news that was looked at
ITERATIONS = 150
LEAST_SEEN = 3  # values of a fact that are rarer tell nothing
LEAST_POINTS = 0.02


def kinds_of(encoded: Encoded, found: Candidates, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each candidate: the place in `KINDS` of the labelled name that it is exactly, 0 where it is none."""
    of_place = np.append(np.where(encoded.row >= 0, labels[encoded.row], 0), 0)
    inner = np.array([label.startswith("I-") for label in LABELS])[of_place]
    begins = np.array([label.startswith("B-") for label in LABELS])[of_place]
    stops = np.flatnonzero(~inner)
    end = stops[np.searchsorted(stops, found.first + 1)] - 1
    kind = np.array([KINDS.index(label[2:]) if len(label) > 1 else 0 for label in LABELS])[of_place[found.first]]
    # Some of the sets count a person's title to the name; the rules have cut it off.
    whole = begins[found.first] | (kind == KINDS.index("PER"))
    return np.where(whole & (end == found.last), kind, 0)


def observed(texts: pl.DataFrame) -> tuple[dict[str, NDArray[np.int64]], NDArray[np.int64]]:
    """The facts of all candidates of the texts, and their kinds."""
    seen: dict[str, list[NDArray[np.int64]]] = defaultdict(list)
    kinds = []
    for part in texts.iter_slices(CHUNK):
        tokens = tokenize(part["text"])
        encoded = encode(tokens)
        found = candidates(encoded)
        for name, values in facts(encoded, found).items():
            seen[name].append(values)
        kinds.append(kinds_of(encoded, found, labels_of(tokens, [json.loads(spans) for spans in part["spans"]])))
    return {name: np.concatenate(parts) for name, parts in seen.items()}, np.concatenate(kinds)


def fit(seen: dict[str, NDArray[np.int64]], kinds: NDArray[np.int64]) -> pl.DataFrame:
    """Multinomial logistic regression: one row a fact's value, one column a kind, in thousandths."""
    columns, names = [], []
    for name, values in seen.items():
        known, counts = np.unique(values, return_counts=True)
        known = known[counts >= LEAST_SEEN]
        slot = np.minimum(np.searchsorted(known, values), len(known) - 1)
        rows = np.flatnonzero(known[slot] == values)
        columns.append((rows, slot[rows] + len(names)))
        names += [(name, value) for value in known.tolist()]
    rows, cols = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    matrix = csr_array((np.ones(len(rows), np.float64), (rows, cols)), shape=(len(kinds), len(names)))
    turned = csr_array(matrix.T)
    wanted = np.eye(len(KINDS))[kinds]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(len(names), len(KINDS))
        odds = matrix @ weights
        odds -= odds.max(axis=1, keepdims=True)
        log_likely = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
        error = turned @ (np.exp(log_likely) - wanted) + RIDGE * weights
        return float(-(log_likely * wanted).sum() + RIDGE / 2 * (weights**2).sum()), error.ravel()

    start = np.zeros(len(names) * len(KINDS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x.reshape(len(names), len(KINDS))
    table = pl.DataFrame(names, schema={"fact": pl.String, "value": pl.Int64}, orient="row").with_columns(
        pl.Series(kind, np.round(found[:, at] * 1000), dtype=pl.Int16) for at, kind in enumerate(KINDS)
    )
    return table.filter(pl.max_horizontal(pl.col(kind).abs() for kind in KINDS) >= LEAST_POINTS * 1000)


def main() -> None:
    """Reads, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sources", default=SOURCES, help="names of files without .jsonl.gz, comma between")
    parser.add_argument("--output", type=Path, default=DATA)
    options = parser.parse_args()
    texts = read_texts(options.folder, options.sources.split(","))
    texts = pl.concat([texts, with_other_names(texts)])
    fit(*observed(texts)).write_parquet(options.output / "points.parquet", compression="zstd", compression_level=19)


if __name__ == "__main__":
    main()
