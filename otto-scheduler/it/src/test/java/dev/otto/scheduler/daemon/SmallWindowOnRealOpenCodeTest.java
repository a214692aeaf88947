package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.daemon.OttoOnOpenCode.path;
import static dev.otto.scheduler.opencode.RealOpenCode.TINY;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.opencode.FakeProvider.Count;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A model with a window of 4,000 tokens and OpenCode's default agent, which takes more. */
@WithRealOpenCode
@ParameterizedClass
@MethodSource("dev.otto.scheduler.opencode.RealOpenCode#binaries")
class SmallWindowOnRealOpenCodeTest {
  private static final int STEPS = 8;

  @Parameter Path binary;

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;

  @BeforeParameterizedClassInvocation
  static void start(Path binary) throws Exception {
    Path home = Files.createTempDirectory(folder, "opencode");
    openCode = RealOpenCode.start(home, binary, RealOpenCode::addTinyModel);
    otto = new OttoOnOpenCode(Files.createTempDirectory(folder, "otto"), openCode.url(), Map.of());
    otto.run(otto.job("hello")); // The first prompt waits for OpenCode to load its provider.
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    otto.close();
    openCode.close();
  }

  @BeforeEach
  void forget() {
    openCode.forget();
  }

  @Test
  void itIsWarnedAboutWhenItsJobIsCreatedAndInDoctorUnlessItsAgentHasNoTools() {
    ObjectNode later = otto.job("hello", TINY).put("id", "later").put("runAt", 4_000_000_000_000L);
    later.withObject("/payload").put("agent", "chat");
    await().atMost(LONG).until(this::theAgentsAreKnown);
    assertTrue(create(later).path("warnings").isMissingNode(), "an agent without tools");
    assertTrue(use().path("warning").isNull(), use().toString());
    later.withObject("/payload").remove("agent");
    String warning = create(later.put("id", "default")).at("/warnings/0").asText();
    assertTrue(warning.contains("fake/tiny takes 4,000 tokens at most"), warning);
    assertEquals(warning, use().path("warning").asText());
    otto.call(200, "DELETE", path("default"), "");
    otto.call(200, "DELETE", path("later"), "");
  }

  @Test
  void itsRunIsStoppedAtTheLimitWithItsBill() {
    ObjectNode job = otto.job("Tell me something.", TINY);
    job.withObject("/payload").put("maxSteps", STEPS).put("timeoutSeconds", 80);
    JsonNode run = otto.run(job);
    assertEquals("limit_exceeded", run.path("errorCode").asText(), run.toString());
    long counted = openCode.counts().stream().mapToLong(Count::input).sum();
    long billed = run.path("inputTokens").asLong();
    assertTrue(billed > 4_000 && billed <= counted, billed + " of " + counted + ": " + run);
    assertTrue(run.at("/servedModels/0/steps").asInt() >= STEPS, run.toString());
    assertFalse(run.path("usageComplete").asBoolean(), run.toString());
    assertTrue(openCode.counts().size() < 2 * STEPS + 10, "calls: " + openCode.counts().size());
  }

  /** A busy OpenCode may not say at once which agents it has; Otto keeps them once it did. */
  private boolean theAgentsAreKnown() {
    ObjectNode wrong = otto.job("hello", TINY).put("id", "wrong").put("runAt", 4_000_000_000_000L);
    wrong.withObject("/payload").put("agent", "nobody");
    String warnings = create(wrong).path("warnings").toString();
    otto.call(200, "DELETE", path("wrong"), "");
    return warnings.contains("nobody");
  }

  private static JsonNode create(ObjectNode job) {
    return otto.call(201, "POST", "/external/jobs", job.toString());
  }

  /** What doctor asks for. */
  private static JsonNode use() {
    for (JsonNode model : otto.get("/external/models/usage").path("models")) {
      if (model.path("modelRef").asText().equals(TINY.toString())) {
        return model;
      }
    }
    throw new AssertionError("fake/tiny is not named");
  }
}
