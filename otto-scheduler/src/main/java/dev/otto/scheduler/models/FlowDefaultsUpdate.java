package dev.otto.scheduler.models;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelRef;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A requested change of the flow defaults.
 *
 * @param change applied to the file's present values
 * @param expected must accept the present values, or nothing is changed
 * @param allowUnavailable accept models that are not in the catalog
 * @param dryRun return the result without changing anything
 */
public record FlowDefaultsUpdate(
    UnaryOperator<FlowDefaults> change,
    Predicate<FlowDefaults> expected,
    boolean allowUnavailable,
    boolean dryRun) {

  /**
   * Returns a request to set one flow, whatever the others are; an empty reference makes it
   * inherit.
   */
  public static FlowDefaultsUpdate set(Flow flow, Optional<ModelRef> ref) {
    return new FlowDefaultsUpdate(
        defaults -> defaults.with(flow, ref), defaults -> true, false, false);
  }
}
