-- The surface through which a run was asked for, or scheduler where its schedule is the reason; of
-- older runs that is not recorded.
ALTER TABLE runs ADD COLUMN surface TEXT;

-- The surface through which the next run of a job was asked for; null where its schedule is the reason.
ALTER TABLE jobs ADD COLUMN asked_by TEXT;

-- A search decides all its conditions in this index.
DROP INDEX runs_by_start;
CREATE INDEX runs_by_start ON runs (started_at, id, job_id, state, requested_model_ref,
  resolved_model_ref, served_model_ref, model_source, cost_usd, usage_complete, search_id, surface);
