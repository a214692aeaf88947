package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.JobWorld.DAILY;
import static dev.otto.scheduler.job.JobWorld.GPT;
import static dev.otto.scheduler.job.JobWorld.HOURLY;
import static dev.otto.scheduler.job.JobWorld.ORDER;
import static dev.otto.scheduler.job.JobWorld.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.schedule.Schedule;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.SchedulerException;

/** What a job may be when it comes: its fields, their defaults, and what is refused. */
class JobCreationTest {
  @AutoClose private JobWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws SchedulerException {
    world = new JobWorld(folder);
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
    world.later(Duration.ofMinutes(1));
    Job job = done(world.create(DAILY)).job();
    assertNull(job.runAt());
    assertEquals(Instant.parse("2027-01-15T08:00:00Z"), next(START.minusSeconds(7200)));
    assertEquals(job.schedule().next(world.now).orElseThrow(), job.state().nextRunAt());
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
                 'profileId':'p','modelRef':'openai/gpt-5','runsOn':'gpu'}"""))
            .job();
    assertEquals(job, world.job("x/ y"));
    assertEquals("{\"prompt\":\"hi\"}", job.payload());
    assertEquals("gpu", job.runsOn());
    assertEquals(GPT, job.model().orElseThrow());
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
    assertEquals(
        "fresh-1",
        done(world.create("{'type':'t','scheduleType':'oneshot','runAt':1800000000000}"))
            .job()
            .id());
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
        "{'type':'t','scheduleType':'oneshot'} | runAt",
        "{'type':'t','scheduleType':'oneshot','runAt':null} | runAt",
        "{'type':'t','scheduleType':'recurring','cadenceMinutes':5,'runAt':null} | runAt",
        "{'type':'t','scheduleType':'recurring','cron':'0 9 * * *','runAt':null} | runAt",
        "{'id':'','type':'t','scheduleType':'recurring','cadenceMinutes':5} | id",
        "{'id':' ','type':'t','scheduleType':'recurring','cadenceMinutes':5} | id",
        "{'type':' ','scheduleType':'recurring','cadenceMinutes':5} | type",
        "{'type':'t','scheduleType':'oneshot','runAt':-1} | runAt",
        "{'type':'t','scheduleType':'oneshot','runAt':'now'} | runAt",
        "{'type':'t','scheduleType':'oneshot','payload':'text'} | payload",
        "{'type':'t','scheduleType':'oneshot','modelRef':'inherit'} | modelRef",
        "{'type':'t','scheduleType':'oneshot','modelRef':'gpt-5'} | modelRef",
        "{'type':'t','scheduleType':'oneshot','profileId':'../secret'} | profileId",
        "{'type':'t','scheduleType':'oneshot','runsOn':'Big GPU'} | runsOn",
        "{'type':'t','scheduleType':'oneshot','runsOn':''} | runsOn",
        "{'type':null,'scheduleType':'oneshot'} | type",
        "[] | ``",
      })
  void saysWhichFieldIsWrong(String body, String path) {
    Invalid invalid = assertInstanceOf(Invalid.class, world.create(body));
    assertEquals(ErrorCode.INVALID_REQUEST, invalid.code());
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
        invalid.details().stream().map(FieldError::path).toList());
  }

  @Test
  void saysOnceThatTheTimeOfAOneShotIsWrong() {
    Invalid invalid =
        assertInstanceOf(
            Invalid.class, world.create("{'type':'t','scheduleType':'oneshot','runAt':'soon'}"));
    assertEquals(1, invalid.details().size());
  }

  @Test
  void namesTheKeysThatItIgnored() {
    Done done =
        done(
            world.create(
                "{'type':'t','scheduleType':'oneshot','runAt':1800000000000,'modelref':'x/y','cadenceMinutes':5}"));
    assertEquals(2, done.warnings().size());
    assertTrue(done.warnings().getFirst().contains("did you mean modelRef?"));
    assertTrue(done.warnings().getLast().startsWith("cadenceMinutes was ignored"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'system-x','type':'t','scheduleType':'oneshot','runAt':1800000000000}",
        "{'type':'heartbeat','scheduleType':'oneshot','runAt':1800000000000}",
        "{'type':'watchdog_failures','scheduleType':'oneshot','runAt':1800000000000}"
      })
  void operatorsCannotMakeASystemJob(String body) {
    assertInstanceOf(Forbidden.class, world.create(body));
  }

  @Test
  void anUnknownModelIsRefusedWithWhatMayHaveBeenMeant() {
    Invalid invalid =
        assertInstanceOf(
            Invalid.class,
            world.create(
                "{'type':'t','scheduleType':'oneshot','runAt':1800000000000,'modelRef':'openai/gtp-5'}"));
    assertEquals(ErrorCode.UNKNOWN_MODEL, invalid.code());
    assertTrue(invalid.message().contains("openai/gpt-5"), invalid.message());
  }

  @Test
  void anUnknownModelIsAcceptedWhereThatIsAskedFor() {
    var order = new Order(ORDER.actor(), true, false);
    var fields =
        JobWorld.fields(
            "{'id':'a','type':'t','scheduleType':'oneshot','runAt':1800000000000,'modelRef':'x/new'}");
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
            world.create(
                "{'type':'t','scheduleType':'oneshot','runAt':1800000000000,'modelRef':'openai/image-1'}"));
    assertEquals(ErrorCode.UNSUITABLE_MODEL, invalid.code());
  }

  private static Done done(JobResult result) {
    return assertInstanceOf(Done.class, result);
  }
}
