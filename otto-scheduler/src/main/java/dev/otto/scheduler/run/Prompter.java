package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.RefreshResult;
import dev.otto.models.Resolution;
import dev.otto.models.opencode.FailureCode;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.Prompt;
import dev.otto.models.opencode.PromptResult;
import dev.otto.models.opencode.SessionResult;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.models.ModelWarnings;
import java.util.function.Supplier;

/**
 * Prompts for one run, in a session of its own that is stored before anything is sent in it. If
 * OpenCode refuses a model of the catalog, the catalog was wrong: it is refreshed, the model is
 * resolved again, and the prompt is repeated once.
 */
public final class Prompter {
  private final OpenCodeClient openCode;
  private final RunRepository runs;
  private final Supplier<RefreshResult> refresh;
  private final ModelResolver resolver;
  private final RunListener news;

  public Prompter(
      OpenCodeClient openCode,
      RunRepository runs,
      Supplier<RefreshResult> refresh,
      ModelResolver resolver,
      RunListener news) {
    this.openCode = openCode;
    this.runs = runs;
    this.refresh = refresh;
    this.resolver = resolver;
    this.news = news;
  }

  /** A run's prompt, with everything needed to send it. */
  record Question(Run run, Job job, Flow flow, Plan.Ask plan, RunningRuns.Flight flight) {}

  /** The result of a prompt, with the updated receipt. */
  record Reply(PromptResult result, Receipt receipt) {}

  Reply ask(Question question, Resolution.Resolved resolved) {
    Reply first = attempt(question, resolved.model(), question.run().receipt());
    if (!refused(first) || question.flight().ordered().isPresent()) {
      return first;
    }
    forget(first.receipt());
    var unused = refresh.get();
    return switch (resolver.resolve(question.flow(), question.job().model())) {
      case Resolution.Resolved again -> {
        Receipt receipt = first.receipt().with(again);
        tellOfFallback(question, receipt, again);
        yield attempt(question, again.model(), receipt);
      }
      case Resolution.Unresolved none -> new Reply(first.result(), first.receipt().with(none));
    };
  }

  /** Warns of a fallback, unless the run already fell back as it began. */
  private void tellOfFallback(Question question, Receipt receipt, Resolution.Resolved again) {
    if (again.fallback() && !question.run().receipt().choice().fallback()) {
      Run run = question.run().with(receipt);
      ModelWarnings.ofRun(question.flow(), run.jobId(), run.id()).fellBack(again);
      news.fellBack(run, question.flow(), again);
    }
  }

  private static boolean refused(Reply reply) {
    return reply.result() instanceof PromptResult.Failed failed
        && failed.code() == FailureCode.MODEL_UNKNOWN_TO_OPENCODE;
  }

  private Reply attempt(Question question, ModelRef model, Receipt receipt) {
    return switch (openCode.create(question.job().id(), question.plan().instruction().rules())) {
      case PromptResult.Failed failed -> new Reply(failed, receipt);
      case SessionResult.Opened session -> {
        runs.storeSession(question.run().id(), session.id());
        question.flight().enter(session.id());
        yield prompt(question, model, receipt.inSession(session.id()));
      }
    };
  }

  private Reply prompt(Question question, ModelRef model, Receipt receipt) {
    if (question.flight().ordered().isPresent()) {
      return new Reply(
          new PromptResult.Failed(FailureCode.ABORTED, "Aborted before it was prompted", false),
          receipt);
    }
    Instruction instruction = question.plan().instruction();
    PromptResult result =
        openCode.prompt(
            String.valueOf(receipt.sessionId()),
            new Prompt(
                model,
                instruction.prompt(),
                instruction.agent(),
                instruction.system(),
                question.plan().tools(),
                instruction.permissions(),
                instruction.timeout()));
    return new Reply(result, receipt.with(result));
  }

  /** Deletes the session of a run that is over; one that remains does no harm. */
  void forget(Receipt receipt) {
    if (receipt.sessionId() != null) {
      openCode.delete(receipt.sessionId());
    }
  }
}
