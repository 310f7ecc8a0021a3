"""A warehouse of made-up rows, as many as wanted, written in SQL alone: for what is slow or large at 1,000,000 articles.

    python -m tests.benchmarks.generate_warehouse FILE --articles 1000000

Outlets, categories and entities are as unevenly frequent as real ones (Zipf), three years of days, one article in six a copy
of an earlier one. Everything follows from hashes of row numbers: the same call makes the same rows. Bodies are short.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

from warehouse.ddl import create_tables

OUTLETS, CATEGORIES, ENTITIES = 3_000, 400, 60_000
DAYS = 1_096
MENTIONED = 6  # entities of an article
COPIES_SHARE = 0.16  # of articles that copy another


def _uniform(salt: str, row: str = "i") -> str:
    """SQL for a number from 0 to 1 that follows from the row's number."""
    return f"(hash({row}, '{salt}') % 1000003 / 1000003.0)"


def _zipf(salt: str, size: int, row: str = "i") -> str:
    """SQL for a number below `size`, the lower the more frequent: logarithms of Zipf's ranks are spread evenly."""
    return f"(pow({size + 1}.0, {_uniform(salt, row)})::bigint - 1)"


def generate(path: Path, articles: int) -> None:
    """Writes the warehouse; an existing file is an error."""
    with duckdb.connect(path) as con:
        con.execute("set preserve_insertion_order = false")
        create_tables(con)
        for statement in _STATEMENTS:
            con.execute(statement, {"articles": articles} if "$articles" in statement else None)


_STATEMENTS = [
    """
    insert into runs by name select 'run-1' as run_id, now() as started_at, now() as finished_at, 'published' as status,
        [] as accepted_checks, 'made' as code_version, '{}' as settings, '{"dumps": 1, "pages": 1}' as counts
    """,
    """
    insert into dumps by name select md5('dump') as dump_id, '/made' as dump_path, [] as also_at, 'jsonl' as dump_format,
        'utf-8' as encoding, 1000000 as byte_count, 1000000 as char_count, $articles as page_count, $articles as article_count,
        'made' as code_version, now() as ingested_at, 'run-1' as run_id
    """,
    f"""
    insert into articles by name
    with rows as (
        select i, {_zipf("outlet", OUTLETS)} as outlet, {_uniform("copy")} < {COPIES_SHARE} as is_copy,
            {_zipf("category", CATEGORIES)} as category, {_zipf("other", CATEGORIES)} as other_category,
            {_uniform("dated")} as dated, {_uniform("language")} as language, {_uniform("site")} as site,
            (pow({_uniform("day")}, 0.8) * {DAYS})::int as day
        from range($articles) as made(i)
    )
    select md5(i::varchar) as article_id, md5('page' || i) as page_id, md5('dump') as dump_id, 0 as article_number,
        0 as start_char, 100 as end_char, if(i % 20 = 0, null, 'Headline number ' || i) as title,
        'Body of article ' || i || ', short.' as body_text, if(i % 3 = 0, [], ['Author ' || i % 5000]) as authors,
        if(dated < 0.95, 'Outlet ' || outlet, null) as publisher_name,
        if(site < 0.1, 'Outlet ' || (outlet * 7 + 3) % {OUTLETS}, null) as republisher_name, null as site_name,
        case when language < 0.8 then 'en' when language < 0.9 then 'de' when language < 0.96 then 'fr' else 'es' end
            as language_code,
        if(dated < 0.9, 'on the page', null) as published_at_raw,
        if(dated < 0.9, date '2023-11-01' + day, null) as published_on,
        case when dated < 0.85 then 'day' when dated < 0.9 then 'month' end as published_precision,
        if(dated < 0.9, 'byline', 'none') as published_basis,
        case when i % 4 = 0 then [] when i % 5 = 0 then ['Section ' || category, 'Section ' || other_category]
            else ['Section ' || category] end as categories,
        [] as tags, if(i % 30 = 0, 'excerpt', 'complete') as completeness,
        100 + (hash(i, 'words') % 900)::bigint as word_count, sha256(i::varchar) as content_sha256, 'made' as layout_name,
        1.0 as parse_confidence, 'run-1' as run_id
    from rows
    """,
    f"""
    insert into duplicates by name
    select md5(i::varchar) as article_id, md5(source::varchar) as canonical_article_id, md5(source::varchar) as cluster_id,
        case when kind < 0.5 then 'exact' when kind < 0.8 then 'near' else 'excerpt' end as duplicate_kind,
        0.9 as jaccard_similarity, 1.0 as containment_share, 90 as matched_word_count, false as is_same_page,
        md5(i::varchar) as compared_article_id, md5(source::varchar) as fullest_article_id, 'run-1' as run_id
    from (
        select i, ({_uniform("source")} * i)::bigint as source, {_uniform("kind")} as kind
        from range($articles) as made(i) where {_uniform("copy")} < {COPIES_SHARE}
    )
    where source < i and {_uniform("copy", "source")} >= {COPIES_SHARE}
    """,
    f"""
    insert into article_entities by name
    select distinct on (article_id, name_id)
        md5(i::varchar) as article_id, md5('dump') as dump_id, md5('entity' || entity) as name_id,
        md5('entity' || entity) as entity_id, 'Entity ' || entity as entity_name,
        ['person', 'organization', 'place'][1 + entity % 3] as entity_type, [] as roles, 1 as mention_count,
        0 as first_start_char, false as in_title, 0.5 as salience, 'run-1' as run_id
    from (
        select i, {_zipf("entity", ENTITIES, "i, n")} as entity from range($articles) as made(i), range({MENTIONED}) as of(n)
    )
    """,
    """
    insert into entities by name
    select entity_id, any_value(entity_name) as entity_name, any_value(entity_type) as entity_type,
        [any_value(entity_name)] as aliases, count(*) as mention_count, count(*) as article_count,
        min(published_on) as first_seen_on, max(published_on) as last_seen_on, 'run-1' as run_id
    from article_entities join articles using (article_id) group by entity_id
    """,
]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    arguments = parser.parse_args()
    generate(arguments.file, arguments.articles)
    sys.stdout.write(f"{arguments.file}: {arguments.articles:,} articles\n")


if __name__ == "__main__":
    main()
