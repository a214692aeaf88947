package dev.otto.controlplane.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know of a job.
 *
 * @param payload an object in JSON
 * @param effectiveModel null for a job that never prompts
 */
public record JobDetail(
    @JsonUnwrapped Job job,
    @Nullable String payload,
    @Nullable Long lastRunAt,
    long createdAt,
    @Nullable Resolved effectiveModel) {}
