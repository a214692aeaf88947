package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.daemon.OttoOnOpenCode.path;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that does not get on is ended with its bill; one that is only slow is not. */
@WithRealOpenCode
@ParameterizedClass
@MethodSource("dev.otto.scheduler.opencode.RealOpenCode#binaries")
class StallsOnRealOpenCodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 6;

  @Parameter Path binary;

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;

  @BeforeParameterizedClassInvocation
  static void start(Path binary) throws Exception {
    openCode = RealOpenCode.start(Files.createTempDirectory(folder, "opencode"), binary);
    otto = new OttoOnOpenCode(Files.createTempDirectory(folder, "otto"), openCode.url(), Map.of());
    otto.run(otto.job("hello")); // The first prompt waits for OpenCode to load its provider.
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    otto.close();
    openCode.close();
  }

  @Test
  void aModelThatDoesNotBeginToAnswerIsStopped() {
    JsonNode run = otto.run(limited("hello #delay=600000", "firstTokenSeconds"));
    assertEquals("first_token_timeout", run.path("errorCode").asText(), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello #silence=600000", "hello #delay=600000"})
  void aModelThatFallsSilentIsStopped(String prompt) {
    JsonNode run = otto.run(limited(prompt, "stallSeconds"));
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertTrue(run.path("errorMessage").asText().contains("waited for fake/alpha"), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void theStepsBeforeAStallAreOnTheBill() {
    String tool = "#after-delay=600000 #call=glob {\"pattern\":\"*.none\"}";
    JsonNode run = otto.run(limited(tool, "stallSeconds"));
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertEquals(100, run.path("inputTokens").asInt(), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void aToolThatSaysNothingIsAStallAndIsNamed() {
    JsonNode run = otto.run(limited(bash("sleep 600"), "stallSeconds"));
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertTrue(
        run.path("errorMessage").asText().contains("the tool bash was running"), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void soIsASubagentThatFallsSilent() {
    JsonNode run = otto.run(limited(task("hello #silence=600000"), "stallSeconds"));
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertEquals(2, run.path("servedModels").size(), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void aFrozenOpenCodeIsAStall() throws Exception {
    openCode.forget();
    String id = otto.create(limited("hello #silence=600000", "stallSeconds"));
    await().atMost(LONG).until(() -> !openCode.counts().isEmpty());
    openCode.freeze(true);
    try {
      // It is also asked to abort, and for the bill, and does not answer: ten seconds each.
      await()
          .atMost(LONG.multipliedBy(2))
          .until(() -> otto.get(path(id)).at("/job/terminalState").isTextual());
      JsonNode run = otto.finished(id, 1);
      assertEquals("stalled", run.path("errorCode").asText(), run.toString());
      assertFalse(run.path("usageComplete").asBoolean(), run.toString());
    } finally {
      openCode.freeze(false);
    }
  }

  @Test
  void whatIsOnlySlowIsLeftAlone() {
    String trickle = "hello #trickle=1500";
    ObjectNode asks = limited(bash("echo a"), "stallSeconds");
    asks.withObject("/payload").put("agent", "asker").put("permissions", "allow");
    List<String> jobs =
        Stream.of(
                limited(trickle, "stallSeconds"),
                limited(trickle, "firstTokenSeconds"),
                limited(task(trickle), "stallSeconds"),
                limited(bash("for i in 1 2 3 4 5 6; do echo $i; sleep 1.5; done"), "stallSeconds"),
                limited("hello #once-status=503 #retry-after=9", "stallSeconds"),
                limited("again #once-status=503 #retry-after=9", "firstTokenSeconds"),
                asks)
            .map(otto::create)
            .toList();
    for (String job : jobs) {
      JsonNode run = otto.finished(job, 1);
      assertEquals("succeeded", run.path("state").asText(), run.toString());
    }
  }

  private static ObjectNode limited(String prompt, String limit) {
    ObjectNode job = otto.job(prompt);
    job.withObject("/payload").put(limit, SECONDS);
    return job;
  }

  private static String bash(String command) {
    return "#call=bash "
        + JSON.createObjectNode().put("command", command).put("description", "a command");
  }

  private static String task(String prompt) {
    return "#call=task "
        + JSON.createObjectNode()
            .put("description", "d")
            .put("prompt", prompt)
            .put("subagent_type", "helper");
  }
}
