package dev.otto.controlplane.it;

import dev.otto.controlplane.ControlPlane;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.TokenFile;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A real daemon with its control plane, on the stand-in of OpenCode. */
final class OttoWithPages implements AutoCloseable {
  final StandInOpenCode openCode;
  final Otto otto;
  private final SettableTime time = new SettableTime();

  /** The system's time, moved on by as much as a test wishes. */
  private static final class SettableTime implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return InstantSource.system().instant().plus(ahead);
    }
  }

  private OttoWithPages(StandInOpenCode openCode, Path home, Map<String, String> more)
      throws Exception {
    this.openCode = openCode;
    var variables = new HashMap<String, String>();
    variables.put("OTTO_HOME", home.toString());
    variables.put("OTTO_OPENCODE_URL", openCode.url().toString());
    variables.put("OTTO_EXTERNAL_API_PORT", "0");
    variables.put("OTTO_CONTROL_PLANE_PORT", "0");
    variables.putAll(more);
    this.otto =
        Otto.start(
            new Environment(variables, home, time, ZoneId.of("UTC"), RandomGenerator.getDefault()));
  }

  static OttoWithPages start(Path home) throws Exception {
    return new OttoWithPages(StandInOpenCode.start(), home, Map.of());
  }

  /** With other variables; closes the stand-in, too. */
  static OttoWithPages on(StandInOpenCode openCode, Path home, Map<String, String> more)
      throws Exception {
    return new OttoWithPages(openCode, home, more);
  }

  void passes(Duration duration) {
    time.ahead = time.ahead.plus(duration);
  }

  String token() throws Exception {
    return Files.readString(otto.paths().token()).strip();
  }

  void rotateToken() throws Exception {
    TokenFile.rotate(otto.paths().token(), RandomGenerator.getDefault());
  }

  /** What Otto's API answers. */
  String api(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(otto.address() + path));
    request.header("Authorization", "Bearer " + token());
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  ControlPlane pages() {
    return otto.controlPlane().orElseThrow();
  }

  /** Nobody is logged in. */
  Visitor browser() {
    return new Visitor(pages().address());
  }

  @Override
  public void close() {
    otto.close();
    openCode.close();
  }
}
