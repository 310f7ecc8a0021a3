"""Pairs of texts: the measures against sets of words counted by hand, the kinds, the passages."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from functools import partial

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.duplicates.corpus import RULES
from transforms.duplicates.shingles import fingerprints, loops, shingles, totals
from transforms.duplicates.templates import Mask
from transforms.duplicates.tokens import tokenise
from transforms.duplicates.verify import PASSAGE_LISTS, compare

ANY = replace(RULES, min_words=0, passage_words=1, kept_passages=99)
WORDS = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"]


def words(count: int, seed: int = 0) -> list[str]:
    return [f"w{number}" for number in random.Random(seed).sample(range(10_000), count)]


def linked(one: str, other: str, *, same_outlet: bool = False, rules: object = RULES, fast: bool = False) -> pl.DataFrame:
    tokens = tokenise(pl.Series([one, other]))
    texts = shingles(tokens.hashes, tokens.bounds, fast=fast)
    return compare(texts, tokens.spans, np.array([0]), np.array([1]), rules, same_outlet=np.array([same_outlet]), fast=fast)


def kind(one: list[str], other: list[str], **options: object) -> str | None:
    found = linked(" ".join(one), " ".join(other), **options)
    return found["duplicate_kind"][0] if found.height else None


def edited(base: list[str], every: int) -> list[str]:
    return [f"x{at}" if at % every == 0 else word for at, word in enumerate(base)]


STORY = words(300)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (STORY, edited(STORY, 40), "near"),
        (STORY, STORY[:60], "excerpt"),  # a fifth of it: Jaccard 0.19
        (STORY[:60], STORY, "excerpt"),
        (STORY, words(200, 1) + STORY[100:160] + words(200, 2), "passage"),
        (STORY, words(200, 1) + STORY[100:130] + words(200, 2), None),  # a quote of 30 words
        (STORY, words(300, 1), None),
        (STORY, edited(STORY, 4), None),  # no run of five is left
        (STORY, STORY[10:40], "excerpt"),  # short, and all of it is there
        (STORY, STORY[10:30] + words(15, 1), None),  # short, and a quote is half of it
        (STORY[:40], STORY[:40], "near"),
        (STORY[:40], STORY[:20] + words(20, 1), None),
        (STORY[:6], STORY[:6], None),
    ],
)  # fmt: skip
def test_kinds(one: list[str], other: list[str], expected: str | None) -> None:
    assert kind(one, other) == expected


def test_the_excerpt_is_the_shorter_one() -> None:
    assert linked(" ".join(STORY), " ".join(STORY[:60]))["is_left_excerpt"].to_list() == [False]
    assert linked(" ".join(STORY[:60]), " ".join(STORY))["is_left_excerpt"].to_list() == [True]


def test_reports_by_form_of_one_outlet_are_not_near() -> None:
    form = words(150)
    monday, tuesday = ([f"{day}{at}" if at % 14 == 0 else word for at, word in enumerate(form)] for day in ("mo", "tu"))
    assert kind(monday, tuesday) == "near"
    assert kind(monday, tuesday, same_outlet=True) == "passage"
    assert kind(form, edited(form, 50), same_outlet=True) == "near"  # its own revision


def test_a_form_filled_in_anew_is_told_from_a_version_with_more_in_it() -> None:
    form = words(150)
    filled = [f"tu{at}" if at in {20, 60, 62, 100, 120} else word for at, word in enumerate(form)]
    wordier = [f"tu{at} wed{at}" if at in {20, 60, 62, 100} else word for at, word in enumerate(form)]
    longer = [*form[:60], *words(40, 5), *form[60:]]
    rewritten = [*form[:60], *words(15, 6), *form[75:]]
    assert kind(form, filled) == kind(form, wordier) == kind(form, longer) == kind(form, rewritten) == "near"
    for each, expected in ((filled, "passage"), (wordier, "passage"), (longer, "near"), (rewritten, "near")):
        row = linked(" ".join(form), " ".join(each), same_outlet=True).row(0, named=True)
        assert 0.7 <= row["jaccard_similarity"] < 0.8
        assert row["duplicate_kind"] == expected


def sets_of(text: str) -> set[tuple[str, ...]]:
    parts = text.split()
    return {tuple(parts[at : at + 5]) for at in range(len(parts) - 4)}


def covered(text: str, common: set[tuple[str, ...]]) -> int:
    parts = text.split()
    first = {}
    for at in range(len(parts) - 4):
        first.setdefault(tuple(parts[at : at + 5]), at)
    return len({at + step for run, at in first.items() if run in common for step in range(5)})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.lists(st.sampled_from(WORDS), max_size=60), st.booleans())
def test_measures_are_those_of_sets(one: list[str], other: list[str], repeats: bool) -> None:
    left, right = " ".join(one), " ".join(other + one[5:30] if repeats else other)
    a, b = sets_of(left), sets_of(right)
    found = linked(left, right, rules=ANY)
    assert found.height == bool(a & b)
    for row in found.iter_rows(named=True):
        assert row["shared_shingle_count"] == len(a & b)
        assert row["jaccard_similarity"] == pytest.approx(len(a & b) / len(a | b))
        assert (row["containment_l"], row["containment_r"]) == pytest.approx((len(a & b) / len(a), len(a & b) / len(b)))
        assert row["matched_word_count_l"] == covered(left, a & b)
        assert row["matched_word_count_r"] == covered(right, a & b)
        for start_l, end_l, start_r, end_r, count in zip(*(row[name] for name in PASSAGE_LISTS), strict=True):
            assert left[start_l:end_l] == right[start_r:end_r]
            assert len(left[start_l:end_l].split()) == count


def test_a_shingle_that_stands_twice_does_not_cut_the_passage() -> None:
    refrain = words(8, 7)
    left = [*refrain, *STORY[:20], *refrain, *STORY[20:40]]
    right = [*words(30, 8), *STORY[:20], *refrain, *STORY[20:40], *refrain]
    found = linked(" ".join(left), " ".join(right), rules=ANY)
    assert max(found["passage_word_counts"][0]) == 48


def test_pairs_that_share_nothing_are_no_rows() -> None:
    assert linked("one two three four five six", "").is_empty()
    assert linked("", "").is_empty()


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=150), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_compiled_loops_give_the_same(texts: list[list[str]], chance: random.Random) -> None:
    pytest.importorskip("numba", reason="compiled loops need numba")
    tokens = tokenise(pl.Series([" ".join(text) for text in texts]))
    plain = [shingles(tokens.hashes, tokens.bounds, fast=each) for each in (False, True)]
    assert same(*plain)
    pairs = pl.DataFrame(
        {
            "outlet": chance.choices(range(3), k=40),
            "shingle": np.array([int(chance.choice([*plain[0].hashes.tolist(), 7])) for _ in range(40)], np.uint64).view(
                np.int64
            ),
        }
    ).filter(pl.col("shingle") != -1)  # no shingle at all
    outlets = np.array([chance.randrange(-1, 3) for _ in texts])
    slow, fast = (
        shingles(tokens.hashes, tokens.bounds, partial(Mask(pairs, fast=each).leave_out, outlets=outlets), fast=each)
        for each in (False, True)
    )
    assert same(slow, fast)
    (counts, sums), compiled = totals(slow), totals(fast, fast=True)
    assert same(counts, compiled[0]) and same(sums, compiled[1])
    assert same(fingerprints(slow, counts), fingerprints(fast, counts, fast=True))
    left, right = (side.ravel() for side in np.triu_indices(len(texts), 1))
    kept = chance.randrange(1, 9)
    assert same(*(loops(fast=each).overlaps(slow.hashes, slow.bounds, left, right, kept) for each in (False, True)))


def same(one: object, other: object) -> bool:
    """Whether dataclasses of arrays hold the same."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    return all(same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))


def test_a_run_as_long_as_a_window_gives_a_shared_fingerprint() -> None:
    for seed in range(50):
        run = words(24, seed)
        one = [*words(200, seed + 100), *run, *words(90, seed + 200)]
        other = [*words(150, seed + 300), *run, *words(99, seed + 400)]
        tokens = tokenise(pl.Series([" ".join(one), " ".join(other)]))
        found = shingles(tokens.hashes, tokens.bounds)
        found = fingerprints(found, totals(found)[0])
        first, second = (set(found.values[found.bounds[n] : found.bounds[n + 1]].tolist()) for n in (0, 1))
        assert first & second
