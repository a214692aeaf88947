package dev.otto.controlplane.models;

import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.CatalogModel;
import dev.otto.wire.Flow;
import dev.otto.wire.Stats.ModelStats;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One model.
 *
 * @param model empty where the catalog no longer has it
 * @param use empty where nothing names it and it did not run lately
 * @param week what it ran in the last seven days; empty for nothing
 * @param runs those runs
 */
public record ModelView(
    String ref,
    Optional<CatalogModel> model,
    Optional<ModelUse> use,
    Optional<ModelStats> week,
    RunFilter runs) {

  /** Returns the name, or the reference of a model that is gone. */
  public String title() {
    return model.map(CatalogModel::title).orElse(ref);
  }

  /** Returns what it can do, in a word each. */
  public List<String> abilities() {
    var can = new ArrayList<String>();
    if (model.isPresent()) {
      if (model.get().toolCall()) {
        can.add("tools");
      }
      if (model.get().reasoning()) {
        can.add("reasoning");
      }
    }
    return can;
  }

  /** Returns the price of a million tokens in and out, in words. */
  public String price() {
    return model
        .filter(it -> it.inputCost() != null || it.outputCost() != null)
        .map(
            it ->
                it.free()
                    ? "free"
                    : Numbers.price(it.inputCost())
                        + " in, "
                        + Numbers.price(it.outputCost())
                        + " out")
        .orElse("no price given");
  }

  /** Returns the flows whose default it is. */
  public List<Flow> flows() {
    return use.stream()
        .flatMap(it -> it.flows().stream())
        .flatMap(key -> Flow.of(key).stream())
        .toList();
  }

  /** Returns the jobs that name it. */
  public List<String> jobs() {
    return use.map(ModelUse::jobs).orElse(List.of());
  }

  /** Returns the budgets that name it for when they are spent. */
  public List<String> budgets() {
    return use.map(ModelUse::budgets).orElse(List.of());
  }

  /** Reports whether it is what OpenCode uses where nobody chooses. */
  public boolean isGlobalDefault() {
    return use.filter(ModelUse::globalDefault).isPresent();
  }

  /** Reports whether a job, a flow or a budget names it. */
  public boolean isNamed() {
    return !(flows().isEmpty() && jobs().isEmpty() && budgets().isEmpty());
  }

  /** Returns what it spent in the last seven days. */
  public Optional<Spent> spent() {
    return week.map(stats -> Spent.of(List.of(stats)));
  }
}
