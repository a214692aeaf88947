package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that an older Otto, other time zone data or a hand left behind: the rest goes on. */
class UnreadableRowsTest {
  @TempDir Path home;
  @AutoClose private StandInOpenCode openCode;

  /** A home with two jobs that ran; the row of one is spoilt after that. */
  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    try (var otto = otto()) {
      for (String id : List.of("good", "bad")) {
        ObjectNode job = otto.job("hello").put("id", id).put("scheduleType", "recurring");
        String unused = otto.create(job.put("cadenceMinutes", 60));
        otto.finished(id, 1);
      }
    }
  }

  @Test
  void aJobWhoseTimeZoneIsGoneIsSetAside() throws Exception {
    spoil("UPDATE jobs SET cron = '0 9 * * *', time_zone = 'Mars/Olympus' WHERE id = 'bad'");
    assertSetAside("Mars/Olympus");
  }

  @Test
  void aJobWhoseModelCannotBeReadIsSetAsideUntilItGetsAnother() throws Exception {
    spoil(
        "UPDATE jobs SET model_ref = 'no reference', model_policy = 'strict',"
            + " only_providers = 'alder' WHERE id = 'bad'");
    assertSetAside("no reference");
    try (var otto = otto()) {
      otto.call(400, "PATCH", "/external/jobs/bad", "{\"profileId\":\"p\"}");
      assertTrue(status(otto).contains("no reference"), status(otto));
      otto.call(200, "PATCH", "/external/jobs/bad", "{\"modelRef\":null}");
      JsonNode mended = otto.get("/external/jobs/bad").get("job");
      assertFalse(status(otto).contains("set aside"), status(otto));
      assertEquals("strict", mended.get("policy").asText());
      assertEquals("[\"alder\"]", mended.get("onlyProviders").toString());
      assertEquals(60, mended.get("cadenceMinutes").asInt());
      assertFalse(mended.get("nextRunAt").isNull(), mended.toString());
    }
  }

  @Test
  void aPayloadThatIsNoJsonFailsItsOwnRunsOnly() throws Exception {
    spoil("UPDATE jobs SET payload = '{\"prompt\": ' WHERE id = 'bad'");
    try (var otto = otto()) {
      assertListed(otto);
      otto.runAgain("bad");
      assertTrue(otto.finished("bad", 2).get("errorMessage").asText().contains("is not JSON"));
    }
  }

  @Test
  void runsWithUnreadableValuesAreListedAndDoNotStopTheStart() throws Exception {
    spoil(
        "UPDATE runs SET requested_model_ref = 'x y', resolved_model_ref = '', permissions_json ="
            + " '[{', state = 'running', finished_at = NULL WHERE job_id = 'bad'");
    spoil("UPDATE model_usage SET model_ref = 'no reference'");
    try (var otto = otto()) {
      assertEquals("lost", otto.finished("bad", 1).get("state").asText());
      assertEquals(2, otto.get("/external/runs").get("runs").size());
      assertFalse(otto.get("/external/stats").isEmpty());
    }
  }

  @Test
  void aProfileWhoseTimeZoneIsGoneCountsWithoutItAndSaysSo() throws Exception {
    String profile = "/external/settings/notification-profile";
    try (var otto = otto()) {
      otto.call(200, "PUT", profile, "{\"timezone\":\"Europe/Berlin\"}");
    }
    spoil("UPDATE notification_profile SET timezone = 'Mars/Olympus', quiet_hours_start = 'noon'");
    try (var otto = otto()) {
      assertTrue(otto.get(profile).at("/profile/quietHoursStart").isNull());
      assertTrue(status(otto).contains("Mars/Olympus"), status(otto));
      otto.call(200, "PUT", profile, "{\"timezone\":\"Europe/Paris\"}");
      assertFalse(status(otto).contains("cannot be read"), status(otto));
    }
  }

  private void assertSetAside(String why) throws Exception {
    try (var otto = otto()) {
      assertListed(otto);
      assertTrue(otto.get("/external/jobs/bad").toString().contains(why));
      assertTrue(status(otto).contains("set aside until they are mended: bad"), status(otto));
      assertTrue(status(otto).contains(why), status(otto));
      otto.call(409, "POST", "/external/jobs/bad/run-now", "");
      int before = otto.get("/external/jobs/good/runs").get("total").asInt();
      otto.runAgain("good");
      otto.finished("good", before + 1);
    }
  }

  private static void assertListed(OttoOnOpenCode otto) {
    String list = otto.get("/external/jobs?lane=scheduled").toString();
    assertTrue(list.contains("\"good\"") && list.contains("\"bad\""), list);
  }

  private static String status(OttoOnOpenCode otto) {
    return otto.get("/external/system/status").toString();
  }

  private OttoOnOpenCode otto() throws Exception {
    return new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  private void spoil(String sql) throws SQLException {
    Path file = home.resolve("data/otto-state.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      assertTrue(statement.executeUpdate(sql) > 0, sql);
    }
  }
}
