package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelResolver;
import dev.otto.models.Payer;
import dev.otto.scheduler.models.Models.JobChoice;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.CatalogChanges;
import dev.otto.wire.CatalogModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The routes of model management: the catalog, the flow defaults, and the resolution of a job or a
 * flow.
 */
public final class ModelRoutes implements RouteGroup {
  private static final int MAX_CHANGES = 200;
  private static final int DEFAULT_CHANGES = 20;

  private final Models models;
  private final CatalogAnswers refs;
  private final CatalogAnswers details;
  private final FlowDefaultsRoutes defaults;
  private final RefreshRoutes refreshes;

  public ModelRoutes(Models models) {
    this.models = models;
    this.refs = new CatalogAnswers(models.catalog(), false);
    this.details = new CatalogAnswers(models.catalog(), true);
    this.defaults = new FlowDefaultsRoutes(models);
    this.refreshes = new RefreshRoutes(models);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/models/catalog", this::catalog),
        Route.post("/external/models/refresh", refreshes::refresh),
        Route.get("/external/models/defaults", defaults::read),
        Route.put("/external/models/defaults", defaults::replace),
        Route.patch("/external/models/defaults", defaults::change),
        Route.get("/external/models/resolve", this::resolve),
        Route.get("/external/models/usage", this::usage),
        Route.get("/external/models/changes", this::changes));
  }

  // The catalog

  private Reply catalog(Call call) {
    boolean withDetails = call.flag("details");
    Optional<String> provider = call.query("provider");
    Optional<String> search = call.query("search").map(text -> text.toLowerCase(Locale.ROOT));
    Set<Modality> takes = kinds(call, "takes");
    Set<Modality> gives = kinds(call, "gives");
    if (provider.isEmpty() && search.isEmpty() && takes.isEmpty() && gives.isEmpty()) {
      return (withDetails ? details : refs).answer(call);
    }
    CatalogSnapshot snapshot = models.catalog().snapshot();
    Predicate<Model> wanted =
        model ->
            provider.map(model.ref().providerId()::equals).orElse(true)
                && search.map(text -> matches(model, text)).orElse(true)
                && model.abilities().modalities().takes().containsAll(takes)
                && model.abilities().modalities().gives().containsAll(gives);
    List<Model> chosen = snapshot.models().stream().filter(wanted).toList();
    return Reply.ok(ModelJson.catalog(snapshot, models.catalog().stale(), chosen, withDetails));
  }

  private static boolean matches(Model model, String text) {
    return model.ref().toString().toLowerCase(Locale.ROOT).contains(text)
        || model.name().toLowerCase(Locale.ROOT).contains(text);
  }

  /** Reads kinds of content, which have commas between them, or a parameter each. */
  private static Set<Modality> kinds(Call call, String name) {
    return call.query().all(name).stream()
        .flatMap(several -> Arrays.stream(several.split(",")))
        .map(String::strip)
        .filter(kind -> !kind.isEmpty())
        .map(kind -> Modality.parse(kind).orElseThrow(() -> noKind(name, kind)))
        .collect(Collectors.toSet());
  }

  private static ApiException noKind(String name, String kind) {
    String allowed = String.join(", ", CatalogModel.KINDS);
    return ApiException.invalid(
        name, name + " must be one of " + allowed + ", not \"" + kind + "\"");
  }

  static boolean flag(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw ApiException.invalid(name, name + " must be true or false");
    }
    return value.booleanValue();
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
                () ->
                    new JobChoice(
                        flow.map(key -> Payer.of(Models.flow("flow", key))), ModelChoice.INHERIT));
    Payer payer =
        choice
            .payer()
            .orElseThrow(
                () -> ApiException.invalid("jobId", "This job never prompts, so it has no model"));
    return Reply.ok(ModelJson.resolved(explain(call.query("without"), payer, choice.choice())));
  }

  private JobChoice choiceOf(String id) {
    return models.jobs().find(id).orElseThrow(() -> ApiException.notFound("Task not found: " + id));
  }

  private ModelResolver.Explanation explain(
      Optional<String> without, Payer payer, ModelChoice choice) {
    return without
        .map(text -> Models.ref("without", text))
        .map(missing -> models.resolver().explainWithout(missing, payer, choice))
        .orElseGet(() -> models.resolver().explain(payer, choice));
  }

  // What refreshes changed

  private Reply changes(Call call) {
    int limit = call.query("limit", 1, MAX_CHANGES, DEFAULT_CHANGES);
    return Reply.ok(new CatalogChanges(models.refreshes().changes(limit)));
  }

  // Who uses which model

  private Reply usage(Call call) {
    return Reply.ok(UsageJson.of(models));
  }
}
