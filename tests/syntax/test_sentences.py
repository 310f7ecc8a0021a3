"""Articles in, sentences out: where they end, and that their offsets hold whatever the text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.syntax.sentences import split_sentences

# Texts in which stops, quotes, capitals and line ends meet more often than by chance.
HOSTILE = st.lists(
    st.sampled_from([*'.!?…"”’)( \n\r\t\0AaZz19é,', "Mr.", "U.S.", "said", "\u2028", "😀"]) | st.characters(codec="utf-8"),
    max_size=60,
)


def split(*bodies: str) -> pl.DataFrame:
    ids = [str(number) for number in range(len(bodies))]
    return split_sentences(
        pl.DataFrame({"article_id": ids, "body_text": list(bodies)}, schema={"article_id": pl.String, "body_text": pl.String})
    )


@pytest.mark.parametrize(
    "sentences",
    [
        ["Gen. Ana Ruiz met Mr. J. B. Cole on Jan. 5 in St. Louis.", "He left at noon."],
        ["The U.S. Navy sank a boat.", "It was the third."],
        ["He works for Harrow Inc. of Ohio.", "She works for Harrow Inc.", "The firm pays well."],
        ['"Leave now!" Mayor Osei told them.', '"Why?" she asked.', "Nobody moved."],
        ["He said: “We won.”", "“We did not,” she said."],
        ["Fuel cost 3.5 million euros (a third of 10.5).", "(Prices rose.)", "Who paid?!", "Nobody knows…", "Perhaps"],
        [
            "No. 5 of the list came first.",
            "2. This item has a number.",
            "She came in Jan. 2019 and left in Sept.",
            "They said no.",
        ],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert split(" ".join(sentences))["text"].to_list() == sentences


def test_a_sentence_stays_on_its_line_and_numbers_run_through_an_article() -> None:
    found = split("A headline without a stop\n\n  First one. Second\r\nthird", "", "Other.")
    assert found.rows() == [
        ("0", 0, 0, 25, "A headline without a stop"),
        ("0", 1, 29, 39, "First one."),
        ("0", 2, 40, 46, "Second"),
        ("0", 3, 48, 53, "third"),
        ("2", 0, 0, 6, "Other."),
    ]


@given(st.lists(HOSTILE.map("".join), max_size=3))
def test_offsets_hold_and_only_white_space_is_left_out(bodies: list[str]) -> None:
    left = [list(body) for body in bodies]
    before = (-1, -1, 0)
    for article, number, start, end, text in split(*bodies).rows():
        doc = int(article)
        assert bodies[doc][start:end] == text != ""
        assert "\n" not in text and "\r" not in text
        assert (doc, number, start) > before and number == (before[1] + 1 if doc == before[0] else 0)
        before = (doc, number, end)
        left[doc][start:end] = " " * len(text)
    assert all("".join(chars).strip() == "" for chars in left)


def test_no_articles() -> None:
    assert split().height == 0


WRAPPED = """The ministry said on Monday that its troops had crossed the river and
taken the bridge at Bole. It did not say how many men had been
killed in the fighting, which lasted until the evening and which
the rebels called a defeat.

   A second report came from the coast."""


def test_lines_that_are_broken_at_a_width_are_no_units() -> None:
    for text in (WRAPPED, WRAPPED.upper()):
        articles = pl.DataFrame({"article_id": ["a"], "body_text": [text]})
        found = split_sentences(articles)
        assert len(found) == 3
        assert found["text"][0].lower().endswith("taken the bridge at bole.")
        for start, end, sentence in found.select("start_char", "end_char", "text").rows():
            assert text[start:end].replace("\n", " ") == sentence


def test_lists_of_titles_and_verses_keep_their_lines() -> None:
    titles = "Ministers meet again in the capital after a week of silence\n" * 4
    verses = "the river runs\nbelow the hill\nand nobody knows\nwhere it ends\nor when\n"
    for text in (titles, verses):
        assert len(split_sentences(pl.DataFrame({"article_id": ["a"], "body_text": [text]}))) >= 4
