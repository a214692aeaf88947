package dev.otto.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.otto.controlplane.ControlPlane;
import dev.otto.controlplane.ControlPlaneMain;
import dev.otto.ctl.Daemon.Result;
import dev.otto.scheduler.cli.OttoCommand;
import dev.otto.scheduler.cli.Terminal;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.logging.Logging;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The mistakes of strangers, listed in mistakes.txt: each is answered in one sentence that says
 * what to do, with the right exit code and no word of Java's.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MistakesTest {
  private static final Pattern ROW = Pattern.compile("(.*?) ?=> (\\d+) (.+)");
  private static final Pattern WORDS = Pattern.compile("'([^']*)'|\\S+");
  private static final Pattern LOG_LINE = Pattern.compile("(?m)^\\d\\d:\\d\\d:\\d\\d.*\n");

  /** Names of classes and of the libraries that nobody who runs Otto need know. */
  private static final Pattern OF_JAVA =
      Pattern.compile(
          "\\b[a-z]+(\\.[a-z]\\w*)*\\.[A-Z]\\w+[a-z]\\w*\\b|\\w(Exception|Error)\\b|\\bat [a-z.]+\\("
              + "|Flyway|Helidon|picocli|Jackson|Gson|\\bnull\\b.*\\bnull\\b|\\bint\\b|\\bURI\\b");

  @TempDir static Path folder;
  @AutoClose private static Daemon daemon;
  private static Map<String, String> places;

  /** One mistake: what is given where, and what must be said. */
  private record Row(String section, String input, int exit, String sentence) {}

  @BeforeAll
  static void start() throws Exception {
    daemon = Daemon.start(Files.createDirectory(folder.resolve("running")));
    for (String id : List.of("there", "paused")) {
      daemon.task(id, "Hello");
    }
    daemon.run("task", "pause", "paused").ok();
    String pages = daemon.otto.controlPlane().map(ControlPlane::address).orElseThrow();
    places =
        Map.of(
            "{folder}", Files.createDirectory(folder.resolve("folder")).toString(),
            "{empty}", Files.createFile(folder.resolve("empty")).toString(),
            "{latin1}",
                Files.writeString(folder.resolve("latin1"), "\u00fc", ISO_8859_1).toString(),
            "{wrong-token}", Files.writeString(folder.resolve("wrong"), "w".repeat(64)).toString(),
            "{api-as-https}", daemon.otto.address().replace("http:", "https:"),
            "{pages}", pages);
  }

  private static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    String section = "";
    try (var in = MistakesTest.class.getResourceAsStream("mistakes.txt")) {
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        if (line.startsWith("[") && line.endsWith("]") && !line.contains("=>")) {
          section = line;
        } else if (!line.isBlank() && !line.startsWith("#")) {
          var row = ROW.matcher(line);
          assertTrue(row.matches(), line);
          rows.add(new Row(section, row.group(1), Integer.parseInt(row.group(2)), row.group(3)));
        }
      }
    }
    return rows;
  }

  @Test
  void twoHundredOfThemAreListed() throws IOException {
    assertTrue(rows().size() >= 200, "" + rows().size());
    assertEquals(rows().size(), rows().stream().distinct().count());
  }

  @TestFactory
  Stream<DynamicTest> eachIsAnsweredInOneSentenceWithTheRemedy() throws IOException {
    return rows().stream()
        .map(row -> dynamicTest(row.section() + " " + row.input(), () -> check(row)));
  }

  private static void check(Row row) throws IOException {
    Result result = run(row);
    String said = LOG_LINE.matcher(result.err()).replaceAll("");
    assertEquals(row.exit(), result.exit(), result.out() + said);
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains(named(row.sentence())), said);
    assertFalse(OF_JAVA.matcher(said).find(), said);
    assertTrue(row.exit() == 0 || result.out().isEmpty(), result.out());
  }

  private static Result run(Row row) throws IOException {
    String input = named(row.input());
    return switch (row.section()) {
      case "[ottoctl]" -> daemon.run(words(input));
      case "[ottoctl-environment]" ->
          Daemon.run(with(daemon.environment(), input), false, "status");
      case "[stdin]" ->
          Daemon.run(
              daemon.environment(), false, new ByteArrayInputStream(bytes(input)), "ask", "-");
      case "[otto]" -> otto(home(), "", words(input));
      case "[otto-environment]" -> otto(home(), input, "config", "check");
      case "[config]" -> ottoOn(input.getBytes(UTF_8));
      case "[config-bytes]" -> ottoOn(bytes(input));
      case "[files]" ->
          otto(prepared(input), "OTTO_OPENCODE_URL=" + daemon.openCode.url(), "serve");
      case "[otto-control-plane]" -> controlPlane(words(input));
      default -> throw new IllegalArgumentException(row.section());
    };
  }

  private static Result ottoOn(byte[] config) throws IOException {
    Path home = home();
    Files.write(home.resolve("config.jsonc"), config);
    return otto(home, "", "config", "check");
  }

  private static Result otto(Path home, String variable, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var environment =
        new Environment(
            with(Map.of("OTTO_HOME", home.toString()), variable),
            home,
            InstantSource.system(),
            ZoneId.of("UTC"),
            RandomGenerator.getDefault());
    var terminal =
        new Terminal(
            environment,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Logging.LogStyle.TEXT);
    int exit = OttoCommand.commandLine(terminal).execute(arguments);
    return new Result(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static Result controlPlane(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = ControlPlaneMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Result(line.execute(arguments), out.toString(), err.toString());
  }

  private static Path home() throws IOException {
    return Files.createTempDirectory(folder, "home");
  }

  /** A home with one thing in it that is not as it should be. */
  private static Path prepared(String thing) throws IOException {
    Path home = home();
    String[] words = words(thing);
    Path path = home.resolve(words[1]);
    Files.createDirectories(path.getParent());
    switch (words[0]) {
      case "folder" -> Files.createDirectory(path);
      case "file" -> {
        Files.writeString(path, "something else");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      }
      default -> Files.createSymbolicLink(path, path);
    }
    return home;
  }

  private static Map<String, String> with(Map<String, String> variables, String assignment) {
    var all = new HashMap<>(variables);
    if (!assignment.isEmpty()) {
      String[] pair = assignment.split("=", 2);
      all.put(pair[0], pair[1]);
    }
    return all;
  }

  private static String named(String text) {
    String named = text;
    for (var place : places.entrySet()) {
      named = named.replace(place.getKey(), place.getValue());
    }
    return named;
  }

  private static String[] words(String line) {
    return WORDS
        .matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toArray(String[]::new);
  }

  private static byte[] bytes(String written) {
    return Pattern.compile("\\\\(x(..)|[0nt])")
        .matcher(written)
        .replaceAll(
            escape ->
                switch (escape.group(1)) {
                  case "0" -> "\0";
                  case "n" -> "\n";
                  case "t" -> "\t";
                  default -> Character.toString(Integer.parseInt(escape.group(2), 16));
                })
        .getBytes(ISO_8859_1);
  }
}
