package dev.otto.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SystemCommandsTest {
  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
  }

  @Test
  void statusTellsOfEveryPart() {
    var plain = daemon.run("status").ok();
    assertTrue(
        plain.lines().stream().anyMatch(it -> it.startsWith("scheduler\tok\t")), plain.out());
    assertEquals("ok", daemon.run("status", "-o", "json").ok().json().get("status").getAsString());
    assertTrue(daemon.run("status", "-o", "name").ok().lines().contains("model_catalog"));
    assertTrue(daemon.atTerminal("status").ok().err().contains("otto "));
  }

  @Test
  void aDatabaseThatIsGoneIsSeenAtOnceByStatusAndDoctor() throws Exception {
    Path file = daemon.otto.paths().database();
    Path elsewhere = file.resolveSibling("elsewhere.db");
    Files.move(file, elsewhere);
    var plain = daemon.run("status");
    var json = daemon.run("status", "-o", "json");
    var person = daemon.atTerminal("status");
    var doctor = daemon.run("doctor");
    Files.move(elsewhere, file);

    assertEquals(
        List.of(1, 1, 1, 1),
        Stream.of(plain, json, person, doctor).map(Daemon.Result::exit).toList());
    assertTrue(plain.out().contains("database\tdegraded\t" + file + " is gone"), plain.out());
    assertEquals("degraded", json.json().get("status").getAsString());
    assertTrue(person.out().contains("Database"), person.out());
    assertTrue(doctor.out().contains("fail\tdatabase\t" + file + " is gone"), doctor.out());
    assertTrue(daemon.run("status").ok().out().contains("database\tok\t"));
  }

  @Test
  void nothingThatATerminalWouldObeyIsPrinted() {
    daemon.task("painted", "\u001b]0;title\u0007red \u001b[31m");
    String shown = daemon.atTerminal("task", "show", "painted").ok().out();
    assertTrue(shown.contains("painted"), shown);
    assertFalse(shown.contains("\u001b[31m") || shown.contains("\u0007"), shown);
    assertTrue(daemon.run("ask", "\u001b[31mred").ok().out().contains("\uFFFD[31mred"));
  }

  @Test
  void doctorFindsAMissingModelWithItsFix() {
    daemon.task("stranded", "Say hello.");
    daemon.run("task", "set-model", "stranded", "gone/model", "--allow-unavailable").ok();
    var found = daemon.run("doctor").ok();
    assertTrue(found.out().contains("ottoctl task set-model stranded inherit"), found.out());
    assertTrue(found.lines().stream().anyMatch(it -> it.startsWith("ok\tconfig")), found.out());
    assertTrue(found.lines().stream().anyMatch(it -> it.startsWith("ok\ttoken")), found.out());
    var json = daemon.run("doctor", "-o", "json").ok().json();
    assertTrue(json.getAsJsonArray("findings").size() > 5);
    assertTrue(daemon.atTerminal("doctor").ok().out().contains("warn"));
  }

  @Test
  void auditShowsAPersonOnlyWhatChanged() {
    daemon.task("audited", "Say hello.");
    daemon.run("task", "pause", "audited").ok();
    daemon.run("model", "defaults", "set", "watchdogFailures", "alder/alder-4-mini").ok();
    daemon.run("model", "defaults", "set", "watchdogFailures", "inherit").ok();
    String shown = daemon.atTerminal("audit", "--limit", "4").ok().out();
    assertTrue(shown.contains("watchdogFailures alder/alder-4-mini -> -\n"), shown);
    assertTrue(shown.contains("paused false -> true\n"), shown);
    assertTrue(shown.contains("type "), shown);
    assertFalse(shown.contains("{\"type\""), shown);
  }

  @Test
  void auditSaysTheNodeWhereAnEntryHasOne() throws Exception {
    daemon.task("of-a-cluster", "Say hello.");
    assertFalse(daemon.atTerminal("audit", "--limit", "1").ok().out().contains("NODE"));
    // The rows as they are once they were moved from a cluster to a file.
    try (var rows = DriverManager.getConnection("jdbc:sqlite:" + daemon.otto.paths().database());
        var statement = rows.createStatement()) {
      assertEquals(
          1,
          statement.executeUpdate(
              "UPDATE audit_entries SET node = 'berlin-1' WHERE target = 'of-a-cluster'"));
    }
    String person = daemon.atTerminal("audit", "--limit", "1").ok().out();
    assertTrue(person.contains("NODE") && person.contains("berlin-1"), person);
    String line = daemon.run("audit", "--limit", "1").ok().lines().getFirst();
    assertTrue(line.endsWith("\tberlin-1"), line);
  }

  @Test
  void auditTellsWhoChangedWhatByTheCommandLine() {
    daemon.run("model", "defaults", "set", "heartbeat", "alder/alder-4-mini").ok();
    daemon.run("model", "defaults", "set", "heartbeat", "inherit").ok();
    var entries = daemon.run("audit", "--limit", "2", "-o", "json").ok().json();
    var newest = entries.getAsJsonArray("entries").get(0).getAsJsonObject();
    assertEquals("cli", newest.get("surface").getAsString());
    assertTrue(newest.get("target").getAsString().contains("heartbeat"), newest.toString());
    assertEquals(2, daemon.run("audit", "--limit", "2").ok().lines().size());
    assertTrue(daemon.atTerminal("audit").ok().out().startsWith("WHEN"));
  }

  @Test
  void askAnswersAndGoesOnInTheSameConversation() {
    var first = daemon.run("ask", "What is new?", "-o", "json").ok().json();
    String session = first.get("sessionId").getAsString();
    assertEquals("alder/alder-4.5-large", first.get("servedModelRef").getAsString());
    var second = daemon.atTerminal("ask", "And then?", "--session", session).ok();
    assertTrue(second.err().contains("--session " + session), second.err());
    assertTrue(!second.out().isBlank());
  }

  @Test
  void askTakesWhatIsPipedIn() {
    String question = "What is new? ".repeat(200);
    int given = tokens(daemon.run("ask", question, "-o", "json"));
    assertEquals(given, tokens(daemon.piped(question + "\n", "ask", "-", "-o", "json")));
    assertEquals(given, tokens(daemon.piped(question + "\n", "ask", "-o", "json")));
  }

  private static int tokens(Daemon.Result answer) {
    return answer.ok().json().get("inputTokens").getAsInt();
  }

  @Test
  void askWithoutATextIsAMistakeNotAnEndlessWait() {
    assertEquals(2, daemon.atTerminal("ask").exit());
    assertEquals(2, daemon.piped(" \n", "ask").exit());
    var nothing = daemon.run("ask", "-", "-o", "json");
    assertEquals(2, nothing.exit());
    assertTrue(nothing.error().get("message").getAsString().contains("standard input"));
  }

  @Test
  void eventsEndWithWhatThereIs() {
    daemon.run("model", "refresh").ok();
    daemon.task("told", "Say hello.");
    var plain = daemon.run("events").ok();
    var kinds = plain.lines().stream().map(line -> line.split("\t", -1)[1]).toList();
    assertTrue(kinds.containsAll(List.of("catalog", "job", "audit")), plain.out());
    assertEquals(plain.lines(), daemon.run("events").ok().lines());
  }

  @Test
  void eventsReadAsLinesAtATerminal() {
    daemon.run("model", "refresh").ok();
    daemon.task("seen", "Say hello.");
    daemon.run("model", "defaults", "set", "heartbeat", "alder/alder-4-mini").ok();
    daemon.run("model", "defaults", "set", "heartbeat", "inherit").ok();
    daemon.run("task", "run-now", "seen", "--wait").ok();
    var lines = daemon.atTerminal("events").ok().lines();
    String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  ";
    for (String wanted :
        List.of(
            time + "catalog   \\d+ models, \\d+ added, \\d+ removed",
            time + "job       seen idle",
            time + "run       seen running",
            time + "run       seen succeeded",
            time + "audit     \\S+ seen done",
            " {19}  defaults  .*heartbeat alder/alder-4-mini.*")) {
      assertTrue(lines.stream().anyMatch(line -> line.matches(wanted)), wanted + " in " + lines);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anOutputThatIsNotTakenIsAFailure() throws Exception {
    for (String[] command :
        List.of(
            new String[] {"status"},
            new String[] {"events"},
            new String[] {"events", "--follow"},
            new String[] {"completion", "bash"},
            new String[] {"--help"},
            new String[] {"--version"})) {
      var full = new FileOutputStream("/dev/full");
      assertTrue(unwritten(full, command).contains("could not be written"), command[0]);
      full.close();
      assertTrue(unwritten(full, command).contains("could not be written"), command[0]);
    }
  }

  private static String unwritten(FileOutputStream to, String... command) {
    var ottoctl =
        new Ottoctl(
            daemon.environment(), false, InputStream.nullInputStream(), InstantSource.system());
    var out = new PrintWriter(new PrintStream(to, false, UTF_8), false, UTF_8);
    var err = new StringWriter();
    assertEquals(1, ottoctl.run(out, new PrintWriter(err), command));
    return err.toString();
  }

  @Test
  void aDumbTerminalGetsNoColours() {
    var environment = new HashMap<>(daemon.environment());
    assertTrue(Daemon.run(environment, true, "status").out().contains("\u001b["));
    environment.put("TERM", "dumb");
    var plain = Daemon.run(environment, true, "status");
    assertFalse((plain.out() + plain.err()).contains("\u001b["), plain.out());
  }

  @Test
  void eventsThatAreFollowedBeginWithWhatThereIsAndGoOnWithoutAGap(@TempDir Path other)
      throws Exception {
    var out = new StringWriter();
    Thread listening;
    try (var own = Daemon.start(other)) {
      own.run("model", "refresh").ok();
      var ottoctl =
          new Ottoctl(
              own.environment(), false, InputStream.nullInputStream(), InstantSource.system());
      var err = new PrintWriter(new StringWriter());
      listening =
          Thread.ofVirtual()
              .start(() -> ottoctl.run(new PrintWriter(out), err, "events", "--follow"));
      await().until(() -> out.toString().contains("\tcatalog\t"));
      own.task("later", "Say hello.");
      await().until(() -> out.toString().contains("\tjob\t"));
      assertEquals(own.run("events").ok().lines(), out.toString().lines().toList());
    }
    listening.interrupt();
    listening.join();
  }
}
