package dev.otto.scheduler.daemon;

import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.database.ClockReading;
import dev.otto.scheduler.database.ClusterStore;
import dev.otto.scheduler.database.LabelDelegate;
import dev.otto.scheduler.database.PostgresDatabase;
import dev.otto.scheduler.job.ClusterTimetable;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.run.RunJobs;
import dev.otto.scheduler.run.ScheduleCheck.Symptom;
import dev.otto.scheduler.run.ThrownJobs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.spi.JobFactory;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two schedulers of an Otto whose triggers are in Quartz's clustered store. That of the prompts
 * has as many threads as there may be prompts at a time, so that it takes no trigger that it cannot
 * start, and leaves the others to other nodes; Otto's own jobs have the other one.
 */
final class ClusteredFiring implements Firing {
  private static final Logger LOG = LoggerFactory.getLogger(ClusteredFiring.class);
  private static final String STORE = "org.quartz.jobStore.";

  /** A node whose last check-in is older than this and 7.5 s of Quartz's counts as dead. */
  private static final Duration CHECK_IN = Duration.ofSeconds(3);

  /** The time after which a node finds a trigger that another has set. */
  private static final Duration IDLE_WAIT = Duration.ofSeconds(5);

  /** Quartz fires it on one node at a time, and at once when one starts. */
  private static final JobKey RECONCILE = new JobKey("reconcile", "otto-cluster");

  private static final Duration RECONCILE_EVERY = Duration.ofMinutes(1);

  private final boolean fires;
  private final Scheduler prompts;
  private final Scheduler system;
  private final ClusterTimetable timetable;
  private final ThrownJobs thrown;
  private final PostgresDatabase database;
  private volatile List<Symptom> clockTrouble = List.of();

  private ClusteredFiring(Services base, PostgresDatabase database) throws SchedulerException {
    this.database = database;
    OttoConfig config = base.config();
    String connections = "otto-" + base.environment().freshId();
    DBConnectionManager.getInstance()
        .addConnectionProvider(connections, database.quartzConnections());
    int most = config.scheduler().maxConcurrentPrompts();
    fires = config.scheduler().enabled();
    prompts = scheduler(settings(config, ClusterStore.PROMPTS, most), database.node(), connections);
    system =
        scheduler(
            settings(config, "otto-system", QuartzSettings.SYSTEM_THREADS),
            database.node(),
            connections);
    timetable = new ClusterTimetable(prompts, system, database);
    thrown = new ThrownJobs(base.environment().clock());
  }

  static ClusteredFiring of(Services base) throws SchedulerException {
    if (!(base.database() instanceof PostgresDatabase database)) {
      throw new IllegalStateException("only PostgreSQL has the tables of Quartz");
    }
    return new ClusteredFiring(base, database);
  }

  private static Properties settings(OttoConfig config, String name, int threads) {
    Properties properties = QuartzSettings.of(config, name, threads);
    properties.setProperty(STORE + "fires", String.valueOf(config.scheduler().enabled()));
    if (!config.node().labels().isEmpty()) {
      properties.setProperty(
          STORE + "driverDelegateInitString", String.join(",", config.node().labels()));
    }
    return properties;
  }

  /** Makes a scheduler of this node, with its store behind these connections. */
  static Scheduler scheduler(Properties properties, String node, String connections)
      throws SchedulerException {
    properties.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_ID, node);
    properties.setProperty(
        StdSchedulerFactory.PROP_SCHED_IDLE_WAIT_TIME, String.valueOf(IDLE_WAIT.toMillis()));
    properties.setProperty(StdSchedulerFactory.PROP_JOB_STORE_CLASS, ClusterStore.class.getName());
    properties.setProperty(STORE + "driverDelegateClass", LabelDelegate.class.getName());
    properties.setProperty(STORE + "tablePrefix", "qrtz_");
    properties.setProperty(STORE + "dataSource", connections);
    properties.setProperty(STORE + "useProperties", "true");
    properties.setProperty(STORE + "isClustered", "true");
    properties.setProperty(STORE + "clusterCheckinInterval", String.valueOf(CHECK_IN.toMillis()));
    // What is taken together is taken under the lock that one trigger needs, too.
    properties.setProperty(STORE + "acquireTriggersWithinLock", "true");
    properties.setProperty(STORE + "dbRetryInterval", "1000");
    synchronized (SchedulerRepository.getInstance()) {
      Scheduler made = new StdSchedulerFactory(properties).getScheduler();
      // The nodes of a cluster have schedulers of the same names, of which Quartz knows one a
      // process.
      boolean unused = SchedulerRepository.getInstance().remove(made.getSchedulerName());
      return made;
    }
  }

  @Override
  public Optional<String> node() {
    return Optional.of(database.node());
  }

  @Override
  public JobTimetable timetable() {
    return timetable;
  }

  @Override
  public void connect(RunJobs jobs, OttoModels models) throws SchedulerException {
    JobFactory reconciling =
        (fired, scheduler) ->
            fired.getJobDetail().getKey().equals(RECONCILE)
                ? _ -> reconcile()
                : jobs.newJob(fired, scheduler);
    for (Scheduler scheduler : List.of(prompts, system)) {
      scheduler.setJobFactory(reconciling);
      scheduler.getListenerManager().addJobListener(thrown);
      models.offerTo(scheduler);
    }
  }

  private void reconcile() {
    int mended = timetable.reconcile();
    if (mended > 0) {
      LOG.atInfo()
          .addKeyValue("event", "triggers_reconciled")
          .addKeyValue("count", mended)
          .log("{} jobs had no trigger, or another than their rows want; they have it now", mended);
    }
  }

  @Override
  public void start() throws SchedulerException {
    JobDetail reconcile =
        JobBuilder.newJob(org.quartz.Job.class).withIdentity(RECONCILE).storeDurably().build();
    Trigger everyMinute =
        TriggerBuilder.newTrigger()
            .withIdentity(RECONCILE.getName(), RECONCILE.getGroup())
            .forJob(RECONCILE)
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule()
                    .withIntervalInMilliseconds(RECONCILE_EVERY.toMillis())
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithRemainingCount())
            .build();
    system.scheduleJob(reconcile, Set.of(everyMinute), true);
    prompts.start();
    system.start();
  }

  @Override
  public boolean fires() throws SchedulerException {
    return fires && prompts.isStarted() && !prompts.isInStandbyMode();
  }

  /** The store looks at the row of the node each time that it takes what is due. */
  @Override
  public void holdPrompts(boolean drained) {}

  @Override
  public Duration clockOffset() {
    return database.clock().ahead();
  }

  @Override
  public Duration pauseBetweenLooks() {
    return Duration.ofSeconds(5);
  }

  @Override
  public void look() {
    ClockReading clock = database.clock();
    clockTrouble = clock.isOff() ? List.of(new Symptom("clock_off", clock.sentence())) : List.of();
  }

  @Override
  public List<Symptom> troubles() {
    return Stream.concat(clockTrouble.stream(), thrown.symptoms().stream()).toList();
  }

  @Override
  public void standBy() throws SchedulerException {
    prompts.standby();
    system.standby();
  }

  @Override
  public void shutDown() throws SchedulerException {
    prompts.shutdown(false);
    system.shutdown(false);
  }
}
