package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.JobWorld.GPT;
import static dev.otto.scheduler.job.JobWorld.ORDER;
import static dev.otto.scheduler.job.JobWorld.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.scheduler.job.JobResult.Code;
import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Deed;
import dev.otto.scheduler.job.JobResult.Detail;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.job.JobResult.NotFound;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.SchedulerException;

class JobServiceTest {
  private static final String HOURLY =
      "{'id':'a','type':'report','scheduleType':'recurring','cadenceMinutes':60}";
  private static final String DAILY =
      "{'id':'a','type':'report','scheduleType':'recurring','cron':'0 9 * * *'}";
  private static final String ONCE = "{'id':'a','type':'report','scheduleType':'oneshot'}";

  @TempDir Path folder;
  private JobWorld world;

  @BeforeEach
  void open() throws SchedulerException {
    world = new JobWorld(folder);
  }

  @AfterEach
  void close() throws SchedulerException {
    world.close();
  }

  @Test
  void aJobWithoutATimeIsDueNow() {
    Job job = done(world.create(HOURLY)).job();
    assertEquals(START, job.runAt());
    assertEquals(START, job.state().nextRunAt());
    assertEquals(job, world.job("a"));
    assertEquals("operator", job.managedBy());
    assertEquals(Optional.of(Flow.SCHEDULED_TASKS), job.flow());
  }

  @Test
  void aCronJobWaitsForItsFirstTimeInItsZone() {
    Job job = done(world.create(DAILY)).job();
    assertNull(job.runAt());
    assertEquals(Instant.parse("2027-01-15T08:00:00Z"), next(START.minusSeconds(7200)));
    assertEquals(job.schedule().next(START).orElseThrow(), job.state().nextRunAt());
    assertEquals("Europe/Berlin", ((Schedule.Cron) job.schedule()).zone().getId());
  }

  private Instant next(Instant from) {
    return world.job("a").schedule().next(from).orElseThrow();
  }

  @Test
  void keepsEveryFieldOverAReading() {
    Job job =
        done(world.create(
                """
                {'id':'x/ y','type':'t','scheduleType':'recurring','runAt':1900000000000,
                 'cron':'0 0 9 * * ?','timeZone':'Asia/Tokyo','payload':{'prompt':'hi'},
                 'profileId':'p','modelRef':'openai/gpt-5'}"""))
            .job();
    assertEquals(job, world.job("x/ y"));
    assertEquals("{\"prompt\":\"hi\"}", job.payload());
    assertEquals(GPT, job.modelRef());
    assertEquals(Instant.ofEpochMilli(1_900_000_000_000L), job.state().nextRunAt());
  }

  @Test
  void anIdThatIsTakenIsAConflict() {
    world.create(HOURLY);
    assertEquals(
        "Task already exists: a", assertInstanceOf(Conflict.class, world.create(HOURLY)).message());
  }

  @Test
  void aJobWithoutAnIdGetsAFreshOne() {
    assertEquals("fresh-1", done(world.create("{'type':'t','scheduleType':'oneshot'}")).job().id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | type",
        "{'type':'t'} | scheduleType",
        "{'type':'t','scheduleType':'weekly'} | scheduleType",
        "{'type':'t','scheduleType':'recurring'} | cadenceMinutes",
        "{'type':'t','scheduleType':'recurring','cadenceMinutes':0} | cadenceMinutes",
        "{'type':'t','scheduleType':'recurring','cadenceMinutes':1.5} | cadenceMinutes",
        "{'type':'t','scheduleType':'recurring','cadenceMinutes':'5'} | cadenceMinutes",
        "{'type':'t','scheduleType':'recurring','cron':'nonsense'} | cron",
        "{'type':'t','scheduleType':'recurring','cron':'0 0 0 1 1 ? 2020'} | cron",
        "{'type':'t','scheduleType':'recurring','cron':'0 9 * * *','cadenceMinutes':5} | cron",
        "{'type':'t','scheduleType':'recurring','cron':'0 9 * * *','timeZone':'Mars'} | timeZone",
        "{'type':'t','scheduleType':'oneshot','runAt':-1} | runAt",
        "{'type':'t','scheduleType':'oneshot','runAt':'now'} | runAt",
        "{'type':'t','scheduleType':'oneshot','payload':'text'} | payload",
        "{'type':'t','scheduleType':'oneshot','modelRef':'inherit'} | modelRef",
        "{'type':'t','scheduleType':'oneshot','modelRef':'gpt-5'} | modelRef",
        "{'type':'t','scheduleType':'oneshot','profileId':'../secret'} | profileId",
        "{'type':null,'scheduleType':'oneshot'} | type",
        "[] | ``",
      })
  void saysWhichFieldIsWrong(String body, String path) {
    Invalid invalid = assertInstanceOf(Invalid.class, world.create(body));
    assertEquals(Code.INVALID_REQUEST, invalid.code());
    assertEquals(path, invalid.details().getFirst().path());
    assertEquals(0, world.jobs.list(JobQuery.all()).jobs().size());
  }

  @Test
  void saysEverythingThatIsWrongAtOnce() {
    Invalid invalid =
        assertInstanceOf(
            Invalid.class,
            world.create("{'type':7,'scheduleType':'recurring','cadenceMinutes':0,'runAt':true}"));
    assertEquals(
        List.of("type", "cadenceMinutes", "runAt"),
        invalid.details().stream().map(Detail::path).toList());
  }

  @Test
  void namesTheKeysThatItIgnored() {
    Done done =
        done(
            world.create(
                "{'type':'t','scheduleType':'oneshot','modelref':'x/y','cadenceMinutes':5}"));
    assertEquals(2, done.warnings().size());
    assertTrue(done.warnings().getFirst().contains("did you mean modelRef?"));
    assertTrue(done.warnings().getLast().startsWith("cadenceMinutes was ignored"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'system-x','type':'t','scheduleType':'oneshot'}",
        "{'type':'heartbeat','scheduleType':'oneshot'}",
        "{'type':'watchdog_failures','scheduleType':'oneshot'}"
      })
  void operatorsCannotMakeASystemJob(String body) {
    assertInstanceOf(Forbidden.class, world.create(body));
  }

  @Test
  void anUnknownModelIsRefusedWithWhatMayHaveBeenMeant() {
    Invalid invalid =
        assertInstanceOf(
            Invalid.class,
            world.create("{'type':'t','scheduleType':'oneshot','modelRef':'openai/gtp-5'}"));
    assertEquals(Code.UNKNOWN_MODEL, invalid.code());
    assertTrue(invalid.message().contains("openai/gpt-5"), invalid.message());
  }

  @Test
  void anUnknownModelIsAcceptedWhereThatIsAskedFor() {
    var order = new Order(ORDER.actor(), true, false);
    var fields =
        JobWorld.fields("{'id':'a','type':'t','scheduleType':'oneshot','modelRef':'x/new'}");
    done(world.jobs.create(fields, order));
    // What is not changed is not checked again.
    done(world.patch("a", "{'modelRef':'x/new','type':'other'}"));
    assertInstanceOf(Invalid.class, world.patch("a", "{'modelRef':'x/newer'}"));
    assertEquals("other", world.job("a").type());
  }

  @Test
  void aModelWithoutTextIsUnsuitable() {
    Invalid invalid =
        assertInstanceOf(
            Invalid.class,
            world.create("{'type':'t','scheduleType':'oneshot','modelRef':'openai/image-1'}"));
    assertEquals(Code.UNSUITABLE_MODEL, invalid.code());
  }

  @Test
  void aPatchKeepsWhatItDoesNotNameAndClearsWhatIsNull() {
    world.create(
        "{'id':'a','type':'t','scheduleType':'recurring','cadenceMinutes':5,'profileId':'p','payload':{},'modelRef':'openai/gpt-5'}");
    world.later(Duration.ofMinutes(1));
    Job job = done(world.patch("a", "{'modelRef':null,'payload':null}")).job();
    assertNull(job.modelRef());
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
    assertEquals(cron.schedule().next(START).orElseThrow(), cron.state().nextRunAt());
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
    assertEquals(Deed.DELETED, done(world.jobs.cancel("a", null, ORDER)).deed());
    done(world.patch("a", "{'type':'other'}"));
    assertTrue(world.job("a").over());

    world.later(Duration.ofMinutes(5));
    assertEquals(Deed.RUN_NOW_SCHEDULED, done(world.jobs.runNow("a", ORDER)).deed());
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
      world.create("{'id':'j" + i + "','type':'t','scheduleType':'oneshot'}");
      world.later(Duration.ofMillis(i % 2));
    }
    JobPage first = world.jobs.list(new JobQuery(null, null, 3, null));
    assertEquals(List.of("j4", "j3", "j2"), ids(first));
    String cursor = first.nextCursor().orElseThrow().text();
    JobPage second =
        world.jobs.list(new JobQuery(null, null, 3, JobCursor.parse(cursor).orElseThrow()));
    assertEquals(List.of("j1", "j0"), ids(second));
    assertEquals(Optional.empty(), second.nextCursor());
    assertEquals(Optional.empty(), JobCursor.parse("garbage!"));
  }

  @Test
  void listsByStatusAndBySearch() {
    world.create(HOURLY);
    world.create(
        "{'id':'b','type':'t','scheduleType':'oneshot','payload':{'prompt':'100% Umsatz'}}");
    world.create("{'id':'c','type':'t','scheduleType':'oneshot','modelRef':'openai/gpt-5'}");
    world.jobs.pause("a", ORDER);
    world.run("c");
    assertEquals(List.of("a"), ids(world.jobs.list(new JobQuery(JobStatus.PAUSED, null, 9, null))));
    assertEquals(
        List.of("c"), ids(world.jobs.list(new JobQuery(JobStatus.RUNNING, null, 9, null))));
    assertEquals(List.of("b"), ids(world.jobs.list(new JobQuery(null, "100% u", 9, null))));
    assertEquals(List.of("c"), ids(world.jobs.list(new JobQuery(null, "GPT-5", 9, null))));
  }

  @Test
  void tellsItsListenersWhatWasStored() {
    var told = new ArrayList<String>();
    world.jobs.onChange(job -> told.add(job.id()));
    world.create(HOURLY);
    world.create(HOURLY);
    assertEquals(List.of("a"), told);
  }

  private static List<String> ids(JobPage page) {
    return page.jobs().stream().map(Job::id).toList();
  }

  private static Done done(JobResult result) {
    return assertInstanceOf(Done.class, result);
  }
}
