-- The models that were asked in a run one after the other, since the provider of each failed: JSON;
-- null where one was asked alone.
ALTER TABLE runs ADD COLUMN tries_json TEXT;
