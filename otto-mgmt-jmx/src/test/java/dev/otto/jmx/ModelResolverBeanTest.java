package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;

class ModelResolverBeanTest {
  private static final String BEAN = "ModelResolver";

  @TempDir private Path folder;
  private OfferedModels openCode;
  private Application application;

  @BeforeEach
  void start() throws Exception {
    Jobs.MODELS.clear();
    openCode = new OfferedModels("a", "b");
    Files.writeString(
        folder.resolve("config.jsonc"),
        "{\"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"p/b\"}}}");
    application = Application.start(folder, openCode);
  }

  @AfterEach
  void stop() throws Exception {
    application.close();
    openCode.close();
  }

  @Test
  void showsWhatEachFlowUsesWithoutAnyoneInvokingAnything() throws Exception {
    Object flows = application.get(BEAN, "Flows");

    assertEquals(4, ((TabularData) flows).size());
    CompositeData heartbeat = Application.row(flows, "heartbeat");
    assertEquals("p/b", heartbeat.get("model"));
    assertEquals("flow_default", heartbeat.get("source"));
    assertEquals("the flow's default is p/b", heartbeat.get("reason"));
    CompositeData tasks = Application.row(flows, "scheduledTasks");
    assertEquals("p/a", tasks.get("model"));
    assertEquals("inherit", tasks.get("requested"));
    assertArrayEquals(
        new String[] {"job: inherits", "flow_default: inherits", "global_default p/a: used"},
        (String[]) tasks.get("steps"));
  }

  @Test
  void explainsAFlowAndNamesTheFlowsThatThereAre() throws Exception {
    assertEquals("p/b", explained("explain", "heartbeat").get("model"));
    assertEquals(
        "There is no flow \"heartbeet\"; the flows are interactiveAssistant, scheduledTasks,"
            + " heartbeat, watchdogFailures",
        Application.refusal(() -> application.invoke(BEAN, "explain", "heartbeet")));
  }

  @Test
  void explainsAJob() throws Exception {
    add("asking", Map.of("otto.modelRef", "p/gone", "otto.flow", "heartbeat"));
    CompositeData explained = explained("explainJob", "DEFAULT.asking");
    assertEquals("p/a", explained.get("model"));
    assertEquals("heartbeat", explained.get("flow"));
    assertEquals("fallback_global_default", explained.get("source"));

    add("unreadable", Map.of("otto.modelRef", "gone"));
    assertEquals("no_model_available", explained("explainJob", "unreadable").get("source"));
    assertEquals("", explained("explainJob", "unreadable").get("model"));
    assertEquals(
        "There is no job \"nobody\"; see the attribute Jobs of JobModels",
        Application.refusal(() -> application.invoke(BEAN, "explainJob", "nobody")));
  }

  @Test
  void saysWhatWouldBeWithoutAModel() throws Exception {
    CompositeData without = explained("whatIf", "heartbeat", "p/b");
    assertEquals("p/a", without.get("model"));
    assertEquals("fallback_global_default", without.get("source"));
    assertEquals("no_model_available", explained("whatIf", "scheduledTasks", "p/a").get("source"));
    assertEquals("p/b", explained("explain", "heartbeat").get("model"));
  }

  private CompositeData explained(String operation, Object... arguments) throws Exception {
    return (CompositeData) application.invoke(BEAN, operation, arguments);
  }

  @Test
  void countsRunsByWhatDecidedAndTellsOfFallbacks() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    assertNull(application.get(BEAN, "LastFallback"));

    run(Map.of());
    run(Map.of("otto.modelRef", "p/b"));
    run(Map.of("otto.flow", "heartbeat"));
    run(Map.of("otto.modelRef", "p/gone", "otto.flow", "watchdogFailures"));
    run(Map.of("otto.modelRef", "p/gone"));

    Object counts = application.get(BEAN, "CountsBySource");
    assertEquals(1L, count(counts, "global_default"));
    assertEquals(1L, count(counts, "job"));
    assertEquals(1L, count(counts, "flow_default"));
    assertEquals(2L, count(counts, "fallback_global_default"));
    assertEquals(0L, count(counts, "no_model_available"));
    assertEquals(2L, count(application.get(BEAN, "FallbacksByModel"), "p/gone"));
    assertEquals(1, ((TabularData) application.get(BEAN, "FallbacksByModel")).size());
    var last = (CompositeData) application.get(BEAN, "LastFallback");
    assertEquals("DEFAULT.run", last.get("job"));
    assertEquals("scheduledTasks", last.get("flow"));
    assertEquals("p/gone", last.get("requested"));
    assertEquals("p/a", last.get("used"));

    Notification told = ForeignClient.receive(heard.poll(20, SECONDS));
    assertEquals("dev.otto.model.fallback", told.getType());
    assertEquals(
        "DEFAULT.run: p/gone is not in the catalog, so OpenCode's global default p/a is used",
        told.getMessage());
    assertEquals("watchdogFailures", Application.fact(told, "flow"));
    assertEquals("p/gone", Application.fact(told, "requested"));
    assertEquals("p/a", Application.fact(told, "used"));
    assertEquals(2, heard.poll(20, SECONDS).getSequenceNumber());
    assertTrue(heard.isEmpty(), heard.toString());
  }

  @Test
  void aRunWithoutAnyModelIsCountedToo() throws Exception {
    JobDetail job = add("run", Map.of("otto.flow", "none"));
    application.scheduler().triggerJob(job.getKey());
    await()
        .atMost(20, SECONDS)
        .untilAsserted(
            () ->
                assertEquals(
                    1L, count(application.get(BEAN, "CountsBySource"), "no_model_available")));
  }

  private static Object count(Object counts, String key) {
    return ((TabularData) counts).get(new Object[] {key}).get("value");
  }

  private void run(Map<String, String> data) throws Exception {
    JobDetail job = add("run", Map.of());
    application.scheduler().triggerJob(job.getKey(), new JobDataMap(data));
    assertTrue(Jobs.MODELS.poll(20, SECONDS) != null, "the job did not run");
  }

  private JobDetail add(String name, Map<String, String> data) throws Exception {
    JobDetail job =
        JobBuilder.newJob(Jobs.Asking.class)
            .withIdentity(name)
            .usingJobData(new JobDataMap(data))
            .storeDurably()
            .build();
    application.scheduler().addJob(job, true);
    return job;
  }
}
