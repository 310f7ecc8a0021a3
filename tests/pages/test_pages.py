"""The generator and the scorer themselves: what they say is true of a page has to be."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import needs_shared
from tests.pages.generate import FAMILIES, STYLES, page
from tests.pages.page import Rendered
from tests.pages.real import real_pages
from tests.pages.score import Found, Parsed, matched, score_page, text_lines, words


def read_by_gold(made: Rendered) -> Parsed:
    """The parse that a reader who knows the gold would make."""
    lines = [line.strip() for _, line in text_lines(made.text)]
    found = [
        Found(
            gold.start, gold.end, gold.title, [gold.author] if gold.author else [], gold.published_on,
            "\n".join(lines[at] for at in gold.body_lines),
        )
        for gold in made.gold
    ]  # fmt: skip
    return Parsed(found, [])


@pytest.mark.parametrize("family", FAMILIES)
def test_gold_is_consistent_and_scores_one(family: str) -> None:
    for seed in range(3):
        by_style = {style: page(family, seed, style) for style in STYLES}
        for made in by_style.values():
            lines = text_lines(made.text)
            assert len(lines) == len(made.roles) == len(made.articles)
            assert made.gold
            last = -1
            for number, gold in enumerate(made.gold):
                # Articles stand one after another, and all their lines are within.
                assert last < gold.start <= gold.body_lines[-1] <= gold.end
                last = gold.end
                assert {made.articles[at] for at in [*gold.body_lines, gold.start, gold.end]} == {number}
                within = " ".join(lines[at][1] for at in range(len(lines)) if made.articles[at] == number).casefold()
                assert gold.title is None or gold.title.casefold() in within
                assert gold.author is None or gold.author.casefold() in within
                # The day may stand above several articles.
                assert gold.published_on is None or f"{gold.published_on.day}" in made.text
            tally = score_page(made, read_by_gold(made))
            assert (tally.start_f1, tally.body_f1) == (1, 1)
            assert all(tally.share_right(name) == 1 for name in ("title", "author", "date"))
            assert all(tally.share_invented(name) == 0 for name in ("title", "author", "date"))
        assert len(by_style["text"].gold) == len(by_style["wet"].gold)
        assert "\n\n" not in by_style["wet"].text
        assert page(family, seed, "text") == by_style["text"]


@needs_shared
def test_labels_of_real_pages_stand_on_the_same_words_in_both_styles() -> None:
    for text, wet in zip(real_pages("text"), real_pages("wet"), strict=True):
        assert len(text.starts) == len(wet.starts)
        one, two = text_lines(text.text), text_lines(wet.text)
        for here, there in zip(text.starts, wet.starts, strict=True):
            # A line of either text may hold more than the other's.
            both = Counter(words(one[here][1])) & Counter(words(two[there][1]))
            assert both.total() > 0.5 * min(len(words(one[here][1])), len(words(two[there][1])))


def test_families_are_split_about_in_half_and_single_pages_have_one_article() -> None:
    held_out = sum(kind.split == "held_out" for kind in FAMILIES.values())
    assert 0.4 < held_out / len(FAMILIES) < 0.6
    for name, kind in FAMILIES.items():
        counts = [len(page(name, seed, "text").gold) for seed in range(4)]
        assert max(counts) == 1 if kind.single else min(counts) >= 3


@given(st.lists(st.integers(0, 30), max_size=7, unique=True), st.lists(st.integers(0, 30), max_size=7, unique=True))
def test_starts_are_matched_one_to_one_as_many_as_can_be(found: list[int], gold: list[int]) -> None:
    pairs = matched(found, gold)
    assert all(abs(found[have] - gold[want]) <= 2 for have, want in pairs)
    assert len({have for have, _ in pairs}) == len({want for _, want in pairs}) == len(pairs)
    assert len(pairs) == most_pairs(found, gold)


def most_pairs(found: list[int], gold: list[int]) -> int:
    """The size of the largest matching, by augmenting paths."""
    owner: dict[int, int] = {}

    def place(have: int, seen: set[int]) -> bool:
        for want in range(len(gold)):
            if abs(found[have] - gold[want]) <= 2 and want not in seen:
                seen.add(want)
                if want not in owner or place(owner[want], seen):
                    owner[want] = have
                    return True
        return False

    return sum(place(have, set()) for have in range(len(found)))
