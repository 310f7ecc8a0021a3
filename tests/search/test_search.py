"""Search: ranking against BM25 by brute force, phrases, scripts, runs that change articles, and hostile queries."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from datetime import date
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from typer.testing import CliRunner

from flows import search as flow
from flows.cli import app
from flows.search import find_articles, index
from flows.settings import Settings
from tests.conftest import SAMPLES, build, rows
from tests.marts.tiny import Row, article, tiny
from warehouse import search as store
from warehouse.search import Query


def indexed(*articles: Row) -> duckdb.DuckDBPyConnection:
    """A tiny warehouse with its index."""
    con = tiny(articles=[{"run_id": "r1", **row} for row in articles])
    store.clear(con)
    bring_up_to_date(con, "r1")
    return con


def bring_up_to_date(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    with TemporaryDirectory() as folder:
        index(con, run_id, Path(folder), workers=2)


def text(article_id: str, body: str, **others: object) -> Row:
    return article(article_id, body_text=body, **others)


def found(con: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """Ids of the articles found, the best first."""
    return [row[0] for row in con.execute("from search_articles($query)", {"query": query}).fetchall()]


def words(line: str) -> list[str]:
    """The words of a text in Latin script, cut and folded without the code under test."""
    plain = "".join(char for char in unicodedata.normalize("NFD", line.lower()) if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", plain)


def by_brute_force(texts: dict[str, list[str]], query: list[str]) -> dict[str, float]:
    """Scores of Okapi BM25 (k1 1.2, b 0.75) by its formula."""
    mean = sum(map(len, texts.values())) / len(texts)
    scores = {}
    for name, terms in texts.items():
        counts = Counter(terms)
        score = 0.0
        for term in set(query):
            holding = sum(term in other for other in texts.values())
            weight = log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
            score += weight * counts[term] * 2.2 / (counts[term] + 1.2 * (0.25 + 0.75 * len(terms) / mean))
        if score:
            scores[name] = score
    return scores


@pytest.mark.parametrize("query", ["tide", "Tide ÉCLUSE", "harbour board tide of", "unknown quay", "unknown", "", "  -- ' \" "])
def test_scores_are_those_of_bm25_by_brute_force(query: str) -> None:
    chance = random.Random(3)
    vocabulary = "harbour board tide quay écluse Zürich of the the the ferry strike 1924 naïve".split()
    bodies = {f"a{n:02}": " ".join(chance.choices(vocabulary, k=chance.randint(1, 40))) for n in range(50)}
    titles = {name: chance.choice([None, "The Tide", "Écluse, Zürich!"]) for name in bodies}
    con = indexed(*(text(name, body, title=titles[name]) for name, body in bodies.items()))
    expected = by_brute_force({n: words(titles[n] or "") * 3 + words(body) for n, body in bodies.items()}, words(query))
    result = con.execute("from search_articles($query)", {"query": query}).fetchall()
    assert dict(result) == {name: pytest.approx(score, abs=1e-6) for name, score in expected.items()}
    assert result == sorted(result, key=lambda row: (-row[1], row[0]))


def test_a_phrase_has_to_be_there_word_by_word() -> None:
    con = indexed(
        text("both", "The harbour board met. A board of the harbour did not."),
        text("apart", "The harbour has a board; board and harbour quarrel."),
        text("glued", "The harbourboard and the harbour boardroom."),
        text("marks", "All of “Harbour — Board”, in capitals."),
        text("title", "Nothing here.", title="The Harbour Board"),
        text("across", "Board members met.", title="The harbour"),
        text("none", "Quay."),
    )
    assert set(found(con, '"harbour board"')) == {"both", "marks", "title"}
    assert set(found(con, '"harbour board" quay')) == {"both", "marks", "title"}
    assert set(found(con, '"harbour board" "did not"')) == {"both"}
    assert set(found(con, "harbour board")) == {"both", "apart", "marks", "title", "across", "glued"}
    assert found(con, '"board harbour') == found(con, "board harbour")  # half a pair of quotes is none


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ("Der Zug nach ZÜRICH", "zurich"),
        ("la e\u0301cluse", "\u00e9cluse"),
        ("в Москве", "МОСКВЕ"),
        ("Η Αθήνα", "αθηνα"),
        ("東京都の港", "港"),
        ("東京都の港", '"京都"'),
        ("मुंबई की बारिश", "बारिश"),
        ("مُحَمَّد", "محمد"),
        ("Straße 12,5", "12"),
    ],
)
def test_words_are_found_without_regard_to_case_accents_or_script(body: str, query: str) -> None:
    assert found(indexed(text("it", body), text("other", "Nothing of the kind.")), query) == ["it"]


def test_marks_that_are_vowels_tell_words_apart() -> None:
    assert found(indexed(text("it", "की बात")), "कि") == []


def test_a_run_adds_new_articles_replaces_changed_ones_and_forgets_those_that_are_gone() -> None:
    con = indexed(text("stays", "tide"), text("changes", "tide"), text("goes", "tide"))
    con.execute("delete from articles where article_id = 'goes'")
    con.execute("update articles set body_text = 'quay', run_id = 'r2' where article_id = 'changes'")
    con.execute("insert into articles select * replace ('comes' as article_id) from articles where article_id = 'changes'")
    bring_up_to_date(con, "r2")
    assert (found(con, "tide"), sorted(found(con, "quay"))) == (["stays"], ["changes", "comes"])
    scores = con.sql("from search_articles('quay tide')").fetchall()
    before = con.sql("from search_postings order by all").fetchall()
    bring_up_to_date(con, "r3")
    assert con.sql("from search_postings order by all").fetchall() == before
    store.clear(con)
    bring_up_to_date(con, "r3")
    assert con.sql("from search_articles('quay tide')").fetchall() == scores


def test_the_index_is_made_anew_once_most_of_its_articles_are_gone() -> None:
    con = indexed(*(text(f"a{number}", f"tide {number}") for number in range(4)))
    rows_of_tide = "select document_numbers from search_postings where term = 'tide'"
    for gone, listed in (("a0", [1, 2, 3, 4]), ("a1", [1, 2, 3, 4]), ("a2", [1])):
        con.execute("delete from articles where article_id = ?", [gone])
        bring_up_to_date(con, "r2")
        assert con.sql(rows_of_tide).fetchall() == [(listed,)]
        fresh = indexed(*(text(*row) for row in con.sql("select article_id, body_text from articles").fetchall()))
        assert con.sql("from search_articles('tide')").fetchall() == fresh.sql("from search_articles('tide')").fetchall()


def test_slices_make_the_index_that_one_would(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [text(f"a{number}", f"tide {number} " + "quay " * number) for number in range(10)]
    whole = indexed(*bodies)
    monkeypatch.setattr(store, "ROWS_AT_A_TIME", 2)
    monkeypatch.setattr(flow, "SLICE_BYTES", 60)
    sliced = indexed(*bodies)
    [(rows_of_one_word,)] = sliced.sql("select count(*) from search_postings where term = 'quay'").fetchall()
    assert rows_of_one_word > 2
    for query in ("quay", "tide 3", '"tide 3 quay"'):
        assert (
            sliced.execute("from search_articles(?)", [query]).fetchall()
            == whole.execute("from search_articles(?)", [query]).fetchall()
        )


@pytest.mark.parametrize(
    "query",
    ["'; drop table articles; --", '"' * 1001, '"tide" ' * 300, "a" * 100_000, "tide " * 20_000, "\x00 tide", "%_\\ .* (", "🌊"],
)
def test_hostile_queries_are_words_and_nothing_else(query: str) -> None:
    con = indexed(text("it", "The tide came in."))
    assert set(found(con, query)) <= {"it"}
    assert con.sql("select count(*) from articles").fetchall() == [(1,)]


def test_long_words_and_long_bodies_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "INDEXED_CHARS", 50)
    con = indexed(text("it", "x" * 200 + " tide"), text("empty", "…"))
    assert found(con, "x" * 300) == ["it"]
    assert [len(term) for (term,) in con.sql("select term from search_postings").fetchall()] == [40]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "w.duckdb"
    build(path, SAMPLES, settings=Settings(entities="off"))
    return path


def call(warehouse: Path, *arguments: object) -> str:
    done = CliRunner().invoke(app, ["search", *map(str, arguments), "--warehouse", str(warehouse)])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_the_command_shows_why_an_article_was_found(warehouse: Path) -> None:
    shown = call(warehouse, "auditor eleven", "--limit", 1)
    assert "Harbour Board Sacks Its Own Auditor" in shown
    assert "⟦eleven⟧ million crowns" in shown
    [row] = json.loads(call(warehouse, '"million crowns" eleven', "--limit", 1, "--format", "json"))
    [(body,)] = rows(warehouse, f"select body_text from articles where article_id = '{row['article_id']}'")
    assert str(body)[row["snippet_start"] :].startswith(row["snippet"])
    assert {str(body)[start:end] for start, end in row["matches"]} == {"million crowns"}


def test_results_are_narrowed_before_they_are_counted(warehouse: Path) -> None:
    everything = find_articles(warehouse, Query("the", limit=1_000))
    may = Query("the", date(2024, 5, 1), date(2024, 5, 31), limit=1_000)
    dated = find_articles(warehouse, may)["published_on"]
    assert 0 < dated.len() == everything["published_on"].is_between(date(2024, 5, 1), date(2024, 5, 31)).sum()
    of_one = find_articles(warehouse, Query("the", publisher="anselm DRURY", limit=1))
    assert of_one["publisher_name"].to_list() == ["Anselm Drury"]
    assert json.loads(call(warehouse, "the", "--from", "2099-01-01", "--format", "json")) == []


def test_any_client_can_call_the_macro(warehouse: Path) -> None:
    query = "select title from search_articles('\"sacks its own\"') join articles using (article_id)"
    assert rows(warehouse, query) == [("Harbour Board Sacks Its Own Auditor",)]


def test_without_an_index_the_command_says_so(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    build(path, SAMPLES / "bare_article_dam.txt", settings=Settings(entities="off", search="off"))
    done = CliRunner().invoke(app, ["search", "dam", "--warehouse", str(path)])
    assert (done.exit_code, "BROADSHEET_SEARCH=off" in done.stderr) == (1, True)
    assert rows(path, "from search_articles('dam')") == []
    build(path, SAMPLES / "bare_article_dam.txt", settings=Settings(entities="off"))
    assert len(rows(path, "from search_articles('dam')")) == 1


def test_phrases_of_very_common_words_are_found_wherever_they_stand() -> None:
    # The article with the phrase is the worst by its words.
    many = [text(f"a{number:03}", "the of and " * 20) for number in range(300)]
    con = indexed(*many, text("it", "Filler. " * 200 + "The — OF. and"))
    assert found(con, '"the of and the"') == [f"a{number:03}" for number in range(300)]
    assert found(con, '"filler the of and"') == ["it"]
    assert found(con, f'"{"the of and " * 15}"') == [f"a{number:03}" for number in range(300)]


def test_text_of_dumps_cannot_command_the_terminal(tmp_path: Path) -> None:
    dump = tmp_path / "hostile.txt"
    dump.write_text("\x1b]0;owned\x07\x1b[2J[red]The mayor of Tarn[/red] said on Monday that the bridge would stay closed.\n")
    build(tmp_path / "w.duckdb", dump, settings=Settings(entities="off"))
    shown = call(tmp_path / "w.duckdb", "mayor bridge")
    assert "[red]The ⟦mayor⟧ of Tarn[/red]" in shown
    assert "\x1b" not in shown and "\x07" not in shown
