package dev.otto.scheduler.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a job of Otto's own does. It runs like any other job: with a row, and with a receipt where
 * it prompts. The work itself never talks to OpenCode; it says what to ask, and is handed the
 * answer.
 */
public interface SystemWork {

  /** The job's type, {@code heartbeat} for instance; there is one job of it. */
  String type();

  /** What the job shows as its cadence. */
  Duration cadence();

  /** When it is due next: asked when its job is made and whenever a run ends. */
  default Instant next(Instant after) {
    return after.plus(cadence());
  }

  /** Begins a run. */
  Assignment begin(String runId, Instant now);

  /** The id of its job. */
  default String jobId() {
    return "system-" + type().replace('_', '-');
  }

  /** What is left to do for the run. */
  sealed interface Assignment {

    /** Nothing: the run ends well with this summary, and no prompt is sent. */
    record Done(String summary) implements Assignment {}

    /** Nothing: the run ends badly. */
    record Failed(String code, String message) implements Assignment {}

    /**
     * Send this prompt, without tools, to the model of the flow. Then hand over the answer, or
     * empty where there is none (no model, a refusal, a time-out): once in either case, and before
     * the run is recorded as ended.
     */
    record Ask(String prompt, Consumer<Optional<String>> deliver) implements Assignment {}
  }
}
