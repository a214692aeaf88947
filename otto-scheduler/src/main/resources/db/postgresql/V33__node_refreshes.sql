-- The refreshes of catalogs that the Ottos that share a database ask each other for, and what came of
-- each: state is null until then.
CREATE TABLE node_refreshes (
  request  TEXT COLLATE "C" NOT NULL,
  node     TEXT COLLATE "C" NOT NULL,
  asked_at BIGINT NOT NULL,
  actor    TEXT COLLATE "C" NOT NULL,
  surface  TEXT COLLATE "C" NOT NULL,
  reload   BIGINT NOT NULL,
  force    BIGINT NOT NULL,
  state    TEXT COLLATE "C",
  models   BIGINT,
  message  TEXT COLLATE "C",
  PRIMARY KEY (request, node)
);
