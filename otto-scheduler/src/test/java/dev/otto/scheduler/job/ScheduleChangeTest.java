package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.JobWorld.DAILY;
import static dev.otto.scheduler.job.JobWorld.ORDER;
import static dev.otto.scheduler.job.JobWorld.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.schedule.Schedule;
import dev.otto.wire.JobItem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.SchedulerException;

/** A changed schedule counts at once; one that cannot be computed is set aside. */
class ScheduleChangeTest {
  @AutoClose private JobWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws SchedulerException {
    world = new JobWorld(folder);
  }

  @Test
  void aShorterCadenceIsCountedFromTheEndOfTheLastRun() throws SchedulerException {
    create("'cadenceMinutes':100000");
    ran(START, START.plus(Duration.ofMinutes(100_000)));
    world.later(Duration.ofMinutes(3));
    assertEquals(START.plus(Duration.ofMinutes(5)), next("{'cadenceMinutes':5}"));
    assertEquals(Optional.of(START.plus(Duration.ofMinutes(5))), world.fires("a"));
  }

  @Test
  void aCadenceThatWouldHaveBeenOverRunsNow() {
    create("'cadenceMinutes':100000");
    ran(START, START.plus(Duration.ofMinutes(100_000)));
    world.later(Duration.ofDays(2));
    assertEquals(world.now, next("{'cadenceMinutes':5}"));
  }

  @Test
  void aLongerCadenceIsCountedFromTheEndOfTheLastRunToo() {
    create("'cadenceMinutes':60");
    ran(START, START.plus(Duration.ofMinutes(60)));
    world.later(Duration.ofMinutes(59));
    assertEquals(START.plus(Duration.ofMinutes(61)), next("{'cadenceMinutes':61}"));
  }

  @Test
  void aStartThatIsStillToComeStaysWhateverTheCadence() {
    Instant start = START.plus(Duration.ofDays(1));
    create("'cadenceMinutes':60,'runAt':" + start.toEpochMilli());
    assertEquals(start, next("{'cadenceMinutes':5}"));
    Instant earlier = START.plus(Duration.ofHours(1));
    assertEquals(earlier, next("{'runAt':" + earlier.toEpochMilli() + "}"));
  }

  @Test
  void aChangedZoneCountsAtOnce() {
    world.later(Duration.ofMinutes(1));
    world.create(DAILY);
    assertEquals(Instant.parse("2027-01-15T14:00:00Z"), next("{'timeZone':'America/New_York'}"));
  }

  @Test
  void aCadenceInPlaceOfCronIsCountedFromTheLastRun() {
    world.create(DAILY);
    ran(START, START.plus(Duration.ofDays(1)));
    world.later(Duration.ofMinutes(10));
    assertEquals(START.plus(Duration.ofMinutes(30)), next("{'cadenceMinutes':30}"));
  }

  @Test
  void whatIsDueAlreadyStaysDue() {
    world.create(DAILY);
    world.later(Duration.ofMillis(300));
    assertEquals(START, next("{'cron':'0 10 * * *'}"));
    assertEquals(START, done(world.jobs.runNow("a", ORDER)).job().state().nextRunAt());
    done(world.jobs.pause("a", ORDER));
    world.later(Duration.ofHours(3));
    assertEquals(START, done(world.jobs.resume("a", ORDER)).job().state().nextRunAt());
  }

  @Test
  void cronComesBackAsItWasTyped() {
    for (String typed : List.of("30 7 * * 1-5", "@daily", "0 0  9 ? * mon-fri", "0 0 9 LW * ? *")) {
      create(typed, "'cron':'" + typed + "'");
      assertEquals(Optional.of(typed), world.job(typed).schedule().cronText());
      assertEquals(typed, JobJson.item(world.job(typed)).cron());
    }
    assertEquals("0 30 7 ? * MON-FRI", JobJson.item(world.job("30 7 * * 1-5")).cronQuartz());
    assertNull(JobJson.item(world.job("0 0 9 LW * ? *")).cronQuartz());
  }

  @Test
  void whatNeverFiresIsRefusedEvenWithATimeToBeginWith() {
    String never =
        "{'type':'t','scheduleType':'recurring','runAt':1900000000000,'cron':'0 0 9 1 L ?'}";
    assertTrue(invalid(world.create(never)).startsWith("cron: month \"L\""));
    assertTrue(
        invalid(world.create(never.replace("1 L ?", "1 1 ? 2020"))).startsWith("cron: year"));
    world.create(DAILY);
    assertTrue(invalid(world.patch("a", "{'cron':'0 0 30 2 *'}")).startsWith("cron: day of month"));
    assertTrue(
        invalid(world.patch("a", "{'runAt':1900000000000,'cron':'0 0 9 * * ? 2020'}"))
            .startsWith("cron: year"));
  }

  @Test
  void aOneShotInThePastIsTakenWithAWarning() {
    long past = START.minusSeconds(60).toEpochMilli();
    Done done =
        done(world.create("{'id':'a','type':'t','scheduleType':'oneshot','runAt':" + past + "}"));
    assertEquals(
        List.of("runAt is past (2027-01-15T07:59:00Z), so the job runs at once"), done.warnings());
    assertEquals(List.of(), done(world.patch("a", "{'type':'u'}")).warnings());
    assertEquals(1, done(world.patch("a", "{'runAt':1000}")).warnings().size());
  }

  @Test
  void aStoredScheduleThatCannotBeComputedSetsItsJobAside() throws SchedulerException {
    world.create(DAILY);
    create("b", "'cadenceMinutes':60");
    spoil("cron = '0 0 9 1 L ?'");

    world.jobs.start(List.of(), Duration.ofHours(24));

    assertEquals(Optional.empty(), world.fires("a"));
    assertTrue(world.fires("b").isPresent());
    JobItem item = JobJson.item(world.job("a"));
    assertEquals("0 0 9 1 L ?", item.cron());
    assertNull(item.nextRunAt());
    assertTrue(item.scheduleProblem().startsWith("cron: month \"L\""), item.scheduleProblem());
    assertTrue(world.jobs.setAside().orElseThrow().contains("a (runs never: cron: month \"L\""));
    assertInstanceOf(Conflict.class, world.jobs.runNow("a", ORDER));
    assertEquals(2, world.jobs.list(JobQuery.all()).jobs().size());
  }

  @Test
  void aJobThatIsSetAsideGoesOnWithAnotherSchedule() throws SchedulerException {
    world.later(Duration.ofMinutes(1));
    world.create(DAILY);
    spoil("time_zone = 'Mars/Olympus'");
    assertTrue(world.jobs.setAside().orElseThrow().contains("\"Mars/Olympus\" is not a time zone"));
    // Other changes leave it as it is.
    done(world.patch("a", "{'type':'other'}"));
    assertInstanceOf(Schedule.Unusable.class, world.job("a").schedule());
    assertTrue(invalid(world.patch("a", "{'cron':'0 9 * * *'}")).startsWith("timeZone: \"Mars"));
    assertEquals(Optional.of("Mars/Olympus"), world.job("a").schedule().zoneName());

    done(world.patch("a", "{'timeZone':'UTC'}"));

    assertEquals(Optional.empty(), world.jobs.setAside());
    spoil("cron = 'C'");
    assertTrue(invalid(world.patch("a", "{'timeZone':'UTC'}")).startsWith("cron: \"C\" has one"));
    done(world.patch("a", "{'cron':'0 10 * * *'}"));
    assertEquals(Optional.of(Instant.parse("2027-01-15T10:00:00Z")), world.fires("a"));
  }

  private void spoil(String change) {
    world.database.write(tx -> tx.update("UPDATE jobs SET " + change + " WHERE id = 'a'"));
  }

  private void create(String schedule) {
    create("a", schedule);
  }

  private void create(String id, String schedule) {
    done(
        world.create(
            "{'id':'%s','type':'t','scheduleType':'recurring',%s}".formatted(id, schedule)));
  }

  /** As a run leaves the job. */
  private void ran(Instant last, Instant next) {
    world.database.write(
        tx ->
            tx.update(
                "UPDATE jobs SET last_run_at = ?, next_run_at = ? WHERE id = 'a'", last, next));
  }

  private Instant next(String patch) {
    return done(world.patch("a", patch)).job().state().nextRunAt();
  }

  private static String invalid(JobResult result) {
    return assertInstanceOf(Invalid.class, result).message();
  }

  private static Done done(JobResult result) {
    return assertInstanceOf(Done.class, result);
  }
}
