package dev.otto.scheduler.assistant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Bill;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.bill.BillJson;
import dev.otto.scheduler.opencode.PermissionJson;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.AssistantReply;
import dev.otto.wire.AssistantReply.ChosenModel;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.RunContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of the assistant. */
public final class AssistantRoutes implements RouteGroup {
  private final Assistant assistant;
  private final AuditLog audit;
  private final Function<String, Optional<RunContext>> contexts;

  /**
   * @param contexts returns what is told of the run with this id
   */
  public AssistantRoutes(
      Assistant assistant, AuditLog audit, Function<String, Optional<RunContext>> contexts) {
    this.assistant = assistant;
    this.audit = audit;
    this.contexts = contexts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/external/assistant/messages", this::ask),
        Route.get("/external/runs/{runId}/context", this::context));
  }

  private Reply context(Call call) {
    return Reply.ok(about(call.parameter("runId")));
  }

  private RunContext about(String runId) {
    return contexts
        .apply(runId)
        .orElseThrow(() -> ApiException.notFound("Run not found: " + runId));
  }

  private Reply ask(Call call) throws IOException {
    ObjectNode body = call.requiredBody();
    String text = text(body, "text");
    if (text == null || text.isBlank()) {
      throw ApiException.invalid("text", "text is missing; send the question");
    }
    Optional<String> session = Optional.ofNullable(text(body, "sessionId"));
    String runId = text(body, "runId");
    if (runId != null && session.isPresent()) {
      throw ApiException.invalid(
          "runId", "runId begins a conversation about a run; send it without sessionId");
    }
    String told = runId == null ? "" : about(runId).text() + "\n## Question\n";
    boolean overBudget = call.flag("overBudget");
    if (overBudget) {
      audit.record(Change.of(Actor.of(call), "assistant.over_budget", null), AuditOutcome.DONE);
    }
    return switch (assistant.ask(new Assistant.Question(told + text, overBudget), session)) {
      case AssistantAnswer.Answer it -> Reply.ok(reply(it));
      case AssistantAnswer.NoModel it when it.resolution().isBudgetSpent() ->
          throw new ApiException(
              ErrorCode.BUDGET_SPENT,
              it.resolution().reason() + "; ?overBudget=true asks in spite of that");
      case AssistantAnswer.NoModel it -> throw ApiException.conflict(it.resolution().reason());
      case AssistantAnswer.NoAnswer it ->
          throw ApiException.opencode(it.code().key(), it.message());
    };
  }

  private static AssistantReply reply(AssistantAnswer.Answer answer) {
    Bill bill = answer.receipt().bill();
    return new AssistantReply(
        answer.sessionId(),
        answer.text(),
        chosen(answer.resolution()),
        answer.served().toString(),
        BillJson.inputTokens(bill),
        BillJson.outputTokens(bill),
        BillJson.costUsd(bill),
        answer.receipt().permissions().stream().map(PermissionJson::item).toList(),
        BillJson.servedModels(bill),
        bill.complete(),
        answer.truncated());
  }

  private static ChosenModel chosen(Resolution.Resolved resolved) {
    return new ChosenModel(
        resolved.model().providerId(),
        resolved.model().modelId(),
        resolved.source().key(),
        resolved.requested().map(ModelRef::toString).orElse(null),
        resolved.fallback(),
        resolved.reason());
  }

  private static @Nullable String text(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw ApiException.invalid(name, name + " must be a string");
    }
    return value.textValue();
  }
}
