package dev.otto.scheduler;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Flow;
import dev.otto.scheduler.audit.Actor;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.jmx.RemoteFiles;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon over JMX, from this process and over RMI with TLS. */
class JmxTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String REMARK = "// mine, and to stay";

  @TempDir Path home;
  private final MBeanServer here = ManagementFactory.getPlatformMBeanServer();
  private StandInOpenCode openCode;
  private RemoteFiles remote;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
    remote = new RemoteFiles(home);
  }

  @AfterEach
  void stop() {
    openCode.close();
  }

  @Test
  void aDefaultChangedOverRemoteJmxIsInTheFileInTheAuditAndInTheNextRun() throws Exception {
    configure("{ %s\n %s }".formatted(REMARK, remote.section()));
    try (Otto otto = start(environment());
        var client = remote.connect(RemoteFiles.WRITER, RemoteFiles.PASSWORD)) {
      String model =
          ((String[]) read(client.getMBeanServerConnection(), "ModelCatalog", "Models"))[7];
      write(client.getMBeanServerConnection(), model);

      assertEquals(model, read(here, "FlowDefaults", "ScheduledTasks"));
      String file = Files.readString(otto.paths().config());
      assertTrue(file.contains(REMARK) && file.contains("\"" + model + "\""), file);
      JsonNode entry = get(otto, "/external/audit").path("entries").path(0);
      assertEquals(
          List.of("operator", "jmx", "flow_defaults.change", "done"),
          texts(entry, "actor", "surface", "action", "outcome"));
      add(otto, "next", "Say hello");
      await().atMost(LONG).until(() -> openCode.asked().models().containsKey(model));
    }
  }

  @Test
  void aReadOnlyUserReadsAndHearsButChangesNothing() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    var heard = new CopyOnWriteArrayList<Notification>();
    try (Otto otto = start(environment());
        var client = remote.connect(RemoteFiles.READER, RemoteFiles.PASSWORD)) {
      var server = client.getMBeanServerConnection();
      server.addNotificationListener(name("FlowDefaults"), (it, back) -> heard.add(it), null, null);
      assertEquals(4, ((TabularData) read(server, "ModelResolver", "Flows")).size());
      assertThrows(SecurityException.class, () -> write(server, "inherit"));
      assertThrows(SecurityException.class, () -> call(server, "ModelCatalog", "refresh"));
      write(here, otto.models().catalog().snapshot().models().getFirst().ref().toString());
      await().atMost(LONG).until(() -> !heard.isEmpty());
      assertEquals("dev.otto.flowDefaults.changed", heard.getFirst().getType());
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndInTheAudit() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    try (Otto otto = start(environment())) {
      assertThrows(SecurityException.class, () -> remote.connect(RemoteFiles.WRITER, "guess"));
      JsonNode entry = get(otto, "/external/audit").path("entries").path(0);
      assertEquals(
          List.of("jmx", "login.denied", "operator", "denied"),
          texts(entry, "surface", "action", "target", "outcome"));
    }
  }

  @Test
  void aModelThatTheCatalogLacksIsRefusedInASentenceAndNothingChanges() throws Exception {
    try (Otto otto = start(environment())) {
      String before = Files.readString(otto.paths().config());
      String model = ((String[]) read(here, "ModelCatalog", "Models"))[0];
      var near = assertThrows(MBeanException.class, () -> write(here, model + "x"));
      assertTrue(near.getMessage().contains("near matches: " + model), near.getMessage());
      var strange = assertThrows(MBeanException.class, () -> write(here, "qqq/zzzzzzzzzzzz"));
      assertTrue(strange.getMessage().contains("search of ModelCatalog"), strange.getMessage());
      assertEquals("inherit", read(here, "FlowDefaults", "ScheduledTasks"));
      assertEquals(before, Files.readString(otto.paths().config()));
    }
  }

  @Test
  void somebodyOnThisMachineIsLocalInTheAudit() throws Exception {
    try (Otto otto = start(environment())) {
      add(otto, "job", "Say hello");
      String model = ((String[]) read(here, "ModelCatalog", "Models"))[0];
      assertEquals("job names " + model, call(here, "JobModels", "setModel", "job", model));
      JsonNode entry = get(otto, "/external/jobs/job/audit").path("entries").path(0);
      assertEquals("local", entry.path("actor").asText());
      assertTrue(entry.path("metadataJson").asText().contains("\"source\":\"jmx\""));
      assertEquals(model, otto.jobs().find("job").orElseThrow().model().orElseThrow().toString());
      assertEquals("job inherits", call(here, "JobModels", "clearModel", "job"));
    }
  }

  @Test
  void jobsArePausedResumedRunAndAborted() throws Exception {
    openCode.delay(Duration.ofMinutes(1));
    try (Otto otto = start(environment())) {
      add(otto, "job", "Say hello");
      await().atMost(LONG).until(() -> (int) read(here, "Jobs", "RunningCount") == 1);
      CompositeData run = rows("Running").getFirst();
      assertEquals(
          otto.models().catalog().snapshot().globalDefault().orElseThrow().toString(),
          run.get("model"));
      assertRefused("Task is running: job", "runNow", "job");
      call(here, "Jobs", "abort", "job");
      await().atMost(LONG).until(() -> (int) read(here, "Jobs", "RunningCount") == 0);
      await().atMost(LONG).until(() -> !otto.jobs().find("job").orElseThrow().running());
      assertEquals("failed", rows("LastRuns").getFirst().get("state"));

      call(here, "Jobs", "pause", "job");
      assertEquals(1L, count("paused"));
      assertRefused("Task is paused: job", "runNow", "job");
      call(here, "Jobs", "resume", "job");
      assertEquals(0L, count("paused"));
      openCode.delay(Duration.ZERO);
      assertEquals("job will run at once", call(here, "Jobs", "runNow", "job"));
      await().atMost(LONG).until(() -> rows("LastRuns").size() == 2);
      assertRefused("Task not found: nobody", "pause", "nobody");
      assertRefused("nobody is no run or job in flight", "abort", "nobody");
      assertRefused("system-heartbeat is a job of Otto's own", "runNow", "system-heartbeat");
    }
  }

  @Test
  void aFallbackAndAFailedRunAreNotifiedAndCounted() throws Exception {
    var heard = new CopyOnWriteArrayList<Notification>();
    try (Otto otto = start(environment())) {
      for (String type : List.of("ModelResolver", "JobModels")) {
        here.addNotificationListener(name(type), (it, back) -> heard.add(it), null, null);
      }
      ObjectNode job = job("gone", "#status=401").put("modelRef", "acme/gone");
      otto.jobs().create(JobFields.of(job), new Order(Actor.scheduler("test"), true, false));
      await().atMost(LONG).until(() -> heard.size() >= 2);
      assertEquals(
          List.of("dev.otto.model.fallback", "dev.otto.run.failed"),
          heard.stream().map(Notification::getType).toList());
      assertTrue(heard.getLast().getMessage().startsWith("gone failed: "), heard.toString());
      var fallbacks = (TabularData) read(here, "ModelResolver", "FallbacksByModel");
      assertEquals(1L, fallbacks.get(new Object[] {"acme/gone"}).get("value"));
    }
  }

  @Test
  void jobsThatNeverPromptHaveNoModelToManage() throws Exception {
    try (Otto otto = start(environment())) {
      var jobs = (TabularData) read(here, "JobModels", "Jobs");
      assertTrue(otto.jobs().find("system-model-catalog-refresh").isPresent());
      assertFalse(jobs.containsKey(new Object[] {"system-model-catalog-refresh"}));
      assertEquals(
          Flow.HEARTBEAT.key(),
          jobs.get(new Object[] {"system-heartbeat"}).get("value") instanceof CompositeData row
              ? row.get("flow")
              : "none");
      assertEquals(jobs.size(), read(here, "JobModels", "Count"));
    }
  }

  @Test
  void twoInOneProcessDoNotClashAndNothingStaysBehind() throws Exception {
    try (Otto first = start(environment());
        Otto second = start(OttoOnOpenCode.environment(home.resolve("second"), openCode.url()))) {
      assertTrue(first.port() != second.port());
      assertEquals(10, here.queryNames(name("*"), null).size() + 5);
      assertEquals(5, here.queryNames(new ObjectName("dev.otto:instance=2,*"), null).size());
    }
    assertEquals(Set.of(), here.queryNames(new ObjectName("dev.otto:*"), null));
  }

  @Test
  void thereAreNoBeansWhereJmxIsSwitchedOff() throws Exception {
    configure("{\"jmx\": {\"enabled\": false}}");
    try (Otto otto = start(environment())) {
      assertEquals(Set.of(), here.queryNames(new ObjectName("dev.otto:*"), null));
      assertEquals(List.of("disabled", "jmx.enabled is false"), service(otto));
    }
  }

  @Test
  void quartzsOwnBeanIsThereOnlyIfConfigured() throws Exception {
    var quartz = new ObjectName("quartz:*");
    start(environment()).close();
    try (Otto _ = start(environment())) {
      assertEquals(Set.of(), here.queryNames(quartz, null));
    }
    configure("{\"jmx\": {\"quartzBean\": true}}");
    try (Otto _ = start(environment())) {
      assertEquals(1, here.queryNames(quartz, null).size());
    }
    assertEquals(Set.of(), here.queryNames(quartz, null));
  }

  @Test
  void theStatusSaysWhereToLookAndWhatIsWrong() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    try (Otto otto = start(environment())) {
      assertEquals("ok", service(otto).getFirst());
      assertTrue(service(otto).getLast().contains("127.0.0.1:" + remote.port()));
      permissions("rw-r--r--");
      assertEquals("degraded", service(otto).getFirst());
      assertTrue(service(otto).getLast().contains("chmod 600"), service(otto).toString());
    }
  }

  @Test
  void aStartThatWouldOpenTooMuchIsRefusedWith78() throws Exception {
    configure("{\"jmx\": {\"remote\": {\"port\": %d}}}".formatted(remote.port()));
    assertRefusedStart("jmx.remote.passwordFile");
    assertRefusedStart("jmx.remote.tls");
    configure("{ %s }".formatted(remote.section()));
    permissions("rw-r-----");
    assertRefusedStart("chmod 600");
    permissions("rw-------");
    Files.writeString(home.resolve("jmx.access"), "operator readwrite\nviewer readonly\neve all\n");
    assertRefusedStart("eve \"all\"; allowed is readonly or readwrite");
    assertEquals(Set.of(), here.queryNames(new ObjectName("dev.otto:*"), null));
  }

  private void assertRefusedStart(String reason) {
    var refused = assertThrows(StartException.class, () -> start(environment()));
    assertEquals(78, refused.exitCode());
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  private void permissions(String permissions) throws IOException {
    Files.setPosixFilePermissions(
        home.resolve("jmx.password"), PosixFilePermissions.fromString(permissions));
  }

  private void assertRefused(String sentence, String operation, String argument) {
    var refused = assertThrows(MBeanException.class, () -> call(here, "Jobs", operation, argument));
    assertTrue(refused.getMessage().startsWith(sentence), refused.getMessage());
  }

  private long count(String state) throws Exception {
    var counts = (TabularData) read(here, "Jobs", "CountsByState");
    return (Long) counts.get(new Object[] {state}).get("value");
  }

  private List<CompositeData> rows(String attribute) throws Exception {
    return ((TabularData) read(here, "Jobs", attribute))
        .values().stream().map(it -> (CompositeData) ((CompositeData) it).get("value")).toList();
  }

  private static Object read(MBeanServerConnection server, String type, String attribute)
      throws JMException, IOException {
    return server.getAttribute(name(type), attribute);
  }

  private static void write(MBeanServerConnection server, String model)
      throws JMException, IOException {
    server.setAttribute(name("FlowDefaults"), new Attribute("ScheduledTasks", model));
  }

  private static Object call(
      MBeanServerConnection server, String type, String operation, String... arguments)
      throws JMException, IOException {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    return server.invoke(name(type), operation, arguments, signature);
  }

  private static ObjectName name(String type) throws JMException {
    return new ObjectName("dev.otto:type=" + type + ",scheduler=otto");
  }

  private void configure(String text) throws IOException {
    Files.writeString(home.resolve("config.jsonc"), text);
  }

  private Environment environment() {
    return OttoOnOpenCode.environment(home, openCode.url());
  }

  private static Otto start(Environment environment) throws Exception {
    return Otto.start(environment);
  }

  private static void add(Otto otto, String id, String prompt) {
    otto.jobs().create(JobFields.of(job(id, prompt)), Order.by(Actor.scheduler("test")));
  }

  private static ObjectNode job(String id, String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "t");
    job.put("scheduleType", "recurring").put("cadenceMinutes", 60).put("runAt", 1_000_000_000_000L);
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  private static List<String> service(Otto otto) throws Exception {
    for (JsonNode service : get(otto, "/external/system/status").path("services")) {
      if (service.path("id").asText().equals("jmx")) {
        return texts(service, "status", "message");
      }
    }
    throw new AssertionError("the status does not name jmx");
  }

  private static List<String> texts(JsonNode node, String... keys) {
    return List.of(keys).stream().map(key -> node.path(key).asText()).toList();
  }

  private static JsonNode get(Otto otto, String path) throws Exception {
    String token = Files.readString(otto.paths().token()).strip();
    var request =
        HttpRequest.newBuilder(URI.create(otto.address() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return new ObjectMapper()
          .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }
}
