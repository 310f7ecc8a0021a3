-- One row per run, table and reason of rejects that are in the warehouse: those of dumps read anew since are gone.
--
-- run_id: The run that wrote them.
-- started_at: When it started.
-- table_name: The table that has no row because of this.
-- reject_reason: Short name of the reason.
-- reject_count: Rejects.
-- dump_count: Dumps with such a reject.
-- example_detail: The first of their details in the order of the alphabet.
with final as (
    select
        rejects.run_id,
        any_value(runs.started_at) as started_at,
        rejects.table_name,
        rejects.reject_reason,
        count(*) as reject_count,
        count(distinct rejects.dump_id) as dump_count,
        min(rejects.detail) as example_detail
    from rejects
    left join runs using (run_id)
    group by rejects.run_id, rejects.table_name, rejects.reject_reason
)
select * from final
