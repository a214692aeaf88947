package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.models.Models.JobChoice;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.ETag;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.RefreshAnswer;
import dev.otto.wire.RefreshAnswer.AffectedItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The routes of model management: the catalog, the flow defaults, and the resolution of a job or a
 * flow.
 */
public final class ModelRoutes implements RouteGroup {
  private final Models models;
  private final CatalogAnswers refs;
  private final CatalogAnswers details;

  public ModelRoutes(Models models) {
    this.models = models;
    this.refs = new CatalogAnswers(models.catalog(), false);
    this.details = new CatalogAnswers(models.catalog(), true);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/models/catalog", this::catalog),
        Route.post("/external/models/refresh", this::refresh),
        Route.get("/external/models/defaults", this::defaults),
        Route.put("/external/models/defaults", this::replaceDefaults),
        Route.patch("/external/models/defaults", this::changeDefaults),
        Route.get("/external/models/resolve", this::resolve),
        Route.get("/external/models/usage", this::usage));
  }

  // The catalog

  private Reply catalog(Call call) {
    boolean withDetails = call.flag("details");
    Optional<String> provider = call.query("provider");
    Optional<String> search = call.query("search").map(text -> text.toLowerCase(Locale.ROOT));
    if (provider.isEmpty() && search.isEmpty()) {
      return (withDetails ? details : refs).answer(call);
    }
    CatalogSnapshot snapshot = models.catalog().snapshot();
    Predicate<Model> wanted =
        model ->
            provider.map(model.ref().providerId()::equals).orElse(true)
                && search.map(text -> matches(model, text)).orElse(true);
    List<Model> chosen = snapshot.models().stream().filter(wanted).toList();
    return Reply.ok(ModelJson.catalog(snapshot, models.catalog().stale(), chosen, withDetails));
  }

  private static boolean matches(Model model, String text) {
    return model.ref().toString().toLowerCase(Locale.ROOT).contains(text)
        || model.name().toLowerCase(Locale.ROOT).contains(text);
  }

  private Reply refresh(Call call) throws IOException {
    ObjectNode body = call.body();
    boolean reload = flag(body, "reload");
    boolean force = flag(body, "force");
    return switch (models.refreshes().refresh(Actor.of(call), reload, force)) {
      case CatalogService.RefreshOutcome.CatalogRefreshed it ->
          Reply.ok(
              new RefreshAnswer(
                  "ok",
                  it.snapshot().updatedAt().toEpochMilli(),
                  it.snapshot().size(),
                  texts(it.added()),
                  texts(it.removed()),
                  it.affected().stream()
                      .map(one -> new AffectedItem(one.kind(), one.id(), one.modelRef().toString()))
                      .toList()));
      case CatalogService.RefreshOutcome.Unavailable it ->
          throw new ApiException(ErrorCode.OPENCODE_UNAVAILABLE, it.message());
      case CatalogService.RefreshOutcome.Busy it ->
          throw ApiException.conflict(
              it.promptsInFlight()
                  + " prompts are in flight and a reload aborts them; wait, or send \"force\":true");
    };
  }

  private static boolean flag(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw ApiException.invalid(name, name + " must be true or false");
    }
    return value.booleanValue();
  }

  private static List<String> texts(List<ModelRef> refs) {
    return refs.stream().map(ModelRef::toString).toList();
  }

  // The defaults of the flows

  private Reply defaults(Call call) {
    return defaultsAnswer(models.defaults().current());
  }

  private static Reply defaultsAnswer(FlowDefaults defaults) {
    return Reply.ok(ModelJson.flowDefaults(defaults)).with(tag(defaults));
  }

  private static ETag tag(FlowDefaults defaults) {
    // Of all that is stored: what a client does not see must not be lost by its If-Match either.
    return ETag.of(defaults.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Newer clients of the Node.js Otto know no heartbeat, which then stays as it is. */
  private Reply replaceDefaults(Call call) throws IOException {
    Map<Flow, Optional<ModelRef>> values = flowValues(call.requiredBody());
    List<FieldError> missing = new ArrayList<>();
    for (Flow flow : Flow.values()) {
      if (flow != Flow.HEARTBEAT && !values.containsKey(flow)) {
        missing.add(
            new FieldError(
                "flowDefaults." + flow,
                "flowDefaults." + flow + " is missing; PUT needs all four, PATCH takes any"));
      }
    }
    if (!missing.isEmpty()) {
      throw ApiException.invalid(missing);
    }
    return change(call, values);
  }

  private Reply changeDefaults(Call call) throws IOException {
    return change(call, flowValues(call.requiredBody()));
  }

  private Reply change(Call call, Map<Flow, Optional<ModelRef>> values) {
    UnaryOperator<FlowDefaults> change =
        before -> {
          FlowDefaults after = before;
          for (var value : values.entrySet()) {
            after = after.with(value.getKey(), value.getValue());
          }
          return after;
        };
    Predicate<FlowDefaults> expected =
        call.ifMatch()
            .<Predicate<FlowDefaults>>map(tags -> current -> tag(current).isIn(tags))
            .orElse(current -> true);
    var update =
        new FlowDefaultsUpdate(change, expected, call.flag("allowUnavailable"), call.dryRun());
    return switch (models.defaults().change(Actor.of(call), update)) {
      case FlowDefaultsService.UpdateResult.InForce(var defaults) -> defaultsAnswer(defaults);
      case FlowDefaultsService.UpdateResult.Superseded(var current) ->
          throw new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              "The defaults were changed in the meantime; read them again and repeat the change",
              List.of(),
              Map.of("ETag", tag(current).value()));
      case FlowDefaultsService.UpdateResult.BadModel(var flow, var verdict) ->
          throw Models.refusal(verdict, "flowDefaults." + flow);
      case FlowDefaultsService.UpdateResult.Refused(var message) ->
          throw ApiException.conflict(message);
    };
  }

  /**
   * Reads the values by flow; every key is checked, because a misspelt flow must never be dropped
   * silently.
   */
  private static Map<Flow, Optional<ModelRef>> flowValues(ObjectNode body) {
    for (var field : body.properties()) {
      if (!field.getKey().equals("flowDefaults")) {
        throw ApiException.invalid(
            field.getKey(),
            "There is no field " + field.getKey() + "; the body holds flowDefaults");
      }
    }
    if (!(body.path("flowDefaults") instanceof ObjectNode flows)) {
      throw ApiException.invalid("flowDefaults", "flowDefaults must be an object");
    }
    var values = new LinkedHashMap<Flow, Optional<ModelRef>>();
    for (var field : flows.properties()) {
      String path = "flowDefaults." + field.getKey();
      values.put(Models.flow(path, field.getKey()), modelOrNull(path, field.getValue()));
    }
    return values;
  }

  private static Optional<ModelRef> modelOrNull(String path, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw ApiException.invalid(path, path + " must be provider/model or null");
    }
    return Optional.of(Models.ref(path, value.textValue()));
  }

  // What a run would use

  private Reply resolve(Call call) {
    Optional<String> flow = call.query("flow");
    Optional<String> jobId = call.query("jobId");
    if (flow.isPresent() == jobId.isPresent()) {
      throw ApiException.invalid(
          "Give either flow, one of " + String.join(", ", Flow.keys()) + ", or jobId");
    }
    JobChoice choice =
        jobId
            .map(this::choiceOf)
            .orElseGet(
                () -> new JobChoice(flow.map(key -> Models.flow("flow", key)), Optional.empty()));
    Flow asked =
        choice
            .flow()
            .orElseThrow(
                () -> ApiException.invalid("jobId", "This job never prompts, so it has no model"));
    return Reply.ok(ModelJson.resolved(explain(call.query("without"), asked, choice.modelRef())));
  }

  private JobChoice choiceOf(String id) {
    return models.jobs().find(id).orElseThrow(() -> ApiException.notFound("Task not found: " + id));
  }

  private ModelResolver.Explanation explain(
      Optional<String> without, Flow flow, Optional<ModelRef> modelRef) {
    return without
        .map(text -> Models.ref("without", text))
        .map(missing -> models.resolver().explainWithout(missing, flow, modelRef))
        .orElseGet(() -> models.resolver().explain(flow, modelRef));
  }

  // Who uses which model

  private Reply usage(Call call) {
    return Reply.ok(UsageJson.of(models));
  }
}
