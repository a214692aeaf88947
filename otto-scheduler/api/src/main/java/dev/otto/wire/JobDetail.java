package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * A job with all there is to know of it.
 *
 * @param payload an object in JSON
 * @param effectiveModel null for a job that never prompts
 * @param acknowledgement of its failure; absent where there is none
 */
public record JobDetail(
    @Inlined JobItem job,
    @Nullable String payload,
    @Nullable Long lastRunAt,
    @Nullable String lockToken,
    @Nullable Long lockExpiresAt,
    long createdAt,
    @Nullable ResolvedModel effectiveModel,
    @AbsentIfNull @Nullable AcknowledgementItem acknowledgement) {}
