package dev.otto.scheduler.daemon;

import dev.otto.controlplane.ControlPlaneSettings;
import dev.otto.models.FailureCode;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelCatalog;
import dev.otto.models.config.JsoncFile;
import dev.otto.scheduler.acknowledge.AcknowledgementRoutes;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.assistant.Assistant;
import dev.otto.scheduler.assistant.AssistantListener;
import dev.otto.scheduler.assistant.AssistantMessageRepository;
import dev.otto.scheduler.assistant.AssistantRoutes;
import dev.otto.scheduler.assistant.LostMessages;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditRoutes;
import dev.otto.scheduler.budget.BudgetRoutes;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.TokenFile;
import dev.otto.scheduler.config.TokenFile.UnusableTokenException;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.events.EventFeed;
import dev.otto.scheduler.events.EventLog;
import dev.otto.scheduler.events.EventRoutes;
import dev.otto.scheduler.events.SharedEvents;
import dev.otto.scheduler.forecast.CostForecasts;
import dev.otto.scheduler.forecast.PastRunRepository;
import dev.otto.scheduler.http.ApiServer;
import dev.otto.scheduler.job.JobFenceRepository;
import dev.otto.scheduler.job.JobRoutes;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.ModelReplacements;
import dev.otto.scheduler.models.ModelRoutes;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.models.Models;
import dev.otto.scheduler.models.ReplaceRoutes;
import dev.otto.scheduler.models.WhatIfRepository;
import dev.otto.scheduler.models.WhatIfRoutes;
import dev.otto.scheduler.node.NodeRepository;
import dev.otto.scheduler.node.NodeRoutes;
import dev.otto.scheduler.notify.SettingsRoutes;
import dev.otto.scheduler.run.ActivityRoutes;
import dev.otto.scheduler.run.LiveRuns;
import dev.otto.scheduler.run.RunContexts;
import dev.otto.scheduler.run.RunRoutes;
import dev.otto.scheduler.run.RunSearchRepository;
import dev.otto.scheduler.run.RunSearchRoutes;
import dev.otto.scheduler.run.RunStatsRepository;
import dev.otto.scheduler.run.WholeRunRepository;
import dev.otto.scheduler.shared.NodeSettings;
import dev.otto.scheduler.shared.SharedToken;
import dev.otto.scheduler.status.ObserveRoutes;
import dev.otto.scheduler.status.ServiceCheck;
import dev.otto.scheduler.status.SystemRoutes;
import dev.otto.scheduler.tls.PemFiles;
import dev.otto.scheduler.transcript.TranscriptRoutes;
import dev.otto.web.Listen;
import dev.otto.web.RouteGroup;
import dev.otto.wire.SystemStatus.StatusWarning;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.quartz.SchedulerException;

/** The external API: bound before anything runs, and given its routes when everything does. */
final class Api implements AutoCloseable {
  private final Services base;
  private final ModelRuntime models;
  private final Monitoring monitoring;
  private final EventLog events;
  private final ApiServer server;
  private final FlowDefaultsService defaults;
  private final TokenFile token;
  private final Teardown parts = new Teardown();

  private Api(Services base, ModelRuntime models, TokenFile token) {
    this.base = base;
    this.models = models;
    this.token = token;
    var clock = base.environment().clock();
    events = new EventLog(clock.instant());
    monitoring = Monitoring.of(base, models);
    server =
        new ApiServer(
            listen(base.config().externalApi()),
            token,
            base.audit()::denied,
            monitoring.metrics()::answered,
            base.failedAttempts("api"));
    defaults =
        new FlowDefaultsService(
            models.models().flowDefaults(),
            models.models().catalog()::snapshot,
            base.audit(),
            new JobFenceRepository(base.database()),
            new NodeRepository(base.database()).partialModels(models.models().catalog()::snapshot));
  }

  /** Binds the address; requests are answered with 503 until {@link #ready}. */
  static Api bind(Services base, ModelRuntime models)
      throws IOException, UnusableTokenException, StartException {
    boolean isShared = base.config().database().isPresent();
    if (isShared) {
      SharedToken.takeIfMissing(base.database(), base.paths().token());
    }
    var token = TokenFile.open(base.paths().token(), base.environment().random());
    Api api = of(base, models, token);
    if (isShared) {
      api.share(token);
    } else {
      token.onChange(() -> auditRotation(base));
    }
    try {
      api.server.start();
    } catch (IllegalStateException e) {
      throw cannotBind(base.config().externalApi(), e);
    }
    return api;
  }

  /** Agrees with the others on a token before anybody can use another, and keeps to it. */
  private void share(TokenFile own) throws IOException {
    var shared =
        parts.add(
            new SharedToken(base.database(), base.paths().token(), own, () -> auditRotation(base)));
    shared.look();
    shared.start();
  }

  /**
   * Audits rotations of the token: whoever may write the file may rotate it, and the new token
   * takes effect once that is recorded.
   */
  private static void auditRotation(Services base) {
    String file = base.paths().token().toString();
    base.audit()
        .record(Change.of(Actor.fileEdit(), "token.rotate", file), AuditEntry.AuditOutcome.DONE);
  }

  /**
   * Creates the API; the server itself explains settings it rejects, such as a public address
   * without TLS.
   */
  private static Api of(Services base, ModelRuntime models, TokenFile token) throws StartException {
    try {
      return new Api(base, models, token);
    } catch (IllegalArgumentException e) {
      throw new StartException(StartException.BAD_CONFIGURATION, e.getMessage() + "", e);
    }
  }

  /** Checks the settings without listening. */
  static void check(OttoConfig.ExternalApi config) throws StartException {
    try {
      ApiServer.requireTls(listen(config));
    } catch (IllegalArgumentException e) {
      throw new StartException(StartException.BAD_CONFIGURATION, e.getMessage() + "", e);
    }
  }

  private static Listen listen(OttoConfig.ExternalApi config) {
    return new Listen(
        config.host(),
        config.port(),
        Set.copyOf(config.hostNames()),
        tls(config).map(PemFiles::load),
        config.allowInsecure());
  }

  private static Optional<PemFiles> tls(OttoConfig.ExternalApi listen) {
    return listen.tls().map(files -> new PemFiles(files.certificate(), files.privateKey()));
  }

  /** Returns the settings with which a client in the same process reaches this Otto. */
  ControlPlaneSettings.OttoAddress asSeenByClients() {
    HttpClient.Builder client = HttpClient.newBuilder();
    tls(base.config().externalApi()).map(PemFiles::trustingIt).ifPresent(client::sslContext);
    return new ControlPlaneSettings.OttoAddress(
        server.localUrl(), () -> new String(token.get(), StandardCharsets.US_ASCII), client);
  }

  private static StartException cannotBind(OttoConfig.ExternalApi listen, RuntimeException e) {
    String where = "%s port %d".formatted(listen.host(), listen.port());
    return new StartException(
        StartException.UNAVAILABLE,
        "The external API cannot listen on "
            + where
            + ", which another program may use; stop that, or set externalApi.port"
            + " (OTTO_EXTERNAL_API_PORT) to another",
        e);
  }

  /** Starts answering requests. */
  void ready(Engine engine, SystemJobs system, DaemonJmx jmx, ServiceCheck controlPlane) {
    server.ready(routes(engine, system, jmx, controlPlane));
  }

  /** Connects events and metrics to what happens from now on. */
  void listenTo(Engine engine, SystemJobs system) {
    defaults.start(models.budgets()::isInForce);
    ModelReplacements replacements = replacements(engine);
    replacements.recover(Leftovers.OWN);
    engine.besideOthers(() -> replacements.recover(Leftovers.OF_THE_GONE));
    engine.besideOthers(
        () -> defaults.settleLeftovers(Leftovers.OF_THE_GONE, models.budgets()::isInForce));
    var feed =
        base.config().database().isPresent()
            ? new EventFeed(events, shared(events)::publish)
            : new EventFeed(events);
    engine.events.add(feed);
    engine.jobs.onChange(feed::changed);
    base.acknowledgements().onChange(jobId -> engine.jobs.find(jobId).ifPresent(feed::changed));
    base.audit().onEntry(feed::audited);
    ModelCatalog catalog = models.models().catalog();
    catalog.onChange(feed::refreshed);
    monitoring.listenTo(base, models, engine, system);
    engine.refreshForOthers(refreshes(engine));
    var unused =
        models
            .models()
            .flowDefaults()
            .onChange((before, after, origin) -> feed.defaultsChanged(after));
  }

  /** Begins to exchange events with the other Ottos. */
  private SharedEvents shared(EventLog own) {
    var shared = parts.add(new SharedEvents(base.database(), base.environment().freshId(), own));
    shared.start();
    return shared;
  }

  /** Returns the service that refreshes the catalog on request. */
  CatalogService refreshes(Engine engine) {
    return new CatalogService(
        models.models().catalog(),
        models.models().flowDefaults()::current,
        models.budgets().ledger()::budgets,
        new ModelUsageRepository(base.database()),
        models.refreshes(),
        reload(),
        engine.catalogs());
  }

  /** Returns the service that replaces models everywhere. */
  ModelReplacements replacements(Engine engine) {
    return new ModelReplacements(
        defaults,
        models.budgets(),
        base.database(),
        base.audit(),
        engine.jobs.choices(),
        models.models().catalog()::snapshot,
        new JobModelsOfService(engine.jobs),
        new NodeRepository(base.database()).partialModels(models.models().catalog()::snapshot));
  }

  private List<RouteGroup> routes(
      Engine engine, SystemJobs system, DaemonJmx jmx, ServiceCheck controlPlane) {
    var clock = base.environment().clock();
    var usage = new ModelUsageRepository(base.database());
    var catalog = models.models().catalog();
    var live = new LiveRuns(engine.running, models.openCode()::progress);
    var whole = new WholeRunRepository(base.database());
    AssistantListener bills = bills(engine, jmx);
    var probing = parts.add(new Probing(base, models, bills, system.notifications()));
    engine.events.add(probing);
    monitoring.measure(probing::findings);
    return List.of(
        new ModelRoutes(
            new Models(
                catalog,
                refreshes(engine),
                defaults,
                models.models().resolver(),
                usage,
                new JobModelsOfService(engine.jobs),
                clock)),
        new ReplaceRoutes(replacements(engine)),
        new WhatIfRoutes(
            new WhatIfRepository(base.database()),
            catalog::snapshot,
            new JobModelsOfService(engine.jobs),
            clock),
        new JobRoutes(
            engine.jobs,
            models.models().resolver(),
            base.acknowledgements(),
            clock,
            forecasts()::of),
        new AcknowledgementRoutes(base.acknowledgements(), clock),
        probing.routes(),
        new RunRoutes(engine.jobs, engine.runs, live, whole, engine.aborts),
        new RunSearchRoutes(new RunSearchRepository(base.database()), live, whole),
        new TranscriptRoutes(engine.transcripts),
        new ActivityRoutes(
            engine.runs,
            new RunStatsRepository(base.database()),
            system.notifications()::latest,
            base.acknowledgements(),
            clock),
        new AuditRoutes(base.audit()),
        new SettingsRoutes(system.profiles(), base.audit()),
        new EventRoutes(events),
        new ObserveRoutes(monitoring.metrics()),
        new BudgetRoutes(models.budgets()),
        new AssistantRoutes(assistant(bills), base.audit(), new RunContexts(whole)::find),
        new NodeRoutes(engine.nodes),
        new SystemRoutes(
            about(engine), checks(engine, system, jmx, controlPlane, probing), restart(), clock));
  }

  private CostForecasts forecasts() {
    return new CostForecasts(
        new PastRunRepository(base.database()),
        models.models().resolver(),
        models.models().catalog()::snapshot,
        base.environment().clock(),
        base.environment().zone());
  }

  private CatalogService.Reload reload() {
    return new CatalogService.Reload() {
      @Override
      public int promptsInFlight() {
        return models.openCode().promptsInFlight();
      }

      @Override
      public void run() throws UnavailableException {
        if (!models.openCode().dispose()) {
          throw new UnavailableException(
              FailureCode.OPENCODE_UNAVAILABLE,
              "OpenCode refused to reload its configuration; see OpenCode's log");
        }
      }
    };
  }

  /** Returns what stores the prompts that no run makes, after those of before are ended. */
  private AssistantListener bills(Engine engine, DaemonJmx jmx) {
    var messages = new AssistantMessageRepository(base.database(), base.environment().zone());
    var news =
        new AssistantNews(
            messages,
            monitoring.prompts(),
            jmx::asked,
            models.budgets().ledger(),
            base.environment().clock());
    var lost = new LostMessages(models.openCode(), new OpenCodeOfNode(base)::ask, messages, news);
    lost.end();
    engine.besideOthers(lost::endOfTheGone);
    return news;
  }

  private Assistant assistant(AssistantListener bills) {
    return new Assistant(
        models.openCode(),
        models.refreshes().bySystem("assistant"),
        models.models().resolver(),
        base.config().scheduler().prompts().permissions(),
        base.config().promptLimits(),
        models.budgets().ledger(),
        bills);
  }

  private SystemRoutes.About about(Engine engine) {
    Instant now = base.environment().clock().instant();
    return new SystemRoutes.About(
        Version.number(),
        engine.nodes.own(),
        engine.nodes.clustered(),
        ProcessHandle.current().pid(),
        now);
  }

  /**
   * Returns the restart action if systemd started this very process and will start it again. What
   * an Otto of a shell below a unit inherits names another process.
   */
  private Optional<Consumer<Actor>> restart() {
    String pid = Long.toString(ProcessHandle.current().pid());
    return base.environment()
        .variable("SYSTEMD_EXEC_PID")
        .filter(pid::equals)
        .map(own -> this::restart);
  }

  private void restart(Actor actor) {
    base.audit().record(Change.of(actor, "system.restart", null), AuditEntry.AuditOutcome.DONE);
    Thread.ofPlatform().name("otto-restart").start(Api::exitToComeBack);
  }

  private static void exitToComeBack() {
    System.exit(StartException.TRY_AGAIN);
  }

  private List<ServiceCheck> checks(
      Engine engine, SystemJobs system, DaemonJmx jmx, ServiceCheck controlPlane, Probing probing) {
    return List.of(
        ServiceCheck.opencode(models.openCode()::look),
        new ServiceCheck("scheduler", "Scheduler", () -> state(engine)),
        ServiceCheck.database(base.database()),
        configuration(),
        ServiceCheck.catalog(models.models().catalog(), probing::warnings),
        ServiceCheck.notifications(system.notifications()),
        new ServiceCheck("jmx", "JMX", jmx::state),
        controlPlane);
  }

  private ServiceCheck configuration() {
    var file = new JsoncFile(base.paths().config());
    var defaults = models.models().flowDefaults();
    return base.config().database().isEmpty()
        ? ServiceCheck.config(defaults, models.budgets()::problem, file::isWritable)
        : ServiceCheck.sharedConfig(
            defaults,
            models.budgets()::problem,
            () ->
                new NodeSettings(file)
                    .ignored(defaults.current(), models.budgets().stored(), defaults.location()));
  }

  private ServiceCheck.ServiceState state(Engine engine) {
    if (!base.config().scheduler().enabled()) {
      return ServiceCheck.ServiceState.disabled("no job fires (scheduler.enabled is false)");
    }
    if (server.isStopping()) {
      return ServiceCheck.ServiceState.degraded("no job fires, because Otto is stopping");
    }
    try {
      if (!engine.fires()) {
        return ServiceCheck.ServiceState.degraded(
            "no job fires, because Quartz was put on standby; start it by its JMX bean, or restart"
                + " Otto");
      }
      List<StatusWarning> warnings =
          Stream.of(
                  drained(engine),
                  engine.troubles().stream()
                      .map(trouble -> new StatusWarning(trouble.code(), trouble.message())),
                  engine.withoutNode.all().stream()
                      .map(waiting -> new StatusWarning("no_node", waiting.message())),
                  engine.jobs.setAside().stream()
                      .map(message -> new StatusWarning("job_set_aside", message)))
              .flatMap(some -> some)
              .toList();
      return warnings.isEmpty()
          ? ServiceCheck.ServiceState.ok(engine.running.count() + " runs in flight")
          : ServiceCheck.ServiceState.degraded(warnings);
    } catch (SchedulerException e) {
      return ServiceCheck.ServiceState.degraded("Quartz does not answer");
    }
  }

  private static Stream<StatusWarning> drained(Engine engine) {
    String message =
        "this Otto is drained and starts no new prompts (%d runs in flight); ottoctl node resume %s ends that"
            .formatted(engine.running.count(), engine.nodes.own());
    return engine.nodes.isDrained()
        ? Stream.of(new StatusWarning("drained", message))
        : Stream.empty();
  }

  String address() {
    return server.address();
  }

  /** Returns the URL for clients on this machine. */
  URI localUrl() {
    return server.localUrl();
  }

  /** Returns the fingerprint of the certificate, if the API uses TLS. */
  Optional<String> certificate() {
    return tls(base.config().externalApi()).map(PemFiles::fingerprint);
  }

  int port() {
    return server.port();
  }

  FlowDefaultsService defaults() {
    return defaults;
  }

  void leaving() {
    server.leaving();
  }

  void stopping() {
    server.stopping();
  }

  @Override
  public void close() {
    parts.close();
    events.close();
    server.close();
  }
}
