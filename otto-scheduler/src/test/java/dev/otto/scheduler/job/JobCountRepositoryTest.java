package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class JobCountRepositoryTest {
  @Parameter private TestDatabase on;
  @AutoClose private Database database;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = on.open(folder);
  }

  @Test
  void countsEachJobOnceAndShowsEveryState() {
    job("a", 0, null, null);
    job("b", 0, null, null);
    job("paused", 1, null, null);
    job("runs though paused", 1, "token", null);
    job("revived", 0, "token", "completed");
    job("over", 1, null, "expired");
    assertEquals(
        "{idle=2, running=2, paused=1, completed=0, expired=1, cancelled=0}",
        new JobCountRepository(database).countByState().toString());
  }

  @Test
  void readsTheJobsOnce() {
    assumeTrue(on == TestDatabase.SQLITE, "the plan is SQLite's");
    List<String> plan =
        database.read(
            tx ->
                tx.query(
                    "EXPLAIN QUERY PLAN " + JobCountRepository.BY_STATE,
                    row -> row.text("detail")));
    assertEquals(List.of("SCAN jobs", "USE TEMP B-TREE FOR GROUP BY"), plan);
  }

  private void job(String id, int paused, String lockToken, String terminalState) {
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, paused, lock_token, terminal_state,
                  created_at, updated_at)
                VALUES (?, 'tidy', 'oneshot', ?, ?, ?, 0, 0)
                """,
                id,
                paused,
                lockToken,
                terminalState));
  }
}
