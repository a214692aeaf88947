-- What the runs of jobs that were deleted for good have spent: budgets go on counting it. Nothing of
-- what they asked or answered is here.
CREATE TABLE deleted_usage (
  at                 INTEGER NOT NULL,
  ended_at           INTEGER NOT NULL,
  job_id             TEXT    NOT NULL,
  type               TEXT    NOT NULL,
  model_ref          TEXT    NOT NULL,
  input_tokens       INTEGER NOT NULL,
  output_tokens      INTEGER NOT NULL,
  reasoning_tokens   INTEGER NOT NULL,
  cache_read_tokens  INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  cost_usd           REAL
) STRICT;

CREATE INDEX deleted_usage_by_time ON deleted_usage (at);
