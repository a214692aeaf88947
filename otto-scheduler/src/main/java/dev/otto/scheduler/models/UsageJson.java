package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ContextWindow;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.models.ModelHolders.Kind;
import dev.otto.wire.CatalogChanges.CatalogChange;
import dev.otto.wire.UsageAnswer;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Builds the usage of each model that is named or ran lately: by whom, and how often. */
final class UsageJson {
  private static final Duration RECENT = Duration.ofDays(7);
  private static final int CHANGES_READ = 50;

  private UsageJson() {}

  static UsageAnswer of(Models models) {
    CatalogSnapshot catalog = models.catalog().snapshot();
    Map<ModelRef, Long> runs = models.usage().runsSince(models.clock().instant().minus(RECENT));
    var refs = new TreeSet<ModelRef>(runs.keySet());
    ModelHolders holders = models.refreshes().holders();
    holders.named().forEach(refs::add);
    catalog.globalDefault().ifPresent(refs::add);
    Map<String, String> removals =
        refs.stream().allMatch(catalog::contains) ? Map.of() : removals(models);
    return new UsageAnswer(
        refs.stream()
            .map(
                ref ->
                    new ModelUse(
                        ref.toString(),
                        catalog.contains(ref),
                        catalog.globalDefault().filter(ref::equals).isPresent(),
                        holders.naming(Kind.FLOW, ref),
                        holders.naming(Kind.BUDGET, ref),
                        holders.naming(Kind.JOB, ref),
                        runs.getOrDefault(ref, 0L),
                        concern(ref, models, holders).orElse(null),
                        catalog.contains(ref) ? null : removals.get(ref.toString())))
            .toList());
  }

  /** Returns why models are gone, as far as the latest refreshes tell, by reference. */
  private static Map<String, String> removals(Models models) {
    var reasons = new HashMap<String, String>();
    for (CatalogChange change : models.refreshes().changes(CHANGES_READ)) {
      change.removals().forEach(it -> reasons.putIfAbsent(it.modelRef(), it.message()));
    }
    return reasons;
  }

  /**
   * Returns a sentence about a window that is too small for what would run in it now: for a flow
   * with tools, or for one of the jobs that name the model.
   */
  private static Optional<String> concern(ModelRef ref, Models models, ModelHolders holders) {
    return models
        .catalog()
        .snapshot()
        .find(ref)
        .flatMap(ContextWindow::concern)
        .filter(_ -> usesTools(ref, models, holders));
  }

  private static boolean usesTools(ModelRef ref, Models models, ModelHolders holders) {
    var globalDefault = models.catalog().snapshot().globalDefault();
    FlowDefaults defaults = models.defaults().current();
    return Arrays.stream(Flow.values())
            .filter(
                flow -> defaults.get(flow).or(() -> globalDefault).filter(ref::equals).isPresent())
            .anyMatch(models.jobs()::usesTools)
        || holders.naming(Kind.JOB, ref).stream().anyMatch(models.jobs()::usesTools);
  }
}
