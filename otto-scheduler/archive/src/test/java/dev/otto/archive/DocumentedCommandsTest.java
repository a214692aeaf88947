package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of commands in README.md and docs, run as it stands: with the archive on the path, in
 * a network of its own so that the ports are those of the text, and with an empty {@code /opt}.
 * Where a block is not run here, its own first line says which test does, or why none can.
 */
@WithArchive
@WithNetwork
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Set<String> NO_COMMANDS =
      Set.of("", "xml", "java", "jsonc", "nginx", "properties");
  private static final Pattern ENTRY = Pattern.compile("(?m)^\\$ (.*)\n((?:(?!\\$ ).*\n)*)");

  @TempDir private Path place;
  private final Unpacked archive;
  private final List<Process> started = new ArrayList<>();
  private Network network;

  DocumentedCommandsTest(Unpacked archive) {
    this.archive = archive;
  }

  @BeforeAll
  static void tellTheLaunchersThatAllIsBuilt() throws IOException {
    DefaultInstallFromSourceTest.tellTheLaunchersThatAllIsBuilt();
  }

  /** What somebody has who follows the text: a clone, the archive that it made, and OpenCode. */
  @BeforeEach
  void prepare() throws Exception {
    network = Network.make();
    for (String module : List.of("otto-scheduler", "otto-control-plane", "config-samples")) {
      Files.createSymbolicLink(place.resolve(module), ROOT.resolve(module));
    }
    Path packed = Unpacked.archive().orElseThrow();
    Files.createSymbolicLink(place.resolve(packed.getFileName()), packed.toAbsolutePath());
    Files.writeString(place.resolve("otto.token"), "t".repeat(64));
    Path home = Files.createDirectory(place.resolve("home"));
    Files.createDirectory(home.resolve(".otto.node-2026-11-28"));
    Path commands = Files.createDirectory(place.resolve("commands"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path openCode =
        Files.writeString(
            commands.resolve("opencode"),
            "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s\n"
                .formatted(
                    java,
                    System.getProperty("java.class.path"),
                    DocumentedOpenCode.class.getName()));
    Files.setPosixFilePermissions(openCode, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void stop() throws Exception {
    try (var _ = network) {
      network.endAll();
      for (Process process : started) {
        process.waitFor();
      }
    }
  }

  @Test
  void nothingThatLooksLikeACommandIsLeftOut() throws IOException {
    for (DocumentedBlock block : DocumentedBlock.all(ROOT)) {
      boolean known = block.isShell() || block.isSession() || NO_COMMANDS.contains(block.info());
      assertTrue(known, block.name());
      assertTrue(block.isSession() || !block.text().startsWith("$ "), block.name());
    }
  }

  @TestFactory
  Stream<DynamicTest> eachBlockRunsAsItStands() throws IOException {
    return DocumentedBlock.all(ROOT).stream()
        .filter(DocumentedBlock::isShell)
        .filter(block -> block.isAlone() || notHere(block))
        .map(block -> dynamicTest(block.name(), () -> runAlone(block)));
  }

  private static boolean notHere(DocumentedBlock block) {
    return block.elsewhere().isPresent() || block.notRun().isPresent();
  }

  private void runAlone(DocumentedBlock block) throws Exception {
    if (block.elsewhere().isPresent()) {
      String test = block.elsewhere().get();
      try (Stream<Path> files = Files.walk(ROOT)) {
        assertTrue(files.anyMatch(file -> file.endsWith(test + ".java")), test);
      }
      abort(test + " runs it");
    }
    block.notRun().ifPresent(reason -> abort("not run: " + reason));
    shell("rm -rf ~/.otto ~/.config && mkdir ~/.otto").ok();
    if (block.until().isPresent()) {
      background(block.text(), block.until().get());
      network.endAll();
    } else {
      shell("set -e\n" + block.text()).ok();
    }
  }

  @Test
  void theRestRunsBesideAnOtto() throws Exception {
    background("opencode serve --port 4096", "listening");
    background("exec otto serve", "ready:");
    for (DocumentedBlock block : DocumentedBlock.all(ROOT)) {
      if (block.isSession()) {
        session(block);
      } else if (block.isShell() && !block.isAlone() && !notHere(block)) {
        var result = shell("set -e\n" + block.text());
        assertEquals(0, result.exit(), block.name() + result.err());
        assertFalse(result.out().contains("\"error\""), block.name() + result.out());
      }
    }
  }

  /** Each of its commands ends as the text says, with 0 unless it says otherwise. */
  private void session(DocumentedBlock block) throws Exception {
    var script = new StringBuilder();
    var expected = new ArrayList<String>();
    for (var entry : ENTRY.matcher(block.text()).results().toList()) {
      var other = Pattern.compile("(?m)^\\(exit (\\d+)\\)$").matcher(entry.group(2));
      expected.add((other.find() ? other.group(1) : "0") + " " + entry.group(1));
      script.append(entry.group(1)).append("\ncode=$?\n");
      script.append("printf '%s %s\\n' $code ").append(quoted(entry.group(1))).append(" >&3\n");
    }
    Path codes = place.resolve("codes");
    shell("exec 3>'" + codes + "'\n" + script).ok();
    assertFalse(expected.isEmpty(), block.name());
    assertEquals(expected, Files.readAllLines(codes));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private Unpacked.Result shell(String text) throws Exception {
    Path err = place.resolve("err");
    Process process = script(text).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Unpacked.Result(process.waitFor(), out, Files.readString(err));
  }

  /** Returns once it has said this. */
  private void background(String text, String ready) throws IOException {
    Path said = Files.createTempFile(place, "said", ".txt");
    Process process = script(text).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    started.add(process);
    await().atMost(LONG).until(() -> !process.isAlive() || Files.readString(said).contains(ready));
    assertTrue(process.isAlive(), Files.readString(said));
  }

  /** In a mount namespace of its own, as {@code ip netns exec} makes it, with an empty /opt. */
  private ProcessBuilder script(String text) throws IOException {
    Path file = Files.createTempFile(place, "block", ".sh");
    boolean opt = text.contains("/opt");
    Files.writeString(file, (opt ? "mount -t tmpfs tmpfs /opt\n" : "") + text + "\n");
    var builder = network.program("bash", file.toString()).directory(place.toFile());
    builder.environment().clear();
    builder.environment().put("HOME", place.resolve("home").toString());
    builder
        .environment()
        .put(
            "PATH",
            archive.file("bin") + ":" + place.resolve("commands") + ":/usr/bin:/bin:/usr/sbin");
    return builder;
  }
}
