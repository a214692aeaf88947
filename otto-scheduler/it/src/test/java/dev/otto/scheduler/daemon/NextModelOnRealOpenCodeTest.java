package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.RealOpenCode.GONE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.ToolPrompt;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider that fails in each way, with and without tools before: whether the next model of the
 * chain is asked, what the receipt says of it, and what the provider was asked. All runs go on at
 * one time, since OpenCode itself tries again for a minute.
 */
@WithRealOpenCode
class NextModelOnRealOpenCodeTest {
  private static final Duration LONG = Duration.ofMinutes(8);
  private static final String READS = " " + ToolPrompt.SEARCH;
  private static final String CHANGES = " " + ToolPrompt.bash("pwd");

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;
  private static final Map<Case, String> JOBS = new HashMap<>();

  /** The job whose provider is not there; OpenCode looks for it for a minute. */
  private static String down;

  /**
   * One cell of the table.
   *
   * @param words steer the provider of the first model
   * @param error of the first model; empty if it answers
   * @param fails whether its provider fails in a way after which the next is asked
   */
  record Case(String name, String words, String error, boolean fails, String onFailure, Tool tool) {
    boolean goesOn() {
      return fails && onFailure.equals("next") && tool != Tool.CHANGING;
    }

    ModelRef first() {
      return name.equals("down") ? GONE : ALPHA;
    }

    String prompt() {
      // The name makes it another prompt than all the others in the provider's log.
      String id = "%s %s %s".formatted(name.replace(' ', '-'), onFailure, tool);
      return "<%s> #only-alpha %s%s".formatted(id, words.replaceFirst("#", tool.prefix), tool.call);
    }

    @Override
    public String toString() {
      return name + ", " + onFailure + ", " + tool;
    }
  }

  enum Tool {
    NONE("#", ""),
    READING("#after-", READS),
    CHANGING("#after-", CHANGES);

    private final String prefix;
    private final String call;

    Tool(String prefix, String call) {
      this.prefix = prefix;
      this.call = call;
    }
  }

  static List<Case> cases() {
    var all = new ArrayList<Case>();
    for (String onFailure : List.of("stop", "next")) {
      for (Tool tool : Tool.values()) {
        all.add(new Case("401", "#status=401", "provider_unauthorized", true, onFailure, tool));
        all.add(new Case("402", "#status=402", "provider_rejected", true, onFailure, tool));
        all.add(new Case("403", "#status=403", "provider_unauthorized", true, onFailure, tool));
        all.add(new Case("404", "#status=404", "provider_rejected", true, onFailure, tool));
        all.add(
            new Case(
                "429", "#status=429 #retry-after=1", "provider_rejected", true, onFailure, tool));
        all.add(
            new Case(
                "500",
                "#status=500 #retry-after=1",
                "provider_unreachable",
                true,
                onFailure,
                tool));
        all.add(new Case("400", "#status=400", "provider_rejected", false, onFailure, tool));
        all.add(new Case("cut", "#cut", "limit_exceeded", false, onFailure, tool));
        all.add(new Case("garbage", "#garbage", "timeout", false, onFailure, tool));
        all.add(new Case("ok", "", "", false, onFailure, tool));
      }
      all.add(
          new Case(
              "no first token",
              "#delay=600000",
              "first_token_timeout",
              true,
              onFailure,
              Tool.NONE));
    }
    return all;
  }

  @BeforeAll
  static void runAll() throws Exception {
    openCode = RealOpenCode.start(folder.resolve("opencode"), more -> more.addChoices(Map.of()));
    String config = "{\"scheduler\": {\"maxConcurrentPrompts\": 16}}";
    otto = OttoOnOpenCode.configured(folder.resolve("otto"), openCode, config);
    otto.run(otto.job("hello")); // The first prompt waits for OpenCode to load its provider.
    openCode.forget();
    ObjectNode nobody = otto.job("<down>", GONE).put("onFailure", "next");
    nobody.putArray("fallbacks").add(BETA.toString());
    down = otto.create(nobody);
    for (Case each : cases()) {
      JOBS.put(each, otto.create(job(each)));
    }
  }

  private static ObjectNode job(Case each) {
    ObjectNode job = otto.job(each.prompt(), each.first()).put("onFailure", each.onFailure());
    job.putArray("fallbacks").add(BETA.toString());
    ObjectNode payload = job.withObject("/payload");
    if (each.name().equals("no first token")) {
      payload.put("firstTokenSeconds", 5);
    }
    // Here OpenCode asks again for ever: after half an answer in a new step, after garbage in none.
    if (each.name().equals("cut")) {
      payload.put("maxSteps", 6);
    } else if (each.name().equals("garbage")) {
      payload.put("timeoutSeconds", 20);
    }
    return job;
  }

  @AfterAll
  static void stop() {
    otto.close();
    openCode.close();
  }

  private static JsonNode finished(String job) {
    return await()
        .atMost(LONG)
        .until(
            () -> otto.get(OttoOnOpenCode.path(job) + "/runs").at("/runs/0"),
            run -> run.path("finishedAt").isNumber());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNextModelIsAskedWhereTheTableSaysSo(Case each) {
    JsonNode run = finished(JOBS.get(each));
    if (each.error().isEmpty()) {
      assertAnswered(run, ALPHA);
      assertFalse(run.has("tries"), run.toString());
    } else if (each.goesOn()) {
      assertAnswered(run, BETA);
      assertEquals("fallback_chain", run.path("modelSource").asText(), run.toString());
      assertTrue(run.path("fallbackReason").asText().contains(each.error()), run.toString());
      assertTries(run, each.first(), each.error(), BETA, null);
    } else {
      assertEquals("failed", run.path("state").asText(), run.toString());
      assertEquals(each.error(), run.path("errorCode").asText(), run.toString());
      if (each.onFailure().equals("next")) {
        assertTries(run, each.first(), each.error());
      } else {
        assertFalse(run.has("tries"), run.toString());
      }
    }
    assertEquals(each.goesOn(), asked(each, BETA) > 0, run.toString());
    assertTrue(asked(each, ALPHA) > 0, run.toString());
  }

  @Test
  void aProviderThatIsNotThereIsFollowedByTheNext() {
    JsonNode run = finished(down);
    assertAnswered(run, BETA);
    assertTries(run, GONE, "provider_unreachable", BETA, null);
  }

  @Test
  void theGlobalDefaultIsLastUnlessThePolicyIsStrict() {
    ObjectNode job = otto.job("<chain> #only-beta #status=401", BETA).put("onFailure", "next");
    JsonNode run = finished(otto.create(job));
    assertAnswered(run, ALPHA);
    assertEquals("fallback_global_default", run.path("modelSource").asText(), run.toString());
    JsonNode strict = finished(otto.create(job.put("policy", "strict")));
    assertEquals("provider_unauthorized", strict.path("errorCode").asText(), strict.toString());
    assertTries(strict, BETA, "provider_unauthorized");
  }

  private static long asked(Case each, ModelRef model) {
    String id = each.prompt().substring(0, each.prompt().indexOf('>') + 1);
    return openCode.requests().stream()
        .filter(asked -> asked.prompt().startsWith(id) && asked.model().equals(model.modelId()))
        .count();
  }

  private static void assertAnswered(JsonNode run, ModelRef model) {
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertEquals(model.toString(), run.path("servedModelRef").asText(), run.toString());
  }

  /** Model and error of each try in turn. */
  private static void assertTries(JsonNode run, Object... expected) {
    JsonNode tries = run.path("tries");
    assertEquals(expected.length / 2, tries.size(), run.toString());
    for (int i = 0; i < tries.size(); i++) {
      JsonNode one = tries.get(i);
      assertEquals(expected[2 * i].toString(), one.path("modelRef").asText(), run.toString());
      Object error = expected[2 * i + 1];
      assertEquals(error, one.path("errorCode").textValue(), run.toString());
      assertTrue(one.path("startedAt").asLong() <= one.path("finishedAt").asLong(), run.toString());
      assertTrue(one.path("servedModels").isArray(), run.toString());
    }
  }
}
