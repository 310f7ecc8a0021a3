"""Which names of the corpus are one entity: names and what articles tell of them in, a target and a reason for each merge out.

Every merge is a row that can be read and undone. Merges only ever go where the whole corpus leaves one choice: an acronym of two
bodies, two spellings that stand side by side in an article stay apart. Whether articles with one name mean one person, `bearers`
tells. The result depends on the set of rows alone, not on their order or on the runs in which they came.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from transforms.entities.components import components

MERGES: dict[str, pl.DataType] = {
    "name_id": pl.String(),
    "entity_id": pl.String(),
    "method": pl.String(),
    "score": pl.Float64(),
    "evidence": pl.String(),
}
# An acronym goes to the expansion that this share of the articles which explain it give, if so many articles do.
_ONE_EXPANSION = 0.9
# Shorter names are alike by chance: Lee Ann and Li An.
_LEAST_FOLDED = 9
_SPELLING_SCORE, _INITIAL_SCORE = 0.9, 0.95
_GIVEN_NAMES = Path(__file__).parents[2] / "seeds" / "given_name_variants.csv"
# Letters that transliterations of one name differ in. What is left of Zelenskyy, Zelenskiy and Zelensky is one text.
_FOLDS = (
    (r"(?:iy|yy|ij|ii|ey|ei|y|j)", "i"), (r"ou", "u"), (r"oo", "u"), (r"ee", "i"), (r"kh", "h"), (r"gh", "g"), (r"dh", "d"),
    (r"th", "t"), (r"ph", "f"), (r"ck", "k"), (r"q", "k"), (r"w", "v"), (r"x", "ks"), (r"tz", "ts"),
)  # fmt: skip


def fold(words: pl.Expr) -> pl.Expr:
    """A plain name with what transliterations differ in made alike."""
    for pattern, letters in _FOLDS:
        words = words.str.replace_all(pattern, letters)
    for letter in "bcdfgiklmnoprstuvz":
        words = words.str.replace_all(f"{letter}{letter}+", letter)
    return words


def merge_names(names: pl.DataFrame, forms: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """One row per name that is merged into another (`MERGES`).

    `names`: `name_id`, `entity_type`, `key` (the plain name), `is_located` (told by the gazetteer). `forms`: short forms and
    acronyms that articles resolve themselves: `key` (the plain form), `name_id` (what it stands for there), `entity_type`,
    `article_count`. `together`: pairs of name ids (`left`, `right`) of people that stand in one article.
    """
    names = names.filter(~pl.col("is_located"))
    same = _same_people(names.filter(pl.col("entity_type") == "person"), forms, together)
    merges = pl.concat([same, _acronyms(names, forms), _former_names(names, forms)]).select(list(MERGES))
    return _to_roots(merges).sort("name_id")


def candidate_pairs(names: pl.DataFrame) -> pl.DataFrame:
    """Pairs of name ids (`left`, `right`) that would be merged unless an article has both."""
    pairs = _alike(_full_names(names.filter((pl.col("entity_type") == "person") & ~pl.col("is_located"))))
    return pairs.select(pl.col("name_id").alias("left"), pl.col("entity_id").alias("right")).sort("left")


def kin(names: pl.DataFrame, forms: pl.DataFrame, of: pl.Series) -> pl.Series:
    """Ids of `of`, and of people's names that those may be merged with or parted from, over any number of steps.

    They are alike, or a form of one (`forms`) is the other's text. A row that comes changes merges of its kin alone.
    """
    people = names.filter(pl.col("entity_type") == "person")
    full = _full_names(people)
    used = forms.filter(pl.col("entity_type") == "person")
    links = pl.concat([
        full.select("name_id", pl.concat_str(pl.lit("bare "), "bare").alias("link")),
        full.select("name_id", pl.concat_str(pl.lit("folded "), "folded").alias("link")),
        full.select("name_id", pl.col("key").alias("link")),
        used.select("name_id", pl.col("key").alias("link")),
    ]).join(people.select("name_id").with_row_index("at"), on="name_id")  # fmt: skip
    label = components(people.height, links["at"].to_numpy(), links["link"].rank("dense").to_numpy())
    labelled = people.select("name_id", pl.Series("label", label))
    reached = labelled.filter(pl.col("name_id").is_in(of.implode()))["label"].implode()
    return pl.concat([labelled.filter(pl.col("label").is_in(reached))["name_id"], of]).unique().sort()


def _full_names(people: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("key").str.split(" ")
    full = people.filter(words.list.len() > 1).with_columns(
        words.list.eval(pl.element().filter(pl.element().str.len_chars() > 1)).list.join(" ").alias("bare")
    )
    one_spelling = pl.col("bare").str.split(" ").list.eval(pl.element().replace(_given_names())).list.join(" ")
    return full.with_columns(fold(one_spelling).alias("folded"))


@lru_cache(maxsize=1)
def _given_names() -> dict[str, str]:
    """The first spelling of each other one of a given name: `seeds/given_name_variants.csv`."""
    spellings = [cell.split("|") for cell in pl.read_csv(_GIVEN_NAMES)["spellings"]]
    return {other: first for first, *others in spellings for other in others}


def _alike(full: pl.DataFrame) -> pl.DataFrame:
    bare = _stars(full, "bare", "initial", _INITIAL_SCORE)
    spelled = _stars(full.filter(pl.col("folded").str.len_chars() >= _LEAST_FOLDED), "folded", "spelling", _SPELLING_SCORE)
    return pl.concat([bare, spelled.join(bare, on="name_id", how="anti")])


def _same_people(people: pl.DataFrame, forms: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """Full names that differ in initials or spelling alone, or that some articles use as short for one other."""
    full = _full_names(people)
    either = _alike(full)
    apart = pl.concat([together, together.select(pl.col("right").alias("left"), pl.col("left").alias("right"))])
    either = either.join(apart, left_on=["name_id", "entity_id"], right_on=["left", "right"], how="anti")
    # Articles with "Nicolás Maduro Moros" call him "Nicolás Maduro": so the shorter name elsewhere is his, if nobody else's.
    used = forms.filter((pl.col("entity_type") == "person") & pl.col("key").str.contains(" ", literal=True))
    used = _one_target(used).join(full.select("key", pl.col("name_id").alias("short_id")), on="key")
    longer = used.filter(pl.col("short_id") != pl.col("name_id")).select(
        pl.col("short_id").alias("name_id"), pl.col("name_id").alias("entity_id"), pl.lit("short_form").alias("method"), "score",
        pl.format("{} articles use it for the longer name, none for another", "article_count").alias("evidence"),
    )  # fmt: skip
    return pl.concat([either, longer.join(either, on="name_id", how="anti")])


def _stars(full: pl.DataFrame, by: str, method: str, score: float) -> pl.DataFrame:
    """Names that share a text: each goes to the one that is first in the alphabet."""
    grouped = full.sort("key", "name_id").with_columns(
        pl.col("name_id").first().over(by).alias("entity_id"), pl.col("key").first().over(by).alias("target")
    )
    return grouped.filter(pl.col("name_id") != pl.col("entity_id")).select(
        "name_id", "entity_id", pl.lit(method).alias("method"), pl.lit(score).alias("score"),
        pl.format("{} and {} are alike as {}", "key", "target", by).alias("evidence"),
    )  # fmt: skip


def _one_target(forms: pl.DataFrame) -> pl.DataFrame:
    """Forms that stand for one name in all articles that resolve them."""
    return forms.filter(pl.col("name_id").n_unique().over("key", "entity_type") == 1).with_columns(pl.lit(1.0).alias("score"))


def _acronyms(names: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Organisations called by an acronym alone, where articles that explain the acronym agree."""
    explained = forms.filter(pl.col("entity_type") == "organization").with_columns(
        (pl.col("article_count") / pl.col("article_count").sum().over("key")).alias("score")
    )
    agreed = explained.filter(pl.col("score") >= _ONE_EXPANSION)
    bare = names.filter(pl.col("entity_type") == "organization").select("key", pl.col("name_id").alias("bare_id"))
    return agreed.join(bare, on="key").filter(pl.col("bare_id") != pl.col("name_id")).select(
        pl.col("bare_id").alias("name_id"), pl.col("name_id").alias("entity_id"), pl.lit("acronym").alias("method"),
        pl.col("score").round(3),
        pl.format("{} articles explain it so", "article_count").alias("evidence"),
    )  # fmt: skip


def _former_names(names: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Ships known by a name that articles call a former one of one other ship."""
    ships = names.filter(pl.col("entity_type") == "vessel").select("key", pl.col("name_id").alias("bare_id"))
    told = _one_target(forms.filter(pl.col("entity_type") == "vessel"))
    return told.join(ships, on="key").filter(pl.col("bare_id") != pl.col("name_id")).select(
        pl.col("bare_id").alias("name_id"), pl.col("name_id").alias("entity_id"), pl.lit("former_name").alias("method"), "score",
        pl.format("{} articles call it the former name of one ship", "article_count").alias("evidence"),
    )  # fmt: skip


def _to_roots(merges: pl.DataFrame) -> pl.DataFrame:
    """Follows chains (spelling to short form to full name) to their ends. A name has one target; a ring is cut."""
    target = dict(merges.sort("name_id", "method").unique("name_id", keep="first").select("name_id", "entity_id").rows())
    roots = []
    for start, first in target.items():
        seen, at = {start}, first
        while at in target and at not in seen:
            seen.add(at)
            at = target[at]
        if at in seen:  # a ring: all who lead into it go to its first name
            ring, at = {at}, target[at]
            while at not in ring:
                ring.add(at)
                at = target[at]
            at = min(ring)
        roots.append((start, at))
    ends = pl.DataFrame(roots, schema={"name_id": pl.String, "root": pl.String}, orient="row")
    kept = merges.sort("name_id", "method").unique("name_id", keep="first").join(ends, on="name_id")
    return kept.filter(pl.col("root") != pl.col("name_id")).with_columns(pl.col("root").alias("entity_id")).select(list(MERGES))
