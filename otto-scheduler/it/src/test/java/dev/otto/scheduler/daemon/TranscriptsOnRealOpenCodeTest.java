package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.ToolPrompt.SEARCH;
import static dev.otto.scheduler.opencode.ToolPrompt.bash;
import static dev.otto.scheduler.opencode.ToolPrompt.read;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What was said and done, as the real OpenCode tells it. */
@WithRealOpenCode
@ParameterizedClass
@MethodSource("dev.otto.scheduler.opencode.RealOpenCode#binaries")
class TranscriptsOnRealOpenCodeTest {
  @Parameter Path binary;

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;

  @BeforeParameterizedClassInvocation
  static void start(Path binary) throws Exception {
    openCode = RealOpenCode.start(Files.createTempDirectory(folder, "opencode"), binary);
    Path home = Files.createTempDirectory(folder, "otto");
    String config = "{\"runs\":{\"transcriptDays\":1,\"transcriptTools\":true}}";
    otto = OttoOnOpenCode.configured(home, openCode, config);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    otto.close();
    openCode.close();
  }

  private static JsonNode entries(JsonNode run) {
    JsonNode transcript = otto.get("/external/runs/" + run.path("id").asText() + "/transcript");
    assertFalse(transcript.path("truncated").asBoolean(), transcript.toString());
    return transcript.path("entries");
  }

  @Test
  void aToolIsThereWithWhatItWasGivenAndReturned() {
    JsonNode entries = entries(otto.run(otto.job(bash("echo porc''upines"))));
    assertEquals(List.of("tool", "text"), entries.findValuesAsText("kind"), entries.toString());
    JsonNode tool = entries.at("/0/tool");
    assertEquals("bash", tool.path("name").asText());
    assertEquals("completed", tool.path("status").asText());
    assertEquals(
        "{\"command\":\"echo porc''upines\",\"description\":\"d\"}", tool.path("input").asText());
    assertTrue(tool.path("output").asText().contains("porcupines"), tool.toString());
    assertEquals("build", entries.at("/0/agent").asText(), entries.toString());
    assertEquals(ALPHA.toString(), entries.at("/1/modelRef").asText(), entries.toString());
  }

  @Test
  void aSubagentFollowsItsCallWithItsOwnModel() {
    JsonNode entries = entries(otto.run(otto.job(task("helper", SEARCH))));
    assertEquals(
        List.of("tool", "prompt", "tool", "text", "text"),
        entries.findValuesAsText("kind"),
        entries.toString());
    assertEquals("[0, 1, 1, 1, 0]", entries.findValues("depth").toString());
    assertEquals("task", entries.at("/0/tool/name").asText());
    assertEquals(SEARCH, entries.at("/1/text").asText());
    assertEquals(BETA.toString(), entries.at("/2/modelRef").asText(), entries.toString());
    assertEquals("helper", entries.at("/2/agent").asText(), entries.toString());
  }

  @Test
  void whatACallAskedFollowsItWithTheAnswer() throws Exception {
    Path outside = Files.createTempDirectory(folder, "outside").resolve("file.txt");
    Files.writeString(outside, "porcupines");
    ObjectNode job = otto.job(read(outside));
    for (String answer : List.of("reject", "allow")) {
      job.withObject("/payload").put("permissions", answer);
      JsonNode entries = entries(otto.run(job));
      assertEquals(
          List.of("tool", "permission", "text"),
          entries.findValuesAsText("kind"),
          entries.toString());
      JsonNode asked = entries.at("/1/tool");
      assertEquals("external_directory", asked.path("name").asText(), entries.toString());
      assertEquals(answer.equals("allow") ? "once" : "reject", asked.path("status").asText());
      assertTrue(asked.path("input").asText().contains("outside"), entries.toString());
    }
    job.withObject("/payload").put("prompt", task("helper", read(outside)));
    JsonNode entries = entries(otto.run(job));
    assertEquals(
        List.of("tool", "prompt", "tool", "permission", "text", "text"),
        entries.findValuesAsText("kind"),
        entries.toString());
    assertEquals(1, entries.at("/3/depth").asInt(), entries.toString());
  }

  @Test
  void aFailedRunHasItsStepsAndTheFailureInOttosWords() {
    JsonNode entries = entries(otto.run(otto.job("#after-status=400 " + SEARCH)));
    assertEquals(List.of("tool", "error"), entries.findValuesAsText("kind"), entries.toString());
    assertTrue(entries.at("/1/text").asText().contains("rejected the prompt"), entries.toString());
  }

  @Test
  void soHasOneThatTookTooLong() {
    ObjectNode job = otto.job("#after-delay=600000 " + SEARCH);
    job.withObject("/payload").put("timeoutSeconds", 6);
    JsonNode run = otto.run(job);
    assertEquals("timeout", run.path("errorCode").asText(), run.toString());
    assertEquals("glob", entries(run).at("/0/tool/name").asText());
  }
}
