-- The id that an entry had in the Node.js Otto, so that a repeated import knows it.
ALTER TABLE audit_entries ADD COLUMN imported_id TEXT;
CREATE UNIQUE INDEX audit_imported ON audit_entries (imported_id) WHERE imported_id IS NOT NULL;

-- What its newest clients set; the last two are kept and not used.
ALTER TABLE notification_profile ADD COLUMN watchdog_alerts_enabled INTEGER NOT NULL DEFAULT 1
  CHECK (watchdog_alerts_enabled IN (0, 1));
ALTER TABLE notification_profile ADD COLUMN watchdog_mute_until INTEGER;
ALTER TABLE notification_profile ADD COLUMN interactive_context_window_size INTEGER NOT NULL
  DEFAULT 20 CHECK (interactive_context_window_size BETWEEN 5 AND 200);
ALTER TABLE notification_profile ADD COLUMN context_retention_cap INTEGER NOT NULL
  DEFAULT 100 CHECK (context_retention_cap BETWEEN 5 AND 200);
