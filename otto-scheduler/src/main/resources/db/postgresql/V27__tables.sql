-- The tables of SQLite's migrations 1 to 27; DialectsTest compares the two. Times are epoch
-- milliseconds. Texts are compared byte by byte, as SQLite does, whatever the server's locale.

-- What is to run, and when. A job runs while it holds a lock.
CREATE TABLE jobs (
  id                 TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  type               TEXT   COLLATE "C" NOT NULL,
  schedule_type      TEXT   COLLATE "C" NOT NULL CHECK (schedule_type IN ('recurring', 'oneshot')),
  run_at             BIGINT,
  cadence_minutes    BIGINT CHECK (cadence_minutes >= 1),
  cron               TEXT   COLLATE "C",
  time_zone          TEXT   COLLATE "C",
  profile_id         TEXT   COLLATE "C",
  payload            TEXT   COLLATE "C",
  paused             BIGINT NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  next_run_at        BIGINT,
  last_run_at        BIGINT,
  lock_token         TEXT   COLLATE "C",
  lock_expires_at    BIGINT,
  terminal_state     TEXT   COLLATE "C" CHECK (terminal_state IN ('completed', 'expired', 'cancelled')),
  terminal_reason    TEXT   COLLATE "C",
  created_at         BIGINT NOT NULL,
  updated_at         BIGINT NOT NULL,
  model_ref          TEXT   COLLATE "C",
  retry_at           BIGINT,
  retry_of           TEXT   COLLATE "C",
  retry_attempt      BIGINT CHECK (retry_attempt >= 1),
  retry_max_attempts BIGINT CHECK (retry_max_attempts >= 1),
  model_variant      TEXT   COLLATE "C",
  model_fallbacks    TEXT   COLLATE "C",
  model_policy       TEXT   COLLATE "C",
  only_providers     TEXT   COLLATE "C",
  on_failure         TEXT   COLLATE "C",
  held_until         BIGINT,
  over_budget        BIGINT NOT NULL DEFAULT 0,
  asked_by           TEXT   COLLATE "C",
  asked_model_ref    TEXT   COLLATE "C"
);

CREATE INDEX jobs_by_update ON jobs (updated_at, id);
CREATE INDEX jobs_by_next_run ON jobs (next_run_at) WHERE next_run_at IS NOT NULL;
CREATE INDEX jobs_running ON jobs (id) WHERE lock_token IS NOT NULL;

-- One execution of a job, with the receipt of its model.
CREATE TABLE runs (
  id                  TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  job_id              TEXT   COLLATE "C" NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt             BIGINT NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  scheduled_for       BIGINT,
  started_at          BIGINT NOT NULL,
  finished_at         BIGINT,
  state               TEXT   COLLATE "C" NOT NULL
    CHECK (state IN ('running', 'succeeded', 'failed', 'lost', 'skipped')),
  error_code          TEXT   COLLATE "C",
  error_message       TEXT   COLLATE "C",
  result_json         TEXT   COLLATE "C",
  created_at          BIGINT NOT NULL,
  requested_model_ref TEXT   COLLATE "C",
  resolved_model_ref  TEXT   COLLATE "C",
  served_model_ref    TEXT   COLLATE "C",
  model_source        TEXT   COLLATE "C",
  fallback_reason     TEXT   COLLATE "C",
  catalog_updated_at  BIGINT,
  input_tokens        BIGINT,
  output_tokens       BIGINT,
  cost_usd            DOUBLE PRECISION,
  session_id          TEXT   COLLATE "C",
  node                TEXT   COLLATE "C",
  permissions_json    TEXT   COLLATE "C",
  usage_complete      BIGINT NOT NULL DEFAULT 0,
  result_truncated    BIGINT NOT NULL DEFAULT 0,
  max_attempts        BIGINT,
  retry_of            TEXT   COLLATE "C",
  model_variant       TEXT   COLLATE "C",
  tries_json          TEXT   COLLATE "C",
  search_id           BIGINT,
  prompt_sha256       TEXT   COLLATE "C",
  surface             TEXT   COLLATE "C"
);

CREATE INDEX runs_of_job ON runs (job_id, started_at);
-- SQLite has more columns here. An entry of PostgreSQL's must be shorter than 2.7 KB, which the name of
-- a model need not be; and its rows keep large values elsewhere, so that they can be looked at.
CREATE INDEX runs_by_start ON runs (started_at, id);
CREATE INDEX runs_open ON runs (id) WHERE state = 'running';
CREATE INDEX runs_failed ON runs (finished_at) WHERE state IN ('failed', 'lost');
CREATE INDEX runs_unsearchable ON runs (started_at)
  WHERE search_id IS NULL AND finished_at IS NOT NULL;

CREATE INDEX runs_of_prompt ON runs (prompt_sha256) WHERE prompt_sha256 IS NOT NULL;

-- The prompts of runs as they were sent. One that many runs sent is stored once, and leaves with the
-- last of them.
CREATE TABLE run_prompts (
  sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  text   TEXT COLLATE "C" NOT NULL
);

CREATE FUNCTION run_prompt_leaves() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM run_prompts WHERE sha256 = OLD.prompt_sha256
    AND NOT EXISTS (SELECT FROM runs WHERE prompt_sha256 = OLD.prompt_sha256);
  RETURN NULL;
END
$$;

CREATE TRIGGER run_prompt_leaves AFTER DELETE ON runs FOR EACH ROW
  WHEN (OLD.prompt_sha256 IS NOT NULL) EXECUTE FUNCTION run_prompt_leaves();

-- Results that are too big for a list; the run itself keeps a short one of the same shape.
CREATE TABLE run_results (
  run_id      TEXT   COLLATE "C" NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  result_json TEXT   COLLATE "C" NOT NULL,
  truncated   BIGINT NOT NULL
);

-- What was said and done in the sessions of runs, where the settings want it kept. Leaves with the
-- run, and before it once it is old enough.
CREATE TABLE run_transcripts (
  run_id       TEXT   COLLATE "C" NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  session_id   TEXT   COLLATE "C" NOT NULL,
  at           BIGINT NOT NULL,
  entries_json TEXT   COLLATE "C" NOT NULL,
  truncated    BIGINT NOT NULL,
  PRIMARY KEY (run_id, session_id)
);

CREATE INDEX run_transcripts_by_time ON run_transcripts (at);

-- The words of the answers and errors of runs that are over; runs.search_id names the row of a run.
CREATE TABLE run_search (
  rowid BIGINT   NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  words TSVECTOR NOT NULL
);

CREATE INDEX run_search_words ON run_search USING GIN (words);

CREATE FUNCTION run_leaves_search() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM run_search WHERE rowid = OLD.search_id;
  RETURN NULL;
END
$$;

CREATE TRIGGER run_leaves_search AFTER DELETE ON runs FOR EACH ROW
  WHEN (OLD.search_id IS NOT NULL) EXECUTE FUNCTION run_leaves_search();

-- Who changed what. Entries of changes that were made together have the id of the first as group.
CREATE TABLE audit_entries (
  id            BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  at            BIGINT NOT NULL,
  actor         TEXT   COLLATE "C",
  surface       TEXT   COLLATE "C" NOT NULL
    CHECK (surface IN ('rest', 'cli', 'web', 'jmx', 'file', 'scheduler')),
  action        TEXT   COLLATE "C" NOT NULL,
  target        TEXT   COLLATE "C",
  before        TEXT   COLLATE "C",
  after         TEXT   COLLATE "C",
  outcome       TEXT   COLLATE "C" NOT NULL,
  job_id        TEXT   COLLATE "C",
  job_action    TEXT   COLLATE "C" CHECK (job_action IN ('create', 'update', 'delete')),
  lane          TEXT   COLLATE "C" CHECK (lane IN ('interactive', 'scheduled')),
  metadata_json TEXT   COLLATE "C",
  imported_id   TEXT   COLLATE "C",
  group_id      BIGINT
);

CREATE INDEX audit_of_job ON audit_entries (job_id, id) WHERE job_id IS NOT NULL;
CREATE INDEX audit_by_time ON audit_entries (at);
CREATE INDEX audit_pending ON audit_entries (id) WHERE outcome = 'pending';
CREATE UNIQUE INDEX audit_imported ON audit_entries (imported_id) WHERE imported_id IS NOT NULL;
CREATE INDEX audit_of_group ON audit_entries (group_id, id) WHERE group_id IS NOT NULL;

-- What was, or is to be, told to the operator.
CREATE TABLE notifications (
  id              BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  created_at      BIGINT NOT NULL,
  source          TEXT   COLLATE "C" NOT NULL,
  severity        TEXT   COLLATE "C" NOT NULL,
  text            TEXT   COLLATE "C" NOT NULL,
  status          TEXT   COLLATE "C" NOT NULL,
  attempts        BIGINT NOT NULL DEFAULT 0,
  next_attempt_at BIGINT,
  delivered_at    BIGINT,
  last_error      TEXT   COLLATE "C",
  run_id          TEXT   COLLATE "C"
);

CREATE INDEX notifications_by_time ON notifications (created_at);
CREATE INDEX notifications_due ON notifications (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- The failed runs that an alert has already told of.
CREATE TABLE watchdog_alerts (
  run_id          TEXT   COLLATE "C" NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  notification_id BIGINT REFERENCES notifications (id) ON DELETE SET NULL,
  alerted_at      BIGINT NOT NULL
);

CREATE INDEX watchdog_alerts_of_notification ON watchdog_alerts (notification_id);

-- One row, made when it is first asked for: when the operator wants to be told.
CREATE TABLE notification_profile (
  id                              BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  timezone                        TEXT   COLLATE "C",
  quiet_hours_start               TEXT   COLLATE "C",
  quiet_hours_end                 TEXT   COLLATE "C",
  quiet_mode                      TEXT   COLLATE "C" CHECK (quiet_mode IN ('critical_only', 'off')),
  mute_until                      BIGINT,
  heartbeat_morning               TEXT   COLLATE "C",
  heartbeat_midday                TEXT   COLLATE "C",
  heartbeat_evening               TEXT   COLLATE "C",
  heartbeat_cadence_minutes       BIGINT CHECK (heartbeat_cadence_minutes BETWEEN 30 AND 1440),
  heartbeat_only_if_signal        BIGINT NOT NULL DEFAULT 1 CHECK (heartbeat_only_if_signal IN (0, 1)),
  onboarding_completed_at         BIGINT,
  last_digest_at                  BIGINT,
  updated_at                      BIGINT NOT NULL,
  watchdog_alerts_enabled         BIGINT NOT NULL DEFAULT 1 CHECK (watchdog_alerts_enabled IN (0, 1)),
  watchdog_mute_until             BIGINT,
  interactive_context_window_size BIGINT NOT NULL DEFAULT 20
    CHECK (interactive_context_window_size BETWEEN 5 AND 200),
  context_retention_cap           BIGINT NOT NULL DEFAULT 100
    CHECK (context_retention_cap BETWEEN 5 AND 200)
);

-- What was asked of the assistant; its texts stay in OpenCode.
CREATE TABLE assistant_messages (
  id                 BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  at                 BIGINT NOT NULL,
  session_id         TEXT   COLLATE "C" NOT NULL,
  resolved_model_ref TEXT   COLLATE "C" NOT NULL,
  served_model_ref   TEXT   COLLATE "C",
  error_code         TEXT   COLLATE "C",
  usage_complete     BIGINT NOT NULL,
  message_in_flight  TEXT   COLLATE "C",
  probe              BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX assistant_messages_by_time ON assistant_messages (at);

-- The bill of a run or of a message to the assistant: a row for each model that worked for it, in
-- the order of rowid, which every table of SQLite has.
CREATE TABLE model_usage (
  rowid              BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  run_id             TEXT   COLLATE "C" REFERENCES runs (id) ON DELETE CASCADE,
  message_id         BIGINT REFERENCES assistant_messages (id) ON DELETE CASCADE,
  at                 BIGINT NOT NULL,
  model_ref          TEXT   COLLATE "C" NOT NULL,
  input_tokens       BIGINT NOT NULL,
  output_tokens      BIGINT NOT NULL,
  reasoning_tokens   BIGINT NOT NULL,
  cache_read_tokens  BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  cost_usd           DOUBLE PRECISION,
  steps              BIGINT,
  ended_at           BIGINT,
  CHECK ((run_id IS NULL) <> (message_id IS NULL))
);

CREATE INDEX model_usage_of_run ON model_usage (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX model_usage_of_message ON model_usage (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX model_usage_by_time ON model_usage (at);

-- What the operator was told of: each limit once a day or month.
CREATE TABLE budget_warnings (
  budget          TEXT   COLLATE "C" NOT NULL,
  period          TEXT   COLLATE "C" NOT NULL,
  notification_id BIGINT NOT NULL,
  PRIMARY KEY (budget, period)
);

-- What the runs of jobs that were deleted for good have spent: budgets go on counting it. Nothing of
-- what they asked or answered is here.
CREATE TABLE deleted_usage (
  at                 BIGINT NOT NULL,
  ended_at           BIGINT NOT NULL,
  job_id             TEXT   COLLATE "C" NOT NULL,
  type               TEXT   COLLATE "C" NOT NULL,
  model_ref          TEXT   COLLATE "C" NOT NULL,
  input_tokens       BIGINT NOT NULL,
  output_tokens      BIGINT NOT NULL,
  reasoning_tokens   BIGINT NOT NULL,
  cache_read_tokens  BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  cost_usd           DOUBLE PRECISION
);

CREATE INDEX deleted_usage_by_time ON deleted_usage (at);

-- What the Ottos on this database share, and a single one keeps in files.
CREATE TABLE shared_values (
  name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);

-- The failures of jobs that an operator knows of.
CREATE TABLE acknowledgements (
  job_id    TEXT   COLLATE "C" NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  reason    TEXT   COLLATE "C" NOT NULL,
  until     BIGINT,
  at        BIGINT NOT NULL,
  actor     TEXT   COLLATE "C" NOT NULL,
  surface   TEXT   COLLATE "C" NOT NULL,
  failure   TEXT   COLLATE "C" NOT NULL,
  failed_at BIGINT NOT NULL
);

-- The tables of Quartz's clustered store, in which the triggers of the jobs are; SQLite has none, since
-- a single Otto has its triggers in memory. Columns and their order are those of Quartz 2.5, names are
-- texts because the ids of jobs are, and there are the indexes that its store looks things up by.
CREATE TABLE qrtz_job_details (
  sched_name        TEXT    COLLATE "C" NOT NULL,
  job_name          TEXT    COLLATE "C" NOT NULL,
  job_group         TEXT    COLLATE "C" NOT NULL,
  description       TEXT    COLLATE "C",
  job_class_name    TEXT    COLLATE "C" NOT NULL,
  is_durable        BOOLEAN NOT NULL,
  is_nonconcurrent  BOOLEAN NOT NULL,
  is_update_data    BOOLEAN NOT NULL,
  requests_recovery BOOLEAN NOT NULL,
  job_data          BYTEA,
  PRIMARY KEY (sched_name, job_name, job_group)
);

CREATE TABLE qrtz_triggers (
  sched_name     TEXT     COLLATE "C" NOT NULL,
  trigger_name   TEXT     COLLATE "C" NOT NULL,
  trigger_group  TEXT     COLLATE "C" NOT NULL,
  job_name       TEXT     COLLATE "C" NOT NULL,
  job_group      TEXT     COLLATE "C" NOT NULL,
  description    TEXT     COLLATE "C",
  next_fire_time BIGINT,
  prev_fire_time BIGINT,
  priority       INTEGER,
  trigger_state  TEXT     COLLATE "C" NOT NULL,
  trigger_type   TEXT     COLLATE "C" NOT NULL,
  start_time     BIGINT   NOT NULL,
  end_time       BIGINT,
  calendar_name  TEXT     COLLATE "C",
  misfire_instr  SMALLINT,
  job_data       BYTEA,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, job_name, job_group)
    REFERENCES qrtz_job_details (sched_name, job_name, job_group)
);

CREATE INDEX qrtz_triggers_of_job ON qrtz_triggers (sched_name, job_name, job_group);
CREATE INDEX qrtz_triggers_by_time
  ON qrtz_triggers (sched_name, trigger_state, next_fire_time, priority DESC);

CREATE TABLE qrtz_simple_triggers (
  sched_name      TEXT   COLLATE "C" NOT NULL,
  trigger_name    TEXT   COLLATE "C" NOT NULL,
  trigger_group   TEXT   COLLATE "C" NOT NULL,
  repeat_count    BIGINT NOT NULL,
  repeat_interval BIGINT NOT NULL,
  times_triggered BIGINT NOT NULL,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group)
    REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group)
);

CREATE TABLE qrtz_cron_triggers (
  sched_name      TEXT COLLATE "C" NOT NULL,
  trigger_name    TEXT COLLATE "C" NOT NULL,
  trigger_group   TEXT COLLATE "C" NOT NULL,
  cron_expression TEXT COLLATE "C" NOT NULL,
  time_zone_id    TEXT COLLATE "C",
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group)
    REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group)
);

CREATE TABLE qrtz_simprop_triggers (
  sched_name    TEXT    COLLATE "C" NOT NULL,
  trigger_name  TEXT    COLLATE "C" NOT NULL,
  trigger_group TEXT    COLLATE "C" NOT NULL,
  str_prop_1    TEXT    COLLATE "C",
  str_prop_2    TEXT    COLLATE "C",
  str_prop_3    TEXT    COLLATE "C",
  int_prop_1    INTEGER,
  int_prop_2    INTEGER,
  long_prop_1   BIGINT,
  long_prop_2   BIGINT,
  dec_prop_1    NUMERIC(13, 4),
  dec_prop_2    NUMERIC(13, 4),
  bool_prop_1   BOOLEAN,
  bool_prop_2   BOOLEAN,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group)
    REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group)
);

CREATE TABLE qrtz_blob_triggers (
  sched_name    TEXT COLLATE "C" NOT NULL,
  trigger_name  TEXT COLLATE "C" NOT NULL,
  trigger_group TEXT COLLATE "C" NOT NULL,
  blob_data     BYTEA,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group)
    REFERENCES qrtz_triggers (sched_name, trigger_name, trigger_group)
);

CREATE TABLE qrtz_calendars (
  sched_name    TEXT  COLLATE "C" NOT NULL,
  calendar_name TEXT  COLLATE "C" NOT NULL,
  calendar      BYTEA NOT NULL,
  PRIMARY KEY (sched_name, calendar_name)
);

CREATE TABLE qrtz_paused_trigger_grps (
  sched_name    TEXT COLLATE "C" NOT NULL,
  trigger_group TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (sched_name, trigger_group)
);

CREATE TABLE qrtz_fired_triggers (
  sched_name        TEXT    COLLATE "C" NOT NULL,
  entry_id          TEXT    COLLATE "C" NOT NULL,
  trigger_name      TEXT    COLLATE "C" NOT NULL,
  trigger_group     TEXT    COLLATE "C" NOT NULL,
  instance_name     TEXT    COLLATE "C" NOT NULL,
  fired_time        BIGINT  NOT NULL,
  sched_time        BIGINT  NOT NULL,
  priority          INTEGER NOT NULL,
  state             TEXT    COLLATE "C" NOT NULL,
  job_name          TEXT    COLLATE "C",
  job_group         TEXT    COLLATE "C",
  is_nonconcurrent  BOOLEAN,
  requests_recovery BOOLEAN,
  PRIMARY KEY (sched_name, entry_id)
);

CREATE INDEX qrtz_fired_triggers_of_node ON qrtz_fired_triggers (sched_name, instance_name);
CREATE INDEX qrtz_fired_triggers_by_name
  ON qrtz_fired_triggers (sched_name, trigger_name, trigger_group);
CREATE INDEX qrtz_fired_triggers_of_job ON qrtz_fired_triggers (sched_name, job_name, job_group);

CREATE TABLE qrtz_scheduler_state (
  sched_name        TEXT   COLLATE "C" NOT NULL,
  instance_name     TEXT   COLLATE "C" NOT NULL,
  last_checkin_time BIGINT NOT NULL,
  checkin_interval  BIGINT NOT NULL,
  PRIMARY KEY (sched_name, instance_name)
);

CREATE TABLE qrtz_locks (
  sched_name TEXT COLLATE "C" NOT NULL,
  lock_name  TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (sched_name, lock_name)
);

-- The Ottos of a cluster, and where the OpenCode of each is. SQLite has none.
CREATE TABLE nodes (
  id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  opencode_url TEXT COLLATE "C" NOT NULL
);
