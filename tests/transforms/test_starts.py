"""What the network sees and says: the same for a page alone and among others, and what a slow reading of its weights gives."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages.generate import FAMILIES, page
from transforms import starts
from transforms.cues import add_cues
from transforms.line_shapes import add_shapes
from transforms.lines import PAGE, content_lines, split_lines
from transforms.starts.features import features
from transforms.starts.network import TAPS, initial

SAID = ["starts", "opens", "several"]


def shaped(*texts: str) -> pl.DataFrame:
    return add_shapes(add_cues(content_lines(split_lines(pl.DataFrame({"text": texts}), 10_000))))


def made(count: int) -> list[str]:
    return [page(name, 3, "text").text for name in sorted(FAMILIES)[:count]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=6))
def test_any_lines_have_finite_features_of_about_one(texts: list[str]) -> None:
    lines = shaped(*texts)
    names, values = features(lines)
    assert values.shape == (lines.height, len(names)) and len(set(names)) == len(names)
    assert np.isfinite(values).all() and (values >= 0).all() and (values <= 5).all()
    said = starts.add_starts(lines)
    assert said.height == lines.height
    assert said.select(pl.all_horizontal(pl.col(SAID).is_between(0, 1)).all()).item() in {True, None}


def test_features_tell_a_line_by_its_shape_its_place_and_what_repeats() -> None:
    text = "Council Votes on the Last Bridge\n\nMarch 3, 2024\n\n" + "The ferry was late again, and nobody knows why. " * 3
    lines = shaped(text + "\n\nMarch 4, 2024\n\nRead more\nRead more\n")
    names, values = features(lines)
    seen = pl.DataFrame(values, schema=names)
    assert seen["short_date"].to_list() == [0, 1, 0, 1, 0, 0]
    assert seen["textual"].to_list() == [0, 0, 1, 0, 0, 0]
    # Blank lines before and after, halved; three of them are thought at a page's edge.
    assert seen["gap_before"].to_list() == [1.5, 0.5, 0.5, 0.5, 0.5, 0]
    # 'Read more' twice in the same words; the dates but for their digits.
    assert (seen["same_words"] > 0).to_list() == [False, False, False, False, True, True]
    assert (seen["same_but_digits"] > 0).to_list() == [False, True, False, True, True, True]
    assert seen["position"].to_list() == pytest.approx([0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6])
    # One run of running text, seen by the three lines on either side.
    assert (seen["next_run_lines"] > 0).to_list() == [True, True, False, False, False, False]
    assert (seen["last_run_lines"] > 0).to_list() == [False, False, False, True, True, True]
    assert seen["signs_so_far"].to_list() == [0, 0.5, 0.5, 1, 1, 1]


def test_a_page_is_judged_the_same_alone_and_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = made(24)
    alone = pl.concat([starts.add_starts(shaped(text)).select(SAID) for text in texts])
    for rows in (1, 500, 1_000_000):
        monkeypatch.setattr(starts, "_ROWS_AT_ONCE", rows)
        among = starts.add_starts(shaped(*texts)).select(SAID)
        assert np.allclose(among.to_numpy(), alone.to_numpy(), atol=1e-4)


def slowly(weights: dict[str, np.ndarray], values: np.ndarray) -> tuple[np.ndarray, float]:
    """One page by loops over its lines: the logits of its rows and of the page."""
    count = len(values)

    def layer(name: str, value: np.ndarray) -> np.ndarray:
        return value @ weights[name] + weights[f"{name}_bias"]

    def convolved(name: str, value: list[np.ndarray], taps: int) -> list[np.ndarray]:
        nothing = np.zeros_like(value[0])
        windows = [[value[i] if 0 <= i < count else nothing for i in range(n - taps, n + taps + 1)] for n in range(count)]
        return [layer(name, np.concatenate(window)) for window in windows]

    def relu(value: np.ndarray) -> np.ndarray:
        return np.where(value > 0, value, 0)

    def mean(value: list[np.ndarray], gates: list[float]) -> np.ndarray:
        return sum(gate * one for gate, one in zip(gates, value, strict=True)) / (sum(gates) + 1e-3)

    def gate(logit: float) -> float:
        return 1 / (1 + np.exp(-logit))

    def beside(name: str, value: list[np.ndarray], of_page: np.ndarray) -> list[np.ndarray]:
        return [relu(layer(name, np.concatenate([one, of_page, one * of_page]))) for one in value]

    rows = [(one - weights["mean"]) * weights["scale"] for one in values]
    rows = [relu(one) for one in convolved("near", rows, TAPS[0])]
    rows = [relu(one + two) for one, two in zip(convolved("wide", rows, TAPS[1]), rows, strict=True)]
    gates = [[gate(logit) for logit in layer("gate", one)] for one in rows]
    kinds = np.concatenate([mean(rows, list(column)) for column in zip(*gates, strict=True)])
    rows = beside("in_page", rows, relu(layer("page", kinds)))
    guesses = [gate(layer("guess", one)[0]) for one in rows]
    likely = mean(rows, guesses)
    rows = beside("alike", rows, likely)
    rows = [relu(one + two) for one, two in zip(convolved("last", rows, TAPS[2]), rows, strict=True)]
    logits = np.array([layer("row", one) for one in rows])
    found = [gate(logit) for logit in logits[:, 0]]
    counts = [np.log1p(sum(found) + 1e-3), np.log1p(sum(guesses) + 1e-3)]
    page = relu(layer("several", np.concatenate([mean(rows, found), mean(rows, [1.0] * count), likely, counts])))
    return logits, float(layer("verdict", page)[0])


def test_the_network_gives_what_a_slow_reading_of_its_weights_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shaped(*made(3))
    _, values = features(lines)
    weights = initial(values.shape[1], hidden=6, gates=3, rng=np.random.default_rng(5))
    weights |= {name: value + 0.1 for name, value in weights.items() if name.endswith("_bias")}
    monkeypatch.setattr(starts, "weights", lambda: weights)
    said = starts.add_starts(lines)
    for number in range(3):
        logits, verdict = slowly(weights, values[(lines[PAGE] == number).to_numpy()])
        mine = said.filter(pl.col(PAGE) == number)
        assert np.allclose(mine.select("starts", "opens").to_numpy(), 1 / (1 + np.exp(-logits[:, :2])), atol=1e-3)
        assert mine["several"].to_numpy() == pytest.approx(1 / (1 + np.exp(-verdict)), abs=1e-3)


def test_a_frame_without_lines_has_the_columns() -> None:
    assert starts.add_starts(shaped("")).select(SAID).height == 0
