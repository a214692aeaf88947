package dev.otto.controlplane.api;

import org.jspecify.annotations.Nullable;

/** How the last run of a job went, or goes. Times are epoch milliseconds. */
public record LastRun(
    String jobId,
    String id,
    String state,
    long startedAt,
    @Nullable Long finishedAt,
    @Nullable String errorCode,
    @Nullable String servedModelRef) {}
