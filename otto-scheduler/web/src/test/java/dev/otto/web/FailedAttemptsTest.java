package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
  private Instant now = START;
  private final FailedAttempts failures = new FailedAttempts(() -> now);

  @Test
  void oneTooManyWaitsForTheRestOfTheMinute() {
    useUp();
    now = START.plusSeconds(20);
    assertEquals(Optional.of(Duration.ofSeconds(40)), failures.failed("a"));
    assertEquals(Optional.empty(), failures.failed("b"));
    now = START.plusSeconds(60);
    assertEquals(Optional.empty(), failures.failed("a"));
  }

  @Test
  void aClockThatWasSetBackMakesNobodyWaitForHours() {
    useUp();
    now = START.minus(Duration.ofHours(3));
    assertEquals(Optional.empty(), failures.failed("a"));
  }

  private void useUp() {
    while (failures.failed("a").isEmpty()) {}
    assertTrue(failures.failed("a").isPresent());
  }
}
