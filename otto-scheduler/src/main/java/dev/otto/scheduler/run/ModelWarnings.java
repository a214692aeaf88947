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
    LOG.atWarn()
        .addKeyValue("event", "model_fallback")
        .addKeyValue("flow", flow)
        .addKeyValue("job", run.jobId())
        .addKeyValue("run", run.id())
        .addKeyValue("requested", choice.requested())
        .addKeyValue("fallback", choice.resolved())
        .addKeyValue("catalogUpdatedAt", choice.catalogUpdatedAt())
        .log("The wanted model is not available; OpenCode's global default is used");
  }

  static void servedAnother(Run run) {
    LOG.atWarn()
        .addKeyValue("event", "model_served_differs")
        .addKeyValue("job", run.jobId())
        .addKeyValue("run", run.id())
        .addKeyValue("resolved", run.receipt().choice().resolved())
        .addKeyValue("served", run.receipt().served())
        .log("Another model answered than the one that was asked");
  }
}
