package dev.otto.models.quartz;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.log.LogEvent;
import java.util.Optional;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;

/**
 * The model management of one scheduler, kept in the scheduler's context, where other plugins and
 * the application find it.
 *
 * @param runs resolves each run's model and notifies observers
 */
public record OttoModels(
    ModelCatalog catalog,
    FlowDefaultsStore flowDefaults,
    ModelResolver resolver,
    ModelResolutionListener runs) {
  private static final String KEY = "otto.models";

  /**
   * Returns the instance that {@link #offerTo} stored there; empty in a scheduler without model
   * management.
   */
  public static Optional<OttoModels> of(Scheduler scheduler) throws SchedulerException {
    return scheduler.getContext().get(KEY) instanceof OttoModels models
        ? Optional.of(models)
        : Optional.empty();
  }

  /** Returns Otto's version; "unknown" where its classes are not in their jar. */
  public static String version() {
    String version = OttoModels.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Warns if OpenCode's global default is not in the catalog, since flows and jobs inherit it. */
  public void warnOfGlobalDefault(Logger log) {
    CatalogSnapshot known = catalog.snapshot();
    if (known.globalDefault().filter(known::contains).isEmpty()) {
      LogEvent.warn(log, "global_default_unusable")
          .with("globalDefault", known.globalDefault().map(ModelRef::toString).orElse("none"))
          .say(
              "OpenCode has no usable global default, so jobs that inherit it get no model; set"
                  + " \"model\" in opencode.json to a model of the catalog");
    }
  }

  /**
   * Resolves the model of each run of this scheduler from now on, and publishes this instance to
   * its plugins.
   */
  public void offerTo(Scheduler scheduler) throws SchedulerException {
    scheduler.getListenerManager().addJobListener(runs);
    scheduler.getContext().put(KEY, this);
  }
}
