package dev.otto.benchmarks.load;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * The stand-in for OpenCode in a process of its own, so that it survives a daemon that is killed.
 */
public final class StandInProcess implements AutoCloseable {
  private final Process process;
  private final URI url;

  private StandInProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts the stand-in on a free port; each prompt takes the given number of milliseconds. */
  public static StandInProcess start(long delayMillis) throws IOException {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StandInOpenCode.class.getName(),
                "0",
                Long.toString(delayMillis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
    String line = new BufferedReader(out).readLine();
    if (line == null) {
      throw new IOException("the stand-in did not start");
    }
    return new StandInProcess(process, URI.create(line.substring(line.indexOf("http"))));
  }

  public URI url() {
    return url;
  }

  /** Returns the requests it received, as JSON. */
  public String requests() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(url.resolve("/__requests")).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
