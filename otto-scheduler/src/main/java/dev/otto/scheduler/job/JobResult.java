package dev.otto.scheduler.job;

import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.List;

/** The result of a request to change a job. */
public sealed interface JobResult {

  /**
   * The change was made, or would be if this was a dry run.
   *
   * @param warnings ignored keys, and what is doubtful about the job's model
   */
  record Done(Operation operation, Job job, List<String> warnings) implements JobResult {}

  /** Nothing was changed. */
  sealed interface Refused extends JobResult {}

  /** The request itself is invalid, as the code says. */
  record Invalid(ErrorCode code, String message, List<FieldError> details) implements Refused {
    public Invalid {
      details = List.copyOf(details);
    }

    static Invalid of(List<FieldError> details) {
      FieldError first = details.getFirst();
      return new Invalid(ErrorCode.INVALID_REQUEST, first.path() + ": " + first.message(), details);
    }
  }

  /** There is no such job. */
  record NotFound(String message) implements Refused {}

  /** The job's present state does not allow it. */
  record Conflict(String message) implements Refused {}

  /** A budget is spent, so a run would not be prompted. */
  record BudgetSpent(String message) implements Refused {}

  /** The job was changed in the meantime; this is its present state. */
  record Overtaken(Job now) implements Refused {}

  /** Operators may not do this. */
  record Forbidden(String message) implements Refused {}

  /** The operation; its key is the status in the response. */
  enum Operation {
    CREATED("created"),
    UPDATED("updated"),
    DELETED("deleted"),
    DELETED_FOR_GOOD("deleted_for_good"),
    RUN_NOW_SCHEDULED("run_now_scheduled");

    private final String key;

    Operation(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }
}
