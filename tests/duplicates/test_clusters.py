"""Whole runs of the search on small corpora: clusters, templates, caps, dates, what changes when articles come and go."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from tests.duplicates.corpus import RULES, Article, Corpus


def words(seed: int, count: int = 200) -> list[str]:
    return [f"w{number}" for number in random.Random(seed).sample(range(10_000), count)]


def edited(base: list[str], seed: int, share: float = 0.03) -> list[str]:
    chance = random.Random(seed)
    return [f"x{chance.randrange(10_000)}" if chance.random() < share else word for word in base]


def day(number: int) -> date:
    return date(2024, 3, number)


def clusters(corpus: Corpus, *articles: Article) -> dict[str, tuple[str, str]]:
    """Canonical article and kind of each copy, by the articles' names."""
    names = {article.article_id: article.name for article in articles}
    rows = corpus.table("duplicates").select("article_id", "canonical_article_id", "duplicate_kind").rows()
    return {names[copy]: (names[canonical], kind) for copy, canonical, kind in rows}


STORY = words(1)
WIRE = Article("wire", " ".join(STORY), day(2), "Wire")
REPRINT = Article("reprint", " ".join(STORY).upper(), day(3), "Gazette")
EDITED = Article("edited", " ".join(edited(STORY, 5)), day(4), "Herald")
TEASER = Article("teaser", " ".join(STORY[:60]), day(3), "Aggregator", is_cut=True)
OTHER = Article("other", " ".join(words(2)), day(1), "Gazette")


def test_copies_form_a_star_around_the_earliest() -> None:
    everything = (WIRE, REPRINT, EDITED, TEASER, OTHER)
    assert clusters(Corpus().run(everything), *everything) == {
        "reprint": ("wire", "exact"), "edited": ("wire", "near"), "teaser": ("wire", "excerpt"),
    }  # fmt: skip


def test_an_earlier_copy_becomes_the_hub_of_its_cluster_alone() -> None:
    lone, twin = (Article(name, " ".join(words(3)), outlet=name) for name in ("lone", "twin"))
    corpus = Corpus().run([WIRE, EDITED, TEASER, lone, twin])
    scoop = Article("scoop", " ".join(edited(STORY, 6)), day(1), "Scoop")
    corpus.run([scoop])
    everything = (WIRE, EDITED, TEASER, lone, twin, scoop)
    found = clusters(corpus, *everything)
    assert {name: hub for name, (hub, _) in found.items()} | {"lone": "", "twin": ""} == {
        "wire": "scoop", "edited": "scoop", "teaser": "scoop", "lone": "", "twin": "",
    } | dict.fromkeys(("lone", "twin"), "")  # fmt: skip
    changed = corpus.con.execute("select article_id from duplicates where run_id = 'run-1'").fetchall()
    assert {lone.article_id, twin.article_id} & {row[0] for row in changed}  # their row was left alone
    assert clusters(corpus.run(without=[scoop]), *everything) == clusters(
        Corpus().run([WIRE, EDITED, TEASER, lone, twin]), *everything
    )


def test_an_undated_copy_is_not_taken_for_the_first() -> None:
    undated = replace(WIRE, name="undated", day=None, outlet="Mirror", body=" ".join(edited(STORY, 9)))
    assert clusters(Corpus().run([undated, EDITED]), undated, EDITED) == {"undated": ("edited", "near")}


def test_an_excerpt_is_never_a_hub() -> None:
    early = replace(TEASER, day=None)
    late = Article("late", " ".join(STORY[:62]), day(5), "Second aggregator")
    found = clusters(Corpus().run([early, late, EDITED, WIRE]), early, late, EDITED, WIRE)
    assert {name: found[name] for name in ("teaser", "late")} == {"teaser": ("wire", "excerpt"), "late": ("wire", "excerpt")}


def test_a_digest_copies_what_it_quotes_and_not_the_other_way_round() -> None:
    parts = [Article(f"part {n}", " ".join(words(n)), day(n), f"Outlet {n}") for n in (3, 4, 5)]
    digest = Article("digest", " ".join(part.body for part in parts), day(9), "Digest")
    corpus = Corpus().run([*parts, digest])
    assert corpus.table("duplicates").is_empty()
    assert set(corpus.kinds().values()) == {"excerpt"}  # the pairs tell it all the same


def test_chains_of_likeness_join_nothing() -> None:
    chain = [STORY]
    for step in range(6):
        chain.append(edited(chain[-1], step, 0.06))
    articles = [Article(f"{n}", " ".join(text), day(n + 1), f"Outlet {n}") for n, text in enumerate(chain)]
    corpus = Corpus().run(articles)
    linked = corpus.kinds()
    for copy, canonical in corpus.table("duplicates").select("article_id", "canonical_article_id").rows():
        assert linked[(canonical, copy)] in {"near", "excerpt"}
    assert corpus.table("duplicates")["cluster_id"].n_unique() > 1


def test_a_passage_joins_nothing() -> None:
    quoting = Article("quoting", " ".join([*words(4), *STORY[50:110], *words(5)]), day(5), "Herald")
    corpus = Corpus().run([WIRE, quoting])
    assert set(corpus.kinds().values()) == {"passage"}
    assert corpus.table("duplicates").is_empty()


def test_what_an_outlet_prints_under_everything_links_nothing() -> None:
    footer = words(77, 120)
    briefs = [Article(f"brief {n}", " ".join([*words(100 + n, 60), *footer]), day(1), "Gazette") for n in range(8)]
    corpus = Corpus().run(briefs[:3])
    assert set(corpus.kinds().values()) <= {"near", "passage"} and corpus.kinds()  # three are too few to learn from
    corpus.run(briefs[3:])
    assert corpus.kinds() == {}
    copy = Article("copy", " ".join(words(100, 60)), day(2), "Herald")  # the first brief without its footer
    assert set(corpus.run([copy]).kinds().values()) == {"near"}


def test_versions_of_one_story_are_no_template() -> None:
    versions = [Article(f"version {n}", " ".join(edited(STORY, n, 0.005)), day(n + 1), "Gazette") for n in range(6)]
    corpus = Corpus().run([*versions, *(Article(f"story {n}", " ".join(words(50 + n)), day(1), "Gazette") for n in range(6))])
    assert corpus.table("duplicates").height == 5


def test_a_story_that_everyone_ran_is_found_though_its_fingerprints_are_capped() -> None:
    everyone = [Article(f"run {n:03}", " ".join([*words(500 + n, 30), *edited(STORY, n, 0.01)]), day(1 + n % 28), f"Outlet {n}")
                for n in range(120)]  # fmt: skip
    corpus = Corpus().run(everyone)
    assert corpus.table("duplicate_caps").height > 0
    assert corpus.table("duplicates").height == 119
    assert corpus.table("duplicates")["cluster_id"].n_unique() == 1
    # Without the leads of capped fingerprints most would be missed.
    deaf = Corpus(replace(RULES, lead_count=0)).run(everyone)
    assert deaf.table("duplicates").height < 119


def test_short_texts_and_other_scripts() -> None:
    stock = [Article(f"stock {n}", "Read more here.", day(n + 1)) for n in range(2)]
    tokyo = "東京都は水曜日、港湾の安全に関する新しい規則を発表し、来月から全ての船舶に適用すると述べた。" * 2
    chinese = [Article("tokyo", tokyo, day(1)), Article("osaka", "【速報】" + tokyo, day(2))]
    corpus = Corpus().run([*stock, *chinese])
    assert clusters(corpus, *stock, *chinese) == {"osaka": ("tokyo", "near")}


def test_a_run_that_changes_nothing_writes_nothing() -> None:
    corpus = Corpus().run([WIRE, REPRINT, EDITED])
    before = {name: corpus.con.execute(f"from {name}").pl() for name in ("duplicates", "duplicate_pairs", "duplicate_texts")}
    corpus.run()
    assert all(corpus.con.execute(f"from {name}").pl().equals(frame) for name, frame in before.items())
