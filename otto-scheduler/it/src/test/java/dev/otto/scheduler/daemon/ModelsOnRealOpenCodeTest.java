package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.INHERIT;
import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.RealOpenCode.GAMMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.cli.OttoCommand;
import dev.otto.scheduler.cli.Terminal;
import dev.otto.scheduler.logging.Logging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model that the rules choose is the one that the provider is asked for. */
class ModelsOnRealOpenCodeTest extends OnRealOpenCode {
  private static final ModelRef MISSING = ModelRef.of("fake/gone");

  @BeforeEach
  void everythingInherits() {
    otto.call(200, "PUT", "/external/models/defaults", INHERIT);
  }

  @Test
  void withoutAServerTheCommandExitsWith69AndOneSentence(@TempDir Path home) throws Exception {
    Files.writeString(home.resolve("config.jsonc"), "{\"opencode\": {\"startupWaitSeconds\": 0}}");
    URI nobody = freeAddress();
    var err = new ByteArrayOutputStream();
    var shown = OttoOnOpenCode.stream(err);
    var environment = OttoOnOpenCode.environment(home, nobody);
    var terminal = new Terminal(environment, shown, shown, Logging.LogStyle.TEXT);
    try {
      assertEquals(69, OttoCommand.commandLine(terminal).execute("serve"));
    } finally {
      otto.logHere();
    }
    List<String> lines = err.toString(UTF_8).lines().filter(it -> it.startsWith("otto:")).toList();
    assertEquals(1, lines.size(), err.toString(UTF_8));
    assertTrue(lines.getFirst().contains(nobody.toString()), lines.getFirst());
    assertTrue(lines.getFirst().contains("opencode.url"), lines.getFirst());
    assertFalse(err.toString(UTF_8).contains("\tat "), err.toString(UTF_8));
  }

  @Test
  void theCatalogIsThatOfOpenCode() {
    JsonNode catalog = otto.get("/external/models/catalog");
    assertEquals(
        Stream.of(ALPHA, BETA, GAMMA).map(ModelRef::toString).toList(),
        catalog.path("models").valueStream().map(JsonNode::asText).toList());
    assertEquals("network", catalog.path("source").asText());
    assertFalse(catalog.path("stale").asBoolean());
    assertEquals(3, otto.call(200, "POST", "/external/models/refresh", "").path("count").asInt());
  }

  static List<ModelRef> everyModel() {
    return List.of(ALPHA, BETA, GAMMA);
  }

  @ParameterizedTest
  @MethodSource("everyModel")
  void theModelOfTheJobArrivesWhateverTheFlowsDefaultIs(ModelRef model) {
    otto.setDefault("scheduledTasks", model.equals(BETA) ? ALPHA : BETA);
    assertArrived(model, "job", otto.run(otto.job("hello", model)));
  }

  @ParameterizedTest
  @MethodSource("everyModel")
  void theFlowsDefaultArrivesWhereTheJobNamesNone(ModelRef model) {
    otto.setDefault("scheduledTasks", model);
    assertArrived(model, "flow_default", otto.run(otto.job("hello")));
  }

  @Test
  void allFourDefaultsAtOnceCountFromTheNextRunOn() {
    String all = INHERIT.replace("\"scheduledTasks\":null", "\"scheduledTasks\":\"" + GAMMA + "\"");
    otto.call(200, "PUT", "/external/models/defaults", all);
    assertArrived(GAMMA, "flow_default", otto.run(otto.job("hello")));
  }

  @Test
  void aDefaultEditedByHandCountsWithoutARestart() throws Exception {
    Path config = otto.paths().config();
    String before = Files.readString(config);
    String after = before.replaceFirst("(\"scheduledTasks\":\\s*)null", "$1\"" + BETA + "\"");
    assertFalse(after.equals(before), before);
    Files.writeString(config, after);
    await()
        .atMost(LONG)
        .until(
            () -> otto.get("/external/models/defaults").at("/flowDefaults/scheduledTasks").asText(),
            BETA.toString()::equals);
    assertArrived(BETA, "flow_default", otto.run(otto.job("hello")));
  }

  @Test
  void theGlobalDefaultArrivesWhereNothingElseIsSaid() {
    assertArrived(ALPHA, "global_default", otto.run(otto.job("hello")));
  }

  @Test
  void anotherGlobalDefaultCountsAfterAReload() throws Exception {
    try {
      openCode.model(Optional.of(BETA));
      reload();
      assertArrived(BETA, "global_default", otto.run(otto.job("hello")));
    } finally {
      openCode.model(Optional.of(ALPHA));
      reload();
    }
    assertArrived(ALPHA, "global_default", otto.run(otto.job("hello again")));
  }

  @Test
  void anUnavailableModelOfAJobFallsBackWithOneWarningAndAReceiptThatSaysSo() throws IOException {
    otto.setDefault("scheduledTasks", BETA);
    JsonNode run = otto.run(otto.job("hello", MISSING));
    assertArrived(ALPHA, "fallback_global_default", run);
    assertFellBack(run);
  }

  @Test
  void anUnavailableDefaultOfAFlowFallsBackToo() throws IOException {
    otto.call(
        200,
        "PATCH",
        "/external/models/defaults?allowUnavailable=true",
        "{\"flowDefaults\":{\"scheduledTasks\":\"" + MISSING + "\"}}");
    JsonNode run = otto.run(otto.job("hello"));
    assertArrived(ALPHA, "fallback_global_default", run);
    assertFellBack(run);
  }

  private static void assertFellBack(JsonNode run) throws IOException {
    assertEquals(MISSING.toString(), run.path("requestedModelRef").asText());
    String reason = run.path("fallbackReason").asText();
    assertTrue(reason.contains(MISSING.toString()), run.toString());
    String job = run.path("jobId").asText();
    List<String> warnings = otto.logLines("\"event\":\"model_fallback\"", job);
    assertEquals(1, warnings.size(), warnings.toString());
    JsonNode warning = new ObjectMapper().readTree(warnings.getFirst());
    assertEquals("scheduledTasks", warning.path("flow").asText());
    assertEquals(job, warning.path("job").asText());
    assertEquals(MISSING.toString(), warning.path("requested").asText());
    assertEquals(ALPHA.toString(), warning.path("fallback").asText());
  }

  @Test
  void aModelSwitchedWhileAJobRunsIsThatOfItsNextRun() {
    otto.setDefault("scheduledTasks", ALPHA);
    String id =
        otto.create(
            otto.job("#delay=1500").put("scheduleType", "recurring").put("cadenceMinutes", 60));
    await().atMost(LONG).until(() -> !openCode.requests().isEmpty());
    otto.setDefault("scheduledTasks", BETA);
    assertEquals(ALPHA.toString(), otto.finished(id, 1).path("servedModelRef").asText());
    openCode.forget();
    otto.runAgain(id);
    assertArrived(BETA, "flow_default", otto.finished(id, 2));
  }

  @Test
  void theModelOfAJobCanBeSwitchedWhileItRuns() {
    var job =
        otto.job("#delay=1500", ALPHA).put("scheduleType", "recurring").put("cadenceMinutes", 60);
    String id = otto.create(job);
    await().atMost(LONG).until(() -> !openCode.requests().isEmpty());
    otto.call(200, "PATCH", OttoOnOpenCode.path(id), "{\"modelRef\":\"" + GAMMA + "\"}");
    assertEquals(ALPHA.toString(), otto.finished(id, 1).path("servedModelRef").asText());
    openCode.forget();
    otto.runAgain(id);
    assertArrived(GAMMA, "job", otto.finished(id, 2));
  }

  @Test
  void theAssistantUsesTheDefaultOfItsOwnFlow() {
    otto.setDefault("scheduledTasks", BETA);
    otto.setDefault("interactiveAssistant", GAMMA);
    JsonNode answer =
        otto.call(200, "POST", "/external/assistant/messages", "{\"text\":\"hello\"}");
    assertEquals(GAMMA.toString(), answer.path("servedModelRef").asText());
    assertEquals("flow_default", answer.at("/model/source").asText());
    assertEquals(List.of(GAMMA.modelId()), modelsAsked());
  }

  private static void assertArrived(ModelRef model, String source, JsonNode run) {
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    assertEquals(source, run.path("modelSource").asText());
    assertEquals(model.toString(), run.path("resolvedModelRef").asText());
    assertEquals(model.toString(), run.path("servedModelRef").asText());
    assertEquals(100, run.path("inputTokens").asInt());
    assertTrue(run.path("catalogUpdatedAt").asLong() > 0, run.toString());
    assertEquals(model.modelId(), modelsAsked().getLast());
  }

  private static List<String> modelsAsked() {
    return openCode.requests().stream().map(asked -> asked.model()).toList();
  }

  private static URI freeAddress() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }
}
