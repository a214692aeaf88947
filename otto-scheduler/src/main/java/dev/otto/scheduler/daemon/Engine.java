package dev.otto.scheduler.daemon;

import dev.otto.models.RefreshResult;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.heartbeat.HeartbeatTiming;
import dev.otto.scheduler.job.JobContext;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.JobStatus;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.JobsWithoutNode;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.NodeCatalogs;
import dev.otto.scheduler.node.NodeRefreshes;
import dev.otto.scheduler.node.NodeReports;
import dev.otto.scheduler.node.Nodes;
import dev.otto.scheduler.run.CatalogRefresh;
import dev.otto.scheduler.run.Instructions;
import dev.otto.scheduler.run.Ledger;
import dev.otto.scheduler.run.LostRuns;
import dev.otto.scheduler.run.Prompter;
import dev.otto.scheduler.run.Recovery;
import dev.otto.scheduler.run.RunAborts;
import dev.otto.scheduler.run.RunEvents;
import dev.otto.scheduler.run.RunJobs;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunSpending;
import dev.otto.scheduler.run.Runner;
import dev.otto.scheduler.run.RunningRuns;
import dev.otto.scheduler.run.ScheduleCheck;
import dev.otto.scheduler.run.SessionEnd;
import dev.otto.scheduler.run.SessionPrompter;
import dev.otto.scheduler.run.Shutdown;
import dev.otto.scheduler.transcript.Transcripts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Quartz and everything it needs to run jobs. */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** Longer than an OpenCode may take to reload its configuration and to list its models. */
  private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(60);

  private final Services base;
  private final SystemJobs system;
  private final Firing firing;
  private final Ledger ledger;
  final RunRepository runs;
  final RunningRuns running;
  final RunEvents events = new RunEvents();
  final RunAborts aborts;
  final JobService jobs;
  final JobsWithoutNode withoutNode;
  final Transcripts transcripts;
  private final SessionEnd sessions;
  private final Recovery recovery;
  private final List<Runnable> besideOthers = new CopyOnWriteArrayList<>();
  private final ModelRuntime models;
  private final String node;
  final Nodes nodes;
  private final NodeReports reports = new NodeReports();
  private final Optional<NodeRefreshes> otherCatalogs;

  Engine(Services base, ModelRuntime models, SystemJobs system)
      throws SchedulerException, IOException {
    this.base = base;
    this.models = models;
    this.system = system;
    var environment = base.environment();
    firing = firing(base);
    node = firing.node().orElseGet(() -> name(base));
    nodes = new OwnNode(base, models, firing).among(node);
    otherCatalogs =
        firing
            .node()
            .map(
                _ ->
                    new NodeRefreshes(
                        base.database(), nodes, environment::freshId, PATIENCE_WITH_OTHERS));
    JobTimetable timetable = firing.timetable();
    var labels = base.labels();
    withoutNode = new JobsWithoutNode(base.database(), labels, environment.clock());
    runs = new RunRepository(base.database(), environment.zone());
    running = new RunningRuns(models.openCode()::abort);
    ledger =
        new Ledger(
            base.database(),
            runs,
            new JobRepository(),
            timetable,
            environment.clock(),
            new Ledger.Place(node, labels));
    var context =
        new JobContext(
            environment.clock(),
            environment.zone(),
            environment::freshId,
            models.models().catalog()::snapshot,
            models.openCode()::agents,
            models.models().resolver(),
            base.config().scheduler().prompts().agent(),
            labels);
    jobs = new JobService(base.database(), timetable, context);
    jobs.onEntry(base.audit()::tell);
    new HeartbeatTiming(base.database(), environment.clock(), timetable::schedule)
        .follow(system.profiles());
    transcripts =
        new Transcripts(
            models.openCode(), base.database(), base.config().transcripts(), environment.clock());
    sessions = new SessionEnd(models.openCode(), transcripts);
    recovery = new Recovery(() -> runs.open(Leftovers.OWN), ledger, sessions, events);
    aborts = new RunAborts(running, runs, base.audit(), environment.clock());
    var unused = aborts.follow(base.database());
    besideOthers(aborts::look);
    besideOthers(new LostRuns(runs, ledger, events, new OpenCodeOfNode(base)::endSession)::close);
    events.add(new RunSpending(models.budgets().ledger()));
    otherCatalogs.map(RefreshOfOthers::new).ifPresent(events::add);
    firing.connect(runJobs(), models.models());
  }

  private static String name(Services base) {
    return base.config().node().name().orElseGet(HostName::get);
  }

  private static Firing firing(Services base) throws SchedulerException, IOException {
    return base.config().database().isPresent()
        ? ClusteredFiring.of(base)
        : new EmbeddedFiring(base);
  }

  private RunJobs runJobs() {
    var prompter =
        new Prompter(
            new SessionPrompter(
                models.openCode(),
                runs,
                models.models().resolver(),
                models.budgets().ledger(),
                sessions),
            models.refreshes().bySystem("run"),
            models.models().resolver(),
            events,
            base.environment().clock());
    return new RunJobs(
        new Runner(ledger, running, prompter, models.models().resolver(), events, sessions),
        running,
        new Instructions(base.paths().data(), defaults(base.config())),
        system.byId(),
        base.environment()::freshId);
  }

  private static Instructions.PromptDefaults defaults(OttoConfig config) {
    OttoConfig.Prompts prompts = config.scheduler().prompts();
    return new Instructions.PromptDefaults(
        prompts.agentName(),
        prompts.permissions(),
        config.promptLimits(),
        config.scheduler().retry());
  }

  /** Ends what an earlier process left open, then lets due jobs fire. */
  void start() throws SchedulerException, IOException {
    var settings = base.config().scheduler();
    if (firing.node().isPresent()) {
      new OpenCodeOfNode(base).announce(node, base.config().node().labels());
      reports.start(nodes);
    }
    recovery.recover();
    models.budgets().start();
    var unused = models.budgets().onChange(jobs::letHeldGo);
    jobs.start(system.asJobs(base.environment().clock().instant()), settings.expireOneShotsAfter());
    firing.holdPrompts(nodes.isDrained());
    // Who fires nothing checks in, too, so that the others do not take it for gone.
    if (settings.enabled() || firing.node().isPresent()) {
      firing.start();
    }
    if (!settings.enabled()) {
      LOG.warn("No job fires, because scheduler.enabled is false");
    }
  }

  /** Returns the catalogs of the Ottos that share the database, if any can. */
  NodeCatalogs catalogs() {
    return otherCatalogs.<NodeCatalogs>map(it -> it).orElseGet(() -> NodeCatalogs.alone(node));
  }

  /** Refreshes the catalog from now on where other Ottos ask for it, or nobody has in time. */
  void refreshForOthers(CatalogService catalog) {
    otherCatalogs.ifPresent(it -> it.start(catalog, this::refreshIfOverdue));
  }

  private void refreshIfOverdue() {
    if (models.refreshes().isOverdue() && !isPaused(CatalogRefresh.JOB)) {
      RefreshResult unused = models.refreshes().by(Actor.scheduler("overdue"));
    }
  }

  private boolean isPaused(String job) {
    return jobs.find(job).filter(it -> it.status() == JobStatus.PAUSED).isPresent();
  }

  /** Has the step run at each look, where other Ottos can share the database. */
  void besideOthers(Runnable step) {
    besideOthers.add(step);
  }

  /** Returns the time between two looks at the schedule. */
  Duration pauseBetweenLooks() {
    return firing.pauseBetweenLooks();
  }

  /** Looks for jobs that do not run as their rows say. */
  void lookAtSchedule() {
    try {
      if (fires()) {
        recovery.closeAbandoned(running);
        firing.look();
        if (firing.node().isPresent()) {
          besideOthers.forEach(Runnable::run);
        }
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not answer", e);
    }
  }

  /** Returns what the last look found. */
  List<ScheduleCheck.Symptom> troubles() {
    return firing.troubles();
  }

  boolean fires() throws SchedulerException {
    return firing.fires();
  }

  /** Leaves what is due from now on to others; what was started goes on. */
  void standBy() throws SchedulerException {
    firing.standBy();
  }

  /** Stops starting runs, waits for those in flight, and records the remaining ones as lost. */
  @Override
  public void close() throws SchedulerException {
    reports.close();
    otherCatalogs.ifPresent(NodeRefreshes::close);
    firing.standBy();
    if (running.count() > 0) {
      LOG.info("Waiting for {} runs to end", running.count());
    }
    try {
      new Shutdown(running, runs, ledger, sessions, events)
          .stop(base.config().scheduler().shutdownGrace());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    firing.shutDown();
  }
}
