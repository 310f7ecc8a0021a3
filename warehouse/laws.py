"""Laws of the staged warehouse, tested in its own SQL before it is published. A broken one stops the publication.

They repeat, independently, what the transforms enforce page by page, and add what only the whole can tell: unique ids and
foreign keys. Laws on blocks look at the run's own rows; published ones were tested when they came in.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from schemas.catalog import CATALOG


@dataclass(frozen=True)
class Law:
    """`query` counts what breaks the law, in one row or several; `?` in it is the run's id."""

    check_name: str
    table_name: str
    expected: str
    query: str


@dataclass(frozen=True)
class Verdict:
    """What a law or an expectation found: a row of the checks table."""

    check_name: str
    table_name: str
    passed: bool
    observed: str
    expected: str
    severity: str = "critical"


def _text_holds(check_name: str, table: str, text: str) -> Law:
    return Law(
        check_name, table, f"{text} stands at its offsets, in every sixteenth article of the run",
        f"""
        select count(*) from {table} join articles using (article_id)
        where {table}.run_id = ? and article_id < '1'
          and substring(body_text, {table}.start_char + 1, {table}.end_char - {table}.start_char) <> {text}
        """,
    )  # fmt: skip


def _laws() -> list[Law]:
    laws = [
        Law(
            "blocks_tile_pages", "blocks", "each page of the run is covered once, by blocks numbered from 0",
            """
            with spans as (
                select page_id, min(start_char) as first_char, max(end_char) as last_char,
                       sum(end_char - start_char) as covered, count(*) as blocks,
                       min(block_number) as first_number, max(block_number) as last_number, sum(block_number) as numbers
                from blocks where run_id = ? group by page_id
            )
            select count(*) from pages left join spans using (page_id)
            where pages.run_id = ? and pages.char_count > 0
              and not coalesce(first_char = 0 and last_char = char_count and covered = char_count
                               and first_number = 0 and last_number = blocks - 1
                               and numbers = blocks * (blocks - 1) // 2, false)
            """,
        ),
        Law(
            "articles_inside_pages", "articles", "0 <= start_char < end_char <= the page's char_count",
            """
            select count(*) from articles join pages using (page_id)
            where not (0 <= articles.start_char and articles.start_char < articles.end_char
                       and articles.end_char <= pages.char_count)
            """,
        ),
        Law(
            "body_text_from_blocks", "articles", "body_text is as long as its blocks' own text and the newlines between them",
            """
            with parts as (
                select article_id, sum(text_end - text_start) + count(*) - 1 as chars
                from blocks
                where run_id = ? and article_id is not null and role in ('body', 'heading', 'quote', 'list_item')
                group by article_id
            )
            select count(*) from articles left join parts using (article_id)
            where articles.run_id = ? and layout_name <> 'record' and chars is distinct from length(body_text)
            """,
        ),
        _text_holds("mentions_hold", "entity_mentions", "mention_text"),
        Law(
            "events_hold", "events", "an event's texts stand at their offsets, in every sixteenth article of the run",
            """
            select count(*) from events join articles using (article_id)
            where events.run_id = ? and article_id < '1' and not (
                substring(body_text, trigger_start + 1, trigger_end - trigger_start) = trigger_text
                and substring(body_text, actor_start + 1, actor_end - actor_start) is not distinct from actor_text
                and substring(body_text, recipient_start + 1, recipient_end - recipient_start) is not distinct from recipient_text
                and substring(body_text, place_start + 1, place_end - place_start) is not distinct from place_text
                and substring(body_text, claimed_by_start + 1, claimed_by_end - claimed_by_start)
                    is not distinct from claimed_by_text
            )
            """,
        ),
        _text_holds("figures_hold", "event_figures", "figure_text"),
        _text_holds("quotes_hold", "quotes", "quote_text"),
        Law(
            "mentions_are_counted", "article_entities", "mention_count is the number of mentions of the name in the article",
            """
            with counted as (
                select article_id, name_id, count(*) filter (mention_kind <> 'title') as found
                from entity_mentions where run_id = ? group by all
            )
            select count(*) from counted full join (select * from article_entities where run_id = ?) as told
            using (article_id, name_id) where coalesce(found, 0) <> coalesce(mention_count, 0)
            """,
        ),
        Law(
            "entities_are_counted", "entities", "article_count and mention_count are what article_entities has",
            """
            with counted as (
                select entity_id, count(distinct article_id) as articles, sum(mention_count) as mentions
                from article_entities group by entity_id
            )
            select count(*) from entities full join counted using (entity_id)
            where coalesce(article_count, 0) <> coalesce(articles, 0) or coalesce(mention_count, 0) <> coalesce(mentions, 0)
            """,
        ),
        Law(
            "counts_add_up", "dumps", "page_count and article_count are the rows there are",
            """
            with counted as (
                select dumps.dump_id, page_count, article_count,
                       (select count(*) from pages where pages.dump_id = dumps.dump_id) as pages_found,
                       (select count(*) from articles where articles.dump_id = dumps.dump_id) as articles_found
                from dumps
            )
            select count(*) from counted where page_count <> pages_found or article_count <> articles_found
            """,
        ),
        *_laws_of_duplicates(),
        *_laws_of_stories(),
    ]  # fmt: skip
    for spec in CATALOG.values():
        if len(spec.primary_key) == 1 and spec.written_by != "run":  # blocks: their numbers, in the law above
            key = spec.primary_key[0]
            laws.append(
                Law(
                    "primary_key_unique", spec.name, f"{key} is unique",
                    f"select count(*) - count(distinct {key}) from {spec.name}",
                )
            )  # fmt: skip
        for column, parent in spec.foreign_keys:
            where = "and child.run_id = ?" if spec.name == "blocks" else ""
            laws.append(
                Law(
                    f"foreign_key_{column}", spec.name, f"every {column} is in {parent}",
                    f"select count(*) from {spec.name} as child anti join {parent} as parent "
                    f"on child.{column} = parent.{CATALOG[parent].primary_key[0]} where child.{column} is not null {where}",
                )
            )  # fmt: skip
    return laws


def _laws_of_duplicates() -> list[Law]:
    return [
        Law(
            "every_article_searched", "duplicate_texts", "each article was searched for copies, unless that is off, and no other",
            """
            select count(*) from articles full join duplicate_texts using (article_id)
            where articles.page_id is null or (
                duplicate_texts.shingle_count is null
                and not exists (from corpus_steps where step_name = 'duplicates' and step_version = 'off')
            )
            """,
        ),
        Law(
            "copies_are_verified", "duplicates",
            "the canonical article was compared with the copy, or with an article of the same normalised text",
            """
            with pairs as (
                select article_id_l as one, article_id_r as other, duplicate_kind from duplicate_pairs
                union all select article_id_r, article_id_l, duplicate_kind from duplicate_pairs
            ),
            same as (select one, other from pairs where duplicate_kind = 'exact')
            select count(*) from duplicates
            anti join pairs on pairs.one = canonical_article_id and pairs.other = compared_article_id
                and pairs.duplicate_kind = duplicates.duplicate_kind
            union all
            select count(*) from (select * from duplicates where article_id <> compared_article_id) as duplicates
            anti join same on same.one = compared_article_id and same.other = article_id
            """,
        ),
        Law(
            "clusters_are_stars", "duplicates", "a canonical article copies none, and is that of its whole cluster",
            """
            select count(*) from duplicates semi join duplicates as copies on duplicates.canonical_article_id = copies.article_id
            union all
            select count(*) from (
                select cluster_id from duplicates group by cluster_id
                having count(distinct canonical_article_id) > 1 or count(distinct fullest_article_id) > 1
            )
            """,
        ),
        Law(
            "pairs_are_unordered", "duplicate_pairs", "two articles are one pair, whichever comes first",
            "select count(*) - count(distinct (least(article_id_l, article_id_r), greatest(article_id_l, article_id_r))) "
            "+ count(*) filter (article_id_l = article_id_r) from duplicate_pairs",
        ),
        Law(
            "passages_inside_articles", "duplicate_pairs", "0 <= start < end <= the article's length, on both sides",
            f"""
            {_PASSAGES}
            select count(*) from passages
            where not coalesce(0 <= start_l and start_l < end_l and end_l <= length(text_l)
                               and 0 <= start_r and start_r < end_r and end_r <= length(text_r), false)
            """,
        ),
        # Only the transforms know how every letter of the world is folded; of plain texts SQL can tell as well.
        Law(
            "passages_read_alike", "duplicate_pairs", "both sides of a passage in ASCII have the same letters and digits",
            f"""
            {_PASSAGES},
            sides as (
                select substring(text_l, start_l + 1, end_l - start_l) as side_l,
                    substring(text_r, start_r + 1, end_r - start_r) as side_r
                from passages
            )
            select count(*) from sides
            where regexp_full_match(side_l || side_r, '[\\x00-\\x7F]*')
                and regexp_replace(lower(side_l), '[^a-z0-9]', '', 'g') <> regexp_replace(lower(side_r), '[^a-z0-9]', '', 'g')
            """,
        ),
    ]  # fmt: skip


def _laws_of_stories() -> list[Law]:
    return [
        Law(
            "every_event_has_a_story", "events", "each event is in a story, and a story has the id of one of its events",
            """
            select count(*) from events where story_id is null
            union all
            select count(*) from stories left join events on events.event_id = stories.story_id
            where events.story_id is distinct from stories.story_id
            """,
        ),
        Law(
            "stories_are_of_one_kind", "stories",
            "events of a story have its type, or one that may tell the same thing, and its modality or are ongoing",
            """
            with close as (select distinct modality, string_split(event_types, ' ') as types from story_frames)
            select count(*) from events join stories using (story_id)
            where if(events.modality = 'ongoing', 'happened', events.modality) <> stories.modality
                or (events.event_type <> stories.event_type and not exists (
                    select 1 from close where close.modality = stories.modality
                        and list_has_all(types, [events.event_type, stories.event_type])))
            """,
        ),
        Law(
            "stories_are_counted", "stories", "report_count and article_count are what events have; no more is independent",
            """
            with counted as (
                select story_id, count(*) as reports, count(distinct article_id) as articles from events group by story_id
            )
            select count(*) from stories full join counted using (story_id)
            where coalesce(report_count, 0) <> coalesce(reports, 0) or coalesce(article_count, 0) <> coalesce(articles, 0)
                or independent_article_count > article_count or independent_publisher_count > independent_article_count
            """,
        ),
    ]  # fmt: skip


# The passages of the run's pairs, with both bodies.
_PASSAGES = """
    with passages as (
        select articles_l.body_text as text_l, articles_r.body_text as text_r,
            unnest(passage_starts_l) as start_l, unnest(passage_ends_l) as end_l,
            unnest(passage_starts_r) as start_r, unnest(passage_ends_r) as end_r
        from duplicate_pairs
        join articles as articles_l on article_id_l = articles_l.article_id
        join articles as articles_r on article_id_r = articles_r.article_id
        where duplicate_pairs.run_id = ?
    )
"""


def test_laws(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Verdict]:
    """Every law's verdict on the tables as they stand in the connection's transaction."""
    verdicts = []
    for law in _laws():
        counts = con.execute(law.query, [run_id] * law.query.count("?")).fetchall()
        broken = sum(count for (count,) in counts)
        observed = "held" if broken == 0 else f"{broken:,} rows break it"
        verdicts.append(Verdict(law.check_name, law.table_name, broken == 0, observed, law.expected))
    return verdicts
