package dev.otto.scheduler.run;

import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.ModelResolver;
import dev.otto.models.RefreshResult;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.SessionResult;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.models.ModelWarnings;
import java.util.function.Supplier;

/**
 * Prompts for one run, in a session of its own that is stored before anything is sent in it; no
 * session in the row, no prompt. If OpenCode refuses a model of the catalog, the catalog was wrong:
 * it is refreshed, the model is resolved again, and the prompt is repeated once.
 */
public final class Prompter {
  private final PromptBackend backend;
  private final RunRepository runs;
  private final Supplier<RefreshResult> refresh;
  private final ModelResolver resolver;
  private final RunListener news;

  public Prompter(
      PromptBackend backend,
      RunRepository runs,
      Supplier<RefreshResult> refresh,
      ModelResolver resolver,
      RunListener news) {
    this.backend = backend;
    this.runs = runs;
    this.refresh = refresh;
    this.resolver = resolver;
    this.news = news;
  }

  /** A run's prompt, with everything needed to send it. */
  record PromptRequest(
      Run run, Job job, Flow flow, Plan.Ask plan, RunningRuns.RunningRun inFlight) {}

  /** The result of a prompt, with the updated receipt. */
  record PromptOutcome(PromptResult result, Receipt receipt) {}

  PromptOutcome ask(PromptRequest request, Resolution.Resolved resolved) {
    PromptOutcome first = attempt(request, resolved, request.run().receipt());
    if (!refused(first) || isCancelled(request)) {
      return first;
    }
    forget(first.receipt());
    request.inFlight().spent(first.receipt().bill());
    var unused = refresh.get();
    return switch (resolver.resolve(request.flow(), request.job().choice())) {
      case Resolution.Resolved again -> {
        Receipt receipt = first.receipt().with(again);
        tellOfFallback(request, receipt, again);
        yield attempt(request, again, receipt);
      }
      case Resolution.Unresolved none ->
          new PromptOutcome(first.result(), first.receipt().with(none));
    };
  }

  /** Warns of a fallback, unless the run already fell back as it began. */
  private void tellOfFallback(PromptRequest request, Receipt receipt, Resolution.Resolved again) {
    if (again.fallback() && !request.run().receipt().choice().fallback()) {
      Run run = request.run().with(receipt);
      ModelWarnings.ofRun(request.flow(), run.jobId(), run.id()).fellBack(again);
      news.fellBack(run, request.flow(), again);
    }
  }

  private static boolean refused(PromptOutcome reply) {
    return reply.result() instanceof PromptResult.Failed failed
        && failed.code() == FailureCode.MODEL_UNKNOWN_TO_OPENCODE;
  }

  private PromptOutcome attempt(PromptRequest request, Resolution.Resolved model, Receipt receipt) {
    return switch (backend.create(request.job().id(), request.plan().instruction().rules())) {
      case PromptResult.Failed failed -> new PromptOutcome(failed, receipt);
      case SessionResult.Opened session ->
          isCancelled(request) || !runs.storeSession(request.run().id(), session.id())
              ? notPrompted(session.id(), receipt)
              : prompt(request, model, receipt.inSession(session.id()));
    };
  }

  private static boolean isCancelled(PromptRequest request) {
    return request.inFlight().cancellation().isPresent();
  }

  private PromptOutcome notPrompted(String sessionId, Receipt receipt) {
    backend.delete(sessionId);
    return new PromptOutcome(aborted(), receipt);
  }

  private static PromptResult.Failed aborted() {
    return new PromptResult.Failed(FailureCode.ABORTED, "Aborted before it was prompted", false);
  }

  private PromptOutcome prompt(PromptRequest request, Resolution.Resolved model, Receipt receipt) {
    request.inFlight().sessionOpened(String.valueOf(receipt.sessionId()));
    if (isCancelled(request)) {
      return new PromptOutcome(aborted(), receipt);
    }
    Instruction instruction = request.plan().instruction();
    PromptResult result =
        backend.prompt(
            String.valueOf(receipt.sessionId()),
            new Prompt(
                    model.model(),
                    instruction.prompt(),
                    instruction.agent(),
                    instruction.system(),
                    request.plan().tools(),
                    instruction.permissions(),
                    instruction.limits())
                .withVariant(model.variant()));
    return new PromptOutcome(result, receipt.with(result));
  }

  /** Deletes the session of a run that is over; one that remains does no harm. */
  void forget(Receipt receipt) {
    if (receipt.sessionId() != null) {
      backend.delete(receipt.sessionId());
    }
  }
}
