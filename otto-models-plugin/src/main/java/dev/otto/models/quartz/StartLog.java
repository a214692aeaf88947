package dev.otto.models.quartz;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelRef;
import dev.otto.models.log.LogEvent;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log entries of the start of one scheduler's model management. */
record StartLog(String scheduler, OttoModels models) {
  private static final Logger LOG = LoggerFactory.getLogger(OttoModelsPlugin.class);

  /** Says that OpenCode did not answer at the first try. */
  void awaits(UnavailableException e, Duration wait) {
    LogEvent.info(LOG, "opencode_awaited")
        .with("scheduler", scheduler)
        .with("url", url())
        .with("startupWait", wait)
        .say("Waiting up to " + wait.toSeconds() + " s for OpenCode: " + e.getMessage());
  }

  /** Says that the scheduler goes on without a catalog. */
  void waits(UnavailableException e, Duration interval) {
    LogEvent.warn(LOG, "model_management_waits")
        .with("scheduler", scheduler)
        .with("url", url())
        .with("error", e.getMessage())
        .with("version", OttoModels.version())
        .say(
            "Scheduler "
                + scheduler
                + " starts without a model catalog, so its runs get no model yet; it is tried"
                + " again every "
                + interval.toSeconds()
                + " s: "
                + e.getMessage());
  }

  /** Says what is in force. */
  void started() {
    CatalogSnapshot catalog = models.catalog().snapshot();
    String global = catalog.globalDefault().map(ModelRef::toString).orElse("none");
    LogEvent.info(LOG, "model_management_started")
        .with("scheduler", scheduler)
        .with("url", url())
        .with("models", catalog.size())
        .with("globalDefault", global)
        .with("flowDefaults", models.flowDefaults().current())
        .with("file", models.flowDefaults().location())
        .with("version", OttoModels.version())
        .say(
            catalog.size()
                + " models from OpenCode at "
                + url()
                + ", global default "
                + global
                + ", flow defaults "
                + models.flowDefaults().current()
                + " from "
                + models.flowDefaults().location()
                + ", for scheduler "
                + scheduler
                + " (Otto "
                + OttoModels.version()
                + ")");
    models.warnOfGlobalDefault(LOG);
  }

  private String url() {
    return models.catalog().address();
  }
}
