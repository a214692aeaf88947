package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.run.Outcome;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start page without a script: what it says of a day in which much went wrong. */
class OverviewPageTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ModelRef GONE = ModelRef.of("acme/gone-9");

  @TempDir Path home;
  private OttoWithPages world;
  private Visitor visitor;

  @BeforeEach
  void start() throws Exception {
    world = OttoWithPages.start(home);
    visitor = world.browser().logIn(world.token());
  }

  @AfterEach
  void stop() {
    visitor.close();
    world.close();
  }

  @Test
  void whereAllIsWellItSaysSo() throws Exception {
    String page = overview();
    assertTrue(page.contains("Nothing: every service works"), page);
    assertTrue(page.contains("No runs in the last 24 hours."));
    assertTrue(page.contains("<strong>OpenCode</strong>"));
    assertTrue(page.contains("all well") && page.contains("data-pulse=\"up\""), page);
    assertTrue(page.contains("None: no run on record fell back to another model."));
    assertEquals("645", figure(page, "Models"));
    assertFalse(page.contains("id=\"nodes\""), page);
  }

  @Test
  void runsAreCountedByOutcomeAndByModelAndAFailingJobComesFirst() throws Exception {
    run("good/one", "Say hello.", null);
    Run bad = run("bad", "#status=400", null);
    String page = overview();
    assertEquals("2", figure(page, "Runs in 24 h"));
    assertEquals("1", figure(page, "Failed or lost"));
    assertTrue(page.contains("2 runs in 24 hours, 1 of them failed or lost"), page);
    assertTrue(page.contains("<strong dir=\"auto\">bad failed</strong>"), page);
    assertTrue(page.contains("href=\"/jobs/bad/runs/" + bad.id() + "\""), page);
    assertTrue(page.contains("href=\"/model?ref=alder%2Falder-4.5-large\""), page);
    assertTrue(
        Pattern.compile("Runs by hour, the earliest first:( 0){23} 2").matcher(page).find(), page);
  }

  @Test
  void aModelThatIsGoneIsNamedWithThoseWhoWantItAndEachFallbackLeadsToItsRun() throws Exception {
    Run fallen = run("wants it", "Say hello.", GONE);
    create("also wants it", "later", GONE);
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"acme/gone-9\"}}}");
    await().atMost(LONG).until(() -> overview().contains("Named by 1 flow default and 1 job."));
    String page = overview();
    assertTrue(page.contains("acme/gone-9 is not in the catalog"));
    assertTrue(page.contains("href=\"/jobs/also%20wants%20it\""), page);
    assertTrue(page.contains("href=\"/jobs/wants%20it/runs/" + fallen.id() + "\""), page);
    String fallbacks = page.substring(page.indexOf("Last fallbacks"));
    assertFalse(fallbacks.contains("None: no run"), fallbacks);
    assertTrue(fallbacks.contains(">acme/gone-9</span>"), fallbacks);
    assertTrue(fallbacks.contains(">alder/alder-4.5-large</span>"), fallbacks);
  }

  @Test
  void budgetsAreShownWithWhatIsSpentOfThemWhereThereAreSome() throws Exception {
    run("spends", "Say hello.", null);
    assertFalse(overview().contains("Budgets"));
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {"budgets": {
          "all": {"usdPerDay": 5, "tokensPerDay": 1, "whenSpent": "alder/alder-4-nano"},
          "jobs": {"spends": {"tokensPerDay": 1000000}}}}
        """);
    await().atMost(LONG).until(() -> overview().contains("Budgets"));
    String budgets = overview().substring(overview().indexOf("Budgets"));
    assertTrue(
        budgets.contains("<span class=\"badge ok\">0 %</span> <strong>Job spends<"), budgets);
    assertTrue(budgets.contains(" of $5.00 a day</a>; then alder/alder-4-nano is used"), budgets);
    assertTrue(budgets.contains(" of 1,000,000 tokens a day</a>; then runs are held"), budgets);
    assertTrue(
        Pattern.compile("badge bad\">\\d+ %</span> <strong>Everything<").matcher(budgets).find(),
        budgets);
  }

  @Test
  void withoutAGlobalDefaultItSaysWhatToDoAndARefreshIsAtHand() throws Exception {
    world.openCode.globalDefault(Optional.empty());
    var refreshed = visitor.post("/actions", Map.of("action", "refresh"));
    assertEquals("/models", refreshed.headers().firstValue("Location").orElseThrow());
    assertTrue(visitor.get("/models").body().contains("Catalog refreshed: 645 models"));
    String page = overview();
    assertTrue(page.contains("OpenCode has no global default"), page);
    assertTrue(page.contains("name=\"action\" value=\"refresh\""));
    world.openCode.globalDefault(Optional.of(GONE));
    visitor.post("/actions", Map.of("action", "refresh"));
    assertTrue(overview().contains("OpenCode's global default is not in the catalog"));
  }

  @Test
  void aRefreshThatFailedIsToldWithItsReasonAndTheOldCatalogStays() throws Exception {
    world.openCode.models(List.of());
    visitor.post("/actions", Map.of("action", "refresh"));
    String page = overview();
    assertTrue(page.contains("class=\"flash problem\""), page);
    assertTrue(page.contains("The last refresh of the catalog failed"), page);
    assertEquals("645", figure(page, "Models"));
  }

  @Test
  void aBrokenConfigurationIsNamedWithItsPlace() throws Exception {
    Files.writeString(home.resolve("config.jsonc"), "{\"modelManagement\": {\n  oh }");
    await().atMost(LONG).until(() -> overview().contains("Configuration is degraded"));
    String page = overview();
    assertTrue(Pattern.compile("config.jsonc[^<]*line 2").matcher(page).find(), page);
    assertTrue(page.contains("Correct the file and save it"));
    await().atMost(LONG).until(() -> overview().contains("data-pulse=\"degraded\""));
    assertTrue(overview().contains("Otto is degraded"));
  }

  @Test
  void neitherSessionsNorKeysAreInAnyOfThePages() throws Exception {
    run("job", "#status=401", null);
    for (String path : List.of("/", "/assistant", "/audit", "/settings", "/search?q=job")) {
      assertEquals(200, visitor.get(path).statusCode(), path);
    }
    String seen = visitor.everythingSeen();
    assertFalse(seen.contains("ses_"), "the id of a session of OpenCode");
    assertFalse(seen.contains(StandInOpenCode.PLANTED_KEY));
    assertFalse(seen.contains(world.token()));
  }

  private String overview() throws Exception {
    var answer = visitor.get("/");
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }

  private static String figure(String page, String label) {
    var dd = Pattern.compile("<dt>" + label + "</dt><dd[^>]*>(?:<a[^>]*>)?([^<]*)<").matcher(page);
    assertTrue(dd.find(), page);
    return dd.group(1);
  }

  private Run run(String id, String prompt, ModelRef model) {
    create(id, prompt, model);
    return await()
        .atMost(LONG)
        .until(
            () -> world.otto.runs().ofJob(id, 1, 0).runs(),
            runs -> !runs.isEmpty() && !(runs.getFirst().outcome() instanceof Outcome.Running))
        .getFirst();
  }

  /** Runs at once, unless the prompt is "later". */
  private void create(String id, String prompt, ModelRef model) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "t");
    long at = prompt.equals("later") ? 4_000_000_000_000L : System.currentTimeMillis();
    job.put("scheduleType", "oneshot").put("runAt", at);
    job.putObject("payload").put("prompt", prompt);
    if (model != null) {
      job.put("modelRef", model.toString());
    }
    world.otto.jobs().create(JobFields.of(job), new Order(Actor.scheduler("test"), true, false));
  }
}
