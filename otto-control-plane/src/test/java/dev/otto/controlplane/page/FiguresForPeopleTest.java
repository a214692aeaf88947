package dev.otto.controlplane.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times, prices and counts as pages show them. */
class FiguresForPeopleTest {
  private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, just now",
    "-4, just now",
    "-42, 42 s ago",
    "-3599, 59 min ago",
    "-10800, 3 h ago",
    "-172799, 47 h ago",
    "-172800, 2 d ago",
    "90, in 1 min",
    "7200, in 2 h"
  })
  void timesAreRelativeInTheirLargestUnit(long seconds, String text) {
    var times = new Times(() -> NOW);
    assertEquals(text, times.relative(NOW.plusSeconds(seconds).toEpochMilli()));
  }

  @Test
  void anExactTimeNamesItsZone() {
    assertEquals("2026-11-20 08:00:00 UTC", new Times(() -> NOW).exact(NOW.toEpochMilli()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, free",
    "0.05, $0.05",
    "0.075, $0.075",
    "1.5, $1.50",
    "12, $12.00",
    "0.00002, $0.00002",
    "1234.5, '$1,234.50'"
  })
  void pricesHaveTwoDigitsAndMoreWhereTheyMatter(double dollars, String text) {
    assertEquals(text, Numbers.price(dollars));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "999, 999", "4096, 4.1K", "128000, 128K", "1000000, 1M", "1048576, 1M"})
  void tokensAreShort(long tokens, String text) {
    assertEquals(text, Numbers.tokens(tokens));
  }

  @Test
  void whatIsNotKnownIsADashAndNotNothingAndAPriceIsSaidNotToBeGiven() {
    assertEquals("no price given", Numbers.price(null));
    assertEquals("free", Numbers.price(0.0));
    assertEquals("–", Numbers.tokens(null));
    assertEquals("–", Numbers.tokens(0L));
  }
}
