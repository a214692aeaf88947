package dev.otto.scheduler.http;

import static org.awaitility.Awaitility.await;

import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.http.Asked.Reply;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The daemon with three jobs, one of them paused and one of them running, and requests to it. */
final class AskedOtto implements AutoCloseable {
  static final ModelRef IMAGES = ModelRef.of("alder/only-images");
  static final String JOBS = "/external/jobs";

  private final StandInOpenCode openCode;
  private final Otto otto;
  private final String token;
  private final Asked asked = new Asked();

  private AskedOtto(StandInOpenCode openCode, Otto otto, String token) {
    this.openCode = openCode;
    this.otto = otto;
    this.token = token;
  }

  static AskedOtto start(Path home) throws Exception {
    var started = start(home, StandInOpenCode.start().models(withOneThatDrawsOnly()), Map.of());
    started.addJobs();
    return started;
  }

  /** Starts without jobs, on an OpenCode that names no default model, with more variables. */
  static AskedOtto withoutDefault(Path home, Map<String, String> variables) throws Exception {
    return start(home, StandInOpenCode.start().globalDefault(Optional.empty()), variables);
  }

  private static AskedOtto start(Path home, StandInOpenCode openCode, Map<String, String> variables)
      throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"scheduler\": {\"shutdownGraceSeconds\": 0}, \"runs\": {\"transcriptDays\": 1}}");
    var otto = Otto.start(environment(home, openCode).with(variables));
    var token = Files.readString(otto.paths().token()).strip();
    return new AskedOtto(openCode, otto, token);
  }

  private void addJobs() throws Exception {
    send("POST", JOBS, job("there", "\"cadenceMinutes\":600,\"runAt\":4102444800000"));
    send("POST", JOBS, job("paused", "\"cadenceMinutes\":600,\"runAt\":4102444800000"));
    send("PATCH", JOBS + "/paused", "{\"status\":\"paused\"}");
    send("POST", JOBS, job("running", "\"cadenceMinutes\":600"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> otto.jobs().find("running").orElseThrow().running());
  }

  static String job(String id, String more) {
    return "{\"id\":\"%s\",\"type\":\"t\",\"scheduleType\":\"recurring\",%s,\"payload\":{\"prompt\":\"#delay=60000\"}}"
        .formatted(id, more);
  }

  private static List<Model> withOneThatDrawsOnly() {
    var images =
        new Model(
            IMAGES,
            "Images",
            Model.Limits.UNKNOWN,
            Model.Prices.UNKNOWN,
            new Model.Abilities(
                false,
                false,
                List.of(),
                new Modalities(Set.of(Modality.TEXT), Set.of(Modality.IMAGE), false)),
            Optional.empty(),
            Optional.empty());
    return Stream.concat(StandInOpenCode.demoModels().stream(), Stream.of(images)).toList();
  }

  private static Environment environment(Path home, StandInOpenCode openCode) {
    var variables =
        Map.of(
            "OTTO_HOME",
            home.toString(),
            "OTTO_OPENCODE_URL",
            openCode.url().toString(),
            "OTTO_EXTERNAL_API_PORT",
            "0",
            "OTTO_CONTROL_PLANE_ENABLED",
            "0");
    return new Environment(
        variables, home, InstantSource.system(), ZoneId.of("UTC"), RandomGenerator.getDefault());
  }

  Reply get(String path) throws Exception {
    return send("GET", path, "");
  }

  Reply send(String method, String path, String body) throws Exception {
    return with("Authorization", "Bearer " + token, method, path, body);
  }

  Reply as(String authorization, String path) throws Exception {
    return asked.at(otto.address(), "GET", path, "", "Authorization", authorization);
  }

  Reply with(String header, String value, String method, String path, String body)
      throws Exception {
    return asked.at(
        otto.address(), method, path, body, "Authorization", "Bearer " + token, header, value);
  }

  Reply withoutOpenCode(String path, String body) throws Exception {
    openCode.failure(FailureMode.DROPS_CONNECTIONS);
    try {
      return send("POST", path, body);
    } finally {
      openCode.failure(FailureMode.NONE);
    }
  }

  @Override
  public void close() {
    otto.close();
    openCode.close();
    asked.close();
  }
}
