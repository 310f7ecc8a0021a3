"""Events as the table contract has them, added to a warehouse, until runs find their own."""

from __future__ import annotations

from pathlib import Path

import duckdb

EVENT_TABLES = """
    create table if not exists events (
        event_id varchar, article_id varchar, event_type varchar, quad_class varchar,
        actor_entity_id varchar, actor_text varchar, actor_country_code varchar,
        recipient_entity_id varchar, recipient_text varchar, recipient_country_code varchar,
        event_date date, modality varchar, story_id varchar);
    create table if not exists event_figures (
        figure_id varchar, event_id varchar, article_id varchar, figure_role varchar,
        value_low double, value_high double, unit varchar, figure_text varchar);
"""


def add_events(warehouse: Path, events: list[tuple[object, ...]], figures: list[tuple[object, ...]] = ()) -> None:
    """Adds events `(article_id, type, quad class, actor, recipient, date, modality, story)`.

    Figures are `(number of the event, role, low, high, unit)`.
    """
    with duckdb.connect(warehouse) as con:
        con.execute(EVENT_TABLES)
        for number, (article_id, event_type, quad_class, actor, recipient, day, modality, story) in enumerate(events):
            con.execute(
                "insert into events by name select ? as event_id, ? as article_id, ? as event_type, ? as quad_class, "
                "? as actor_country_code, ? as actor_text, ? as recipient_country_code, ? as recipient_text, "
                "?::date as event_date, ? as modality, ? as story_id",
                [f"event-{number}", article_id, event_type, quad_class, actor, actor, recipient, recipient, day, modality, story],
            )
        for number, (event, role, low, high, unit) in enumerate(figures):
            con.execute(
                "insert into event_figures by name select ? as figure_id, ? as event_id, article_id, ? as figure_role, "
                "? as value_low, ? as value_high, ? as unit, 'text' as figure_text from events where event_id = ?",
                [f"figure-{number}", f"event-{event}", role, low, high, unit, f"event-{event}"],
            )
