"""Models of spaCy and GLiNER as finders of names. They stand on this machine already: nothing is ever downloaded.

A text is read in windows that overlap, since models cut long texts off without a word; a name is taken from the window in whose
middle it begins. What a model finds goes through the whole-document pass and the resolution like the tagger's names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transforms.entities.finders import Finder, Reading
from transforms.entities.tagger import Spans

# Labels of the usual models, as types of ours; others (dates, products, nationalities) are no names of these.
TYPES = {
    "PER": "PER", "PERSON": "PER", "ORG": "ORG", "ORGANIZATION": "ORG",
    "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "LOCATION": "LOC",
}  # fmt: skip
GLINER_LABELS = ["person", "organization", "location"]
GLINER_THRESHOLD = 0.5
# spaCy's models tell no probability. After the pass this one becomes 0.8, about what its models reach in precision on news.
SPACY_PROBABILITY = 0.87
# Tokens of a window and of its overlap with the next. GLiNER's models read 384 words and their own pieces of words beside.
SPACY_WINDOW, GLINER_WINDOW, OVERLAP = 2_000, 200, 40
WINDOWS_AT_A_TIME = 8

# Texts of windows in; of each the names: start, end (code points of the window), label, probability.
Predict = Callable[[list[str]], Iterator[list[tuple[int, int, str, float]]]]


class ModelError(ValueError):
    """The model cannot be used. The message says why, and what to do."""


@dataclass(frozen=True)
class Window:
    """Tokens `first` to `last` of a text (rows of the frame of tokens); its own names begin from `own_first` to `own_last`."""

    doc: int
    first: int
    last: int
    own_first: int
    own_last: int


def windows(docs: NDArray[np.int64], size: int, overlap: int) -> list[Window]:
    """Windows over the tokens of each text. Each token is in one, and is the own of exactly one."""
    found = []
    bounds = np.flatnonzero(np.diff(docs, prepend=-1, append=-1))
    for low, high in zip(bounds.tolist(), bounds[1:].tolist(), strict=False):
        first = low
        while True:
            last = min(first + size, high) - 1
            own_first = first if first == low else first + overlap // 2
            own_last = last if last == high - 1 else last - (overlap - overlap // 2)
            found.append(Window(int(docs[low]), first, last, own_first, own_last))
            if last == high - 1:
                break
            first = last + 1 - overlap
    return found


@dataclass(frozen=True)
class Model:
    """A model behind its library's interface."""

    name: str
    version: str
    window: int
    predict: Predict

    def find(self, reading: Reading) -> Spans:
        """The names of the texts, in order and without overlaps."""
        docs = reading.tokens["doc"].cast(int).to_numpy()
        parts = windows(docs, self.window, OVERLAP)
        rows: list[tuple[int, int, int, str, float]] = []
        texts = [reading.texts[part.doc][reading.starts[part.first] : reading.ends[part.last]] for part in parts]
        for part, names in zip(parts, self.predict(texts), strict=True):
            offset = int(reading.starts[part.first])
            low, high = int(reading.starts[part.own_first]), int(reading.ends[part.own_last])
            for start, end, label, probability in names:
                kind = TYPES.get(label.upper())
                if kind and low <= start + offset < high:
                    rows.append((part.doc, start + offset, end + offset, kind, probability))
        return _without_overlaps(reading, sorted(rows))


def _without_overlaps(reading: Reading, rows: list[tuple[int, int, int, str, float]]) -> Spans:
    docs, starts, ends = (np.array([row[at] for row in rows], np.int64) for at in range(3))
    first, last = reading.places(docs, starts, ends)
    kept, taken = [], -1
    for at, (low, high) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        if taken < low <= high:
            kept.append(at)
            taken = high
    kinds, probability = [rows[at][3] for at in kept], np.array([rows[at][4] for at in kept], np.float32)
    return Spans(first[kept], last[kept], kinds, probability)


def load_model(told: str) -> Finder:
    """The model that `spacy:PATH`, `spacy:PACKAGE` or `gliner:PATH` names: a folder on this machine or an installed package."""
    library, _, where = told.partition(":")
    if library not in ("spacy", "gliner") or not where:
        raise ModelError(f"{told} names no model: write spacy:PATH, spacy:PACKAGE or gliner:PATH.")
    if find_spec(library) is None:
        raise ModelError(f"{library} is not installed: pip install 'broadsheet[{library}]'.")
    folder = _folder(library, where)
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    # The libraries look things up on their hubs unless they are told not to.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    version = digest.hexdigest()[:12]
    name = f"{library}:{folder.name}@{version}"
    try:
        if library == "spacy":
            return Model(name, version, SPACY_WINDOW, _spacy(folder))
        return Model(name, version, GLINER_WINDOW, _gliner(folder))
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise ModelError(f"{folder} cannot be read as a model of {library}: {str(error).splitlines()[0]}") from error


def _folder(library: str, where: str) -> Path:
    folder = Path(where)
    if folder.is_dir():
        return folder.resolve()
    package = find_spec(where) if library == "spacy" and where.isidentifier() else None
    if package is None or package.origin is None:
        raise ModelError(f"There is no model at {where}, and none is downloaded: give a folder that holds one.")
    return Path(package.origin).parent


def _spacy(folder: Path) -> Predict:
    import spacy

    # A package's folder holds the data in a folder of its own, called by name and version.
    data = folder if (folder / "config.cfg").exists() else next((file.parent for file in folder.glob("*/config.cfg")), folder)
    model = spacy.load(data)

    def predict(texts: list[str]) -> Iterator[list[tuple[int, int, str, float]]]:
        for doc in model.pipe(texts, batch_size=WINDOWS_AT_A_TIME):
            yield [(name.start_char, name.end_char, name.label_, SPACY_PROBABILITY) for name in doc.ents]

    return predict


def _gliner(folder: Path) -> Predict:
    from gliner import GLiNER

    model = GLiNER.from_pretrained(str(folder), local_files_only=True)

    def predict(texts: list[str]) -> Iterator[list[tuple[int, int, str, float]]]:
        for low in range(0, len(texts), WINDOWS_AT_A_TIME):
            part = texts[low : low + WINDOWS_AT_A_TIME]
            for names in model.inference(part, GLINER_LABELS, threshold=GLINER_THRESHOLD, batch_size=WINDOWS_AT_A_TIME):
                yield [(name["start"], name["end"], name["label"], float(name["score"])) for name in names]

    return predict
