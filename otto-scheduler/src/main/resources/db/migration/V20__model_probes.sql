-- A message that only checked whether a model answers: it is paid for like the others, and is no
-- question to the assistant.
ALTER TABLE assistant_messages ADD COLUMN probe INTEGER NOT NULL DEFAULT 0;
