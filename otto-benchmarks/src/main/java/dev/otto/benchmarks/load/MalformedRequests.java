package dev.otto.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Requests that break the rules of HTTP in several ways at once, and the answers by status. */
final class MalformedRequests {
  private static final List<String> METHODS =
      List.of("GET", "POST", "DELETE", "G@T", "get", "", "\u0001", "TRACE", "CONNECT", "PATCH");
  private static final List<String> PATHS =
      List.of(
          "/external/jobs",
          "/login",
          "*",
          "",
          "/%",
          "/a b",
          "/%FF",
          "//",
          "/é",
          "/..%2f",
          "/x?y=%");
  private static final List<String> VERSIONS =
      List.of("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", "HTTP", "");
  private static final List<String> FRAMINGS =
      List.of(
          "",
          "Content-Length: 5\r\n",
          "Content-Length: 2\r\nContent-Length: 3\r\n",
          "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: 0x2\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
          "Bad Header\r\n",
          "Host: elsewhere\r\n",
          "X: " + "y".repeat(20_000) + "\r\n");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "zz\r\n",
          "-1\r\n{}",
          "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");

  private MalformedRequests() {}

  /** Returns how often each status was answered; 0 stands for a connection that just ended. */
  static String send(int[] ports, int number, Random random) throws IOException {
    Map<Integer, Integer> answers = new TreeMap<>();
    int smuggled = 0;
    for (int i = 0; i < number; i++) {
      String answer = answer(ports[i % ports.length], request(random));
      answers.merge(
          answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0,
          1,
          Integer::sum);
      smuggled += answer.indexOf("HTTP/1.1 ", 1) > 0 ? 1 : 0;
    }
    return "; answers by status "
        + answers
        + ", read as two requests, pipelined ones included, "
        + smuggled;
  }

  private static String request(Random random) {
    String text =
        one(METHODS, random)
            + " "
            + one(PATHS, random)
            + " "
            + one(VERSIONS, random)
            + "\r\nHost: localhost\r\n"
            + one(FRAMINGS, random)
            + "\r\n"
            + one(BODIES, random);
    return random.nextInt(10) == 0 ? text.substring(0, random.nextInt(text.length())) : text;
  }

  private static String one(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String answer(int port, String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readNBytes(100_000), StandardCharsets.ISO_8859_1);
    } catch (IOException reset) {
      return "";
    }
  }
}
