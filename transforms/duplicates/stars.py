"""Links to clusters: stars on links that were verified, never chains.

Chains of links grow without bounds as the corpus does. A star has a hub, the earliest of its texts, and each other member was
compared with the hub itself. An excerpt is a member, never a hub; a shared passage joins nothing.
"""

from __future__ import annotations

import polars as pl

from transforms.duplicates.verify import EXACT, EXCERPT, NEAR


def clusters(links: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The rows of `duplicates`, without `is_same_page`, that these links make.

    `links` are rows of `duplicate_pairs`. `articles` are those that they join, the earliest first: `article_id`, `first_day`,
    `last_day` (on which each can have been published) and `word_count`.
    """
    aged = articles.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    days = aged.select("article_id", "number", "first_day", "last_day")
    links = links.join(days.select(pl.all().name.suffix("_l")), on="article_id_l").join(
        days.select(pl.all().name.suffix("_r")), on="article_id_r"
    )
    links = links.with_columns(
        pl.col("number_l").alias("left"),
        pl.col("number_r").alias("right"),
        pl.when(pl.col("excerpt_article_id") == pl.col("article_id_l")).then("number_l")
        .when(pl.col("excerpt_article_id") == pl.col("article_id_r")).then("number_r").alias("excerpt"),
        pl.max_horizontal("containment_l", "containment_r").alias("containment"),
    ).drop("article_id_l", "article_id_r", "excerpt_article_id")  # fmt: skip
    # What stood there before the longer text did was not taken out of it: a digest copies its parts, not they it.
    was_first = (
        pl.when(pl.col("excerpt") == pl.col("left"))
        .then(pl.col("last_day_l") < pl.col("first_day_r"))
        .otherwise(pl.col("last_day_r") < pl.col("first_day_l"))
    )
    links = links.filter(~((pl.col("duplicate_kind") == EXCERPT) & was_first.fill_null(value=False)))
    members = stars(links)
    evidence = links.with_row_index("link").select(
        "link", "left", "duplicate_kind", "jaccard_similarity", "containment_l", "containment_r",
        "matched_word_count_l", "matched_word_count_r",
    )  # fmt: skip
    is_left = pl.col("number") == pl.col("left")
    rows = members.join(evidence, on="link").select(
        "number",
        "hub",
        pl.col("number").alias("compared"),
        "duplicate_kind",
        "jaccard_similarity",
        pl.when(is_left).then("containment_l").otherwise("containment_r").alias("containment_share"),
        pl.when(is_left).then("matched_word_count_l").otherwise("matched_word_count_r").alias("matched_word_count"),
    )
    # What has the same text as a member is one itself, by the member's comparison; what has the hub's, by its own.
    same = links.filter(pl.col("duplicate_kind") == EXACT).select(
        pl.col("right").alias("number"), pl.col("left").alias("same_as"), pl.col("matched_word_count_r").alias("words")
    )
    by_member = same.join(rows, left_on="same_as", right_on="number").select(
        "number", "hub", "compared", "duplicate_kind", "jaccard_similarity", "containment_share", "matched_word_count"
    )
    by_hub = same.join(rows, left_on="same_as", right_on="number", how="anti").select(
        "number", pl.col("same_as").alias("hub"), pl.col("number").alias("compared"), pl.lit(EXACT).alias("duplicate_kind"),
        pl.lit(1.0).alias("jaccard_similarity"), pl.lit(1.0).alias("containment_share"),
        pl.col("words").alias("matched_word_count"),
    )  # fmt: skip
    rows = pl.concat([rows, by_member, by_hub])
    return _named(rows, aged)


def _named(rows: pl.DataFrame, aged: pl.DataFrame) -> pl.DataFrame:
    """Numbers to ids, and the fullest member of each cluster."""
    sized = pl.concat([rows.select("hub", "number"), rows.select("hub", pl.col("hub").alias("number")).unique()])
    sized = sized.join(aged.select("number", "word_count"), on="number").sort(
        "hub", "word_count", "number", descending=[False, True, False]
    )
    fullest = sized.group_by("hub", maintain_order=True).agg(pl.col("number").first().alias("fullest"))
    rows = rows.join(fullest, on="hub")
    ids = aged["article_id"]
    return rows.select(
        *(
            ids.gather(rows[number]).alias(name)
            for name, number in (
                ("article_id", "number"),
                ("canonical_article_id", "hub"),
                ("cluster_id", "hub"),
                ("compared_article_id", "compared"),
                ("fullest_article_id", "fullest"),
            )
        ),
        "duplicate_kind",
        "jaccard_similarity",
        "containment_share",
        "matched_word_count",
    ).sort("article_id")


def stars(links: pl.DataFrame) -> pl.DataFrame:
    """The hub of each text that is a copy: `number`, `hub`, `link` (the row of `links` that says so).

    `links` has a pair's numbers, `left` and `right`, where the lower number is the earlier text; `duplicate_kind`;
    `excerpt`, the number of the one that is an excerpt, else null; and `containment`, the share of the excerpt that the
    other has. What is in no link, or in none to a hub, is not told.
    """
    rows = links.with_row_index("link").filter(pl.col("duplicate_kind").is_in([NEAR, EXCERPT]))
    excerpts = rows.filter(pl.col("duplicate_kind") == EXCERPT)
    near = rows.filter(pl.col("duplicate_kind") == NEAR)
    is_excerpt = pl.col("left").is_in(excerpts["excerpt"].implode()) | pl.col("right").is_in(excerpts["excerpt"].implode())
    whole = near.filter(~is_excerpt)
    members = _greedy(whole)
    children = pl.concat(
        [
            excerpts.select(
                pl.col("excerpt").alias("number"),
                pl.when(pl.col("left") == pl.col("excerpt")).then("right").otherwise("left").alias("hub"),
                "containment", "link",
            ),
            # An excerpt can also be near to the hub of a star: the one link is as good as the other.
            *(
                near.filter(pl.col(child).is_in(excerpts["excerpt"].implode())).select(
                    pl.col(child).alias("number"), pl.col(other).alias("hub"), "containment", "link"
                )
                for child, other in (("left", "right"), ("right", "left"))
            ),
        ]
    )  # fmt: skip
    children = (
        children.filter(~pl.col("hub").is_in(excerpts["excerpt"].implode()) & ~pl.col("hub").is_in(members["number"].implode()))
        .sort("number", "containment", "hub", descending=[False, True, False])
        .unique("number", keep="first", maintain_order=True)
    )
    return pl.concat([members, children.select("number", "hub", "link")]).sort("number")


def _greedy(links: pl.DataFrame) -> pl.DataFrame:
    """Texts in order of age: one that is no member yet is a hub, and takes all later ones that it is near to.

    Row by row, since each depends on those before; a tenth of a second for half a million links.
    """
    links = links.sort("left", "right")
    hub_of: dict[int, tuple[int, int]] = {}
    # When the links of a text come, all links to earlier ones are done: whether it is a member is settled.
    for left, right, link in links.select("left", "right", "link").iter_rows():
        if left not in hub_of:
            hub_of.setdefault(right, (left, link))
    return pl.DataFrame(
        {"number": list(hub_of), "hub": [hub for hub, _ in hub_of.values()], "link": [link for _, link in hub_of.values()]},
        schema={"number": pl.Int64, "hub": pl.Int64, "link": pl.UInt32},
    )
