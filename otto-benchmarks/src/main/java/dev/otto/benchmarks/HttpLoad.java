package dev.otto.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A load generator that requests the same resource of a local server as fast as it is answered. */
interface HttpLoad {
  String name();

  /**
   * Returns the requests per second on persistent connections.
   *
   * @param header one more, such as {@code If-None-Match: "x"}; may be empty
   */
  double rate(int port, String path, String header) throws Exception;

  /**
   * Returns wrk where it is installed, since it takes less of the machine than a Java client and
   * leaves more for the server.
   */
  static HttpLoad best(int connections, Duration round, String token) {
    return Wrk.isThere()
        ? new Wrk(connections, round, token)
        : new InJava(connections, round, token);
  }

  /** The program wrk. */
  record Wrk(int connections, Duration round, String token) implements HttpLoad {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BAD =
        Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

    static boolean isThere() {
      try {
        new ProcessBuilder("wrk", "--version").redirectErrorStream(true).start().destroy();
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public String name() {
      return "wrk";
    }

    @Override
    public double rate(int port, String path, String header) throws Exception {
      var command =
          new ArrayList<>(
              List.of("wrk", "-t1", "-c" + connections, "-d" + round.toSeconds() + "s"));
      command.addAll(List.of("-H", "Authorization: Bearer " + token));
      if (!header.isEmpty()) {
        command.addAll(List.of("-H", header));
      }
      command.add("http://127.0.0.1:" + port + path);
      var wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var rate = RATE.matcher(said);
      if (wrk.waitFor() != 0 || BAD.matcher(said).find() || !rate.find()) {
        throw new IOException("wrk says: " + said);
      }
      return Double.parseDouble(rate.group(1));
    }
  }

  /** A Java client with one thread for each connection. */
  record InJava(int connections, Duration round, String token) implements HttpLoad {
    @Override
    public String name() {
      return "a client in Java; with wrk on the path (apt install wrk) that asks instead";
    }

    @Override
    public double rate(int port, String path, String header) throws Exception {
      long end = System.nanoTime() + round.toNanos();
      var loops = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < connections; i++) {
        loops.add(() -> requestsUntil(end, port, path, header));
      }
      try (var threads = Executors.newFixedThreadPool(connections)) {
        int requests = 0;
        for (var loop : threads.invokeAll(loops)) {
          requests += loop.get();
        }
        return requests * 1e3 / round.toMillis();
      }
    }

    private int requestsUntil(long end, int port, String path, String header) throws IOException {
      try (var wire = new Wire(port, token)) {
        byte[] request = wire.get(path, header.isEmpty() ? "" : header + "\r\n");
        int requests = 0;
        for (; System.nanoTime() < end; requests++) {
          wire.send(request);
        }
        return requests;
      }
    }
  }
}
