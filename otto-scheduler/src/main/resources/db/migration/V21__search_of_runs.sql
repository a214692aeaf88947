-- The words of the answers and errors of runs that are over; their texts stay where they are. Filled
-- in the background, also for the runs so far; a run that is deleted leaves it at once.
CREATE VIRTUAL TABLE run_search USING fts5 (
  answer, error, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- The row of a run there; null until it has one.
ALTER TABLE runs ADD COLUMN search_id INTEGER;

CREATE INDEX runs_unsearchable ON runs (started_at)
  WHERE search_id IS NULL AND finished_at IS NOT NULL;

CREATE TRIGGER run_leaves_search AFTER DELETE ON runs WHEN old.search_id IS NOT NULL
  BEGIN DELETE FROM run_search WHERE rowid = old.search_id; END;

-- Runs are filtered and counted in this index alone, without their rows and their results.
DROP INDEX runs_fallen_back;
DROP INDEX runs_by_start;
CREATE INDEX runs_by_start ON runs (started_at, id, job_id, state, requested_model_ref,
  resolved_model_ref, served_model_ref, model_source, cost_usd, usage_complete, search_id);
