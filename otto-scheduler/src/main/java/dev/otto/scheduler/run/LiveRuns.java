package dev.otto.scheduler.run;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptProgress;
import dev.otto.web.Reply;
import dev.otto.wire.RunAnswer;
import dev.otto.wire.RunItem;
import java.util.Optional;
import java.util.function.Function;

/** Runs as clients see them: one in flight with what it has spent so far. */
public final class LiveRuns {
  /** The length from which a prompt is written while it is sent. */
  private static final int MAX_PROMPT_AT_ONCE = 16 * 1024;

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

  /** Returns the answer to who asked for this run, which may be big. */
  Reply reply(WholeRunRepository.WholeRun whole) {
    Run run = whole.run();
    var answer =
        new RunAnswer(
            run.jobId(),
            item(run),
            whole.prompt().orElse(null),
            whole.previous().orElse(null),
            whole.next().orElse(null));
    Report report = run.outcome().report();
    boolean big =
        (report != null && report.isBig())
            || whole.prompt().filter(it -> it.length() > MAX_PROMPT_AT_ONCE).isPresent();
    return big ? Reply.streamed(answer) : Reply.ok(answer);
  }

  /** Returns the run with what it spent so far, which is the least. */
  private static Run billed(Run run, Bill bill) {
    return run.with(run.receipt().billed(new Bill(bill.models(), false)));
  }
}
