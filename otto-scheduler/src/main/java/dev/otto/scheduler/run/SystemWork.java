package dev.otto.scheduler.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The work of a system job. It runs like any other job: with a row, and with a receipt if it
 * prompts. The work itself never talks to OpenCode; it returns its question and receives the
 * answer.
 */
public interface SystemWork {

  /** Returns the job's type, such as {@code heartbeat}; there is one job of it. */
  String type();

  /** Returns the cadence that the job shows. */
  Duration cadence();

  /** Returns when it is due next: called when its job is created and whenever a run ends. */
  default Instant next(Instant after) {
    return after.plus(cadence());
  }

  /** Begins a run. */
  Assignment begin(String runId, Instant now);

  /** Returns the id of its job. */
  default String jobId() {
    return "system-" + type().replace('_', '-');
  }

  /** The rest of the work of a run. */
  sealed interface Assignment {

    /** Ends the run as succeeded with this summary; no prompt is sent. */
    record NothingToAsk(String summary) implements Assignment {}

    /** Ends the run as failed. */
    record CannotRun(String code, String message) implements Assignment {}

    /**
     * Sends this prompt, without tools, to the model of the flow. Then delivers the answer, or
     * empty if there is none (no model, a refusal, a time-out): once in either case, and before the
     * run is recorded as ended.
     */
    record AskModel(String prompt, Consumer<Optional<String>> deliver) implements Assignment {}
  }
}
