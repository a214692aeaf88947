-- The model a job asks for; null inherits the default of its flow.
ALTER TABLE jobs ADD COLUMN model_ref TEXT;
