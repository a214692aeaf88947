package dev.otto.controlplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the runs of the last hours add up to. Times are epoch milliseconds. */
public record Stats(
    long since, long until, List<Hour> hours, List<OfModel> models, List<Failing> failing) {

  /** The runs that began in the hour from this time on, by what became of them. */
  public record Hour(long at, long succeeded, long failed, long lost, long running) {
    public long all() {
      return succeeded + failed + lost + running;
    }
  }

  /**
   * The runs of one model.
   *
   * @param modelRef null for runs that had none
   * @param runsByHour one for each of the hours
   */
  public record OfModel(
      @Nullable String modelRef,
      long runs,
      long failed,
      long fallbacks,
      long inputTokens,
      long outputTokens,
      double costUsd,
      List<Long> runsByHour) {}

  /** A job whose last run ended badly, and how many did since one succeeded. */
  public record Failing(
      String jobId,
      long failures,
      String runId,
      long failedAt,
      @Nullable String errorCode,
      @Nullable String errorMessage) {}
}
