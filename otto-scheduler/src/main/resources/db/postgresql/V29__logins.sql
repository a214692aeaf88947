-- Sessions of the control plane and links that begin one; the key is a hash. SQLite has none, since
-- one Otto keeps them in memory.
CREATE TABLE logins (
  key        TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  begun_at   BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- Wrong tokens and passwords of the last minute, by surface and address.
CREATE TABLE failed_attempts (
  address  TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  since    BIGINT NOT NULL,
  failures BIGINT NOT NULL
);

CREATE INDEX failed_attempts_by_since ON failed_attempts (since);
