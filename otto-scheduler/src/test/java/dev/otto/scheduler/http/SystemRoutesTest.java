package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.CatalogCache;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.BackendHealth;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.audit.AuditRoutes;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.events.EventFeed;
import dev.otto.scheduler.events.EventLog;
import dev.otto.scheduler.events.EventRoutes;
import dev.otto.scheduler.notify.NotificationProfiles;
import dev.otto.scheduler.notify.SettingsRoutes;
import dev.otto.scheduler.status.Metrics;
import dev.otto.scheduler.status.ObserveRoutes;
import dev.otto.scheduler.status.ServiceCheck;
import dev.otto.scheduler.status.SystemRoutes;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemRoutesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final ModelRef GPT = ModelRef.of("openai/gpt-5");

  @TempDir Path folder;
  private final Metrics metrics = new Metrics("1.0-test");
  private final EventLog events = new EventLog(START);
  private final EventFeed feed = new EventFeed(events);
  private final AtomicInteger restarts = new AtomicInteger();
  private Instant now = START;
  private BackendHealth openCode = new BackendHealth.Up("1.18.33", false);
  private Database database;
  private ModelCatalog catalog;
  private ApiServer server;
  private ApiClient client;

  private static final class OneModel implements ModelBackend {
    @Override
    public Listing list() {
      return new Listing(List.of(Model.named(GPT)), Optional.of(GPT), 0);
    }

    @Override
    public Optional<ModelRef> globalDefault() {
      return Optional.of(GPT);
    }

    @Override
    public String address() {
      return "http://localhost:4096";
    }
  }

  @BeforeEach
  void start() throws Exception {
    InstantSource clock = () -> now;
    database = SqliteDatabase.open(folder.resolve("state.db"));
    var cache = new CatalogCache(folder.resolve("cache.json"));
    catalog = new ModelCatalog(new OneModel(), cache, clock, Duration.ofHours(24));
    catalog.start();
    catalog.onChange(metrics::refreshed);
    catalog.onChange(feed::refreshed);
    var audit = new AuditLog(database, clock);
    audit.onEntry(feed::audited);
    var about = new SystemRoutes.About("0.1.0", "here", false, 42, START);
    List<ServiceCheck> checks =
        List.of(
            ServiceCheck.opencode(() -> openCode),
            ServiceCheck.catalog(catalog, List::of),
            ServiceCheck.disabled("jmx", "JMX", "not configured"),
            ServiceCheck.database(database));
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> ApiClient.TOKEN,
            audit::denied,
            metrics::answered,
            new LocalFailedAttempts(System::nanoTime));
    server.start();
    server.ready(
        List.of(
            new SystemRoutes(
                about, checks, Optional.of(actor -> restarts.incrementAndGet()), clock),
            new SettingsRoutes(new NotificationProfiles(database, clock, ZoneOffset.UTC), audit),
            new AuditRoutes(audit),
            new ObserveRoutes(metrics),
            new EventRoutes(events)));
    client = new ApiClient(server);
  }

  @AfterEach
  void stop() {
    client.close();
    events.close();
    server.close();
    database.close();
  }

  @Test
  void saysThatItIsWell() throws Exception {
    assertEquals("{\"status\":\"ok\"}", client.get("/external/health").toString());
    assertEquals("{\"status\":\"up\"}", client.get("/observe/health").toString());
  }

  @Test
  void measuresEachPartWhenAsked() throws Exception {
    now = START.plusSeconds(90);
    var status = client.get("/external/system/status");
    assertEquals("ok", status.path("status").textValue());
    assertEquals(90, status.at("/runtime/uptimeSec").intValue());
    openCode = new BackendHealth.Up("1.1.11", true);
    var open = client.get("/external/system/status").at("/services/2");
    assertEquals("degraded", open.path("status").textValue());
    assertTrue(open.path("message").textValue().contains("without the password"), open.toString());
    openCode = new BackendHealth.Down("It does not answer.");
    now = START.plus(Duration.ofHours(30));
    var later = client.get("/external/system/status");
    assertEquals("degraded", later.path("status").textValue());
    assertEquals("degraded", later.at("/services/2/status").textValue());
    assertEquals("degraded", later.at("/services/3/status").textValue());
    assertEquals("disabled", later.at("/services/4/status").textValue());
  }

  @Test
  void aDatabaseThatDoesNotStoreDegradesTheWhole() throws Exception {
    database.write(tx -> tx.update("PRAGMA query_only = 1"));
    var status = client.get("/external/system/status");
    assertEquals("degraded", status.path("status").textValue());
    assertEquals("degraded", status.at("/services/5/status").textValue());
    assertTrue(status.at("/services/5/message").textValue().contains("cannot be read or written"));
  }

  @Test
  void restartsWhereSomethingSupervises() throws Exception {
    client.expect(202, "POST", "/external/system/restart?dryRun=true", "");
    assertEquals(0, restarts.get());
    client.expect(202, "POST", "/external/system/restart", "");
    Awaitility.await().until(() -> restarts.get() == 1);
  }

  @Test
  void changesTheNotificationProfileAndAuditsIt() throws Exception {
    client.get("/external/settings/notification-profile");
    var changed =
        client.expect(
            200,
            "PUT",
            "/external/settings/notification-profile",
            "{\"timezone\":\"Europe/Vienna\",\"muteForMinutes\":60}");
    assertEquals("Europe/Vienna", changed.at("/profile/timezone").textValue());
    assertEquals(
        START.plusSeconds(3600).toEpochMilli(), changed.at("/profile/muteUntil").longValue());
    assertEquals(
        "notification_profile.change",
        client.get("/external/audit").at("/entries/0/action").textValue());
    client.expect(
        400, "PUT", "/external/settings/notification-profile", "{\"heartbeatCadenceMinutes\":5}");
    client.expect(
        200,
        "PUT",
        "/external/settings/notification-profile?dryRun=true",
        "{\"timezone\":\"UTC\"}");
    assertEquals(
        "Europe/Vienna",
        client.get("/external/settings/notification-profile").at("/profile/timezone").textValue());
  }

  @Test
  void countsWhatHappens() throws Exception {
    client.get("/external/health");
    catalog.refresh();
    String text =
        client
            .send(
                client.request("/observe/metrics"),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
            .body();
    assertTrue(
        text.contains(
            "otto_http_requests_total{method=\"GET\",path=\"/external/health\",status=\"200\"} 1.0\n"),
        text);
    assertTrue(text.contains("otto_catalog_refreshes_total{result=\"refreshed\"} 1.0\n"), text);
  }

  @Test
  void streamsEventsAndGoesOnWhereAClientStopped() throws Exception {
    String id;
    try (var stream = listen("")) {
      feed.defaultsChanged(FlowDefaults.of(Map.of(Flow.HEARTBEAT, GPT)));
      id = field(stream, "id");
      assertEquals("defaults", field(stream, "event"));
      assertTrue(field(stream, "data").contains("\"heartbeat\":\"openai/gpt-5\""));
    }
    catalog.refresh();
    var entry = AuditEntry.Change.of(Actor.fileEdit(), "something", null);
    feed.audited(new AuditEntry(1, START, entry, AuditEntry.AuditOutcome.DONE, Optional.empty()));
    try (var stream = listen(id)) {
      assertEquals("catalog", field(stream, "event"));
      assertEquals("audit", field(stream, "event"));
    }
    try (var stream = listen("another-process-7")) {
      assertEquals("defaults", field(stream, "event"));
    }
  }

  private BufferedReader listen(String lastEventId) throws Exception {
    var request = client.request("/external/events");
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    assertEquals(": connected", reader.readLine());
    return reader;
  }

  private static String field(BufferedReader stream, String name) throws Exception {
    String line = stream.readLine();
    while (!line.startsWith(name + ": ")) {
      line = stream.readLine();
    }
    return line.substring(name.length() + 2);
  }
}
