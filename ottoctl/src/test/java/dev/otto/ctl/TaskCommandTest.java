package dev.otto.ctl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.otto.scheduler.job.JobStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, but for what a run of one says: that is {@link TaskRunCommandTest}'s. */
class TaskCommandTest {
  private static final String MODEL = "basalt/basalt-4-mini";

  @AutoClose private static Daemon daemon;
  private String id = "";

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
  }

  /** Every test has its own, with what makes a path hard in its name. */
  @BeforeEach
  void task(TestInfo test) {
    id = "a b/" + test.getTestMethod().orElseThrow().getName();
    daemon.task(id, "Say hello.");
  }

  @Test
  void createsWhatIsAskedFor() {
    var created =
        daemon.run(
            "task",
            "create",
            "--id",
            "news",
            "--type",
            "report",
            "--cron",
            "0 7 * * 1-5",
            "--time-zone",
            "Europe/Berlin",
            "--prompt",
            "What is new?",
            "--model",
            MODEL);
    assertEquals(List.of("id\tnews", "status\tcreated"), created.ok().lines());
    var shown = daemon.run("task", "show", "news", "-o", "json").ok().json();
    assertEquals("report", shown.get("type").getAsString());
    assertEquals("Europe/Berlin", shown.get("timeZone").getAsString());
    assertEquals(MODEL, shown.get("modelRef").getAsString());
    assertEquals("job", shown.getAsJsonObject("effectiveModel").get("source").getAsString());
    assertTrue(daemon.atTerminal("task", "show", "news").ok().out().contains(MODEL + "  (job)"));
  }

  @Test
  void createsNothingOnADryRunWithoutATimeOrTwice() {
    var dry = daemon.run("task", "create", "--id", "dry", "--every", "5", "--dry-run");
    assertEquals(0, dry.exit(), dry.err());
    assertEquals(3, daemon.run("task", "show", "dry").exit());
    var timeless = daemon.run("task", "create", "--id", "dry", "--prompt", "x");
    assertEquals(2, timeless.exit());
    assertTrue(timeless.err().contains("--cron"), timeless.err());
    var past = daemon.run("task", "create", "--id", "dry", "--at", "2020-01-01T00:00:00Z");
    assertEquals(2, past.exit());
    assertTrue(past.err().contains("is past; write a time to come, or now"), past.err());
    var wrongTime = daemon.run("task", "create", "--id", "dry", "--at", "tomorrow");
    assertEquals(2, wrongTime.exit());
    var twice = daemon.run("task", "create", "--id", id, "--every", "5");
    assertEquals(5, twice.exit());
    assertTrue(twice.err().contains("Task already exists: " + id), twice.err());
    assertEquals(
        2, daemon.run("task", "create", "--id", "dry", "--every", "5", "--model", "x/y").exit());
    assertFalse(daemon.otto.jobs().find("dry").isPresent());
  }

  @Test
  void listsInEachForm() {
    var plain = daemon.run("task", "list", "--search", id).ok();
    assertEquals(1, plain.lines().size(), plain.out());
    String[] cells = plain.lines().getFirst().split("\t", -1);
    assertEquals(List.of(id, "idle", "inherit"), List.of(cells[0], cells[1], cells[3]));
    assertTrue(daemon.run("task", "list", "-o", "name").lines().contains("system-heartbeat"));
    var jobs = daemon.run("task", "list", "-o", "json").ok().json().getAsJsonArray("jobs");
    assertFalse(jobs.isEmpty());
    var table = daemon.atTerminal("task", "list").ok().lines();
    assertTrue(
        table.getFirst().matches("TASK +STATUS +SCHEDULE +NEXT RUN +MODEL +FLOW"),
        table.getFirst());
    assertEquals(2, daemon.run("task", "list", "--status", "asleep").exit());
  }

  @Test
  void updatesWhatIsNamedAndKeepsTheRest() {
    daemon.run("task", "update", id, "--agent", "chat").ok();
    var updated = daemon.run("task", "update", id, "--cron", "30 6 * * *", "--prompt", "Again.");
    assertEquals(List.of("id\t" + id, "status\tupdated"), updated.ok().lines());
    var shown = daemon.run("task", "show", id, "-o", "json").json();
    var payload = JsonParser.parseString(shown.get("payload").getAsString()).getAsJsonObject();
    assertEquals("chat", payload.get("agent").getAsString());
    assertEquals("Again.", payload.get("prompt").getAsString());
    assertEquals("30 6 * * *", shown.get("cron").getAsString());
    assertEquals("0 30 6 * * ?", shown.get("cronQuartz").getAsString());
    assertEquals("at 06:30 every day", shown.get("cronDescription").getAsString());
    assertEquals(2, daemon.run("task", "update", id).exit());
    assertEquals(2, daemon.run("task", "update", id, "--cron", "61 * * * *").exit());
  }

  @Test
  void setsRetriesAndKeepsThoseThatAreNotNamed() {
    daemon.run("task", "update", id, "--retry-attempts", "3", "--retry-delay", "90").ok();
    daemon
        .run("task", "update", id, "--retry-backoff", "exponential", "--retry-max-delay", "600")
        .ok();
    var payload = JsonParser.parseString(String.valueOf(daemon.job(id).payload()));
    assertEquals(
        JsonParser.parseString(
            "{\"attempts\":3,\"delaySeconds\":90,\"backoff\":\"exponential\","
                + "\"maxDelaySeconds\":600}"),
        payload.getAsJsonObject().get("retry"));
    assertEquals(2, daemon.run("task", "update", id, "--retry-backoff", "linear").exit());
    assertEquals(2, daemon.run("task", "update", id, "--retry-attempts", "11").exit());
  }

  @Test
  void aChangedScheduleCountsAtOnce() {
    daemon.run("task", "update", id, "--cron", "*/5 * * * *").ok();
    assertComesWithin(Duration.ofMinutes(5));
    daemon.run("task", "update", id, "--cron", "0 0 1 1 *").ok();
    daemon.run("task", "update", id, "--every", "100000").ok();
    await().until(() -> daemon.job(id).state().lastRunAt() != null && !daemon.job(id).running());
    daemon.run("task", "update", id, "--every", "5").ok();
    assertComesWithin(Duration.ofMinutes(5));
  }

  private void assertComesWithin(Duration length) {
    Instant next = daemon.job(id).state().nextRunAt();
    assertTrue(next != null && !next.isAfter(Instant.now().plus(length)), "next is " + next);
  }

  @Test
  void aDryRunTellsTheNextTimesAndATimeThatIsPastIsRefused() {
    var dry = daemon.atTerminal("task", "update", id, "--cron", "0 9 * * MON", "--dry-run").ok();
    assertEquals(List.of(id + " would be updated"), dry.lines());
    assertTrue(dry.err().contains("at 09:00 on Mondays (UTC)"), dry.err());
    assertTrue(dry.err().contains(" runs"), dry.err());
    assertEquals(7, dry.err().lines().count(), dry.err());
    var past = daemon.run("task", "update", id, "--at", "2020-01-01T00:00:00Z");
    assertEquals(2, past.exit());
    assertTrue(past.err().contains("is past; write a time to come, or now"), past.err());
    var now = daemon.run("task", "update", id, "--at", "now").ok();
    assertEquals("", now.err());
  }

  @Test
  void aDryRunInAPipeTellsTheNextTimesToo() {
    var dry = daemon.run("task", "create", "--cron", "0 9 * * MON", "--dry-run").ok();
    assertTrue(dry.out().contains("schedule\tat 09:00 on Mondays (UTC)\nnext\t"), dry.out());
    assertEquals(5, dry.lines().stream().filter(line -> line.startsWith("next\t")).count());
    assertTrue(dry.out().matches("(?s).*\nrunsAMonth\t[45]\nusdAMonth\t.*"), dry.out());
    var model = daemon.atTerminal("task", "set-model", id, MODEL, "--dry-run").ok();
    assertEquals(List.of(id + " would use " + MODEL + " from its next run on"), model.lines());
  }

  @Test
  void listsThatEndSayHowToGoOn() {
    daemon.run("task", "pause", id).ok();
    daemon.run("task", "resume", id).ok();
    assertTrue(
        daemon.atTerminal("task", "audit", id, "--limit", "1").err().contains("--limit 200"));
    assertTrue(daemon.atTerminal("audit", "--limit", "1").ok().err().contains("--before "));
    assertEquals("", daemon.run("audit", "--limit", "1").ok().err());
  }

  @Test
  void knowsTheWordsOfOtherTools() {
    String listed = daemon.run("task", "list", "--search", id).out();
    assertEquals(listed, daemon.run("task", "ls", "--search", id).ok().out());
    assertEquals(daemon.run("model", "list").out(), daemon.run("model", "ls").ok().out());
    assertEquals(daemon.run("task", "show", id).out(), daemon.run("task", "get", id).ok().out());
    assertEquals(id, daemon.run("task", "rm", id, "--dry-run", "-o", "name").ok().out().strip());
    assertTrue(daemon.run("version").ok().out().startsWith("ottoctl "));
    assertEquals(2, daemon.run("model", "rm", "x").exit());
    assertEquals(2, daemon.run("ls").exit());
  }

  @Test
  void setsTheModelOfATaskAndTakesItAway() {
    assertEquals(
        List.of("id\t" + id, "status\tupdated", "modelRef\t" + MODEL),
        daemon.run("task", "set-model", id, MODEL).ok().lines());
    assertEquals(Optional.of(MODEL), daemon.modelOf(id));
    assertEquals(List.of(id), daemon.run("task", "set-model", id, MODEL, "-o", "name").lines());
    assertEquals(
        "modelRef\tinherit", daemon.run("task", "set-model", id, "inherit").ok().lines().get(2));
    assertEquals(Optional.empty(), daemon.modelOf(id));
    assertEquals(
        List.of(id + " uses " + MODEL + " from its next run on"),
        daemon.atTerminal("task", "set-model", id, MODEL).lines());
    daemon.run("task", "set-model", id, "inherit", "--dry-run").ok();
    assertEquals(Optional.of(MODEL), daemon.modelOf(id));
  }

  @Test
  void setsAllThatATaskAsksOfItsModel() {
    String thinking = "alder/alder-4.5-large";
    daemon
        .run(
            "task",
            "set-model",
            id,
            thinking,
            "--variant",
            "high",
            "--fallback",
            MODEL,
            "--fallback",
            "cirrus/cirrus-4-mini",
            "--only-provider",
            "alder",
            "--only-provider",
            "basalt",
            "--strict",
            "--on-failure",
            "next")
        .ok();
    String shown = daemon.atTerminal("task", "show", id).ok().out();
    assertTrue(shown.contains(MODEL + ", cirrus/cirrus-4-mini"), shown);
    assertTrue(shown.contains("alder, basalt") && shown.contains("strict"), shown);
    assertTrue(shown.contains("effort high"), shown);
    var changed = daemon.run("task", "set-model", id, MODEL).ok();
    assertTrue(changed.err().contains("variant \"high\" was dropped"), changed.err());
    String inherits = daemon.run("task", "set-model", id, "inherit").ok().out();
    assertTrue(inherits.contains("modelRef\tinherit"), inherits);
    shown = daemon.atTerminal("task", "show", id).ok().out();
    assertTrue(shown.contains("alder, basalt") && !shown.contains("cirrus"), shown);
    daemon.run("task", "set-model", id, "inherit", "--plain").ok();
    assertFalse(daemon.atTerminal("task", "show", id).ok().out().contains("strict"));
    var unknown = daemon.run("task", "set-model", id, thinking, "--variant", "extreme");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("it has low, medium, high"), unknown.err());
  }

  @Test
  void aTaskRunsOnNodesWithALabelUntilItRunsAnywhere() {
    String made = id + "-labelled";
    var created =
        daemon
            .run("task", "create", "--id", made, "--every", "60", "--prompt", "x", "--runs-on", "a")
            .ok();
    assertTrue(created.err().contains("no node that takes prompts has the label a"), created.err());
    assertEquals("a", daemon.job(made).runsOn());
    assertTrue(daemon.run("task", "run-now", made).ok().err().contains("has the label a now"));
    daemon.run("task", "update", made, "--runs-on", "b").ok();
    String shown = daemon.run("task", "show", made).ok().out();
    assertTrue(shown.contains("runsOn\tb\n"), shown);
    daemon.run("task", "update", made, "--runs-anywhere").ok();
    assertNull(daemon.job(made).runsOn());
    assertEquals(2, daemon.run("task", "update", made, "--runs-anywhere", "--runs-on", "b").exit());
  }

  @Test
  void aTaskIsMadeAndChangedWithAllThatItAsksOfItsModel() {
    String made = id + "-made";
    String[] create = {"task", "create", "--id", made, "--every", "60", "--prompt", "x"};
    daemon
        .run(
            Stream.of(
                    create,
                    new String[] {"--model", "alder/alder-4.5-large", "--variant", "high"},
                    new String[] {"--fallback", MODEL, "--only-provider", "alder"},
                    new String[] {"--only-provider", "basalt", "--strict"})
                .flatMap(Stream::of)
                .toArray(String[]::new))
        .ok();
    assertEquals(
        "alder/alder-4.5-large (high), else " + MODEL + ", nothing else, only of alder, basalt",
        daemon.job(made).choice().toString());
    daemon.run("task", "update", made, "--variant", "low", "--on-failure", "next").ok();
    assertEquals(
        "alder/alder-4.5-large (low), else "
            + MODEL
            + ", nothing else, only of alder, basalt, next on failure",
        daemon.job(made).choice().toString());
    var wrong = daemon.run("task", "update", made, "--variant", "extreme");
    assertEquals(2, wrong.exit());
    assertTrue(wrong.err().contains("it has low, medium, high"), wrong.err());
  }

  @Test
  void aFenceOfTheFlowThatLeavesATaskNothingIsRefusedWithItsName() {
    daemon.run("task", "set-model", id, "inherit", "--only-provider", "alder").ok();
    String[] set = {"model", "defaults", "set", "scheduledTasks", "inherit", "--only-provider"};
    var refused =
        daemon.run(Stream.concat(Stream.of(set), Stream.of("iris")).toArray(String[]::new));
    assertEquals(2, refused.exit(), refused.err());
    assertTrue(refused.err().contains("what these jobs allow: "), refused.err());
    assertTrue(refused.err().contains(id), refused.err());
    daemon.run("task", "set-model", id, "inherit", "--plain").ok();
  }

  @Test
  void anUnknownModelOfATaskIsRefusedWithNearMatchesBeforeAnyChange() {
    var refused = daemon.run("task", "set-model", id, "basalt/basalt-4-min");
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains(MODEL), refused.err());
    assertEquals(Optional.empty(), daemon.modelOf(id));
    assertEquals(3, daemon.run("task", "set-model", "nobody", MODEL).exit());
  }

  @Test
  void pausesAndResumes() {
    daemon.run("task", "pause", id).ok();
    assertEquals(JobStatus.PAUSED, daemon.job(id).status());
    var conflict = daemon.run("task", "run-now", id);
    assertEquals(5, conflict.exit(), conflict.err());
    daemon.run("task", "resume", id).ok();
    assertEquals(JobStatus.IDLE, daemon.job(id).status());
  }

  @Test
  void cancelsAndAuditsIt() {
    daemon.run("task", "cancel", id, "--dry-run").ok();
    assertFalse(daemon.job(id).over());
    var done = daemon.run("task", "cancel", id, "--reason", "no longer needed").ok();
    assertEquals(List.of("id\t" + id, "status\tdeleted"), done.lines());
    assertTrue(daemon.job(id).over());
    var audit = daemon.run("task", "audit", id).ok().lines();
    assertEquals(
        List.of("delete", "create"), audit.stream().map(line -> line.split("\t", -1)[1]).toList());
    assertTrue(daemon.atTerminal("task", "audit", id).ok().out().startsWith("WHEN"));
    assertEquals(1, daemon.run("task", "cancel", "system-heartbeat").exit());
  }

  @Test
  void aPromptMayBePipedIn() {
    String prompt = "Say \"hello\"\nin two lines: \u00e4 & b.";
    daemon
        .piped(
            prompt + "\n",
            "task",
            "create",
            "--id",
            "piped",
            "--at",
            "2099-01-01T00:00:00Z",
            "--prompt",
            "-")
        .ok();
    assertEquals(prompt, promptOf("piped"));
    daemon.piped("Another.", "task", "update", "piped", "--prompt=-").ok();
    assertEquals("Another.", promptOf("piped"));
    assertEquals(2, daemon.piped("", "task", "update", "piped", "--prompt", "-").exit());
    assertEquals("Another.", promptOf("piped"));
  }

  private static String promptOf(String id) {
    return JsonParser.parseString(String.valueOf(daemon.job(id).payload()))
        .getAsJsonObject()
        .get("prompt")
        .getAsString();
  }
}
