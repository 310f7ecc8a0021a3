-- One row per run: what it brought in, how long it took, whether the checks held.
--
-- run_id: The run.
-- started_at: When it started.
-- finished_at: When its load was complete; null where it published nothing.
-- status: `published`, or why it has no rows: `interrupted`, `stopped` by the quality gate, `undone` by a rollback.
-- status_detail: Why it was stopped.
-- code_version: Version of the code that ran.
-- duration_seconds: From start to load.
-- dump_count: Dumps that it read.
-- page_count: Pages in them.
-- article_count: Articles in them, copies included.
-- reject_count: Things that could not become a row.
-- byte_count: Bytes of the dumps.
-- removed_dump_count: Dumps whose rows it deleted.
-- reject_share: Rejects per article and reject; null where there are neither.
-- check_count: Checks that were made before publication.
-- failed_check_count: Those that did not hold: warnings, and critical ones that a person accepted or that stopped the run.
with verdicts as (
    select run_id, count(*) as check_count, count(*) filter (not passed) as failed_check_count
    from checks
    group by run_id
),
counted as (
    select
        *,
        (counts::json ->> 'dumps')::bigint as dump_count,
        (counts::json ->> 'pages')::bigint as page_count,
        (counts::json ->> 'articles')::bigint as article_count,
        (counts::json ->> 'rejects')::bigint as reject_count,
        (counts::json ->> 'bytes')::bigint as byte_count,
        (counts::json ->> 'removed_dumps')::bigint as removed_dump_count
    from runs
),
final as (
    select
        counted.run_id,
        counted.started_at,
        counted.finished_at,
        counted.status,
        counted.status_detail,
        counted.code_version,
        epoch(counted.finished_at) - epoch(counted.started_at) as duration_seconds,
        counted.dump_count,
        counted.page_count,
        counted.article_count,
        counted.reject_count,
        counted.byte_count,
        counted.removed_dump_count,
        counted.reject_count / nullif(counted.article_count + counted.reject_count, 0) as reject_share,
        coalesce(verdicts.check_count, 0) as check_count,
        coalesce(verdicts.failed_check_count, 0) as failed_check_count
    from counted
    left join verdicts using (run_id)
)
select * from final
