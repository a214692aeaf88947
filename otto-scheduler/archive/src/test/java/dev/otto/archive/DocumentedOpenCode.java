package dev.otto.archive;

import dev.otto.models.Modalities;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The program {@code opencode serve} of the documentation's examples, with their models. */
final class DocumentedOpenCode {
  private DocumentedOpenCode() {}

  /** Runs until killed, on the default port. */
  public static void main(String[] arguments) throws Exception {
    var models =
        Stream.of(
                "fake/alpha",
                "fake/beta",
                "fake/vendor/gamma-1.5:free",
                "ollama/qwen3",
                "openai/gpt-4",
                "openai/gpt-5")
            .map(DocumentedOpenCode::model)
            .toList();
    try (var openCode =
        StandInOpenCode.start(4096)
            .models(models)
            .globalDefault(Optional.of(ModelRef.of("fake/alpha")))) {
      System.out.println("listening on " + openCode.url());
      new CountDownLatch(1).await();
    }
  }

  private static Model model(String ref) {
    return new Model(
        ModelRef.of(ref),
        ref,
        Model.Limits.of(200_000, 8_000),
        Model.Prices.of(0, 0),
        new Model.Abilities(true, true, List.of("low", "high"), Modalities.TEXT_ONLY),
        Optional.empty(),
        Optional.empty());
  }
}
