package dev.otto.benchmarks;

import dev.otto.scheduler.daemon.Otto;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** An operator with a stopwatch, logged in to the control plane of an Otto in this process. */
final class TimedVisitor {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String cookie;

  TimedVisitor(Otto otto) throws Exception {
    base = otto.controlPlane().orElseThrow().address();
    cookie = logIn(Files.readString(otto.paths().token()).strip());
  }

  private String logIn(String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(base + "/login"))
            .header("Origin", base)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token));
    HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
  }

  private record Fetched(double firstByteMs, double wholeMs, int bytes) {}

  /** Prints the times to the first byte of some pages by turns, and the size of the largest. */
  double[] page(String name, List<String> paths, int warmUp, int measured) throws Exception {
    var millis = new double[measured];
    int bytes = 0;
    for (int i = -warmUp; i < measured; i++) {
      Fetched fetched = get(paths.get(Math.floorMod(i, paths.size())));
      if (i >= 0) {
        millis[i] = fetched.firstByteMs();
        bytes = Math.max(bytes, fetched.bytes());
      }
    }
    tell(name + ", first byte", millis);
    System.out.printf("%-40s %,d bytes on the wire (gzip)%n", name, bytes);
    return millis;
  }

  /** Prints the times to the last byte of some answers by turns. */
  void whole(String name, List<String> paths, int warmUp, int measured) throws Exception {
    var millis = new double[measured];
    for (int i = -warmUp; i < measured; i++) {
      Fetched fetched = get(paths.get(Math.floorMod(i, paths.size())));
      if (i >= 0) {
        millis[i] = fetched.wholeMs();
      }
    }
    tell(name, millis);
  }

  /** Returns a page as it is without compression. */
  String text(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base + path)).header("Cookie", cookie);
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  private Fetched get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Cookie", cookie)
            .header("Accept-Encoding", "gzip");
    long began = System.nanoTime();
    HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      int first = body.read();
      double firstByte = (System.nanoTime() - began) / 1e6;
      int bytes = body.readAllBytes().length + (first < 0 ? 0 : 1);
      if (response.statusCode() != 200) {
        throw new IOException(path + " answers " + response.statusCode());
      }
      return new Fetched(firstByte, (System.nanoTime() - began) / 1e6, bytes);
    }
  }

  static void tell(String what, double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%-40s median %.1f ms, 99 of 100 within %.1f ms, longest %.1f ms%n",
        what,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }
}
