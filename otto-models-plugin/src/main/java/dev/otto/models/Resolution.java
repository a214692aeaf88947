package dev.otto.models;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer to "which model does this run use": a model, or that there is none to use. */
public sealed interface Resolution {

  /** The rung of the ladder that decided. */
  enum Source {
    JOB("job"),
    FLOW_DEFAULT("flow_default"),
    GLOBAL_DEFAULT("global_default"),
    FALLBACK_GLOBAL_DEFAULT("fallback_global_default");

    private final String key;

    Source(String key) {
      this.key = key;
    }

    /** Returns the name used in the REST API and in a run's receipt. */
    public String key() {
      return key;
    }
  }

  /** Returns the model that the job or its flow asked for; empty if both inherit. */
  Optional<ModelRef> requested();

  /** Returns the time at which the catalog used here was last refreshed. */
  Instant catalogUpdatedAt();

  /** Returns one sentence for people that explains the result. */
  String reason();

  /** This model is used. */
  record Resolved(
      ModelRef model, Source source, @Nullable ModelRef wanted, Instant catalogUpdatedAt)
      implements Resolution {

    @Override
    public Optional<ModelRef> requested() {
      return Optional.ofNullable(wanted);
    }

    /** Reports whether the model asked for was missing from the catalog. */
    public boolean fallback() {
      return source == Source.FALLBACK_GLOBAL_DEFAULT;
    }

    @Override
    public String reason() {
      return switch (source) {
        case JOB -> "the job names " + model;
        case FLOW_DEFAULT -> "the flow's default is " + model;
        case GLOBAL_DEFAULT ->
            "neither job nor flow names a model, and OpenCode's global default is " + model;
        case FALLBACK_GLOBAL_DEFAULT ->
            wanted + " is not in the catalog, so OpenCode's global default " + model + " is used";
      };
    }
  }

  /**
   * There is no model to use, so no prompt may be sent.
   *
   * @param unreadable what is wrong with what the job asks for, where it is that; a sentence
   */
  record Unresolved(
      @Nullable ModelRef wanted,
      @Nullable ModelRef missingGlobalDefault,
      @Nullable String unreadable,
      Instant catalogUpdatedAt)
      implements Resolution {

    /** The error code of a run without a model. */
    public static final String CODE = "no_model_available";

    Unresolved(
        @Nullable ModelRef wanted,
        @Nullable ModelRef missingGlobalDefault,
        Instant catalogUpdatedAt) {
      this(wanted, missingGlobalDefault, null, catalogUpdatedAt);
    }

    /** Returns the result for a job whose model settings cannot be read. */
    public static Unresolved unreadable(String why, Instant catalogUpdatedAt) {
      return new Unresolved(null, null, why, catalogUpdatedAt);
    }

    @Override
    public Optional<ModelRef> requested() {
      return Optional.ofNullable(wanted);
    }

    @Override
    public String reason() {
      if (unreadable != null) {
        return unreadable;
      }
      String first =
          wanted == null ? "Neither job nor flow names a model" : wanted + " is not in the catalog";
      String second =
          missingGlobalDefault == null
              ? "OpenCode has no global default"
              : "OpenCode's global default "
                  + missingGlobalDefault
                  + " is not in the catalog either";
      return first
          + ", and "
          + second
          + "; set \"model\" in opencode.json to a model of the catalog and refresh";
    }
  }
}
