-- What runs and messages in flight on any Otto have spent so far, by provider and day; a row counts
-- for as long as its run or message is in flight. SQLite has none, since one Otto knows it by itself.
CREATE TABLE open_spending (
  id       TEXT   COLLATE "C" NOT NULL,
  provider TEXT   COLLATE "C" NOT NULL,
  ended_at BIGINT NOT NULL,
  tokens   BIGINT NOT NULL,
  cost_usd DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (id, provider, ended_at)
);

-- For what other Ottos stored lately; in SQLite every table is in this order.
CREATE INDEX model_usage_by_rowid ON model_usage (rowid);
