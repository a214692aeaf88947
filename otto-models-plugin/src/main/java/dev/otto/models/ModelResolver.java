package dev.otto.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which model a run uses: the job's own, else the default of its flow, else OpenCode's
 * global default; and the global default where the wanted one is not in the catalog. Pure: it reads
 * two immutable values, does no I/O, takes no lock and logs nothing. The only place with this rule.
 */
public final class ModelResolver {
  private final Supplier<CatalogSnapshot> catalog;
  private final Supplier<FlowDefaults> defaults;

  /** Creates a resolver. Both suppliers are read on each call, so that a change counts at once. */
  public ModelResolver(Supplier<CatalogSnapshot> catalog, Supplier<FlowDefaults> defaults) {
    this.catalog = catalog;
    this.defaults = defaults;
  }

  /** One rung of the ladder and its outcome. */
  public record Step(Rung rung, Optional<ModelRef> modelRef, StepOutcome outcome) {}

  /** The places where a model can be named, in the order in which they are tried. */
  public enum Rung {
    JOB("job"),
    FLOW_DEFAULT("flow_default"),
    GLOBAL_DEFAULT("global_default");

    private final String key;

    Rung(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  /** The outcome of a rung. */
  public enum StepOutcome {
    /** It names a model of the catalog: decided. */
    USED("used"),
    /** It names nothing: the next rung is asked. */
    UNSET("inherits"),
    /** It names a model that the catalog lacks: only the global default is asked after it. */
    UNAVAILABLE("unavailable");

    private final String key;

    StepOutcome(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  /** A resolution with the steps that led to it. */
  public record Explanation(Resolution resolution, List<Step> steps) {
    public Explanation {
      steps = List.copyOf(steps);
    }
  }

  /** Resolves the model that a run uses right now. */
  public Resolution resolve(Flow flow, Optional<ModelRef> jobModel) {
    return resolve(catalog.get(), defaults.get(), flow, jobModel.orElse(null), null);
  }

  /** Resolves like {@link #resolve} and returns the steps as well. */
  public Explanation explain(Flow flow, Optional<ModelRef> jobModel) {
    return explain(catalog.get(), flow, jobModel);
  }

  /** Resolves the model that a run would use if another one left the catalog. */
  public Explanation explainWithout(ModelRef missing, Flow flow, Optional<ModelRef> jobModel) {
    return explain(catalog.get().without(missing), flow, jobModel);
  }

  private Explanation explain(CatalogSnapshot snapshot, Flow flow, Optional<ModelRef> jobModel) {
    var steps = new ArrayList<Step>(Rung.values().length);
    return new Explanation(
        resolve(snapshot, defaults.get(), flow, jobModel.orElse(null), steps), steps);
  }

  private static Resolution resolve(
      CatalogSnapshot snapshot,
      FlowDefaults defaults,
      Flow flow,
      @Nullable ModelRef jobModel,
      @Nullable List<Step> steps) {
    ModelRef job = offered(snapshot, Rung.JOB, jobModel, steps);
    if (job != null) {
      return new Resolution.Resolved(job, Resolution.Source.JOB, job, snapshot.updatedAt());
    }
    ModelRef wanted = jobModel;
    if (wanted == null) {
      wanted = defaults.find(flow);
      ModelRef flowDefault = offered(snapshot, Rung.FLOW_DEFAULT, wanted, steps);
      if (flowDefault != null) {
        return new Resolution.Resolved(
            flowDefault, Resolution.Source.FLOW_DEFAULT, flowDefault, snapshot.updatedAt());
      }
    }
    ModelRef globalDefault = snapshot.globalDefaultOrNull();
    ModelRef global = offered(snapshot, Rung.GLOBAL_DEFAULT, globalDefault, steps);
    if (global == null) {
      return new Resolution.Unresolved(wanted, globalDefault, snapshot.updatedAt());
    }
    var source =
        wanted == null
            ? Resolution.Source.GLOBAL_DEFAULT
            : Resolution.Source.FALLBACK_GLOBAL_DEFAULT;
    return new Resolution.Resolved(global, source, wanted, snapshot.updatedAt());
  }

  /**
   * Returns the reference if the catalog has it, else null; records the step if steps are wanted.
   */
  private static @Nullable ModelRef offered(
      CatalogSnapshot snapshot, Rung rung, @Nullable ModelRef ref, @Nullable List<Step> steps) {
    boolean available = ref != null && snapshot.contains(ref);
    if (steps != null) {
      StepOutcome outcome =
          ref == null ? StepOutcome.UNSET : available ? StepOutcome.USED : StepOutcome.UNAVAILABLE;
      steps.add(new Step(rung, Optional.ofNullable(ref), outcome));
    }
    return available ? ref : null;
  }
}
