"""Extraction from HTML, measured beside trafilatura in one process: `python -m tests.benchmarks.html_extraction PAGES...`

Each file is JSONL, one page a line: `id`, `html`, `body_text`, and where known `url`, `title`, `authors`, `published_on`
(ISO date). A field that no page of a file has is not scored. Nothing is downloaded; public sets such as the article
extraction benchmark or WCXB are easily written in this form.

body_f1 is the mean over pages of the F1 of 4-word shingles, of the longest article found on the page; a page without any
counts as 0. `right` is the share of labelled fields that are given as labelled, `invented` the share of pages labelled
without one that got one all the same (some are gaps of the labels). Speed is pages per CPU second, the whole way from the
HTML to checked rows for the product, from the HTML to text and metadata for trafilatura.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import trafilatura

from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.html import render_html
from transforms.readers import Page

BATCH = 400
FIELDS = ("title", "published_on", "authors")


class Found(NamedTuple):
    """What an extractor says of a page."""

    body: str = ""
    title: str | None = None
    published_on: str | None = None
    authors: Sequence[str] = ()
    articles: int = 0


def product(pages: list[dict[str, Any]]) -> dict[str, Found]:
    """The longest article of each page, by way of the product's own tables."""
    found: dict[str, Found] = {}
    for at in range(0, len(pages), BATCH):
        rows = [page_row("0" * 32, number, _page(number, row)) for number, row in enumerate(pages[at : at + BATCH])]
        tables = parse_pages(pl.DataFrame(rows, schema=PAGE_SCHEMA))
        articles = tables["articles"].join(tables["pages"].select("page_id", "record_id"), on="page_id")
        for article in articles.iter_rows(named=True):
            key, day = article["record_id"], article["published_on"]
            best = found.get(key, Found())
            if len(article["body_text"]) > len(best.body):
                best = Found(article["body_text"], article["title"], day and day.isoformat(), article["authors"], best.articles)
            found[key] = best._replace(articles=best.articles + 1)
    return found


def _page(number: int, row: dict[str, Any]) -> Page:
    rendered = render_html(row["html"], row.get("url"))
    stated = rendered.metadata
    return Page(
        number, number + 1, rendered.text, "utf-8", record_id=row["id"], url=row.get("url"), title=stated.title,
        published_at_raw=stated.published_at_raw, published_on=stated.published_on, authors=stated.authors,
        publisher_name=stated.publisher_name, language_code=stated.language_code, site_name=stated.site_name,
        categories=stated.categories, tags=stated.tags, hints=rendered.lines,
    )  # fmt: skip


def peer(pages: list[dict[str, Any]]) -> dict[str, Found]:
    """trafilatura as it comes, without comments."""
    found = {}
    for row in pages:
        document = trafilatura.bare_extraction(row["html"], url=row.get("url"), with_metadata=True, include_comments=False)
        if document is not None:
            authors = [name.strip() for name in (document.author or "").split(";") if name.strip()]
            found[row["id"]] = Found(document.text or "", document.title, document.date, authors, 1)
    return found


def tokens(text: str | None) -> list[str]:
    """Words in lower case."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The bag of a text's runs of four words."""
    words = tokens(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def body_f1(found: str, gold: str) -> float:
    """F1 of the two texts' shingles."""
    got, want = shingles(found), shingles(gold)
    both = sum((got & want).values())
    return 2 * both / (sum(got.values()) + sum(want.values())) if both else 0.0


def fields(pages: list[dict[str, Any]], found: dict[str, Found]) -> str:
    """Right and invented per field."""
    parts = []
    for name in FIELDS:
        right, labelled, invented, blank = 0, 0, 0, 0
        for row in pages:
            if name not in row:
                continue
            value, truth = _comparable(name, getattr(found.get(row["id"], Found()), name)), _comparable(name, row[name])
            if truth:
                labelled += 1
                right += value == truth or (name == "title" and bool(value) and (value in truth or truth in value))
            else:
                blank += 1
                invented += bool(value)
        if labelled:
            parts.append(f"{name} right {right / labelled:.3f} of {labelled}, invented {invented / max(1, blank):.3f} of {blank}")
    return "; ".join(parts)


def _comparable(name: str, value: Any) -> Any:
    if name == "authors":
        return sorted(" ".join(tokens(author)) for author in value or [])
    return (value or "")[:10] if name == "published_on" else " ".join(tokens(value))


def measure(name: str, extract: Callable[[list[dict[str, Any]]], dict[str, Found]], pages: list[dict[str, Any]]) -> float:
    """Prints one extractor's scores and gives its pages per CPU second."""
    began = time.process_time()
    found = extract(pages)
    speed = len(pages) / (time.process_time() - began)
    scores = [body_f1(found.get(row["id"], Found()).body, row["body_text"]) for row in pages]
    several = sum(one.articles > 1 for one in found.values())
    sys.stdout.write(
        f"  {name:12} body_f1 {sum(scores) / len(scores):.4f}  {speed:6.1f} pages per CPU second  "
        f"none on {len(pages) - len(found)}, several on {several}  {fields(pages, found)}\n"
    )
    return speed


def main() -> None:
    """Measures both extractors on each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="PAGES.jsonl")
    for path in parser.parse_args().files:
        with path.open(encoding="utf-8") as file:
            pages = [json.loads(line) for line in file]
        sys.stdout.write(f"{path.name}: {len(pages)} pages\n")
        # The first pages also pay for imports and caches.
        product(pages[:5])
        peer(pages[:5])
        gc.freeze()  # as the product does before it parses; a help to both
        ours, theirs = measure("broadsheet", product, pages), measure("trafilatura", peer, pages)
        sys.stdout.write(f"  speed ratio {ours / theirs:.1f}\n")


if __name__ == "__main__":
    main()
