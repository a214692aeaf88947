package dev.otto.scheduler.assistant;

import dev.otto.models.Flow;
import dev.otto.models.ModelResolver;
import dev.otto.models.RefreshResult;
import dev.otto.models.Resolution;
import dev.otto.scheduler.assistant.AssistantAnswer.Answered;
import dev.otto.scheduler.assistant.AssistantAnswer.Failed;
import dev.otto.scheduler.assistant.AssistantAnswer.NoModel;
import dev.otto.scheduler.assistant.AssistantAnswer.Spent;
import dev.otto.scheduler.opencode.FailureCode;
import dev.otto.scheduler.opencode.OpenCodeClient;
import dev.otto.scheduler.opencode.Prompt;
import dev.otto.scheduler.opencode.PromptResult;
import dev.otto.scheduler.opencode.SessionResult;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one question at a time for somebody who waits. The model is resolved by the rules of
 * every run, when the question's turn has come.
 */
public final class Assistant {
  private static final Logger LOG = LoggerFactory.getLogger(Assistant.class);
  private static final Flow FLOW = Flow.INTERACTIVE_ASSISTANT;
  private static final String TITLE = "Otto assistant";

  private final OpenCodeClient openCode;
  private final Supplier<RefreshResult> refresh;
  private final ModelResolver resolver;
  private final Duration timeout;
  private final Consumer<Resolution> resolved;
  private final Turns turns = new Turns();

  /**
   * @param timeout of one prompt, and of the wait for an earlier one in the same session
   * @param resolved told of each resolution
   */
  public Assistant(
      OpenCodeClient openCode,
      Supplier<RefreshResult> refresh,
      ModelResolver resolver,
      Duration timeout,
      Consumer<Resolution> resolved) {
    this.openCode = openCode;
    this.refresh = refresh;
    this.resolver = resolver;
    this.timeout = timeout;
    this.resolved = resolved;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param sessionId of an earlier answer, to go on from there; empty begins anew
   */
  public AssistantAnswer ask(String text, Optional<String> sessionId) {
    return sessionId.isPresent() ? goOn(text, sessionId.get()) : begin(text);
  }

  private AssistantAnswer goOn(String text, String sessionId) {
    try {
      return turns
          .take(sessionId, timeout, () -> whereResolved(model -> prompt(text, sessionId, model)))
          .orElseGet(() -> new Failed(FailureCode.TIMEOUT, "An earlier question is still open"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Failed(FailureCode.ABORTED, "Otto is stopping");
    }
  }

  /** A session whose first prompt failed is of no use to anybody: nobody knows its id. */
  private AssistantAnswer begin(String text) {
    return whereResolved(
        model ->
            switch (openCode.create(TITLE)) {
              case PromptResult.Failed(var code, var message, _) -> new Failed(code, message);
              case SessionResult.Opened(var id) -> {
                AssistantAnswer answer = prompt(text, id, model);
                if (!(answer instanceof Answered)) {
                  openCode.delete(id);
                }
                yield answer;
              }
            });
  }

  private AssistantAnswer whereResolved(Function<Resolution.Resolved, AssistantAnswer> ask) {
    Resolution resolution = resolver.resolve(FLOW, Optional.empty());
    resolved.accept(resolution);
    return switch (resolution) {
      case Resolution.Unresolved none -> new NoModel(none);
      case Resolution.Resolved model -> ask.apply(model);
    };
  }

  /**
   * Where OpenCode refuses a model of the catalog, the catalog was wrong: once more with a new one.
   */
  private AssistantAnswer prompt(String text, String sessionId, Resolution.Resolved model) {
    AssistantAnswer first = attempt(text, sessionId, model);
    if (!(first instanceof Failed failed)
        || failed.code() != FailureCode.MODEL_UNKNOWN_TO_OPENCODE) {
      return logged(first, model);
    }
    var unused = refresh.get();
    return whereResolved(again -> logged(attempt(text, sessionId, again), again));
  }

  private AssistantAnswer attempt(String text, String sessionId, Resolution.Resolved resolved) {
    var prompt =
        new Prompt(
            sessionId, resolved.model(), text, Optional.empty(), Optional.empty(), true, timeout);
    return switch (openCode.prompt(prompt)) {
      case PromptResult.Answered(var answer, var served, var in, var out, var cost) ->
          new Answered(sessionId, answer, resolved, served, new Spent(in, out, cost));
      case PromptResult.Failed(var code, var message, _) -> new Failed(code, message);
    };
  }

  private static AssistantAnswer logged(AssistantAnswer answer, Resolution.Resolved resolved) {
    if (resolved.fallback()) {
      LOG.atWarn()
          .addKeyValue("event", "model_fallback")
          .addKeyValue("flow", FLOW)
          .addKeyValue("requested", resolved.wanted())
          .addKeyValue("fallback", resolved.model())
          .addKeyValue("catalogUpdatedAt", resolved.catalogUpdatedAt())
          .log("The wanted model is not available; OpenCode's global default is used");
    }
    if (answer instanceof Answered answered && !answered.served().equals(resolved.model())) {
      LOG.atWarn()
          .addKeyValue("event", "model_served_differs")
          .addKeyValue("flow", FLOW)
          .addKeyValue("resolved", resolved.model())
          .addKeyValue("served", answered.served())
          .log("Another model answered than the one that was asked");
    }
    return answer;
  }
}
