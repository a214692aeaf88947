package dev.otto.scheduler.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.bill.BillJson;
import dev.otto.scheduler.probe.ModelProbes.ProbeBounds;
import dev.otto.scheduler.probe.ProbeResult.Answers;
import dev.otto.scheduler.probe.ProbeResult.NotAsked;
import dev.otto.scheduler.probe.ProbeResult.Silent;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.CheckAnswer;
import dev.otto.wire.CheckAnswer.CheckedModel;
import dev.otto.wire.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The route that checks whether models answer. */
public final class ProbeRoutes implements RouteGroup {
  private static final int MAX_MODELS = 50;
  private static final int MAX_SECONDS = 600;

  private final ModelProbes probes;
  private final Supplier<SortedSet<ModelRef>> used;

  /**
   * @param used the models in use, which are checked where a request names none
   */
  public ProbeRoutes(ModelProbes probes, Supplier<SortedSet<ModelRef>> used) {
    this.probes = probes;
    this.used = used;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post("/external/models/check", this::check));
  }

  private Reply check(Call call) throws IOException {
    ObjectNode body = call.body();
    Collection<ModelRef> models = body.hasNonNull("modelRefs") ? named(body) : used.get();
    var bounds = new ProbeBounds(timeout(body), call.flag("overBudget"));
    try {
      List<ProbeResult> results = probes.probe(Actor.of(call), models, bounds);
      return Reply.ok(new CheckAnswer(results.stream().map(ProbeRoutes::checked).toList()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "Otto is stopping");
    }
  }

  private static Set<ModelRef> named(ObjectNode body) {
    JsonNode refs = body.path("modelRefs");
    if (!refs.isArray() || refs.isEmpty() || refs.size() > MAX_MODELS) {
      throw ApiException.invalid(
          "modelRefs", "modelRefs must be a list of 1 to %d models".formatted(MAX_MODELS));
    }
    var models = new LinkedHashSet<ModelRef>();
    for (int i = 0; i < refs.size(); i++) {
      models.add(model("modelRefs[%d]".formatted(i), refs.path(i)));
    }
    return models;
  }

  private static ModelRef model(String path, JsonNode value) {
    return Optional.of(value)
        .filter(JsonNode::isTextual)
        .flatMap(text -> ModelRef.parse(text.textValue()))
        .orElseThrow(
            () ->
                ApiException.invalid(
                    path,
                    "%s is %s, which is not a model reference; send provider/model"
                        .formatted(path, value)));
  }

  private static Duration timeout(ObjectNode body) {
    JsonNode seconds = body.path("timeoutSeconds");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return ProbeBounds.TIMEOUT;
    }
    if (!seconds.isIntegralNumber()
        || !seconds.canConvertToInt()
        || seconds.intValue() < 1
        || seconds.intValue() > MAX_SECONDS) {
      throw ApiException.invalid(
          "timeoutSeconds",
          "timeoutSeconds must be a whole number from 1 to %d".formatted(MAX_SECONDS));
    }
    return Duration.ofSeconds(seconds.intValue());
  }

  private static CheckedModel checked(ProbeResult result) {
    return switch (result.verdict()) {
      case Answers it -> checked(result, null, it, it.receipt());
      case Silent(var failure) -> checked(result, failure.code().key(), null, failure.receipt());
      case NotAsked(var code, _) -> checked(result, code, null, PromptReceipt.NOTHING);
    };
  }

  private static CheckedModel checked(
      ProbeResult result, @Nullable String error, @Nullable Answers answer, PromptReceipt receipt) {
    Bill bill = receipt.bill();
    return new CheckedModel(
        result.model().toString(),
        result.at().toEpochMilli(),
        answer != null,
        result.sentence(),
        error,
        answer == null ? null : answer.served().toString(),
        receipt.firstToken().map(Duration::toMillis).orElse(null),
        answer == null ? null : answer.took().toMillis(),
        BillJson.inputTokens(bill),
        BillJson.outputTokens(bill),
        BillJson.costUsd(bill),
        BillJson.servedModels(bill),
        bill.complete());
  }
}
