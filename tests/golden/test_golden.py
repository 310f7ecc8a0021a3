"""The sample dumps against labels written by hand, by reading the pages: every field of every article."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import SAMPLES, read_dump
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages

GOLDEN = Path(__file__).parent
LAYOUT_OF = {
    "bare_article_dam.txt": "bare_article",
    "bare_article_utf16.txt": "bare_article",
    "blog_front_page_lantern.txt": "post_list",
    "blog_posts_wordpress_meta.txt": "post_list",
    "fact_check_canal_tolls.txt": "fact_check",
    "glued_bylines.txt": "generic",
    "mixed_damage.txt": "generic",
    "month_archive_harbour_ledger.txt": "month_archive",
    "month_archive_titles.txt": "month_archive",
    "syndication_feed_region.txt": "syndication_feed",
}
FIELDS = [
    "title", "subtitle", "authors", "publisher_name", "republisher_name", "site_name", "published_on",
    "published_precision", "published_basis", "categories", "tags", "completeness",
]  # fmt: skip


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_sample_gives_the_labelled_articles(sample: Path) -> None:
    gold = json.loads((GOLDEN / f"{sample.name}.json").read_text(encoding="utf-8"))
    pages, unreadable = read_dump(sample)
    frame = pl.DataFrame([page_row("0" * 32, number, page) for number, page in enumerate(pages)], schema=PAGE_SCHEMA)
    tables = parse_pages(frame)
    assert {page.encoding for page in pages} == {gold["encoding"]}
    expected = ["malformed_json"] * len(gold.get("rejected_lines", [])) + gold.get("reject_reasons", [])
    assert [problem.reason for problem in unreadable] == expected
    if sample.name in LAYOUT_OF:
        assert tables["pages"]["layout_name"].to_list() == [LAYOUT_OF[sample.name]]

    found = tables["articles"].with_columns(pl.col("published_on").cast(pl.String)).rows(named=True)
    assert [{field: article[field] for field in FIELDS} for article in found] == [
        {field: article[field] for field in FIELDS} for article in gold["articles"]
    ]
    for article, label in zip(found, gold["articles"], strict=True):
        body = article["body_text"]
        assert spaced(body).startswith(spaced(label["body_starts"]))
        assert spaced(body).endswith(spaced(label["body_ends"]))
        assert sum(1 for line in body.split("\n") if line.strip()) == label["body_paragraphs"], article["title"]
        assert [phrase for phrase in label["body_excludes"] if phrase in body] == []


def test_every_sample_has_labels_and_every_label_a_sample() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {path.name[: -len(".json")] for path in GOLDEN.glob("*.json")}
