package dev.otto.models.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.tools.attach.AttachNotSupportedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** A process with an application in it, and what it prints. */
final class Application implements AutoCloseable {
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final long PATIENCE = 180;

  private final Process process;
  private final long started = System.nanoTime();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> all = new CopyOnWriteArrayList<>();

  private Application(Map<String, String> environment, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    var reader = new Thread(this::read, "application-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** With no more on its class path than the code sources of these classes and the tests'. */
  static Application start(List<Class<?>> libraries, String main, String... arguments)
      throws IOException {
    return start(Map.of(), List.of(), libraries, main, arguments);
  }

  /** The same with more in its environment and with options of Java. */
  static Application start(
      Map<String, String> environment,
      List<String> options,
      List<Class<?>> libraries,
      String main,
      String... arguments)
      throws IOException {
    String classPath =
        Stream.concat(libraries.stream(), Stream.of(Application.class))
            .map(Application::source)
            .distinct()
            .reduce((some, other) -> some + File.pathSeparator + other)
            .orElseThrow();
    return start(environment, options, classPath, main, arguments);
  }

  static Application start(
      Map<String, String> environment,
      List<String> options,
      String classPath,
      String main,
      String... arguments)
      throws IOException {
    var command = new ArrayList<>(options);
    command.addAll(List.of("-cp", classPath, main));
    return java(environment, command, arguments);
  }

  static Application start(Path jar, String... arguments) throws IOException {
    return java(Map.of(), List.of("-jar", jar.toString()), arguments);
  }

  private static Application java(
      Map<String, String> environment, List<String> what, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(JAVA);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(what);
    command.addAll(List.of(arguments));
    return new Application(environment, command);
  }

  private static String source(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        all.add(line);
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("no more output: " + e.getMessage());
    }
  }

  /** Waits for the next line that contains the text, and forgets those before it. */
  String awaitLine(String text) throws InterruptedException {
    long end = System.nanoTime() + SECONDS.toNanos(PATIENCE);
    while (System.nanoTime() < end) {
      String line = lines.poll(1, SECONDS);
      if (line != null && line.contains(text)) {
        return line;
      }
      if (line == null && !process.isAlive()) {
        break;
      }
    }
    return fail("no line with \"" + text + "\" in:\n" + String.join("\n", all));
  }

  /** Attaches once it has printed something: a JVM that only just begins misses the request. */
  Beans beans() throws IOException, AttachNotSupportedException {
    await().atMost(PATIENCE, SECONDS).until(() -> !all.isEmpty());
    return Beans.of(process.pid());
  }

  long pid() {
    return process.pid();
  }

  long millisSinceStart() {
    return (System.nanoTime() - started) / 1_000_000;
  }

  List<String> output() {
    return all;
  }

  int awaitExit() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE, SECONDS), "it goes on:\n" + String.join("\n", all));
    return process.exitValue();
  }

  /** Asks it to end, as an operator does. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, PATIENCE, SECONDS).join();
    if (process.isAlive()) {
      process.destroyForcibly();
      fail("it did not end:\n" + String.join("\n", all));
    }
  }
}
