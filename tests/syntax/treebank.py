"""Reads CoNLL-U, the format of Universal Dependencies."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from tests.conftest import SHARED

TREEBANK = SHARED / "eval" / "treebank"


@dataclass
class Sentence:
    """A sentence and its words. `heads` count from 0; -1 is the root's."""

    text: str = ""
    document: str = ""
    paragraph_starts: bool = False
    forms: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def read_treebank(part: str) -> list[Sentence]:
    """The sentences of `train` or `dev`, without empty nodes and the ranges of words written as one."""
    with gzip.open(TREEBANK / f"en_ewt-ud-{part}.conllu.gz", "rt", encoding="utf-8") as lines:
        return list(_sentences(line.rstrip("\n") for line in lines))


def _sentences(lines: Iterator[str]) -> Iterator[Sentence]:
    document = ""
    for filled, block in groupby(lines, key=bool):
        if not filled:
            continue
        sentence = Sentence()
        for line in block:
            if line.startswith("# newdoc id = "):
                document = line.removeprefix("# newdoc id = ")
            sentence.paragraph_starts |= line.startswith("# newpar")
            if line.startswith("# text = "):
                sentence.text = line.removeprefix("# text = ")
            if not line.startswith("#"):
                _add(sentence, line.split("\t"))
        sentence.document = document
        yield sentence


def _add(sentence: Sentence, cells: list[str]) -> None:
    number, form, lemma, upos, xpos, _, head, label, *_ = cells
    if number.isdecimal():
        sentence.forms.append(form)
        sentence.lemmas.append(lemma)
        sentence.upos.append(upos)
        sentence.xpos.append(xpos)
        sentence.heads.append(int(head) - 1)
        sentence.labels.append(label)
