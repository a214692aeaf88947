package dev.otto.jmx.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.otto.ctl.Ottoctl;
import dev.otto.scheduler.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** {@code otto demo} as a process of its own, in a folder that the test gives. */
final class DemoProcess implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Path home;
  private final Process process;

  private DemoProcess(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /** Returns when it says where to look. */
  static DemoProcess start(Path home, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
    command.addAll(List.of(Main.class.getName(), "demo"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(home.resolve("out.txt").toFile());
    builder.environment().put("OTTO_HOME", home.toString());
    builder.environment().put("OTTO_EXTERNAL_API_PORT", "0");
    builder.environment().put("OTTO_CONTROL_PLANE_PORT", "0");
    var demo = new DemoProcess(home, builder.start());
    await().atMost(LONG).until(() -> demo.output().contains("due within seconds") || !demo.alive());
    if (!demo.alive()) {
      throw new IllegalStateException(demo.output());
    }
    return demo;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** As it is delivered: nothing of the tests is in it. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String output() throws IOException {
    return Files.readString(home.resolve("out.txt"));
  }

  /** The address of its REST API. */
  String api() throws IOException {
    return output()
        .lines()
        .filter(line -> line.contains("External API"))
        .map(line -> line.substring(line.indexOf("http")))
        .findFirst()
        .orElseThrow();
  }

  /** What the command line prints into a pipe. */
  String ottoctl(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(java(), "-cp", classPath(), Ottoctl.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OTTO_HOME", home.toString());
    builder.environment().put("OTTO_EXTERNAL_API_URL", api());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /** As JConsole gets into a process of this machine. */
  @SuppressWarnings("BanJNDI")
  JMXConnector attach() throws IOException, AttachNotSupportedException {
    var machine = VirtualMachine.attach(String.valueOf(pid()));
    try {
      return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
