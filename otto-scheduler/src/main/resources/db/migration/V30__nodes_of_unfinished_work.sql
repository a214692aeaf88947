-- The Otto that works on a row: that has sent the message and waits for its answer, that made the
-- change or completed it for one that is gone, that sends the notification at this moment. Null, where
-- the database is one Otto's alone.
ALTER TABLE assistant_messages ADD COLUMN node TEXT;
ALTER TABLE audit_entries ADD COLUMN node TEXT;
ALTER TABLE notifications ADD COLUMN node TEXT;

CREATE INDEX assistant_messages_in_flight ON assistant_messages (id)
  WHERE message_in_flight IS NOT NULL;

-- When it was asked, of an Otto that does not run it, to end the run early. Null where it was not.
ALTER TABLE runs ADD COLUMN abort_requested_at INTEGER;
