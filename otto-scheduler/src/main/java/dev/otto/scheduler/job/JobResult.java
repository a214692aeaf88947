package dev.otto.scheduler.job;

import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.List;

/** What came of the wish to change a job. */
public sealed interface JobResult {

  /**
   * It is so, or would be if this was a dry run.
   *
   * @param warnings what was ignored
   */
  record Done(Deed deed, Job job, List<String> warnings) implements JobResult {}

  /** The wish itself is wrong; the code says in which way. */
  record Invalid(ErrorCode code, String message, List<FieldError> details) implements JobResult {
    public Invalid {
      details = List.copyOf(details);
    }

    static Invalid of(List<FieldError> details) {
      FieldError first = details.getFirst();
      return new Invalid(ErrorCode.INVALID_REQUEST, first.path() + ": " + first.message(), details);
    }
  }

  /** There is no such job. */
  record NotFound(String message) implements JobResult {}

  /** Not while it stands as it does. */
  record Conflict(String message) implements JobResult {}

  /** Somebody else changed it first; it stands so now. */
  record Overtaken(Job now) implements JobResult {}

  /** Not by an operator. */
  record Forbidden(String message) implements JobResult {}

  /** What was done; the key is the status of the answer. */
  enum Deed {
    CREATED("created"),
    UPDATED("updated"),
    DELETED("deleted"),
    RUN_NOW_SCHEDULED("run_now_scheduled");

    private final String key;

    Deed(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }
}
