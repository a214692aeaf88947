package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.ctl.Ottoctl;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Otto as somebody has it who has just got it: all ports are the defaults, and the environment
 * holds {@code PATH=/usr/bin:/bin} and a {@code HOME} with an umlaut, so that the locale is C.
 */
abstract class DefaultInstall {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TEXT = "Grüße aus Köln, 你好 🎉 – “ok”?";

  /** What changes nothing, each as it is typed. */
  private static final Map<String, String> READS =
      Map.ofEntries(
          Map.entry("model list", ""),
          Map.entry("model usage", ""),
          Map.entry("model changes", ""),
          Map.entry("model explain", "scheduledTasks"),
          Map.entry(
              "model whatif", "--from alder/alder-4.5-large --to alder/alder-4.5-nano --since 7d"),
          Map.entry("model defaults show", ""),
          Map.entry("task list", ""),
          Map.entry("task show", "'tägliche/Grüße'"),
          Map.entry("task runs", "'tägliche/Grüße'"),
          Map.entry("task audit", "'tägliche/Grüße'"),
          Map.entry("run list", "--state succeeded,failed --text 'Grüße'"),
          Map.entry("run output", "\"$(cat \"$HOME/run\")\""),
          Map.entry("run show", "\"$(cat \"$HOME/run\")\""),
          Map.entry("run transcript", "\"$(cat \"$HOME/run\")\""),
          Map.entry("budget show", ""),
          Map.entry("node list", ""),
          Map.entry("status", ""),
          Map.entry("audit", ""),
          Map.entry("events", ""),
          Map.entry("doctor", ""),
          Map.entry("open", "--print"),
          Map.entry("complete", "TASK"),
          Map.entry("completion", "bash"));

  private static final Set<String> WRITES =
      Set.of(
          "ask",
          "budget raise",
          "budget set",
          "model check",
          "model defaults set",
          "model refresh",
          "model replace",
          "node drain",
          "node resume",
          "task abort",
          "task acknowledge",
          "task cancel",
          "task create",
          "task pause",
          "task resume",
          "task run-now",
          "task set-model",
          "task unacknowledge",
          "task update",
          "token rotate");

  @TempDir private Path place;
  private final List<Process> started = new ArrayList<>();
  private Network network;

  /** The folder whose bin holds the program. */
  abstract Path launcher(String program);

  @BeforeEach
  void start() throws Exception {
    network = Network.make();
    background("opencode", java(StandInOpenCode.class, "4096"), "listening");
    shell("mkdir -p \"$HOME\"").ok();
  }

  @AfterEach
  void stop() throws Exception {
    try (var _ = network) {
      started.forEach(Process::destroy);
      for (Process process : started) {
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
    } finally {
      started.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void everyCommandThatReadsAnswersAndTextArrivesAsItWasTyped() throws Exception {
    keepTranscripts();
    serve();
    ottoctl("task create --id 'tägliche/Grüße' --cron '0 7 1 1 *' --prompt '" + TEXT + "'").ok();
    ottoctl("task run-now 'tägliche/Grüße' --wait").ok();
    assertEquals(Set.of(TEXT), asked());
    ottoctl("run list --task 'tägliche/Grüße' -o name > \"$HOME/run\"").ok();
    assertTrue(ottoctl("task list -o name").ok().contains("tägliche/Grüße\n"));
    for (var command : READS.entrySet()) {
      ottoctl(command.getKey() + " " + command.getValue()).ok();
      ottoctl(command.getKey() + " --help").ok();
    }
    for (String locale :
        List.of(
            "LANG=", "LANG=xx_XX.UTF-8", "LANG=de_DE.ISO-8859-1", "LC_ALL=POSIX", "LC_CTYPE=C")) {
      String question = TEXT + " " + locale;
      String ask = locale + " " + quoted(launcher("ottoctl")) + " ask ";
      shell(ask + "'" + question + "'").ok();
      assertTrue(asked().contains(question), locale);
      shell("printf %s 'piped: " + question + "' | " + ask).ok();
      assertTrue(asked().contains("piped: " + question), locale);
    }
  }

  private void keepTranscripts() throws Exception {
    String config = "$(" + quoted(launcher("otto")) + " config path)";
    shell("mkdir -p \"$(dirname \"" + config + "\")\"").ok();
    shell("echo '{\"runs\": {\"transcriptDays\": 1}}' > \"" + config + "\"").ok();
  }

  @Test
  void everyCommandIsOneThatReadsOrOneThatWrites() {
    var known = new TreeSet<>(READS.keySet());
    known.addAll(WRITES);
    assertEquals(
        known, verbs(Ottoctl.commandLine()).collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Stream<String> verbs(CommandLine command) {
    var below = command.getSubcommands().values();
    return below.isEmpty()
        ? Stream.of(command.getCommandSpec().qualifiedName().substring("ottoctl ".length()))
        : below.stream().flatMap(DefaultInstall::verbs);
  }

  @Test
  void whatIsNoTextIsRefusedAndGoesNowhere() throws Exception {
    serve();
    Set<String> before = asked();
    String latin1 = "\"$(printf 'Gr\\374\\337e')\"";
    for (String command :
        List.of("ask " + latin1, "task create --prompt " + latin1, "task show " + latin1)) {
      var refused = ottoctl(command);
      assertEquals(2, refused.exit(), refused.err());
      assertTrue(refused.err().contains("UTF-8"), refused.err());
    }
    String piped = "printf 'Gr\\374\\337e' | " + quoted(launcher("ottoctl")) + " ask";
    assertEquals(2, shell(piped).exit());
    var closed = ottoctl("ask - <&-");
    assertEquals(2, closed.exit());
    assertTrue(closed.err().contains("no text on standard input"), closed.err());
    var home = shell("OTTO_HOME=" + latin1 + " " + quoted(launcher("otto")) + " config path");
    assertEquals(78, home.exit());
    assertTrue(home.err().contains("OTTO_HOME"), home.err());
    assertEquals(before, asked());
  }

  @Test
  void whoeverTakesThePortsOfADaemonThatEndedGetsNoToken() throws Exception {
    Process otto = serve();
    otto.destroyForcibly().waitFor();
    var api = background("4191", java(Listener.class, "4191", place + "/got-4191"), "");
    var pages = background("4192", java(Listener.class, "4192", place + "/got-4192"), "");
    nobodyIsVisited();
    api.destroyForcibly().waitFor();
    pages.destroyForcibly().waitFor();

    Process again = serve();
    again.destroy();
    assertTrue(again.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    background("4191", java(Listener.class, "4191", place + "/got-4191"), "");
    background("4192", java(Listener.class, "4192", place + "/got-4192"), "");
    nobodyIsVisited();
  }

  private void nobodyIsVisited() throws Exception {
    for (String port : List.of("4191", "4192")) {
      await().until(() -> Files.exists(place.resolve("got-" + port)));
    }
    for (String command : List.of("status", "open --print", "ask Hello", "doctor")) {
      var refused = ottoctl(command);
      assertEquals(command.equals("doctor") ? 1 : 69, refused.exit(), refused.out());
      assertTrue((refused.out() + refused.err()).contains("otto serve"), refused.err());
    }
    for (String port : List.of("4191", "4192")) {
      assertEquals(0, Files.size(place.resolve("got-" + port)));
      Files.delete(place.resolve("got-" + port));
    }
  }

  @Test
  void aDemoInAFolderIsFoundByThatFolder() throws Exception {
    String folder = "OTTO_HOME=\"$HOME/Vorführung\" ";
    background("demo", script(folder + "exec " + quoted(launcher("otto")) + " demo"), "Stop  ");
    String list = folder + quoted(launcher("ottoctl")) + " task list -o name";
    // The demo says where it is before it adds its jobs.
    await().until(() -> shell(list).ok().contains("demo-own-model\n"));
  }

  @Test
  void afterAStopACopyOfTheDatabaseAloneStartsWithEverything() throws Exception {
    Process otto = serve();
    ottoctl("task create --id kept --cron '0 7 1 1 *' --prompt Hello").ok();
    ottoctl("task run-now kept --wait").ok();
    otto.destroy();
    assertTrue(otto.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    shell(
            "mkdir -p \"$HOME/other/data\" && cp \"$HOME/.otto/data/otto-state.db\" \"$HOME/other/data\"")
        .ok();
    String folder = "OTTO_HOME=\"$HOME/other\" ";
    background("serve", script(folder + "exec " + quoted(launcher("otto")) + " serve"), "ready:");
    String runs = shell(folder + quoted(launcher("ottoctl")) + " task runs kept -o name").ok();
    assertEquals(1, runs.lines().count(), runs);
  }

  private Process serve() throws Exception {
    return background("serve", script("exec " + quoted(launcher("otto")) + " serve"), "ready:");
  }

  private Unpacked.Result ottoctl(String line) throws Exception {
    return shell(quoted(launcher("ottoctl")) + " " + line);
  }

  private Unpacked.Result shell(String line) throws Exception {
    Path err = place.resolve("err");
    Process process = script(line).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Unpacked.Result(process.waitFor(), out, new String(Files.readAllBytes(err), UTF_8));
  }

  /** In a file, because the locale of the test need not know how to pass it on as an argument. */
  private ProcessBuilder script(String line) throws IOException {
    Path file = Files.createTempFile(place, "line", ".sh");
    Path home = Files.createTempFile(place, "home", ".sh");
    Files.writeString(file, line + "\n");
    Files.writeString(
        home, "exec env -i HOME='%s/Müller' PATH=/usr/bin:/bin sh '%s'\n".formatted(place, file));
    return network.program("sh", home.toString());
  }

  private ProcessBuilder java(Class<?> program, String... arguments) {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    line.addAll(List.of(arguments));
    return network.program(line.toArray(String[]::new));
  }

  /** Returns once it has said this. */
  private Process background(String name, ProcessBuilder program, String ready) throws IOException {
    Path said = place.resolve(name + ".txt");
    Process process =
        program
            .redirectOutput(said.toFile())
            .redirectError(place.resolve(name + ".err").toFile())
            .start();
    started.add(process);
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || Files.readString(said).contains(ready));
    assertTrue(
        process.isAlive(), () -> said + ": " + read(said) + read(place.resolve(name + ".err")));
    return process;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The prompts that OpenCode got. */
  private Set<String> asked() throws Exception {
    Process process =
        network
            .program(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/4096 &&"
                    + " printf 'GET /__requests HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' >&3"
                    + " && cat <&3")
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    var texts = new ObjectMapper().readTree(answer.substring(answer.indexOf('{'))).path("texts");
    return texts.propertyStream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  private static String quoted(Path program) {
    return "'" + program + "'";
  }
}
