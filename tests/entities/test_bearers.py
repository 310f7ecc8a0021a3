"""Names that several people bear: which articles mean one person, and which of them a single name means."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities.bearers import OCCURRENCES, TOKENS, bear_surnames, doubtful_names, rare_names, tell_apart
from transforms.entities.components import components
from transforms.entities.resolution import MERGES

Article = tuple[str, list[str], list[str]]  # its id, what it calls the person, what else it names
TOKEN = {name: number for number, name in enumerate("nigeria ghana oriente france kenya lebanon libya".split())}


def frames(name: str, articles: list[Article]) -> tuple[pl.DataFrame, pl.DataFrame]:
    occurrences = [(unit, name, name, article, roles, "surname") for unit, (article, roles, _) in enumerate(articles)]
    tokens = [(unit, TOKEN[token]) for unit, (_, _, named) in enumerate(articles) for token in named]
    return pl.DataFrame(occurrences, schema=OCCURRENCES, orient="row"), pl.DataFrame(tokens, schema=TOKENS, orient="row")


def apart(*articles: Article, rare: bool = False) -> list[list[str]]:
    """The articles of each person of one name."""
    found = tell_apart(*frames("n", list(articles)), pl.Series(["n"] if rare else [], dtype=pl.String))
    people = found.group_by("entity_id").agg(pl.col("article_id").sort())
    return sorted(people["article_id"].to_list())


def test_two_of_one_name_in_two_countries_are_two_people() -> None:
    minister, boxer = ("a", ["minister"], ["nigeria"]), ("b", [], ["ghana"])
    assert apart(minister, boxer, ("c", [], ["nigeria"])) == [["a", "c"], ["b"]]
    assert apart(minister, boxer, rare=True) == [["a", "b"]], "hardly two are called so"


def test_articles_that_name_nothing_else_tell_nothing() -> None:
    assert apart(("a", [], []), ("b", [], [])) == [["a"], ["b"]]


def test_links_are_followed_over_articles() -> None:
    assert apart(("a", [], ["nigeria"]), ("b", [], ["nigeria", "oriente"]), ("c", [], ["oriente"])) == [["a", "b", "c"]]


def test_a_striker_and_a_mayor_of_one_country_are_two_people() -> None:
    told = [("a", ["mayor"], ["nigeria"]), ("b", ["striker"], ["nigeria"])]
    assert apart(*told) == [["a"], ["b"]]
    # The third tells no role: it names the club of the striker's article, and the country that both have.
    assert apart(("a", ["mayor"], ["nigeria"]), ("b", ["striker"], ["oriente"]), ("c", [], ["oriente"])) == [["a"], ["b", "c"]]
    assert apart(*told, ("c", [], ["nigeria"])) == [["a"], ["b"], ["c"]], "it may be either"


def test_who_is_told_of_most_keeps_the_id_of_the_name() -> None:
    found = tell_apart(
        *frames("n", [("a", [], ["ghana"]), ("b", [], ["nigeria"]), ("c", [], ["nigeria"])]), pl.Series([], dtype=pl.String)
    )
    ids = dict(found.select("article_id", "entity_id").rows())
    assert ids["b"] == ids["c"] == "n"
    assert ids["a"] not in {"n", None}


def bearer(roles: list[str], named: list[str], *full: tuple[str, list[str], list[str]]) -> str | None:
    """Who of those with a full name (id, roles, what their articles name) bears the single name of an article."""
    single, tokens = frames("bello", [("a", roles, named)])
    told = [("bello", one, TOKEN[token]) for one, _, tokens_of in full for token in tokens_of]
    called = [("bello", one, roles_of) for one, roles_of, _ in full]
    found = bear_surnames(
        single, tokens,
        pl.DataFrame(told, schema={"root_id": pl.String, "entity_id": pl.String, "token": pl.UInt64}, orient="row"),
        pl.DataFrame(called, schema={"root_id": pl.String, "entity_id": pl.String, "roles": pl.List(pl.String)}, orient="row"),
    )  # fmt: skip
    return found["entity_id"][0] if found.height else None


def test_a_surname_goes_to_the_one_whose_articles_it_shares_something_with() -> None:
    minister, boxer = ("aliyu", ["minister"], ["nigeria", "france"]), ("yaw", ["boxer"], ["ghana"])
    assert bearer([], ["nigeria"], minister, boxer) == "aliyu"
    assert bearer([], ["kenya"], minister) is None, "the only one of the corpus, and nothing shared"
    assert bearer([], ["nigeria", "ghana"], minister, boxer) is None, "either"
    assert bearer(["senator"], ["nigeria", "ghana"], minister, boxer) == "aliyu", "the role tells"
    assert bearer(["singer"], ["nigeria"], minister) is None, "another world"


@pytest.mark.parametrize(
    ("name", "is_rare"),
    [
        ("john smith", False),
        ("khaled mansour", False),
        ("volodymyr zelensky", True),
        ("zelensky", False),
        ("donald trump", True),
        ("vladimir putin", True),
        ("vice president", False),
    ],
)
def test_a_full_name_with_a_word_that_no_list_has_is_rare(name: str, is_rare: bool) -> None:
    assert pl.select(rare_names(pl.lit(name))).item() == is_rare


def test_single_names_ask_who_bears_them_but_given_names_do_not_tell() -> None:
    keys = ["smith", "john", "john smith", "zhao", "zhao weiguo"]
    names = pl.DataFrame({"name_id": keys, "key": keys}).with_columns(
        pl.lit("person").alias("entity_type"), pl.lit(value=False).alias("is_located"), pl.lit(1).alias("article_count")
    )
    forms = pl.DataFrame(schema={"key": pl.String, "name_id": pl.String, "entity_type": pl.String, "article_count": pl.Int64})
    doubtful, bearing = doubtful_names(names, forms, pl.DataFrame(schema=MERGES), pl.Series(keys))
    assert sorted(doubtful.filter("is_single")["name_id"]) == ["john", "smith", "zhao"]
    assert bearing.rows() == [("smith", "john smith"), ("zhao", "zhao weiguo")]
    doubtful, bearing = doubtful_names(names, forms, pl.DataFrame(schema=MERGES), pl.Series(["zhao weiguo"]))
    assert doubtful.filter("is_touched")["name_id"].to_list() == ["zhao"], (
        "articles with the full name came: who bears it may change"
    )
    assert bearing.rows() == [("zhao", "zhao weiguo")]


LINKS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 9)), max_size=30)


@settings(max_examples=200, deadline=None)
@given(LINKS)
def test_components_are_the_sets_that_links_join(links: list[tuple[int, int]]) -> None:
    groups = [{unit} for unit in range(15)]
    for key in range(10):
        linked = {unit for unit, of in links if of == key}
        joined = [group for group in groups if group & linked]
        groups = [group for group in groups if not group & linked] + ([set.union(*joined)] if joined else [])
    wanted = {unit: min(group) for group in groups for unit in group}
    found = components(15, np.array([unit for unit, _ in links], np.int64), np.array([key for _, key in links], np.int64))
    assert dict(enumerate(found.tolist())) == wanted
