-- The last runs that got OpenCode's global default instead of the model they wanted; other runs do
-- not touch it.
CREATE INDEX runs_fallen_back ON runs (started_at) WHERE model_source = 'fallback_global_default';
