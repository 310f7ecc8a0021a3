"""Trains the tagger's weights on labelled texts: `python -m tests.training.entity_weights FOLDER [--sources a,b]`.

    pip install python-crfsuite
    python -m tests.training.entity_weights ../shared/eval/entities/train

The folder holds `*.jsonl.gz`, a text a line with `text` and `entities` (start, end, type). The result is
`transforms/entities/data/weights.parquet` and `weights.json`; the texts stay where they are. About ten minutes on a core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tests.training.other_names import with_other_names
from transforms.entities.features import OFFSETS, Encoded, encode, place_features, word_features
from transforms.entities.lexicon import DATA
from transforms.entities.tokens import tokenize

KINDS = ("PER", "ORG", "LOC", "MISC")
LABELS = ("O", *(f"{role}-{kind}" for kind in KINDS for role in "BI"))
# In these, texts are the sentences of a document, in order: what is said elsewhere in it is known to the tagger.
ONE_DOCUMENT = ("gum", "wikigold", "uner_ewt")
# WNUT 2017 is left out: with its 5,700 posts news loses half a point of F1.
SOURCES = "btc,crossner_politics,gum_open,uner_ewt,wikigold"
CODED_WORDS = 2500  # words with a code of their own in pairs; those after the first 2,500 are seen less than 20 times
ITERATIONS = 100
L1, L2 = 0.12, 0.02
# A weight below this changes no decision (measured: F1 the same to three places), and half of all are.
LEAST_WEIGHT = 0.02
CHUNK = 2000  # texts encoded at a time


def read_texts(folder: Path, sources: list[str]) -> pl.DataFrame:
    """Documents with their spans: texts whose ids differ in their last number alone are lines of one."""
    documents: dict[str, tuple[list[str], list[list[object]]]] = {}
    for file in sorted(folder.glob("*.jsonl.gz")):
        if file.name.removesuffix(".jsonl.gz") not in sources:
            continue
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                stem = row["id"].rsplit("-", 1)[0]
                # Half of them stay single sentences, as the tagger meets in teasers and captions.
                together = row["source"] in ONE_DOCUMENT and crc32(stem.encode()) % 2 == 0
                lines_before, spans = documents.setdefault(stem if together else f"{row['id']}:{len(documents)}", ([], []))
                offset = sum(len(line) + 1 for line in lines_before)
                lines_before.append(row["text"])
                spans += [[e["start"] + offset, e["end"] + offset, e["type"]] for e in row["entities"] if e["type"] in KINDS]
    return pl.DataFrame(
        [{"text": "\n".join(lines), "spans": json.dumps(spans)} for lines, spans in documents.values()], schema=["text", "spans"]
    )


def labels_of(tokens: pl.DataFrame, spans: list[list[list[object]]]) -> NDArray[np.int64]:
    """A label for each token of `tokenize`. Spans that cut a token label the tokens that start inside of them."""
    labels = np.zeros(len(tokens), np.int64)
    starts, docs = tokens["start"].to_numpy(), tokens["doc"].to_numpy()
    for doc, found in enumerate(spans):
        low, high = np.searchsorted(docs, [doc, doc + 1])
        for start, end, kind in found:
            inside = low + np.flatnonzero((starts[low:high] >= start) & (starts[low:high] < end))
            if len(inside):
                labels[inside] = LABELS.index(f"I-{kind}")
                labels[inside[0]] = LABELS.index(f"B-{kind}")
    return labels


def sequences(texts: pl.DataFrame, coded: list[str]) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Attributes and labels of each island."""
    for part in texts.iter_slices(CHUNK):
        tokens = tokenize(part["text"])
        encoded = encode(tokens)
        gold = labels_of(tokens, [json.loads(spans) for spans in part["spans"]])
        names = attribute_names(encoded, coded)
        label = np.where(encoded.row[encoded.places] >= 0, gold[encoded.row[encoded.places]], 0)
        bounds = np.flatnonzero(np.diff(encoded.island)) + 1
        for low, high in zip([0, *bounds], [*bounds, len(label)], strict=True):
            told = [LABELS[value] for value in label[low:high]]
            if told[0].startswith("I-"):  # its first words are off the island: they hold no capital
                told[0] = f"B-{told[0][2:]}"
            yield [[column[at] for column in names] for at in range(low, high)], told


def attribute_names(encoded: Encoded, coded: list[str]) -> list[list[str]]:
    """One column a feature, one text a place: `feature@offset=value`."""
    columns = []
    for name, values in word_features(encoded.words).items():
        for offset in OFFSETS[name]:
            texts = (f"{name}@{offset}=" + values).to_list()
            columns.append([texts[word] for word in encoded.word[encoded.places + offset]])
    for name, numbers in place_features(encoded, coded).items():
        columns.append([f"{name}={number}" for number in numbers.tolist()])
    return columns


def common_words(texts: pl.DataFrame) -> list[str]:
    """The most frequent words and signs of the texts."""
    counts: Counter[str] = Counter(tokenize(texts["text"])["token"].str.to_lowercase().to_list())
    return sorted(word for word, _ in counts.most_common(CODED_WORDS))


def train(texts: pl.DataFrame, coded: list[str], model: Path, iterations: int) -> None:
    """Fits a linear-chain CRF with CRFsuite."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": iterations, "feature.possible_transitions": True})
    for attributes, labels in sequences(texts, coded):
        trainer.append(attributes, labels)
    trainer.train(str(model))


def write_weights(model: Path, coded: list[str], folder: Path) -> None:
    """The model as a table: one row a feature's value, one column a label, in thousandths; transitions beside it."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    info = tagger.info()
    rows: dict[str, list[int]] = {}
    for (attribute, label), weight in info.state_features.items():
        if abs(weight) >= LEAST_WEIGHT:
            rows.setdefault(attribute, [0] * len(LABELS))[LABELS.index(label)] = round(weight * 1000)
    names = sorted(rows)
    frame = pl.DataFrame(
        {
            "feature": [name.split("=", 1)[0] for name in names],
            "value": [name.split("=", 1)[1] for name in names],
            **{label: pl.Series([rows[name][at] for name in names], dtype=pl.Int16) for at, label in enumerate(LABELS)},
        }
    )
    frame.write_parquet(folder / "weights.parquet", compression="zstd", compression_level=19)
    transitions = [[info.transitions.get((a, b), 0.0) for b in LABELS] for a in LABELS]
    (folder / "weights.json").write_text(
        json.dumps({"labels": LABELS, "coded_words": coded, "transitions": transitions}, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def main() -> None:
    """Reads, trains, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sources", default=SOURCES, help="names of files without .jsonl.gz, comma between")
    parser.add_argument("--output", type=Path, default=DATA)
    parser.add_argument("--iterations", type=int, default=ITERATIONS)
    options = parser.parse_args()
    texts = read_texts(options.folder, options.sources.split(","))
    coded = common_words(texts)
    texts = pl.concat([texts, with_other_names(texts)])
    with tempfile.TemporaryDirectory() as scratch:
        model = Path(scratch) / "model.crfsuite"
        train(texts, coded, model, options.iterations)
        write_weights(model, coded, options.output)


if __name__ == "__main__":
    main()
