package dev.otto.scheduler.acknowledge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.JobMutation;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The routes with which the failure of a job is acknowledged or snoozed, and that taken back. */
public final class AcknowledgementRoutes implements RouteGroup {
  private static final String PATH = "/external/jobs/{id}/acknowledgement";

  private final Acknowledgements acknowledgements;
  private final InstantSource clock;

  public AcknowledgementRoutes(Acknowledgements acknowledgements, InstantSource clock) {
    this.acknowledgements = acknowledgements;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.put(PATH, this::give), Route.delete(PATH, this::takeBack));
  }

  private Reply give(Call call) throws IOException {
    ObjectNode body = call.requiredBody();
    Instant now = clock.instant();
    var given =
        new Acknowledgement(
            call.parameter("id"), reason(body), until(body, now), now, Actor.of(call));
    return answer(call, "acknowledged", acknowledgements.give(given));
  }

  private Reply takeBack(Call call) throws IOException {
    call.body();
    String id = call.parameter("id");
    return answer(call, "unacknowledged", acknowledgements.takeBack(Actor.of(call), id));
  }

  private static String reason(ObjectNode body) {
    JsonNode reason = body.path("reason");
    if (!reason.isTextual() || !Acknowledgement.isReason(reason.textValue())) {
      throw ApiException.invalid(
          "reason",
          "reason must be a text of 1 to %d characters".formatted(Acknowledgement.MAX_REASON));
    }
    return reason.textValue();
  }

  private static Optional<Instant> until(ObjectNode body, Instant now) {
    JsonNode until = body.path("until");
    if (until.isMissingNode() || until.isNull()) {
      return Optional.empty();
    }
    if (!until.isIntegralNumber() || !until.canConvertToLong()) {
      throw ApiException.invalid("until", "until must be a time in epoch milliseconds");
    }
    Instant end = Instant.ofEpochMilli(until.longValue());
    if (!end.isAfter(now)) {
      throw ApiException.invalid("until", "until is " + end + ", which is past");
    }
    return Optional.of(end);
  }

  private static Reply answer(Call call, String status, AcknowledgeResult result) {
    String id = call.parameter("id");
    return switch (result) {
      case AcknowledgeResult.Done _ ->
          Reply.ok(new JobMutation(id, status, null, null, null, null, null, null));
      case AcknowledgeResult.NoJob _ -> throw ApiException.notFound("Task not found: " + id);
      case AcknowledgeResult.Refused(var why) -> throw ApiException.conflict(why);
    };
  }
}
