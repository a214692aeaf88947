package dev.otto.benchmarks.campaign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private static final List<String> CLEAR_FRAMINGS =
      List.of(
          "", "Content-Length: 5\r\n", "Host: elsewhere\r\n", "X: " + "y".repeat(20_000) + "\r\n");

  /** The framings that two servers may read in two ways. */
  private static final List<String> AMBIGUOUS_FRAMINGS =
      List.of(
          "Content-Length: 2\r\nContent-Length: 3\r\n",
          "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: 0x2\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
          "Bad Header\r\n");

  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "zz\r\n",
          "-1\r\n{}",
          "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");

  private final Random random;
  private final Map<Integer, Integer> answers = new TreeMap<>();
  private int smuggled;

  MalformedRequests(Random random) {
    this.random = random;
  }

  /** Sends them; status 0 stands for a connection that just ended. */
  Finding send(int[] ports, int number) {
    for (int i = 0; i < number; i++) {
      boolean ambiguous = random.nextBoolean();
      String answer = answer(ports[i % ports.length], request(ambiguous));
      answers.merge(status(answer), 1, Integer::sum);
      smuggled += ambiguous && answer.indexOf("HTTP/1.1 ", 1) > 0 ? 1 : 0;
    }
    return new Finding(
        number + " malformed requests",
        "; answers by status " + answers + ", smuggled " + smuggled,
        broken());
  }

  private List<String> broken() {
    var broken = new ArrayList<String>();
    int defects = answers.getOrDefault(500, 0);
    if (defects > 0) {
      broken.add(defects + " malformed requests were answered with 500");
    }
    if (smuggled > 0) {
      broken.add(smuggled + " requests of two lengths were read as two requests");
    }
    return broken;
  }

  private static int status(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }

  private String request(boolean ambiguous) {
    String text =
        one(METHODS)
            + " "
            + one(PATHS)
            + " "
            + one(VERSIONS)
            + "\r\nHost: localhost\r\n"
            + one(ambiguous ? AMBIGUOUS_FRAMINGS : CLEAR_FRAMINGS)
            + "\r\n"
            + one(BODIES);
    return random.nextInt(10) == 0 ? text.substring(0, random.nextInt(text.length())) : text;
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String answer(int port, String request) {
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
