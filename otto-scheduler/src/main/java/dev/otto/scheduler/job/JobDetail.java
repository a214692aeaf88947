package dev.otto.scheduler.job;

import static dev.otto.scheduler.http.Json.millis;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.otto.models.ModelResolver;
import dev.otto.scheduler.models.Resolved;
import org.jspecify.annotations.Nullable;

/** A job with all there is to know of it. */
record JobDetail(
    @JsonUnwrapped JobItem item,
    @Nullable String payload,
    @Nullable Long lastRunAt,
    @Nullable String lockToken,
    @Nullable Long lockExpiresAt,
    long createdAt,
    @Nullable Resolved effectiveModel) {

  static JobDetail of(Job job, ModelResolver resolver) {
    Job.Lock lock = job.state().lock();
    return new JobDetail(
        JobItem.of(job),
        job.payload(),
        millis(job.state().lastRunAt()),
        lock == null ? null : lock.token(),
        lock == null ? null : millis(lock.expiresAt()),
        job.createdAt().toEpochMilli(),
        job.flow().map(flow -> Resolved.of(resolver.explain(flow, job.model()))).orElse(null));
  }
}
