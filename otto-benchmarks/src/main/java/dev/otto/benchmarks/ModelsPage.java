package dev.otto.benchmarks;

import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The models page of the control plane with as many models as the largest real catalog: the time to
 * its first byte, its size on the wire, and how soon the picker answers a keystroke.
 */
public final class ModelsPage {
  private static final int MODELS = Integer.getInteger("models", 7_989);
  private static final int PROVIDERS = 75;
  private static final int WARM_UP = Integer.getInteger("warmUp", 300);
  private static final int MEASURED = Integer.getInteger("measured", 300);
  private static final List<String> KEYSTROKES =
      List.of("", "p", "pr", "provider-1", "model 12", "fast", "provider-42/model-3", "zzz");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String cookie;

  private ModelsPage(Otto otto) throws Exception {
    base = otto.controlPlane().orElseThrow().address();
    cookie = logIn(Files.readString(otto.paths().token()).strip());
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    Path home = Files.createTempDirectory("otto-page");
    try (var openCode = StandInOpenCode.start().models(models());
        var otto = Otto.start(environment(openCode, home))) {
      System.out.println(Machine.description());
      System.out.printf("%,d models of %d providers%n", MODELS, PROVIDERS);
      new ModelsPage(otto).measure();
    }
    System.exit(0);
  }

  private static Environment environment(StandInOpenCode openCode, Path home) {
    var variables =
        Map.of(
            "OTTO_HOME", home.toString(),
            "OTTO_CONFIG", home.resolve("config.jsonc").toString(),
            "OTTO_OPENCODE_URL", openCode.url().toString(),
            "OTTO_EXTERNAL_API_PORT", "0",
            "OTTO_CONTROL_PLANE_PORT", "0");
    return new Environment(
        variables, home, InstantSource.system(), ZoneOffset.UTC, new SecureRandom());
  }

  private static List<Model> models() {
    var models = new ArrayList<Model>(MODELS);
    for (int i = 0; i < MODELS; i++) {
      String maker = i % 3 == 0 ? "maker-" + i % 11 + "/" : "";
      String id = maker + "model-" + i + (i % 2 == 0 ? "-fast" : "-2026-0" + (1 + i % 9) + "-15");
      models.add(
          new Model(
              new ModelRef("provider-" + i % PROVIDERS, id),
              "Model " + i + (i % 2 == 0 ? " Fast" : " of " + i % 30),
              OptionalLong.of(32_000L << i % 4),
              OptionalLong.of(4_096L << i % 3),
              OptionalDouble.of(i % 17 * 0.15),
              OptionalDouble.of(i % 17 * 0.6),
              i % 3 == 0,
              i % 5 != 0,
              true,
              Optional.of("2026-0" + (1 + i % 9) + "-15"),
              Optional.of("active")));
    }
    return models;
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

  private void measure() throws Exception {
    page("/models", "whole page");
    page("/models?search=model+12&tools=on", "page of a search");
    for (int i = 0; i < WARM_UP; i++) {
      get("/models/pick?q=" + encode(KEYSTROKES.get(i % KEYSTROKES.size())));
    }
    var millis = new double[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      millis[i] = get("/models/pick?q=" + encode(KEYSTROKES.get(i % KEYSTROKES.size()))).wholeMs();
    }
    tell("picker, whole answer", millis);
  }

  private void page(String path, String name) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      get(path);
    }
    var millis = new double[MEASURED];
    int bytes = 0;
    for (int i = 0; i < MEASURED; i++) {
      Fetched fetched = get(path);
      millis[i] = fetched.firstByteMs();
      bytes = fetched.bytes();
    }
    tell(name + ", first byte", millis);
    System.out.printf("%-28s %,d bytes on the wire (gzip)%n", name, bytes);
  }

  private record Fetched(double firstByteMs, double wholeMs, int bytes) {}

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

  private static void tell(String what, double[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        "%-28s median %.1f ms, 99 of 100 within %.1f ms, longest %.1f ms%n",
        what,
        millis[millis.length / 2],
        millis[millis.length * 99 / 100],
        millis[millis.length - 1]);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
