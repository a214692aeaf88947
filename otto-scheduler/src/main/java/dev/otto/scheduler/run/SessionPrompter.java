package dev.otto.scheduler.run;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.ModelRestriction;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Allowance;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.SessionResult;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.models.OwnModelCheck;
import dev.otto.scheduler.run.Prompter.PromptOutcome;
import dev.otto.scheduler.run.Prompter.PromptRequest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prompts one model for a run, in a session of its own that is stored before anything is sent in
 * it; no session in the row, no prompt. Nothing is sent where the model, or one that OpenCode would
 * use by itself, is not allowed.
 */
public final class SessionPrompter {
  private final PromptBackend backend;
  private final RunRepository runs;
  private final ModelResolver resolver;
  private final BudgetLedger budgets;
  private final SessionEnd sessions;
  private final StorageRetry retry = new StorageRetry();

  /** Creates a prompter whose sessions end there. */
  public SessionPrompter(
      PromptBackend backend,
      RunRepository runs,
      ModelResolver resolver,
      BudgetLedger budgets,
      SessionEnd sessions) {
    this.backend = backend;
    this.runs = runs;
    this.resolver = resolver;
    this.budgets = budgets;
    this.sessions = sessions;
  }

  PromptOutcome ask(PromptRequest request, Resolution.Resolved model, Receipt receipt) {
    return switch (OwnModelCheck.of(backend, restriction(request))) {
      case OwnModelCheck.Barred(var why) -> new PromptOutcome(why, receipt);
      case OwnModelCheck.Permitted(var denied) -> ask(request, model, receipt, denied);
    };
  }

  private ModelRestriction restriction(PromptRequest request) {
    return resolver.restriction(request.flow(), request.job().choice());
  }

  private PromptOutcome ask(
      PromptRequest request,
      Resolution.Resolved model,
      Receipt receipt,
      List<PermissionRule> denied) {
    List<PermissionRule> rules =
        Stream.concat(request.plan().instruction().rules().stream(), denied.stream()).toList();
    return switch (backend.create(request.job().id(), rules)) {
      case PromptResult.Failed failed -> new PromptOutcome(failed, receipt);
      case SessionResult.Opened session ->
          request.isCancelled() || !store(request, session.id(), receipt)
              ? notPrompted(session.id(), receipt)
              : prompt(request, model, receipt.inSession(session.id()));
    };
  }

  /** Stores the session, which nothing is asked in before; a run waits for a database for that. */
  private boolean store(PromptRequest request, String sessionId, Receipt receipt) {
    String prompt = request.plan().instruction().prompt();
    return retry.until(
        () -> runs.storeSession(request.run().id(), sessionId, prompt, receipt.tries()));
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
    if (request.isCancelled()) {
      return new PromptOutcome(aborted(), receipt);
    }
    ModelRestriction restriction = restriction(request);
    if (!restriction.permits(model.model())) {
      return new PromptOutcome(changedMeanwhile(model.model(), restriction), receipt);
    }
    PromptResult result =
        backend.prompt(
            String.valueOf(receipt.sessionId()),
            prompt(request.plan(), model, allowance(request, receipt)));
    return new PromptOutcome(OwnModelCheck.checked(result, restriction), receipt.with(result));
  }

  private static PromptResult.Failed changedMeanwhile(
      ModelRef model, ModelRestriction restriction) {
    return new PromptResult.Failed(
        FailureCode.MODEL_UNAVAILABLE, model + " was resolved, and meanwhile " + restriction, true);
  }

  private Allowance allowance(PromptRequest request, Receipt receipt) {
    return budgets.allowance(request.run().id(), request.job().payer(), receipt.bill());
  }

  private static Prompt prompt(Plan.Ask plan, Resolution.Resolved model, Allowance allowance) {
    Instruction instruction = plan.instruction();
    return new Prompt(
            model.model(),
            instruction.prompt(),
            instruction.agent(),
            instruction.system(),
            plan.tools(),
            instruction.permissions(),
            instruction.limits().within(allowance))
        .withVariant(model.variant());
  }

  /** Ends the session of a try, after which the run goes on in another. */
  void forget(Run run, Receipt receipt) {
    sessions.take(run, receipt);
    sessions.delete(receipt);
  }
}
