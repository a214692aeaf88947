package dev.otto.scheduler.forecast;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.Price;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A run that is over, and what it took.
 *
 * @param main the model that the run was for; empty if that is not known
 * @param usages of that model and of those of its subagents
 */
record PastRun(Duration length, Optional<ModelRef> main, List<ModelUsage> usages) {
  PastRun {
    usages = List.copyOf(usages);
  }

  /** Returns the tokens without those read from a provider's cache. */
  long tokens() {
    return usages.stream().mapToLong(usage -> usage.tokens().withoutCacheReads()).sum();
  }

  /** Reports whether a model without a price worked for it. */
  boolean isPartlyUnpriced() {
    return usages.stream().anyMatch(usage -> usage.costUsd() == null);
  }

  /**
   * Returns the cost in US dollars if this model were the main one; subagents keep theirs. Empty if
   * the main one has no price.
   */
  Optional<Double> costUsd(Optional<ModelRef> model, Optional<Price> price) {
    boolean same = model.isEmpty() || main.isEmpty() || main.equals(model);
    double sum = 0;
    for (ModelUsage usage : usages) {
      boolean ofMain = main.map(usage.model()::equals).orElse(true);
      Optional<Double> billed = Optional.ofNullable(usage.costUsd());
      Optional<Double> cost =
          !ofMain || (same && billed.isPresent()) ? billed : price.map(it -> it.of(usage.tokens()));
      if (ofMain && cost.isEmpty()) {
        return Optional.empty();
      }
      sum += cost.orElse(0.0);
    }
    return Optional.of(sum);
  }
}
