package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.models.ModelReplacements.Left;
import dev.otto.scheduler.models.ModelReplacements.ReplaceResult;
import dev.otto.scheduler.models.ReplacementCheck.Objection;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ReplaceAnswer;
import dev.otto.wire.ReplaceAnswer.LeftChoice;
import dev.otto.wire.ReplaceAnswer.ReplacedChoice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes that replace a model everywhere, and take that back. */
public final class ReplaceRoutes implements RouteGroup {
  private final ModelReplacements replacements;

  public ReplaceRoutes(ModelReplacements replacements) {
    this.replacements = replacements;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/external/models/replace", this::replace),
        Route.post("/external/models/replace/{id}/undo", this::undo));
  }

  private Reply replace(Call call) throws IOException {
    ObjectNode body = call.requiredBody();
    ModelRef from = ref(body, "from");
    ModelRef to = ref(body, "to");
    if (from.equals(to)) {
      throw ApiException.invalid("to", "to is the same model as from; name another");
    }
    var wanted = new Replacement(from, to, variant(body));
    boolean force = ModelRoutes.flag(body, "force");
    return answer(replacements.replace(Actor.of(call), wanted, force, call.dryRun()));
  }

  private Reply undo(Call call) {
    String id = call.parameter("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw ApiException.invalid("id", "id is \"" + id + "\"; give the number of a replacement");
    }
    return answer(replacements.undo(Actor.of(call), Long.parseLong(id), call.dryRun()));
  }

  /** Reads a model that the body must name. */
  static ModelRef ref(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isTextual()) {
      throw ApiException.invalid(name, name + " is missing; send provider/model");
    }
    try {
      return ChoiceJson.modelRef(value);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(name, name + ": " + e.getMessage());
    }
  }

  private static Optional<String> variant(ObjectNode body) {
    JsonNode value = body.path("variant");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ChoiceJson.word(value));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("variant", "variant: " + e.getMessage());
    }
  }

  private Reply answer(ReplaceResult result) {
    return switch (result) {
      case ReplaceResult.Replaced done -> Reply.ok(body(done));
      case ReplaceResult.Unsuitable(var objections) -> throw refusal(objections);
      case ReplaceResult.Missing(var message) -> throw ApiException.notFound(message);
      case ReplaceResult.Conflict(var message) -> throw ApiException.conflict(message);
    };
  }

  private static ApiException refusal(List<Objection> objections) {
    Objection first = objections.getFirst();
    String more = objections.size() == 1 ? "" : " (and " + (objections.size() - 1) + " more)";
    return new ApiException(
        first.code(),
        first.message() + more,
        objections.stream().map(Objection::detail).toList(),
        Map.of());
  }

  private ReplaceAnswer body(ReplaceResult.Replaced done) {
    Replacement replacement = done.replacement();
    return new ReplaceAnswer(
        done.id().isPresent() ? done.id().getAsLong() : null,
        replacement.from().toString(),
        replacement.to().toString(),
        done.changed().stream().map(ReplaceRoutes::changed).toList(),
        done.left().stream().map(ReplaceRoutes::left).toList(),
        replacements.model(replacement.from()).map(ModelJson::model).orElse(null),
        replacements.model(replacement.to()).map(ModelJson::model).orElse(null),
        done.lost(),
        done.overridden());
  }

  private static ReplacedChoice changed(ChoiceChange change) {
    return new ReplacedChoice(
        change.kind().key(),
        change.id(),
        ChoiceJson.write(change.before()),
        ChoiceJson.write(change.after()));
  }

  private static LeftChoice left(Left left) {
    return new LeftChoice(
        left.kind().key(), left.id(), left.now().map(ChoiceJson::write).orElse(null));
  }
}
