package dev.otto.scheduler.job;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.job.JobResult.Code;
import dev.otto.scheduler.job.JobResult.Detail;
import dev.otto.scheduler.job.JobResult.Invalid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a job may name a model. */
final class ModelCheck {
  private static final int NEAR_MATCHES = 3;

  private ModelCheck() {}

  /** Empty if it may. */
  static Optional<Invalid> objection(
      CatalogSnapshot catalog, ModelRef wanted, boolean allowUnavailable) {
    Optional<Model> model = catalog.find(wanted);
    if (model.isEmpty()) {
      return allowUnavailable ? Optional.empty() : Optional.of(unknown(catalog, wanted));
    }
    return model.filter(found -> !found.textOutput()).map(found -> unsuitable(wanted));
  }

  private static Invalid unknown(CatalogSnapshot catalog, ModelRef wanted) {
    String near =
        catalog.nearest(wanted, NEAR_MATCHES).stream()
            .map(ModelRef::toString)
            .collect(Collectors.joining(", "));
    return invalid(
        Code.UNKNOWN_MODEL,
        wanted
            + " is not in the catalog; "
            + (near.isEmpty() ? "list the models to see what is" : "near matches: " + near));
  }

  private static Invalid unsuitable(ModelRef wanted) {
    return invalid(
        Code.UNSUITABLE_MODEL, wanted + " cannot answer with text; choose a model that can");
  }

  private static Invalid invalid(Code code, String message) {
    return new Invalid(code, message, List.of(new Detail(Field.MODEL_REF.key(), message)));
  }
}
