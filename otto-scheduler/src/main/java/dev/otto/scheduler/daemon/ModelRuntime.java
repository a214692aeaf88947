package dev.otto.scheduler.daemon;

import dev.otto.models.CatalogCache;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelResolver;
import dev.otto.models.RefreshResult;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.models.config.JsoncFile;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeEvent;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import dev.otto.models.opencode.OpenCodeModels;
import dev.otto.models.prompt.BackendHealth;
import dev.otto.models.quartz.ModelResolutionListener;
import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.budget.BudgetService;
import dev.otto.scheduler.budget.SpendingRepository;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.job.RequestedByRow;
import dev.otto.scheduler.models.CatalogRefreshes;
import dev.otto.scheduler.shared.NodeSettings;
import dev.otto.scheduler.shared.SharedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of OpenCode and the model catalog. It only exists with a first catalog, which is
 * fetched here, with as many attempts as configured.
 */
record ModelRuntime(
    OpenCodeClient openCode, OttoModels models, CatalogRefreshes refreshes, BudgetService budgets) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRuntime.class);

  static ModelRuntime start(Services base, Teardown teardown)
      throws StartException, IOException, InterruptedException {
    var config = base.config();
    var paths = base.paths();
    var environment = base.environment();
    var http = http(config.opencode());
    var client =
        teardown.add(
            new OpenCodeClient(http, environment.clock(), environment.random().nextLong()));
    var backend = teardown.add(new OpenCodeModels(http));
    var interval = config.modelManagement().refreshInterval();
    var cache = new CatalogCache(paths.catalogCache());
    var catalog = new ModelCatalog(backend, cache, environment.clock(), interval);
    var defaults = flowDefaults(base, teardown);
    RefreshResult.Refreshed first = fetchFirst(catalog, config.opencode().startupWait(), paths);
    if (config.opencode().password().isPresent()) {
      warnOfPassword(client);
    }
    defaults.start();
    var ledger =
        new BudgetLedger(
            new SpendingRepository(base.database()), environment.clock(), environment.zone());
    var resolver = new ModelResolver(catalog::snapshot, defaults::current, ledger::binding);
    var runs = new ModelResolutionListener(resolver, new RequestedByRow(base.database()));
    var models = new OttoModels(catalog, defaults, resolver, runs);
    models.warnOfGlobalDefault(LOG);
    var refreshes = new CatalogRefreshes(catalog, base.audit());
    refreshes.started(first);
    return new ModelRuntime(
        client,
        models,
        refreshes,
        new BudgetService(
            defaults, ledger, catalog::snapshot, base.audit(), base.environment().clock()));
  }

  /** Returns those of the database where several Ottos can share it, else those of the file. */
  private static FlowDefaultsDocument flowDefaults(Services base, Teardown teardown)
      throws IOException {
    Path config = base.paths().config();
    if (base.config().database().isEmpty()) {
      return teardown.add(new FlowDefaultsDocument(config));
    }
    var shared = new SharedSettings(base.database());
    var own = new NodeSettings(new JsoncFile(config));
    if (shared.seed(own.text())) {
      var seed = Change.of(Actor.fileEdit(), "settings.seed", config.toString());
      base.audit().record(seed, AuditOutcome.DONE);
    }
    var defaults = teardown.add(new FlowDefaultsDocument(shared));
    teardown.add(shared.onNotice(defaults::look));
    return defaults;
  }

  static OpenCodeHttp http(OttoConfig.OpenCode openCode) {
    var credentials =
        openCode.password().map(password -> new Credentials(openCode.username(), password));
    return new OpenCodeHttp(openCode.url(), credentials);
  }

  /** Warns once; the status says so for as long as it is so. */
  private static void warnOfPassword(OpenCodeClient client) {
    if (client.look() instanceof BackendHealth.Up up && up.ignoresPassword()) {
      LOG.atWarn()
          .addKeyValue("event", "opencode_ignores_password")
          .log("OpenCode is {}", up.description());
    }
  }

  private static RefreshResult.Refreshed fetchFirst(
      ModelCatalog catalog, Duration wait, OttoPaths paths)
      throws StartException, InterruptedException {
    try {
      return catalog.start(wait, e -> LOG.info("Waiting for OpenCode: {}", e.getMessage()));
    } catch (UnavailableException e) {
      String message =
          ("%s (tried for %d s); Otto does not start without models: the URL is opencode.url in"
                  + " %s, and otto serve --start-opencode starts an OpenCode if none answers")
              .formatted(e.getMessage(), wait.toSeconds(), paths.config());
      throw new StartException(StartException.UNAVAILABLE, message, e);
    }
  }

  /** Refreshes the catalog if the global default changed, or if OpenCode is back. */
  void lookAtGlobalDefault() {
    models
        .catalog()
        .checkGlobalDefault(() -> refreshes.by(Actor.scheduler("global-default-check")));
  }

  /**
   * Refreshes the catalog after a restart or a reload of OpenCode, which may know other models
   * then.
   */
  void refreshAfter(OpenCodeEvent event) {
    switch (event) {
      case OpenCodeEvent.Connected(boolean again) when again ->
          refreshes.by(Actor.scheduler("opencode-restart"));
      case OpenCodeEvent.Disposed _ -> refreshes.by(Actor.scheduler("opencode-reload"));
      case OpenCodeEvent.Connected _,
          OpenCodeEvent.Disconnected _,
          OpenCodeEvent.SessionFailed _ -> {}
    }
  }
}
