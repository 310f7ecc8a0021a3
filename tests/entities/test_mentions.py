"""What is a mention, of what type and kind, and what it stands for inside of one article: text in, rows out."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import parse_text
from transforms.entities import extract
from transforms.entities.extract import spans_of
from transforms.entities.mentions import build_mentions


def rows(text: str, *columns: str) -> list[tuple[object, ...]]:
    return spans_of(pl.Series([text])).select("mention_text", *columns).rows()


def test_people_are_one_by_full_name_surname_accents_and_title() -> None:
    text = (
        "President Nicolás Maduro spoke in Caracas on Monday. Maduro said he would stay, and Nicolas Maduro did.\n"
        "In Valencia, Transport Minister Ramón Velásquez was there. “Mr. Velásquez is right,” said Maria Lopez."
    )
    found = rows(text, "mention_kind", "name_key")
    assert ("President", "title", "person:nicolas maduro:") in found
    assert ("Transport Minister", "title", "person:ramon velasquez:") in found
    assert ("Velásquez", "alias", "person:ramon velasquez:") in found
    assert [key for text, _, key in found if "Maduro" in str(text)] == ["person:nicolas maduro:"] * 3


def test_a_surname_of_two_people_stays_apart() -> None:
    text = "Joe Biden met his son Hunter Biden in Delaware on Friday. Biden said that he was glad."
    keys = dict(rows(text, "name_key"))
    assert keys["Joe Biden"] != keys["Hunter Biden"]
    assert keys["Biden"] == "person:biden:"


def test_an_acronym_in_brackets_is_the_name_before_it_in_the_whole_text() -> None:
    text = "The World Food Programme (WFP) sent trucks to Sudan. On Friday the WFP said that they had arrived."
    assert [(text, kind, key) for text, kind, key in rows(text, "mention_kind", "name_key") if text == "WFP"] == [
        ("WFP", "acronym", "organization:world food program:")
    ] * 2


def test_nationalities_are_their_countries_and_peoples_themselves() -> None:
    found = rows("Venezuelan and Kurdish officials met two Americans in Erbil.", "entity_type", "mention_kind", "country_code")
    assert ("Venezuelan", "place", "demonym", "VEN") in found
    assert ("Kurdish", "group", "demonym", None) in found
    assert ("Americans", "place", "demonym", "USA") in found


def test_metonyms_are_bodies_of_a_country() -> None:
    found = rows("The Kremlin and the White House declined to comment on Tuesday.", "entity_type", "mention_kind", "country_code")
    assert ("Kremlin", "organization", "metonym", "RUS") in found
    assert ("White House", "organization", "metonym", "USA") in found


def test_a_capital_that_acts_is_its_country_and_brussels_the_union() -> None:
    found = rows("Washington accused Moscow of it. Brussels wants a cap. It rained in Moscow.", "mention_kind", "name_key")
    assert found == [
        ("Washington", "metonym", "place:admin:us"), ("Moscow", "metonym", "place:admin:ru"),
        ("Brussels", "metonym", "organization:european union:"), ("Moscow", "name", "place:geonames:524901"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "country", "geonames_id"),
    [
        ("He flew from London to Birmingham and on to Manchester in England.", "Birmingham", "GBR", 2655603),
        ("He drove from Montgomery, Alabama, to Birmingham, Alabama, on Friday.", "Birmingham", "USA", 4049979),
        # Too small for the gazetteer: what stands behind tells the country, and no coordinates are made up.
        ("The couple lived in Oxford, Nebraska, for years.", "Oxford", "USA", None),
        ("The couple lived in Oxford, North Carolina, for years.", "Oxford", "USA", 4483745),
        ("Troops left Kiev for the east of Ukraine.", "Kiev", "UKR", 703448),
        ("The company moved from Atlanta, Georgia, to Texas.", "Georgia", "USA", None),
        ("Protesters in Tbilisi want Georgia to join the European Union.", "Georgia", "GEO", None),
    ],
)
def test_places_are_chosen_by_what_else_the_text_names(text: str, name: str, country: str, geonames_id: int | None) -> None:
    assert (name, country, geonames_id) in rows(text, "country_code", "geonames_id")


@pytest.mark.parametrize("name", ["Asia", "South America", "the Middle East", "the Black Sea", "the Gulf of Aden"])
def test_parts_of_the_world_and_seas_have_no_country(name: str) -> None:
    found = rows(f"Ships of {name} sailed on. Lima, Cusco and Arequipa are towns of Peru.", "country_code")
    assert [country for text, country in found if text in name] == [None]
    assert ("Peru", "PER") in found


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Many Kyivans stayed in their flats.", "Kyiv"),
        ("The Washington Post reported it on Friday.", "Washington"),
        ("The court may rule in May, or in April.", "May"),
        ("Vice President and Chairman were both absent.", "Vice President"),
    ],
)
def test_what_is_no_mention(text: str, absent: str) -> None:
    assert absent not in [found for (found,) in rows(text)]


def test_possessives_and_quotes_are_not_part_of_a_name() -> None:
    assert [found for (found,) in rows("Venezuela’s oil and Brazil's coffee went to ‘China’.")] == [
        "Venezuela",
        "Brazil",
        "China",
    ]


def test_other_languages_have_no_mentions() -> None:
    body = "Le président français est arrivé hier à Berlin pour rencontrer la chancelière et parler de la guerre."
    english = "The French president arrived in Berlin on Tuesday to talk to the chancellor about the war and the budget."
    tables = parse_text(body * 3, english * 3, entities=True)
    languages = tables["articles"].select("article_id", "language_code")
    with_mentions = tables["entity_mentions"].join(languages, on="article_id")["language_code"].unique().to_list()
    assert set(languages["language_code"]) == {"fr", "en"}
    assert with_mentions == ["en"]
    # They are looked for where that is asked for.
    without = parse_text(body * 3, english * 3)
    assert (without["entity_mentions"].height, without["article_entities"].height) == (0, 0)


def test_an_article_is_about_what_its_title_and_first_words_name() -> None:
    articles = pl.DataFrame(
        {
            "article_id": ["a" * 32], "dump_id": ["d" * 32], "language_code": ["en"], "title": ["Peru votes"],
            "body_text": ["Peru voted on Sunday. Peru has 25 million voters. Far away, in the last line, somebody named Brazil."],
        }
    )  # fmt: skip
    _, entities = build_mentions(articles)
    salience = dict(entities.select("entity_name", "salience").rows())
    facts = dict(entities.select("entity_name", "mention_count").rows())
    assert facts == {"Peru": 2, "Brazil": 1}
    assert salience["Peru"] == 1.0  # in the title, most mentioned, at character 0
    assert 0.17 < salience["Brazil"] < 0.25  # half as many mentions: 0.175, and late


WORDS = st.sampled_from(
    "Nicolás Maduro President the U.N. Kiev said Georgia ( ) WFP World Food Programme , . ’s American Su-30MK2 tanker Marinera "
    "ship Resolution 2803 \n É́ 🚢 \x00 - “ Mr Biden of and in Washington Operation Act Treaty".split(" ")
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=5), st.integers(1, 200))
def test_mentions_are_at_their_offsets_and_depend_on_their_own_text_alone(texts: list[str], chunk: int) -> None:
    together = spans_of(pl.Series(texts, dtype=pl.String))
    for doc, start, end, text in together.select("doc", "start_char", "end_char", "mention_text").rows():
        assert texts[doc][start:end] == text
    spans = together.select("doc", "start_char", "end_char").rows()
    assert all(one[0] != other[0] or one[2] <= other[1] for one, other in pairwise(spans))
    kinds = together.select("doc", "name_key", pl.col("mention_kind") == "title").rows()
    assert {row[:2] for row in kinds if row[2]} <= {row[:2] for row in kinds if not row[2]}
    alone = [spans_of(pl.Series([text])).drop("doc").rows() for text in texts]
    assert [row for rows in alone for row in rows] == together.drop("doc").rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extract, "CHUNK_CHARS", chunk)
        assert spans_of(pl.Series(texts, dtype=pl.String)).rows() == together.rows()


def test_a_title_before_what_is_no_person_is_no_mention() -> None:
    found = rows("The destroyer Admiral Kuznetsov sailed. Admiral Kuznetsov is old.", "entity_type", "mention_kind")
    assert found == [("Admiral Kuznetsov", "vessel", "name")] * 2
