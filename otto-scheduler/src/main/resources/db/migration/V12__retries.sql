-- The retry that a job waits for: when, of which run, and as which attempt of how many. Runs write
-- these columns; whatever an operator plans clears them.
ALTER TABLE jobs ADD COLUMN retry_at INTEGER;
ALTER TABLE jobs ADD COLUMN retry_of TEXT;
ALTER TABLE jobs ADD COLUMN retry_attempt INTEGER CHECK (retry_attempt >= 1);
ALTER TABLE jobs ADD COLUMN retry_max_attempts INTEGER CHECK (retry_max_attempts >= 1);

-- runs.attempt is the number of the attempt. Unknown in older runs, and until a first one ends: of
-- how many. The run that it retries is null for a first attempt.
ALTER TABLE runs ADD COLUMN max_attempts INTEGER;
ALTER TABLE runs ADD COLUMN retry_of TEXT;
