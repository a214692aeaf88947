package dev.otto.scheduler.run;

import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.models.ModelWarnings;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one run from its fire time to its end. */
public final class Runner {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

  private final Ledger ledger;
  private final RunningRuns running;
  private final Prompter prompter;
  private final ModelResolver resolver;
  private final RunListener news;
  private final SessionEnd sessions;
  private final StorageRetry retry = new StorageRetry();

  /** Creates a runner that claims from this ledger and prompts through this prompter. */
  public Runner(
      Ledger ledger,
      RunningRuns running,
      Prompter prompter,
      ModelResolver resolver,
      RunListener news,
      SessionEnd sessions) {
    this.ledger = ledger;
    this.running = running;
    this.prompter = prompter;
    this.resolver = resolver;
    this.news = news;
    this.sessions = sessions;
  }

  /** The work of a kind of job. */
  interface Work {

    Plan plan(Run run, Job job);

    /** Returns when the job is due after a run that ended then. */
    default Optional<Instant> next(Job job, Instant end) {
      return job.schedule().next(end);
    }
  }

  /** The data with which a run begins. */
  private record Start(Ledger.OpenedRun opened, Work work, RunningRuns.RunningRun inFlight) {
    Run run() {
      return opened.run();
    }

    Job job() {
      return opened.job();
    }

    Resolution resolution() {
      return opened.resolution();
    }

    Flow flow() {
      return job().requestedModel().flow();
    }
  }

  /**
   * Runs the job. Does nothing if the fire time is no longer the job's, or if Otto is stopping.
   *
   * @param requested what the job asked for when the listener resolved its model
   */
  void run(Ledger.Due due, RequestedModel requested, Resolution resolution, Work work) {
    Function<Job, Resolution> current =
        job ->
            job.requestedModel().equals(requested) && !job.state().overBudget()
                ? resolution
                : resolve(job);
    running.register(due.runId()).ifPresent(inFlight -> run(due, current, work, inFlight));
  }

  /**
   * Resolves again for a job that was changed after its trigger had fired, or that no budget binds.
   */
  private Resolution resolve(Job job) {
    return resolver.resolve(job.payer(), job.choice());
  }

  private void run(
      Ledger.Due due,
      Function<Job, Resolution> resolution,
      Work work,
      RunningRuns.RunningRun registered) {
    try (RunningRuns.RunningRun inFlight = registered) {
      // What cannot be stored cannot be begun; the fire time stays, and is tried again.
      boolean spent =
          retry
              .until(() -> ledger.open(due, resolution))
              .map(opened -> carryOut(new Start(opened, work, inFlight)))
              .orElse(false);
      ledger.runEnded(due.jobId(), spent);
    }
  }

  /** Carries out the run and reports whether its job is over. */
  private boolean carryOut(Start start) {
    tellOfStart(start);
    RunEnd end = lastWord(start, end(start));
    // Before the end is stored, so that it is there once the run is over.
    sessions.take(start.run(), end.receipt());
    var closed = retry.until(() -> ledger.close(start.run(), end, start.work()::next));
    closed.ifPresentOrElse(
        this::tellOfEnd, () -> news.endedElsewhere(start.run().with(end.receipt())));
    sessions.delete(end.receipt());
    return closed.map(Ledger.Closed::jobIsOver).orElse(false);
  }

  private void tellOfStart(Start start) {
    Run run = start.run();
    news.started(run);
    if (start.job().flow().isPresent()) {
      news.resolved(run, start.flow(), start.resolution());
      if (start.resolution() instanceof Resolution.Resolved resolved) {
        var warnings = ModelWarnings.ofRun(start.flow(), run.jobId(), run.id());
        if (resolved.fallback()) {
          warnings.fellBack(resolved);
        }
        warnings.droppedVariant(resolved);
      }
    }
  }

  private void tellOfEnd(Ledger.Closed closed) {
    Run run = closed.run();
    Job.NextAttempt retry = closed.plan().retry();
    if (retry != null) {
      LOG.info(
          "Run {} of job {} failed for a temporary reason; attempt {} of {} is at {}",
          run.id(),
          run.jobId(),
          retry.attempt(),
          retry.maxAttempts(),
          retry.at());
    }
    news.finished(run);
  }

  /** Returns the final end: an answer that came in spite of a cancellation still counts. */
  private static RunEnd lastWord(Start start, RunEnd end) {
    return end.outcome() instanceof Outcome.Succeeded || end.outcome() instanceof Outcome.Skipped
        ? end
        : start.inFlight().cancellation().map(end::with).orElse(end);
  }

  private RunEnd end(Start start) {
    Receipt receipt = start.run().receipt();
    try {
      return switch (start.work().plan(start.run(), start.job())) {
        case Plan.Over over -> RunEnd.last(over.outcome(), receipt);
        case Plan.Ask ask -> prompt(start, ask);
      };
    } catch (RuntimeException e) {
      LOG.error(
          "Run {} of job {} failed because of a defect", start.run().id(), start.run().jobId(), e);
      return RunEnd.last(
          new Outcome.Failed("internal_error", "Internal error; see Otto's log"),
          receipt.billed(Bill.UNKNOWN));
    }
  }

  private RunEnd prompt(Start start, Plan.Ask ask) {
    return switch (start.resolution()) {
      case Resolution.Unresolved none -> {
        ask.deliver().accept(Optional.empty());
        yield RunEnd.last(withoutModel(none), start.run().receipt());
      }
      case Resolution.Resolved resolved ->
          read(start, ask, prompter.ask(question(start, ask), resolved));
    };
  }

  private static Outcome withoutModel(Resolution.Unresolved none) {
    return none.isBudgetSpent()
        ? new Outcome.Held(none.reason(), none.until())
        : new Outcome.Failed(none.code(), none.reason());
  }

  private static Prompter.PromptRequest question(Start start, Plan.Ask ask) {
    return new Prompter.PromptRequest(
        start.run(), start.job(), start.flow(), ask, start.inFlight());
  }

  private static RunEnd read(Start start, Plan.Ask ask, Prompter.PromptOutcome reply) {
    Receipt receipt = reply.receipt();
    if (receipt.servedAnother()) {
      ModelWarnings.ofRun(start.flow(), start.run().jobId(), start.run().id())
          .servedAnother(receipt.choice().resolved(), receipt.served());
    }
    return new RunEnd(outcome(ask, reply), receipt, ask.instruction().retry());
  }

  private static Outcome outcome(Plan.Ask ask, Prompter.PromptOutcome reply) {
    return switch (reply.result()) {
      case PromptResult.Answered answer -> {
        ask.deliver().accept(Optional.of(answer.text()));
        yield ReportReader.read(answer.text(), answer.truncated());
      }
      case PromptResult.Failed failed -> {
        ask.deliver().accept(Optional.empty());
        yield reply.receipt().choice().resolved() == null
                && failed.code() != FailureCode.MODEL_UNAVAILABLE
            ? noModel(String.valueOf(reply.receipt().choice().fallbackReason()))
            : new Outcome.Failed(failed.code().key(), failed.message(), null, failed.retryable());
      }
    };
  }

  private static Outcome noModel(String reason) {
    return new Outcome.Failed(Resolution.Unresolved.CODE, reason);
  }
}
