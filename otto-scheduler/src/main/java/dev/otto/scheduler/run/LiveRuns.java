package dev.otto.scheduler.run;

import dev.otto.models.prompt.Bill;
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
    Bill before = running.spentBefore(run.id());
    return running
        .session(run.id())
        .flatMap(progress)
        .map(now -> RunJson.item(billed(run, before.plus(now.bill())), now.waiting()))
        .orElseGet(() -> RunJson.item(before.models().isEmpty() ? run : billed(run, before)));
  }

  /** Returns the run with what it spent so far, which is the least. */
  private static Run billed(Run run, Bill bill) {
    return run.with(run.receipt().billed(new Bill(bill.models(), false)));
  }
}
