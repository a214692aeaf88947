package dev.otto.models.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PriceTest {
  private static Model model(OptionalDouble input, OptionalDouble cacheRead) {
    return new Model(
        ModelRef.of("a/1"),
        "One",
        Model.Limits.UNKNOWN,
        new Model.Prices(input, OptionalDouble.of(10), cacheRead, OptionalDouble.of(2.5)),
        Model.Abilities.TEXT_ONLY,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void reasoningCountsAsOutputAndTheCacheHasItsOwnPrices() {
    Price price = Price.of(model(OptionalDouble.of(2), OptionalDouble.of(0.2))).orElseThrow();
    var tokens = new Tokens(1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000);
    assertEquals(2 + 50 + 0.8 + 12.5, price.of(tokens), 1e-9);
  }

  @Test
  void aCacheWithoutAPriceCostsNothing() {
    Price price = Price.of(model(OptionalDouble.of(2), OptionalDouble.empty())).orElseThrow();
    assertEquals(0, price.of(new Tokens(0, 0, 0, 7, 0)));
  }

  @Test
  void aModelOfWhichNoPriceIsKnownHasNone() {
    assertEquals(Optional.empty(), Price.of(Model.named(ModelRef.of("a/1"))));
  }
}
