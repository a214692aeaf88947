package dev.otto.scheduler.watchdog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run that failed or was lost. */
record FailedRun(String runId, String jobId, String reason, @Nullable String message, Instant at) {}
