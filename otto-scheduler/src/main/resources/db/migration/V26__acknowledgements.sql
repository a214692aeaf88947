-- The failures of jobs that an operator knows of.
CREATE TABLE acknowledgements (
  job_id    TEXT    NOT NULL PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  reason    TEXT    NOT NULL,
  until     INTEGER,          -- the end of a snooze; null for one that ends with this failure
  at        INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  surface   TEXT    NOT NULL,
  failure   TEXT    NOT NULL, -- the code of the failure, or the state of a run without one
  failed_at INTEGER NOT NULL  -- when the last run started that failed so
) STRICT;
