package dev.otto.models;

import dev.otto.models.ModelResolver.Rung;
import dev.otto.models.ModelResolver.Step;
import dev.otto.models.ModelResolver.StepOutcome;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Resolved.Effort;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way down the ladder: each candidate in its order, until one may be used. The rung that names
 * a model gives its effort and its fallbacks with it; policy and fence add up over job and flow.
 */
final class Ladder {
  private Ladder() {}

  /**
   * Returns the model to use, or that there is none. Static, so that a resolution allocates nothing
   * but its result.
   *
   * @param flow what the flow of the job asks for
   * @param tried models that have failed in this run
   * @param steps takes each candidate and its outcome, where they are wanted
   */
  static Resolution resolve(
      CatalogSnapshot catalog,
      ModelChoice job,
      ModelChoice flow,
      Set<ModelRef> tried,
      @Nullable List<Step> steps) {
    return resolve(catalog, job.modelRef().orElse(null), job, flow, tried, steps);
  }

  /** Resolves for a job that asks for no more than a model, as most do: no choice is made of it. */
  static Resolution resolve(
      CatalogSnapshot catalog, @Nullable ModelRef jobModel, ModelChoice flow) {
    return resolve(catalog, jobModel, ModelChoice.INHERIT, flow, Set.of(), null);
  }

  private static Resolution resolve(
      CatalogSnapshot catalog,
      @Nullable ModelRef jobModel,
      ModelChoice job,
      ModelChoice flow,
      Set<ModelRef> tried,
      @Nullable List<Step> steps) {
    boolean jobNames = jobModel != null;
    ModelChoice taken = jobNames ? job : flow;
    ModelRef wanted = jobNames ? jobModel : flow.modelRef().orElse(null);
    if (!jobNames) {
      note(steps, Rung.JOB, null, StepOutcome.UNSET);
    }
    StepOutcome outcome = outcome(catalog, job, flow, tried, wanted);
    note(steps, jobNames ? Rung.JOB : Rung.FLOW_DEFAULT, wanted, outcome);
    if (wanted != null && outcome == StepOutcome.USED) {
      var source = jobNames ? Source.JOB : Source.FLOW_DEFAULT;
      return resolved(catalog, wanted, source, wanted, taken);
    }
    for (int i = 0; i < taken.fallbacks().size(); i++) { // without an iterator
      ModelRef next = taken.fallbacks().get(i);
      outcome = outcome(catalog, job, flow, tried, next);
      note(steps, Rung.FALLBACK_CHAIN, next, outcome);
      if (outcome == StepOutcome.USED) {
        return resolved(catalog, next, Source.FALLBACK_CHAIN, wanted, taken);
      }
    }
    ModelRef global = catalog.globalDefaultOrNull();
    boolean allowed = wanted == null || !(job.isStrict() || flow.isStrict());
    outcome = allowed ? outcome(catalog, job, flow, tried, global) : StepOutcome.NOT_ALLOWED;
    note(steps, Rung.GLOBAL_DEFAULT, global, outcome);
    if (global != null && outcome == StepOutcome.USED) {
      var source = wanted == null ? Source.GLOBAL_DEFAULT : Source.FALLBACK_GLOBAL_DEFAULT;
      return resolved(catalog, global, source, wanted, taken);
    }
    return unresolved(catalog, job, flow, wanted);
  }

  private static void note(
      @Nullable List<Step> steps, Rung rung, @Nullable ModelRef ref, StepOutcome outcome) {
    if (steps != null) {
      steps.add(new Step(rung, Optional.ofNullable(ref), outcome));
    }
  }

  private static StepOutcome outcome(
      CatalogSnapshot catalog,
      ModelChoice job,
      ModelChoice flow,
      Set<ModelRef> tried,
      @Nullable ModelRef ref) {
    if (ref == null) {
      return StepOutcome.UNSET;
    } else if (!catalog.contains(ref)) {
      return StepOutcome.UNAVAILABLE;
    } else if (!job.permits(ref) || !flow.permits(ref)) {
      return StepOutcome.OUTSIDE_FENCE;
    }
    return !tried.isEmpty() && tried.contains(ref) ? StepOutcome.FAILED_BEFORE : StepOutcome.USED;
  }

  private static Resolution resolved(
      CatalogSnapshot catalog,
      ModelRef model,
      Source source,
      @Nullable ModelRef wanted,
      ModelChoice taken) {
    String variant = taken.variant().orElse(null);
    Effort effort = variant == null ? null : new Effort(variant, !catalog.has(model, variant));
    return new Resolved(model, source, wanted, effort, catalog.updatedAt());
  }

  private static Resolution unresolved(
      CatalogSnapshot catalog, ModelChoice job, ModelChoice flow, @Nullable ModelRef wanted) {
    if (catalog.isMissing()) {
      String why = catalog.whyMissing();
      return new Unresolved(Unresolved.CODE, wanted, null, why, catalog.updatedAt());
    }
    boolean strict = wanted != null && (job.isStrict() || flow.isStrict());
    if (!strict && job.onlyProviders().isEmpty() && flow.onlyProviders().isEmpty()) {
      return new Unresolved(wanted, catalog.globalDefaultOrNull(), catalog.updatedAt());
    }
    String what = wanted == null ? "No model" : "Neither " + wanted + " nor what may replace it";
    String why =
        what
            + " is available"
            + (strict ? ", and the policy strict allows nothing else" : "")
            + fence(job, "; the job allows only ")
            + fence(flow, "; its flow allows only ");
    return Unresolved.unavailable(wanted, why, catalog.updatedAt());
  }

  private static String fence(ModelChoice choice, String words) {
    return choice.onlyProviders().isEmpty() ? "" : words + choice.providers();
  }
}
