package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a whole daemon, as a scraper reads them. */
class MetricsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String JOBS_OWN = "basalt/basalt-4-mini";
  private static final String GONE = "openai/gone";

  private StandInOpenCode openCode;
  private Otto otto;
  private String globalDefault;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    openCode = StandInOpenCode.start();
    otto = Otto.start(OttoOnOpenCode.environment(home, openCode.url()));
    globalDefault = otto.models().catalog().snapshot().globalDefault().orElseThrow().toString();
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
  }

  @Test
  void whatCanBeForeseenBeginsAtZero() throws Exception {
    create("own", "\"modelRef\":\"" + JOBS_OWN + "\",\"cron\":\"0 7 1 1 *\"");
    send(
        "/external/models/defaults?allowUnavailable=true",
        "PATCH",
        "{\"flowDefaults\":{\"heartbeat\":\"" + GONE + "\"}}");
    var samples = scrape();
    var expected =
        List.of(
            "otto_resolutions_total{source=\"none\"}",
            "otto_resolutions_total{source=\"fallback_global_default\"}",
            "otto_fallbacks_total{requested=\"" + GONE + "\"}",
            runs("failed", JOBS_OWN, Flow.SCHEDULED_TASKS),
            runs("lost", globalDefault, Flow.HEARTBEAT),
            runs("failed", "none", Flow.HEARTBEAT),
            tokens("input", JOBS_OWN, Flow.SCHEDULED_TASKS),
            tokens("output", globalDefault, Flow.INTERACTIVE_ASSISTANT),
            cost(globalDefault, Flow.WATCHDOG_FAILURES),
            "otto_run_seconds_count" + labels(JOBS_OWN, Flow.SCHEDULED_TASKS),
            "otto_run_start_delay_seconds_count",
            "otto_assistant_questions_total{result=\"failed\"}",
            "otto_catalog_refreshes_total{result=\"kept\"}",
            "otto_webhook_attempts_total{result=\"failed\"}");
    for (String series : expected) {
      assertEquals(0.0, samples.get(series), series);
    }
  }

  @Test
  void countsRunsAndQuestionsByModelAndFlow() throws Exception {
    scrape();
    create("now", "\"modelRef\":\"" + JOBS_OWN + "\",\"cadenceMinutes\":600");
    await().atMost(LONG).until(() -> otto.runs().ofJob("now", 1, 0).total() == 1);
    await().atMost(LONG).until(() -> !otto.jobs().find("now").orElseThrow().running());
    send("/external/assistant/messages", "POST", "{\"text\":\"Good morning\"}");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertEquals(1.0, scrape().get(runs("succeeded", JOBS_OWN, Flow.SCHEDULED_TASKS))));
    var samples = scrape();
    assertEquals(
        1.0, samples.get("otto_run_seconds_count" + labels(JOBS_OWN, Flow.SCHEDULED_TASKS)));
    assertEquals(1.0, samples.get("otto_run_start_delay_seconds_count"));
    assertEquals(1.0, samples.get("otto_assistant_questions_total{result=\"answered\"}"));
    assertEquals(1.0, samples.get("otto_resolutions_total{source=\"job\"}"));
    assertEquals(1.0, samples.get("otto_resolutions_total{source=\"global_default\"}"));
    for (String direction : List.of("input", "output")) {
      assertTrue(samples.get(tokens(direction, JOBS_OWN, Flow.SCHEDULED_TASKS)) > 0);
      assertTrue(samples.get(tokens(direction, globalDefault, Flow.INTERACTIVE_ASSISTANT)) > 0);
    }
    assertTrue(samples.get(cost(JOBS_OWN, Flow.SCHEDULED_TASKS)) > 0);
    assertTrue(samples.get(cost(globalDefault, Flow.INTERACTIVE_ASSISTANT)) > 0);
  }

  @Test
  void saysThatOpenCodeIsDown() throws Exception {
    assertEquals(1.0, scrape().get("otto_opencode_up"));
    openCode.close();
    assertEquals(0.0, scrape().get("otto_opencode_up"));
  }

  private static String runs(String state, String model, Flow flow) {
    return "otto_runs_total" + labels(model, flow).replace("}", ",state=\"" + state + "\"}");
  }

  private static String tokens(String direction, String model, Flow flow) {
    return "otto_tokens_total{direction=\"" + direction + "\"," + labels(model, flow).substring(1);
  }

  private static String cost(String model, Flow flow) {
    return "otto_cost_usd_total" + labels(model, flow);
  }

  private static String labels(String model, Flow flow) {
    return "{flow=\"%s\",model=\"%s\"}".formatted(flow.key(), model);
  }

  private void create(String id, String more) throws Exception {
    send(
        "/external/jobs",
        "POST",
        "{\"id\":\"%s\",\"type\":\"t\",\"scheduleType\":\"recurring\",\"payload\":{\"prompt\":\"Hi\"},%s}"
            .formatted(id, more));
  }

  /** Each series with its value. */
  private Map<String, Double> scrape() throws Exception {
    var samples = new TreeMap<String, Double>();
    send("/observe/metrics", "GET", "")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int blank = line.lastIndexOf(' ');
              samples.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
            });
    return samples;
  }

  private String send(String path, String method, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(otto.address() + path))
            .header("Authorization", "Bearer " + Files.readString(otto.paths().token()).strip())
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString(UTF_8));
      assertTrue(answer.statusCode() < 300, answer.body());
      return answer.body();
    }
  }
}
