package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.Modalities;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All that a flow asks for, beside the four references that clients of old know. */
class FlowChoicesRoutesTest extends ModelApiTest {
  private static final String PATH = "/external/models/defaults";
  private static final String THINKING = "openai/o9";
  private static final String OPENAI_ONLY = "{\"onlyProviders\":[\"openai\"]}";
  private static final String CHOICE =
      "{\"modelRef\":\"openai/o9\",\"variant\":\"high\",\"fallbacks\":[\"openai/gpt-5\"],"
          + "\"policy\":\"strict\",\"onlyProviders\":[\"openai\",\"openrouter\"]}";

  @BeforeEach
  void setAChoice() throws Exception {
    backend.models =
        List.of(
            Model.named(GPT),
            Model.named(SONNET),
            thinking(THINKING, "low", "high"),
            thinking("openai/o8", "high"));
    expect(200, "POST", "/external/models/refresh", "");
    expect(200, "PATCH", PATH, choices("scheduledTasks", CHOICE));
  }

  private static Model thinking(String ref, String... variants) {
    return new Model(
        ModelRef.of(ref),
        "Thinking",
        Model.Limits.UNKNOWN,
        Model.Prices.UNKNOWN,
        new Model.Abilities(true, true, List.of(variants), Modalities.TEXT_ONLY),
        Optional.empty(),
        Optional.empty());
  }

  private static String choices(String flow, String choice) {
    return "{\"flowChoices\":{\"" + flow + "\":" + choice + "}}";
  }

  private JsonNode choice() throws Exception {
    return get(PATH).at("/flowChoices/scheduledTasks");
  }

  @Test
  void aChoiceIsGivenBackAsItWasSetAndItsModelStandsAmongTheFour() throws Exception {
    assertEquals(CHOICE, choice().toString());
    assertEquals(THINKING, get(PATH).at("/flowDefaults/scheduledTasks").textValue());
    JsonNode model = get("/external/models/resolve?flow=scheduledTasks");
    assertEquals("high", model.path("variant").textValue());
  }

  @Test
  void aPutOfWhatWasReadChangesNothing() throws Exception {
    String file = Files.readString(config);
    expect(200, "PUT", PATH, get(PATH).toString());
    assertEquals(file, Files.readString(config));
  }

  @Test
  void anOldClientsGetAndPutKeepsTheFence() throws Exception {
    String old = "{\"flowDefaults\":" + get(PATH).path("flowDefaults") + "}";
    expect(200, "PUT", PATH, old);
    assertEquals(CHOICE, choice().toString());
    expect(200, "PUT", PATH, old.replace("\"" + THINKING + "\"", "null"));
    assertEquals(
        "{\"policy\":\"strict\",\"onlyProviders\":[\"openai\",\"openrouter\"]}",
        choice().toString());
  }

  @Test
  void anotherModelInTheOldFieldsKeepsTheEffortThatItHas() throws Exception {
    expect(200, "PATCH", PATH, defaults("scheduledTasks", "\"openai/o8\""));
    assertEquals("high", choice().path("variant").textValue());
    JsonNode answer = expect(200, "PATCH", PATH, defaults("scheduledTasks", "\"" + SONNET + "\""));
    assertEquals(
        "variant \"high\" was dropped: " + SONNET + " does not have it",
        answer.at("/warnings/0").textValue());
    assertFalse(choice().has("variant"), choice().toString());
    assertTrue(choice().has("fallbacks") && choice().has("onlyProviders"), choice().toString());
  }

  @Test
  void nullLeavesAFlowNoMoreThanItsModel() throws Exception {
    expect(200, "PATCH", PATH, choices("scheduledTasks", "null"));
    assertFalse(get(PATH).has("flowChoices"), get(PATH).toString());
    assertEquals(THINKING, get(PATH).at("/flowDefaults/scheduledTasks").textValue());
  }

  @Test
  void theTagCoversTheChoices() throws Exception {
    String before = send(request(PATH)).headers().firstValue("ETag").orElseThrow();
    expect(200, "PATCH", PATH, choices("scheduledTasks", "{\"modelRef\":\"" + THINKING + "\"}"));
    String after = send(request(PATH)).headers().firstValue("ETag").orElseThrow();
    assertNotEquals(before, after);
    var late =
        request(PATH).header("If-Match", before).method("PATCH", BodyPublishers.ofString(CHOICE));
    assertEquals(400, send(late).statusCode(), "the body comes first");
    var stale =
        request(PATH)
            .header("If-Match", before)
            .method("PATCH", BodyPublishers.ofString(choices("scheduledTasks", CHOICE)));
    assertEquals(412, send(stale).statusCode());
  }

  @Test
  void twoNewModelsForOneFlowAreRefused() throws Exception {
    String both =
        "{\"flowDefaults\":{\"heartbeat\":\"openai/gpt-5\"},"
            + "\"flowChoices\":{\"heartbeat\":{\"modelRef\":\"openai/o9\"}}}";
    JsonNode error = expect(400, "PATCH", PATH, both);
    assertEquals("flowChoices.heartbeat.modelRef", error.at("/details/0/path").textValue());
  }

  @Test
  void aFenceThatLeavesNothingToJobsIsRefusedAndNamesThem() throws Exception {
    var own = new LinkedHashMap<String, List<String>>();
    List.of("a", "b", "c", "d", "e").forEach(id -> own.put(id, List.of("anthropic")));
    own.put("fine", List.of("anthropic", "openai"));
    fences = own;
    String before = Files.readString(config);
    JsonNode error = expect(400, "PATCH", PATH, choices("heartbeat", OPENAI_ONLY));
    assertEquals("flowChoices.heartbeat.onlyProviders", error.at("/details/0/path").textValue());
    assertEquals(
        "openai has no provider in common with what these jobs allow: a, b, c and 2 more; change"
            + " those first",
        error.path("message").textValue());
    assertEquals(before, Files.readString(config));

    fences = Map.of("a", List.of("anthropic"));
    assertTrue(
        expect(400, "PATCH", PATH, choices("heartbeat", OPENAI_ONLY))
            .path("message")
            .textValue()
            .endsWith("allow: a; change those first"));
    fences = Map.of("fine", List.of("anthropic", "openai"));
    expect(200, "PATCH", PATH, choices("heartbeat", OPENAI_ONLY));
    fences = own;
    expect(
        200,
        "PATCH",
        PATH,
        choices("heartbeat", "{\"modelRef\":\"openai/gpt-5\",\"onlyProviders\":[\"openai\"]}"));
  }

  @Test
  void theAssistantTakesNoNextModel() throws Exception {
    String next = "{\"modelRef\":\"openai/o9\",\"onFailure\":\"next\"}";
    JsonNode error = expect(400, "PATCH", PATH, choices("interactiveAssistant", next));
    assertEquals(
        "flowChoices.interactiveAssistant.onFailure", error.at("/details/0/path").textValue());
    assertTrue(error.path("message").textValue().contains("leave onFailure out"), error.toString());
    expect(200, "PATCH", PATH, choices("heartbeat", next));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"modelRef\":\"openai/o9\",\"variant\":\"max\"} | .variant | it has low, high",
        "{\"modelRef\":\"openai/gpt-5\",\"variant\":\"high\"} | .variant | it has none",
        "{\"variant\":\"high\"} | '' | variant needs a modelRef",
        "{\"fallbacks\":[\"openai/o9\"]} | '' | fallbacks needs a modelRef",
        "{\"modelRef\":\"openai/o9\",\"fallbacks\":[\"openai/o7\"]} | .fallbacks | no model",
        "{\"onlyProviders\":[]} | .onlyProviders | names no provider",
        "{\"policy\":\"stern\"} | .policy | \"prefer\" or \"strict\"",
        "{\"effort\":\"high\"} | .effort | the keys are modelRef",
        "\"openai/o9\" | '' | must be an object"
      })
  void refusesWhatMakesNoSense(String choice, String path, String words) throws Exception {
    String before = Files.readString(config);
    JsonNode error = expect(400, "PATCH", PATH, choices("heartbeat", choice));
    assertEquals("flowChoices.heartbeat" + path, error.at("/details/0/path").textValue());
    assertTrue(error.path("message").textValue().contains(words), error.toString());
    assertEquals(before, Files.readString(config));
  }
}
