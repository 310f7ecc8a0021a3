"""The entities and where they are mentioned as FollowTheMoney JSON lines, which Aleph, OpenSanctions' tools and others read.

A person, organisation, vessel or named event is an entity of that schema; a city or a building an `Address`; each article an
`Article`, and an entity in it a `Mention` of the two. What the vocabulary has no schema for (countries and regions as such,
peoples, weapons, laws, types of aircraft) is left out and counted.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from warehouse.ddl import literal
from warehouse.publish import WarehouseError, connect_published

COUNTRIES = Path(__file__).parent.parent / "seeds" / "countries.csv"
SCHEMATA = {
    "person": "Person", "organization": "Organization", "vessel": "Vessel", "event_name": "Event", "place": "Address",
    "facility": "Address",
}  # fmt: skip


def write_followthemoney(warehouse: Path, output: Path) -> dict[str, int]:
    """Writes one JSON object a line, entities first, and returns how many there are of each schema; `left out` are entities.

    The file appears when it is complete.
    """
    unfinished = output.with_name(f".{output.name}.{uuid.uuid4().hex[:8]}")
    try:
        with connect_published(warehouse) as con:
            con.execute("create temp table countries as from read_csv(?)", [str(COUNTRIES)])
            con.execute("create temp table schemata (entity_type varchar, schema varchar)")
            con.executemany("insert into schemata values (?, ?)", list(SCHEMATA.items()))
            con.execute(_SELECTED)
            con.execute(f"copy ({_LINES}) to {literal(str(unfinished))} (format json)")
            counts = dict(con.execute(_COUNTED).fetchall())
        unfinished.replace(output)
    except OSError as error:
        raise WarehouseError(f"Writing {output} failed: {error.strerror or error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


# A country or region is no address: of places those with coordinates alone.
_SELECTED = """
    create temp table selected as
    select entities.*, schema, lower(alpha_2_code) as country
    from entities join schemata using (entity_type) left join countries using (country_code)
    where entity_type <> 'place' or latitude is not null
"""
_LINES = """
    select entity_id as id, schema, {
        name: [entity_name], alias: list_filter(aliases, lambda alias: alias <> entity_name),
        "full": if(schema = 'Address', [entity_name], []),
        country: list_filter([country], lambda code: code is not null),
        wikidataId: list_filter([wikidata_id], lambda code: code is not null),
        latitude: if(schema = 'Address' and latitude is not null, [latitude::varchar], []),
        longitude: if(schema = 'Address' and longitude is not null, [longitude::varchar], [])
    }::json as properties
    from selected
    union all by name
    select article_id as id, 'Article' as schema, {
        title: list_filter([title], lambda text: text is not null), author: authors,
        publisher: list_filter([publisher_name], lambda text: text is not null),
        publishedAt: list_filter([case published_precision when 'day' then published_on::varchar
            when 'month' then strftime(published_on, '%Y-%m') when 'year' then strftime(published_on, '%Y') end],
            lambda day: day is not null),
        sourceUrl: list_filter([source_url], lambda address: address is not null),
        bodyText: [body_text]
    }::json as properties
    from articles
    union all by name
    select md5(article_id || entity_id) as id, 'Mention' as schema, {
        document: [article_id], resolved: [entity_id], name: list(distinct entity_name order by entity_name),
        detectedSchema: [any_value(selected.schema)],
        contextCountry: list_filter([any_value(country)], lambda code: code is not null)
    }::json as properties
    from article_entities join (select entity_id, schema, country from selected) as selected using (entity_id)
    group by article_id, entity_id
"""
_COUNTED = """
    select schema, count(*) from selected group by schema
    union all select 'Article', count(*) from articles
    union all select 'Mention', count(distinct (article_id, entity_id)) from article_entities semi join selected using (entity_id)
    union all select 'left out', count(*) from entities anti join selected using (entity_id)
"""
