-- The prompts of runs as they were sent. One that many runs sent is stored once, and leaves with the
-- last of them.
CREATE TABLE run_prompts (
  sha256 TEXT NOT NULL PRIMARY KEY,
  text   TEXT NOT NULL
) STRICT;

-- Null where nothing was sent, and in the runs so far.
ALTER TABLE runs ADD COLUMN prompt_sha256 TEXT;

CREATE INDEX runs_of_prompt ON runs (prompt_sha256) WHERE prompt_sha256 IS NOT NULL;

CREATE TRIGGER run_prompt_leaves AFTER DELETE ON runs
  WHEN old.prompt_sha256 IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM runs WHERE prompt_sha256 = old.prompt_sha256)
  BEGIN DELETE FROM run_prompts WHERE sha256 = old.prompt_sha256; END;
