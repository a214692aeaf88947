package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.JobWorld.DAILY;
import static dev.otto.scheduler.job.JobWorld.HOURLY;
import static dev.otto.scheduler.job.JobWorld.ORDER;
import static dev.otto.scheduler.job.JobWorld.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.scheduler.database.PageCursor;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.job.JobResult.NotFound;
import dev.otto.scheduler.job.JobResult.Operation;
import dev.otto.scheduler.schedule.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.quartz.SchedulerException;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class JobServiceTest {
  private static final String ONCE =
      "{'id':'a','type':'report','scheduleType':'oneshot','runAt':1800000000000}";

  @Parameter private TestDatabase on;
  @AutoClose private JobWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws SchedulerException {
    world = new JobWorld(folder, on);
  }

  @Test
  void aPatchKeepsWhatItDoesNotNameAndClearsWhatIsNull() {
    world.create(
        "{'id':'a','type':'t','scheduleType':'recurring','cadenceMinutes':5,'profileId':'p','payload':{},'modelRef':'openai/gpt-5'}");
    world.later(Duration.ofMinutes(1));
    Job job = done(world.patch("a", "{'modelRef':null,'payload':null}")).job();
    assertEquals(Optional.empty(), job.model());
    assertNull(job.payload());
    assertEquals("p", job.profileId());
    assertEquals(new Schedule.Cadence(5), job.schedule());
    assertEquals(START, job.state().nextRunAt());
    assertEquals(world.now, job.updatedAt());
    assertEquals(START, job.createdAt());
  }

  @Test
  void aGivenTimeIsTheNextOneAndNullKeepsARecurringJobsOld() {
    world.create(HOURLY);
    assertEquals(
        Instant.ofEpochMilli(1_900_000_000_000L),
        done(world.patch("a", "{'runAt':1900000000000}")).job().state().nextRunAt());
    assertEquals(
        Instant.ofEpochMilli(1_900_000_000_000L),
        done(world.patch("a", "{'runAt':null}")).job().runAt());
  }

  @Test
  void aOneShotCannotLoseItsTime() {
    world.create(ONCE);
    assertInstanceOf(Invalid.class, world.patch("a", "{'runAt':null}"));
  }

  @Test
  void cadenceAndCronReplaceEachOther() {
    world.create(HOURLY);
    Job cron = done(world.patch("a", "{'cron':'0 0 9 * * ?'}")).job();
    assertInstanceOf(Schedule.Cron.class, cron.schedule());
    // It was due at this very moment, and stays so.
    assertEquals(START, cron.state().nextRunAt());
    assertEquals(
        new Schedule.Cadence(5), done(world.patch("a", "{'cadenceMinutes':5}")).job().schedule());
    assertInstanceOf(Invalid.class, world.patch("a", "{'cadenceMinutes':null}"));
  }

  @Test
  void aWrongBodyIsToldBeforeAMissingJob() {
    assertInstanceOf(Invalid.class, world.patch("nobody", "{'cadenceMinutes':0}"));
    assertInstanceOf(NotFound.class, world.patch("nobody", "{'cadenceMinutes':1}"));
    assertInstanceOf(NotFound.class, world.jobs.cancel("nobody", null, ORDER));
    assertInstanceOf(NotFound.class, world.jobs.runNow("nobody", ORDER));
  }

  @Test
  void aRunningJobTakesANewModelOrAPauseAndNothingElse() {
    world.create(HOURLY);
    world.run("a");
    assertEquals(JobStatus.RUNNING, world.job("a").status());
    done(world.patch("a", "{'modelRef':'openai/gpt-5','status':'paused'}"));
    assertInstanceOf(Conflict.class, world.patch("a", "{'cadenceMinutes':5}"));
    assertInstanceOf(Conflict.class, world.jobs.cancel("a", null, ORDER));
    assertInstanceOf(Conflict.class, world.jobs.runNow("a", ORDER));
    assertEquals(JobStatus.RUNNING, world.job("a").status());
    assertTrue(world.job("a").state().paused());
    assertNotNull(world.job("a").state().lock());
  }

  @Test
  void aPausedJobHasNoTriggerAndCannotBeRunNow() throws SchedulerException {
    world.create(HOURLY);
    done(world.jobs.pause("a", ORDER));
    assertEquals(JobStatus.PAUSED, world.job("a").status());
    assertEquals(Optional.empty(), world.fires("a"));
    assertInstanceOf(Conflict.class, world.jobs.runNow("a", ORDER));
    done(world.jobs.resume("a", ORDER));
    assertEquals(Optional.of(START), world.fires("a"));
  }

  @Test
  void timesOfDayThatWentByInAPauseAreNotMadeUpFor() {
    world.later(Duration.ofMinutes(1));
    world.create(DAILY);
    world.jobs.pause("a", ORDER);
    world.later(Duration.ofDays(3));
    Job job = done(world.jobs.resume("a", ORDER)).job();
    assertEquals(job.schedule().next(world.now).orElseThrow(), job.state().nextRunAt());
  }

  @Test
  void aCancelledJobStaysToBeSeenAndRunNowRevivesIt() throws SchedulerException {
    world.create(HOURLY);
    Job job = done(world.jobs.cancel("a", "no longer wanted", ORDER)).job();
    assertEquals(new Job.End(TerminalState.CANCELLED, "no longer wanted"), job.state().end());
    assertNull(job.state().nextRunAt());
    assertEquals(Optional.empty(), world.fires("a"));
    assertEquals(Operation.DELETED, done(world.jobs.cancel("a", null, ORDER)).operation());
    done(world.patch("a", "{'type':'other'}"));
    assertTrue(world.job("a").over());

    world.later(Duration.ofMinutes(5));
    assertEquals(Operation.RUN_NOW_SCHEDULED, done(world.jobs.runNow("a", ORDER)).operation());
    assertFalse(world.job("a").over());
    assertEquals(Optional.of(world.now), world.fires("a"));
  }

  @Test
  void aDryRunAnswersTheSameAndChangesNothing() throws SchedulerException {
    var dry = new Order(ORDER.actor(), false, true);
    assertEquals("a", done(world.jobs.create(JobWorld.fields(HOURLY), dry)).job().id());
    assertEquals(Optional.empty(), world.jobs.find("a"));
    world.create(HOURLY);
    assertInstanceOf(Conflict.class, world.jobs.create(JobWorld.fields(HOURLY), dry));
    done(world.jobs.cancel("a", null, dry));
    assertFalse(world.job("a").over());
    assertEquals(1, world.jobs.audit("a", 20).orElseThrow().size());
    assertEquals(Optional.of(START), world.fires("a"));
  }

  @Test
  void eachChangeLeavesItsEntryAndARefusedOneNone() {
    world.create(HOURLY);
    world.patch("a", "{'modelRef':'openai/gpt-5'}");
    world.patch("a", "{'modelRef':'openai/nothing'}");
    world.jobs.runNow("a", ORDER);
    world.jobs.cancel("a", "done with it", ORDER);
    List<JobAuditEntry> entries = world.jobs.audit("a", 20).orElseThrow();
    assertEquals(
        List.of("delete", "update", "update", "create"),
        entries.stream().map(JobAuditEntry::action).toList());
    assertEquals(
        "{\"command\":\"delete_task\",\"source\":\"cli\",\"reason\":\"done with it\"}",
        entries.getFirst().metadataJson());
    assertEquals("{\"command\":\"run_now\",\"source\":\"cli\"}", entries.get(1).metadataJson());
    assertEquals("token", entries.getFirst().actor());
    assertEquals("scheduled", entries.getFirst().lane());
    assertEquals(Optional.empty(), world.jobs.audit("nobody", 20));
  }

  @Test
  void aSystemJobCanBePausedAndResumedAndNothingElse() {
    var heartbeat = new SystemJob("system-heartbeat", "heartbeat", 180, START);
    world.jobs.start(List.of(heartbeat), Duration.ofHours(24));
    Job job = world.job("system-heartbeat");
    assertFalse(job.isMutable());
    assertEquals("system", job.managedBy());
    assertEquals(Optional.of(Flow.HEARTBEAT), job.flow());
    done(world.jobs.pause(job.id(), ORDER));
    assertInstanceOf(Forbidden.class, world.patch(job.id(), "{'modelRef':'openai/gpt-5'}"));
    assertInstanceOf(
        Forbidden.class, world.patch(job.id(), "{'status':'idle','cadenceMinutes':5}"));
    assertInstanceOf(Forbidden.class, world.jobs.cancel(job.id(), null, ORDER));
    assertInstanceOf(Forbidden.class, world.jobs.runNow(job.id(), ORDER));

    // A second start leaves it as the operator wants it.
    world.jobs.start(List.of(heartbeat), Duration.ofHours(24));
    assertEquals(JobStatus.PAUSED, world.job(job.id()).status());
  }

  @Test
  void anOperatorsJobCannotBecomeASystemJob() {
    world.create(HOURLY);
    assertInstanceOf(Forbidden.class, world.patch("a", "{'type':'heartbeat'}"));
  }

  @Test
  void listsNewestUpdateFirstPageByPage() {
    for (int i = 0; i < 5; i++) {
      world.create("{'id':'j" + i + "','type':'t','scheduleType':'oneshot','runAt':1800000000000}");
      world.later(Duration.ofMillis(i % 2));
    }
    FoundJobs first = world.jobs.list(new JobQuery(null, null, null, 3, null));
    assertEquals(List.of("j4", "j3", "j2"), ids(first));
    String cursor = first.nextCursor().orElseThrow().text();
    FoundJobs second =
        world.jobs.list(new JobQuery(null, null, null, 3, PageCursor.parse(cursor).orElseThrow()));
    assertEquals(List.of("j1", "j0"), ids(second));
    assertEquals(Optional.empty(), second.nextCursor());
    assertEquals(Optional.empty(), PageCursor.parse("garbage!"));
  }

  @Test
  void listsByStatusAndBySearch() {
    world.create(HOURLY);
    world.create(
        "{'id':'b','type':'t','scheduleType':'oneshot','runAt':1800000000000,'payload':{'prompt':'100%"
            + " Umsatz'}}");
    world.create(
        "{'id':'c','type':'t','scheduleType':'oneshot','runAt':1800000000000,'modelRef':'openai/gpt-5'}");
    world.jobs.pause("a", ORDER);
    world.run("c");
    assertEquals(
        List.of("a"), ids(world.jobs.list(new JobQuery(JobStatus.PAUSED, null, null, 9, null))));
    assertEquals(
        List.of("c"), ids(world.jobs.list(new JobQuery(JobStatus.RUNNING, null, null, 9, null))));
    assertEquals(List.of("b"), ids(world.jobs.list(new JobQuery(null, null, "100% u", 9, null))));
    assertEquals(List.of("c"), ids(world.jobs.list(new JobQuery(null, null, "GPT-5", 9, null))));
  }

  @Test
  void tellsItsListenersWhatWasStored() {
    var told = new ArrayList<String>();
    world.jobs.onChange(job -> told.add(job.id()));
    world.create(HOURLY);
    world.create(HOURLY);
    assertEquals(List.of("a"), told);
  }

  private static List<String> ids(FoundJobs page) {
    return page.jobs().stream().map(Job::id).toList();
  }

  private static Done done(JobResult result) {
    return assertInstanceOf(Done.class, result);
  }
}
