"""Why the generic parser cut a page as it did: figures and unmet conditions, on pages that each fail one of them."""

from __future__ import annotations

import polars as pl
import pytest

from tests.pages.generate import FAMILIES, page
from tests.transforms.dumps import BRIDGE, FERRY, MARKET
from transforms.batch import PAGE_SCHEMA, page_row
from transforms.cues import add_cues
from transforms.layouts import generic, post_list
from transforms.line_shapes import add_shapes
from transforms.lines import content_lines, split_lines
from transforms.readers import Page
from transforms.reasons import Reasons, page_reasons
from transforms.rhythm import describe_marks, find_rhythm, unmet_conditions

STORY = (
    "The keeper of the {0} light has asked the council of Orrin Bay for a second {0} lamp, since the first one is "
    "read by passing ships as an invitation. The council will answer before the {0} fair."
)
PLACES = ["northern", "granite", "drowned", "painted", "crooked", "whistling"]


def reasons_of(text: str, **facts: bool) -> Reasons:
    page = Page(0, len(text.encode()), text, "utf-8", **facts)
    return page_reasons(pl.DataFrame([page_row("0" * 32, 0, page)], schema=PAGE_SCHEMA), 10_000, [generic])


def unmet(marks: pl.DataFrame, kind: str) -> list[str]:
    return marks.row(by_predicate=pl.col("kind") == kind, named=True)["unmet"]


def dated(count: int = 6, *, before: str = "", after: str = "", text: str = STORY, titles: bool = True) -> str:
    items = [
        (f"Lamp Asked For at the {p.title()} Light Again\n\n" if titles else "") + f"March {n + 3}, 2024\n\n{text.format(p)}\n"
        for n, p in enumerate(PLACES[:count])
    ]
    return before + "\n".join(items) + after


def words_between(word: str, *texts: str) -> str:
    return f"\n\n{word}\n\n".join(texts) + "\n"


LONG_STORY = f"{STORY} {STORY}".format("northern")
LONG = " ".join(STORY.format(place) for place in PLACES) + "\n\n"


@pytest.mark.parametrize(
    ("condition", "kind", "text"),
    [
        ("three_beats", "date", dated(2)),
        ("even_stretches", "date", dated(4, after="\n" + LONG * 8)),
        ("score", "same_words", words_between("More from Tarn", LONG, FERRY, BRIDGE, MARKET, LONG * 3)),
        ("headed", "same_words", words_between("Story continues here", *[STORY.format(place) for place in PLACES])),
        ("laid_out_alike", "date",
         f"Lamp Asked For at the Northern Light\n\nMarch 3, 2024\n\n{FERRY}\n\nMarch 4, 2024\n\n{BRIDGE}\n\n{MARKET}\n\n"
         f"March 5, 2024\n\nLamp Given to the Granite Light Again\n\n{FERRY}\n\nMarch 6, 2024\nOrrin Bay\n\n"
         f"Lamp Lost at Sea Again\n\n{BRIDGE}\n"),
        ("no_comments", "date",
         f"Lamp Asked For at the Northern Light\n\nMarch 3, 2024\n\n{FERRY}\n\n"
         + "".join(f"March {n}, 2024\n\n{STORY.format(place)}\n\n" for n, place in enumerate(PLACES, 4))),
        ("no_teasers", "date", dated(1, after="\n" + LONG) + "\n" + dated(6)),
        ("no_text_above", "date", dated(5, before=LONG * 3)),
        ("roundup", "headline",
         "".join(f"{place.title()} Light Gets a Second Lamp\n\n{LONG}{LONG}{LONG}" for place in PLACES)),
        ("dated_articles", "separator",
         f"Lamp Asked For at the Northern Light\n\nMarch 3, 2024\n\n{FERRY}\n\n* * *\n\n{BRIDGE}\n\n"
         f"* * *\n\n{MARKET}\n\n* * *\n\n{FERRY}\n\n"
         f"* * *\n\n{BRIDGE}\n"),
        ("own_subjects", "headline",
         "".join(f"Harbour Council of Orrin Bay {place.title()} Again\n\n{LONG_STORY} {LONG_STORY}\n\n" for place in PLACES)),
    ],
)  # fmt: skip
def test_each_condition_shows_where_it_is_not_met(condition: str, kind: str, text: str) -> None:
    assert condition in unmet_conditions()
    marks = reasons_of(text).marks
    assert condition in unmet(marks, kind)
    assert not marks.filter(kind=kind)["chosen"].any()


def test_a_page_of_several_has_one_chosen_mark_with_its_figures_and_place() -> None:
    text = dated()
    chosen = reasons_of(text).marks.row(0, named=True)
    assert (chosen["kind"], chosen["chosen"], chosen["unmet"], chosen["beats"]) == ("date", True, [], 6)
    assert chosen["titled"] == chosen["alike"] == 1.0
    assert 0.9 < chosen["coverage"] <= 1.0
    # From the first date to the last one.
    assert text[chosen["first_char"] :].startswith("March 3") and text[: chosen["last_char"]].endswith("March 8, 2024\n")
    assert (reasons_of(text).titles, reasons_of(text).share) == ([], None)


def test_one_article_with_sub_headings_says_why_it_was_not_cut() -> None:
    title = "Keeper of the Northern Light Asks for a Second Lamp"
    heads = ["Why the lamp should burn", "What the passing ships say", "What it all will cost", "Who decides and when"]
    sections = [f"{head}\n\n{LONG_STORY}\n\n{LONG_STORY}\n\n{LONG_STORY}" for head in heads]
    reasons = reasons_of("\n\n".join([title, "March 3, 2024", LONG_STORY, *sections]) + "\n")
    assert not reasons.marks["chosen"].any()
    assert {"headed", "roundup"} <= set(unmet(reasons.marks, "headline"))
    assert reasons.share == 1.0
    best = reasons.titles[0]
    assert (best.text, best.start_char) == (title, 0)
    assert best.parts["alone"] > best.parts["five_words"] > 0
    assert all(abs(sum(one.parts.values()) - one.score) < 1e-9 for one in reasons.titles)
    assert [one.score for one in reasons.titles] == sorted((one.score for one in reasons.titles), reverse=True)


def test_layouts_are_ranked_and_the_generic_parser_tells_only_of_its_own_pages() -> None:
    page = Page(0, 1, dated(), "utf-8")
    reasons = page_reasons(pl.DataFrame([page_row("0" * 32, 0, page)], schema=PAGE_SCHEMA), 10_000, [generic, post_list])
    assert list(reasons.layouts) == ["post_list", "generic"]
    assert (reasons.marks.height, reasons.titles) == (0, [])


@pytest.mark.parametrize("text", ["", "\n \n", "x" * 20_000])
def test_a_page_without_lines_to_look_at_has_no_reasons(text: str) -> None:
    assert (reasons_of(text).layouts, reasons_of(text).marks.height) == ({}, 0)


def test_a_finished_article_asks_no_layout() -> None:
    assert reasons_of(FERRY, is_body=True).layouts == {}


def test_the_mark_told_is_the_one_that_the_parser_takes() -> None:
    texts = [page(family, seed, "text").text for family in sorted(FAMILIES) for seed in range(2)]
    lines = add_shapes(add_cues(content_lines(split_lines(pl.DataFrame({"text": texts}), 1_000_000))))
    taken = find_rhythm(lines).lists
    marks = describe_marks(lines)
    told = marks.filter("chosen").select("page", pl.col("kind").alias("rhythm"), pl.col("score").clip(0, 1))
    assert 20 < told.height < len(texts)
    assert told.sort("page").equals(taken.select(told.columns).sort("page"))
    # Whatever meets all conditions is at most as good as the mark that was taken.
    best = marks.filter(pl.col("unmet").list.len() == 0).group_by("page").agg(pl.col("score").max().clip(0, 1))
    assert best.sort("page").equals(told.select("page", "score").sort("page"))
