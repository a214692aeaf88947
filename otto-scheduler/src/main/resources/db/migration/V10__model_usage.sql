-- What was asked of the assistant; its texts stay in OpenCode.
CREATE TABLE assistant_messages (
  id                 INTEGER NOT NULL PRIMARY KEY,
  at                 INTEGER NOT NULL,
  session_id         TEXT    NOT NULL,
  resolved_model_ref TEXT    NOT NULL,
  served_model_ref   TEXT,
  error_code         TEXT,
  usage_complete     INTEGER NOT NULL
) STRICT;

CREATE INDEX assistant_messages_by_time ON assistant_messages (at);

-- The bill of a run or of a message to the assistant: a row for each model that worked for it.
CREATE TABLE model_usage (
  run_id             TEXT    REFERENCES runs (id) ON DELETE CASCADE,
  message_id         INTEGER REFERENCES assistant_messages (id) ON DELETE CASCADE,
  at                 INTEGER NOT NULL,
  model_ref          TEXT    NOT NULL,
  input_tokens       INTEGER NOT NULL,
  output_tokens      INTEGER NOT NULL,
  reasoning_tokens   INTEGER NOT NULL,
  cache_read_tokens  INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  cost_usd           REAL,
  steps              INTEGER,
  CHECK ((run_id IS NULL) <> (message_id IS NULL))
) STRICT;

CREATE INDEX model_usage_of_run ON model_usage (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX model_usage_of_message ON model_usage (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX model_usage_by_time ON model_usage (at);

-- Receipts so far counted the last step alone, or did not look at subagents: they say "at least".
ALTER TABLE runs ADD COLUMN usage_complete INTEGER NOT NULL DEFAULT 0;

-- A model that costs nothing has no price.
UPDATE runs SET cost_usd = NULL WHERE cost_usd = 0;

INSERT INTO model_usage (run_id, at, model_ref, input_tokens, output_tokens, reasoning_tokens,
  cache_read_tokens, cache_write_tokens, cost_usd)
SELECT id, started_at, coalesce(served_model_ref, resolved_model_ref), input_tokens,
  coalesce(output_tokens, 0), 0, 0, 0, cost_usd
FROM runs
WHERE input_tokens IS NOT NULL AND coalesce(served_model_ref, resolved_model_ref) IS NOT NULL;
