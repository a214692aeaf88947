-- Changes that are made together: the entry of the whole and those of its parts have the id of the
-- first here. Entries of their own have null, as all so far.
ALTER TABLE audit_entries ADD COLUMN group_id INTEGER;

CREATE INDEX audit_of_group ON audit_entries (group_id, id) WHERE group_id IS NOT NULL;
