from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.catalog import CATALOG
from schemas.tables import BODY_ROLES
from transforms.batch import PAGE_SCHEMA, page_row, parse_pages
from transforms.readers import Limits, Page
from transforms.validate import Tables

# Every page is laid out from lines such as these; what stands where is up to chance.
FERRY = "The harbour master of Orrin Bay closed the ferry line on Tuesday after its chain broke for the third time."
BRIDGE = "Nobody could say when the bridge over the Lower Tarn would be open again, the council’s engineer told reporters."
MUD = "“We have more mud than money,” said Ivo Brandt, who has run the dredger since the old one sank off Quill Point."
PLAUSIBLE = st.sampled_from(
    [
        "", "", "", "   ", FERRY, BRIDGE, MUD, f"{FERRY} {BRIDGE}", f"    {BRIDGE}", f"By Mara Elsworthy{FERRY}",
        "Ferry to Orrin Bay closed again", "Who pays for the mud?", "Council votes on the bridge: what we know",
        "By Mara Elsworthy", "By Mara Elsworthy | The Harrow Ledger | March 7, 2024", "The Harrow Ledger – 07.03.2024",
        "Checked on March 7, 2024", "Thursday, 03/04/2024", "Month: March 2024", "Category: Ports", "3 Comments",
        "Posted by tidewatcher | Ports, Tides | , , , | Leave a comment", "Posted in Ports, Mud, Ferries | Tagged mud",
        "This entry was posted in Ports and tagged mud on March 7, 2024 by Mara Elsworthy.", "Key points", "* * *",
        "The post Late appeared first on The Harrow Ledger.", "This post was originally published on Tarn Watch.",
        f"• {FERRY}", "  • Mud for sale", f"    - {BRIDGE}", "• Photo: Ivo Brandt / Harrow Wire", "Photo: Tarn Watch",
        "Read more", "Read more: The mud wars", "Share this:", "Facebook", "Older posts", "https://harrow.example/ferry",
        "Donate to keep Tarn Watch independent", "Loading...", "Continue reading →", "[…]", f"{FERRY[:-1]} …",
        "Mara Elsworthy is a journalist who covers harbours.", "港の渡し船は春まで休みです。" * 8,
    ]
)  # fmt: skip
ARBITRARY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ENDS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028"])
ANY_PAGE = st.lists(st.tuples(st.one_of(PLAUSIBLE, PLAUSIBLE, ARBITRARY), ENDS), max_size=24).map(
    lambda lines: "".join(words + end for words, end in lines)
)
# Pages of several articles between a head and a tail, which arbitrary lines hardly ever make.
FEW = st.lists(PLAUSIBLE, max_size=2).map("\n\n".join)
PROSE = st.sampled_from([FERRY, BRIDGE, MUD])
FEED_ITEM = st.builds("• Ferry late\n\n{}\n\n    {}\n\n    The post Late appeared first on Tarn Watch.".format, FEW, PROSE)
POST = st.builds("Mud and money\nBy Mara Elsworthy, March 7, 2024\n\n{}\n{}\nPosted in Ports".format, FEW, PROSE)
FILED = st.builds("Mud and money\n\n{}\n{}\nPosted in Ports | Leave a comment".format, FEW, PROSE)
DECK = st.builds("Ferry late again\n\n{}\n\n{}\n\nRead more\n\nPhoto: Tarn Watch\nWho pays for the mud?".format, PROSE, FEW)
HEAD = st.sampled_from(["Month: March 2024", "Tarn Watch", "Category: Ports", "Share this:", ""])
ITEMS = st.one_of([st.lists(item, min_size=2, max_size=4) for item in (FEED_ITEM, POST, FILED, DECK)]).map("\n\n".join)
PAGES = st.one_of(ANY_PAGE, st.builds("{}\n\n{}\n{}".format, HEAD, ITEMS, st.one_of(st.just(""), FEW)))
BATCHES = st.lists(st.tuples(PAGES, st.sampled_from([False, False, True])), min_size=1, max_size=8)
# A batch costs 0.1 s however small it is, so there are few batches of many pages.
moderate = settings(max_examples=20, deadline=None)


def frame(pages: list[tuple[str, bool]], order: list[int] | None = None) -> pl.DataFrame:
    """Page n of dump n, in any order. `is_body` is a finished article."""
    rows = [
        page_row(f"{number:032x}", 0, Page(0, len(text.encode()), text, "utf-8", is_body=is_body))
        for number, (text, is_body) in enumerate(pages)
    ]
    return pl.DataFrame([rows[at] for at in (order or range(len(rows)))], schema=PAGE_SCHEMA)


def of_page(tables: Tables, page_id: str) -> dict[str, list[tuple[object, ...]]]:
    of_articles = tables["articles"].filter(pl.col("page_id") == page_id)["article_id"]
    return {
        name: table.filter(
            pl.col("page_id") == page_id if "page_id" in table.columns else pl.col("article_id").is_in(of_articles.implode())
        ).rows()
        for name, table in tables.items()
    }


@moderate
@given(BATCHES)
@example([("", False)])
@example([(FERRY, True)])
@example([("\u2028", False), (FERRY, False)])
def test_blocks_tile_every_page_and_number_its_lines(pages: list[tuple[str, bool]]) -> None:
    sources = frame(pages)
    tables = parse_pages(sources)
    for page_id, text in sources.select("page_id", "text").rows():
        blocks = tables["blocks"].filter(pl.col("page_id") == page_id)
        spans = blocks.select("start_char", "end_char").rows()
        assert "".join(text[start:end] for start, end in spans) == text
        assert [(start, end) for start, end in spans if start >= end] == []
        assert [(one, two) for one, two in pairwise(spans) if one[1] != two[0]] == []
        assert blocks["block_number"].to_list() == list(range(len(spans)))
        assert all(blocks["rule"])


@moderate
@given(BATCHES)
def test_body_text_is_what_stands_at_its_blocks_offsets(pages: list[tuple[str, bool]]) -> None:
    sources = frame(pages)
    tables = parse_pages(sources)
    texts = {page_id: (text, is_body) for page_id, text, is_body in sources.select("page_id", "text", "is_body").rows()}
    for article in tables["articles"].rows(named=True):
        text, is_body = texts[article["page_id"]]
        blocks = tables["blocks"].filter(pl.col("article_id") == article["article_id"])
        body = blocks.filter(pl.col("role").is_in(BODY_ROLES)).sort("block_number")
        words = [text[start:end] for start, end in body.select("text_start", "text_end").rows()]
        # The text of a finished article is kept as it is.
        assert article["body_text"] == (text if is_body else "\n".join(words))
        inside = blocks.filter(pl.col("role") != "blank")
        span = (0, len(text)) if is_body else (inside["start_char"].min(), inside["end_char"].max())
        assert (article["start_char"], article["end_char"]) == span


@moderate
@given(BATCHES)
def test_articles_of_a_page_stand_one_after_another_with_ids_of_their_own(pages: list[tuple[str, bool]]) -> None:
    tables = parse_pages(frame(pages))
    articles = tables["articles"]
    assert articles["article_id"].n_unique() == articles.height
    assert set(tables["blocks"]["article_id"].drop_nulls()) == set(articles["article_id"])
    for (page_id,), mine in articles.group_by("page_id"):
        ordered = mine.sort("article_number")
        assert ordered["article_number"].to_list() == list(range(mine.height))
        spans = ordered.select("start_char", "end_char").rows()
        assert [(one, two) for one, two in pairwise(spans) if one[1] > two[0]] == []
        counted = tables["pages"].filter(pl.col("page_id") == page_id)["article_count"].to_list()
        assert counted == [mine.height]


@moderate
@given(BATCHES.flatmap(lambda pages: st.tuples(st.just(pages), st.permutations(range(len(pages))))))
def test_a_page_gives_the_same_rows_alone_and_among_others_in_any_order(
    drawn: tuple[list[tuple[str, bool]], list[int]],
) -> None:
    pages, order = drawn
    together, reordered = parse_pages(frame(pages)), parse_pages(frame(pages, order))
    for page_id in frame(pages)["page_id"]:
        assert of_page(reordered, page_id) == of_page(together, page_id)
    first = frame(pages, order[:1])
    alone = parse_pages(first)
    assert of_page(alone, first["page_id"][0]) == of_page(together, first["page_id"][0])


@moderate
@given(BATCHES)
def test_every_page_has_a_row_and_an_article_or_a_reject_that_says_why_not(pages: list[tuple[str, bool]]) -> None:
    sources = frame(pages)
    tables = parse_pages(sources)
    assert tables["pages"]["page_id"].to_list() == sources["page_id"].to_list()
    explained = {*tables["articles"]["page_id"], *tables["rejects"]["page_id"]}
    assert set(sources["page_id"]) - explained == set()
    # None for a broken law or check: those are faults of the code, not of a page.
    assert set(tables["rejects"]["reject_reason"]) <= {"no_article", "no_body", "line_too_long"}


@moderate
@given(BATCHES, st.integers(1, 120))
def test_lines_over_the_limit_are_told_and_no_articles_text(pages: list[tuple[str, bool]], limit: int) -> None:
    pages = [(text, False) for text, _ in pages]
    sources = frame(pages)
    tables = parse_pages(sources, Limits(max_line_chars=limit))
    long = tables["blocks"].filter(pl.col("rule") == "line_too_long")
    assert long.filter(pl.col("end_char") - pl.col("start_char") <= limit).height == 0
    assert tables["rejects"].filter(pl.col("reject_reason") == "line_too_long").height == long.height
    assert long["article_id"].null_count() == long.height
    # A blank run is one block; each other block is one line, and within the limit.
    others = tables["blocks"].filter(~pl.col("rule").is_in(["line_too_long", "blank"]))
    assert others.filter(pl.col("end_char") - pl.col("start_char") > limit).height == 0


@pytest.mark.parametrize(
    ("pages", "articles", "reasons"),
    [
        ([], 0, []),
        ([("", False)], 0, ["no_article"]),
        ([(" \n\u2028\n", False)], 0, ["no_article"]),
        ([("Share this:\nFacebook\n", False)], 0, ["no_article"]),
        ([(FERRY, False)], 1, []),
        ([(FERRY, True)], 1, []),
        ([(FERRY, True), (BRIDGE, True)], 2, []),
        ([(FERRY, False), (BRIDGE, True), ("", False)], 2, ["no_article"]),
    ],
    ids=["no_pages", "empty", "white", "furniture", "raw", "finished", "all_finished", "mixed"],
)
def test_a_batch_of_any_kinds_of_pages_is_parsed(pages: list[tuple[str, bool]], articles: int, reasons: list[str]) -> None:
    tables = parse_pages(frame(pages))
    assert (tables["articles"].height, tables["rejects"]["reject_reason"].to_list()) == (articles, reasons)
    for name, table in tables.items():
        assert dict(table.schema) == CATALOG[name].polars_schema


def test_a_page_whose_row_breaks_a_check_leaves_no_blocks_behind() -> None:
    rows = frame([(FERRY, False), (BRIDGE, True)]).with_columns(pl.Series("language_code", [None, "no code"], pl.String))
    tables = parse_pages(rows)
    assert "check:str_matches" in set(tables["rejects"]["reject_reason"])
    assert set(tables["blocks"]["page_id"]) == set(tables["pages"]["page_id"])
    assert set(tables["articles"]["page_id"]) <= set(tables["pages"]["page_id"])
