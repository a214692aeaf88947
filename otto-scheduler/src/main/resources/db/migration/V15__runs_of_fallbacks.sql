-- The last runs that got another model than the one they wanted: OpenCode's global default, or the
-- next of their fallbacks.
DROP INDEX runs_fallen_back;
CREATE INDEX runs_fallen_back ON runs (started_at)
  WHERE model_source IN ('fallback_global_default', 'fallback_chain');
