-- The model that the next run of a job was asked for with, used by its retries, too.
ALTER TABLE jobs ADD COLUMN asked_model_ref TEXT;
