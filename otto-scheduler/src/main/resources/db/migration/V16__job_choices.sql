-- What a job says of its model beside its name; null inherits, as it does in every row so far. Lists
-- are separated by a space, which neither a model reference nor the id of a provider can hold.
ALTER TABLE jobs ADD COLUMN model_variant TEXT;
ALTER TABLE jobs ADD COLUMN model_fallbacks TEXT;
ALTER TABLE jobs ADD COLUMN model_policy TEXT;
ALTER TABLE jobs ADD COLUMN only_providers TEXT;
ALTER TABLE jobs ADD COLUMN on_failure TEXT;

-- The effort that was asked of the model; null where that was left to OpenCode.
ALTER TABLE runs ADD COLUMN model_variant TEXT;
