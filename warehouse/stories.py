"""What the joining of reports to stories reads from the warehouse and writes back, in frames; nothing is decided here."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from schemas.catalog import CATALOG
from warehouse.publish import Connection

TABLES = ("stories", "story_frames")
# PLOVER types whose two participants can always change places, and sectors of a state and of those who fight one.
_MUTUAL = ["AGREE", "CONSULT", "COOPERATE"]
_STATE, _AGAINST = ["GOV", "MIL", "COP", "JUD", "SPY"], ["REB", "CRM"]
# A value below is soon the same by chance.
_TELLING_FIGURE = 3


def clear(con: Connection) -> None:
    """Deletes all rows of the step, so that they are made anew."""
    con.execute("update events set story_id = null where story_id is not null")
    for table in TABLES:
        con.execute(f"delete from {table}")


def reports(con: Connection, kinds: pl.DataFrame, mutual_triggers: pl.DataFrame) -> pl.DataFrame:
    """All events as `transforms.stories.reports` has them; `transforms.stories.kinds` makes the other two frames.

    Leaves the temporary tables `reports` and `kinds` behind, for `write`. `report` numbers them, the earliest published first,
    then by id.
    """
    con.register("kinds_frame", kinds.to_arrow())
    con.execute("create temp table kinds as select *, hash(types, modality) as kind from kinds_frame")
    con.unregister("kinds_frame")
    con.execute(_NUMBERED)
    con.register("mutual_triggers", mutual_triggers.to_arrow())
    found = con.execute(_REPORTS, {"mutual": _MUTUAL, "state": _STATE, "against": _AGAINST, "least": _TELLING_FIGURE}).pl()
    con.unregister("mutual_triggers")
    return found


def frames(con: Connection) -> pl.DataFrame:
    """What was joined before, as `transforms.stories.join` tells it. `reports` is to be called first."""
    query = """
        select kind, frame_number as frame, report_count, fingerprint, capped_blocks as capped
        from story_frames join (select distinct types as event_types, modality, kind from kinds) using (event_types, modality)
    """
    return con.execute(query).pl()


def write(con: Connection, run_id: str, stories: pl.DataFrame, frames: pl.DataFrame, folder: Path) -> None:
    """Puts the stories (`report`, `story`) into `events`, and makes `stories` agree with them; `story_frames` is to have these.

    Rows that stay as they are keep their run_id.
    """
    file = folder / "stories.parquet"
    stories.write_parquet(file)
    con.execute(
        """
        create temp table told as
        select reports.event_id, firsts.event_id as story_id
        from read_parquet(?) as numbered
        join reports using (report) join reports as firsts on firsts.report = numbered.story
        """,
        [str(file)],
    )
    con.execute(
        """
        update events set story_id = told.story_id from told
        where told.event_id = events.event_id and told.story_id is distinct from events.story_id
        """
    )
    con.execute(_STORIES)
    con.execute("delete from stories where story_id not in (select story_id from events where story_id is not null)")
    _replace(con, "stories", run_id, "story_id in (select story_id from told)")
    con.register("framed", frames.to_arrow())
    con.execute(_FRAMES)
    con.unregister("framed")
    _replace(con, "story_frames", run_id, "true")
    for name in ("told", "reports", "kinds"):
        con.execute(f"drop table {name}")


def _replace(con: Connection, table: str, run_id: str, which: str) -> None:
    """Makes the rows of which a condition holds those of `new_` and the table's name."""
    columns = ", ".join(CATALOG[table].polars_schema)
    con.execute(f"create temp table stays as select {columns} from {table} intersect select {columns} from new_{table}")
    key = ", ".join(CATALOG[table].primary_key)
    con.execute(f"delete from {table} where {which} and ({key}) not in (select ({key}) from stays)")
    con.execute(f"insert into {table} by name select *, ? as run_id from new_{table} anti join stays using ({key})", [run_id])
    con.execute("drop table stays")
    con.execute(f"drop table new_{table}")


# The day on which an article was published, where that is known, and the article that it goes back to.
_NUMBERED = """
    create temp table reports as
    select row_number() over (order by published_on nulls last, event_id) - 1 as report, event_id, article_id,
        if(published_precision = 'day', published_on, null) as published_on,
        coalesce(canonical_article_id, article_id) as source_article_id,
        canonical_article_id is not null or article_id in (select canonical_article_id from duplicates) as is_copied,
        if(modality = 'ongoing', 'happened', modality) as modality
    from events
    join (select article_id, published_on, published_precision from articles) as articles using (article_id)
    left join (select article_id, canonical_article_id from duplicates) as copies using (article_id)
"""


# Words before the noun that say no more than how many.
_UNTOLD = (
    r"'^((the|a|an|some|at least|about|more than|tens|dozens|scores|hundreds|thousands|crowds?|groups?|of|[0-9.,]+|one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\s+)+'"
)


def _participant(slot: str) -> str:
    """The columns of a participant; its words, without article and number, where no entity is known."""
    return rf"""
        if({slot}.entity_id is null, null, hash('entity', {slot}.entity_id)) as {slot}_entity,
        if({slot}.entity_id is null, null, hash({slot}.entity_type)) as {slot}_entity_kind,
        if(coalesce({slot}_country_code, {slot}.country_code) is null, null,
            hash('country', coalesce({slot}_country_code, {slot}.country_code))) as {slot}_country,
        if({slot}.entity_id is not null or {slot}_text is null, null, hash('text',
            regexp_replace(lower({slot}_text), {_UNTOLD}, ''))) as {slot}_text,
        if({slot}.entity_id is not null or {slot}_text is null, null, hash('text',
            regexp_extract(lower({slot}_text), '\S+$'))) as {slot}_head,
        coalesce({slot}.entity_type = 'person', false) as {slot}_is_person,
        coalesce({slot}.entity_type = 'place', false) and not ({slot}.geonames_id is null and {slot}.wikidata_id is not null)
            as {slot}_is_town,
        {slot}.entity_id is null and coalesce(lower({slot}_text) similar to '.*(s|people|men|women|children|police)', false)
            as {slot}_is_many,
        {slot}.country_code is not null and {slot}.geonames_id is null and {slot}.wikidata_id is not null as {slot}_is_wide,
        case when {slot}_sector in $state then true when {slot}_sector in $against then false end as {slot}_is_state,
    """


_EPOCH = "date '1970-01-01'"
# Dates are in half days: see the schema.
_REPORTS = rf"""
    with
    sentences as (
        select report, hash(source_article_id, lower(regexp_replace(
            substring(body_text, events.start_char + 1, events.end_char - events.start_char), '[^\pL\pN]+', '', 'g'))) as sentence
        from reports join events using (event_id) join articles on articles.article_id = reports.article_id
        where is_copied
    ),
    figures as (
        select event_id, list_sort(list(distinct hash(figure_role, coalesce(value_low, value_high)))) as figures
        from event_figures where coalesce(value_low, value_high) >= $least group by event_id
    )
    select reports.report,
        if(sentence is null, null, hash(sentence, events.trigger_text, events.event_type, reports.modality)) as copied,
        hash(source_article_id) as source,
        coalesce(sentence, hash(events.article_id, sentence_number)) as sentence,
        hash(events.event_id, title, articles.known_on, event_date, publisher_name, site_name, figures) as facts,
        kinds.kind, kinds.type_bit, kinds.close_bits,
        event_type in $mutual or (event_type, lower(trigger_text)) in (select (event_type, trigger) from mutual_triggers)
            as is_mutual,
        if(event_mode is null, null, hash(event_mode)) as mode, hash(left(lower(trigger_text), 5)) as trigger,
        {_participant("actor")}
        {_participant("recipient")}
        if(place.entity_id is null, null, hash('entity', place.entity_id)) as place_entity,
        if(place.country_code is null, null, hash('country', place.country_code)) as place_country,
        place.country_code is not null and place.geonames_id is null and place.wikidata_id is not null as place_is_wide,
        coalesce(place_basis = 'attached', false) as place_is_sure,
        place.latitude as place_latitude, place.longitude as place_longitude,
        case
            when event_date_basis in ('stated', 'resolved') then 2 * (event_date - {_EPOCH}) - 1
            when reports.modality = 'historical' then null
            when event_date_basis = 'published' then 2 * (published_on - {_EPOCH}) - 4
            else 2 * (published_on - {_EPOCH}) - 6
        end as earliest,
        case
            when event_date_basis in ('stated', 'resolved') then 2 * (event_date - {_EPOCH}) + 1
            when reports.modality = 'historical' then null
            else 2 * (published_on - {_EPOCH})
        end as latest,
        event_date_basis in ('stated', 'resolved') as is_dated,
        coalesce(figures, []) as figures
    from reports join events using (event_id) join kinds using (event_type)
    join (select article_id, title, published_on as known_on from articles) as articles
        on articles.article_id = reports.article_id
    left join (select article_id, publisher_name, site_name from articles) as sources on sources.article_id = source_article_id
    left join sentences using (report) left join figures using (event_id)
    left join entities as actor on actor.entity_id = actor_entity_id
    left join entities as recipient on recipient.entity_id = recipient_entity_id
    left join entities as place on place.entity_id = place_entity_id
    where kinds.modality = reports.modality
    order by report
"""
# Grouped by numbers and hashes, which take a fraction of the memory of ids and names.
_STORIES = """
    create temp table new_stories as
    with
    touched as (
        select story_id, row_number() over () as story from (select distinct story_id from told)
    ),
    members as (
        select story, event_id, story_id, reports.article_id, hash(reports.article_id) as article,
            hash(source_article_id) as source, source_article_id, reports.modality,
            event_date, actor_entity_id, recipient_entity_id, place_entity_id
        from touched join events using (story_id) join reports using (event_id)
    ),
    slots as (
        select story, 'actor' as slot, actor_entity_id as entity_id from members
        union all select story, 'recipient', recipient_entity_id from members
        union all select story, 'place', place_entity_id from members
    ),
    counted as (
        select story, slot, entity_id, count(*) as events from slots where entity_id is not null group by all
    ),
    named as (
        select story,
            arg_max(entity_id, (events, entity_id)) filter (slot = 'actor') as actor_entity_id,
            arg_max(entity_id, (events, entity_id)) filter (slot = 'recipient') as recipient_entity_id,
            arg_max(entity_id, (events, entity_id)) filter (slot = 'place') as place_entity_id
        from counted group by story
    ),
    published as (
        select article_id, published_on, hash(lower(trim(coalesce(publisher_name, site_name)))) as publisher,
            coalesce(publisher_name, site_name) is not null as has_publisher
        from articles
    ),
    sized as (
        select story, min(event_date) as started_on, max(event_date) as ended_on, min(own.published_on) as first_reported_on,
            count(*) as report_count, count(distinct article) as article_count,
            count(distinct source) as independent_article_count,
            count(distinct sources.publisher) filter (sources.has_publisher) as independent_publisher_count
        from members
        join published as own on own.article_id = members.article_id
        join published as sources on sources.article_id = source_article_id
        group by story
    )
    select members.story_id, firsts.event_type, members.modality, articles.title as story_title,
        named.actor_entity_id, named.recipient_entity_id, named.place_entity_id, sized.* exclude (story)
    from sized
    join members on members.story = sized.story and members.event_id = members.story_id
    join (select event_id, event_type from events) as firsts on firsts.event_id = members.event_id
    join (select article_id, title from articles) as articles on articles.article_id = members.article_id
    left join named on named.story = sized.story
"""
_FRAMES = """
    create temp table new_story_frames as
    select types as event_types, modality, frame as frame_number, report_count, fingerprint, capped as capped_blocks
    from framed join (select distinct types, modality, kind from kinds) using (kind)
"""
