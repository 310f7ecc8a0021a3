"""Floors of the articles found on pages of many that came as HTML. A figure below its floor is a fault, not news.

`python -m tests.benchmarks.multi_article --html` shows where it goes wrong.
"""

from __future__ import annotations

import sys

import pytest

from tests.pages.families import Split
from tests.pages.generate import FAMILIES, html_page, html_pages
from tests.pages.markup import MARKUPS
from tests.pages.score import parse, parse_html, says_one_or_none, score_page, text_lines, total
from transforms.html import render_html
from transforms.layouts import LAYOUTS

PER_FAMILY = 5
# In markups and families that were, or were not, looked at for tuning; own words only.
START_F1: dict[Split, float] = {"tune": 0.90, "held_out": 0.82}
ONE_ARTICLE: dict[Split, float] = {"tune": 0.65, "held_out": 0.60}


@pytest.mark.parametrize("split", START_F1)
def test_starts_on_generated_pages_as_html(split: Split) -> None:
    made = list(html_pages(split, PER_FAMILY))
    parsed = parse_html([document for _, _, document in made], LAYOUTS)
    as_text = parse([truth.text for _, truth, _ in made], LAYOUTS)
    several, texts, single = [], [], []
    for (_, truth, _), html, text in zip(made, parsed, as_text, strict=True):
        if FAMILIES[truth.family].single:
            single.append(says_one_or_none([one.start for one in html.found], [gold.start for gold in truth.gold]))
        else:
            several.append(score_page(truth, html))
            texts.append(score_page(truth, text))
    reached, without_tags, share = total(several), total(texts), sum(single) / len(single)
    sys.stdout.write(
        f"HTML, {split}: start F1 {reached.start_f1:.3f} (as text {without_tags.start_f1:.3f}), body F1 {reached.body_f1:.3f}, "
        f"one article seen as one {share:.3f}\n"
    )
    assert reached.start_f1 >= START_F1[split]
    # Tags are evidence more: a page with them is read no worse than without.
    assert reached.start_f1 >= without_tags.start_f1
    assert share >= ONE_ARTICLE[split]


@pytest.mark.parametrize("markup", MARKUPS)
def test_each_line_of_a_page_is_one_line_of_its_html(markup: str) -> None:
    for family, kind in FAMILIES.items():
        if kind.split == MARKUPS[markup].split:
            truth, document = html_page(family, 0, markup)
            rendered = [line.strip().removeprefix("• ") for _, line in text_lines(render_html(document, None).text)]
            assert rendered == [line.strip() for _, line in text_lines(truth.text)]


def test_markups_are_split_about_in_half() -> None:
    held_out = sum(markup.split == "held_out" for markup in MARKUPS.values())
    assert 0.4 < held_out / len(MARKUPS) < 0.6
