package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network with nothing in it but its own loopback, so that all default ports are free. Only root
 * can make one.
 */
record Network(String name) implements AutoCloseable {

  static Network make() throws IOException, InterruptedException {
    var network = new Network("otto-test-" + ProcessHandle.current().pid());
    assertEquals(0, ip("netns", "add", network.name));
    assertEquals(0, ip("-n", network.name, "link", "set", "lo", "up"));
    return network;
  }

  static boolean isPossible() throws IOException, InterruptedException {
    if (!Files.isWritable(Path.of("/run")) || !onPath("ip")) {
      return false;
    }
    String name = "otto-probe-" + ProcessHandle.current().pid();
    boolean made = ip("netns", "add", name) == 0 && ip("netns", "exec", name, "true") == 0;
    ip("netns", "delete", name);
    return made;
  }

  private static boolean onPath(String program) throws IOException, InterruptedException {
    return run("sh", "-c", "command -v " + program) == 0;
  }

  private static int ip(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** A program in this network; the process is the program itself. */
  ProcessBuilder program(String... command) {
    String[] line = new String[command.length + 4];
    String[] inside = {"ip", "netns", "exec", name};
    System.arraycopy(inside, 0, line, 0, inside.length);
    System.arraycopy(command, 0, line, inside.length, command.length);
    return new ProcessBuilder(line);
  }

  /** Ends all programs in it, and returns when they have ended. */
  void endAll() throws IOException, InterruptedException {
    Process pids = new ProcessBuilder("ip", "netns", "pids", name).start();
    List<ProcessHandle> programs =
        new String(pids.getInputStream().readAllBytes(), UTF_8)
            .lines()
            .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
            .toList();
    programs.forEach(ProcessHandle::destroy);
    programs.forEach(program -> program.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  @Override
  public void close() throws IOException {
    try {
      ip("netns", "delete", name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The network " + name + " may still be there");
    }
  }
}
