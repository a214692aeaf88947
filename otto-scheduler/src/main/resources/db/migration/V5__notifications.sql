-- What was, or is to be, told to the operator.
CREATE TABLE notifications (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at      INTEGER NOT NULL,
  source          TEXT    NOT NULL,
  severity        TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  status          TEXT    NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  delivered_at    INTEGER,
  last_error      TEXT,
  run_id          TEXT
) STRICT;

CREATE INDEX notifications_by_time ON notifications (created_at);
CREATE INDEX notifications_due ON notifications (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- The failed runs that an alert has already told of.
CREATE TABLE watchdog_alerts (
  run_id          TEXT    NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  notification_id INTEGER REFERENCES notifications (id) ON DELETE SET NULL,
  alerted_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX watchdog_alerts_of_notification ON watchdog_alerts (notification_id);

-- One row, made when it is first asked for: when the operator wants to be told.
CREATE TABLE notification_profile (
  id                        INTEGER PRIMARY KEY CHECK (id = 1),
  timezone                  TEXT,
  quiet_hours_start         TEXT,
  quiet_hours_end           TEXT,
  quiet_mode                TEXT    CHECK (quiet_mode IN ('critical_only', 'off')),
  mute_until                INTEGER,
  heartbeat_morning         TEXT,
  heartbeat_midday          TEXT,
  heartbeat_evening         TEXT,
  heartbeat_cadence_minutes INTEGER CHECK (heartbeat_cadence_minutes BETWEEN 30 AND 1440),
  heartbeat_only_if_signal  INTEGER NOT NULL DEFAULT 1 CHECK (heartbeat_only_if_signal IN (0, 1)),
  onboarding_completed_at   INTEGER,
  last_digest_at            INTEGER,
  updated_at                INTEGER NOT NULL
) STRICT;

-- What the watchdog looks for; runs that succeed do not touch it.
CREATE INDEX runs_failed ON runs (finished_at) WHERE state IN ('failed', 'lost');
