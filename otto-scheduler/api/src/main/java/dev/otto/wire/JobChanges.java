package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcomes of changes to many jobs, in the order in which they were sent. */
public record JobChanges(List<JobChangeOutcome> outcomes) {

  /**
   * The outcome for one job.
   *
   * @param status {@code updated} or {@code refused}
   * @param modelRef the model that the job names now; null where it inherits, or is not known
   * @param error the code of a refusal, as one change would have
   * @param message why it is refused
   */
  public record JobChangeOutcome(
      String id,
      String status,
      @Nullable String modelRef,
      @AbsentIfNull @Nullable String error,
      @AbsentIfNull @Nullable String message) {}
}
