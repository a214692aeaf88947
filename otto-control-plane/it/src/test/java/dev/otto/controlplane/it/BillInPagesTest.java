package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.opencode.FakeProvider.Count;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import dev.otto.scheduler.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show as spent is what the provider of a real OpenCode counted. */
@WithRealOpenCode
class BillInPagesTest {
  private static final String COST = "<a id=\"to-cost\"[^>]*>([^<]*)</a>";
  private static final String TOKENS = "<a id=\"to-tokens\"[^>]*>([^<]*)</a>";
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String TOOL = "#call=glob {\"pattern\":\"*.none\"}";
  private static final String SUBAGENT =
      "#call=task {\"description\":\"d\",\"prompt\":\"%s\",\"subagent_type\":\"helper\"}"
          .formatted(TOOL.replace("\"", "\\\""));

  @TempDir Path folder;
  private RealOpenCode openCode;
  private Otto otto;
  private Visitor visitor;

  @BeforeEach
  void start() throws Exception {
    openCode = RealOpenCode.start(folder.resolve("opencode"));
    var variables =
        Map.of(
            "OTTO_HOME",
            folder.resolve("otto").toString(),
            "OTTO_OPENCODE_URL",
            openCode.url().toString(),
            "OTTO_EXTERNAL_API_PORT",
            "0",
            "OTTO_CONTROL_PLANE_PORT",
            "0");
    otto =
        Otto.start(
            new Environment(
                variables,
                folder,
                InstantSource.system(),
                ZoneId.of("UTC"),
                RandomGenerator.getDefault()));
    visitor = new Visitor(otto.controlPlane().orElseThrow().address());
    visitor.logIn(Files.readString(otto.paths().token()).strip());
  }

  @AfterEach
  void stop() {
    visitor.close();
    otto.close();
    openCode.close();
  }

  @Test
  void runAndOverviewShowWhatTheProviderCountedAndSayWhereItIsTheLeast() throws Exception {
    Run whole = run("whole", SUBAGENT, "");
    String counted = counted();
    assertEquals("400 in, 40 out", counted);
    String page = visitor.get("/jobs/whole/runs/" + whole.id()).body();
    assertEquals(counted, text(page, "<dd id=\"tokens\">([^<]*)</dd>"));
    assertTrue(page.contains("2 steps, 200 in, 20 out"), page);
    String cost = text(page, "<dd id=\"cost\">([^<]*)</dd>");
    String overview = visitor.get("/").body();
    assertTrue(overview.contains("<dd class=\"note\">" + counted + "</dd>"), overview);
    assertEquals(cost, text(overview, COST));

    Run least = run("least", "#after-delay=600000 " + TOOL, "8");
    page = visitor.get("/jobs/least/runs/" + least.id()).body();
    assertEquals("at least 100 in, 10 out", text(page, "<dd id=\"tokens\">([^<]*)</dd>"));
    overview = visitor.get("/").body();
    assertTrue(overview.contains(">at least 500 in, 50 out<"), overview);
    assertTrue(text(overview, COST).startsWith("at least $"), overview);
    assertTrue(text(overview, TOKENS).startsWith("at least "), overview);
  }

  private String counted() {
    return "%d in, %d out"
        .formatted(
            openCode.counts().stream().mapToLong(Count::input).sum(),
            openCode.counts().stream().mapToLong(Count::output).sum());
  }

  private Run run(String id, String prompt, String timeout) throws Exception {
    visitor.get("/new-job");
    var form =
        new HashMap<>(
            Map.of(
                "id",
                id,
                "prompt",
                prompt,
                "schedule",
                "cron",
                "cron",
                "0 7 1 1 *",
                "timeZone",
                "UTC",
                "timeoutSeconds",
                timeout));
    assertEquals(303, visitor.post("/new-job", form).statusCode());
    visitor.get("/jobs/" + id);
    assertEquals(303, visitor.post("/jobs/" + id + "/run", Map.of()).statusCode());
    return await()
        .atMost(LONG)
        .until(
            () -> otto.runs().ofJob(id, 1, 0).runs(),
            runs -> !runs.isEmpty() && runs.getFirst().timing().finishedAt() != null)
        .getFirst();
  }

  private static String text(String page, String pattern) {
    var found = Pattern.compile(pattern).matcher(page);
    assertTrue(found.find(), page);
    return found.group(1);
  }
}
