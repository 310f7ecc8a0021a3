"""A page that came with its tags: they say which lines are an article's, and where the next article of the page begins.

A page is of as many articles as its repeating records hold (`container`, see `transforms.html.structure`). Where its tags show
none, and it does not state that it is one article, the rhythm of its text may part it (`transforms.rhythm`); else it is one.
"""

from __future__ import annotations

import polars as pl

from transforms.html.structure import LARGEST_SHARE, MAIN_SHARE, PARAGRAPH_CHARS
from transforms.html.walk import RUNNING_CHARS
from transforms.html.zones import FURNITURE, HEADINGS
from transforms.layouts.rules import ANY_BYLINE, SHORT, Rule, bio_rule, furniture_rules, label, neighbour, with_places
from transforms.line_shapes import add_shapes
from transforms.lines import PAGE
from transforms.rhythm import HEADLINE_WORDS, TEASER_TEXTS, find_rhythm

NAME = "html_page"
OWN_SITE = False

_OUTSIDE = ["nav", "footer", "aside"]
_SET_APART = [*sorted(FURNITURE), "caption", "tags", "byline", "title", "date"]
_CONTROLS = ["button", "label"]
_HEADINGS = sorted(HEADINGS)
# Lines with more of their characters in links are lists of other pages; a text's own list items may be links.
_LINKED = 0.6
_ALL_LINKED = 0.9  # but for a bullet or a mark beside the link
# Fewer links of one kind make no list; and a title has so many words.
_FEWEST = 3
_TITLE_WORDS = 3
_NEARLY_ALL = 0.8
# A heading like 'Related stories' ends the text where less than this share of it follows.
_TAIL_SHARE = 0.3
_KEY = [PAGE, "record"]
# Titles of texts that stand elsewhere are links, and in a list of whole texts each says when or by whom. Where headings are
# marked by numbers, words or nothing else, they are sub-headings; on pages that mark up no headings, any rhythm may count.
_TOLD_BY = ["date", "byline", "filing", "origin", "clock", "dateline"]
_ROLE_OF_ZONE = {
    "comments": "comments", "cookie": "banner", "newsletter": "promo", "related": "promo", "promo": "promo", "share": "navigation",
    "sidebar": "navigation", "navigation": "navigation", "header": "page_header", "footer": "footer", "bio": "footer",
    "unseen": "other",
}  # fmt: skip
_ROLE_OF_LANDMARK = {"nav": "navigation", "header": "page_header", "footer": "footer", "aside": "promo", "form": "other"}


_FURNITURE_RULES = (
    "separator",
    "loading",
    "photo_credit",
    "promo_phrase",
    "comment_count",
    "site_navigation",
    "appeal_or_notice",
)


def confidence() -> pl.Expr:
    """Sure wherever the tags show running text."""
    return pl.when(_own_words().any()).then(0.97).otherwise(0.0)


def _own_words() -> pl.Expr:
    """Lines that stand where an article's text does, and that no zone, landmark or wording sets apart."""
    worded = pl.any_horizontal("banner", "loading", "navigation", "promo", "comments", "separator", "caption") & SHORT
    return (
        pl.col("core")
        & ~pl.col("zone").is_in(_SET_APART)
        & ~pl.col("landmark").is_in(_OUTSIDE)
        & (pl.col("link_share") <= _LINKED)
        & ~pl.col("tag").is_in([*_CONTROLS, "h1"])
        & ~worded
    ).fill_null(value=False)


def parse(content: pl.DataFrame) -> pl.DataFrame:
    """Records are the page's containers, or what stands between the beats of its text, or all of its core."""
    content = _with_beats(content)
    many, begun = (pl.col("container") >= 0).any().over(PAGE), pl.col("begins").cast(pl.Int64).cum_sum().over(PAGE)
    content = content.with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).over(PAGE).alias("row"),
        pl.when(many & (pl.col("container") >= 0)).then("container")
        .when(begun > 0).then(begun - 1)
        .when(~many & ~pl.col("begins").any().over(PAGE)).then(-1)
        .alias("record"),
        _own_words().alias("own"),
    )  # fmt: skip
    content = _cut_tail(content)
    row, own = pl.col("row"), pl.col("own") & pl.col("record").is_not_null()
    running = own & ~_is_heading() & ~ANY_BYLINE & (pl.col("zone") != "subtitle")
    long_enough = (pl.col("chars") >= RUNNING_CHARS) | ((pl.col("chars") >= PARAGRAPH_CHARS) & (pl.col("tag") == "p"))
    content = content.with_columns(
        pl.coalesce(row.filter(running & long_enough).min(), row.filter(own & ~_is_heading()).min()).over(_KEY).alias("first"),
        row.filter(own & ~_is_heading()).max().over(_KEY).alias("last"),
    )
    content = content.with_columns(_title_row())
    near = (row < pl.col("title_row")) & (row >= pl.col("title_row") - 3)
    dated_above = row.filter(near & _dated_line() & ~pl.col("zone").is_in(sorted(FURNITURE))).min().over(_KEY)
    start = pl.min_horizontal("title_row", "first", dated_above)
    inside = (row >= start) & (row <= pl.col("last") + pl.when(_after_text()).then(6).otherwise(0))
    number = pl.col("record").rank("dense").over(PAGE).cast(pl.Int64) - 1
    content = with_places(content.with_columns(pl.when(inside.fill_null(value=False)).then(number).alias("record")))
    content = label(content, _rules())
    return content.with_columns(pl.lit(None, pl.String).alias("site"))


def _with_beats(content: pl.DataFrame) -> pl.DataFrame:
    """Adds `begins` (an article of a list without containers begins here) and `heads` (with a line like a headline)."""
    apart = pl.col("zone").is_in(sorted(FURNITURE)) | pl.col("landmark").is_in(_OUTSIDE)
    untold = ~(pl.col("container") >= 0).any().over(PAGE)
    linked = pl.col("link_share") > _ALL_LINKED
    # A page that states that it is one article is believed, unless it has links enough for the titles of several.
    asked = ~pl.col("states_one") | ((linked & (pl.col("words") >= _TITLE_WORDS)).sum().over(PAGE) >= _FEWEST)
    lines = add_shapes(content.filter(untold & pl.col("core") & ~apart).filter(asked))
    lines = _with_links(lines)
    headed = _headed_records(lines)
    beats = pl.concat([headed, _rhythm_beats(lines).join(headed, on=PAGE, how="anti")])
    content = content.join(beats, on=[PAGE, "line"], how="left", maintain_order="left")
    return content.with_columns(pl.col("begins", "heads").fill_null(value=False))


def _with_links(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds `titled` (a heading), `linked` (all of it a link) and `same_links`: how many links of the page have the line's words,
    such as 'Read more'."""
    lines = lines.with_columns(_is_heading().alias("titled"), (pl.col("link_share") > _ALL_LINKED).alias("linked"))
    links = lines.filter(pl.col("linked") & ~pl.col("titled")).select("row", pl.len().over(PAGE, "text").alias("same_links"))
    return lines.join(links, on="row", how="left", maintain_order="left").with_columns(pl.col("same_links").fill_null(0))


def _headed_records(lines: pl.DataFrame) -> pl.DataFrame:
    """Beats of pages where nearly all headings over text are headlines of texts that stand elsewhere: each is a link, or has one
    below whose words the links below others have too. Text that is
    signed under a heading of its own is an article with sections. Of pages that state that they are one, only lists of teasers."""
    part = [PAGE, "_part"]
    size = pl.when("textual").then("size").otherwise(0)
    heads = (
        lines.with_columns(pl.col("titled").cum_sum().over(PAGE).alias("_part"), size.sum().over(PAGE).alias("_total"))
        .with_columns(
            size.sum().over(part).alias("_size"),
            pl.col("textual").sum().over(part).alias("_texts"),
            ANY_BYLINE.any().over(part).alias("_signed"),
            (pl.col("linked") | (pl.col("same_links") >= _FEWEST).any().over(part)).alias("_elsewhere"),
        )
        .filter(pl.col("titled") & (pl.col("_texts") > 0))
    )
    elsewhere, total = pl.col("_elsewhere"), pl.col("_total")
    held, own_article = pl.col("_size") * elsewhere, pl.col("_signed") & ~elsewhere
    return heads.filter(
        elsewhere
        & (elsewhere.sum().over(PAGE) >= _FEWEST)
        & (elsewhere.mean().over(PAGE) >= _NEARLY_ALL)
        & (pl.col("words").median().over(PAGE) >= HEADLINE_WORDS)
        & (~pl.col("states_one") | (pl.col("_texts").median().over(PAGE) <= TEASER_TEXTS))
        & (held.sum().over(PAGE) >= MAIN_SHARE * total)
        & (held.max().over(PAGE) < LARGEST_SHARE * total)
        & ~own_article.any().over(PAGE)
    ).select(PAGE, "line", pl.lit(value=True).alias("begins"), pl.lit(value=True).alias("heads"))


def _rhythm_beats(lines: pl.DataFrame) -> pl.DataFrame:
    """Beats of pages that a rhythm parts and whose tags do not speak against it."""
    found = find_rhythm(lines)
    lists = found.lists.select(PAGE, pl.col("rhythm").is_in(_TOLD_BY).alias("told"))
    lines = lines.join(lists, on=PAGE, how="inner", maintain_order="left").with_columns(
        pl.col("row").is_in(found.starts["row"].implode()).alias("begins")
    )
    begun = pl.col("begins").sum().over(PAGE)
    told = pl.col("told") | (pl.col("same_links").max().over(PAGE) >= begun / 2)
    linked = pl.col("linked") | neighbour("linked", -1).fill_null(value=False)
    elsewhere = (pl.col("begins") & linked).sum().over(PAGE) >= _NEARLY_ALL * begun
    # Where a page has headings enough, its articles begin with them: dates elsewhere are those of texts that it links to.
    below = (neighbour("titled", -1) | neighbour("titled", -2)).fill_null(value=False)
    titled = pl.col("titled") | (below & ~pl.col("head_like"))
    by_title = (pl.col("begins") & titled).sum().over(PAGE) >= begun / 2
    few_headings = pl.col("titled").sum().over(PAGE) < begun
    parted = ((told & by_title) | few_headings) & (~pl.col("states_one") | elsewhere)
    return lines.filter(pl.col("begins") & parted).select(PAGE, "line", "begins", pl.col("head_like").alias("heads"))


def _is_heading() -> pl.Expr:
    return pl.col("tag").is_in(_HEADINGS)


def _after_text() -> pl.Expr:
    """What belongs to an article and may stand below its text."""
    return pl.col("zone").is_in(["tags", "byline", "bio"]) | ANY_BYLINE | pl.col("syndication") | pl.col("post_meta")


def _dated_line() -> pl.Expr:
    return pl.col("date_raw").is_not_null() & (pl.col("chars") <= 100)


def _title_row() -> pl.Expr:
    """The line that prints the page's title; in records without it the first heading not below the text, or a linked line."""
    row = pl.col("row")
    printed = row.filter((pl.col("zone") == "title") & (row <= pl.col("last"))).min().over(_KEY)
    above = (row <= pl.col("first")) & pl.col("core") & ~pl.col("zone").is_in(sorted(FURNITURE))
    heading = row.filter(above & _is_heading()).min().over(_KEY)
    linked = row.filter(above & (pl.col("link_share") > _ALL_LINKED) & (pl.col("words") >= 3)).min().over(_KEY)
    headed = row.filter("heads").min().over(_KEY)
    in_record = pl.when(pl.col("record") >= 0)
    return pl.coalesce(headed, printed, in_record.then(heading), in_record.then(linked)).alias("title_row")


def _cut_tail(content: pl.DataFrame) -> pl.DataFrame:
    """Takes `own` from what follows a heading that announces other things, where little text follows it."""
    chars = pl.when("own").then("chars").otherwise(0)
    so_far = chars.cum_sum().over(_KEY)
    total = chars.sum().over(_KEY)
    content = content.with_columns((so_far / total).alias("done"))
    announces = (
        (pl.col("promo") | pl.col("comments") | pl.col("bio") | pl.col("navigation")) & SHORT & (_is_heading() | (pl.col("done") >= 0.95))
        & (pl.col("words") <= 8) & pl.col("core") & pl.col("record").is_not_null()
    )  # fmt: skip
    end = pl.col("row").filter(announces & (pl.col("done") >= 1 - _TAIL_SHARE)).min().over(_KEY)
    return content.with_columns((pl.col("own") & (pl.col("row") < end).fill_null(value=True)).alias("own"))


def _rules() -> list[Rule]:
    row, zone, landmark = pl.col("row"), pl.col("zone"), pl.col("landmark")
    inside = pl.col("record").is_not_null()
    before, own, tag = row < pl.col("first"), pl.col("own"), pl.col("tag")
    zones = [Rule(f"zone_{name}", role, zone == name) for name, role in _ROLE_OF_ZONE.items()]
    landmarks = [Rule(f"landmark_{name}", role, landmark == name) for name, role in _ROLE_OF_LANDMARK.items() if name != "header"]
    return [
        Rule("printed_title", "title", inside & (row == pl.col("title_row"))),
        Rule("byline_beside_title", "byline", inside & before & ANY_BYLINE),
        Rule("dated_line_beside_title", "dateline", inside & before & _dated_line()),
        Rule("above_the_title", "other", inside & (row < pl.col("title_row"))),
        Rule("tags_of_article", "tags", inside & (zone == "tags")),
        Rule("figure_caption", "caption", zone == "caption"),
        Rule("byline_below_text", "byline", inside & (row > pl.col("last")) & ANY_BYLINE),
        Rule("origin_line", "footer", inside & (pl.col("syndication") | pl.col("post_meta")) & SHORT),
        Rule("subtitle_under_title", "subtitle", inside & before & (zone == "subtitle")),
        *zones,
        *landmarks,
        Rule("outside_header", "page_header", ~inside & (landmark == "header")),
        *[rule for rule in furniture_rules() if rule.name in _FURNITURE_RULES],
        Rule("outside_of_text", "navigation", ~inside),
        bio_rule(),
        Rule("byline_part", "byline", inside & (zone == "byline")),
        Rule("control", "other", tag.is_in(_CONTROLS)),
        Rule("linked_line", "promo", ~own & (pl.col("link_share") > _LINKED)),
        Rule("after_the_text", "other", ~own),
        Rule("heading_tag", "heading", _is_heading()),
        Rule("quote_tag", "quote", tag == "blockquote"),
        Rule("list_item_tag", "list_item", (tag == "li") | pl.col("bullet")),
        Rule("text_of_core", "body", pl.lit(value=True)),
    ]
