from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.lines import content_lines, split_lines

# Unicode's White_Space; Python's own strip() takes the separators U+001C to U+001F as well.
WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
BULLETS = "•·▪◦‣●○■□▸►⁃∙*-–—"
GLUED = "By Mara ElsworthyThe harbour master of Orrin Bay closed the ferry line on Tuesday, and nobody knew for how long."
PIECES = st.one_of(
    st.sampled_from(
        ["\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\x00", "\ufeff", "🚀", "👩‍👩‍👧", "e\u0301", " ", "\t", "\xa0"]
    ),
    st.sampled_from(["• ", "*  ", "– ", "-", "  ▪\t", "By Mara Elsworthy", GLUED, "Ferry late", "The ferry is late."]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def lines_of(*texts: str, max_line_chars: int = 10_000) -> pl.DataFrame:
    return split_lines(pl.DataFrame({"text": list(texts)}, schema={"text": pl.String}), max_line_chars)


def true_ends(text: str) -> list[int]:
    """Where lines end, by another way than the source's: text and line ends in turn, summed up."""
    ends, at = [], 0
    parts = [*re.split(r"(\r\n|\r|\n)", text), ""]
    for words, end in zip(parts[::2], parts[1::2], strict=True):
        at += len(words) + len(end)
        ends += [at] if words or end else []
    return ends


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("")
@example("\n")
@example("\r\r\n\n\r")
@example("no end")
@example("last one is whole\n")
@example(GLUED)
def test_lines_tile_the_page_and_end_where_line_ends_stand(text: str) -> None:
    lines = lines_of(text)
    starts, ends = lines["start_char"].to_list(), lines["end_char"].to_list()
    assert starts == [0, *ends][: len(starts)]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert (ends[-1] if ends else 0) == len(text)
    expected = true_ends(text)
    assert [end for end in ends if end in expected] == expected
    # Glued bylines are the only lines that end elsewhere than the file says.
    for start, end in zip(starts, ends, strict=True):
        assert end in expected or (text[start:end].lstrip(WHITE).startswith("By Mara") and text[end].isupper())


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_lines_text_is_what_stands_at_its_offsets_and_only_white_space_and_a_bullet_are_left_out(text: str) -> None:
    for start, end, text_start, text_end, words, bullet in (
        lines_of(text).select("start_char", "end_char", "text_start", "text_end", "text", "bullet").rows()
    ):
        assert text[text_start:text_end] == words
        before, after = text[start:text_start].strip(WHITE), text[text_end:end].strip(WHITE)
        assert (len(before) == 1 and before in BULLETS) if bullet else before == ""
        assert after == ""
        assert words == words.strip(WHITE)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_pages_of_one_frame_do_not_bleed_into_each_other(texts: list[str]) -> None:
    together = lines_of(*texts)
    for page, text in enumerate(texts):
        alone = lines_of(text)
        mine = together.filter(pl.col("page") == page)
        assert mine.drop("page", "group").rows() == alone.drop("page", "group").rows()
        features = content_lines(together).filter(pl.col("page") == page).drop("page", "group").rows()
        assert features == content_lines(alone).drop("page", "group").rows()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_group_is_a_run_of_lines_without_a_blank_line_between(text: str) -> None:
    lines = lines_of(text)
    runs, groups = [0], lines["group"].to_list()
    for blank_before, blank in zip(lines["blank"], lines["blank"][1:], strict=False):
        runs.append(runs[-1] + (blank and not blank_before))
    assert [group - groups[0] for group in groups] == runs[: len(groups)]


@pytest.mark.parametrize(
    ("line", "text", "indent", "bullet"),
    [
        ("Ferry late", "Ferry late", 0, False),
        ("  \tFerry late \r\n", "Ferry late", 3, False),
        ("• Ferry late", "Ferry late", 0, True),
        ("    ▪  Ferry late", "Ferry late", 4, True),
        ("- Ferry late", "Ferry late", 0, True),
        ("*\tFerry late", "Ferry late", 0, True),
        ("•" + " " * 12 + "Ferry late", "Ferry late", 0, True),
        ("•\xa0Ferry late", "Ferry late", 0, True),
        # No bullets: nothing behind it, no space behind it, a second one.
        ("•", "•", 0, False),
        ("• ", "•", 0, False),
        ("-5 degrees", "-5 degrees", 0, False),
        ("**Ferry** late", "**Ferry** late", 0, False),
        ("• • Ferry late", "• Ferry late", 0, True),
        ("1 Ferry late", "1 Ferry late", 0, False),
    ],
)
def test_indentation_and_one_bullet_are_no_part_of_the_text(line: str, text: str, indent: int, bullet: bool) -> None:
    (found,) = lines_of(line).select("text", "indent", "bullet").rows()
    assert found == (text, indent, bullet)


LEDE = "harbour master of Orrin Bay closed the ferry line on Tuesday, and nobody knew for how long."


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        (f"By Mara ElsworthyThe {LEDE}", "By Mara Elsworthy"),
        (f"  BY Mara T. ElsworthyThe {LEDE}", "BY Mara T. Elsworthy"),
        (f"By Tomas QuillAn {LEDE}", "By Tomas Quill"),
        (f"By Mara Elsworthy The {LEDE}", None),
        # A capital inside a name is no glued lede.
        (f"By Fiona McAllister the {LEDE}", None),
        (f"By Ivo DeBrandt the {LEDE}", None),
        (f"By Tuesday HarbourPay lent the {LEDE}", None),
        ("By Mara ElsworthyThe ferry is late.", None),
        (f"Nearby Mara ElsworthyThe {LEDE}", None),
    ],
)
def test_a_byline_glued_to_the_lede_is_a_line_of_its_own(line: str, byline: str | None) -> None:
    expected = [line] if byline is None else [byline, line.strip().removeprefix(byline)]
    assert lines_of(line)["text"].to_list() == expected


@pytest.mark.parametrize(("limit", "texts"), [(13, ["short", "thirteen chars", "after"]), (10, ["short", "", "after"])])
def test_a_line_over_the_limit_is_kept_as_a_line_but_not_looked_at(limit: int, texts: list[str]) -> None:
    lines = lines_of("short\nthirteen chars\nafter\n", max_line_chars=limit + 2)
    assert lines["text"].to_list() == texts
    assert lines["too_long"].to_list() == [words == "" for words in texts]
    assert lines["end_char"].to_list() == [6, 21, 27]


@pytest.mark.parametrize(
    ("line", "features"),
    [
        ("Ferry to Orrin Bay is late again", {"title_like"}),
        ("Will the ferry run again?", {"title_like", "ends_stop"}),
        ("The ferry is late again.", {"ends_stop"}),
        ("“The ferry is late again.”", {"ends_stop"}),
        ("The ferry is late again.[3]", {"ends_stop"}),
        ("渡し船は春まで休みです。", {"ends_stop"}),
        ("ferry to Orrin Bay is late", set()),
        ("What we know of the ferry:", {"ends_colon"}),
        ("Orrin Bay,", set()),
        (LEDE, {"ends_stop", "prose"}),
        ("The ferry, " * 20, {"prose"}),
        ("word " * 15, set()),
        ("Word " * 31, set()),
    ],
)  # fmt: skip
def test_features_of_a_line_that_depend_on_its_shape(line: str, features: set[str]) -> None:
    row = content_lines(lines_of(line)).row(0, named=True)
    assert {name for name in ("title_like", "ends_stop", "ends_colon", "prose") if row[name]} == features
    assert row["words"] == len(line.split(" ")) - line.endswith(" ")


@pytest.mark.parametrize(
    ("text", "alone", "glued"),
    [
        ("a", [True], [False]),
        ("a\nb", [False, False], [False, True]),
        ("a\n\nb", [True, True], [False, False]),
        ("\na\nb\n \nc\n", [False, False, True], [False, True, False]),
    ],
)
def test_a_blank_line_or_the_pages_edge_parts_lines(text: str, alone: list[bool], glued: list[bool]) -> None:
    # Pages around it end and begin with text, which must not count as neighbours.
    lines = content_lines(lines_of("before", text, "after")).filter(pl.col("page") == 1)
    assert (lines["alone"].to_list(), lines["glued"].to_list()) == (alone, glued)
