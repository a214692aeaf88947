package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The archive as an operator has it after unpacking, in a folder with a blank in its name. What
 * runs in it finds no Java but its own and no commands but the few that the launchers name.
 */
record Unpacked(Path folder, Path home, Path commands) {
  private static final List<String> COMMANDS = List.of("cksum", "dirname", "locale", "readlink");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** The archive of this build; none where it is built without. */
  static Optional<Path> archive() throws IOException {
    String target = System.getProperty("otto.archives");
    if (target == null) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(Path.of(target))) {
      return all.filter(file -> file.toString().endsWith(".tar.gz")).findFirst();
    }
  }

  /** In an empty folder. */
  static Unpacked in(Path folder) throws Exception {
    Path place = Files.createDirectories(folder.resolve("un packed"));
    String archive = archive().orElseThrow().toString();
    var tar = new ProcessBuilder("tar", "-xzf", archive, "-C", place.toString());
    assertEquals(0, tar.inheritIO().start().waitFor());
    Path commands = Files.createDirectories(folder.resolve("commands"));
    for (String command : COMMANDS) {
      Files.createSymbolicLink(commands.resolve(command), Path.of("/usr/bin", command));
    }
    try (Stream<Path> unpacked = Files.list(place)) {
      Path home = Files.createDirectories(folder.resolve("home"));
      return new Unpacked(unpacked.findFirst().orElseThrow(), home, commands);
    }
  }

  /** The same with another home folder. */
  Unpacked at(Path other) {
    return new Unpacked(folder, other, commands);
  }

  /** What a command left behind. */
  record Result(int exit, String out, String err) {
    String ok() {
      assertEquals(0, exit, err);
      return out;
    }

    /** Fails where there is anything but one document. */
    JsonNode json() throws IOException {
      return JSON.readTree(ok());
    }
  }

  ProcessBuilder program(String... line) {
    var command = new ArrayList<>(List.of(line));
    command.set(0, folder.resolve("bin").resolve(line[0]).toString());
    var process = new ProcessBuilder(command).directory(home.toFile());
    process.environment().clear();
    process.environment().put("PATH", commands.toString());
    process.environment().put("HOME", home.toString());
    process.environment().put("OTTO_HOME", home.toString());
    process.environment().put("OTTO_EXTERNAL_API_PORT", "0");
    process.environment().put("OTTO_CONTROL_PLANE_PORT", "0");
    return process;
  }

  /** {@code ottoctl model list}, for instance. */
  Result run(String... line) throws Exception {
    return run(program(line));
  }

  Result run(ProcessBuilder builder) throws Exception {
    Path err = Files.createTempFile(home, "err", ".txt");
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), out, Files.readString(err));
  }

  Path file(String path) {
    return folder.resolve(path);
  }

  List<Path> files(String path) throws IOException {
    try (Stream<Path> all = Files.walk(file(path))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
