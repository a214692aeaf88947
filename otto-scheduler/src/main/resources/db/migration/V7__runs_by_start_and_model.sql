-- How often each model ran lately is read from the index alone, without the runs and their results.
DROP INDEX runs_by_start;
CREATE INDEX runs_by_start ON runs (started_at, resolved_model_ref);
