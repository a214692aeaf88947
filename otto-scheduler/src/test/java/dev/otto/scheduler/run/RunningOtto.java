package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;

import dev.otto.models.CatalogCache;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeModels;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.quartz.ModelResolutionListener;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.budget.SpendingRepository;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.job.JobContext;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.MemoryTimetable;
import dev.otto.scheduler.job.RequestedByRow;
import dev.otto.scheduler.models.StoredChoice;
import dev.otto.scheduler.node.NodeLabels;
import dev.otto.scheduler.transcript.Transcripts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/** The part of the daemon that runs jobs: a real file, a real Quartz, and any OpenCode. */
final class RunningOtto implements AutoCloseable {
  private static final int SLOTS = 2;
  private static final int SPARE = 2;

  final Database database;
  final RunRepository runs;
  final RunningRuns running;
  final RunEvents events = new RunEvents();
  final Scheduler scheduler;
  final ModelCatalog catalog;
  final ScheduleCheck check;
  final PromptSlots slots;
  final BudgetLedger budgets;
  volatile FlowDefaults defaults = FlowDefaults.none();

  private final InstantSource clock;
  private final MemoryTimetable timetable;
  private final Ledger ledger;
  private final OpenCodeClient openCode;
  private final Recovery recovery;
  private final SessionEnd sessions;
  private final ModelResolver resolver;

  RunningOtto(Path folder, URI url, SystemWork... system) throws Exception {
    this(folder, url, InstantSource.system(), system);
  }

  RunningOtto(Path folder, URI url, InstantSource clock, SystemWork... system) throws Exception {
    this.clock = clock;
    var http = new OpenCodeHttp(url, Optional.empty());
    openCode = new OpenCodeClient(http, clock, 1);
    database = SqliteDatabase.open(folder.resolve("otto.db"));
    runs = new RunRepository(database);
    catalog =
        new ModelCatalog(
            new OpenCodeModels(http),
            new CatalogCache(folder.resolve("cache.json")),
            clock,
            Duration.ofDays(1));
    catalog.start();
    budgets = new BudgetLedger(new SpendingRepository(database), clock, ZoneOffset.UTC);
    events.add(new RunSpending(budgets));
    resolver = new ModelResolver(catalog::snapshot, () -> defaults, budgets::binding);
    scheduler = scheduler();
    timetable = new MemoryTimetable(scheduler, database, PromptJob.class, labels());
    var here = new Ledger.Place("here", labels());
    ledger = new Ledger(database, runs, new JobRepository(), timetable, clock, here);
    running = new RunningRuns(openCode::abort);
    var off = new OttoConfig.Transcripts(Duration.ZERO, false);
    sessions = new SessionEnd(openCode, new Transcripts(openCode, database, off, clock));
    var runner =
        new Runner(
            ledger,
            running,
            new Prompter(
                new SessionPrompter(openCode, runs, resolver, budgets, sessions),
                catalog::refresh,
                resolver,
                events,
                clock),
            resolver,
            events,
            sessions);
    slots = new PromptSlots(SLOTS, timetable::fireAgain);
    recovery = new Recovery(runs::open, ledger, sessions, events);
    check = new ScheduleCheck(timetable, slots, clock);
    var instructions =
        new Instructions(
            folder,
            new Instructions.PromptDefaults(
                null,
                PermissionPolicy.REJECT,
                PromptLimits.of(Duration.ofMinutes(1)),
                OttoConfig.Retry.NONE));
    scheduler.setJobFactory(
        new RunJobs(
            runner, running, instructions, byId(system), () -> UUID.randomUUID().toString()));
    slots.limit(scheduler);
    check.watch(scheduler);
    scheduler
        .getListenerManager()
        .addJobListener(new ModelResolutionListener(resolver, new RequestedByRow(database)));
  }

  /** The service through which every surface changes jobs. */
  JobService jobs() {
    return new JobService(
        database,
        timetable,
        new JobContext(
            clock,
            ZoneOffset.UTC,
            () -> UUID.randomUUID().toString(),
            catalog::snapshot,
            Optional::empty,
            resolver,
            Optional.empty(),
            labels()));
  }

  private NodeLabels labels() {
    return new NodeLabels(database, Set.of("gpu"));
  }

  private static Map<String, SystemWork> byId(SystemWork... works) {
    return List.of(works).stream().collect(Collectors.toMap(SystemWork::jobId, work -> work));
  }

  private static Scheduler scheduler() throws SchedulerException {
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", UUID.randomUUID().toString());
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(SLOTS + SPARE));
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  /** Recovers, makes the triggers, and lets them fire. */
  RunningOtto start() throws SchedulerException {
    recovery.recover();
    ids("next_run_at IS NOT NULL OR retry_at IS NOT NULL").forEach(timetable::schedule);
    scheduler.start();
    return this;
  }

  /** As the daemon does now and then. */
  void look() {
    recovery.closeAbandoned(running);
    check.look();
  }

  private List<String> ids(String condition) {
    return database.read(
        tx -> tx.query("SELECT id FROM jobs WHERE " + condition, row -> row.text("id")));
  }

  /** A one-shot that is due now. */
  void once(String id, String payload) {
    insert(id, "oneshot", null, payload, null);
  }

  void every(String id, int minutes, String payload) {
    insert(id, "recurring", minutes, payload, null);
  }

  void onceWithProfile(String id, String profile) {
    insert(id, "oneshot", null, null, profile);
  }

  private void insert(String id, String schedule, Integer cadence, String payload, String profile) {
    Instant now = clock.instant();
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, cadence_minutes, run_at, next_run_at,
                  payload, profile_id, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                "say hello",
                schedule,
                cadence,
                now,
                now,
                payload,
                profile,
                now,
                now));
    timetable.schedule(id);
  }

  void set(String jobId, String column, Object value) {
    database.write(
        tx -> tx.update("UPDATE jobs SET " + column + " = ? WHERE id = ?", value, jobId));
    timetable.schedule(jobId);
  }

  /** Makes each such change of a run fail, as a full disk does. */
  void forbid(String change) {
    database.write(
        tx ->
            tx.update(
                "CREATE TRIGGER \"%s\" BEFORE %s ON runs BEGIN SELECT RAISE(ABORT, 'full'); END"
                    .formatted(change, change)));
  }

  void allow(String change) {
    database.write(tx -> tx.update("DROP TRIGGER \"" + change + "\""));
  }

  void again(String jobId) {
    database.write(
        tx ->
            tx.update(
                "UPDATE jobs SET next_run_at = ?, terminal_state = NULL WHERE id = ?",
                clock.instant(),
                jobId));
    timetable.schedule(jobId);
  }

  String job(String id, String column) {
    return database.read(
        tx ->
            tx.queryFirst(
                    "SELECT " + column + " AS value FROM jobs WHERE id = ?",
                    row -> String.valueOf(row.textOrNull("value")),
                    id)
                .orElseThrow());
  }

  /** As a defect of Quartz or of ours would. */
  void loseTrigger(String jobId) throws SchedulerException {
    scheduler.unscheduleJob(new TriggerKey(jobId, "otto"));
  }

  /** The same: its trigger is there, and never fires. */
  void pauseTrigger(String jobId) throws SchedulerException {
    scheduler.pauseTrigger(new TriggerKey(jobId, "otto"));
  }

  boolean hasTrigger(String jobId) {
    try {
      return !scheduler.getTriggersOfJob(JobTimetable.key(jobId)).isEmpty();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When Quartz fires the job. */
  Optional<Instant> nextFireTime(String jobId) throws SchedulerException {
    return Optional.ofNullable(scheduler.getTrigger(new TriggerKey(jobId, "otto")))
        .map(trigger -> trigger.getNextFireTime().toInstant());
  }

  void flowChoice(ModelChoice choice) {
    defaults = defaults.with(Flow.SCHEDULED_TASKS, choice);
  }

  /** Sets all that a job asks for, as one change. */
  void choose(String jobId, ModelChoice choice) {
    var values = new ArrayList<>(StoredChoice.values(choice));
    values.add(jobId);
    database.write(
        tx ->
            tx.update(
                "UPDATE jobs SET (" + StoredChoice.COLUMNS + ") = (?, ?, ?, ?, ?, ?) WHERE id = ?",
                values.toArray()));
  }

  void flowDefault(ModelRef ref) {
    defaults = defaults.with(Flow.SCHEDULED_TASKS, Optional.of(ref));
  }

  /** The last run of the job, once this many of its runs are over. */
  Run ended(String jobId, int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                runs.ofJob(jobId, 200, 0).runs().stream()
                        .filter(run -> run.timing().finishedAt() != null)
                        .count()
                    == count);
    return runs.ofJob(jobId, 1, 0).runs().getFirst();
  }

  Run ended(String jobId) {
    return ended(jobId, 1);
  }

  /** The run in flight, once its prompt is with OpenCode. */
  Run inFlight(String jobId) {
    await().until(() -> !sessions(jobId).isEmpty());
    return sessions(jobId).getFirst();
  }

  private List<Run> sessions(String jobId) {
    return runs.ofJob(jobId, 1, 0).runs().stream()
        .filter(run -> run.outcome() instanceof Outcome.Running)
        .filter(run -> run.receipt().sessionId() != null)
        .toList();
  }

  void stop(Duration grace) throws Exception {
    scheduler.standby();
    new Shutdown(running, runs, ledger, sessions, events).stop(grace);
  }

  /** As a kill does: what is in flight can write nothing any more. */
  void kill() throws SchedulerException {
    database.close();
    scheduler.shutdown(false);
    openCode.close();
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(true);
    database.close();
    openCode.close();
  }
}
