package dev.otto.scheduler.assistant;

import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelResolver;
import dev.otto.models.ModelRestriction;
import dev.otto.models.Payer;
import dev.otto.models.RefreshResult;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Allowance;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.SessionResult;
import dev.otto.scheduler.assistant.AssistantAnswer.Answer;
import dev.otto.scheduler.assistant.AssistantAnswer.NoAnswer;
import dev.otto.scheduler.assistant.AssistantAnswer.NoModel;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.models.ModelWarnings;
import dev.otto.scheduler.models.OwnModelCheck;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers one question at a time for a person who waits. The model is resolved by the same rules as
 * for runs, when the question's turn has come.
 */
public final class Assistant {
  private static final Flow FLOW = Flow.INTERACTIVE_ASSISTANT;
  private static final ModelWarnings WARNINGS = ModelWarnings.ofQuestion(FLOW);
  private static final String TITLE = "Otto assistant";

  private final PromptBackend backend;
  private final Supplier<RefreshResult> refresh;
  private final ModelResolver resolver;
  private final PermissionPolicy permissions;
  private final PromptLimits limits;
  private final BudgetLedger budgets;
  private final AssistantListener news;
  private final Turns turns = new Turns();

  /**
   * @param permissions the answer to tools that ask for permission
   * @param limits of one prompt; its timeout is also that of the wait for an earlier one in the
   *     same session
   */
  public Assistant(
      PromptBackend backend,
      Supplier<RefreshResult> refresh,
      ModelResolver resolver,
      PermissionPolicy permissions,
      PromptLimits limits,
      BudgetLedger budgets,
      AssistantListener news) {
    this.backend = backend;
    this.refresh = refresh;
    this.resolver = resolver;
    this.permissions = permissions;
    this.limits = limits;
    this.budgets = budgets;
    this.news = news;
  }

  /**
   * A question.
   *
   * @param overBudget whether to ask it whatever the budgets say
   */
  public record Question(String text, boolean overBudget) {
    private Payer payer() {
      Payer payer = Payer.of(FLOW);
      return overBudget ? payer.goingOver() : payer;
    }
  }

  /** Asks the assistant, within the budgets, and waits for the answer. */
  public AssistantAnswer ask(String text, Optional<String> sessionId) {
    return ask(new Question(text, false), sessionId);
  }

  /**
   * Asks the assistant and waits for the answer.
   *
   * @param sessionId of an earlier answer, to go on from there; empty begins anew
   */
  public AssistantAnswer ask(Question text, Optional<String> sessionId) {
    AssistantAnswer answer = sessionId.isPresent() ? goOn(text, sessionId.get()) : begin(text);
    news.answered(answer);
    return answer;
  }

  private AssistantAnswer goOn(Question text, String sessionId) {
    try {
      return turns
          .take(
              sessionId,
              limits.timeout(),
              () -> whereResolved(text, model -> goOn(text, sessionId, model)))
          .orElseGet(
              () ->
                  new NoAnswer(
                      FailureCode.TIMEOUT,
                      "An earlier question of this conversation is still open"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new NoAnswer(FailureCode.ABORTED, "Otto is stopping");
    }
  }

  /** Prompts unless the backend would use what is not allowed; its subagents were denied before. */
  private AssistantAnswer goOn(Question text, String sessionId, Resolution.Resolved model) {
    return OwnModelCheck.of(backend, restriction()) instanceof OwnModelCheck.Barred(var why)
        ? new NoAnswer(why.code(), why.message())
        : prompt(text, sessionId, model);
  }

  /**
   * Begins a conversation; a session whose first prompt failed is deleted, since nobody knows its
   * id.
   */
  private AssistantAnswer begin(Question text) {
    return whereResolved(
        text,
        model ->
            switch (open()) {
              case PromptResult.Failed(var code, var message, _, _, _) ->
                  new NoAnswer(code, message);
              case SessionResult.Opened(var id) -> {
                AssistantAnswer answer = prompt(text, id, model);
                if (!(answer instanceof Answer)) {
                  backend.delete(id);
                }
                yield answer;
              }
            });
  }

  private SessionResult open() {
    return switch (OwnModelCheck.of(backend, restriction())) {
      case OwnModelCheck.Barred(var why) -> why;
      case OwnModelCheck.Permitted(var rules) -> backend.create(TITLE, rules);
    };
  }

  private ModelRestriction restriction() {
    return resolver.restriction(FLOW, ModelChoice.INHERIT);
  }

  private AssistantAnswer whereResolved(
      Question question, Function<Resolution.Resolved, AssistantAnswer> ask) {
    Resolution resolution = resolve(question);
    news.resolved(resolution);
    return switch (resolution) {
      case Resolution.Unresolved none -> new NoModel(none);
      case Resolution.Resolved model -> {
        if (model.fallback()) {
          WARNINGS.fellBack(model);
        }
        WARNINGS.droppedVariant(model);
        yield ask.apply(model);
      }
    };
  }

  private Resolution resolve(Question question) {
    return resolver.resolve(question.payer(), ModelChoice.INHERIT);
  }

  /** Prompts, and once more with a refreshed catalog if OpenCode does not know the model. */
  private AssistantAnswer prompt(Question text, String sessionId, Resolution.Resolved model) {
    AssistantAnswer first = attempt(text, sessionId, model);
    if (!(first instanceof NoAnswer failed)
        || failed.code() != FailureCode.MODEL_UNKNOWN_TO_OPENCODE) {
      return first;
    }
    var unused = refresh.get();
    return switch (resolve(text)) {
      case Resolution.Unresolved none -> new NoModel(none);
      case Resolution.Resolved again -> {
        tellOfFallback(model, again);
        yield attempt(text, sessionId, again);
      }
    };
  }

  /** Warns of a fallback, unless the question's first attempt already did. */
  private void tellOfFallback(Resolution.Resolved refused, Resolution.Resolved again) {
    if (again.fallback() && !refused.fallback()) {
      news.resolved(again);
      WARNINGS.fellBack(again);
    }
  }

  private AssistantAnswer attempt(
      Question question, String sessionId, Resolution.Resolved resolved) {
    String messageId = backend.newMessageId();
    Allowance allowance = budgets.allowance(messageId, question.payer(), Bill.NOTHING);
    var prompt =
        new Prompt(
                resolved.model(),
                question.text(),
                Optional.empty(),
                Optional.empty(),
                true,
                permissions,
                limits.within(allowance))
            .withVariant(resolved.variant());
    var sent = new AssistantListener.SentPrompt(sessionId, messageId, resolved.model(), false);
    news.sending(sent);
    PromptResult result =
        OwnModelCheck.checked(backend.prompt(sessionId, sent.messageId(), prompt), restriction());
    news.prompted(sent, result);
    return switch (result) {
      case PromptResult.Answered(var answer, var truncated, var served, var receipt) -> {
        if (!served.equals(resolved.model())) {
          WARNINGS.servedAnother(resolved.model(), served);
        }
        yield new Answer(sessionId, answer, truncated, resolved, served, receipt);
      }
      case PromptResult.Failed(var code, var message, _, _, _) -> new NoAnswer(code, message);
    };
  }
}
