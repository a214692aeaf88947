package dev.otto.scheduler.run;

import dev.otto.models.ModelRef;
import java.util.Optional;

/** The model that the runs of a search got: it answered, or was to answer where none did. */
sealed interface GotModel {
  /** One model. */
  record Exactly(ModelRef ref) implements GotModel {}

  /** Any model of a provider. */
  record OfProvider(String id) implements GotModel {}

  /** The runs that had none. */
  record None() implements GotModel {}

  /** Parses {@code openai/gpt-5}, {@code openai/*} or {@code none}; empty for anything else. */
  static Optional<GotModel> parse(String text) {
    if (text.equals("none")) {
      return Optional.of(new None());
    }
    Optional<ModelRef> ref = ModelRef.parse(text);
    return text.endsWith("/*")
        ? ref.map(it -> new OfProvider(it.providerId()))
        : ref.map(Exactly::new);
  }
}
