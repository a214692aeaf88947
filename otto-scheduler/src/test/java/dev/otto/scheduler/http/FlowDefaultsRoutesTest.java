package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowDefaultsRoutesTest extends ModelApiTest {
  @Test
  void changesDefaultsAtOnceInFileAndResolution() throws Exception {
    assertEquals(
        "{\"flowDefaults\":{\"interactiveAssistant\":null,\"scheduledTasks\":null,"
            + "\"heartbeat\":null,\"watchdogFailures\":null}}",
        get("/external/models/defaults").toString());
    var changed =
        expect(
            200,
            "PATCH",
            "/external/models/defaults",
            defaults("scheduledTasks", "\" openrouter/anthropic/claude-sonnet-4.5 \""));
    assertEquals(SONNET.toString(), changed.at("/flowDefaults/scheduledTasks").textValue());
    var resolved = get("/external/models/resolve?flow=scheduledTasks");
    assertEquals("openrouter", resolved.path("providerId").textValue());
    assertEquals("anthropic/claude-sonnet-4.5", resolved.path("modelId").textValue());
    assertEquals("flow_default", resolved.path("source").textValue());
    String file = Files.readString(config);
    assertTrue(file.startsWith("{ // mine\n") && file.contains(SONNET.toString()), file);
    expect(200, "PATCH", "/external/models/defaults", defaults("scheduledTasks", "null"));
    assertEquals(
        "global_default",
        get("/external/models/resolve?flow=scheduledTasks").path("source").textValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scheduledTask | \"openai/gpt-5\" | 400 | invalid_request",
        "heartbeat | \"gpt-5\" | 400 | invalid_request",
        "heartbeat | \"inherit\" | 400 | invalid_request",
        "heartbeat | 5 | 400 | invalid_request",
        "heartbeat | \"openai/gpt-4\" | 400 | unknown_model",
        "heartbeat | \"openai/whisper\" | 422 | unsuitable_model"
      })
  void refusesDefaultsThatCannotBe(String flow, String model, int status, String code)
      throws Exception {
    String before = Files.readString(config);
    var error = expect(status, "PATCH", "/external/models/defaults", defaults(flow, model));
    assertEquals(code, error.path("error").textValue());
    assertEquals("flowDefaults." + flow, error.at("/details/0/path").textValue());
    assertEquals(before, Files.readString(config));
  }

  @Test
  void namesTheNearestOfAnUnknownModelButTakesItWhereAllowed() throws Exception {
    String wish = defaults("heartbeat", "\"openai/gpt-4\"");
    var error = expect(400, "PATCH", "/external/models/defaults", wish);
    assertTrue(error.path("message").textValue().contains("openai/gpt-5"));
    expect(200, "PATCH", "/external/models/defaults?allowUnavailable=true", wish);
    var resolved = get("/external/models/resolve?flow=heartbeat");
    assertEquals("fallback_global_default", resolved.path("source").textValue());
    assertTrue(resolved.path("fallback").booleanValue());
    // What stays as it is need not be in the catalog.
    expect(
        200, "PATCH", "/external/models/defaults", defaults("scheduledTasks", "\"openai/gpt-5\""));
  }

  @Test
  void putNeedsAllFour() throws Exception {
    var error = expect(400, "PUT", "/external/models/defaults", defaults("heartbeat", "null"));
    assertEquals(3, error.path("details").size());
    expect(
        200,
        "PUT",
        "/external/models/defaults",
        "{\"flowDefaults\":{\"interactiveAssistant\":\"openai/gpt-5\",\"scheduledTasks\":null,"
            + "\"heartbeat\":null,\"watchdogFailures\":null}}");
    expect(400, "PUT", "/external/models/defaults", "");
    expect(400, "PATCH", "/external/models/defaults", "{\"flowDefault\":{}}");
  }

  @Test
  void putWithoutHeartbeatKeepsItAsItIs() throws Exception {
    expect(200, "PATCH", "/external/models/defaults", defaults("heartbeat", "\"openai/gpt-5\""));
    var answer =
        expect(
            200,
            "PUT",
            "/external/models/defaults",
            "{\"flowDefaults\":{\"interactiveAssistant\":null,\"scheduledTasks\":\"openai/gpt-5\","
                + "\"watchdogFailures\":null}}");
    assertEquals("openai/gpt-5", answer.at("/flowDefaults/heartbeat").textValue());
    assertEquals("openai/gpt-5", answer.at("/flowDefaults/scheduledTasks").textValue());
  }

  @Test
  void refusesAChangeOfWhatSomebodyElseChanged() throws Exception {
    String tag =
        send(request("/external/models/defaults")).headers().firstValue("ETag").orElseThrow();
    String wish = defaults("heartbeat", "\"openai/gpt-5\"");
    var first =
        send(
            request("/external/models/defaults")
                .header("If-Match", tag)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(wish)));
    assertEquals(200, first.statusCode());
    var second =
        send(
            request("/external/models/defaults")
                .header("If-Match", tag)
                .method(
                    "PATCH", HttpRequest.BodyPublishers.ofString(defaults("heartbeat", "null"))));
    assertEquals(412, second.statusCode());
    assertEquals(
        first.headers().firstValue("ETag").orElseThrow(),
        second.headers().firstValue("ETag").orElseThrow());
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    String before = Files.readString(config);
    var answer =
        expect(
            200,
            "PATCH",
            "/external/models/defaults?dryRun=true",
            defaults("heartbeat", "\"openai/gpt-5\""));
    assertEquals("openai/gpt-5", answer.at("/flowDefaults/heartbeat").textValue());
    assertEquals(before, Files.readString(config));
    assertTrue(get("/external/models/defaults").at("/flowDefaults/heartbeat").isNull());
    assertEquals(0, get("/external/audit").path("entries").size());
  }

  @Test
  void auditsEachChangeWithActorAndSurface() throws Exception {
    send(
        request("/external/models/defaults")
            .header("X-Otto-Client", "ottoctl/1.0")
            .method(
                "PATCH",
                HttpRequest.BodyPublishers.ofString(defaults("heartbeat", "\"openai/gpt-5\""))));
    expect(200, "POST", "/external/models/refresh", "");
    var entries = get("/external/audit").path("entries");
    assertEquals("catalog.refresh", entries.get(0).path("action").textValue());
    assertEquals("rest", entries.get(0).path("surface").textValue());
    var change = entries.get(1);
    assertEquals("flow_defaults.change", change.path("action").textValue());
    assertEquals("cli", change.path("surface").textValue());
    assertEquals("heartbeat", change.path("target").textValue());
    assertEquals("done", change.path("outcome").textValue());
    assertTrue(change.path("after").textValue().contains("\"heartbeat\":\"openai/gpt-5\""));
    assertEquals(1, get("/external/audit?limit=1").path("entries").size());
    assertEquals(1, get("/external/audit?before=2").path("entries").size());
    expect(400, "GET", "/external/audit?limit=0", "");
  }
}
