"""Marts of events and stories: small warehouses in, counts by hand out."""

from __future__ import annotations

from datetime import date

import duckdb

from tests.marts.tiny import Row, article, copy, mart, tiny

ENTITIES: list[Row] = [
    {"entity_id": "navy", "entity_name": "Valdorian Navy", "entity_type": "organization"},
    {"entity_id": "boats", "entity_name": "Ostrelia", "entity_type": "place", "country_code": "OST"},
    {
        "entity_id": "cape",
        "entity_name": "Cape Ostry",
        "entity_type": "place",
        "geonames_id": 7,
        "latitude": 1.5,
        "longitude": 2.5,
    },
]


def event(event_id: str, article_id: str, story: str, **others: object) -> Row:
    return {
        "event_id": event_id, "article_id": article_id, "dump_id": "d", "story_id": story, "event_type": "ASSAULT",
        "quad_class": "material_conflict", "modality": "happened", "event_date": date(2024, 5, 1), "event_date_basis": "resolved",
        "cameo_root": "19", "goldstein_value": -10.0, **others,
    }  # fmt: skip


def figure(event_id: str, role: str, low: float | None, high: float | None, text: str, unit: str | None = None) -> Row:
    return {
        "figure_id": f"{event_id}{role}{text}", "event_id": event_id, "article_id": event_id, "dump_id": "d", "figure_role": role,
        "value_low": low, "value_high": high, "figure_text": text, "unit": unit,
    }  # fmt: skip


def story(story_id: str, **others: object) -> Row:
    return {
        "story_id": story_id, "event_type": "ASSAULT", "modality": "happened", "story_title": "Boats", "actor_entity_id": "navy",
        "recipient_entity_id": "boats", "place_entity_id": "cape", "started_on": date(2024, 5, 1), "ended_on": date(2024, 5, 1),
        "report_count": 1, "article_count": 1, "independent_article_count": 1, "independent_publisher_count": 1, **others,
    }  # fmt: skip


def warehouse() -> duckdb.DuckDBPyConnection:
    """Three outlets and a reprint tell of one attack, each with figures of its own; another story is denied."""
    return tiny(
        entities=ENTITIES,
        articles=[
            article("a", "Tide Wire", "2024-05-02", body_text="x", source_url="http://a.example"),
            article("b", "Lantern", "2024-05-02"),
            article("c", "Fenland Echo", "2024-05-03"), article("d", "Harbour Ledger", "2024-05-03"),
        ],
        duplicates=[copy("b", "a")],
        events=[
            event("a", "a", "a"), event("b", "b", "a"), event("c", "c", "a", modality="ongoing", claimed_by_text="the navy"),
            event("d", "d", "a", goldstein_value=None), event("e", "d", "e", modality="denied"),
        ],
        event_figures=[
            figure("a", "killed", 11, 11, "11"), figure("b", "killed", 11, 11, "11"), figure("c", "killed", 14, 14, "14"),
            figure("d", "killed", 9, None, "at least nine"), figure("a", "vessels", 2, 2, "two"),
            figure("c", "vessels", 2, 2, "2"),
            figure("d", "money", 5, 5, "5 million", "USD"), figure("c", "money", 4, 4, "4 million", "EUR"),
        ],
        stories=[
            story("a", report_count=4, article_count=4, independent_article_count=3, independent_publisher_count=3),
            story("e", modality="denied"),
        ],
    )  # fmt: skip


def test_figures_conflict_where_no_value_suits_all_publishers_and_reprints_are_none() -> None:
    columns = "story_id, figure_role, unit, publisher_count, lowest_value, highest_value, figures_by_publisher, len(tellings)"
    # At least nine can be 11 or 14, but 11 is not 14; two vessels are two, and dollars are not compared with euros.
    assert mart(warehouse(), columns, "conflicting_figures") == [
        ("a", "killed", None, 3, 9.0, 14.0, "Harbour Ledger: at least nine; Tide Wire: 11; Fenland Echo: 14", 3)
    ]
    by_publisher = (
        "select t.publisher_name, t.value_low from (select unnest(tellings) as t from mart_conflicting_figures) order by 2"
    )
    assert warehouse().sql(by_publisher.format("mart_conflicting_figures")).fetchall() == [
        ("Harbour Ledger", 9.0),
        ("Tide Wire", 11.0),
        ("Fenland Echo", 14.0),
    ]


def test_corroboration_names_the_publishers_that_reprints_go_back_to() -> None:
    columns = "story_id, actor_name, report_count, independent_publisher_count, publishers, claimant_count, own_voice_count"
    assert mart(warehouse(), columns, "corroboration") == [
        ("a", "Valdorian Navy", 4, 3, ["Fenland Echo", "Harbour Ledger", "Tide Wire"], 1, 3),
        ("e", "Valdorian Navy", 1, 1, ["Harbour Ledger"], 0, 1),
    ]


def test_the_matrix_counts_stories_that_happened() -> None:
    columns = "actor_name, recipient_country_code, event_type, story_count, corroborated_story_count, report_count"
    assert mart(warehouse(), columns, "actor_recipient_matrix") == [("Valdorian Navy", "OST", "ASSAULT", 1, 1, 4)]


def test_the_timeline_counts_stories_reports_and_copies_by_modality() -> None:
    assert mart(warehouse(), "* exclude (quad_class)", "event_timeline") == [
        (date(2024, 5, 1), "ASSAULT", "denied", 1, 1, 1, -10.0),
        (date(2024, 5, 1), "ASSAULT", "happened", 1, 4, 3, -10.0),
    ]


def test_gdelt_and_polecat_queries_run_on_their_own_columns() -> None:
    con = warehouse()
    con.execute("update stories set story_id = 'abcdef0123456789' || story_id")
    con.execute("update events set story_id = 'abcdef0123456789' || story_id, event_id = 'abcdef0123456789' || event_id")
    told = con.sql(
        "select GLOBALEVENTID, SQLDATE, Actor1Name, Actor2Name, EventRootCode, QuadClass, GoldsteinScale, NumMentions, "
        "NumSources, NumArticles, ActionGeo_Lat, SOURCEURL from gdelt_events"
    ).fetchall()
    assert told == [(0xABCDEF012345678, 20240501, "Valdorian Navy", "Ostrelia", "19", 4, -10.0, 4, 3, 4, 1.5, "http://a.example")]
    assert len(con.sql("from gdelt_events").columns) == 61
    found = con.sql('select "Event Type", "Actor Name", "Quad Code", "City", "Source" from polecat_events order by 5').fetchall()
    assert found == [("ASSAULT", None, "MATERIAL CONFLICT", None, name)
                     for name in ("Fenland Echo", "Harbour Ledger", "Lantern", "Tide Wire")]  # fmt: skip
