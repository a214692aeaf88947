package dev.otto.ctl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.ctl.Daemon.Result;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the completion scripts ask; the scripts themselves are tried with the archive. */
class CompleteCommandTest {
  private static final List<String> MODELS =
      StandInOpenCode.demoModels().stream().map(model -> model.ref().toString()).sorted().toList();

  @TempDir static Path home;
  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start() throws Exception {
    daemon = Daemon.start(home);
    daemon.task("morning-news", "Say hello.");
    daemon.task("a b:c", "Say hello.");
  }

  @Test
  void offersTheIdsOfTasksTheSystemsIncluded() {
    assertTrue(answer("TASK").containsAll(List.of("morning-news", "a b:c", "system-heartbeat")));
  }

  @Test
  void offersTheModelsOfTheCatalogAndInheritWhereThatIsAllowed() {
    assertEquals(MODELS, answer("MODEL"));
    List<String> orInherit = answer("MODEL_OR_INHERIT");
    assertEquals("inherit", orInherit.getFirst());
    assertEquals(MODELS, orInherit.subList(1, orInherit.size()));
  }

  @Test
  void offersEachProviderOnce() {
    assertEquals(
        StandInOpenCode.demoModels().stream()
            .map(model -> model.ref())
            .map(ModelRef::providerId)
            .distinct()
            .sorted()
            .toList(),
        answer("PROVIDER"));
  }

  @Test
  void asksTheOttoThatTheUnfinishedLineNames() {
    String url = daemon.environment().get("OTTO_EXTERNAL_API_URL");
    String token = home.resolve("secrets/internal-api.token").toString();
    var line =
        List.of("--url=" + url, "-o", "js", "task", "show", "--token-file", token, "--output");
    await()
        .until(
            () ->
                Daemon.run(Map.of(), false, asking("TASK", line)).lines().contains("morning-news"));
  }

  @Test
  void saysNothingWhereThereIsNoOttoOrNoToken() {
    var nowhere =
        Map.of("OTTO_EXTERNAL_API_URL", "http://127.0.0.1:1", "OTTO_EXTERNAL_API_TOKEN", "x");
    assertEquals(new Result(0, "", ""), Daemon.run(nowhere, true, "complete", "TASK"));
    String url = daemon.environment().get("OTTO_EXTERNAL_API_URL");
    var stranger = Map.of("OTTO_EXTERNAL_API_URL", url, "OTTO_EXTERNAL_API_TOKEN", "x");
    assertEquals(new Result(0, "", ""), Daemon.run(stranger, true, "complete", "MODEL"));
    var wrong = Map.of("OTTO_EXTERNAL_API_URL", "no address");
    assertEquals(new Result(0, "", ""), Daemon.run(wrong, true, "complete", "MODEL"));
  }

  /** It gives up early, so that nobody who types waits; a busy machine is asked again. */
  private static List<String> answer(String kind) {
    return await()
        .until(
            () -> daemon.run(asking(kind, List.of("task", "show"))).ok().lines(),
            lines -> !lines.isEmpty());
  }

  private static String[] asking(String kind, List<String> line) {
    var words = new ArrayList<>(List.of("complete", kind, "--"));
    words.addAll(line);
    return words.toArray(String[]::new);
  }
}
