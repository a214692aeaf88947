package dev.otto.scheduler.job;

import dev.otto.models.ModelCheck;
import dev.otto.models.ModelCheck.UnusablePart;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelResolver;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks whether a job may have a choice. */
final class ModelObjection {
  private ModelObjection() {}

  /** Returns the objection to what the change names, and to its fence; empty if there is none. */
  static Optional<Invalid> to(
      @Nullable Job before, Job after, JobContext context, boolean allowUnavailable) {
    ModelChoice was = before == null ? ModelChoice.INHERIT : before.choice();
    ModelChoice is = after.choice();
    return ModelCheck.ofChange(context.catalog().get(), was, is)
        .flatMap(found -> to(found, allowUnavailable))
        .or(() -> was.equals(is) ? Optional.empty() : toFence(after, context.resolver()));
  }

  private static Optional<Invalid> to(UnusablePart found, boolean allowUnavailable) {
    return switch (found.check()) {
      case ModelCheck.Usable() -> Optional.empty();
      case ModelCheck.Unknown _ when allowUnavailable -> Optional.empty();
      case ModelCheck.Unknown unknown ->
          invalid(
              ErrorCode.UNKNOWN_MODEL,
              found.part(),
              unknown.message("list the models to see what there is"));
      case ModelCheck.Unsuitable unsuitable ->
          invalid(ErrorCode.UNSUITABLE_MODEL, found.part(), unsuitable.message());
      case ModelCheck.UnknownVariant unknown ->
          invalid(ErrorCode.INVALID_REQUEST, found.part(), unknown.message());
    };
  }

  private static Optional<Invalid> toFence(Job job, ModelResolver resolver) {
    return job.flow()
        .map(flow -> resolver.flowDefault(flow).onlyProviders())
        .filter(
            ofFlow ->
                !ofFlow.isEmpty()
                    && !job.choice().onlyProviders().isEmpty()
                    && Collections.disjoint(ofFlow, job.choice().onlyProviders()))
        .flatMap(
            ofFlow ->
                invalid(
                    ErrorCode.INVALID_REQUEST,
                    Field.ONLY_PROVIDERS.key(),
                    "%s has no provider in common with what its flow allows: %s"
                        .formatted(
                            String.join(", ", job.choice().onlyProviders()),
                            String.join(", ", ofFlow))));
  }

  private static Optional<Invalid> invalid(ErrorCode code, String part, String message) {
    return Optional.of(new Invalid(code, message, List.of(new FieldError(part, message))));
  }
}
