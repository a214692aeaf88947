package dev.otto.scheduler.job;

import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list.
 *
 * @param type exactly this
 * @param search a part of id, type, payload or model reference
 * @param cursor where the page before ended
 */
public record JobQuery(
    @Nullable JobStatus status,
    @Nullable String type,
    @Nullable String search,
    int limit,
    @Nullable JobCursor cursor) {
  public static final int MAX_LIMIT = 1000;

  public JobQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit is %d; allowed is 1 to %d".formatted(limit, MAX_LIMIT));
    }
  }

  /** The first page of everything. */
  public static JobQuery all() {
    return new JobQuery(null, null, null, MAX_LIMIT, null);
  }
}
