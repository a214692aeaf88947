package dev.otto.scheduler.job;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.job.JobResult.Code;
import dev.otto.scheduler.job.JobResult.Detail;
import dev.otto.scheduler.job.JobResult.Invalid;
import java.util.List;
import java.util.Optional;

/** Why a job may not name a model. */
final class ModelObjection {
  private ModelObjection() {}

  /** Empty if it may. */
  static Optional<Invalid> to(ModelRef wanted, CatalogSnapshot catalog, boolean allowUnavailable) {
    return switch (ModelCheck.of(catalog, wanted)) {
      case ModelCheck.Usable() -> Optional.empty();
      case ModelCheck.Unknown _ when allowUnavailable -> Optional.empty();
      case ModelCheck.Unknown unknown ->
          invalid(Code.UNKNOWN_MODEL, unknown.message("list the models to see what there is"));
      case ModelCheck.Unsuitable unsuitable -> invalid(Code.UNSUITABLE_MODEL, unsuitable.message());
    };
  }

  private static Optional<Invalid> invalid(Code code, String message) {
    return Optional.of(
        new Invalid(code, message, List.of(new Detail(Field.MODEL_REF.key(), message))));
  }
}
