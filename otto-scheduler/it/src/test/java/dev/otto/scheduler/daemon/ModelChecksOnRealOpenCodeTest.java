package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.GONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.opencode.FakeProvider.Asked;
import dev.otto.scheduler.opencode.RealOpenCode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a model answers, as the provider behind a real OpenCode lets one see it. */
class ModelChecksOnRealOpenCodeTest extends OnRealOpenCode {
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void addAProviderThatIsNotThere() throws Exception {
    openCode.addChoices(Map.of());
    reload();
    // A first prompt that is aborted while OpenCode loads its provider spoils those after it.
    check(ALPHA, 60);
  }

  private static JsonNode check(ModelRef model, int seconds) {
    String body = "{\"modelRefs\":[\"%s\"],\"timeoutSeconds\":%d}".formatted(model, seconds);
    return otto.call(200, "POST", "/external/models/check", body).at("/checks/0");
  }

  @Test
  void aModelThatAnswersSaysHowSoonAndForHowMuch() throws Exception {
    openCode.steer(ALPHA, "#silence=1000");
    JsonNode check = check(ALPHA, 60);
    assertTrue(check.path("answers").booleanValue(), check.toString());
    assertEquals(ALPHA.toString(), check.path("servedModelRef").textValue());
    long took = check.path("tookMs").longValue();
    assertTrue(took >= 1_000, check.toString());
    assertTrue(check.path("firstTokenMs").isIntegralNumber(), check.toString());
    assertTrue(check.path("firstTokenMs").longValue() <= took - 900, check.toString());
    assertEquals(100, check.path("inputTokens").longValue());
    assertEquals(10, check.path("outputTokens").longValue());
    assertTrue(check.path("costUsd").doubleValue() > 0, check.toString());
    assertTrue(check.path("usageComplete").booleanValue(), check.toString());
    assertEquals(1, openCode.requests().size());
    Asked asked = openCode.requests().getFirst();
    assertTrue(asked.tools().isEmpty(), asked.toString());
    assertNothingLeft();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          provider_unauthorized | #status=401                | does not take its key; check it in
          provider_rejected     | #status=402                | requires payment (status 402); top
          provider_rejected     | #status=404                | does not know the model (status 404)
          provider_rejected     | #status=429 #retry-after=1 | is limiting requests (status 429)
          provider_unreachable  | #status=503 #retry-after=1 | failed (status 503); try again later
          timeout               | #delay=600000              | within 4 s, so the prompt was aborted; give
          limit_exceeded        | #garbage                   | sent nothing that OpenCode can read; check its address
          empty_answer          | #empty                     | returned an empty answer; try again
          """)
  void whatIsWrongIsSaidWithWhatToDo(String error, String words, String sentence) throws Exception {
    openCode.steer(ALPHA, words);
    JsonNode check = check(ALPHA, error.equals("timeout") ? 4 : 60);
    assertRefused(check, error, sentence);
    assertNothingLeft();
  }

  /** OpenCode tries for about a minute; a check waits for its last word. */
  @Test
  void aProviderThatIsDownIsSaid() throws Exception {
    assertRefused(check(GONE, 90), "provider_unreachable", "could not be reached");
    assertNothingLeft();
  }

  private static void assertRefused(JsonNode check, String error, String sentence) {
    assertEquals(error, check.path("error").textValue(), check.toString());
    assertTrue(check.path("message").textValue().contains(sentence), check.toString());
    assertFalse(check.path("answers").booleanValue(), check.toString());
    for (String key : RealOpenCode.PLANTED_KEYS) {
      assertFalse(check.toString().contains(key), check.toString());
    }
  }

  /** Neither a session, nor work in one, nor a request for permission. */
  private static void assertNothingLeft() throws Exception {
    assertEquals("[]", askOpenCode("/session").toString());
    assertEquals("{}", askOpenCode("/session/status").toString());
    assertEquals("[]", askOpenCode("/permission").toString());
  }

  private static JsonNode askOpenCode(String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(openCode.url().resolve(path)).build();
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }
  }
}
