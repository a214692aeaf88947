package dev.otto.scheduler.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandInOpenCodeTest {
  private static final ModelRef MODEL = ModelRef.of("crossroads/alder/alder-3-nano:free");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private StandInOpenCode server;

  @BeforeEach
  void start() throws IOException {
    server = StandInOpenCode.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void offersHundredsOfModelsOfTenProviders() throws Exception {
    JsonNode catalog = get("/config/providers");
    assertEquals(10, catalog.path("providers").size());
    int models = 0;
    for (JsonNode provider : catalog.path("providers")) {
      models += provider.path("models").size();
    }
    assertEquals(645, models);
    assertEquals(StandInModels.GLOBAL_DEFAULT.toString(), get("/config").path("model").asText());
    assertTrue(
        StandInOpenCode.demoModels().stream()
            .map(Model::ref)
            .toList()
            .containsAll(List.of(MODEL, StandInModels.GLOBAL_DEFAULT)));
  }

  @Test
  void echoesThePromptAndNamesTheModel() throws Exception {
    JsonNode answer = prompt(session(), "hello");
    assertEquals("msg_1", answer.at("/info/parentID").asText());
    assertEquals(MODEL.modelId(), answer.at("/info/modelID").asText());
    assertEquals("[" + MODEL.modelId() + "] echo: hello", answer.at("/parts/1/text").asText());
  }

  @Test
  void countsTextsAndModels() throws Exception {
    String session = session();
    prompt(session, "one");
    prompt(session, "two");
    prompt(session, "two");
    ReceivedRequests asked = server.asked();
    assertEquals(Map.of("one", 1L, "two", 2L), asked.texts());
    assertEquals(Map.of(MODEL.toString(), 3L), asked.models());
    assertEquals(3, get("/__requests").path("prompts").asInt());
    assertEquals(0, send("DELETE", "/__requests", "").path("prompts").asInt());
  }

  @Test
  void anAbortEndsASlowPrompt() throws Exception {
    String session = session();
    var answer = client.sendAsync(request("POST", message(session), body("#garbage")), text());
    await().until(() -> server.asked().prompts() == 1);
    await()
        .until(
            () ->
                send("POST", "/session/" + session + "/abort", "{}").asBoolean()
                    && answer.isDone());
    assertEquals(
        "MessageAbortedError", json.readTree(answer.join().body()).at("/info/error/name").asText());
  }

  @Test
  void refusesAModelThatItDoesNotList() throws Exception {
    server.models(List.of(Model.named(ModelRef.of("fake/alpha")))).globalDefault(Optional.empty());
    assertEquals(500, status("POST", message(session()), body("hello")));
    assertFalse(get("/config").has("model"));
  }

  @Test
  void showsTheErrorOfAProviderWithStatus200() throws Exception {
    JsonNode answer = prompt(session(), "#status=429");
    assertEquals(429, answer.at("/info/error/data/statusCode").asInt());
    assertTrue(answer.at("/info/error/data/isRetryable").asBoolean());
  }

  @Test
  void answersUnknownPathsWithAPage() throws Exception {
    HttpResponse<String> answer = client.send(request("GET", "/nope", ""), text());
    assertEquals(200, answer.statusCode());
    assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/html"));
  }

  @Test
  void wantsThePassword() throws Exception {
    server.password("secret");
    assertEquals(401, status("GET", "/global/health", ""));
  }

  @Test
  void startsAgainOnTheSamePort() throws Exception {
    int port = server.port();
    get("/global/health");
    server.close();
    assertThrows(IOException.class, () -> get("/global/health"));
    server = StandInOpenCode.start(port);
    assertTrue(get("/global/health").path("healthy").asBoolean());
  }

  @Test
  void tellsListenersThatItWasDisposed() throws Exception {
    var lines = client.send(request("GET", "/global/event", ""), BodyHandlers.ofLines()).body();
    var seen = lines.filter(line -> line.contains("disposed"));
    var first = Thread.ofVirtual().start(() -> assertTrue(seen.findFirst().isPresent()));
    await().until(() -> send("POST", "/instance/dispose", "").asBoolean() && !first.isAlive());
  }

  private String session() throws Exception {
    return send("POST", "/session", "{\"title\":\"t\"}").path("id").asText();
  }

  private JsonNode prompt(String session, String text) throws Exception {
    return send("POST", message(session), body(text));
  }

  private static String message(String session) {
    return "/session/" + session + "/message";
  }

  private static String body(String text) {
    return """
        {"messageID":"msg_1","model":{"providerID":"%s","modelID":"%s"},
         "parts":[{"type":"text","text":"%s"}]}"""
        .formatted(MODEL.providerId(), MODEL.modelId(), text);
  }

  private JsonNode get(String path) throws Exception {
    return send("GET", path, "");
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    return json.readTree(client.send(request(method, path, body), text()).body());
  }

  private int status(String method, String path, String body) throws Exception {
    return client.send(request(method, path, body), text()).statusCode();
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(server.url().resolve(path))
        .timeout(Duration.ofSeconds(20))
        .method(method, BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString();
  }
}
