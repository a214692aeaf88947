package dev.otto.scheduler.daemon;

import dev.otto.controlplane.ControlPlane;
import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.budget.BudgetWarnings;
import dev.otto.scheduler.budget.SharedSpending;
import dev.otto.scheduler.config.ConfigFile;
import dev.otto.scheduler.config.ConfigResult;
import dev.otto.scheduler.config.DaemonFile;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.FileCheck;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.config.Problem;
import dev.otto.scheduler.config.TokenFile.UnusableTokenException;
import dev.otto.scheduler.database.EarlierDatabase;
import dev.otto.scheduler.database.NativeLibrary;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.run.RunEvents;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunTextRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole daemon, assembled in the order in which its parts must start. */
public final class Otto implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Otto.class);

  private final Teardown teardown;
  private final Services base;
  private final ModelRuntime models;
  private final Engine engine;
  private final Api api;
  private final Web web;
  private boolean closed;

  private Otto(
      OttoConfig config, Environment environment, Storage.Opening storage, Teardown teardown)
      throws StartException,
          IOException,
          InterruptedException,
          SchedulerException,
          UnusableTokenException {
    this.teardown = teardown;
    check(config);
    var paths = OttoPaths.of(environment);
    paths.createFolders();
    var lock = teardown.add(HomeLock.take(paths));
    NativeLibrary.deleteLeftovers(environment.clock().instant());
    LeftoverFiles.delete(paths);
    var database = teardown.add(storage.open(config, paths, environment));
    var audit = new AuditLog(database, environment.clock());
    var acknowledgements = new Acknowledgements(database, audit, environment.clock());
    base = new Services(config, paths, environment, database, audit, acknowledgements);
    if (database instanceof SqliteDatabase ownFile) {
      markStart(ownFile);
    }
    models = ModelRuntime.start(base, teardown);
    api = teardown.add(Api.bind(base, models));
    var file = teardown.add(new DaemonFile(paths.daemon()));
    var system = SystemJobs.of(base, models.refreshes(), teardown);
    engine = teardown.add(new Engine(base, models, system));
    api.listenTo(engine, system);
    system.notifications().start();
    teardown.add(new BudgetWarnings(system.notifications())).follow(models.budgets().ledger());
    if (config.database().isPresent()) {
      teardown.add(new SharedSpending(database, models.budgets().ledger())).start();
    }
    lookAfterThings(lock);
    var jmx = teardown.add(DaemonJmx.register(base, models, engine, api));
    engine.start();
    web = new Web(base);
    api.ready(engine, system, jmx, web.check());
    web.start(api.asSeenByClients());
    teardown.add(web);
    jmx.open();
    file.write(api.localUrl(), web.controlPlane().map(ControlPlane::address), api.certificate());
  }

  /** Recognises a database that was replaced while no Otto ran, other than by otto restore. */
  private void markStart(SqliteDatabase database) {
    int mark = base.environment().random().nextInt(1, Integer.MAX_VALUE);
    if (database.markStart(mark)) {
      LOG.warn("{} is another file than at the last start", base.paths().database());
      String file = base.paths().database().toString();
      base.audit()
          .record(
              Change.of(Actor.fileEdit(), "database.replace", file), AuditEntry.AuditOutcome.DONE);
    }
  }

  private void lookAfterThings(HomeLock lock) {
    var upkeep = teardown.add(new Maintenance(base));
    upkeep.start(
        models::lookAtGlobalDefault,
        engine::lookAtSchedule,
        engine.pauseBetweenLooks(),
        lock::renew);
    var refresh = new RefreshAfterEvents(models::refreshAfter, upkeep::after);
    teardown.add(models.openCode().watch(refresh::happened));
    var indexing = new RunIndexing(new RunTextRepository(base.database()), upkeep::after);
    engine.events.add(indexing);
    indexing.start();
  }

  /** Starts with the configuration that the environment names, created if it is missing. */
  public static Otto start(Environment environment) throws StartException, InterruptedException {
    try {
      return start(configuration(environment), environment);
    } catch (IOException e) {
      throw StartException.of(e);
    }
  }

  /** Starts everything and returns when it runs. */
  public static Otto start(OttoConfig config, Environment environment)
      throws StartException, InterruptedException {
    return start(config, environment, Storage::open);
  }

  /** Starts everything on a database that is opened in another way. */
  static Otto start(OttoConfig config, Environment environment, Storage.Opening storage)
      throws StartException, InterruptedException {
    var teardown = new Teardown();
    try {
      return new Otto(config, environment, storage, teardown);
    } catch (StartException | InterruptedException e) {
      teardown.close();
      throw e;
    } catch (Exception e) {
      teardown.close();
      throw StartException.of(e);
    }
  }

  /** Checks, as a start does, what the settings say of files and addresses. */
  public static void check(OttoConfig config) throws StartException {
    DaemonJmx.check(config.jmx());
    Api.check(config.externalApi());
    Web.check(config.controlPlane());
  }

  /** Reads the configuration; writes the file of the first start. */
  public static OttoConfig configuration(Environment environment)
      throws IOException, StartException {
    var paths = OttoPaths.of(environment);
    Optional<String> unusable = FileCheck.problem(paths);
    if (unusable.isPresent()) {
      throw new StartException(StartException.BAD_CONFIGURATION, unusable.get(), null);
    }
    refuseEarlierOtto(paths, environment);
    var path = paths.config();
    var file = new ConfigFile(path);
    if (file.createIfMissing()) {
      LOG.info("Wrote {} with the defaults", path);
    }
    ConfigResult result = file.read(environment);
    result.warnings().forEach(warning -> LOG.warn("{}", warning));
    return switch (result) {
      case ConfigResult.Valid valid -> valid.config();
      case ConfigResult.Broken invalid -> {
        List<String> errors = invalid.errors().stream().map(Problem::toString).toList();
        String message =
            "The configuration cannot be used; fix this:"
                + (errors.size() == 1 ? " " : "\n  ")
                + String.join("\n  ", errors);
        throw new StartException(StartException.BAD_CONFIGURATION, message, null);
      }
    };
  }

  /** Rejects the database of the Node.js Otto before anything is written. */
  private static void refuseEarlierOtto(OttoPaths paths, Environment environment)
      throws StartException {
    Path usual = new OttoPaths(paths.config(), OttoPaths.usualHome(environment)).database();
    Path database = paths.database();
    if (EarlierDatabase.isAt(database)) {
      throw earlierOtto(database + " is the database of the Node.js Otto");
    }
    if (environment.variable("OTTO_HOME").isEmpty()
        && Files.notExists(database)
        && EarlierDatabase.isAt(usual)) {
      throw earlierOtto(
          "ottoHome in %s says %s, where there is no database, and %s is one of the Node.js Otto"
              .formatted(paths.config(), paths.home(), usual));
    }
  }

  private static StartException earlierOtto(String found) {
    String message =
        found + "; run `otto import --dry-run` to see what a move does, and `otto import` to move";
    return new StartException(StartException.BAD_CONFIGURATION, message, null);
  }

  /** Returns the address of the external API. */
  public String address() {
    return api.address();
  }

  public int port() {
    return api.port();
  }

  /** Returns the control plane, unless it is switched off. */
  public Optional<ControlPlane> controlPlane() {
    return web.controlPlane();
  }

  public OttoPaths paths() {
    return base.paths();
  }

  public OttoModels models() {
    return models.models();
  }

  public FlowDefaultsService flowDefaults() {
    return api.defaults();
  }

  public JobService jobs() {
    return engine.jobs;
  }

  public RunRepository runs() {
    return engine.runs;
  }

  /** Returns the events of runs as they happen. */
  public RunEvents runEvents() {
    return engine.events;
  }

  /** Reports whether others may share its database, and answer in its place. */
  public boolean mayHaveOthers() {
    return base.config().database().isPresent();
  }

  /**
   * Leaves everything to the others, where proxies notice it: health checks fail and nothing more
   * is started, but requests are answered until it is closed.
   */
  public void leave() throws SchedulerException {
    api.leaving();
    engine.standBy();
  }

  /** Stops starting work, grants runs in flight their grace period, and closes everything. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      api.stopping();
      teardown.close();
      LOG.info("Otto has stopped");
    }
  }
}
