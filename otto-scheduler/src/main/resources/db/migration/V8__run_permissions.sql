-- What OpenCode asked during a run, and what it was answered: a JSON array, null where nothing was.
ALTER TABLE runs ADD COLUMN permissions_json TEXT;
