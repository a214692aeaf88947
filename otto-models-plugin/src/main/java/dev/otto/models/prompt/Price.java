package dev.otto.models.prompt;

import dev.otto.models.Model;
import java.util.Optional;

/**
 * The price of a model by the catalog, in US dollars for a million tokens. It prices as OpenCode
 * prices a step: reasoning counts as output, and a cache without a price costs nothing.
 */
public record Price(double input, double output, double cacheRead, double cacheWrite) {
  private static final double PER = 1_000_000;

  /** Returns the price of a model; empty if it has none, as far as the catalog knows. */
  public static Optional<Price> of(Model model) {
    return model.hasPrice()
        ? Optional.of(
            new Price(
                model.prices().input().orElse(0),
                model.prices().output().orElse(0),
                model.prices().cacheRead().orElse(0),
                model.prices().cacheWrite().orElse(0)))
        : Optional.empty();
  }

  /** Returns what these tokens cost, in US dollars. */
  public double of(Tokens tokens) {
    return (tokens.input() * input
            + tokens.out() * output
            + tokens.cacheRead() * cacheRead
            + tokens.cacheWrite() * cacheWrite)
        / PER;
  }
}
