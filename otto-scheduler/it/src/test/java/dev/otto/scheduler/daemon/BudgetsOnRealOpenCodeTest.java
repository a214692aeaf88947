package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.opencode.FakeProvider.Count;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets are what the provider counts: at the limit, in a chain, and where Otto is killed. */
@WithRealOpenCode
class BudgetsOnRealOpenCodeTest {
  private static final String BUDGETS = "/external/budgets";
  private static final String TOOL = "#call=glob {\"pattern\":\"*.none\"}";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the provider counts for each answer. */
  private static final long STEP = 110;

  private static final int KILLS = 3;

  @TempDir Path folder;
  private RealOpenCode openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = RealOpenCode.start(folder.resolve("opencode"));
  }

  @AfterEach
  void stop() {
    openCode.close();
  }

  private OttoOnOpenCode otto(Path home) throws Exception {
    return new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  private static String all(long tokens) {
    return "{\"budgets\":{\"all\":{\"tokensPerDay\":" + tokens + "}}}";
  }

  private static ObjectNode job(String id, String prompt, ModelRef model) {
    ObjectNode job = JSON.createObjectNode().put("id", id).put("type", "test");
    job.put("scheduleType", "oneshot").put("runAt", System.currentTimeMillis());
    job.put("modelRef", model.toString()).putObject("payload").put("prompt", prompt);
    return job;
  }

  private static long spent(OttoOnOpenCode otto) {
    return otto.get(BUDGETS).at("/accounts/0/tokensToday").asLong();
  }

  private long counted() {
    return openCode.counts().stream().mapToLong(it -> it.input() + it.output()).sum();
  }

  private List<String> asked() {
    return openCode.counts().stream().map(Count::model).distinct().toList();
  }

  @Test
  void aRunIsStoppedAfterTheStepThatReachesTheBudget() throws Exception {
    try (var otto = otto(folder.resolve("otto"))) {
      otto.call(200, "PUT", BUDGETS, all(3 * STEP - 10));
      ObjectNode job = otto.job("#delay=1000 #steps=100000 " + TOOL);
      job.withObject("/payload").put("timeoutSeconds", 60);
      JsonNode run = otto.run(job);
      assertEquals("limit_exceeded", run.path("errorCode").asText(), run.toString());
      assertTrue(run.path("errorMessage").asText().contains("the budget of all"), run.toString());
      assertEquals(3 * STEP, spent(otto));
      // OpenCode has begun one more call before it was stopped, which the provider may charge.
      assertTrue(counted() <= 4 * STEP, "counted " + counted());
    }
  }

  @Test
  void theNextOfAChainIsNotAskedOnceTheFirstSpentTheBudget() throws Exception {
    try (var otto = otto(folder.resolve("otto"))) {
      String prompt = "#only-alpha #after-status=403 " + TOOL;
      assertEquals(List.of("alpha", "beta"), chain(otto, prompt, 10 * STEP));
      openCode.forget();
      long spent = spent(otto);
      assertEquals(List.of("alpha"), chain(otto, prompt, spent + STEP));
      openCode.forget();
      assertEquals(List.of(), chain(otto, prompt, spent + STEP));
    }
  }

  /** Returns which models were asked. */
  private List<String> chain(OttoOnOpenCode otto, String prompt, long budget) {
    otto.call(200, "PUT", BUDGETS, all(budget));
    ObjectNode job = otto.job(prompt, ALPHA);
    job.put("onFailure", "next").putArray("fallbacks").add(BETA.toString());
    otto.run(job);
    return asked();
  }

  @Test
  void killedBetweenAndInTheMiddleOfPromptsItKnowsEachTokenAfterwards() throws Exception {
    Path home = Files.createDirectories(folder.resolve("otto"));
    Files.writeString(home.resolve("config.jsonc"), all(1_000_000));
    long counted = 0;
    for (int round = 0; round < KILLS; round++) {
      openCode.forget();
      long before = counted;
      try (var killed = new KilledOtto(home, openCode.url())) {
        var jobs = new ArrayList<ObjectNode>();
        for (ModelRef model : List.of(ALPHA, BETA)) {
          jobs.add(job("done-" + round + model.modelId(), "hello", model));
        }
        // The step before the tool is over when Otto is killed, and the one after it never is.
        jobs.add(job("open-" + round, "#after-delay=600000 " + TOOL, ALPHA));
        for (ObjectNode job : jobs) {
          killed.create(job.toString());
        }
        int finished = 2 * (round + 1);
        await()
            .atMost(LONG)
            .until(
                () ->
                    killed
                            .get("/external/runs?limit=50")
                            .path("runs")
                            .valueStream()
                            .filter(run -> run.path("state").asText().equals("succeeded"))
                            .count()
                        == finished);
        String open = "#after-delay";
        await()
            .atMost(LONG)
            .until(
                () ->
                    openCode.requests().stream()
                            .filter(asked -> asked.prompt().contains(open))
                            .filter(asked -> !asked.toolResults().isEmpty())
                            .count()
                        == 1);
        await()
            .atMost(LONG)
            .until(
                () ->
                    killed.get(BUDGETS).at("/accounts/0/tokensToday").asLong()
                        == before + counted());
      }
      assertEquals(3 * STEP, counted());
      counted += counted();
    }
    try (var next = otto(home)) {
      assertEquals(counted, spent(next));
    }
  }
}
