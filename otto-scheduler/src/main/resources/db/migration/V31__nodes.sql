-- The Ottos that share a database: what each says of itself, and whether it is drained. An Otto
-- on its own has a row once it was drained.
CREATE TABLE nodes (
  id               TEXT    NOT NULL PRIMARY KEY,
  opencode_url     TEXT    NOT NULL,
  drained          INTEGER NOT NULL DEFAULT 0,
  version          TEXT,
  started_at       INTEGER,
  opencode_version TEXT,
  opencode_problem TEXT,
  catalog          TEXT,
  catalog_at       INTEGER,
  clock_offset     INTEGER,
  reported_at      INTEGER
);
