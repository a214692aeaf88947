package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowChoiceTextTest {
  private static final ModelRef GPT = ModelRef.of("openai/gpt-5");
  private static final ModelRef QWEN = ModelRef.of("ollama/qwen");
  private static final String TEXT =
      """
      {
        "modelManagement": {
          "flowDefaults": {
            "scheduledTasks": {
              "modelRef": "openai/gpt-5", // the good one
              "variant": "high",
              /* when the line is down */
              "fallbacks": ["ollama/qwen"],
              "policy": "strict", "onlyProviders": ["openai", "ollama"],
            },
            "heartbeat": "ollama/qwen",
          },
        },
      }
      """;

  @TempDir private Path folder;
  private Path path;
  private FlowDefaultsDocument file;

  @BeforeEach
  void write() throws IOException {
    path = folder.resolve("config.jsonc");
    Files.writeString(path, TEXT);
    file = new FlowDefaultsDocument(path);
  }

  @Test
  void readsAnObjectAndAReferenceBesideIt() {
    assertEquals(
        new ModelChoice(
            Optional.of(GPT),
            Optional.of("high"),
            List.of(QWEN),
            Policy.STRICT,
            List.of("openai", "ollama"),
            OnFailure.STOP),
        file.current().choice(Flow.SCHEDULED_TASKS));
    assertEquals(ModelChoice.of(Optional.of(QWEN)), file.current().choice(Flow.HEARTBEAT));
    assertEquals(ModelChoice.INHERIT, file.current().choice(Flow.WATCHDOG_FAILURES));
  }

  @Test
  void anotherModelTouchesThatKeyOnly() throws IOException {
    file.set(Flow.SCHEDULED_TASKS, Optional.of(ModelRef.of("openai/gpt-6")));
    assertEquals(TEXT.replace("openai/gpt-5", "openai/gpt-6"), Files.readString(path));
  }

  @Test
  void noModelTakesEffortAndFallbacksAwayAndLeavesPolicyAndFence() throws IOException {
    file.set(Flow.SCHEDULED_TASKS, Optional.empty());
    assertEquals(
        TEXT.replace("\"openai/gpt-5\"", "null")
            .replace("\"high\"", "null")
            .replace("[\"ollama/qwen\"]", "null"),
        Files.readString(path));
    ModelChoice left = new FlowDefaultsDocument(path).current().choice(Flow.SCHEDULED_TASKS);
    assertEquals(Policy.STRICT, left.policy());
    assertEquals(List.of("openai", "ollama"), left.onlyProviders());
  }

  @Test
  void moreThanAModelBecomesAnObjectWithoutWhatIsUsual() throws IOException {
    var choice =
        new ModelChoice(
            Optional.of(QWEN),
            Optional.empty(),
            List.of(GPT),
            Policy.STRICT,
            List.of(),
            OnFailure.STOP);
    file.change(defaults -> defaults.with(Flow.HEARTBEAT, choice));
    assertEquals(
        TEXT.replace(
            "\"heartbeat\": \"ollama/qwen\"",
            "\"heartbeat\": { \"modelRef\": \"ollama/qwen\", \"fallbacks\": [\"openai/gpt-5\"],"
                + " \"policy\": \"strict\" }"),
        Files.readString(path));
    assertEquals(choice, new FlowDefaultsDocument(path).current().choice(Flow.HEARTBEAT));
  }

  @Test
  void nothingChangesWhereTheStoredModelIsSetAgain() throws IOException {
    file.set(Flow.SCHEDULED_TASKS, Optional.of(GPT));
    assertEquals(TEXT, Files.readString(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"modelRef": "gpt"}                        | not a model reference
          {"modelRef": "a/b", "effort": "high"}      | there is no key "effort" here
          {"variant": "high"}                        | variant needs a modelRef
          {"fallbacks": ["a/b"]}                     | fallbacks needs a modelRef
          {"modelRef": "a/b", "fallbacks": "a/c"}    | not a list
          {"modelRef": "a/b", "fallbacks": ["a/b"]}  | names a model twice
          {"policy": "STRICT"}                       | write "prefer" or "strict"
          {"onFailure": "next"}                      | onFailure needs a modelRef beside it
          {"onFailure": "later"}                     | write "stop" or "next"
          {"onlyProviders": []}                      | names no provider
          {"onlyProviders": ["a/b"]}                 | not the id of a provider
          """)
  void namesWhatIsWrongAndWhere(String value, String problem) throws IOException {
    Files.writeString(
        path, "{\n\"modelManagement\": {\"flowDefaults\": {\n\"heartbeat\": " + value + "}}}");
    var broken = assertThrows(BrokenFileException.class, () -> new FlowDefaultsDocument(path));
    String first = broken.problems().get(0).toString();
    assertTrue(first.contains(problem) && first.contains("heartbeat"), first);
    assertTrue(first.startsWith("line 3"), first);
  }

  @Test
  void whatDiffersIsMergedIntoTheWholeChoice() {
    FlowDefaults before = file.current();
    FlowDefaults after = before.with(Flow.HEARTBEAT, Optional.of(GPT));
    assertEquals(after, before.withChange(before, after));
  }
}
