package dev.otto.scheduler.job;

import dev.otto.scheduler.database.PageCursor;
import org.jspecify.annotations.Nullable;

/**
 * A query for jobs.
 *
 * @param type the exact type
 * @param search a part of id, type, payload or model reference
 * @param cursor the end of the previous page
 */
public record JobQuery(
    @Nullable JobStatus status,
    @Nullable String type,
    @Nullable String search,
    int limit,
    @Nullable PageCursor cursor) {
  public static final int MAX_LIMIT = 1000;

  public JobQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit is %d; allowed is 1 to %d".formatted(limit, MAX_LIMIT));
    }
  }

  /** Returns the query for the first page of all jobs. */
  public static JobQuery all() {
    return new JobQuery(null, null, null, MAX_LIMIT, null);
  }
}
