-- Who changed what. The last four columns are filled for changes of a job.
CREATE TABLE audit_entries (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  actor         TEXT,
  surface       TEXT    NOT NULL CHECK (surface IN ('rest', 'cli', 'web', 'jmx', 'file', 'scheduler')),
  action        TEXT    NOT NULL,
  target        TEXT,
  before        TEXT,
  after         TEXT,
  outcome       TEXT    NOT NULL,
  job_id        TEXT,
  job_action    TEXT    CHECK (job_action IN ('create', 'update', 'delete')),
  lane          TEXT    CHECK (lane IN ('interactive', 'scheduled')),
  metadata_json TEXT
) STRICT;

CREATE INDEX audit_of_job ON audit_entries (job_id, id) WHERE job_id IS NOT NULL;
CREATE INDEX audit_by_time ON audit_entries (at);
CREATE INDEX audit_pending ON audit_entries (id) WHERE outcome = 'pending';
