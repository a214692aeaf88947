-- Results that are too big for a list; the run itself keeps a short one of the same shape.
CREATE TABLE run_results (
  run_id      TEXT    NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  result_json TEXT    NOT NULL,
  truncated   INTEGER NOT NULL
) STRICT;

-- 1 where the model said more than result_json of this row holds.
ALTER TABLE runs ADD COLUMN result_truncated INTEGER NOT NULL DEFAULT 0;

INSERT INTO run_results (run_id, result_json, truncated)
SELECT id, result_json, 0 FROM runs WHERE length(CAST(result_json AS BLOB)) > 16384;

UPDATE runs SET
  result_truncated = 1,
  result_json = json_object(
    'status',
    CASE state WHEN 'succeeded' THEN 'success' WHEN 'skipped' THEN 'skipped' ELSE 'failed' END,
    'summary',
    substr(
      coalesce(
        CASE WHEN json_valid(result_json) AND json_type(result_json) = 'object'
          THEN json_extract(result_json, '$.summary') END,
        result_json),
      1, 2000) || '…',
    'errors',
    json_array())
WHERE id IN (SELECT run_id FROM run_results);
