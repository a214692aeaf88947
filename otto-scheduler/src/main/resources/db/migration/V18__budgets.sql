-- When the last of these steps ended: what was spent belongs to the day of that. Null in older rows,
-- where it counts as spent when the run began.
ALTER TABLE model_usage ADD COLUMN ended_at INTEGER;

-- The time that a run moved its job to, because a budget was spent; it counts while the job is still
-- planned for then.
ALTER TABLE jobs ADD COLUMN held_until INTEGER;

-- Whether an operator asked for the next run whatever the budgets say.
ALTER TABLE jobs ADD COLUMN over_budget INTEGER NOT NULL DEFAULT 0;

-- What the operator was told of: each limit once a day or month.
CREATE TABLE budget_warnings (
  budget          TEXT    NOT NULL,
  period          TEXT    NOT NULL,
  notification_id INTEGER NOT NULL,
  PRIMARY KEY (budget, period)
) STRICT;
