package dev.otto.scheduler.nodeimport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.database.EarlierDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeImportTest {
  private static final String OLD_JOBS =
      """
      SELECT id, type, schedule_type, payload, run_at, cadence_minutes, profile_id, model_ref,
        last_run_at, terminal_state, terminal_reason, created_at, updated_at FROM jobs ORDER BY id
      """;
  private static final String OLD_RUNS =
      """
      SELECT id, job_id, scheduled_for, started_at, finished_at, error_code, error_message,
        result_json, created_at, %s FROM %s ORDER BY id
      """;
  private static final String OLD_AUDIT =
      """
      SELECT id, task_id, action, lane, actor, before_json, after_json, metadata_json, created_at
      FROM task_audit_log ORDER BY id
      """;
  private static final String AUDIT =
      """
      SELECT imported_id, job_id, job_action, lane, actor, before, after, metadata_json, at
      FROM audit_entries WHERE imported_id IS NOT NULL AND job_id IS NOT NULL ORDER BY imported_id
      """;

  /** Just after the last time of a job in the sample. */
  private static final Instant NOW = Instant.ofEpochMilli(1_795_893_000_000L);

  @TempDir Path user;
  private final SettableClock clock = new SettableClock(NOW);
  private OldHome old;
  private OttoOnTerminal otto;

  @BeforeEach
  void makeOldHome() throws IOException {
    old = OldHome.in(user);
    otto = new OttoOnTerminal(user, clock, Map.of());
  }

  @Test
  void takesTheWholeHomeInItsOwnPlaceAndKeepsACopy() throws Exception {
    Map<String, String> before = OldHome.contents(old.home());
    assertEquals(0, otto.run("import"), otto.err());
    Path copy = copy();
    assertEquals(user.resolve(".otto.node-2026-11-28"), copy);
    before.replaceAll((path, content) -> path.isEmpty() ? "" : content);
    Map<String, String> copied = OldHome.contents(copy);
    copied.replaceAll((path, content) -> path.isEmpty() ? "" : content);
    assertEquals(before, copied);
    assertSameRecords(copy.resolve("data/otto-state.db"), old.database());
    assertTrue(otto.out().contains("byte for byte, in " + copy), otto.out());
    assertTrue(Files.mismatch(old.profile("mail"), data("task-config/profiles/mail.jsonc")) < 0);
    assertFalse(Files.exists(old.home().resolve(".import")));
  }

  @Test
  void theOldDatabaseStaysUntilEverythingElseIsThere() throws Exception {
    Path inTheWay = Files.createDirectories(data("task-config/profiles/mail.jsonc"));
    assertNotEquals(0, otto.run("import"));
    assertTrue(EarlierDatabase.isAt(old.database()));
    Files.delete(inTheWay);
    assertEquals(0, otto.run("import"), otto.err());
    assertFalse(EarlierDatabase.isAt(old.database()));
  }

  @Test
  void takesAHomeFromElsewhereAndLeavesItAlone() throws Exception {
    Path elsewhere = user.resolve("elsewhere");
    OldHome other = OldHome.in(elsewhere);
    Files.createDirectories(other.home().resolve("secrets"));
    Files.writeString(other.home().resolve("secrets/internal-api.token"), "t".repeat(40));
    Map<String, String> before = OldHome.contents(elsewhere);
    Path fresh = user.resolve("fresh");
    var here = new OttoOnTerminal(user, clock, Map.of("OTTO_HOME", fresh.toString()));
    assertEquals(0, here.run("import", "--from", elsewhere.toString()), here.err());
    assertEquals(before, OldHome.contents(elsewhere));
    assertSameRecords(other.database(), fresh.resolve("data/otto-state.db"));
    Path token = fresh.resolve("secrets/internal-api.token");
    assertEquals("t".repeat(40), Files.readString(token));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
    String config = Files.readString(fresh.resolve("config.jsonc"));
    assertTrue(config.contains("\"ottoHome\": \"" + fresh + "\""), config);
    assertTrue(config.contains("\"scheduledTasks\": \"fake/beta\""), config);
    assertTrue(config.contains("\"telegram\""), config);
    assertTrue(Files.exists(fresh.resolve("data/task-config/profiles/mail.jsonc")));
  }

  @Test
  void setsTheFlowDefaultsInAConfigurationThatIsThereAlready() throws Exception {
    Path fresh = Files.createDirectories(user.resolve("fresh"));
    Files.writeString(fresh.resolve("config.jsonc"), "{ /* mine */ \"ottoHome\": null }");
    var here = new OttoOnTerminal(user, clock, Map.of("OTTO_HOME", fresh.toString()));
    assertEquals(0, here.run("import", "--from", old.home().toString()), here.err());
    String config = Files.readString(fresh.resolve("config.jsonc"));
    assertTrue(config.contains("/* mine */") && config.contains("fake/beta"), config);
    assertTrue(here.out().lines().anyMatch(it -> it.matches("flow defaults +1 +0 +0")), here.out());
  }

  @Test
  void aRehearsalReportsTheSameAndChangesNothing() throws Exception {
    Map<String, String> before = OldHome.contents(user);
    assertEquals(0, otto.run("import", "--dry-run"), otto.err());
    assertEquals(before, OldHome.contents(user));
    String rehearsed = otto.out().lines().skip(1).toList().toString();
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(rehearsed, otto.out().lines().skip(1).toList().toString());
  }

  @Test
  void jobsArrivePausedAndTakeTheirNextTime() throws Exception {
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(
        List.of(
            List.of("daily-brief", 1L, 1_795_896_178_189L),
            List.of("ghost-model", 1L, 1_795_899_778_617L),
            List.of("water", 1L, 1_795_892_573_000L)),
        Rows.of(
            old.database(),
            "SELECT id, paused, next_run_at FROM jobs WHERE terminal_state IS NULL AND id NOT LIKE"
                + " 'system-%' ORDER BY id"));
    assertEquals(
        0L,
        Rows.of(old.database(), "SELECT paused FROM jobs WHERE id = 'old'").getFirst().getFirst());
    assertTrue(otto.out().contains("to do: 2 jobs are paused"), otto.out());
    assertTrue(otto.out().contains("cancel the others: water"), otto.out());
  }

  @Test
  void activatesWhenAskedButForOneShotsWhoseTimeWentBy() throws Exception {
    assertEquals(0, otto.run("import", "--activate"), otto.err());
    String paused = "SELECT id FROM jobs WHERE paused = 1 ORDER BY id";
    assertEquals(List.of(List.of("water")), Rows.of(old.database(), paused));
  }

  @Test
  void activatesLaterWhatArrivedPausedAndWasNotChangedSince() throws Exception {
    assertEquals(0, otto.run("import"), otto.err());
    Rows.run(
        old.database(), "UPDATE jobs SET updated_at = updated_at + 1 WHERE id = 'ghost-model'");
    clock.advance(Duration.ofDays(3));
    assertEquals(0, otto.run("import", "--activate"), otto.err());
    String paused = "SELECT id FROM jobs WHERE paused = 1 ORDER BY id";
    assertEquals(
        List.of(List.of("ghost-model"), List.of("water")), Rows.of(old.database(), paused));
    long next =
        (Long)
            Rows.of(old.database(), "SELECT next_run_at FROM jobs WHERE id = 'daily-brief'")
                .getFirst()
                .getFirst();
    assertTrue(next > clock.millis(), "" + next);
  }

  @Test
  void aRepeatTakesNothingTwiceAndReportsWhatWasChangedHere() throws Exception {
    assertEquals(0, otto.run("import"), otto.err());
    String change =
        "UPDATE jobs SET type = 'mine', updated_at = updated_at + 1 WHERE id = 'daily-brief'";
    Rows.run(old.database(), change);
    Files.writeString(data("task-config/profiles/mail.jsonc"), "{\"prompt\":\"mine\"}");
    List<?> jobs = Rows.of(old.database(), "SELECT * FROM jobs ORDER BY id");
    long entries = Rows.count(old.database(), "audit_entries");
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(jobs, Rows.of(old.database(), "SELECT * FROM jobs ORDER BY id"));
    assertEquals(entries, Rows.count(old.database(), "audit_entries"));
    assertEquals(
        "{\"prompt\":\"mine\"}", Files.readString(data("task-config/profiles/mail.jsonc")));
    assertTrue(otto.out().lines().anyMatch(it -> it.matches("jobs +0 +6 +0")), otto.out());
    assertTrue(otto.out().lines().anyMatch(it -> it.matches("runs +0 +3 +0")), otto.out());
    assertTrue(
        otto.out()
            .contains(
                "Changed here since, and left unchanged: job daily-brief, "
                    + data("task-config/profiles/mail.jsonc")),
        otto.out());
    assertEquals(1, copies());
  }

  @Test
  void refusesAHomeWithOtherJobsOfTheSameIds() throws Exception {
    Path fresh = user.resolve("fresh");
    var here = new OttoOnTerminal(user, clock, Map.of("OTTO_HOME", fresh.toString()));
    assertEquals(0, here.run("import", "--from", user.toString()), here.err());
    Path database = fresh.resolve("data/otto-state.db");
    Rows.run(
        database,
        "DELETE FROM runs",
        "UPDATE jobs SET created_at = 1 WHERE id = 'water'",
        "DELETE FROM jobs WHERE id = 'old'");
    assertEquals(1, here.run("import", "--from", user.toString()));
    assertTrue(here.err().contains("have the ids of jobs of the Node.js Otto: water;"), here.err());
    assertEquals(0, Rows.count(database, "runs"));
    assertEquals(5, Rows.count(database, "jobs"));
  }

  @Test
  void refusesADatabaseThatAnotherProcessHasOpen() throws Exception {
    Process other = OpenDatabase.of(old.database());
    try {
      Map<String, String> before = OldHome.contents(user);
      assertEquals(1, otto.run("import"));
      assertTrue(
          otto.err().contains("in use by process " + other.pid())
              && otto.err().contains("stop the Node.js Otto first"),
          otto.err());
      assertEquals(before, OldHome.contents(user));
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertEquals(0, otto.run("import"), otto.err());
  }

  @Test
  void takesWhatIsInTheLogOfAnOttoThatWasKilled() throws Exception {
    Process other = OpenDatabase.of(old.database());
    other.destroyForcibly().waitFor();
    Path log = old.database().resolveSibling("otto-state.db-wal");
    assertTrue(Files.size(log) > 0);
    byte[] lastWords = Files.readAllBytes(log);
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(
        List.of(List.of("said last")),
        Rows.of(old.database(), "SELECT type FROM jobs WHERE id = 'old'"));
    assertEquals(
        -1,
        Files.mismatch(
            Files.write(user.resolve("log"), lastWords), copy().resolve("data/otto-state.db-wal")));
  }

  @Test
  void findsTheHomeBesideTheConfigurationWhereItWasCarriedFromAnotherMachine() throws Exception {
    old.configure(user.resolve("gone"));
    assertEquals(0, otto.run("import"), otto.err());
    assertTrue(Files.readString(old.config()).contains("\"ottoHome\": \"" + old.home() + "\""));
    assertTrue(otto.out().contains("named a folder that is not there"), otto.out());
    assertEquals(6, Rows.count(old.database(), "jobs"));
  }

  @Test
  void saysWhereItLookedInVain() throws Exception {
    assertEquals(1, otto.run("import", "--from", user.resolve("nowhere").toString()));
    assertTrue(otto.err().contains("no database of the Node.js Otto in"), otto.err());
  }

  @Test
  void takesTheTablesOfAnOlderVersionToo() throws Exception {
    Rows.run(
        old.database(),
        "DROP INDEX idx_jobs_profile_id",
        "ALTER TABLE jobs DROP COLUMN model_ref",
        "ALTER TABLE jobs DROP COLUMN profile_id",
        "DROP TABLE messages_in_media");
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(6, Rows.count(old.database(), "jobs"));
  }

  @Test
  void keepsRunsThatOttoCanReadWhateverWasMissing() throws Exception {
    Rows.run(
        old.database(),
        "UPDATE job_runs SET finished_at = NULL, status = 'skipped', error_code = NULL,"
            + " error_message = NULL, result_json = NULL WHERE id LIKE '3046%'",
        "UPDATE job_runs SET result_json = NULL WHERE status = 'success'");
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(
        List.of(List.of("failed", 0L), List.of("lost", 1L), List.of("succeeded", 0L)),
        Rows.of(
            old.database(),
            "SELECT state, result_json IS NULL FROM runs WHERE finished_at IS NOT NULL ORDER BY"
                + " state"));
  }

  @Test
  void aBigResultIsWholeInARunAndShortInLists() throws Exception {
    Rows.run(
        old.database(),
        "UPDATE job_runs SET result_json = json_object('status', 'success', 'summary',"
            + " replace(hex(zeroblob(20000)), '00', 'é'), 'errors', json_array())"
            + " WHERE id = (SELECT min(id) FROM job_runs WHERE status = 'success')");
    var whole =
        Rows.of(
            old.database(),
            "SELECT id, result_json FROM job_runs WHERE length(result_json) > 20000");
    assertEquals(1, whole.size());
    assertEquals(0, otto.run("import"), otto.err());
    assertEquals(whole, Rows.of(old.database(), "SELECT run_id, result_json FROM run_results"));
    assertEquals(
        List.of(List.of(whole.getFirst().getFirst(), "success", 2_001L)),
        Rows.of(
            old.database(),
            "SELECT id, json_extract(result_json, '$.status'),"
                + " length(json_extract(result_json, '$.summary')) FROM runs"
                + " WHERE result_truncated = 1"));
  }

  private static void assertSameRecords(Path before, Path after) throws SQLException {
    assertEquals(Rows.of(before, OLD_JOBS), Rows.of(after, OLD_JOBS));
    String status = "CASE state WHEN 'succeeded' THEN 'success' ELSE state END";
    assertEquals(
        Rows.of(before, OLD_RUNS.formatted("status", "job_runs")),
        Rows.of(after, OLD_RUNS.formatted(status, "runs")));
    assertEquals(Rows.of(before, OLD_AUDIT), Rows.of(after, AUDIT));
    String profile =
        "SELECT timezone, quiet_hours_start, quiet_hours_end, heartbeat_morning, heartbeat_midday,"
            + " heartbeat_evening, quiet_mode, mute_until, heartbeat_cadence_minutes,"
            + " heartbeat_only_if_signal, onboarding_completed_at, last_digest_at, updated_at FROM ";
    assertEquals(
        Rows.of(before, profile + "user_profile"),
        Rows.of(after, profile + "notification_profile"));
    assertEquals(
        Rows.of(before, "SELECT id, command, created_at FROM command_audit_log"),
        Rows.of(
            after,
            "SELECT imported_id, action, at FROM audit_entries WHERE imported_id IS NOT NULL AND"
                + " job_id IS NULL"));
  }

  private Path data(String name) {
    return old.home().resolve("data").resolve(name);
  }

  private Path copy() throws IOException {
    try (Stream<Path> beside = Files.list(user)) {
      return beside.filter(it -> it.toString().contains(".otto.node-")).findFirst().orElseThrow();
    }
  }

  private long copies() throws IOException {
    try (Stream<Path> beside = Files.list(user)) {
      return beside.filter(it -> it.toString().contains(".otto.node-")).count();
    }
  }
}
