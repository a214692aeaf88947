package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * A job with all there is to know of it.
 *
 * @param payload an object in JSON
 * @param effectiveModel null for a job that never prompts
 */
public record JobDetail(
    @Inlined JobItem job,
    @Nullable String payload,
    @Nullable Long lastRunAt,
    @Nullable String lockToken,
    @Nullable Long lockExpiresAt,
    long createdAt,
    @Nullable ResolvedModel effectiveModel) {}
