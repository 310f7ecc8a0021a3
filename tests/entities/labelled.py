"""Texts of our own with labels in them, `[words|label]`, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_LABEL = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


class Label(NamedTuple):
    """What is said of the characters from `start` to `end` of a text."""

    start: int
    end: int
    said: str


def lines_of(name: str) -> Iterator[str]:
    """The lines of a file beside this one, without comments and empty ones."""
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line


def take_apart(line: str) -> tuple[str, list[Label]]:
    """The text without its labels, and the labels."""
    text, at, labels = "", 0, []
    for match in _LABEL.finditer(line):
        text += line[at : match.start()]
        labels.append(Label(len(text), len(text) + len(match[1]), match[2]))
        text, at = text + match[1], match.end()
    return text + line[at:], labels
