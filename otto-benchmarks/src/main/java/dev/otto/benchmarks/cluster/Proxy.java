package dev.otto.benchmarks.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** HAProxy in front of the nodes, with the configuration that operators copy, less its TLS. */
final class Proxy implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Process process;
  private final URI url;
  private final Path log;

  private Proxy(Process process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Starts it, and waits until it has found a node that answers. */
  static Proxy start(List<ClusterNode> nodes) throws IOException, InterruptedException {
    int port = ClusterNode.freePort();
    Path folder = Files.createTempDirectory("otto-proxy");
    Path log = folder.resolve("haproxy.log");
    Path config = Files.writeString(folder.resolve("haproxy.cfg"), config(port, nodes));
    var process =
        new ProcessBuilder("haproxy", "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var proxy = new Proxy(process, URI.create("http://127.0.0.1:" + port), log);
    try {
      proxy.awaitNode();
    } catch (IOException | InterruptedException e) {
      proxy.close();
      throw e;
    }
    return proxy;
  }

  private static String config(int port, List<ClusterNode> nodes) throws IOException {
    String sample =
        Files.readString(Path.of(System.getProperty("otto.samples"), "cluster/haproxy.cfg"));
    var config =
        new StringBuilder("global\n    log stdout format raw local0\n")
            .append(
                sample
                    .replaceFirst("mode http\n", "mode http\n    log global\n    option httplog\n")
                    .replaceFirst("bind :443 .*", "bind 127.0.0.1:" + port)
                    .replaceFirst(" ssl verify required .*", "")
                    .replaceAll(" *server berlin-.*\n", ""));
    for (int i = 0; i < nodes.size(); i++) {
      config.append("    server node-%d 127.0.0.1:%d%n".formatted(i, nodes.get(i).port()));
    }
    return config.toString();
  }

  private void awaitNode() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    try (var http = HttpClient.newHttpClient()) {
      var health = HttpRequest.newBuilder(url.resolve("/observe/health")).build();
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException notYet) {
          // It does not listen yet.
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IOException("HAProxy found no node; see " + log);
  }

  URI url() {
    return url;
  }

  /** Returns where it says which nodes it left and which requests it sent where. */
  Path log() {
    return log;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
