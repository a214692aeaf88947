package dev.otto.scheduler.probe;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.models.Payer;
import dev.otto.models.Spending.Account;
import dev.otto.models.prompt.Allowance;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.SessionResult;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.assistant.AssistantListener;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.models.Models;
import dev.otto.scheduler.probe.ProbeResult.Answers;
import dev.otto.scheduler.probe.ProbeResult.NotAsked;
import dev.otto.scheduler.probe.ProbeResult.Silent;
import dev.otto.scheduler.probe.ProbeResult.Verdict;
import dev.otto.wire.ErrorCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Probes models, a few at once whoever asks. Each probe is a session of its own without tools,
 * which is deleted however it ended; it is audited, and paid for as a prompt of the flow for
 * interactive use that no job makes.
 */
public final class ModelProbes implements AutoCloseable {
  /** The number of probes in flight beyond which others wait. */
  public static final int AT_ONCE = 4;

  private static final String ACTION = "model.check";
  private static final String TITLE = "Otto checks whether a model answers";
  private static final String TEXT = "Reply with the word OK and nothing else.";
  private static final List<PermissionRule> NO_TOOLS =
      List.of(new PermissionRule("*", "*", PermissionRule.Action.DENY));
  private static final int ANSWER_BYTES = 64 << 10;
  private static final long STEPS = 1;
  private static final long TOKENS = 50_000;
  private static final int ABORTS = 10;

  private final PromptBackend backend;
  private final Supplier<CatalogSnapshot> catalog;
  private final BudgetLedger budgets;
  private final AssistantListener bills;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();
  private final Map<ModelRef, ProbeResult> latest = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param bills stores what prompts cost that no run makes
   */
  public ModelProbes(
      PromptBackend backend,
      Supplier<CatalogSnapshot> catalog,
      BudgetLedger budgets,
      AssistantListener bills,
      AuditLog audit,
      InstantSource clock) {
    this.backend = backend;
    this.catalog = catalog;
    this.budgets = budgets;
    this.bills = bills;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The bounds of a probe.
   *
   * @param timeout from sending the prompt to the end of the answer
   * @param overBudget whether to ask whatever the budgets say
   */
  public record ProbeBounds(Duration timeout, boolean overBudget) {
    /**
     * Longer than OpenCode's own attempts at a provider that fails, so that it has the last word.
     */
    public static final Duration TIMEOUT = Duration.ofSeconds(90);

    private Payer payer() {
      Payer payer = Payer.of(Flow.INTERACTIVE_ASSISTANT);
      return overBudget ? payer.goingOver() : payer;
    }
  }

  /** Probes these models and returns the results in their order. */
  public List<ProbeResult> probe(Actor actor, Collection<ModelRef> models, ProbeBounds bounds)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ProbeResult>> probes =
          models.stream().map(model -> threads.submit(() -> probe(actor, model, bounds))).toList();
      var results = new ArrayList<ProbeResult>();
      for (Future<ProbeResult> probe : probes) {
        results.add(probe.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a probe failed because of a defect", e.getCause());
    }
  }

  /** Returns the latest finding on each model that was asked since the start. */
  public Collection<ProbeResult> latest() {
    return List.copyOf(latest.values());
  }

  /** Takes note that a model has answered a run since, which says more than an older probe. */
  public void answered(ModelRef model) {
    latest.computeIfPresent(model, (_, result) -> result.answers() ? result : null);
  }

  private ProbeResult probe(Actor actor, ModelRef model, ProbeBounds bounds)
      throws InterruptedException {
    places.acquire();
    try {
      String action = bounds.overBudget() ? ACTION + "_over_budget" : ACTION;
      var entry = audit.begin(Change.of(actor, action, model.toString()));
      try {
        Verdict verdict = verdict(model, bounds);
        var result = new ProbeResult(model, clock.instant(), verdict);
        if (!(verdict instanceof NotAsked)) {
          latest.put(model, result);
        }
        if (result.answers()) {
          audit.done(entry, result.sentence());
        } else {
          audit.fail(entry, result.sentence());
        }
        return result;
      } catch (RuntimeException | Error e) {
        audit.settle(entry, AuditOutcome.FAILED);
        throw e;
      }
    } finally {
      places.release();
    }
  }

  private Verdict verdict(ModelRef model, ProbeBounds bounds) {
    return objection(model, bounds)
        .<Verdict>map(notAsked -> notAsked)
        .orElseGet(
            () ->
                switch (backend.create(TITLE, NO_TOOLS)) {
                  case PromptResult.Failed failed -> new Silent(failed);
                  case SessionResult.Opened(var session) -> ask(session, model, bounds);
                });
  }

  /** Returns why the model is not asked; empty if it may be. */
  private Optional<NotAsked> objection(ModelRef model, ProbeBounds bounds) {
    if (closed) {
      return Optional.of(new NotAsked(FailureCode.ABORTED.key(), "Otto is stopping"));
    }
    return switch (ModelCheck.of(catalog.get(), model)) {
      case ModelCheck.Unknown unknown ->
          Optional.of(
              new NotAsked(ErrorCode.UNKNOWN_MODEL.key(), unknown.message(Models.WHERE_TO_LOOK)));
      case ModelCheck.Unsuitable unsuitable ->
          Optional.of(new NotAsked(ErrorCode.UNSUITABLE_MODEL.key(), unsuitable.message()));
      case ModelCheck.UnknownVariant _, ModelCheck.Usable _ -> spent(model, bounds);
    };
  }

  /**
   * Returns which budget holds the probe; one that names this model as the cheaper one does not.
   */
  private Optional<NotAsked> spent(ModelRef model, ProbeBounds bounds) {
    return budgets.current().spentFor(bounds.payer(), model.providerId()).stream()
        .filter(account -> !account.budget().whenSpent().equals(Optional.of(model)))
        .findFirst()
        .map(Account::spentInWords)
        .map(
            words ->
                new NotAsked(
                    ErrorCode.BUDGET_SPENT.key(),
                    model
                        + " was not asked: "
                        + words
                        + "; raise it, or check the model in spite of it"));
  }

  private Verdict ask(String session, ModelRef model, ProbeBounds bounds) {
    sessions.add(session);
    try {
      var sent = new SentPrompt(session, backend.newMessageId(), model, true);
      bills.sending(sent);
      long begin = System.nanoTime();
      Allowance allowance = budgets.allowance(sent.messageId(), bounds.payer(), Bill.NOTHING);
      PromptResult result =
          backend.prompt(session, sent.messageId(), prompt(model, bounds, allowance));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      bills.prompted(sent, result);
      return switch (result) {
        case PromptResult.Failed failed -> new Silent(inWordsOfAProbe(failed, model));
        case PromptResult.Answered(_, _, var served, var receipt) ->
            new Answers(served, took, receipt);
      };
    } finally {
      sessions.remove(session);
      delete(session);
    }
  }

  /** A probe needs no second step, except where OpenCode asks again for something it can read. */
  private static PromptResult.Failed inWordsOfAProbe(PromptResult.Failed failed, ModelRef model) {
    return failed.code() == FailureCode.LIMIT_EXCEEDED && failed.receipt().bill().steps() > STEPS
        ? new PromptResult.Failed(
            FailureCode.LIMIT_EXCEEDED,
            "Provider %s, asked for %s, sent nothing that OpenCode can read; check its address in OpenCode's configuration"
                .formatted(model.providerId(), model.modelId()),
            false,
            failed.receipt())
        : failed;
  }

  private static Prompt prompt(ModelRef model, ProbeBounds bounds, Allowance allowance) {
    return new Prompt(
        model,
        TEXT,
        Optional.empty(),
        Optional.empty(),
        false,
        PermissionPolicy.REJECT,
        new PromptLimits(bounds.timeout(), ANSWER_BYTES, STEPS, TOKENS, null, null, null)
            .within(allowance));
  }

  /** Deletes the session even in an interrupted thread, in which no call could be made. */
  private void delete(String session) {
    boolean interrupted = Thread.interrupted();
    backend.delete(session);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Aborts the probes in flight and waits until their sessions are gone. */
  @Override
  public void close() {
    closed = true;
    try {
      // Again and again: an abort that comes before the prompt ends nothing.
      for (int i = 0; i < ABORTS; i++) {
        sessions.forEach(backend::abort);
        if (places.tryAcquire(AT_ONCE, 1, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
