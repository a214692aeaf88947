package dev.otto.scheduler.models;

import dev.otto.models.Budgets;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelRef;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The models in use: what jobs, flows and budgets name, fallbacks included, and OpenCode's default.
 */
public record UsedModels(
    Supplier<CatalogSnapshot> catalog,
    Supplier<FlowDefaults> defaults,
    Supplier<Budgets> budgets,
    ModelUsageRepository usage)
    implements Supplier<SortedSet<ModelRef>> {

  @Override
  public SortedSet<ModelRef> get() {
    var used = new TreeSet<ModelRef>();
    ModelHolders.of(defaults.get(), budgets.get(), usage.jobs()).named().forEach(used::add);
    catalog.get().globalDefault().ifPresent(used::add);
    return used;
  }
}
