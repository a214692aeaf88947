package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The one statement by which a run takes the fire time of its job. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ClaimTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final JobRepository jobs = new JobRepository();
  @Parameter private TestDatabase on;
  @AutoClose private JobWorld world;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    world = new JobWorld(folder, on);
    world.create(JobWorld.HOURLY);
  }

  @Test
  void takesTheFireTimeOnce() {
    assertTrue(claims(JobWorld.START, "one"));
    assertFalse(claims(JobWorld.START, "other"));
    assertEquals(
        Optional.of("one"),
        Optional.ofNullable(world.job("a").state().lock()).map(Job.Lock::token));
  }

  @Test
  void leavesAJobAloneWhoseTimeWasMoved() {
    world.patch("a", "{'runAt':" + JobWorld.START.plus(HOUR).toEpochMilli() + "}");
    assertFalse(claims(JobWorld.START, "late trigger"));
    assertTrue(claims(JobWorld.START.plus(HOUR), "new trigger"));
  }

  @Test
  void leavesAPausedJobAlone() {
    world.patch("a", "{'status':'paused'}");
    assertFalse(claims(JobWorld.START, "late trigger"));
  }

  @Test
  void leavesACancelledJobAlone() {
    world.jobs.cancel("a", null, JobWorld.ORDER);
    assertFalse(claims(JobWorld.START, "late trigger"));
  }

  private boolean claims(Instant due, String run) {
    return world.database.write(
        tx -> jobs.claim(tx, "a", due, run, world.now, Optional.of(due.plus(HOUR))));
  }
}
