package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.BeansOfOtto.add;
import static dev.otto.scheduler.daemon.BeansOfOtto.call;
import static dev.otto.scheduler.daemon.BeansOfOtto.get;
import static dev.otto.scheduler.daemon.BeansOfOtto.job;
import static dev.otto.scheduler.daemon.BeansOfOtto.name;
import static dev.otto.scheduler.daemon.BeansOfOtto.read;
import static dev.otto.scheduler.daemon.BeansOfOtto.service;
import static dev.otto.scheduler.daemon.BeansOfOtto.text;
import static dev.otto.scheduler.daemon.BeansOfOtto.write;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon over JMX, from its own process. */
class JmxTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path home;
  private final MBeanServer here = ManagementFactory.getPlatformMBeanServer();
  @AutoClose private StandInOpenCode openCode;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
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
  void aModelIsReplacedEverywhereAndTakenBackByTheNumberThatWasSaid() throws Exception {
    try (Otto otto = start(environment())) {
      add(otto, "job", "Say hello");
      List<String> models = List.of((String[]) read(here, "ModelCatalog", "Models"));
      String from = models.get(0);
      String to = models.get(1);
      call(here, "JobModels", "setModel", "job", from);
      write(here, from);
      String config = Files.readString(otto.paths().config());

      String said = (String) replaceModel(from, to, false);
      String start = to + " took the place of " + from + " in 2 places; its number is ";
      assertTrue(said.startsWith(start), said);
      assertEquals(to, read(here, "FlowDefaults", "ScheduledTasks"));
      assertEquals(to, otto.jobs().find("job").orElseThrow().model().orElseThrow().toString());
      assertEquals("local", get(otto, "/external/audit").at("/entries/0/actor").asText());

      String undone = (String) undoReplacement(Long.parseLong(said.substring(start.length())));
      assertTrue(undone.startsWith(from + " took the place of " + to + " in 2 places"), undone);
      assertEquals(config, Files.readString(otto.paths().config()));
      assertEquals(from, otto.jobs().find("job").orElseThrow().model().orElseThrow().toString());

      var strange = assertThrows(MBeanException.class, () -> replaceModel(from, "a/b", false));
      assertTrue(strange.getMessage().contains("a/b"), strange.getMessage());
      assertEquals(config, Files.readString(otto.paths().config()));
      assertTrue(((String) replaceModel(from, "a/b", true)).contains("in 2 places"));
      assertEquals("a/b", read(here, "FlowDefaults", "ScheduledTasks"));
      var none = assertThrows(MBeanException.class, () -> undoReplacement(4711));
      assertTrue(none.getMessage().startsWith("There is no replacement 4711"), none.getMessage());
    }
  }

  private Object replaceModel(String from, String to, boolean force) throws Exception {
    String text = String.class.getName();
    return here.invoke(
        name("JobModels"),
        "replaceModel",
        new Object[] {from, to, "", force},
        new String[] {text, text, text, "boolean"});
  }

  private Object undoReplacement(long number) throws Exception {
    return here.invoke(
        name("JobModels"), "undoReplacement", new Object[] {number}, new String[] {"long"});
  }

  @Test
  void jobsArePausedResumedRunAndAborted() throws Exception {
    openCode.delay(Duration.ofMinutes(1));
    try (Otto otto = start(environment())) {
      add(otto, "job", "Say hello");
      await().atMost(LONG).until(() -> rows("Running").size() == 1);
      assertEquals(1, read(here, "Jobs", "RunningCount"));
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
      assertRefused("Enter an id", "abort", "");
      assertRefused("nobody is no run or job in flight", "abort", "nobody");
      assertRefused("system-heartbeat is a system job", "runNow", "system-heartbeat");
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
  void aFallbackAfterOpenCodeRefusedTheModelIsNotifiedAndCountedOnce() throws Exception {
    var heard = new CopyOnWriteArrayList<Notification>();
    try (Otto otto = start(environment())) {
      var catalog = otto.models().catalog().snapshot();
      var global = catalog.find(catalog.globalDefault().orElseThrow()).orElseThrow();
      String gone =
          catalog.models().stream().filter(it -> !it.equals(global)).findFirst().get().ref() + "";
      here.addNotificationListener(name("ModelResolver"), (it, back) -> heard.add(it), null, null);
      openCode.models(List.of(global));
      ObjectNode job = job("refused", "Say hello").put("modelRef", gone);
      otto.jobs().create(JobFields.of(job), new Order(Actor.scheduler("test"), true, false));
      await().atMost(LONG).until(() -> rows("LastRuns").size() == 1);
      await()
          .atMost(LONG)
          .until(() -> "succeeded".equals(rows("LastRuns").getFirst().get("state")));
      assertEquals(
          List.of("dev.otto.model.fallback"), heard.stream().map(Notification::getType).toList());
      assertTrue(heard.getFirst().getMessage().contains(gone), heard.toString());
      var fallbacks = (TabularData) read(here, "ModelResolver", "FallbacksByModel");
      assertEquals(1L, fallbacks.get(new Object[] {gone}).get("value"));
      String metrics = text(otto, "/observe/metrics");
      assertTrue(
          metrics.contains("otto_fallbacks_total{requested=\"" + gone + "\"} 1.0\n"), metrics);
    }
  }

  @Test
  void jobsThatNeverPromptHaveNoModelToManage() throws Exception {
    try (Otto otto = start(environment())) {
      List<String> jobs = List.of((String[]) read(here, "JobModels", "Jobs"));
      assertTrue(otto.jobs().find("system-model-catalog-refresh").isPresent());
      assertTrue(jobs.stream().noneMatch(it -> it.startsWith("system-model-catalog-refresh:")));
      assertTrue(
          jobs.stream()
              .anyMatch(it -> it.startsWith("system-heartbeat:") && it.contains("flow heartbeat")),
          jobs.toString());
      assertEquals(jobs.size(), read(here, "JobModels", "Count"));
    }
  }

  @Test
  void twoInOneProcessDoNotClashAndNothingStaysBehind() throws Exception {
    try (Otto first = start(environment());
        Otto second = start(OttoOnOpenCode.environment(home.resolve("second"), openCode.url()))) {
      assertTrue(first.port() != second.port());
      assertEquals(6, here.queryNames(name("*"), null).size());
      assertEquals(6, here.queryNames(new ObjectName("dev.otto:instance=2,*"), null).size());
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

  private void configure(String text) throws IOException {
    Files.writeString(home.resolve("config.jsonc"), text);
  }

  private Environment environment() {
    return OttoOnOpenCode.environment(home, openCode.url());
  }

  private static Otto start(Environment environment) throws Exception {
    return Otto.start(environment);
  }
}
