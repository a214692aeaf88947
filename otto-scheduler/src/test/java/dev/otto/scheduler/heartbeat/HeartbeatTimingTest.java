package dev.otto.scheduler.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.notify.NotificationProfiles;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTimingTest {

  @Test
  void movesThePlannedHeartbeatWhenTheProfileChanges(@TempDir Path folder) throws Exception {
    var clock = new SettableClock(Instant.parse("2026-11-20T09:00:00Z"));
    var rescheduled = new ArrayList<String>();
    try (Database database = SqliteDatabase.open(folder.resolve("state.db"))) {
      var profiles = new NotificationProfiles(database, clock, ZoneOffset.UTC);
      new HeartbeatTiming(database, clock, rescheduled::add).follow(profiles);
      profiles.change(new JsonMapper().readTree("{\"quietMode\":\"off\"}"), (tx, before) -> {});
      assertEquals(List.of(), rescheduled);
      database.write(
          tx ->
              tx.update(
                  """
                  INSERT INTO jobs (id, type, schedule_type, next_run_at, created_at, updated_at)
                  VALUES ('system-heartbeat', 'heartbeat', 'recurring', 1, 0, 0)
                  """));
      profiles.change(
          new JsonMapper().readTree("{\"heartbeatMidday\":\"09:45\"}"), (tx, before) -> {});
      assertEquals(List.of("system-heartbeat"), rescheduled);
      assertEquals(
          Instant.parse("2026-11-20T09:45:00Z").toEpochMilli(),
          database.<Long>read(tx -> tx.queryNumber("SELECT next_run_at FROM jobs")));
    }
  }
}
