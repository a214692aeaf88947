package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.scheduler.acknowledge.AcknowledgementRoutes;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.audit.AuditRoutes;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.job.JobContext;
import dev.otto.scheduler.job.JobRoutes;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.MemoryTimetable;
import dev.otto.scheduler.job.SystemJob;
import dev.otto.scheduler.node.NodeLabels;
import dev.otto.scheduler.run.LiveRuns;
import dev.otto.scheduler.run.RunAborts;
import dev.otto.scheduler.run.RunRepository;
import dev.otto.scheduler.run.RunRoutes;
import dev.otto.scheduler.run.RunningRuns;
import dev.otto.scheduler.run.WholeRunRepository;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

class JobRoutesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final ModelRef GPT = ModelRef.of("openai/gpt-5");

  @TempDir Path folder;
  private final AtomicInteger ids = new AtomicInteger();
  private Instant now = START;
  private Database database;
  private Scheduler quartz;
  private ApiServer server;
  private ApiClient client;

  /** Stands for what a trigger would start; the scheduler of these tests never starts. */
  public static final class Nothing implements org.quartz.Job {
    @Override
    public void execute(org.quartz.JobExecutionContext context) {}
  }

  @BeforeEach
  void start() throws Exception {
    InstantSource clock = () -> now;
    var listing = new ModelBackend.Listing(List.of(Model.named(GPT)), Optional.of(GPT), 0);
    var snapshot = CatalogSnapshot.of(listing, START, 1);
    var resolver = new ModelResolver(() -> snapshot, FlowDefaults::none);
    database = SqliteDatabase.open(folder.resolve("state.db"));
    quartz = scheduler();
    var labels = new NodeLabels(database, Set.of());
    var service =
        new JobService(
            database,
            new MemoryTimetable(quartz, database, Nothing.class, labels),
            new JobContext(
                clock,
                ZoneOffset.UTC,
                () -> "job-" + ids.incrementAndGet(),
                () -> snapshot,
                Optional::empty,
                new ModelResolver(() -> snapshot, FlowDefaults::none),
                Optional.empty(),
                labels));
    service.start(
        List.of(new SystemJob("system-heartbeat", SystemJob.HEARTBEAT, 180, START)),
        Duration.ofHours(24));
    var runs =
        new RunRoutes(
            service,
            new RunRepository(database),
            new LiveRuns(new RunningRuns(id -> {}), id -> Optional.empty()),
            new WholeRunRepository(database),
            new RunAborts(
                new RunningRuns(id -> {}),
                new RunRepository(database),
                new AuditLog(database, InstantSource.system()),
                clock));
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> ApiClient.TOKEN,
            new AuditLog(database, clock)::denied,
            (method, path, status) -> {},
            new LocalFailedAttempts(System::nanoTime));
    server.start();
    var acknowledgements = new Acknowledgements(database, new AuditLog(database, clock), clock);
    server.ready(
        List.of(
            new JobRoutes(service, resolver, acknowledgements, clock, _ -> Optional.empty()),
            new AcknowledgementRoutes(acknowledgements, clock),
            runs,
            new AuditRoutes(new AuditLog(database, clock))));
    client = new ApiClient(server);
  }

  private static Scheduler scheduler() throws Exception {
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "jobs-over-http");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
    quartz.shutdown();
    database.close();
  }

  private JsonNode create(String body) throws Exception {
    return client.expect(201, "POST", "/external/jobs", body);
  }

  private JsonNode read(String id) throws Exception {
    return client.get("/external/jobs/" + id).path("job");
  }

  @Test
  void createsReadsAndListsAJob() throws Exception {
    var created =
        create(
            "{\"type\":\"greet\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5,"
                + "\"payload\":{\"prompt\":\"hi\"},\"modelRef\":\"openai/gpt-5\"}");
    assertEquals("{\"id\":\"job-1\",\"status\":\"created\"}", created.toString());
    var job = read("job-1");
    assertEquals("{\"prompt\":\"hi\"}", job.path("payload").textValue());
    assertEquals("job", job.at("/effectiveModel/source").textValue());
    assertEquals("scheduledTasks", job.path("flow").textValue());
    assertEquals(START.toEpochMilli(), job.path("nextRunAt").longValue());
    var list = client.get("/external/jobs?lane=scheduled").path("jobs");
    assertEquals(2, list.size());
    assertEquals(1, client.get("/external/jobs?search=greet").path("jobs").size());
    assertEquals(0, client.get("/external/jobs?status=paused").path("jobs").size());
  }

  @Test
  void changesManyJobsAtOnceAndEachByItself() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      String model = id.equals("a") ? "" : ",\"modelRef\":\"openai/gpt-5\"";
      create(
          "{\"id\":\"%s\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5%s}"
              .formatted(id, model));
    }
    String changes =
        """
        {"changes": [
          {"id": "a", "ifModelRef": null, "change": {"modelRef": "openai/gpt-5"}},
          {"id": "b", "ifModelRef": null, "change": {"modelRef": null}},
          {"id": "c", "ifModelRef": "openai/gpt-5", "change": {"modelRef": null}},
          {"id": "c", "change": {"status": "paused"}},
          {"id": "a", "change": {"modelRef": "openai/gone"}},
          {"id": "a", "change": {"cron": "never"}},
          {"id": "system-heartbeat", "change": {"modelRef": null}},
          {"id": "none", "change": {"modelRef": null}}]}
        """;
    var dry = client.expect(200, "PATCH", "/external/jobs?dryRun=true", changes);
    assertEquals("updated", dry.at("/outcomes/0/status").textValue());
    assertTrue(read("a").path("modelRef").isNull());
    var outcomes = client.expect(200, "PATCH", "/external/jobs", changes).path("outcomes");
    assertEquals(
        List.of(
            "updated", "refused", "updated", "updated", "refused", "refused", "refused", "refused"),
        outcomes.findValuesAsText("status"));
    assertEquals(
        List.of(
            "precondition_failed",
            "unknown_model",
            "invalid_request",
            "forbidden_mutation",
            "not_found"),
        outcomes.findValuesAsText("error"),
        outcomes.toString());
    assertEquals("openai/gpt-5", outcomes.at("/1/modelRef").textValue());
    assertEquals("openai/gpt-5", read("a").path("modelRef").textValue());
    assertEquals("paused", read("c").path("status").textValue());
    assertTrue(read("c").path("modelRef").isNull());
    var audit = client.get("/external/jobs/c/audit").path("entries");
    assertEquals(3, audit.size(), audit.toString());
    for (String bad :
        List.of("{}", "{\"changes\":[]}", changes.replace("null, \"change\"", "7, \"change\""))) {
      client.expect(400, "PATCH", "/external/jobs", bad);
    }
  }

  @Test
  void pagesThroughManyJobs() throws Exception {
    for (int i = 0; i < 4; i++) {
      now = now.plusSeconds(1);
      create("{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5}");
    }
    var first = client.get("/external/jobs?limit=3");
    assertEquals("job-4", first.at("/jobs/0/id").textValue());
    var second =
        client.get("/external/jobs?limit=3&cursor=" + first.path("nextCursor").textValue());
    assertEquals(2, second.path("jobs").size());
    assertTrue(second.path("nextCursor").isMissingNode());
    assertEquals(0, client.get("/external/jobs?lane=interactive").path("jobs").size());
    assertEquals(0, client.get("/external/jobs?type=none").path("jobs").size());
    for (String wrong : List.of("limit=0", "limit=1001", "lane=x", "status=x", "cursor=x")) {
      client.expect(400, "GET", "/external/jobs?" + wrong, "");
    }
  }

  @Test
  void takesIdsWithSlashesAndSpaces() throws Exception {
    create(
        "{\"id\":\"a/b c\",\"type\":\"t\",\"scheduleType\":\"oneshot\",\"runAt\":1795180000000}");
    assertEquals("a/b c", read("a%2Fb%20c").path("id").textValue());
    client.expect(200, "POST", "/external/jobs/a%2Fb%20c/run-now", "");
    client.expect(200, "DELETE", "/external/jobs/a%2Fb%20c", "");
    client.expect(404, "GET", "/external/jobs/a/b", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"scheduleType\":\"recurring\",\"cadenceMinutes\":5} | 400 | invalid_request",
        "{\"type\":\"t\",\"scheduleType\":\"recurring\"} | 400 | invalid_request",
        "{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":0} | 400 | invalid_request",
        "{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cron\":\"x\"} | 400 | invalid_request",
        "{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5,\"modelRef\":\"x\"} | 400 | invalid_request",
        "{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5,\"modelRef\":\"openai/gpt-4\"} | 400 | unknown_model",
        "{\"type\":\"heartbeat\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5} | 403 | forbidden_mutation",
        "{\"id\":\"system-x\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5} | 403 | forbidden_mutation"
      })
  void refusesJobsThatCannotBe(String body, int status, String code) throws Exception {
    var error = client.expect(status, "POST", "/external/jobs", body);
    assertEquals(code, error.path("error").textValue());
  }

  @Test
  void aChangeOfWhatSomebodyElseChangedIsRefusedAndARunIsNoChange() throws Exception {
    create("{\"id\":\"x\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5}");
    String opened = tag();
    client.expect(200, "POST", "/external/jobs/x/run-now", "");
    assertEquals(opened, tag());
    assertEquals(200, change(opened, "{\"cadenceMinutes\":6}").statusCode());
    var late = change(opened, "{\"cadenceMinutes\":7}");
    assertEquals(412, late.statusCode());
    assertEquals(tag(), late.headers().firstValue("ETag").orElseThrow());
    assertEquals(6, read("x").path("cadenceMinutes").intValue());
    assertEquals(200, change("*", "{\"status\":\"paused\"}").statusCode());
  }

  private String tag() throws Exception {
    var answer = client.send("GET", "/external/jobs/x", "");
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private HttpResponse<byte[]> change(String tag, String body) throws Exception {
    var publisher = HttpRequest.BodyPublishers.ofString(body);
    var request = client.request("/external/jobs/x").header("If-Match", tag);
    return client.send(request.method("PATCH", publisher));
  }

  @Test
  void refusesAnIdThatIsTaken() throws Exception {
    String body =
        "{\"id\":\"x\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5}";
    create(body);
    var error = client.expect(409, "POST", "/external/jobs", body);
    assertEquals("state_conflict", error.path("error").textValue());
    assertTrue(error.path("message").textValue().startsWith("Task already exists: x"));
  }

  @Test
  void namesIgnoredKeys() throws Exception {
    var created =
        create(
            "{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5,"
                + "\"modelref\":\"openai/gpt-5\"}");
    assertTrue(created.at("/warnings/0").textValue().contains("modelRef"));
  }

  @Test
  void showsWhatADryRunWouldCome() throws Exception {
    var answer =
        client.expect(
            201,
            "POST",
            "/external/jobs?dryRun=true",
            "{\"type\":\"t\",\"scheduleType\":\"recurring\",\"cron\":\"30 2 * * *\","
                + "\"timeZone\":\"Europe/Vienna\"}");
    assertEquals("30 2 * * *", answer.at("/schedule/cron").textValue());
    assertEquals("0 30 2 * * ?", answer.at("/schedule/cronQuartz").textValue());
    assertEquals(
        "at 02:30 every day (Europe/Vienna)", answer.at("/schedule/description").textValue());
    assertEquals(5, answer.at("/schedule/nextRuns").size());
    assertTrue(answer.at("/schedule/nextRunsLocal/1").textValue().endsWith("T02:30+01:00"));
    assertEquals(1, client.get("/external/jobs").path("jobs").size());
  }

  @Test
  void changesPausesResumesAndCancels() throws Exception {
    create("{\"id\":\"x\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5}");
    client.expect(200, "PATCH", "/external/jobs/x", "{\"modelRef\":\"openai/gpt-5\"}");
    client.expect(200, "PATCH", "/external/jobs/x", "{\"status\":\"paused\"}");
    assertEquals("paused", read("x").path("status").textValue());
    var conflict = client.expect(409, "POST", "/external/jobs/x/run-now", "{}");
    assertEquals("state_conflict", conflict.path("error").textValue());
    client.expect(200, "PATCH", "/external/jobs/x", "{\"status\":\"idle\",\"modelRef\":null}");
    assertTrue(read("x").path("modelRef").isNull());
    for (String reason : List.of("\"\"", "\" \\t\"", "7")) {
      client.expect(400, "DELETE", "/external/jobs/x", "{\"reason\":" + reason + "}");
    }
    client.expect(200, "DELETE", "/external/jobs/x", "{\"reason\":\"no more\"}");
    client.expect(200, "DELETE", "/external/jobs/x", "{\"reason\":null}");
    client.expect(200, "DELETE", "/external/jobs/x", "");
    assertEquals("cancelled", read("x").path("terminalState").textValue());
    assertTrue(read("x").path("nextRunAt").isNull());
    var again = client.expect(200, "POST", "/external/jobs/x/run-now", "");
    assertEquals(START.toEpochMilli(), again.path("scheduledFor").longValue());
    assertTrue(read("x").path("terminalState").isNull());
  }

  @Test
  void saysWhatIsWrongBeforeWhatIsMissing() throws Exception {
    client.expect(400, "PATCH", "/external/jobs/none", "{\"cadenceMinutes\":\"often\"}");
    client.expect(404, "PATCH", "/external/jobs/none", "{\"cadenceMinutes\":5}");
    client.expect(404, "DELETE", "/external/jobs/none", "");
    client.expect(404, "POST", "/external/jobs/none/run-now", "");
    client.expect(404, "GET", "/external/jobs/none/audit", "");
    client.expect(404, "GET", "/external/jobs/none/runs", "");
    client.expect(400, "GET", "/external/jobs/none/runs?limit=201", "");
  }

  @Test
  void guardsTheJobsOfOttoItself() throws Exception {
    assertEquals("system", read("system-heartbeat").path("managedBy").textValue());
    client.expect(403, "DELETE", "/external/jobs/system-heartbeat", "");
    client.expect(403, "POST", "/external/jobs/system-heartbeat/run-now", "");
    client.expect(403, "PATCH", "/external/jobs/system-heartbeat", "{\"cadenceMinutes\":5}");
    client.expect(200, "PATCH", "/external/jobs/system-heartbeat", "{\"status\":\"paused\"}");
  }

  @Test
  void tellsWhoChangedAJob() throws Exception {
    create("{\"id\":\"x\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5}");
    client.expect(200, "POST", "/external/jobs/x/run-now", "");
    client.expect(200, "DELETE", "/external/jobs/x", "");
    var entries = client.get("/external/jobs/x/audit").path("entries");
    assertEquals(3, entries.size());
    assertEquals("delete", entries.get(0).path("action").textValue());
    assertTrue(entries.get(1).path("metadataJson").textValue().contains("\"run_now\""));
    assertEquals(1, client.get("/external/jobs/x/audit?limit=1").path("entries").size());
    assertEquals("job.cancel", client.get("/external/audit").at("/entries/0/action").textValue());
  }

  @Test
  void showsRunsWithTheirReceipts() throws Exception {
    create("{\"id\":\"x\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"cadenceMinutes\":5}");
    for (int i = 1; i <= 3; i++) {
      insertRun("run-" + i, i);
    }
    var page = client.get("/external/jobs/x/runs?limit=2&offset=1");
    assertEquals(3, page.path("total").intValue());
    assertEquals("run-2", page.at("/runs/0/id").textValue());
    var run = client.get("/external/jobs/x/runs/run-1").path("run");
    assertEquals("skipped", run.path("status").textValue());
    assertEquals("running", run.path("state").textValue());
    assertEquals("openai/gpt-5", run.path("resolvedModelRef").textValue());
    assertTrue(run.path("finishedAt").isNull());
    client.expect(404, "GET", "/external/jobs/x/runs/none", "");
    client.expect(404, "GET", "/external/jobs/system-heartbeat/runs/run-1", "");
    client.expect(409, "POST", "/external/jobs/x/runs/run-1/abort", "");
  }

  private void insertRun(String id, int second) {
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO runs (id, job_id, started_at, state, created_at, resolved_model_ref,
                  model_source, catalog_updated_at)
                VALUES (?, 'x', ?, 'running', ?, 'openai/gpt-5', 'global_default', 1)
                """,
                id,
                START.plusSeconds(second),
                START));
  }
}
