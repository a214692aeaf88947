package dev.otto.scheduler.job;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Checks whether a job may name a model. */
final class ModelObjection {
  private ModelObjection() {}

  /** Returns the objection; empty if there is none. */
  static Optional<Invalid> to(ModelRef wanted, CatalogSnapshot catalog, boolean allowUnavailable) {
    return switch (ModelCheck.of(catalog, wanted)) {
      case ModelCheck.Usable() -> Optional.empty();
      case ModelCheck.Unknown _ when allowUnavailable -> Optional.empty();
      case ModelCheck.Unknown unknown ->
          invalid(ErrorCode.UNKNOWN_MODEL, unknown.message("list the models to see what there is"));
      case ModelCheck.Unsuitable unsuitable ->
          invalid(ErrorCode.UNSUITABLE_MODEL, unsuitable.message());
    };
  }

  private static Optional<Invalid> invalid(ErrorCode code, String message) {
    return Optional.of(
        new Invalid(code, message, List.of(new FieldError(Field.MODEL_REF.key(), message))));
  }
}
