package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.archive.Unpacked.Result;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metrics of the archive's Otto, and the samples that read them, before Prometheus' own tool.
 */
@WithArchive
class MonitoringTest {
  private static final Pattern METRIC = Pattern.compile("\\b(?:otto|jvm|process)_[a-z0-9_]+");
  private static final Path DOCUMENTATION = Path.of("../../docs/monitoring.md");

  private Unpacked archive;

  @BeforeEach
  void emptyHome(Unpacked unpacked, @TempDir Path home) {
    archive = unpacked.at(home);
  }

  @Test
  @WithTool("promtool")
  void promtoolHasNothingToComplainAboutTheMetrics() throws Exception {
    var check = promtool("check", "metrics");
    check.redirectInput(
        Files.writeString(archive.home().resolve("metrics.txt"), scrape()).toFile());
    assertEquals(new Result(0, "", ""), archive.run(check));
  }

  @Test
  void everyMetricThatTheSamplesNameExists() throws Exception {
    String scrape = scrape();
    var samples = names(scrape.replaceAll("(?m)^#.*", ""));
    for (String file : List.of("alerts.yaml", "grafana-dashboard.json")) {
      var missing = names(sample(file));
      missing.removeAll(samples);
      assertEquals(Set.of(), missing, file);
    }
    var families = names(scrape.replaceAll("(?m)^# HELP.*|^[^#].*", ""));
    families.removeIf(name -> !name.startsWith("otto_"));
    var documented = names(Files.readString(DOCUMENTATION));
    documented.removeIf(name -> !name.startsWith("otto_"));
    assertEquals(families, documented);
  }

  @Test
  @WithTool("promtool")
  void theAlertsFireWhenTheyShouldAndNotOtherwise() throws Exception {
    Path rules = archive.file("config-samples/alerts.yaml");
    assertTrue(archive.run(promtool("check", "rules", rules.toString())).ok().contains("SUCCESS"));
    String cases = Files.readString(Path.of("src/test/resources/alerts-test.yaml"));
    Path test = archive.home().resolve("alerts-test.yaml");
    Files.writeString(test, cases.replace("[ALERTS]", "['" + rules + "']"));
    assertTrue(archive.run(promtool("test", "rules", test.toString())).ok().contains("SUCCESS"));
    var alerts = Pattern.compile("alert: (\\w+)").matcher(sample("alerts.yaml"));
    while (alerts.find()) {
      assertTrue(cases.contains("alertname=\"" + alerts.group(1) + "\""), alerts.group(1));
    }
  }

  @Test
  @WithTool("promtool")
  void prometheusUnderstandsTheExpressionsOfTheDashboard() throws Exception {
    var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    var dashboard = new ObjectMapper().readTree(sample("grafana-dashboard.json"));
    for (String expression : dashboard.findValuesAsText("expr")) {
      String alone = expression.replace("$job", "otto").replaceAll("\\$__\\w+", "5m");
      rules.append("      - record: x\n        expr: '" + alone + "'\n");
      rules.append("        labels: {number: '" + rules.length() + "'}\n");
    }
    Path file = Files.writeString(archive.home().resolve("dashboard.yaml"), rules);
    assertTrue(archive.run(promtool("check", "rules", file.toString())).ok().contains("SUCCESS"));
  }

  @Test
  @WithTool("promtool")
  void prometheusTakesTheScrapeConfiguration() throws Exception {
    Path token = Files.writeString(archive.home().resolve("token"), "x");
    String config =
        sample("prometheus.yaml")
            .replace("/etc/prometheus/otto.token", token.toString())
            .replace(
                "/etc/prometheus/alerts.yaml", archive.file("config-samples/alerts.yaml") + "");
    Path file = Files.writeString(archive.home().resolve("prometheus.yaml"), config);
    String said = archive.run(promtool("check", "config", file.toString())).ok();
    assertTrue(said.contains("is valid prometheus config file syntax"), said);
    assertFalse(said.contains("0 rules found"), said);
  }

  private String scrape() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString());
        var http = HttpClient.newHttpClient()) {
      otto.ottoctl("task", "create", "--id", "news", "--cron", "0 7 1 1 *", "--prompt", "Hi").ok();
      otto.ottoctl("task", "run-now", "news", "--wait").ok();
      otto.ottoctl("task", "set-model", "news", "acme/gone", "--allow-unavailable").ok();
      otto.ottoctl("task", "create", "--id", "far", "--cron", "0 7 1 1 *", "--prompt", "Hi").ok();
      otto.ottoctl("task", "update", "far", "--runs-on", "gpu").ok();
      otto.ottoctl("task", "run-now", "far").ok();
      otto.ottoctl("model", "check", "alder/alder-4.5-large").ok();
      otto.ottoctl("budget", "set", "all", "--tokens-per-day", "5000000").ok();
      String token = Files.readString(archive.home().resolve("secrets/internal-api.token")).strip();
      var request =
          HttpRequest.newBuilder(URI.create(otto.url() + "/observe/metrics"))
              .header("Authorization", "Bearer " + token)
              .build();
      http.send(request, BodyHandlers.discarding()); // which is then among the requests
      return http.send(request, BodyHandlers.ofString(UTF_8)).body();
    }
  }

  private static Set<String> names(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String sample(String name) throws Exception {
    return Files.readString(archive.file("config-samples/" + name));
  }

  private static ProcessBuilder promtool(String... arguments) {
    var command = new ProcessBuilder("/usr/bin/promtool");
    command.command().addAll(List.of(arguments));
    return command;
  }
}
