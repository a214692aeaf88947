package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The changes to many jobs in a request. */
final class JobUpdatesJson {
  /** The number of changes in one transaction, for which other writes wait. */
  private static final int MAX_CHANGES = 1_000;

  private JobUpdatesJson() {}

  static List<JobUpdate> read(ObjectNode body) {
    JsonNode changes = body.path("changes");
    if (!changes.isArray() || changes.isEmpty() || changes.size() > MAX_CHANGES) {
      throw ApiException.invalid(
          "changes",
          "changes must be a list of 1 to %d changes; send more in several requests"
              .formatted(MAX_CHANGES));
    }
    var updates = new ArrayList<JobUpdate>(changes.size());
    for (int i = 0; i < changes.size(); i++) {
      updates.add(update(changes.get(i), "changes[" + i + "]"));
    }
    return updates;
  }

  private static JobUpdate update(JsonNode change, String path) {
    JsonNode id = change.path("id");
    if (!id.isTextual()) {
      throw ApiException.invalid(path + ".id", path + ".id must be the id of a job");
    }
    if (!(change.path("change") instanceof ObjectNode fields)) {
      throw ApiException.invalid(
          path + ".change", path + ".change must be an object, such as {\"modelRef\": null}");
    }
    return new JobUpdate(id.textValue(), JobFields.of(fields), expected(change, path));
  }

  /** Returns the condition on the model that the job names; none where it is not sent. */
  private static Predicate<Job> expected(JsonNode change, String path) {
    JsonNode model = change.path("ifModelRef");
    if (model.isMissingNode()) {
      return job -> true;
    }
    if (!model.isTextual() && !model.isNull()) {
      throw ApiException.invalid(
          path + ".ifModelRef", path + ".ifModelRef must be a model, or null where it inherits");
    }
    Optional<String> ref = Optional.ofNullable(model.textValue());
    return job -> job.model().map(ModelRef::toString).equals(ref);
  }
}
