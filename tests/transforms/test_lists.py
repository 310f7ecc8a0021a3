"""Which pages are lists, given what the network says of their lines: here by hand, so that each condition is seen alone."""

from __future__ import annotations

from statistics import median

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.test_batch_properties import BRIDGE
from tests.transforms.test_generic import SUBJECTS
from tests.transforms.test_starts import shaped
from transforms import lists
from transforms.lines import PAGE

TEXT = "The keeper of the {0} light has asked the council of Orrin Bay for a lamp that ships do not take for an invitation."
PLACES = ["northern", "granite", "drowned", "painted", "crooked", "whistling"]
TITLE = "Second Lamp Asked For at the {0} Light Again"


def items(*lines: str, count: int = 6) -> str:
    return "\n\n".join(line.format(place) for place in PLACES[:count] for line in lines)


def said(text: str, starts: dict[str, float], *, opens: tuple[str, ...] = (), several: float = 0.99) -> pl.DataFrame:
    """The page's lines as the network might see them: `starts` gives how likely lines with these words are beginnings."""
    words = pl.col("text")
    likely = pl.lit(0.0)
    for found, value in starts.items():
        likely = pl.when(words.str.contains(found, literal=True)).then(value).otherwise(likely)
    opened = pl.any_horizontal([words.str.contains(one, literal=True) for one in opens] or [pl.lit(value=False)])
    return shaped(text).with_columns(
        likely.alias("starts"), opened.cast(pl.Float64).alias("opens"), pl.lit(several).alias("several")
    )


@pytest.fixture(autouse=True)
def _told_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "add_starts", lambda lines: lines)


def unmet(lines: pl.DataFrame) -> list[str]:
    return lists.describe_lists(lines)["unmet"].to_list()[0]


DATED = items(TITLE, "March 3, 2024", TEXT)
PLAIN = "\n\n".join(f"{TITLE.format(place)}\n\n{text}" for place, text in zip(PLACES, [*SUBJECTS, BRIDGE], strict=True))
SURE = {"Second Lamp": 0.95}
LONG = "\n\n".join(TEXT.format(place) for place in PLACES * 4)


@pytest.mark.parametrize(
    ("condition", "lines"),
    [
        ("three_starts", said(items(TITLE, "March 3, 2024", TEXT, count=2), SURE)),
        ("several", said(DATED, SURE, several=0.4)),
        ("even_parts", said(f"{DATED}\n\n{LONG}", SURE)),
        ("no_text_above", said(f"{TEXT.format('old')}\n\n{TEXT.format('new')}\n\n" * 4 + DATED, SURE)),
        ("short_parts", said(items(TITLE, "March 3, 2024", *[TEXT] * 13), SURE)),
        ("alike", said(DATED, {"Second Lamp": 0.6})),
        ("dated_or_plain", said(PLAIN, {"Second Lamp": 0.83})),
        ("dated_or_plain", said(PLAIN, SURE, several=0.8)),
        ("dated_or_plain", said(items("The {0} Light", TEXT), {"The ": 0.95, "The keeper": 0.0})),
        ("dated_or_plain", said(items(TITLE, *[TEXT] * 6), SURE)),
        ("some_text", said(items(TITLE, "March 3, 2024", "A lamp"), SURE)),
        ("own_subjects", said(items(TITLE, TEXT), SURE)),
    ],
)  # fmt: skip
def test_each_condition_refuses_what_it_is_there_for(condition: str, lines: pl.DataFrame) -> None:
    assert condition in {one.name for one in lists.conditions()}
    # Of two parts, one has half of the text and more.
    assert unmet(lines) == ([condition, "even_parts"] if condition == "three_starts" else [condition])


def test_likely_starts_part_a_page_without_a_rhythm() -> None:
    # Headings of six words, which are too short to be headlines to the rhythm.
    lines = said(PLAIN.replace("Second Lamp Asked For", "Second Lamp").replace(" Again", " This Very Year"), SURE)
    assert unmet(lines) == []
    found = lists.find_lists(lines)
    assert found.lists["rule"].to_list() in (["list_by_network"], ["list_by_headline"])
    assert lines["text"].gather(found.starts["row"]).str.starts_with("Second Lamp").to_list() == [True] * 6


def test_dated_parts_need_not_differ_in_subject() -> None:
    assert unmet(said(DATED, SURE)) == []


def test_a_rhythm_parts_a_page_unless_the_network_is_certain_of_one_article() -> None:
    assert lists.find_lists(said(DATED, {}, several=0.02)).lists["rule"].to_list() == ["list_by_date"]
    assert lists.find_lists(said(DATED, {}, several=0.005)).lists.height == 0
    # Headings alone need the network's consent.
    assert lists.find_lists(said(PLAIN, {}, several=0.6)).lists["rule"].to_list() == ["list_by_headline"]
    assert lists.find_lists(said(PLAIN, {}, several=0.4)).lists.height == 0


def test_an_article_opens_with_what_stands_over_its_headline_and_is_its_own() -> None:
    lines = said(items("March 3, 2024", TITLE, TEXT, "Read more"), SURE, opens=("March 3, 2024",))
    found = lists.find_lists(lines)
    opened = lines["text"].gather(found.starts["opens"]).to_list()
    assert opened == ["March 3, 2024"] * 6
    # A line beyond the text above is the article's before.
    far = said(items(TITLE, "March 3, 2024", TEXT), SURE, opens=("March 3, 2024",))
    assert far["text"].gather(lists.find_lists(far).starts["opens"]).str.contains("Second Lamp").all()


def test_of_two_likely_lines_in_a_row_the_likelier_begins() -> None:
    lines = said(items("Ports", TITLE, "March 3, 2024", TEXT), {"Ports": 0.7, "Second Lamp": 0.9})
    assert set(lines["text"].gather(lists.find_lists(lines).starts["row"])) == {TITLE.format(place) for place in PLACES}


LINES = st.lists(
    st.tuples(
        st.sampled_from([TEXT.format("old"), TITLE.format("old"), "March 3, 2024", "By Mara Elsworthy", "Read more", "Ports"]),
        st.sampled_from([0.0, 0.0, 0.6, 0.9]),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_figures_are_those_of_a_reading_line_by_line(pages: list[list[tuple[str, float]]]) -> None:
    lines = shaped(*["\n".join(words for words, _ in page) for page in pages])
    likely = [value for page in pages for _, value in page]
    lines = lines.with_columns(pl.Series("starts", likely), pl.lit(0.7).alias("several"))
    starts = lines.filter(pl.col("starts") >= 0.5).select(PAGE, "row", "starts")
    figures = {row[PAGE]: row for row in lists.page_figures(lines, starts).iter_rows(named=True)}
    for number, rows in enumerate(lines.partition_by(PAGE, maintain_order=True)):
        page = rows.rows(named=True)
        begins = [at for at, line in enumerate(page) if line["starts"] >= 0.5]
        if not begins:
            assert number not in figures
            continue
        weight = [line["size"] if line["content"] else 0 for line in page]
        total = max(sum(weight), 1)
        parts = [range(one, two) for one, two in zip(begins, [*begins[1:], len(page)], strict=True)]
        signed = []
        for part, before in zip(parts, [-1, *begins], strict=False):
            near = [*range(max(part.start - 3, before + 1), part.start), *[at for at in part if at <= part.start + 40]]
            signs = [any(page[at][sign] for sign in lists._SIGNS) and not page[at]["textual"] for at in near]
            signed.append(any(signs))
        told = figures[number]
        assert told["starts"] == len(begins)
        assert told["sure"] == pytest.approx(sum(page[at]["starts"] for at in begins) / len(begins))
        assert told["above_share"] == pytest.approx(sum(weight[: begins[0]]) / total)
        assert told["largest_share"] == pytest.approx(max(sum(weight[at] for at in part) for part in parts) / total)
        assert told["dated"] == pytest.approx(sum(signed) / len(signed))
        assert told["texts"] == median(sum(page[at]["textual"] for at in part) for part in parts)
        assert told["words"] == median(page[at]["words"] for at in begins)
