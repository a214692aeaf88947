package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.ALPHA;
import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.RealOpenCode.ELSEWHERE;
import static dev.otto.scheduler.opencode.RealOpenCode.REASON;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.opencode.FakeProvider;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random choices of jobs, providers that fail, subagents on other models, a small model elsewhere:
 * nothing is ever asked of a provider outside the fence, nor of a model that strict does not name.
 * {@code -Dotto.choices.runs=1000} makes more of them.
 */
@WithRealOpenCode
class RandomChoicesOnRealOpenCodeTest {
  private static final int RUNS = Integer.getInteger("otto.choices.runs", 40);
  private static final Duration LONG = Duration.ofMinutes(60);
  private static final ModelRef ABSENT = ModelRef.of("fake/absent");
  private static final List<ModelRef> NAMED = List.of(ALPHA, BETA, REASON, ELSEWHERE, ABSENT);
  private static final List<String> FAILURES = List.of("", "", "#status=401", "#status=402");
  private static final Map<String, ModelRef> BY_ID =
      Map.of("alpha", ALPHA, "beta", BETA, "reason", REASON, "delta", ELSEWHERE);

  @TempDir static Path folder;
  private static RealOpenCode openCode;
  private static OttoOnOpenCode otto;

  private final Random random = new Random(20261129);

  @BeforeAll
  static void start() throws Exception {
    openCode = RealOpenCode.start(folder.resolve("opencode"), more -> more.addChoices(Map.of()));
    String config = "{\"scheduler\": {\"maxConcurrentPrompts\": 8}}";
    otto = OttoOnOpenCode.configured(folder.resolve("otto"), openCode, config);
    otto.run(otto.job("hello")); // The first prompt waits for OpenCode to load its provider.
  }

  @AfterAll
  static void stop() {
    otto.close();
    openCode.close();
  }

  /** What a job allows at most: null allows every provider, or every model. */
  private record Allowed(Set<String> providers, Set<ModelRef> models) {
    boolean permits(ModelRef ref) {
      return (providers == null || providers.contains(ref.providerId()))
          && (models == null || models.contains(ref));
    }
  }

  @Test
  void nothingIsEverAskedOutside() throws Exception {
    int broken = 0;
    for (Map<String, Object> own :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("small_model", ELSEWHERE.toString()),
            Map.of("agent", Map.of("compaction", Map.of("model", ELSEWHERE.toString()))))) {
      openCode.addChoices(own);
      otto.call(200, "POST", "/external/models/refresh", "{\"reload\":true}");
      broken += round(own.isEmpty() ? RUNS - 2 * (RUNS / 4) : RUNS / 4, !own.isEmpty());
    }
    assertTrue(broken > 0, "some runs must have been stopped by policy or fence");
  }

  /** Returns how many runs were stopped by policy or fence. */
  private int round(int runs, boolean ownElsewhere) {
    openCode.forget();
    var allowed = new LinkedHashMap<String, Allowed>();
    var jobs = new LinkedHashMap<String, String>();
    for (int i = 0; i < runs; i++) {
      String mark = "<run-%d>".formatted(i);
      ObjectNode job = otto.job(prompt(mark));
      allowed.put(mark, choose(job));
      int status =
          otto.status("POST", "/external/jobs?allowUnavailable=true&dryRun=true", "" + job);
      if (status == 200 || status == 201) {
        jobs.put(mark, otto.create(job));
      }
    }
    int stopped = 0;
    for (var job : jobs.entrySet()) {
      JsonNode run = finished(job.getValue());
      Allowed rule = allowed.get(job.getKey());
      boolean isStopped = run.path("errorCode").asText().equals("model_unavailable");
      stopped += isStopped ? 1 : 0;
      List<ModelRef> asked = asked(job.getKey());
      assertEquals(
          List.of(),
          asked.stream().filter(ref -> !rule.permits(ref)).toList(),
          () -> rule + " " + run);
      if (isStopped || (ownElsewhere && !rule.permits(ELSEWHERE))) {
        assertEquals(List.of(), asked, run.toString());
      }
    }
    return stopped;
  }

  private static List<ModelRef> asked(String mark) {
    return openCode.requests().stream()
        .filter(request -> request.prompt().contains(mark))
        .map(FakeProvider.Asked::model)
        .map(BY_ID::get)
        .toList();
  }

  private static JsonNode finished(String job) {
    return await()
        .atMost(LONG)
        .until(
            () -> otto.get(OttoOnOpenCode.path(job) + "/runs").at("/runs/0"),
            run -> run.path("finishedAt").isNumber());
  }

  private String prompt(String mark) {
    String failure = FAILURES.get(random.nextInt(FAILURES.size()));
    String only = " #only-" + List.of("alpha", "beta", "delta").get(random.nextInt(3)) + " ";
    String subagent = List.of("helper", "stranger").get(random.nextInt(2));
    String call =
        random.nextInt(3) > 0
            ? ""
            : " #call=task {\"description\":\"d\",\"prompt\":\"%s hello\",\"subagent_type\":\"%s\"}"
                .formatted(mark, subagent);
    return mark + only + failure + call;
  }

  private Allowed choose(ObjectNode job) {
    var named = new ArrayList<ModelRef>();
    if (random.nextInt(5) > 0) {
      named.add(NAMED.get(random.nextInt(NAMED.size())));
      job.put("modelRef", named.getFirst().toString());
      for (int i = random.nextInt(4); i > 0; i--) {
        ModelRef next = NAMED.get(random.nextInt(NAMED.size()));
        if (!named.contains(next)) {
          named.add(next);
          job.withArray("/fallbacks").add(next.toString());
        }
      }
      job.put("onFailure", random.nextBoolean() ? "next" : "stop");
    }
    boolean strict = random.nextInt(3) == 0;
    if (strict) {
      job.put("policy", "strict");
    }
    Set<String> fence = null;
    if (random.nextInt(2) == 0) {
      fence =
          new HashSet<>(
              List.of(List.of("fake"), List.of("elsewhere"), List.of("fake", "elsewhere"))
                  .get(random.nextInt(3)));
      fence.forEach(id -> job.withArray("/onlyProviders").add(id));
    }
    return new Allowed(fence, strict && !named.isEmpty() ? Set.copyOf(named) : null);
  }
}
