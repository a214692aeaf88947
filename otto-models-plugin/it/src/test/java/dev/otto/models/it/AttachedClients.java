package dev.otto.models.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Clients that know nothing of Otto, as processes of their own that attach to an application. */
final class AttachedClients {
  private static final Path CLIENTS = Path.of("target/clients").toAbsolutePath();

  private AttachedClients() {}

  /** Runs the commands in jmxterm and returns what it says. */
  static String jmxterm(Path folder, long process, List<String> commands)
      throws IOException, InterruptedException {
    Path script = Files.write(folder.resolve("script.txt"), commands);
    Process client = java("jmxterm-uber.jar", "-l", "" + process, "-n", "-i", script.toString());
    String said = new String(client.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, client.waitFor(), said);
    return said;
  }

  /** Lets Jolokia into a process that runs, and returns its address. */
  static String jolokia(long process) throws IOException, InterruptedException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String address = "http://127.0.0.1:" + port + "/jolokia/";
    Process starting =
        java(
            "jolokia-agent-jvm-javaagent.jar",
            "--host=127.0.0.1",
            "--port=" + port,
            "start",
            "" + process);
    // On a slow machine it says that it failed, and goes on.
    starting.waitFor();
    await().atMost(180, SECONDS).ignoreExceptions().until(() -> !answer(address).isEmpty());
    return address;
  }

  /** Asks Jolokia and returns its answer, which says that the call succeeded. */
  static String answer(String address) throws IOException {
    try (var answer = URI.create(address).toURL().openStream()) {
      String text = new String(answer.readAllBytes(), UTF_8);
      assertTrue(text.contains("\"status\":200"), text);
      return text;
    }
  }

  private static Process java(String jar, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Application.JAVA,
                // jmxterm finds processes by JConsole's own classes.
                "--add-exports=jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED",
                "-jar",
                CLIENTS.resolve(jar).toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
