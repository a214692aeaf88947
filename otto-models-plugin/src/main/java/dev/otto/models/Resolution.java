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
    FALLBACK_CHAIN("fallback_chain"),
    GLOBAL_DEFAULT("global_default"),
    FALLBACK_GLOBAL_DEFAULT("fallback_global_default"),
    /** A budget is spent, and names this model for that. */
    BUDGET("budget");

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

  /**
   * This model is used.
   *
   * @param effort asked for by the choice; null where it asks for none
   */
  record Resolved(
      ModelRef model,
      Source source,
      @Nullable ModelRef wanted,
      @Nullable Effort effort,
      Instant catalogUpdatedAt)
      implements Resolution {

    /**
     * An effort that was asked for. In one object, so that a result without one is no larger.
     *
     * @param dropped whether this model lacks it
     */
    record Effort(String variant, boolean dropped) {}

    /** Creates the result of a choice without an effort. */
    public Resolved(
        ModelRef model, Source source, @Nullable ModelRef wanted, Instant catalogUpdatedAt) {
      this(model, source, wanted, null, catalogUpdatedAt);
    }

    /** Returns the effort to ask of it; null leaves that to OpenCode. */
    public @Nullable String variant() {
      return effort == null || effort.dropped ? null : effort.variant;
    }

    /** Returns the effort that was asked for and that this model lacks; null if there is none. */
    public @Nullable String droppedVariant() {
      return effort != null && effort.dropped ? effort.variant : null;
    }

    @Override
    public Optional<ModelRef> requested() {
      return Optional.ofNullable(wanted);
    }

    /** Reports whether the model asked for was not available, and another took its place. */
    public boolean fallback() {
      return source == Source.FALLBACK_GLOBAL_DEFAULT || source == Source.FALLBACK_CHAIN;
    }

    /** Reports whether another model took the place of the one that the ladder begins with. */
    public boolean replaced() {
      return fallback() || source == Source.BUDGET;
    }

    @Override
    public String reason() {
      return switch (source) {
        case JOB -> "the job names " + model;
        case FLOW_DEFAULT -> "the flow's default is " + model;
        case FALLBACK_CHAIN ->
            wanted + " is not available, so the next of its fallbacks, " + model + ", is used";
        case GLOBAL_DEFAULT ->
            "neither job nor flow names a model, and OpenCode's global default is " + model;
        case FALLBACK_GLOBAL_DEFAULT ->
            wanted + " is not in the catalog, so OpenCode's global default " + model + " is used";
        case BUDGET -> "a budget is spent, so " + model + ", which it names for that, is used";
      };
    }
  }

  /**
   * There is no model to use, so no prompt may be sent.
   *
   * @param code of the run's error
   * @param why the sentence, where it is another than that the global default is missing
   * @param until when the budget that forbids it begins anew; null where none does
   */
  record Unresolved(
      String code,
      @Nullable ModelRef wanted,
      @Nullable ModelRef missingGlobalDefault,
      @Nullable String why,
      Instant catalogUpdatedAt,
      @Nullable Instant until)
      implements Resolution {

    /** The error code of a run without a model. */
    public static final String CODE = "no_model_available";

    /** The error code of a run whose policy or fence lets no available model through. */
    public static final String REFUSED = "model_unavailable";

    /** The error code of a run that would go over a budget. */
    public static final String BUDGET_SPENT = "budget_spent";

    /** Creates the result for a reason that no budget is. */
    public Unresolved(
        String code,
        @Nullable ModelRef wanted,
        @Nullable ModelRef missingGlobalDefault,
        @Nullable String why,
        Instant catalogUpdatedAt) {
      this(code, wanted, missingGlobalDefault, why, catalogUpdatedAt, null);
    }

    Unresolved(
        @Nullable ModelRef wanted,
        @Nullable ModelRef missingGlobalDefault,
        Instant catalogUpdatedAt) {
      this(CODE, wanted, missingGlobalDefault, null, catalogUpdatedAt);
    }

    /** Returns the result where a budget is spent. */
    static Unresolved budgetSpent(
        @Nullable ModelRef wanted, String why, Instant updatedAt, Instant until) {
      return new Unresolved(BUDGET_SPENT, wanted, null, why, updatedAt, until);
    }

    /** Reports whether nothing but a spent budget is in the way. */
    public boolean isBudgetSpent() {
      return code.equals(BUDGET_SPENT);
    }

    /** Returns the result where policy or fence let nothing through. */
    static Unresolved unavailable(@Nullable ModelRef wanted, String why, Instant updatedAt) {
      return new Unresolved(REFUSED, wanted, null, why, updatedAt);
    }

    /** Returns the result for a job whose model settings cannot be read. */
    public static Unresolved unreadable(String why, Instant catalogUpdatedAt) {
      return new Unresolved(CODE, null, null, why, catalogUpdatedAt);
    }

    @Override
    public Optional<ModelRef> requested() {
      return Optional.ofNullable(wanted);
    }

    @Override
    public String reason() {
      if (why != null) {
        return why;
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
