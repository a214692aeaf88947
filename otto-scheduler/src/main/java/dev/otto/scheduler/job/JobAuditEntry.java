package dev.otto.scheduler.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a job, as clients of a single job see it.
 *
 * @param action {@code create}, {@code update} or {@code delete}
 * @param metadataJson an object in JSON with at least the command and its source
 */
public record JobAuditEntry(
    long id,
    String jobId,
    String action,
    String lane,
    @Nullable String actor,
    @Nullable String metadataJson,
    Instant createdAt) {}
