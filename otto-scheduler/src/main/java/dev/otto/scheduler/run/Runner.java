package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.Resolution;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.models.ModelWarnings;
import dev.otto.scheduler.opencode.PromptResult;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one run from its fire time to its end. */
public final class Runner {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

  private final Ledger ledger;
  private final RunningRuns running;
  private final Prompter prompter;
  private final RunListener news;
  private final Patience patience = new Patience();

  public Runner(Ledger ledger, RunningRuns running, Prompter prompter, RunListener news) {
    this.ledger = ledger;
    this.running = running;
    this.prompter = prompter;
    this.news = news;
  }

  /** What a kind of job has its runs do. */
  interface Work {

    /** Whose default model they use; empty if they never prompt. */
    Optional<Flow> flow();

    Plan plan(Run run, Job job);

    /** When the job is due again after a run that ended then. */
    default Optional<Instant> next(Job job, Instant end) {
      return job.schedule().next(end);
    }
  }

  /** Everything a run begins with. */
  private record Start(
      Ledger.Opened opened, Resolution resolution, Work work, RunningRuns.Flight flight) {
    Run run() {
      return opened.run();
    }

    Job job() {
      return opened.job();
    }

    Flow flow() {
      return work.flow().orElse(Flow.SCHEDULED_TASKS);
    }
  }

  /** What a run ends with. */
  private record End(Outcome outcome, Receipt receipt) {}

  /** Does nothing where the fire time is no longer the job's, or Otto is stopping. */
  void run(Ledger.Due due, Resolution resolution, Work work) {
    running.take(due.runId()).ifPresent(flight -> run(due, resolution, work, flight));
  }

  private void run(
      Ledger.Due due, Resolution resolution, Work work, RunningRuns.Flight registered) {
    try (RunningRuns.Flight flight = registered) {
      boolean spent =
          open(due, resolution, work)
              .map(opened -> carryOut(new Start(opened, resolution, work, flight)))
              .orElse(false);
      // Quartz forgets a trigger that has fired for the last time by itself.
      if (!spent) {
        ledger.schedule(due.jobId());
      }
    }
  }

  /** What cannot be stored cannot be begun; the fire time stays, and is tried again. */
  private Optional<Ledger.Opened> open(Ledger.Due due, Resolution resolution, Work work) {
    Receipt receipt = work.flow().isPresent() ? Receipt.of(resolution) : Receipt.NONE;
    return patience.until(() -> ledger.open(due, receipt));
  }

  /** Whether the job is over with its run. */
  private boolean carryOut(Start start) {
    news.started(start.run());
    End end = end(start);
    Outcome outcome = lastWord(start, end.outcome());
    var closed =
        patience.until(() -> ledger.close(start.run(), outcome, end.receipt(), start.work()::next));
    closed.ifPresent(last -> news.finished(last.run()));
    prompter.forget(end.receipt());
    return closed.map(Ledger.Closed::jobIsOver).orElse(false);
  }

  /** An answer that came in spite of an order to stop still counts. */
  private static Outcome lastWord(Start start, Outcome outcome) {
    return outcome instanceof Outcome.Succeeded
        ? outcome
        : start.flight().ordered().orElse(outcome);
  }

  private End end(Start start) {
    Receipt receipt = start.run().receipt();
    try {
      return switch (start.work().plan(start.run(), start.job())) {
        case Plan.Over over -> new End(over.outcome(), receipt);
        case Plan.Ask ask -> prompt(start, ask);
      };
    } catch (RuntimeException e) {
      LOG.error("Run {} of job {} met a defect", start.run().id(), start.run().jobId(), e);
      return new End(
          new Outcome.Failed("internal_error", "Otto met a defect; its log says more"), receipt);
    }
  }

  private End prompt(Start start, Plan.Ask ask) {
    return switch (start.resolution()) {
      case Resolution.Unresolved none -> {
        ask.deliver().accept(Optional.empty());
        yield new End(noModel(none.reason()), start.run().receipt());
      }
      case Resolution.Resolved resolved ->
          read(start, ask, prompter.ask(question(start, ask), resolved));
    };
  }

  private static Prompter.Question question(Start start, Plan.Ask ask) {
    return new Prompter.Question(start.run(), start.job(), start.flow(), ask, start.flight());
  }

  private static End read(Start start, Plan.Ask ask, Prompter.Reply reply) {
    Receipt receipt = reply.receipt();
    if (receipt.servedAnother()) {
      ModelWarnings.ofRun(start.flow(), start.run().jobId(), start.run().id())
          .servedAnother(receipt.choice().resolved(), receipt.served());
    }
    return new End(outcome(ask, reply), receipt);
  }

  private static Outcome outcome(Plan.Ask ask, Prompter.Reply reply) {
    return switch (reply.result()) {
      case PromptResult.Answered answer -> {
        ask.deliver().accept(Optional.of(answer.text()));
        yield Answer.read(answer.text());
      }
      case PromptResult.Failed failed -> {
        ask.deliver().accept(Optional.empty());
        yield reply.receipt().choice().resolved() == null
            ? noModel(String.valueOf(reply.receipt().choice().fallbackReason()))
            : new Outcome.Failed(failed.code().key(), failed.message(), null, failed.retryable());
      }
    };
  }

  private static Outcome noModel(String reason) {
    return new Outcome.Failed(Resolution.Unresolved.CODE, reason);
  }
}
