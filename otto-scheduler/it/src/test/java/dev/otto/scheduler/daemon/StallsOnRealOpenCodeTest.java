package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.ToolPrompt.SEARCH;
import static dev.otto.scheduler.opencode.ToolPrompt.bash;
import static dev.otto.scheduler.opencode.ToolPrompt.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
  private static final int SECONDS = 10;

  /** Far more than a busy machine adds to the three seconds between two signs of what is slow. */
  private static final int SECONDS_OF_WHAT_IS_SLOW = 20;

  private static final String TO_FIRST_TOKEN = "hello #delay=600000";
  private static final String NEVER_BEGINS = "hello, too #delay=600000";
  private static final String FALLS_SILENT = "hello #silence=600000";
  private static final String AFTER_A_STEP = "#after-delay=600000 " + SEARCH;
  private static final String MUTE_TOOL = bash("sleep 600");
  private static final String MUTE_SUBAGENT = task("helper", "a subagent #silence=600000");

  @Parameter Path binary;

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;

  /** The jobs that stall, by their prompts; they wait side by side. */
  private static Map<String, String> stalling;

  @BeforeParameterizedClassInvocation
  static void start(Path binary) throws Exception {
    openCode = RealOpenCode.start(Files.createTempDirectory(folder, "opencode"), binary);
    otto = new OttoOnOpenCode(Files.createTempDirectory(folder, "otto"), openCode.url(), Map.of());
    otto.run(otto.job("hello")); // The first prompt waits for OpenCode to load its provider.
    stalling = new HashMap<>();
    stalling.put(TO_FIRST_TOKEN, otto.create(limited(TO_FIRST_TOKEN, "firstTokenSeconds")));
    for (String prompt :
        List.of(NEVER_BEGINS, FALLS_SILENT, AFTER_A_STEP, MUTE_TOOL, MUTE_SUBAGENT)) {
      stalling.put(prompt, otto.create(limited(prompt, "stallSeconds")));
    }
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    otto.close();
    openCode.close();
  }

  @Test
  void aModelThatDoesNotBeginToAnswerIsStopped() {
    JsonNode run = stopped(TO_FIRST_TOKEN);
    assertEquals("first_token_timeout", run.path("errorCode").asText(), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {FALLS_SILENT, NEVER_BEGINS})
  void aModelThatFallsSilentIsStopped(String prompt) {
    JsonNode run = stopped(prompt);
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertTrue(run.path("errorMessage").asText().contains("waited for fake/alpha"), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void theStepsBeforeAStallAreOnTheBill() {
    JsonNode run = stopped(AFTER_A_STEP);
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertEquals(100, run.path("inputTokens").asInt(), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void aToolThatSaysNothingIsAStallAndIsNamed() {
    JsonNode run = stopped(MUTE_TOOL);
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertTrue(
        run.path("errorMessage").asText().contains("the tool bash was running"), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void soIsASubagentThatFallsSilent() {
    JsonNode run = stopped(MUTE_SUBAGENT);
    assertEquals("stalled", run.path("errorCode").asText(), run.toString());
    assertEquals(2, run.path("servedModels").size(), run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
  }

  @Test
  void whatIsOnlySlowIsLeftAlone() {
    stalling.keySet().forEach(StallsOnRealOpenCodeTest::stopped); // Then there is room for seven.
    String trickle = "hello #trickle=3000";
    ObjectNode asks = slow(bash("echo a"), "stallSeconds");
    asks.withObject("/payload").put("agent", "asker").put("permissions", "allow");
    List<String> jobs =
        Stream.of(
                slow(trickle, "stallSeconds"),
                slow(trickle, "firstTokenSeconds"),
                slow(task("helper", trickle), "stallSeconds"),
                slow(bash("for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 3; done"), "stallSeconds"),
                slow("hello #once-status=503 #retry-after=24", "stallSeconds"),
                slow("again #once-status=503 #retry-after=24", "firstTokenSeconds"),
                asks)
            .map(otto::create)
            .toList();
    for (String job : jobs) {
      JsonNode run = otto.finished(job, 1);
      assertEquals("succeeded", run.path("state").asText(), run.toString());
    }
  }

  /** The run of one of the jobs that stall, once it has ended. */
  private static JsonNode stopped(String prompt) {
    return otto.finished(stalling.get(prompt), 1);
  }

  private static ObjectNode limited(String prompt, String limit) {
    return limited(prompt, limit, SECONDS);
  }

  private static ObjectNode slow(String prompt, String limit) {
    return limited(prompt, limit, SECONDS_OF_WHAT_IS_SLOW);
  }

  private static ObjectNode limited(String prompt, String limit, int seconds) {
    ObjectNode job = otto.job(prompt);
    job.withObject("/payload").put(limit, seconds);
    return job;
  }
}
