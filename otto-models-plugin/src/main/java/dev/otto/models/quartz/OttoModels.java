package dev.otto.models.quartz;

import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelResolver;
import dev.otto.models.config.FlowDefaultsFile;
import java.util.Optional;
import java.util.function.Function;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * The model management of one scheduler, where its other plugins and its application find it: in
 * the scheduler's context.
 */
public record OttoModels(
    ModelCatalog catalog, FlowDefaultsFile flowDefaults, ModelResolver resolver) {
  private static final String KEY = "otto.models";

  /** What {@link #offerTo} left there; empty in a scheduler without model management. */
  public static Optional<OttoModels> of(Scheduler scheduler) throws SchedulerException {
    return scheduler.getContext().get(KEY) instanceof OttoModels models
        ? Optional.of(models)
        : Optional.empty();
  }

  /** Makes each run of this scheduler resolve its model, and these parts known to its plugins. */
  public void offerTo(Scheduler scheduler) throws SchedulerException {
    offerTo(scheduler, JobKey::toString);
  }

  /**
   * The same with other names for jobs than Quartz's.
   *
   * @param jobName what operators call a job, for the log
   */
  public void offerTo(Scheduler scheduler, Function<JobKey, String> jobName)
      throws SchedulerException {
    scheduler.getListenerManager().addJobListener(new ModelResolutionListener(resolver, jobName));
    scheduler.getContext().put(KEY, this);
  }
}
