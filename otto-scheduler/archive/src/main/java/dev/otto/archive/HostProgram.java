package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A program of the machine that builds. */
final class HostProgram {
  private HostProgram() {}

  /**
   * Runs a program to its end and returns what it printed.
   *
   * @throws IOException with what it printed, where it failed
   */
  static String run(Path folder, Map<String, String> environment, String... line)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException(String.join(" ", line) + " failed with " + exit + ": " + printed);
    }
    return printed.strip();
  }

  static String run(Path folder, String... line) throws IOException, InterruptedException {
    return run(folder, Map.of(), line);
  }
}
