package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.ETag;
import dev.otto.web.Reply;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.FlowDefaultsBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads and changes the flow defaults: {@code flowDefaults} names the models, as clients of old
 * know it, and {@code flowChoices} says all that a flow asks for where that is more.
 */
final class FlowDefaultsRoutes {
  private static final String DEFAULTS = "flowDefaults";
  private static final String CHOICES = "flowChoices";

  private final Models models;

  FlowDefaultsRoutes(Models models) {
    this.models = models;
  }

  /**
   * The values of a request by flow.
   *
   * @param choices empty leaves a flow no more than its model
   */
  private record Requested(
      Map<Flow, Optional<ModelRef>> models, Map<Flow, Optional<ModelChoice>> choices) {

    FlowDefaults apply(FlowDefaults before, CatalogSnapshot catalog) {
      FlowDefaults after = before;
      for (Flow flow : Flow.values()) {
        after = after.with(flow, apply(flow, before.choice(flow), catalog));
      }
      return after;
    }

    /** A model that is the stored one changes nothing; another one is set in what was asked for. */
    private ModelChoice apply(Flow flow, ModelChoice before, CatalogSnapshot catalog) {
      ModelChoice plain = ModelChoice.of(before.modelRef());
      ModelChoice choice = choices.containsKey(flow) ? choices.get(flow).orElse(plain) : before;
      Optional<ModelRef> model = models.getOrDefault(flow, before.modelRef());
      if (model.equals(before.modelRef()) || model.equals(choice.modelRef())) {
        return choice;
      }
      if (!choice.modelRef().equals(before.modelRef())) {
        String path = CHOICES + "." + flow + ".modelRef";
        throw ApiException.invalid(
            path, path + " and " + DEFAULTS + "." + flow + " name two models; send one of them");
      }
      return choice.with(model, catalog);
    }
  }

  Reply read(Call call) {
    FlowDefaults defaults = models.defaults().current();
    return Reply.ok(ModelJson.flowDefaults(defaults)).with(tag(defaults));
  }

  private static ETag tag(FlowDefaults defaults) {
    // Of all that is stored: what a client does not see must not be lost by its If-Match either.
    return ETag.of(defaults.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Newer clients of the Node.js Otto know no heartbeat, which then stays as it is. */
  Reply replace(Call call) throws IOException {
    Requested values = requested(call.requiredBody());
    List<FieldError> missing = new ArrayList<>();
    for (Flow flow : Flow.values()) {
      if (!flow.equals(Flow.HEARTBEAT) && !values.models().containsKey(flow)) {
        missing.add(
            new FieldError(
                DEFAULTS + "." + flow,
                DEFAULTS + "." + flow + " is missing; PUT needs all four, PATCH takes any"));
      }
    }
    if (!missing.isEmpty()) {
      throw ApiException.invalid(missing);
    }
    return change(call, values);
  }

  Reply change(Call call) throws IOException {
    return change(call, requested(call.requiredBody()));
  }

  private Reply change(Call call, Requested values) {
    Predicate<FlowDefaults> expected =
        call.ifMatch()
            .<Predicate<FlowDefaults>>map(tags -> current -> tag(current).isIn(tags))
            .orElse(current -> true);
    var update =
        new FlowDefaultsUpdate(
            values::apply, expected, call.flag("allowUnavailable"), call.dryRun());
    return switch (models.defaults().change(Actor.of(call), update)) {
      case FlowDefaultsService.UpdateResult.InForce(var defaults, var warnings) ->
          Reply.ok(body(defaults, warnings)).with(tag(defaults));
      case FlowDefaultsService.UpdateResult.Superseded(var current) ->
          throw new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              "The defaults were changed in the meantime; read them again and repeat the change",
              List.of(),
              Map.of("ETag", tag(current).value()));
      case FlowDefaultsService.UpdateResult.BadModel(var flow, var found) ->
          throw Models.refusal(found.check(), path(flow, found.part()));
      case FlowDefaultsService.UpdateResult.BadChoice(var flow, var part, var message) ->
          throw ApiException.invalid(path(flow, part), message);
      case FlowDefaultsService.UpdateResult.Refused(var message) ->
          throw ApiException.conflict(message);
    };
  }

  private static FlowDefaultsBody body(FlowDefaults defaults, List<String> warnings) {
    FlowDefaultsBody body = ModelJson.flowDefaults(defaults);
    return new FlowDefaultsBody(
        body.flowDefaults(), body.flowChoices(), warnings.isEmpty() ? null : warnings);
  }

  private static String path(Flow flow, String part) {
    return part.equals("modelRef") ? DEFAULTS + "." + flow : CHOICES + "." + flow + "." + part;
  }

  /**
   * Reads the values by flow; every key is checked, because a misspelt flow must never be dropped
   * silently.
   */
  private static Requested requested(ObjectNode body) {
    for (var field : body.properties()) {
      if (!field.getKey().equals(DEFAULTS) && !field.getKey().equals(CHOICES)) {
        throw ApiException.invalid(
            field.getKey(),
            "There is no field "
                + field.getKey()
                + "; the body holds flowDefaults and, for more than a model, flowChoices");
      }
    }
    if (!body.has(DEFAULTS) && !body.has(CHOICES)) {
      throw ApiException.invalid(DEFAULTS, DEFAULTS + " must be an object");
    }
    var refs = new LinkedHashMap<Flow, Optional<ModelRef>>();
    byFlow(body, DEFAULTS).forEach((flow, value) -> refs.put(flow, model(flow, value)));
    var choices = new LinkedHashMap<Flow, Optional<ModelChoice>>();
    byFlow(body, CHOICES).forEach((flow, value) -> choices.put(flow, choice(flow, value)));
    return new Requested(refs, choices);
  }

  private static Map<Flow, JsonNode> byFlow(ObjectNode body, String key) {
    var values = new TreeMap<Flow, JsonNode>();
    if (body.has(key)) {
      if (!(body.path(key) instanceof ObjectNode flows)) {
        throw ApiException.invalid(key, key + " must be an object");
      }
      flows
          .properties()
          .forEach(
              field ->
                  values.put(
                      Models.flow(key + "." + field.getKey(), field.getKey()), field.getValue()));
    }
    return values;
  }

  private static Optional<ModelRef> model(Flow flow, JsonNode value) {
    String path = DEFAULTS + "." + flow;
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw ApiException.invalid(path, path + " must be provider/model or null");
    }
    return Optional.of(Models.ref(path, value.textValue()));
  }

  private static Optional<ModelChoice> choice(Flow flow, JsonNode value) {
    return value.isNull()
        ? Optional.empty()
        : Optional.of(ChoiceJson.read(CHOICES + "." + flow, value));
  }
}
