package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.RealOpenCode.ELSEWHERE;
import static dev.otto.scheduler.opencode.RealOpenCode.REASON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.opencode.FakeProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Effort and fence as the provider sees them, with what OpenCode would choose by itself. */
class ChoicesOnRealOpenCodeTest extends OnRealOpenCode {
  private static final String TASK =
      "<task> #only-alpha #call=task"
          + " {\"description\":\"d\",\"prompt\":\"hello\",\"subagent_type\":\"stranger\"}";

  /** What OpenCode has of its own now; to load it anew takes seconds. */
  private static Optional<Map<String, Object>> configured = Optional.empty();

  @BeforeEach
  void configure() throws Exception {
    if (!configured.equals(Optional.of(Map.of()))) {
      configure(Map.of());
      otto.run(otto.job("hello"));
    }
    openCode.forget();
  }

  private static void configure(Map<String, Object> ownChoices) throws Exception {
    openCode.addChoices(ownChoices);
    reload();
    configured = Optional.of(ownChoices);
  }

  private static List<String> efforts() {
    return openCode.requests().stream().map(FakeProvider.Asked::effort).toList();
  }

  private static boolean askedElsewhere() {
    return openCode.requests().stream()
        .anyMatch(asked -> asked.model().equals(ELSEWHERE.modelId()));
  }

  private static void flow(String choice) {
    otto.call(
        200,
        "PATCH",
        "/external/models/defaults",
        "{\"flowChoices\":{\"scheduledTasks\":" + choice + "}}");
  }

  private static JsonNode succeeded(JsonNode run) {
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    return run;
  }

  @Test
  void theEffortOfAJobReachesTheProvider() {
    JsonNode run = succeeded(otto.run(otto.job("hello", REASON).put("variant", "high")));
    assertEquals("high", run.path("variant").asText(), run.toString());
    assertEquals(List.of("high"), efforts());
  }

  @Test
  void soDoesThatOfAFlow() {
    flow("{\"modelRef\":\"fake/reason\",\"variant\":\"low\"}");
    try {
      JsonNode run = succeeded(otto.run(otto.job("hello")));
      assertEquals("flow_default", run.path("modelSource").asText(), run.toString());
      assertEquals(List.of("low"), efforts());
    } finally {
      clearFlow();
    }
  }

  private static void clearFlow() {
    otto.call(
        200,
        "PATCH",
        "/external/models/defaults",
        "{\"flowDefaults\":{\"scheduledTasks\":null},\"flowChoices\":{\"scheduledTasks\":null}}");
  }

  @Test
  void soItDoesWithTheNextOfTheChainIfThatHasIt() {
    ObjectNode job = otto.job("hello", ModelRef.of("fake/absent")).put("variant", "high");
    job.putArray("fallbacks").add(REASON.toString());
    JsonNode run = succeeded(otto.run(job));
    assertEquals("fallback_chain", run.path("modelSource").asText(), run.toString());
    assertEquals(List.of("high"), efforts());
    job.putArray("fallbacks").add(BETA.toString());
    openCode.forget();
    assertFalse(succeeded(otto.run(job)).has("variant"));
    assertEquals(List.of(""), efforts());
  }

  @Test
  void theGlobalDefaultIsAskedWithoutAnEffortThatItLacks() {
    ObjectNode job = otto.job("hello", ModelRef.of("fake/absent")).put("variant", "high");
    JsonNode run = succeeded(otto.run(job));
    assertEquals(ALPHA.toString(), run.path("servedModelRef").asText(), run.toString());
    assertEquals(List.of(""), efforts());
  }

  @Test
  void aSubagentOfAnotherProviderWorksWhereNothingIsFenced() {
    succeeded(otto.run(otto.job(TASK, ALPHA)));
    assertTrue(askedElsewhere());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fence", "strict"})
  void aSubagentOutsideIsDenied(String rule) {
    ObjectNode job = otto.job(TASK, ALPHA);
    if (rule.equals("fence")) {
      job.putArray("onlyProviders").add("fake");
    } else {
      job.put("policy", "strict");
    }
    JsonNode run = succeeded(otto.run(job));
    assertFalse(askedElsewhere(), openCode.requests().toString());
    assertEquals(1, run.path("servedModels").size(), run.toString());
  }

  @Test
  void noPromptLeavesWhereTheSmallModelIsOutside() throws Exception {
    configure(Map.of("small_model", ELSEWHERE.toString()));
    assertRefused("small_model");
  }

  @Test
  void noPromptLeavesWhereOpenCodeCompactsWithAModelOutside() throws Exception {
    configure(Map.of("agent", Map.of("compaction", Map.of("model", ELSEWHERE.toString()))));
    assertRefused("agent compaction");
  }

  private static void assertRefused(String use) {
    openCode.forget();
    ObjectNode job = otto.job("hello", ALPHA);
    job.putArray("onlyProviders").add("fake");
    JsonNode run = otto.run(job);
    assertEquals("model_unavailable", run.path("errorCode").asText(), run.toString());
    assertTrue(run.path("errorMessage").asText().contains(use), run.toString());
    assertTrue(run.path("sessionId").isNull(), run.toString());
    assertEquals(List.of(), openCode.requests());
  }
}
