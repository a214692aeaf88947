-- What is to run, and when. Times are epoch milliseconds. A job runs while it holds a lock.
CREATE TABLE jobs (
  id              TEXT    NOT NULL PRIMARY KEY,
  type            TEXT    NOT NULL,
  schedule_type   TEXT    NOT NULL CHECK (schedule_type IN ('recurring', 'oneshot')),
  run_at          INTEGER,
  cadence_minutes INTEGER CHECK (cadence_minutes >= 1),
  cron            TEXT,
  time_zone       TEXT,
  profile_id      TEXT,
  payload         TEXT,
  paused          INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  next_run_at     INTEGER,
  last_run_at     INTEGER,
  lock_token      TEXT,
  lock_expires_at INTEGER,
  terminal_state  TEXT    CHECK (terminal_state IN ('completed', 'expired', 'cancelled')),
  terminal_reason TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX jobs_by_update ON jobs (updated_at, id);
CREATE INDEX jobs_by_next_run ON jobs (next_run_at) WHERE next_run_at IS NOT NULL;
CREATE INDEX jobs_running ON jobs (id) WHERE lock_token IS NOT NULL;
