package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sums of the runs of the last hours. Times are epoch milliseconds. */
public record Stats(
    long since,
    long until,
    List<HourStats> hours,
    List<ModelStats> models,
    List<FailingJob> failing) {

  /**
   * The runs that began in the hour from this time on, by what became of them.
   *
   * @param failed without those that were aborted
   */
  public record HourStats(
      long at, long succeeded, long skipped, long failed, long aborted, long lost, long running) {

    /** All of them. */
    public long all() {
      return succeeded + skipped + failed + aborted + lost + running;
    }
  }

  /**
   * The runs and the usage of one model.
   *
   * @param modelRef null for runs that had none
   * @param runs of which it gave, or was to give, the answer
   * @param inputTokens of everything it did, for the assistant and as a subagent, too
   * @param costUsd null where it has no price
   * @param assistantMessages the messages to the assistant that it answered, or was to answer
   * @param runsByHour one number for each of the hours
   * @param usageComplete whether tokens and cost are all; otherwise they are the least
   */
  public record ModelStats(
      @Nullable String modelRef,
      long runs,
      long failed,
      long fallbacks,
      long inputTokens,
      long outputTokens,
      @Nullable Double costUsd,
      List<Long> runsByHour,
      long assistantMessages,
      boolean usageComplete) {}

  /**
   * A job whose last run ended badly.
   *
   * @param failures how many runs failed since one succeeded
   * @param failingSince when the first of them started
   * @param acknowledgement absent where nobody acknowledged it
   */
  public record FailingJob(
      String jobId,
      long failures,
      long failingSince,
      String runId,
      long failedAt,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      @AbsentIfNull @Nullable AcknowledgementItem acknowledgement) {}
}
