"""Text of dumps made fit to be shown: it is hostile, and a terminal or a reader's eye obeys what is in it."""

from __future__ import annotations


def printable(text: str, keep: str = "") -> str:
    """The text without characters that a terminal obeys or that turn the reading order: those become U+FFFD, blanks a space.

    `keep` names characters that stay all the same, such as line ends.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else " " if char.isspace() else "�"
        for char in text.replace("\r\n", "\n").replace("\r", "\n")
    )
