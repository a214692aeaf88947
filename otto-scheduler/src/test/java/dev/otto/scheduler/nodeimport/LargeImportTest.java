package dev.otto.scheduler.nodeimport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeImportTest {
  private static final int JOBS = 10_000;
  private static final int RUNS_OF_EACH = 10;

  private static final Instant NOW = Instant.ofEpochMilli(1_795_893_000_000L);

  @TempDir Path user;

  @Test
  void takesTenThousandJobsWithAHundredThousandRunsFieldByField() throws Exception {
    OldHome old = OldHome.in(user);
    LargeHome.fill(old, JOBS, RUNS_OF_EACH);
    Path before = Files.copy(old.database(), user.resolve("before.db"));
    var otto = new OttoOnTerminal(user, new SettableClock(NOW), Map.of());
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(JOBS + 6, Rows.count(old.database(), "jobs"));
    assertEquals(JOBS * RUNS_OF_EACH + 3, Rows.count(old.database(), "runs"));
    for (String sql :
        List.of(
            "SELECT id, type, payload, cadence_minutes, run_at, profile_id, created_at, updated_at"
                + " FROM jobs WHERE id LIKE 'job-%%' AND substr(created_at, -2) = '07' ORDER BY id",
            "SELECT id, job_id, scheduled_for, started_at, finished_at, error_code, error_message,"
                + " result_json, created_at FROM %s WHERE job_id LIKE 'job-77%%' ORDER BY id")) {
      assertEquals(
          Rows.of(before, sql.formatted("job_runs")),
          Rows.of(old.database(), sql.formatted("runs")));
    }
    assertEquals(
        List.of(List.of(0L)),
        Rows.of(
            old.database(),
            "SELECT count(*) FROM jobs WHERE next_run_at <= 1795893000000 AND schedule_type = 'recurring' AND paused = 1"));
  }
}
