package dev.otto.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which model a run uses: the job's own, else the default of its flow, else OpenCode's
 * global default; where the wanted one is not available, its fallbacks and then the global default,
 * as far as policy and fence allow; and at last whether a budget lets it be used. Pure: it reads
 * three immutable values, does no I/O, takes no lock and logs nothing. The only place with this
 * rule.
 */
public final class ModelResolver {
  private final Supplier<CatalogSnapshot> catalog;
  private final Supplier<FlowDefaults> defaults;
  private final Supplier<Spending> spending;

  /** Creates a resolver where there are no budgets. */
  public ModelResolver(Supplier<CatalogSnapshot> catalog, Supplier<FlowDefaults> defaults) {
    this(catalog, defaults, () -> Spending.UNLIMITED);
  }

  /** Creates a resolver. All suppliers are read on each call, so that a change counts at once. */
  public ModelResolver(
      Supplier<CatalogSnapshot> catalog,
      Supplier<FlowDefaults> defaults,
      Supplier<Spending> spending) {
    this.catalog = catalog;
    this.defaults = defaults;
    this.spending = spending;
  }

  /** One rung of the ladder and its outcome. */
  public record Step(Rung rung, Optional<ModelRef> modelRef, StepOutcome outcome) {}

  /** The places where a model can be named, in the order in which they are tried. */
  public enum Rung {
    JOB("job"),
    FLOW_DEFAULT("flow_default"),
    FALLBACK_CHAIN("fallback_chain"),
    GLOBAL_DEFAULT("global_default"),
    /** The model that a spent budget names in the place of the one that was found. */
    BUDGET("budget");

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
    /** It names a model that the catalog lacks. */
    UNAVAILABLE("unavailable"),
    /** It names a model of a provider that the fence keeps out. */
    OUTSIDE_FENCE("outside_fence"),
    /** It was not asked, since the policy allows only what is named. */
    NOT_ALLOWED("not_allowed"),
    /** It has failed in this run already. */
    FAILED_BEFORE("failed_before"),
    /** A budget that binds it is spent. */
    BUDGET_SPENT("budget_spent");

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

  /** Returns the models that a job of this flow may use right now. */
  public ModelRestriction restriction(Flow flow, ModelChoice job) {
    return new ModelRestriction(job, flowDefault(flow));
  }

  /** Returns what the flow of a job asks for right now. */
  public ModelChoice flowDefault(Flow flow) {
    return defaults.get().choice(flow);
  }

  /** Resolves the model that a run of a job uses right now, which asks for no more than a model. */
  public Resolution resolve(Flow flow, Optional<ModelRef> jobModel) {
    Spending spent = spending.get();
    return spent.allows()
        ? Ladder.resolve(catalog.get(), jobModel.orElse(null), defaults.get().choice(flow))
        : resolve(Payer.of(flow), ModelChoice.of(jobModel));
  }

  /** Resolves the model that a prompt of this flow uses right now. */
  public Resolution resolve(Flow flow, ModelChoice job) {
    return resolve(Payer.of(flow), job);
  }

  /** Resolves the model that a run uses right now. */
  public Resolution resolve(Payer payer, ModelChoice job) {
    return resolve(payer, job, Set.of());
  }

  /**
   * Resolves the model that a run uses after others have failed.
   *
   * @param tried models that are passed over
   */
  public Resolution resolve(Payer payer, ModelChoice job, Set<ModelRef> tried) {
    return resolve(catalog.get(), payer, job, tried, null);
  }

  /** Resolves like {@link #resolve} and returns the steps as well. */
  public Explanation explain(Flow flow, Optional<ModelRef> jobModel) {
    return explain(Payer.of(flow), ModelChoice.of(jobModel));
  }

  /** Resolves like {@link #resolve} and returns the steps as well. */
  public Explanation explain(Flow flow, ModelChoice job) {
    return explain(Payer.of(flow), job);
  }

  /** Resolves like {@link #resolve} and returns the steps as well. */
  public Explanation explain(Payer payer, ModelChoice job) {
    return explain(catalog.get(), payer, job);
  }

  /** Resolves the model that a run would use if another one left the catalog. */
  public Explanation explainWithout(ModelRef missing, Flow flow, Optional<ModelRef> jobModel) {
    return explainWithout(missing, Payer.of(flow), ModelChoice.of(jobModel));
  }

  /** Resolves the model that a run would use if another one left the catalog. */
  public Explanation explainWithout(ModelRef missing, Payer payer, ModelChoice job) {
    return explain(catalog.get().without(missing), payer, job);
  }

  private Explanation explain(CatalogSnapshot snapshot, Payer payer, ModelChoice job) {
    var steps = new ArrayList<Step>();
    return new Explanation(resolve(snapshot, payer, job, Set.of(), steps), steps);
  }

  private Resolution resolve(
      CatalogSnapshot snapshot,
      Payer payer,
      ModelChoice job,
      Set<ModelRef> tried,
      @Nullable List<Step> steps) {
    ModelChoice flow = defaults.get().choice(payer.flow());
    Resolution resolution = Ladder.resolve(snapshot, job, flow, tried, steps);
    Spending spent = spending.get();
    return spent.allows()
        ? resolution
        : new BudgetRule(snapshot, spent, payer, job, flow, tried).apply(resolution, steps);
  }
}
