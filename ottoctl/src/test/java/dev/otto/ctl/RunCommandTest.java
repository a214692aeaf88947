package dev.otto.ctl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of all tasks, found and shown. */
class RunCommandTest {
  private static final String NEWS = "morning news/ü";
  private static final String MODEL = "basalt/basalt-4-mini";

  @AutoClose private static Daemon daemon;
  private static String good = "";
  private static String bad = "";

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"runs\": {\"transcriptDays\": 1, \"transcriptTools\": true}, \"node\": {\"name\": \"attic\"}}");
    daemon = Daemon.start(home);
    daemon.task(NEWS, "Tell me of hedgehogs.");
    daemon.run("task", "set-model", NEWS, MODEL).ok();
    daemon.task("broken", "#status=401");
    good = runNow(NEWS);
    bad = runNow("broken");
  }

  private static String runNow(String task) {
    return daemon.run("task", "run-now", task, "--wait", "-o", "name").lines().getFirst();
  }

  private static List<String> ids(String... options) {
    var words = new ArrayList<>(List.of("run", "list", "-o", "name"));
    words.addAll(List.of(options));
    return daemon.run(words.toArray(String[]::new)).ok().lines().stream()
        .filter(id -> id.equals(good) || id.equals(bad))
        .toList();
  }

  @Test
  void listsTheRunsOfAllTasksNewestFirst() {
    assertEquals(List.of(bad, good), ids());
    var table = daemon.atTerminal("run", "list").ok();
    assertTrue(table.lines().getFirst().startsWith("STARTED"), table.out());
    assertTrue(table.out().contains(NEWS), table.out());
    String line =
        daemon.run("run", "list").ok().lines().stream()
            .filter(it -> it.startsWith(good))
            .findFirst()
            .orElseThrow();
    assertTrue(line.endsWith("\t" + NEWS), line);
    assertTrue(daemon.atTerminal("run", "list", "--limit", "1").err().contains("older ones"));
    assertEquals(1, daemon.run("run", "list", "--limit", "1").ok().lines().size());
  }

  @Test
  void everyConditionIsPassedOn() {
    assertEquals(List.of(bad), ids("--state", "failed,lost"));
    assertEquals(List.of(good), ids("--task", NEWS));
    assertEquals(List.of(bad, good), ids("--flow", "scheduledTasks"));
    assertEquals(List.of(), ids("--flow", "heartbeat"));
    assertEquals(List.of(bad, good), ids("--surface", "cli"));
    assertEquals(List.of(), ids("--surface", "jmx"));
    assertEquals(List.of(bad, good), ids("--node", "attic"));
    assertEquals(List.of(), ids("--node", "cellar"));
    assertEquals(List.of(good), ids("--model", MODEL));
    assertEquals(List.of(good), ids("--requested", MODEL));
    assertEquals(List.of(), ids("--fallback"));
    assertEquals(List.of(bad, good), ids("--since", "1h"));
    assertEquals(List.of(), ids("--until", "1h"));
    assertEquals(List.of(), ids("--since", "2100-01-01T00:00:00Z"));
    assertEquals(List.of(), ids("--min-cost", "1000000"));
    assertEquals(List.of(good), ids("--max-cost", "1000000", "--task", NEWS));
    await().until(() -> ids("--text", "HEDGEHOGS"), List.of(good)::equals);
    assertEquals(List.of(), ids("--text", "hedgehogs", "--state", "failed"));
  }

  @Test
  void nothingFoundIsNoFailure() {
    var none = daemon.atTerminal("run", "list", "--task", "nobody").ok();
    assertTrue(none.err().contains("no runs match"), none.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--state,faild,state must be one of running",
    "--flow,news,flow must be one of interactiveAssistant",
    "--surface,file,surface must be one of scheduler",
    "--model,gpt-5,modelRef must be a model such as",
    "--since,soon,is not a time",
    "--min-cost,cheap,minCostUsd must be an amount",
    "--text,---,text must be words",
    "--text,'',is empty",
    "--limit,0,must be at least 1",
  })
  void aWrongConditionIsRefused(String option, String value, String message) {
    var refused = daemon.run("run", "list", option, value);
    assertEquals(2, refused.exit(), refused.err());
    assertTrue(refused.err().contains(message), refused.err());
  }

  @Test
  void showsOneRunWithItsReceipt() {
    var shown = daemon.atTerminal("run", "show", good).ok();
    assertTrue(shown.lines().getFirst().startsWith("task " + NEWS), shown.out());
    assertTrue(shown.lines().contains("served     " + MODEL), shown.out());
    assertTrue(shown.lines().contains("prompt     Tell me of hedgehogs."), shown.out());
    assertTrue(daemon.run("run", "show", good).ok().lines().contains("jobId\t" + NEWS));
    assertEquals(
        good, daemon.run("run", "get", good, "-o", "json").ok().json().get("id").getAsString());
    assertTrue(
        daemon.run("run", "show", bad).ok().lines().contains("prompt\t#status=401"),
        "also where it failed");
    assertEquals(3, daemon.run("run", "show", "nobody").exit());
    assertEquals(2, daemon.run("run", "show", "").exit());
  }

  @Test
  void aModelForOneRunIsOnItsReceiptAndNotOnTheTask() {
    daemon.task("once", "Hello.");
    var run = daemon.atTerminal("task", "run-now", "once", "--model", MODEL, "--wait").ok();
    assertTrue(run.lines().contains("resolved   " + MODEL + "  (run)"), run.out());
    var again = daemon.atTerminal("task", "run-now", "once", "--wait").ok();
    assertTrue(again.out().contains("(global_default)"), again.out());
    var unknown = daemon.run("task", "run-now", "once", "--model", "basalt/none");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("basalt/none"), unknown.err());
  }

  @Test
  void printsWhatWasSaidAndDone() {
    daemon.task("reader", "Tell me of porcupines. #reads");
    String read = runNow("reader");
    var transcript = daemon.atTerminal("run", "transcript", read).ok();
    var lines = transcript.lines();
    assertTrue(lines.contains("read completed"), transcript.out());
    assertTrue(lines.contains("input: {\"of\":\"read\",\"lines\":2}"), transcript.out());
    assertTrue(transcript.out().contains("echo: Tell me of porcupines."), transcript.out());
    assertTrue(transcript.err().contains("no promise"), transcript.err());
    var none = daemon.run("run", "transcript", "nobody");
    assertEquals(3, none.exit());
    assertTrue(none.err().contains("Run not found: nobody"), none.err());
  }

  @Test
  void isWhatTheAssistantIsAskedAbout() {
    var answer = daemon.run("ask", "--run", good, "Why is that?", "-o", "json").ok().json();
    // The stand-in counts a token for four characters.
    assertTrue(answer.get("inputTokens").getAsInt() > 100, answer.toString());
    assertTrue(answer.get("text").getAsString().contains("the job \"" + NEWS + "\" of Otto"));
    assertEquals(3, daemon.run("ask", "--run", "nobody", "Why?").exit());
    assertEquals(2, daemon.run("ask", "--run", bad, "--session", "ses_1", "Why?").exit());
  }

  @Test
  void printsTheAnswerAndNothingElse() {
    var answer = daemon.run("run", "output", good).ok();
    assertTrue(answer.out().contains("hedgehogs"), answer.out());
    assertTrue(!answer.out().contains("{\"status\""), answer.out());
    assertEquals(answer.out(), daemon.atTerminal("run", "output", good).ok().out());
    var none = daemon.run("run", "output", bad);
    assertEquals(1, none.exit());
    assertTrue(none.err().contains("has no answer"), none.err());
    assertEquals("", none.out());
  }

  @Test
  void theIdsOfTheLatestRunsAreCompleted() {
    await()
        .until(
            () -> daemon.run("complete", "RUN", "--", "run", "show").ok().lines(),
            ids -> ids.containsAll(List.of(good, bad)));
  }
}
