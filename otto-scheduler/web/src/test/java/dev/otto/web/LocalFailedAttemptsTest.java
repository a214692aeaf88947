package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalFailedAttemptsTest {
  private Duration now = Duration.ZERO;
  private final FailedAttempts failures = new LocalFailedAttempts(() -> now.toNanos());

  @Test
  void oneTooManyWaitsForTheRestOfTheMinute() {
    useUp();
    now = Duration.ofSeconds(20);
    assertEquals(Optional.of(Duration.ofSeconds(40)), failures.failed("a"));
    assertEquals(Optional.empty(), failures.failed("b"));
    now = Duration.ofSeconds(60);
    assertEquals(Optional.empty(), failures.failed("a"));
  }

  private void useUp() {
    while (failures.failed("a").isEmpty()) {}
    assertTrue(failures.failed("a").isPresent());
  }
}
