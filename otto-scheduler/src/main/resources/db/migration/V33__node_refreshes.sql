-- The refreshes of catalogs that the Ottos that share a database ask each other for, and what came of
-- each: state is null until then. Nobody asks an Otto on its own.
CREATE TABLE node_refreshes (
  request  TEXT    NOT NULL,
  node     TEXT    NOT NULL,
  asked_at INTEGER NOT NULL,
  actor    TEXT    NOT NULL,
  surface  TEXT    NOT NULL,
  reload   INTEGER NOT NULL,
  force    INTEGER NOT NULL,
  state    TEXT,
  models   INTEGER,
  message  TEXT,
  PRIMARY KEY (request, node)
);
