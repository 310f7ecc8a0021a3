"""The language of a text: from its first characters, and from more where those do not tell."""

from __future__ import annotations

import polars as pl

from transforms.language import language_codes

ENGLISH = (
    "The minister said that the harbour would be dredged, and that the work, which has been planned for a year, is to start with "
)


def test_an_address_or_a_headline_of_names_does_not_hide_the_language() -> None:
    texts = [
        "https://www.example.org/article/1bcee0ab43194183a05250128c0caf8f/longer/still/1bcee0ab43194183a05250128c0caf8f\n"
        + ENGLISH * 3,
        "Skelby Quay Harrowmere Tollingham 2024\n" * 4 + ENGLISH * 4,
        "Der Minister sagte, dass der Hafen ausgebaggert werden soll und dass die Arbeit im Juni beginnt. " * 3,
    ]
    assert language_codes(pl.Series(texts)).to_list() == ["en", "en", "de"]
