package dev.otto.scheduler.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.acknowledge.AcknowledgementRoutes;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.audit.AuditRoutes;
import dev.otto.scheduler.daemon.RunRows;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Priority;
import dev.otto.scheduler.run.ActivityRoutes;
import dev.otto.scheduler.run.LiveRuns;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunSearchRepository;
import dev.otto.scheduler.run.RunSearchRoutes;
import dev.otto.scheduler.run.RunStatsRepository;
import dev.otto.scheduler.run.RunningRuns;
import dev.otto.scheduler.run.WholeRunRepository;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityRoutesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:34:56Z");

  @TempDir Path folder;
  private Database database;
  private AuditLog audit;
  private Notifications notifications;
  private ApiServer server;
  private ApiClient client;

  @BeforeEach
  void start() {
    InstantSource clock = InstantSource.fixed(NOW);
    database = SqliteDatabase.open(folder.resolve("state.db"));
    audit = new AuditLog(database, clock);
    var profiles = new NotificationProfiles(database, clock, ZoneOffset.UTC);
    notifications = new Notifications(database, profiles, Optional.empty(), clock);
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> ApiClient.TOKEN,
            audit::denied,
            (method, path, status) -> {},
            new LocalFailedAttempts(System::nanoTime));
    server.start();
    var stats = new RunStatsRepository(database);
    var acknowledgements = new Acknowledgements(database, audit, clock);
    server.ready(
        List.of(
            new RunSearchRoutes(
                new RunSearchRepository(database),
                new LiveRuns(new RunningRuns(id -> {}), id -> Optional.empty()),
                new WholeRunRepository(database)),
            new ActivityRoutes(
                new RunRepository(database), stats, notifications::latest, acknowledgements, clock),
            new AcknowledgementRoutes(acknowledgements, clock),
            new AuditRoutes(audit)));
    client = new ApiClient(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    notifications.close();
    database.close();
  }

  @Test
  void everyHourIsThereWithItsRunsByOutcome() throws Exception {
    run("early", "job", "succeeded", minutesAgo(25 * 60), null);
    run("a", "job", "succeeded", minutesAgo(60), null);
    run("b", "job", "lost", minutesAgo(59), null);
    run("c", "job", "running", minutesAgo(1), null);
    run("d", "job", "skipped", minutesAgo(1), null);
    run("e", "job", "failed", minutesAgo(1), null);
    bill("UPDATE runs SET error_code = 'aborted' WHERE id = 'e'");
    JsonNode hours = client.get("/external/stats").path("hours");
    assertEquals(24, hours.size());
    assertEquals("2026-11-19T13:00:00Z", at(hours.get(0)));
    assertEquals("2026-11-20T12:00:00Z", at(hours.get(23)));
    assertEquals("[0,0,0,0,0,0]", counts(hours.get(0)));
    assertEquals("[1,0,0,0,1,0]", counts(hours.get(22)));
    assertEquals("[0,1,0,1,0,1]", counts(hours.get(23)));
  }

  @Test
  void eachModelHasWhatItServedAndWhatItCost() throws Exception {
    run("a", "job", "succeeded", minutesAgo(60), "openai/gpt-5");
    run("b", "job", "succeeded", minutesAgo(2), "openai/gpt-5");
    run("c", "job", "failed", minutesAgo(1), null);
    fallBack("b");
    JsonNode models = client.get("/external/stats?hours=2").path("models");
    assertEquals(2, models.size());
    JsonNode gpt = models.get(0);
    assertEquals("openai/gpt-5", gpt.path("modelRef").textValue());
    assertEquals("[1,1]", gpt.path("runsByHour").toString());
    assertEquals(200, gpt.path("inputTokens").longValue());
    assertEquals(0.02, gpt.path("costUsd").doubleValue());
    assertEquals(1, gpt.path("fallbacks").longValue());
    assertTrue(models.get(1).path("modelRef").isNull());
    assertEquals(1, models.get(1).path("failed").longValue());
  }

  @Test
  void aModelWhoseRunIsNotBilledWholeIsBilledAtLeast() throws Exception {
    run("a", "job", "succeeded", minutesAgo(9), "openai/gpt-5");
    run("b", "job", "succeeded", minutesAgo(8), "openai/gpt-5");
    run("c", "job", "running", minutesAgo(7), "openai/gpt-6");
    bill("UPDATE runs SET usage_complete = 1");
    bill("UPDATE runs SET usage_complete = 0 WHERE id = 'c'");
    bill("DELETE FROM model_usage WHERE run_id = 'c'");
    assertEquals("{openai/gpt-5=true, openai/gpt-6=true}", complete());
    bill("UPDATE runs SET usage_complete = 0 WHERE id = 'a'");
    assertEquals("{openai/gpt-5=false, openai/gpt-6=true}", complete());
    bill("UPDATE runs SET state = 'lost' WHERE id = 'c'");
    assertEquals("{openai/gpt-5=false, openai/gpt-6=false}", complete());
  }

  @Test
  void theLeastOfASubagentIsThatOfItsModel() throws Exception {
    run("a", "job", "succeeded", minutesAgo(9), "openai/gpt-5");
    bill("UPDATE model_usage SET model_ref = 'openai/helper'");
    bill("UPDATE runs SET usage_complete = 0");
    assertEquals("{openai/gpt-5=false, openai/helper=false}", complete());
  }

  private void bill(String sql) {
    database.write(tx -> tx.update(sql));
  }

  private String complete() throws Exception {
    var complete = new TreeMap<String, Boolean>();
    client
        .get("/external/stats")
        .path("models")
        .forEach(
            model ->
                complete.put(
                    model.path("modelRef").asText(), model.path("usageComplete").asBoolean()));
    return complete.toString();
  }

  @Test
  void aJobFailsUntilARunOfItSucceedsAndIsCountedSinceTheLastThatDid() throws Exception {
    run("x1", "recovered", "failed", minutesAgo(9), null);
    run("x2", "recovered", "succeeded", minutesAgo(8), null);
    run("y1", "broken", "failed", minutesAgo(9), null);
    run("y2", "broken", "succeeded", minutesAgo(8), null);
    run("y3", "broken", "failed", minutesAgo(7), null);
    run("y4", "broken", "lost", minutesAgo(6), null);
    run("y5", "broken", "running", minutesAgo(5), null);
    run("s1", "skipped", "failed", minutesAgo(9), null);
    run("s2", "skipped", "skipped", minutesAgo(8), null);
    run("z", "cancelled", "failed", minutesAgo(5), null);
    run("old", "forgotten", "failed", minutesAgo(8 * 24 * 60), null);
    database.write(
        tx -> tx.update("UPDATE jobs SET terminal_state='cancelled' WHERE id='cancelled'"));
    JsonNode failing = client.get("/external/stats").path("failing");
    assertEquals(1, failing.size(), failing.toString());
    assertEquals("broken", failing.get(0).path("jobId").textValue());
    assertEquals("y4", failing.get(0).path("runId").textValue());
    assertEquals(2, failing.get(0).path("failures").longValue());
    assertEquals(minutesAgo(7).toEpochMilli(), failing.get(0).path("failingSince").longValue());
  }

  @Test
  void whatIsAcknowledgedComesAfterTheOtherFailuresAndAnAbortedRunIsNone() throws Exception {
    run("a", "known", "failed", minutesAgo(2), null);
    run("b", "broken", "failed", minutesAgo(3), null);
    run("c", "aborted", "failed", minutesAgo(1), null);
    run("d", "broken", "failed", minutesAgo(1), null);
    bill("UPDATE runs SET error_code = 'aborted' WHERE id IN ('c', 'd')");
    String path = "/external/jobs/known/acknowledgement";
    client.expect(409, "PUT", "/external/jobs/aborted/acknowledgement", "{\"reason\":\"x\"}");
    client.expect(200, "PUT", path, "{\"reason\":\"Anna mends it\"}");
    JsonNode failing = client.get("/external/stats").path("failing");
    assertEquals(List.of("broken", "known"), failing.findValuesAsText("jobId"));
    assertEquals(1, failing.get(0).path("failures").longValue(), failing.toString());
    assertTrue(failing.get(0).path("acknowledgement").isMissingNode());
    assertEquals("Anna mends it", failing.get(1).at("/acknowledgement/reason").textValue());
    JsonNode last = client.get("/external/runs/last-of-jobs").path("runs");
    assertEquals(List.of("Anna mends it"), last.findValuesAsText("reason"));
    client.expect(200, "DELETE", path, "");
    client.expect(409, "DELETE", path, "");
    client.expect(400, "PUT", path, "{\"reason\":\"x\",\"until\":1}");
    client.expect(400, "PUT", path, "{\"reason\":\"x\",\"until\":\"soon\"}");
  }

  @Test
  void theLastRunsOfAllJobsOrOnlyThoseThatFellBack() throws Exception {
    run("a", "one", "succeeded", minutesAgo(3), "openai/gpt-5");
    run("b", "two", "succeeded", minutesAgo(2), "openai/gpt-5");
    fallBack("a");
    JsonNode all = client.get("/external/runs?limit=10").path("runs");
    assertEquals(List.of("b", "a"), all.findValuesAsText("id"));
    JsonNode fallen = client.get("/external/runs?fallback=true").path("runs");
    assertEquals(List.of("a"), fallen.findValuesAsText("id"));
    JsonNode any = client.get("/external/runs?fallback=false&limit=10").path("runs");
    assertEquals(List.of("b", "a"), any.findValuesAsText("id"));
    client.expect(400, "GET", "/external/runs?limit=0", "");
    client.expect(400, "GET", "/external/stats?hours=169", "");
  }

  @Test
  void runsAreFoundByConditionsPageByPage() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      run(id, "one/ü", "failed", minutesAgo('d' - id.charAt(0)), "openai/gpt-5");
    }
    run("d", "two", "succeeded", minutesAgo(1), "openai/gpt-5");
    String failed = "/external/runs?state=failed,lost&jobId=one%2F%C3%BC&modelRef=openai/gpt-5";
    JsonNode page = client.get(failed + "&limit=2");
    assertEquals(List.of("c", "b"), page.path("runs").findValuesAsText("id"));
    assertTrue(page.path("previousCursor").isMissingNode());
    JsonNode rest = client.get(failed + "&limit=2&cursor=" + page.path("nextCursor").textValue());
    assertEquals(List.of("a"), rest.path("runs").findValuesAsText("id"));
    assertTrue(rest.path("nextCursor").isMissingNode());
    String back = rest.path("previousCursor").textValue();
    JsonNode again = client.get(failed + "&limit=2&cursor=" + back);
    assertEquals(List.of("c", "b"), again.path("runs").findValuesAsText("id"));
    assertEquals(
        4, client.get("/external/runs?text=too%20long&limit=9").path("notSearchable").asInt());
    assertEquals("b", client.get("/external/runs/b").at("/run/id").textValue());
    client.expect(404, "GET", "/external/runs/nobody", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state=faild | state must be one of running, succeeded, skipped, failed, aborted, lost, not \"faild\"",
        "flow=news | flow must be one of interactiveAssistant, scheduledTasks, heartbeat,"
            + " watchdogFailures, not \"news\"",
        "modelRef=gpt-5 | modelRef must be a model such as openai/gpt-5, openai/* for any of a"
            + " provider, or none, not \"gpt-5\"",
        "requestedModelRef=a%20/b | requestedModelRef must be a model such as openai/gpt-5,"
            + " not \"a /b\"",
        "fallback=maybe | fallback must be true or false, not \"maybe\"",
        "from=yesterday | from must be a time in epoch milliseconds, not \"yesterday\"",
        "from=2&to=1 | to is before from; exchange the two",
        "minCostUsd=-1 | minCostUsd must be an amount in dollars such as 0.05, not \"-1\"",
        "minCostUsd=2&maxCostUsd=1 | maxCostUsd is less than minCostUsd; exchange the two",
        "text=--- | text must be words with a letter or a digit, not \"---\"",
        "cursor=x | cursor must be the nextCursor or previousCursor of a page, not \"x\"",
        "limit=201 | limit must be a whole number from 1 to 200, not \"201\"",
      })
  void aWrongConditionIsNamedWithWhatItMayBe(String query, String message) throws Exception {
    JsonNode error = client.expect(400, "GET", "/external/runs?" + query, "");
    assertEquals(message, error.path("message").textValue());
    assertEquals(message.replaceFirst(" .*", ""), error.at("/details/0/path").textValue());
  }

  @Test
  void aTextIsRefusedWhereItIsTooLong() throws Exception {
    JsonNode error = client.expect(400, "GET", "/external/runs?text=" + "a".repeat(501), "");
    assertEquals("text has 501 characters; allowed are 500", error.path("message").textValue());
  }

  @Test
  void theLastNotificationsComeFirst() throws Exception {
    tell("heartbeat", Priority.NORMAL, "All is well");
    tell("watchdog", Priority.CRITICAL, "3 runs failed");
    JsonNode notes = client.get("/external/notifications?limit=1").path("notifications");
    assertEquals(1, notes.size());
    assertEquals("3 runs failed", notes.get(0).path("text").textValue());
    assertEquals("critical", notes.get(0).path("severity").textValue());
    assertEquals(NOW.toEpochMilli(), notes.get(0).path("createdAt").longValue());
  }

  @Test
  void theAuditIsSearchedByItsSurfaceAndByWords() throws Exception {
    write(Surface.CLI, "flow_default.change", "heartbeat");
    write(Surface.WEB, "flow_default.change", "scheduledTasks");
    write(Surface.WEB, "job.update", "100%");
    assertEquals(2, client.get("/external/audit?surface=web").path("entries").size());
    assertEquals(2, client.get("/external/audit?search=FLOW_def").path("entries").size());
    assertEquals(1, client.get("/external/audit?surface=web&search=tasks").path("entries").size());
    assertEquals(1, client.get("/external/audit?search=%25").path("entries").size());
    client.expect(400, "GET", "/external/audit?surface=fax", "");
  }

  @Test
  void theLastRunOfEachJobComesByTheirIdsPageByPage() throws Exception {
    for (String job : List.of("a", "b/c", "d")) {
      run(job + "-1", job, "failed", minutesAgo(2), null);
      run(job + "-2", job, "succeeded", minutesAgo(1), null);
    }
    JsonNode all = client.get("/external/runs/last-of-jobs");
    assertEquals(List.of("a-2", "b/c-2", "d-2"), all.path("runs").findValuesAsText("id"));
    assertTrue(all.path("nextCursor").isMissingNode());

    JsonNode page = client.get("/external/runs/last-of-jobs?limit=2");
    assertEquals(List.of("a-2", "b/c-2"), page.path("runs").findValuesAsText("id"));
    assertEquals(List.of("a", "b/c"), page.path("runs").findValuesAsText("jobId"));
    String cursor = URLEncoder.encode(page.path("nextCursor").textValue(), UTF_8);
    JsonNode rest = client.get("/external/runs/last-of-jobs?limit=2&cursor=" + cursor);
    assertEquals(List.of("d-2"), rest.path("runs").findValuesAsText("id"));
    assertTrue(rest.path("nextCursor").isMissingNode());

    client.expect(400, "GET", "/external/runs/last-of-jobs?limit=0", "");
    client.expect(400, "GET", "/external/runs/last-of-jobs?limit=1001", "");
  }

  private void write(Surface surface, String action, String target) {
    audit.record(Change.of(new Actor("somebody", surface), action, target), AuditOutcome.DONE);
  }

  private void tell(String source, Priority priority, String text) {
    notifications.tell(new Message(source, priority, text, null), (tx, id) -> {});
  }

  private static Instant minutesAgo(long minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private static String at(JsonNode hour) {
    return Instant.ofEpochMilli(hour.path("at").longValue()).toString();
  }

  private static String counts(JsonNode hour) {
    return List.of("succeeded", "skipped", "failed", "aborted", "lost", "running").stream()
        .map(state -> hour.path(state).toString())
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void fallBack(String runId) {
    database.write(
        tx ->
            tx.update(
                "UPDATE runs SET model_source = 'fallback_global_default' WHERE id = ?", runId));
  }

  private void run(String id, String job, String state, Instant at, @Nullable String model) {
    database.write(
        tx -> {
          tx.update(
              """
              INSERT OR IGNORE INTO jobs (id, type, schedule_type, created_at, updated_at)
              VALUES (?, 'tidy', 'oneshot', 0, 0)
              """,
              job);
          tx.update(
              """
              INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state, error_code,
                error_message, result_json, served_model_ref)
              VALUES (?, ?, ?, ?, ?, ?, 'timeout', 'It took too long', '{}', ?)
              """,
              id,
              job,
              at,
              state.equals("running") ? null : at,
              at,
              state,
              model);
          return model == null ? 0 : RunRows.spend(tx, id, at, model);
        });
  }
}
