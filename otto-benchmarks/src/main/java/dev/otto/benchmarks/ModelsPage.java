package dev.otto.benchmarks;

import dev.otto.models.Modalities;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models page of the control plane with as many models as the largest real catalog: the time to
 * its first byte, its size on the wire, and how soon the picker answers a keystroke.
 */
public final class ModelsPage {
  static final int MODELS = Integer.getInteger("models", 7_989);
  private static final int PROVIDERS = 75;
  private static final int WARM_UP = Integer.getInteger("warmUp", 300);
  private static final int MEASURED = Integer.getInteger("measured", 300);
  private static final List<String> KEYSTROKES =
      List.of("", "p", "pr", "provider-1", "model 12", "fast", "provider-42/model-3", "zzz");

  private final TimedVisitor visitor;

  private ModelsPage(Otto otto) throws Exception {
    visitor = new TimedVisitor(otto);
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

  static Environment environment(StandInOpenCode openCode, Path home) {
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

  static List<Model> models() {
    var models = new ArrayList<Model>(MODELS);
    for (int i = 0; i < MODELS; i++) {
      String maker = i % 3 == 0 ? "maker-" + i % 11 + "/" : "";
      String id = maker + "model-" + i + (i % 2 == 0 ? "-fast" : "-2026-0" + (1 + i % 9) + "-15");
      models.add(
          new Model(
              new ModelRef("provider-" + i % PROVIDERS, id),
              "Model " + i + (i % 2 == 0 ? " Fast" : " of " + i % 30),
              Model.Limits.of(32_000L << i % 4, 4_096L << i % 3),
              Model.Prices.of(i % 17 * 0.15, i % 17 * 0.6),
              new Model.Abilities(i % 3 == 0, i % 5 != 0, List.of(), Modalities.TEXT_ONLY),
              Optional.of("2026-0" + (1 + i % 9) + "-15"),
              Optional.of("active")));
    }
    return models;
  }

  private void measure() throws Exception {
    visitor.page("whole page", List.of("/models"), WARM_UP, MEASURED);
    visitor.page(
        "page of a search", List.of("/models?search=model+12&tools=on"), WARM_UP, MEASURED);
    var picker = KEYSTROKES.stream().map(typed -> "/models/pick?q=" + encode(typed)).toList();
    visitor.whole("picker, whole answer", picker, WARM_UP, MEASURED);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
