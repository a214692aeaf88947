package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * A job with all there is to know of it.
 *
 * @param payload an object in JSON
 * @param effectiveModel null for a job that never prompts
 * @param failing whether its last run failed or was lost, but for those that were aborted or held
 *     by a budget; this is what can be acknowledged
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
    boolean failing,
    @AbsentIfNull @Nullable AcknowledgementItem acknowledgement) {}
