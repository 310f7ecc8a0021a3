"""Reports in, stories out: what joins, what parts, and that neither order nor runs matter."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.marts.tiny import Row, article, copy, tiny
from tests.stories.labelled import gold_tables, read_labelled
from tests.stories.test_quality import joined
from transforms.stories.agreement import compared
from transforms.stories.candidates import BLOCK_REPORTS, candidates
from transforms.stories.frames import FRAME
from transforms.stories.join import join_reports
from transforms.stories.kinds import kinds
from transforms.stories.reports import REPORT_SCHEMA

ALIKE: Row = {
    "kind": 1, "type_bit": 1, "close_bits": 0, "source": None, "is_mutual": False,
    "actor_entity": 10, "actor_entity_kind": 1, "recipient_entity": 20,
    "recipient_entity_kind": 1, "place_is_wide": False, "place_is_sure": False, "earliest": 9, "latest": 11, "is_dated": True,
    "figures": [],
}  # fmt: skip
BOOLEANS = {f"{slot}_{name}": False for slot in ("actor", "recipient") for name in ("is_person", "is_town", "is_many", "is_wide")}

# Of words their last one: 72 are `opposition supporters`, 71 `supporters`.
HEADS: dict[object, int] = {70: 70, 71: 71, 72: 71}


def frame(*rows: Row) -> pl.DataFrame:
    """Reports that differ from ALIKE in what is named."""
    heads = [{f"{slot}_head": HEADS.get(row.get(f"{slot}_text")) for slot in ("actor", "recipient")} for row in rows]
    whole = [
        {**BOOLEANS, **ALIKE, "source": number, "facts": number, "sentence": 1000 + number, **head, **row, "report": number}
        for number, (row, head) in enumerate(zip(rows, heads, strict=True))
    ]
    return pl.DataFrame(whole, schema=REPORT_SCHEMA)


def stories(*rows: Row) -> list[int]:
    return join_reports(frame(*rows)).stories["story"].to_list()


def test_reports_with_the_same_participants_and_day_are_one_story() -> None:
    assert stories({}, {}, {"kind": 2}) == [0, 0, 2]


def test_what_is_not_told_neither_joins_nor_parts() -> None:
    nobody: Row = {"actor_entity": None, "recipient_entity": None}
    assert stories(nobody, nobody) == [0, 1], "an equal day alone joins nothing"
    in_town: Row = {"place_entity": 30, "place_is_sure": True}
    assert stories(in_town, {}) == [0, 0], "a place that one does not tell parts nothing"
    assert stories(nobody | in_town, nobody | in_town) == [0, 1], "a town alone is too little"
    assert stories(*[nobody | in_town | {"trigger": 5}] * 2) == [0, 0], "the town, the day and the word are enough"


def test_what_is_told_and_differs_parts() -> None:
    in_town: Row = {"place_entity": 30, "place_is_sure": True}
    assert stories({}, {"recipient_entity": 21}) == [0, 1]
    assert stories(in_town, in_town | {"place_entity": 31}) == [0, 1]
    assert stories(in_town, in_town | {"place_entity": 31, "place_is_sure": False}) == [0, 0], "a dateline parts nothing"
    assert stories({}, {"earliest": 13, "latest": 15}) == [0, 1]
    assert stories({"actor_is_state": True, "actor_entity": None, "actor_country": 7},
                   {"actor_is_state": False, "actor_entity": None, "actor_country": 7}) == [0, 1]  # fmt: skip


def test_one_sentence_tells_one_event_unless_its_places_differ() -> None:
    fired: Row = {
        "sentence": 1,
        "source": 1,
        "recipient_text": 70,
        "recipient_entity": None,
        "place_entity": 30,
        "place_is_sure": True,
    }
    killed: Row = {"sentence": 1, "source": 1, "recipient_text": 71, "recipient_entity": None}
    assert stories(fired, killed) == [0, 0]
    assert stories(fired, killed | {"sentence": 2}) == [0, 1]
    towns: list[Row] = [
        {"sentence": 1, "source": 1, "recipient_entity": town, "recipient_country": 9, "recipient_is_town": True}
        for town in (40, 41)
    ]
    assert stories(*towns) == [0, 1]


def test_figures_that_differ_part_nothing() -> None:
    assert stories({"figures": [1]}, {"figures": [2]}, {"figures": [3, 4]}) == [0, 0, 0]


def test_a_meeting_is_the_same_whoever_is_named_first() -> None:
    turned: Row = {"actor_entity": 20, "recipient_entity": 10}
    assert stories({"is_mutual": True}, {"is_mutual": True, **turned}) == [0, 0]
    assert stories({}, turned) == [0, 1]


def test_stories_that_differ_are_not_chained_by_a_report_that_tells_less() -> None:
    one: Row = {"place_entity": 30, "place_is_sure": True}
    other: Row = {"place_entity": 31, "place_is_sure": True}
    found = stories({}, one, other)
    assert found[1] != found[2] and found[0] in (found[1], found[2])


def test_a_story_knows_what_any_of_its_reports_tells() -> None:
    # The second knows no actor, the third no recipient: what they share with the first joins all, then parts the fourth.
    place: Row = {"place_entity": 30, "place_is_sure": True}
    found = stories({}, {"actor_entity": None, **place, "trigger": 1}, {"recipient_entity": None, **place, "trigger": 1})
    assert found[1] == found[2]
    assert stories(place, {"recipient_entity": None, **place}, {"actor_entity": None, **place, "recipient_entity": 21})[2] == 2


def test_a_copied_sentence_is_one_report_on_whatever_day() -> None:
    undated: Row = {"actor_entity": None, "recipient_entity": None, "earliest": None, "latest": None, "copied": 99}
    assert stories(undated, {}, undated) == [0, 1, 0]


def test_blocks_too_large_to_compare_all_pairs_are_told() -> None:
    many = join_reports(frame(*[{"trigger": number % 7} for number in range(BLOCK_REPORTS + 40)]))
    blocks = many.frames["capped"].to_list()
    assert blocks and all(blocks) and {size for capped in blocks for size in capped} == {BLOCK_REPORTS + 40}
    assert many.stories["story"].unique().to_list() == [0], "neighbours and the earliest still join them"


SLOT = st.sampled_from([None, 1, 2, 3])
REPORT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([1, 2]), "is_mutual": st.just(False), "mode": st.sampled_from([None, 1, 2]),
        "type_bit": st.sampled_from([1, 2]), "trigger": st.sampled_from([1, 2]), "actor_entity": SLOT, "recipient_entity": SLOT,
        "actor_country": st.sampled_from([None, 51, 52]), "recipient_text": st.sampled_from([None, 71, 72]),
        "place_entity": st.sampled_from([None, 31, 32]), "place_is_sure": st.booleans(),
        "place_country": st.sampled_from([None, 51]),
        "earliest": st.integers(1, 8), "copied": st.sampled_from([None, None, None, 91]), "is_dated": st.booleans(),
        "figures": st.lists(st.integers(1, 3), unique=True, max_size=2),
    }
).map(
    lambda row: {
        **row, "latest": row["earliest"] + 2, "is_mutual": row["kind"] == 2, "close_bits": 3 - row["type_bit"],
        "copied": row["copied"] and row["copied"] + row["kind"],
    }
)  # fmt: skip
REPORTS = st.lists(REPORT, min_size=1, max_size=14)


@settings(max_examples=100, deadline=None)
@given(REPORTS, st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_rows(rows: list[Row], shuffler: random.Random) -> None:
    reports = frame(*rows)
    order = list(range(reports.height))
    shuffler.shuffle(order)
    first, again = join_reports(reports).stories, join_reports(reports[order]).stories
    assert first.equals(again)
    assert (first["story"] <= first["report"]).all() and set(first["story"]) == {s for r, s in first.rows() if r == s}


@settings(max_examples=100, deadline=None)
@given(REPORTS)
def test_every_pair_that_joins_is_among_the_candidates(rows: list[Row]) -> None:
    units = (
        frame(*[{**row, "kind": 1} for row in rows]).drop("copied").rename({"report": "unit"}).with_columns(group=pl.col("kind"))
    )
    everything = list(combinations(range(units.height), 2))
    found = set(candidates(units)[0].rows())
    told = compared(units[[left for left, _ in everything]], units[[right for _, right in everything]])
    joining = {pair for pair, joins in zip(everything, told["joins"], strict=True) if joins}
    assert joining <= found <= set(everything)


@settings(max_examples=60, deadline=None)
@given(REPORTS)
def test_what_other_kinds_report_changes_no_story(rows: list[Row]) -> None:
    reports = frame(*rows)
    apart = pl.concat([join_reports(part).stories for part in reports.partition_by("kind")]).sort("report")
    assert apart.equals(join_reports(reports).stories)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(REPORT, st.integers(0, 3 * FRAME), st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_joining_what_changed_gives_what_joining_all_gives(drawn: list[tuple[Row, int, bool, bool]]) -> None:
    later = [{**row, **{end: int(str(row[end])) + days for end in ("earliest", "latest")}} for row, days, _, _ in drawn]
    reports = frame(*later)
    before, after = (reports.filter(pl.Series([bool(row[place]) for row in drawn])) for place in (2, 3))
    first = join_reports(before)
    told = dict(first.stories.rows()) | dict(join_reports(after, first.frames).stories.rows())
    assert {report: told[report] for report in after["report"]} == dict(join_reports(after).stories.rows())
    assert join_reports(after, join_reports(after).frames).stories.is_empty()


def test_reports_on_both_sides_of_a_border_of_frames_are_one_story() -> None:
    near: Row = {"is_dated": False, "trigger": 5, "mode": 6}
    sides: list[Row] = [near | {"earliest": end - 4, "latest": end} for end in (FRAME - 1, FRAME + 1)]
    assert stories(*sides) == [0, 0]


def test_types_that_tell_one_thing_join_where_both_participants_and_the_day_agree() -> None:
    signed: Row = {"type_bit": 1, "close_bits": 2}
    agreed: Row = {"type_bit": 2, "close_bits": 1}
    assert stories(signed, agreed) == [0, 0]
    assert stories(signed, agreed | {"close_bits": 0}) == [0, 0], "it is enough that one of them says so"
    assert stories(signed | {"close_bits": 0}, agreed | {"close_bits": 0}) == [0, 1]
    in_town: Row = {"place_entity": 30, "place_is_sure": True, "recipient_entity": None}
    assert stories(signed | in_town, agreed | in_town) == [0, 1], "one participant and the town are too little"
    assert stories(signed | in_town, signed | in_town) == [0, 0]


def test_close_types_are_those_of_the_seeds_in_both_directions() -> None:
    told = {(kind, modality): (types, bit, close) for kind, modality, types, bit, close in kinds().iter_rows()}
    agree, support = told["AGREE", "happened"], told["SUPPORT", "happened"]
    assert agree[0] == support[0] == "AGREE SUPPORT" and agree[1] == support[2] and agree[2] == support[1]
    assert told["ASSAULT", "happened"][::2] == ("ASSAULT", 0)


def test_many_runs_give_the_tables_of_one_and_rows_that_stay_keep_their_run(tmp_path: Path) -> None:
    tables, _ = gold_tables(read_labelled())
    whole = joined(tiny(**tables), tmp_path, "whole")
    everything = "select * exclude (run_id) from stories order by all"
    dated = sorted(tables["articles"], key=lambda row: str(row["article_id"]))
    some = {row["article_id"] for row in dated[: len(dated) // 2]}
    here = [row for row in tables["events"] if row["article_id"] in some]
    con = joined(tiny(**{**tables, "events": here}), tmp_path, "first")
    there = [row for row in tables["events"] if row["article_id"] not in some]
    con.register("rest", tiny(events=there).sql("from events").pl())
    con.execute("insert into events by name from rest")
    joined(con, tmp_path, "second")
    assert con.sql(everything).fetchall() == whole.sql(everything).fetchall()
    assert {run for (run,) in con.sql("select distinct run_id from stories").fetchall()} == {"first", "second"}
    unchanged = con.sql("select * from stories order by all").fetchall()
    assert joined(con, tmp_path, "third").sql("select * from stories order by all").fetchall() == unchanged


def test_reprints_count_for_whom_they_copy_wherever_that_is(tmp_path: Path) -> None:
    place = {"entity_id": "p", "entity_name": "Ostry", "entity_type": "place"}
    event: Row = {
        "event_type": "ASSAULT", "quad_class": "material_conflict", "trigger_text": "shelled", "place_entity_id": "p",
        "place_basis": "attached", "event_date_basis": "published", "modality": "happened",
    }  # fmt: skip
    con = tiny(
        entities=[place],
        articles=[
            article("a", "Tide Wire", "2024-05-01", body_text="x"), article("b", "Lantern", "2024-05-01", body_text="x"),
            article("c", "tide wire ", "2024-05-02", body_text="y"),
            article("d", None, "2024-05-02", site_name="Fen", body_text="z"),
        ],
        duplicates=[copy("b", "a")],
        # The wire's own article tells no event that was found: its reprint still counts as the wire's.
        events=[{**event, "event_id": one, "article_id": one} for one in "bcd"],
    )  # fmt: skip
    joined(con, tmp_path)
    told = con.sql("select article_count, independent_article_count, independent_publisher_count from stories").fetchall()
    assert told == [(3, 3, 2)]
