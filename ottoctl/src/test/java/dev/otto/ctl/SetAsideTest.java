package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that an Otto before this one stored, and whose schedule this one refuses. */
class SetAsideTest {
  @Test
  void isNamedByDoctorStatusAndListAndGoesOnWithAnotherSchedule(@TempDir Path home)
      throws Exception {
    store(home.resolve("data"));
    try (Daemon daemon = Daemon.start(home)) {
      var doctor = daemon.run("doctor");
      assertEquals(1, doctor.exit());
      assertTrue(doctor.out().contains("fail\tscheduler\tset aside"), doctor.out());
      assertTrue(doctor.out().contains("of-old (runs never: cron: month \"L\""), doctor.out());
      assertEquals(1, daemon.run("status").exit());
      assertTrue(
          daemon.atTerminal("task", "list").ok().lines().stream()
              .anyMatch(line -> line.matches("of-old +set aside +0 0 9 1 L \\? .*")));

      daemon.run("task", "update", "of-old", "--cron", "@daily").ok();

      assertEquals(0, daemon.run("status").exit());
      assertEquals("@daily", daemon.run("task", "list").ok().lines().getFirst().split("\t", -1)[4]);
    }
  }

  private static void store(Path folder) throws Exception {
    Files.createDirectories(folder);
    try (Database database = SqliteDatabase.open(folder.resolve("otto-state.db"))) {
      database.write(
          tx ->
              tx.update(
                  """
                  INSERT INTO jobs (id, type, schedule_type, cron, time_zone, created_at, updated_at)
                  VALUES ('of-old', 'prompt', 'recurring', '0 0 9 1 L ?', 'UTC', 0, 0)
                  """));
    }
  }
}
