package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock of the machine, or it finds the right time late. */
class ClockJumpTest {
  private static final String TAKES_A_WHILE = "{\"prompt\":\"#delay=700\"}";

  /** Beyond the jump: Quartz itself looks at the clock of the machine. */
  private static final int CADENCE = 240;

  private static final Duration JUMP = Duration.ofHours(2);

  /** A moment of the cron that is used here. */
  private final SettableClock clock =
      new SettableClock(Instant.now().truncatedTo(ChronoUnit.MINUTES));

  private StandInOpenCode openCode;
  private RunningOtto otto;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    openCode = StandInOpenCode.start();
    otto = new RunningOtto(folder, openCode.url(), clock).start();
  }

  @AfterEach
  void stop() throws Exception {
    otto.close();
    openCode.close();
  }

  @Test
  void aClockThatIsSetBackBringsNoTimeOfACronJobTwice() {
    Run run = runOverAJump("0 0/1 * * * ?", JUMP.negated());
    assertTrue(next().isAfter(run.timing().scheduledFor()), next().toString());
    assertTrue(next().isBefore(run.timing().scheduledFor().plusSeconds(61)), next().toString());
  }

  @Test
  void whatAClockThatIsSetForwardJumpedOverIsNotCaughtUpWith() {
    runOverAJump("0 0/1 * * * ?", JUMP);
    assertTrue(next().isAfter(clock.instant()), next().toString());
    assertTrue(next().isBefore(clock.instant().plusSeconds(61)), next().toString());
    assertEquals(1, otto.runs.ofJob("job", 10, 0).total());
  }

  @Test
  void aCadenceIsCountedOnTheClockThatWasSetBack() {
    runOverAJump(null, JUMP.negated());
    assertEquals(clock.instant().plus(Duration.ofMinutes(CADENCE)), next());
  }

  @Test
  void aCadenceIsCountedOnTheClockThatWasSetForward() {
    runOverAJump(null, JUMP);
    assertEquals(clock.instant().plus(Duration.ofMinutes(CADENCE)), next());
  }

  @Test
  void whatCameDueWhileTheClockJumpedRunsOnceAndLate() {
    runOverAJump("0 0/1 * * * ?", Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    Instant missed = clock.instant().truncatedTo(ChronoUnit.MINUTES).minus(JUMP);
    otto.set("job", "next_run_at", missed);
    assertEquals(missed, otto.ended("job", 2).timing().scheduledFor());
    await().until(() -> otto.job("job", "lock_token").equals("null"));
    assertTrue(next().isAfter(clock.instant()), next().toString());
    assertEquals(2, otto.runs.ofJob("job", 10, 0).total());
  }

  /** One run, during which the clock is set. */
  private Run runOverAJump(String cron, Duration jump) {
    otto.every("job", CADENCE, TAKES_A_WHILE);
    if (cron != null) {
      otto.database.write(
          tx ->
              tx.update(
                  "UPDATE jobs SET cron = ?, time_zone = 'Europe/Berlin', cadence_minutes = NULL",
                  cron));
    }
    otto.inFlight("job");
    clock.advance(jump);
    Run run = otto.ended("job");
    await().until(() -> otto.job("job", "lock_token").equals("null"));
    return run;
  }

  private Instant next() {
    return Instant.ofEpochMilli(Long.parseLong(otto.job("job", "next_run_at")));
  }
}
