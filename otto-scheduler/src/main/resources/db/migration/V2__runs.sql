-- One execution of a job, with the receipt of its model.
CREATE TABLE runs (
  id                  TEXT    NOT NULL PRIMARY KEY,
  job_id              TEXT    NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt             INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  scheduled_for       INTEGER,
  started_at          INTEGER NOT NULL,
  finished_at         INTEGER,
  state               TEXT    NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'lost', 'skipped')),
  error_code          TEXT,
  error_message       TEXT,
  result_json         TEXT,
  created_at          INTEGER NOT NULL,
  requested_model_ref TEXT,
  resolved_model_ref  TEXT,
  served_model_ref    TEXT,
  model_source        TEXT,
  fallback_reason     TEXT,
  catalog_updated_at  INTEGER,
  input_tokens        INTEGER,
  output_tokens       INTEGER,
  cost_usd            REAL,
  session_id          TEXT,
  node                TEXT
) STRICT;

CREATE INDEX runs_of_job ON runs (job_id, started_at);
CREATE INDEX runs_by_start ON runs (started_at);
CREATE INDEX runs_open ON runs (id) WHERE state = 'running';
