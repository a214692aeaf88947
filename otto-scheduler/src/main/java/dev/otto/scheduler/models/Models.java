package dev.otto.scheduler.models;

import dev.otto.models.Flow;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Payer;
import dev.otto.web.ApiException;
import dev.otto.wire.ErrorCode;
import java.time.InstantSource;
import java.util.Optional;

/** The services that the routes of model management use. */
public record Models(
    ModelCatalog catalog,
    CatalogService refreshes,
    FlowDefaultsService defaults,
    ModelResolver resolver,
    ModelUsageRepository usage,
    JobModels jobs,
    InstantSource clock) {
  public static final String WHERE_TO_LOOK =
      "GET /external/models/catalog and `ottoctl model list` show what there is";

  /** The choices of jobs, as far as they concern models. */
  public interface JobModels {
    /** Returns the choice of a job; empty if there is no such job. */
    Optional<JobChoice> find(String jobId);

    /** Reports whether a job's agent has tools, whose prompt needs a large context window. */
    default boolean usesTools(String jobId) {
      return true;
    }

    /** Reports whether prompts of a flow have tools, where nothing names another agent. */
    default boolean usesTools(Flow flow) {
      return true;
    }
  }

  /**
   * The settings of a job that decide its model.
   *
   * @param payer empty for a job that never prompts
   */
  public record JobChoice(Optional<Payer> payer, ModelChoice choice) {}

  /** Converts an unusable model to an error. */
  static ApiException refusal(ModelCheck check, String path) {
    return switch (check) {
      case ModelCheck.Unknown unknown ->
          ApiException.of(ErrorCode.UNKNOWN_MODEL, path, unknown.message(WHERE_TO_LOOK));
      case ModelCheck.Unsuitable unsuitable ->
          ApiException.of(ErrorCode.UNSUITABLE_MODEL, path, unsuitable.message());
      case ModelCheck.UnknownVariant unknown -> ApiException.invalid(path, unknown.message());
      case ModelCheck.Usable() -> throw new IllegalArgumentException("nothing is wrong");
    };
  }

  /** Reads a reference that a client sent. */
  static ModelRef ref(String path, String text) {
    if (text.strip().equals("inherit")) {
      throw ApiException.invalid(path, path + " is \"inherit\"; send null to inherit");
    }
    return ModelRef.parse(text)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    path,
                    path
                        + " is \""
                        + text
                        + "\", which is not a model reference; send provider/model or null"));
  }

  static Flow flow(String path, String key) {
    return Flow.parse(key)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    path,
                    "There is no flow \""
                        + key
                        + "\"; the flows are "
                        + String.join(", ", Flow.keys())));
  }
}
