package dev.otto.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server in a process that has no file left for the next connection. */
class OutOfFilesTest {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Test
  @EnabledOnOs(OS.LINUX)
  void listensAgainOnceThereAreFiles() throws IOException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 200; exec \"$0\" -cp \"$1\" dev.otto.web.ServerWithoutFiles",
                System.getProperty("java.home") + "/bin/java",
                System.getProperty("java.class.path"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var in = process.outputWriter(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(out.readLine());
      assertEquals("HTTP/1.1 200 OK", answer(port));
      in.write("use up the files\n");
      in.flush();
      assertEquals("used up", out.readLine());
      connectUntilItEnds(port);
      in.write("give them back\n");
      in.flush();
      assertEquals("given back", out.readLine());
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> answer(port).equals("HTTP/1.1 200 OK"));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void connectUntilItEnds(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException e) {
      // Ended by a reset.
    }
  }

  /** Returns the first line of the answer. */
  private static String answer(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return answer.readLine() + "";
    }
  }
}
