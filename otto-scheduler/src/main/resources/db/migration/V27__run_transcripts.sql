-- What was said and done in the sessions of runs, where the settings want it kept. Leaves with the
-- run, and before it once it is old enough.
CREATE TABLE run_transcripts (
  run_id       TEXT    NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  session_id   TEXT    NOT NULL,
  at           INTEGER NOT NULL,
  entries_json TEXT    NOT NULL,
  truncated    INTEGER NOT NULL,
  PRIMARY KEY (run_id, session_id)
) STRICT;

CREATE INDEX run_transcripts_by_time ON run_transcripts (at);
