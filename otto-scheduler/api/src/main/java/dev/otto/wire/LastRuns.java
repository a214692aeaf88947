package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last run of each of some jobs, by the ids of the jobs.
 *
 * @param nextCursor asks for the next ones, where there are more
 */
public record LastRuns(List<LastRun> runs, @AbsentIfNull @Nullable String nextCursor) {

  /**
   * The last run of one job. Times are epoch milliseconds.
   *
   * @param acknowledgement of the failure of the job; absent where there is none
   */
  public record LastRun(
      String jobId,
      String id,
      String state,
      long startedAt,
      @Nullable Long finishedAt,
      @Nullable String errorCode,
      @Nullable String servedModelRef,
      @AbsentIfNull @Nullable AcknowledgementItem acknowledgement) {}
}
