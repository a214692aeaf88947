-- What each node says of itself, and whether it is drained. A node of an older version writes
-- none of it, so all may be missing.
ALTER TABLE nodes
  ADD COLUMN drained          BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN version          TEXT COLLATE "C",
  ADD COLUMN started_at       BIGINT,
  ADD COLUMN opencode_version TEXT COLLATE "C",
  ADD COLUMN opencode_problem TEXT COLLATE "C",
  ADD COLUMN catalog          TEXT COLLATE "C",
  ADD COLUMN catalog_at       BIGINT,
  ADD COLUMN clock_offset     BIGINT,
  ADD COLUMN reported_at      BIGINT;
