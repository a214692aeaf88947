package dev.otto.scheduler.run;

import dev.otto.models.prompt.PromptProgress;
import dev.otto.wire.RunItem;
import java.util.Optional;
import java.util.function.Function;

/** Runs as clients see them: one in flight with what it has spent so far. */
public final class LiveRuns {
  private final RunningRuns running;
  private final Function<String, Optional<PromptProgress>> progress;

  /**
   * @param progress returns the state of the prompt in a session
   */
  public LiveRuns(RunningRuns running, Function<String, Optional<PromptProgress>> progress) {
    this.running = running;
    this.progress = progress;
  }

  /** Returns the run with its receipt, up to now. */
  RunItem item(Run run) {
    if (!(run.outcome() instanceof Outcome.Running)) {
      return RunJson.item(run);
    }
    return running
        .session(run.id())
        .flatMap(progress)
        .map(now -> RunJson.item(run.with(run.receipt().billed(now.bill())), now.waiting()))
        .orElseGet(() -> RunJson.item(run));
  }
}
