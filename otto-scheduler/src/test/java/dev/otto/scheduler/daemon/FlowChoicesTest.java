package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flow defaults that say more than a model, from the file to the receipt. */
class FlowChoicesTest {
  @TempDir Path home;
  private StandInOpenCode openCode;
  private OttoOnOpenCode otto;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    String model = StandInOpenCode.demoModels().getFirst().ref().toString();
    otto =
        on(
            """
            { "modelRef": "gone/model", "variant": "high", "fallbacks": ["%s"],
              "policy": "strict" }
            """
                .formatted(model));
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
  }

  private OttoOnOpenCode on(String choice) throws Exception {
    String config =
        "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": " + choice + "}}}";
    return OttoOnOpenCode.configured(home, openCode.url(), config);
  }

  @Test
  void aRunOnTheNextOfTheFallbacksCountsAsOneWhereverFallbacksAreCounted() {
    JsonNode run = otto.run(otto.job("hello"));
    assertEquals("fallback_chain", run.path("modelSource").asText(), run.toString());
    assertTrue(run.path("fallbackReason").asText().contains("next of its fallbacks"), "" + run);
    JsonNode stats = otto.get("/external/stats?hours=2");
    long fallbacks =
        StreamSupport.stream(stats.path("models").spliterator(), false)
            .mapToLong(model -> model.path("fallbacks").asLong())
            .sum();
    assertEquals(1, fallbacks, stats.toString());
    assertEquals(1, otto.logLines("model_fallback", "the next of its fallbacks is used").size());
  }

  @Test
  void anEffortThatTheModelLacksIsDroppedWithAWarning() {
    otto.run(otto.job("hello"));
    assertEquals(1, otto.logLines("model_variant_dropped", "high").size());
  }

  @Test
  void underStrictNothingIsSentWhereNoneOfThoseNamedIsThere() throws Exception {
    otto.close();
    otto = on("{ \"modelRef\": \"gone/model\", \"policy\": \"strict\" }");
    JsonNode run = otto.run(otto.job("hello"));
    assertEquals("model_unavailable", run.path("errorCode").asText(), run.toString());
    assertTrue(run.path("sessionId").isNull(), run.toString());
  }

  @Test
  void theAuditSaysPolicyAndFence() throws Exception {
    otto.close();
    otto = on("{ \"policy\": \"strict\", \"onlyProviders\": [\"ollama\"] }");
    JsonNode changes = otto.get("/external/audit?limit=20").path("entries");
    String after =
        StreamSupport.stream(changes.spliterator(), false)
            .filter(entry -> entry.path("action").asText().equals("flow_defaults.change"))
            .findFirst()
            .orElseThrow()
            .path("after")
            .asText();
    assertTrue(after.contains("inherit, nothing else, only of ollama"), after);
  }
}
