-- A search decides all its conditions in this index, the node of a run among them.
DROP INDEX runs_by_start;
CREATE INDEX runs_by_start ON runs (started_at, id, job_id, state, requested_model_ref,
  resolved_model_ref, served_model_ref, model_source, cost_usd, usage_complete, search_id, surface,
  node);
