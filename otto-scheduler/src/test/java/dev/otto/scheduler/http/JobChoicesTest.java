package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.scheduler.http.Asked.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What a job says of its model beside its name: kept, checked, and cleared by what clears it. */
@TestInstance(Lifecycle.PER_CLASS)
class JobChoicesTest {
  private static final String THINKING = "alder/alder-4-large";
  private static final String FAST = "alder/alder-4-nano";
  private static final String OTHER = "basalt/basalt-4-large";
  private static final String JOB = AskedOtto.JOBS + "/job";

  private AskedOtto otto;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    otto = AskedOtto.start(home);
    otto.send("POST", AskedOtto.JOBS, AskedOtto.job("job", "\"cadenceMinutes\":600"));
  }

  @AfterAll
  void stop() {
    otto.close();
  }

  @BeforeEach
  void choose() throws Exception {
    patch(
        200,
        """
        {"modelRef":null,"policy":null,"onlyProviders":null}
        """);
    patch(
        200,
        """
        {"modelRef":"%s","variant":"high","fallbacks":["%s","%s"],"policy":"strict",
         "onlyProviders":["alder","basalt"]}
        """
            .formatted(THINKING, FAST, OTHER));
  }

  private JsonNode patch(int status, String body) throws Exception {
    Reply reply = otto.send("PATCH", JOB, body);
    assertEquals(status, reply.answer().statusCode(), reply.answer().body());
    return json(reply);
  }

  private static JsonNode json(Reply reply) throws Exception {
    return new ObjectMapper().readTree(reply.answer().body());
  }

  private JsonNode job() throws Exception {
    return json(otto.get(JOB)).path("job");
  }

  private static void refuses(JsonNode answer, String path, String words) {
    assertEquals("invalid_request", answer.path("error").asText(), answer.toString());
    assertEquals(path, answer.at("/details/0/path").asText(), answer.toString());
    assertTrue(answer.path("message").asText().contains(words), answer.toString());
  }

  @Test
  void aJobGivesItsChoiceBackAsItWasSet() throws Exception {
    JsonNode job = job();
    assertEquals("high", job.path("variant").asText());
    assertEquals("[\"" + FAST + "\",\"" + OTHER + "\"]", job.path("fallbacks").toString());
    assertEquals("strict", job.path("policy").asText());
    assertEquals("[\"alder\",\"basalt\"]", job.path("onlyProviders").toString());
    assertEquals("high", job.at("/effectiveModel/variant").asText());
  }

  @Test
  void aJobThatSetsNothingNewHasNoneOfTheNewKeys() throws Exception {
    JsonNode job = json(otto.get(AskedOtto.JOBS + "/there")).path("job");
    for (String key : new String[] {"variant", "fallbacks", "policy", "onlyProviders"}) {
      assertFalse(job.has(key), key);
    }
    JsonNode model = job.path("effectiveModel");
    assertFalse(model.has("variant") || model.has("droppedVariant"), model.toString());
  }

  @Test
  void theSameModelChangesNothing() throws Exception {
    patch(200, "{\"modelRef\":\"" + THINKING + "\"}");
    assertEquals("high", job().path("variant").asText());
    assertEquals(2, job().path("fallbacks").size());
  }

  @Test
  void aClearedModelTakesItsEffortAndFallbacksAndLeavesPolicyAndFence() throws Exception {
    patch(200, "{\"modelRef\":null}");
    JsonNode job = job();
    assertFalse(job.has("variant") || job.has("fallbacks"), job.toString());
    assertEquals("strict", job.path("policy").asText());
    assertEquals(2, job.path("onlyProviders").size());
  }

  @Test
  void anotherModelWithoutTheEffortDropsItWithAWarning() throws Exception {
    JsonNode answer = patch(200, "{\"modelRef\":\"" + FAST + "\"}");
    assertEquals(
        "variant \"high\" was dropped: " + FAST + " does not have it",
        answer.at("/warnings/0").asText(),
        answer.toString());
    JsonNode job = job();
    assertFalse(job.has("variant"), job.toString());
    assertEquals("[\"" + OTHER + "\"]", job.path("fallbacks").toString());
  }

  @Test
  void anotherModelWithTheEffortKeepsIt() throws Exception {
    patch(200, "{\"modelRef\":\"alder/alder-4.5-large\"}");
    assertEquals("high", job().path("variant").asText());
  }

  @Test
  void anUnknownEffortIsRefusedWithThoseThereAre() throws Exception {
    refuses(patch(400, "{\"variant\":\"extreme\"}"), "variant", "it has low, medium, high");
    refuses(
        patch(400, "{\"modelRef\":\"" + FAST + "\",\"variant\":\"high\"}"),
        "variant",
        "it has none");
  }

  @Test
  void effortAndFallbacksNeedAModel() throws Exception {
    refuses(patch(400, "{\"modelRef\":null,\"variant\":\"high\"}"), "modelRef", "variant needs");
    refuses(
        patch(400, "{\"modelRef\":null,\"fallbacks\":[\"" + OTHER + "\"]}"),
        "modelRef",
        "fallbacks needs");
  }

  @Test
  void aFallbackThatTheCatalogLacksIsRefused() throws Exception {
    JsonNode answer = patch(400, "{\"fallbacks\":[\"alder/alder-4-larg\"]}");
    assertEquals("unknown_model", answer.path("error").asText());
    assertEquals("fallbacks", answer.at("/details/0/path").asText());
  }

  @Test
  void aFenceThatNamesNothingAndAnUnknownPolicyAreRefused() throws Exception {
    refuses(patch(400, "{\"onlyProviders\":[]}"), "onlyProviders", "names no provider");
    refuses(patch(400, "{\"policy\":\"firm\"}"), "policy", "\"prefer\" or \"strict\"");
  }

  @Test
  void aDryRunTellsWhatWouldBeUsed() throws Exception {
    Reply reply = otto.send("PATCH", JOB + "?dryRun=true", "{\"onlyProviders\":[\"basalt\"]}");
    JsonNode model = json(reply).path("effectiveModel");
    assertEquals("fallback_chain", model.path("source").asText(), reply.answer().body());
    assertEquals("outside_fence", model.at("/steps/0/outcome").asText(), reply.answer().body());
    assertEquals(2, job().path("onlyProviders").size());
  }

  @Test
  void whoeverReadAnotherChoiceDoesNotOverwriteIt() throws Exception {
    String tag = otto.get(JOB).header("ETag");
    patch(200, "{\"policy\":null}");
    Reply late = otto.with("If-Match", tag, "PATCH", JOB, "{\"profileId\":null}");
    assertEquals(412, late.answer().statusCode(), late.answer().body());
  }
}
