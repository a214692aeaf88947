package dev.otto.scheduler.run;

import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.RefreshResult;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.prompt.PromptResult;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.models.ModelWarnings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks the models of a run one after the other. If OpenCode refuses a model of the catalog, the
 * catalog was wrong: it is refreshed, the model is resolved again, and the prompt is repeated once.
 * If the provider fails and the choice says so, the next of its chain is asked.
 */
public final class Prompter {
  private final SessionPrompter prompter;
  private final Supplier<RefreshResult> refresh;
  private final ModelResolver resolver;
  private final RunListener news;
  private final InstantSource clock;

  public Prompter(
      SessionPrompter prompter,
      Supplier<RefreshResult> refresh,
      ModelResolver resolver,
      RunListener news,
      InstantSource clock) {
    this.prompter = prompter;
    this.refresh = refresh;
    this.resolver = resolver;
    this.news = news;
    this.clock = clock;
  }

  /** A run's prompt, with everything needed to send it. */
  record PromptRequest(
      Run run, Job job, Flow flow, Plan.Ask plan, RunningRuns.RunningRun inFlight) {

    boolean isCancelled() {
      return inFlight.cancellation().isPresent();
    }
  }

  /** The result of a prompt, with the updated receipt. */
  record PromptOutcome(PromptResult result, Receipt receipt) {}

  /** Asks for an answer until there is one, or nobody is left to be asked. */
  PromptOutcome ask(PromptRequest request, Resolved resolved) {
    boolean next = next(request);
    Set<ModelRef> tried = new HashSet<>();
    Instant begin = clock.instant();
    PromptOutcome outcome = ask(request, resolved, request.run().receipt(), tried);
    while (next) {
      outcome = noted(outcome, begin);
      if (!failed(outcome, request)
          || !(resolver.resolve(request.job().payer(), request.job().choice(), tried)
              instanceof Resolved another)) {
        return outcome;
      }
      begin = clock.instant();
      Receipt receipt = goOn(request, outcome, another);
      outcome = ask(request, another, receipt, tried);
    }
    return outcome;
  }

  private boolean next(PromptRequest request) {
    return resolver.restriction(request.flow(), request.job().choice()).taken().onFailure()
        == ModelChoice.OnFailure.NEXT;
  }

  /** Returns the outcome with this try on its receipt; a first one that answers is none. */
  private PromptOutcome noted(PromptOutcome outcome, Instant begin) {
    Receipt receipt = outcome.receipt();
    boolean answered = outcome.result() instanceof PromptResult.Answered;
    return receipt.choice().resolved() == null || (answered && receipt.tries().isEmpty())
        ? outcome
        : new PromptOutcome(
            outcome.result(),
            receipt.with(
                TriedModel.of(receipt.choice(), outcome.result(), begin, clock.instant())));
  }

  private static boolean failed(PromptOutcome outcome, PromptRequest request) {
    return outcome.result() instanceof PromptResult.Failed failed
        && (failed.replaceable() || refused(outcome))
        && !request.isCancelled();
  }

  /** Ends the session of a try that failed, and returns the receipt for the next. */
  private Receipt goOn(PromptRequest request, PromptOutcome outcome, Resolved next) {
    prompter.forget(request.run(), outcome.receipt());
    request.inFlight().spent(outcome.receipt().bill());
    String why =
        "%s failed (%s), so %s is used"
            .formatted(
                outcome.receipt().choice().resolved(),
                ((PromptResult.Failed) outcome.result()).code().key(),
                next.source() == Source.FALLBACK_CHAIN
                    ? "the next of its fallbacks, " + next.model() + ","
                    : "OpenCode's global default " + next.model());
    Receipt receipt = outcome.receipt().with(next).because(why);
    tell(request, receipt, next);
    return receipt;
  }

  private PromptOutcome ask(
      PromptRequest request, Resolved resolved, Receipt receipt, Set<ModelRef> tried) {
    tried.add(resolved.model());
    PromptOutcome first = prompter.ask(request, resolved, receipt);
    if (!refused(first) || request.isCancelled()) {
      return first;
    }
    prompter.forget(request.run(), first.receipt());
    request.inFlight().spent(first.receipt().bill());
    var unused = refresh.get();
    tried.remove(resolved.model());
    return switch (resolver.resolve(request.job().payer(), request.job().choice(), tried)) {
      case Resolved again -> {
        tried.add(again.model());
        Receipt updated = first.receipt().with(again);
        if (again.fallback() && !receipt.choice().fallback()) {
          tell(request, updated, again);
        }
        yield prompter.ask(request, again, updated);
      }
      case Unresolved none ->
          new PromptOutcome(withoutModel(first, none), first.receipt().with(none));
    };
  }

  private static PromptResult withoutModel(PromptOutcome first, Unresolved none) {
    return none.code().equals(Unresolved.REFUSED)
        ? new PromptResult.Failed(FailureCode.MODEL_UNAVAILABLE, none.reason(), false)
        : first.result();
  }

  private void tell(PromptRequest request, Receipt receipt, Resolved next) {
    Run run = request.run().with(receipt);
    ModelWarnings.ofRun(request.flow(), run.jobId(), run.id()).fellBack(next);
    news.fellBack(run, request.flow(), next);
  }

  private static boolean refused(PromptOutcome reply) {
    return reply.result() instanceof PromptResult.Failed failed
        && failed.code() == FailureCode.MODEL_UNKNOWN_TO_OPENCODE;
  }
}
