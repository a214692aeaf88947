package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same choice from each surface: JMX as JConsole uses it, ottoctl, the web form, REST. */
class SameChoiceTest {
  private static final String MODEL = "alder/alder-4.5-large";
  private static final String SECOND = "basalt/basalt-4-mini";
  private static final String THIRD = "cirrus/cirrus-4-mini";
  private static final String JOB = "triage";
  private static final String[] OPTIONS = {
    "--variant",
    "high",
    "--fallback",
    SECOND,
    "--fallback",
    THIRD,
    "--strict",
    "--only-provider",
    "alder",
    "--only-provider",
    "basalt",
    "--on-failure",
    "next"
  };
  private static final String LINE =
      MODEL
          + " variant=high fallbacks="
          + SECOND
          + ","
          + THIRD
          + " policy=strict onlyProviders=alder,basalt onFailure=next";
  private static final String[] FORM = {
    "modelRef", MODEL,
    "variant", "high",
    "fallbacks", SECOND,
    "fallbacks", THIRD,
    "policy", "strict",
    "onlyProviders", "alder",
    "onlyProviders", "basalt",
    "onFailure", "next"
  };
  private static final String JSON =
      """
      {"modelRef": "%s", "variant": "high", "fallbacks": ["%s", "%s"], "policy": "strict",
       "onlyProviders": ["alder", "basalt"], "onFailure": "next"}
      """
          .formatted(MODEL, SECOND, THIRD);

  private static Daemon daemon;
  private static HttpClient http;
  private static Browsing browser;

  /** A way in. */
  private interface Setting {
    void set() throws Exception;
  }

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
    http = HttpClient.newHttpClient();
    browser = Browsing.loggedIn(daemon.otto.controlPlane().orElseThrow().address(), token());
    daemon.task(JOB, "Sort my inbox.");
  }

  @AfterAll
  static void stop() {
    browser.close();
    http.close();
    daemon.close();
  }

  private static String token() throws Exception {
    return Files.readString(daemon.otto.paths().token()).strip();
  }

  @Test
  void ofAJobIsOneValueAndFourEntriesOfTheAudit() throws Exception {
    var beans = ManagementFactory.getPlatformMBeanServer();
    var ways = new LinkedHashMap<String, Setting>();
    ways.put(
        "jmx",
        () ->
            beans.invoke(
                bean("JobModels"),
                "setChoice",
                new Object[] {JOB, LINE},
                new String[] {String.class.getName(), String.class.getName()}));
    ways.put("cli", () -> daemon.run(with("task", "set-model", JOB, MODEL)).ok());
    ways.put("web", () -> browser.fillIn("/jobs/" + JOB + "/edit", jobForm()));
    ways.put("rest", () -> send("PATCH", "/external/jobs/" + JOB, JSON));

    var seen = new LinkedHashMap<String, JsonElement>();
    for (Map.Entry<String, Setting> way : ways.entrySet()) {
      var unused =
          daemon
              .otto
              .jobs()
              .update(JOB, JobFields.choiceOf(ModelChoice.INHERIT), Order.by(Actor.fileEdit()));
      way.getValue().set();
      seen.put(way.getKey(), choiceOfJob());
    }

    assertAllAre(JsonParser.parseString(JSON), seen);
    assertEquals(List.copyOf(ways.keySet()), surfaces("job.update"));
  }

  @Test
  void ofAFlowIsOneValueAndFourEntriesOfTheAudit() throws Exception {
    var beans = ManagementFactory.getPlatformMBeanServer();
    String flow = Flow.HEARTBEAT.key();
    var ways = new LinkedHashMap<String, Setting>();
    ways.put(
        "jmx",
        () -> beans.setAttribute(bean("FlowDefaults"), new Attribute("HeartbeatChoice", LINE)));
    ways.put("cli", () -> daemon.run(with("model", "defaults", "set", flow, MODEL)).ok());
    ways.put("web", () -> browser.fillIn("/models/flows/" + flow, FORM));
    ways.put(
        "rest",
        () ->
            send(
                "PATCH",
                "/external/models/defaults",
                "{\"flowChoices\":{\"" + flow + "\":" + JSON + "}}"));

    var seen = new LinkedHashMap<String, JsonElement>();
    for (Map.Entry<String, Setting> way : ways.entrySet()) {
      var unused =
          daemon
              .otto
              .flowDefaults()
              .change(
                  Actor.fileEdit(), FlowDefaultsUpdate.set(Flow.HEARTBEAT, ModelChoice.INHERIT));
      way.getValue().set();
      JsonObject defaults = send("GET", "/external/models/defaults", "");
      assertEquals(MODEL, defaults.getAsJsonObject("flowDefaults").get(flow).getAsString());
      seen.put(way.getKey(), defaults.getAsJsonObject("flowChoices").get(flow));
    }

    assertAllAre(JsonParser.parseString(JSON), seen);
    assertEquals(List.copyOf(ways.keySet()), surfaces("flow_defaults.change"));
  }

  private static void assertAllAre(JsonElement expected, Map<String, JsonElement> seen) {
    seen.forEach((way, choice) -> assertEquals(expected, choice, "set by " + way));
  }

  private static ObjectName bean(String type) throws Exception {
    return new ObjectName("dev.otto:type=" + type + ",scheduler=otto");
  }

  private static String[] with(String... first) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(OPTIONS));
    return all.toArray(String[]::new);
  }

  /** All that the form of the job holds. */
  private static String[] jobForm() {
    var all = new ArrayList<>(List.of(FORM));
    all.addAll(List.of("prompt", "Sort my inbox.", "type", "prompt"));
    all.addAll(List.of("schedule", "cron", "cron", "0 7 1 1 *", "timeZone", "UTC"));
    return all.toArray(String[]::new);
  }

  private static JsonObject choiceOfJob() throws Exception {
    JsonObject job = send("GET", "/external/jobs/" + JOB, "").getAsJsonObject("job");
    var choice = new JsonObject();
    JsonParser.parseString(JSON)
        .getAsJsonObject()
        .keySet()
        .forEach(key -> choice.add(key, job.get(key)));
    return choice;
  }

  /** Returns the surfaces of the entries that set the choice, the oldest first. */
  private static List<String> surfaces(String action) throws Exception {
    JsonObject page = send("GET", "/external/audit?limit=50", "");
    return page.getAsJsonArray("entries").asList().reversed().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(entry -> entry.get("action").getAsString().equals(action))
        .filter(entry -> !entry.get("surface").getAsString().equals("file"))
        .peek(entry -> assertNotEquals("", entry.get("actor").getAsString()))
        .map(entry -> entry.get("surface").getAsString())
        .toList();
  }

  private static JsonObject send(String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(daemon.otto.address() + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }
}
