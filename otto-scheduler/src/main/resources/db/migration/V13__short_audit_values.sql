-- Entries held the payload of a job before and after its change, up to 1 MiB each. They keep its
-- beginning and its length, as new ones do.
UPDATE audit_entries SET
  before = CASE
    WHEN length(before) > 2000 AND json_valid(before)
      AND length(json_extract(before, '$.payload')) > 1000
    THEN json_set(before, '$.payload', substr(json_extract(before, '$.payload'), 1, 200)
      || '… (' || length(json_extract(before, '$.payload')) || ' characters)')
    ELSE before END,
  after = CASE
    WHEN length(after) > 2000 AND json_valid(after)
      AND length(json_extract(after, '$.payload')) > 1000
    THEN json_set(after, '$.payload', substr(json_extract(after, '$.payload'), 1, 200)
      || '… (' || length(json_extract(after, '$.payload')) || ' characters)')
    ELSE after END
WHERE job_id IS NOT NULL AND (length(before) > 2000 OR length(after) > 2000);
