package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A requested change of the flow defaults.
 *
 * @param change applied to the file's present values
 * @param expected must accept the present values, or nothing is changed
 * @param allowUnavailable accept models that are not in the catalog
 * @param dryRun return the result without changing anything
 */
public record FlowDefaultsUpdate(
    Amendment change, Predicate<FlowDefaults> expected, boolean allowUnavailable, boolean dryRun) {

  /** The change itself. */
  public interface Amendment {
    /** Returns the new values, given those of now and the catalog. */
    FlowDefaults of(FlowDefaults before, CatalogSnapshot catalog);
  }

  /**
   * Returns a request to set one flow, whatever the others are; an empty reference makes it
   * inherit.
   */
  public static FlowDefaultsUpdate set(Flow flow, Optional<ModelRef> ref) {
    return new FlowDefaultsUpdate(
        (defaults, catalog) -> defaults.with(flow, defaults.choice(flow).with(ref, catalog)),
        defaults -> true,
        false,
        false);
  }

  /** Returns a request to set all that one flow asks for, whatever the others are. */
  public static FlowDefaultsUpdate set(Flow flow, ModelChoice choice) {
    return new FlowDefaultsUpdate(
        (defaults, catalog) -> defaults.with(flow, choice), defaults -> true, false, false);
  }
}
