package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warnings about the model of a run, in the words in which the plugin's listener warns, and
 * each at most once a run.
 */
final class ModelWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWarnings.class);

  private ModelWarnings() {}

  /** For a run that fell back after it had begun; otherwise the listener has warned already. */
  static void fellBack(Run run, Flow flow) {
    Receipt.Choice choice = run.receipt().choice();
    LOG.warn(
        "event=model_fallback flow={} job={} run={} requested={} fallback={} catalogUpdatedAt={}",
        flow,
        run.jobId(),
        run.id(),
        choice.requested(),
        choice.resolved(),
        choice.catalogUpdatedAt());
  }

  static void servedAnother(Run run) {
    LOG.warn(
        "event=model_served_differs job={} run={} resolved={} served={}",
        run.jobId(),
        run.id(),
        run.receipt().choice().resolved(),
        run.receipt().served());
  }
}
