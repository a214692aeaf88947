-- A message to the assistant is stored before it is sent, so that what it took is known even if Otto
-- ends meanwhile. Null when it is over.
ALTER TABLE assistant_messages ADD COLUMN message_in_flight TEXT;
