package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobContext;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.JobRepository;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.MemoryTimetable;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.node.NodeLabels;
import dev.otto.scheduler.schedule.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/**
 * A cron job at random moments, some of them to the millisecond the ones of its schedule. Whatever
 * is done to it then, each time of its schedule is run, except in a pause and during a run of the
 * schedule itself. The test keeps its own account of whether a run is owed.
 */
class NoRunIsLostTest {
  private static final int STEPS = 1_500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Order ORDER = Order.by(Actor.scheduler("test"));
  private static final Resolution NO_MODEL =
      new Resolution.Unresolved(Resolution.Unresolved.CODE, null, null, null, Instant.EPOCH);
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final List<String> CRONS =
      List.of("0 9 * * *", "*/15 * * * *", "0 */2 * * *", "0 0/5 9-17 ? * MON-FRI", "@hourly");
  private static final List<String> ZONES = List.of("Europe/Berlin", "Asia/Kolkata", "UTC");

  /** Shortly before the clocks of Berlin are changed. */
  private final SettableClock clock = new SettableClock(Instant.parse("2026-10-24T06:59:59.500Z"));

  private Database database;
  private Scheduler scheduler;
  private JobService jobs;
  private Ledger ledger;

  private boolean owed;
  private Instant lastEnd = Instant.EPOCH;

  @BeforeEach
  void open(@TempDir Path folder) throws SchedulerException {
    database = SqliteDatabase.open(folder.resolve("otto.db"));
    scheduler = scheduler();
    var labels = new NodeLabels(database, Set.of());
    var timetable = new MemoryTimetable(scheduler, database, PromptJob.class, labels);
    jobs =
        new JobService(
            database,
            timetable,
            new JobContext(
                clock,
                ZONE,
                () -> UUID.randomUUID().toString(),
                NoRunIsLostTest::catalog,
                Optional::empty,
                new ModelResolver(NoRunIsLostTest::catalog, FlowDefaults::none),
                Optional.empty(),
                labels));
    ledger =
        new Ledger(
            database,
            new RunRepository(database),
            new JobRepository(),
            timetable,
            clock,
            new Ledger.Place("here", labels));
  }

  private static CatalogSnapshot catalog() {
    var listing = new ModelBackend.Listing(List.of(), Optional.empty(), 0);
    return CatalogSnapshot.of(listing, Instant.EPOCH, 1);
  }

  private static Scheduler scheduler() throws SchedulerException {
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", UUID.randomUUID().toString());
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  @AfterEach
  void close() throws SchedulerException {
    scheduler.shutdown(false);
    database.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingThatIsDoneAtAnyMomentCostsARun(long seed) {
    var random = new Random(seed);
    previewAndCreate(random);
    for (int step = 0; step < STEPS; step++) {
      letTimePass(random);
      assertPlanned("after time went by in step " + step);
      String done = change(random);
      assertPlanned(done + " in step " + step);
    }
  }

  @Test
  void aJobWhoseRowBecameUnreadableKeepsItsTimeAndDoesNotRun() {
    Job job =
        done(jobs.create(
                fields("{'id':'job','type':'t','scheduleType':'recurring','cadenceMinutes':60}"),
                ORDER))
            .job();
    Instant due = Objects.requireNonNull(job.state().nextRunAt());
    model("no reference");
    assertEquals(Optional.empty(), ledger.open(new Ledger.Due("run", "job", due), it -> NO_MODEL));
    model(null);
    assertEquals(due, job().state().nextRunAt());
  }

  private void model(@Nullable String reference) {
    int unused =
        database.write(
            tx -> tx.update("UPDATE jobs SET model_ref = ? WHERE id = 'job'", reference));
  }

  private void previewAndCreate(Random random) {
    String body = "{'id':'job','type':'t','scheduleType':'recurring'," + cron(random) + "}";
    Job previewed = done(jobs.create(fields(body), dry())).job();
    assertEquals(Optional.empty(), jobs.find("job"));
    Job created = done(jobs.create(fields(body), ORDER)).job();
    assertEquals(previewed.state(), created.state());
    owed = isNow(created);
  }

  private String change(Random random) {
    Job job = job();
    return switch (random.nextInt(12)) {
      case 0 -> previewed(random);
      case 1 -> edited("{" + cron(random) + "}");
      case 2 -> edited("{'payload':{'prompt':'" + random.nextInt() + "'}}");
      case 3 -> job.state().paused() ? resumed() : paused();
      case 4 -> ranNow(job);
      case 5 -> resumed();
      default -> ran(random);
    };
  }

  private String previewed(Random random) {
    Job before = job();
    done(jobs.update("job", fields("{" + cron(random) + "}"), dry()));
    assertEquals(before, job());
    return "a preview";
  }

  private String edited(String body) {
    Schedule before = job().schedule();
    Job after = done(jobs.update("job", fields(body), ORDER)).job();
    owed |= !after.schedule().equals(before) && isNow(after);
    return "an edit " + body;
  }

  private String paused() {
    done(jobs.pause("job", ORDER));
    return "a pause";
  }

  private String resumed() {
    Job after = done(jobs.resume("job", ORDER)).job();
    owed |= isNow(after);
    return "a resume";
  }

  private String ranNow(Job job) {
    if (!job.state().paused()) {
      done(jobs.runNow("job", ORDER));
      owed = true;
    }
    return "a run-now";
  }

  /** Claims what is due and takes a while for it, as runs do. */
  private String ran(Random random) {
    Job job = job();
    Instant due = job.state().nextRunAt();
    if (due == null || due.isAfter(clock.instant()) || job.state().paused()) {
      return "no run";
    }
    boolean ofTheSchedule = isTime(job.schedule(), due);
    Ledger.OpenedRun opened =
        ledger
            .open(new Ledger.Due(UUID.randomUUID().toString(), "job", due), it -> NO_MODEL)
            .orElseThrow();
    clock.advance(Duration.ofSeconds(random.nextInt(random.nextBoolean() ? 3_000 : 60)));
    Instant end = clock.instant();
    ledger.close(
        opened.run(),
        RunEnd.last(new Outcome.Succeeded(Report.whole("{}")), Receipt.NONE),
        (it, after) -> it.schedule().next(after));
    owed = !ofTheSchedule && comesWithin(job.schedule(), due, end);
    lastEnd = end;
    return "a run";
  }

  /** A while, or up to a moment of the schedule or of another, or just short of it. */
  private void letTimePass(Random random) {
    Job job = job();
    Instant from = clock.instant();
    Instant to =
        switch (random.nextInt(5)) {
          case 4 -> from.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(random.nextInt(9)));
          case 0 -> job.schedule().next(from).orElseThrow();
          case 1 -> job.schedule().next(from).orElseThrow().minusMillis(1);
          case 2 -> from.plusMillis(random.nextInt(10_000));
          default -> from.plus(Duration.ofMinutes(random.nextInt(300)));
        };
    clock.set(to.isBefore(from) ? from : to.truncatedTo(ChronoUnit.MILLIS));
    if (!job.state().paused()) {
      owed |= comesWithin(job.schedule(), from, clock.instant());
    }
  }

  private void assertPlanned(String when) {
    Job job = job();
    if (job.state().paused()) {
      return;
    }
    Instant now = clock.instant();
    Instant latest = owed ? now : first(job.schedule(), now);
    Instant next = job.state().nextRunAt();
    assertTrue(
        next != null && !next.isAfter(latest),
        () -> "%s: at %s next is %s, not %s".formatted(when, now, next, latest));
  }

  /** The moment at which a run ended is over. */
  private Instant first(Schedule schedule, Instant now) {
    return schedule.next(now.equals(lastEnd) ? now : now.minusMillis(1)).orElseThrow();
  }

  private boolean isNow(Job job) {
    return isTime(job.schedule(), clock.instant());
  }

  private static boolean isTime(Schedule schedule, Instant moment) {
    return schedule.next(moment.minusMillis(1)).equals(Optional.of(moment));
  }

  private static boolean comesWithin(Schedule schedule, Instant after, Instant to) {
    return schedule.next(after).filter(time -> !time.isAfter(to)).isPresent();
  }

  private Job job() {
    return jobs.find("job").orElseThrow();
  }

  private static String cron(Random random) {
    return "'cron':'%s','timeZone':'%s'"
        .formatted(
            CRONS.get(random.nextInt(CRONS.size())), ZONES.get(random.nextInt(ZONES.size())));
  }

  private static JobFields fields(String body) {
    try {
      return JobFields.of(JSON.readTree(body.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Order dry() {
    return new Order(ORDER.actor(), false, true);
  }

  private static Done done(JobResult result) {
    return assertInstanceOf(Done.class, result);
  }
}
