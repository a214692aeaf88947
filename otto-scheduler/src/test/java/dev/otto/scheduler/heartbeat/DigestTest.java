package dev.otto.scheduler.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.heartbeat.Digest.JobLine;
import dev.otto.scheduler.heartbeat.Digest.RunCost;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final Instant FROM = Instant.parse("2026-11-20T07:30:00Z");

  @Test
  void addsUpWhatRanAndNamesTheLastFailureOfAJob() {
    Digest digest =
        new Digest(
            FROM,
            FROM.plusSeconds(3600),
            List.of(
                new JobLine("report", 3, 0, 1, 2, new RunCost(1200, 0.0125, true), "timeout"),
                new JobLine("tidy", 1, 4, 0, 0, new RunCost(300, 0.001, true), null)));
    assertEquals(
        """
        Since 20 Nov 08:30: 4 succeeded, 1 failed, 2 on a fallback model; 1500 tokens, $0.0135.
        - report: 3 succeeded, 1 failed (last: timeout), 2 on a fallback model
        - tidy: 1 succeeded, 0 failed, 4 skipped
        """,
        digest.text(VIENNA));
    assertTrue(digest.prompt(VIENNA).endsWith(digest.text(VIENNA)));
  }

  @Test
  void saysSoWhenNothingRan() {
    Digest nothing = new Digest(FROM, FROM.plusSeconds(3600), List.of());
    assertEquals("Nothing ran since 20 Nov 08:30.", nothing.text(VIENNA));
  }

  @Test
  void saysAtLeastWhereARunIsNotBilledWhole() {
    var whole = new JobLine("a", 1, 0, 0, 0, new RunCost(100, 0.01, true), null);
    var least = new JobLine("b", 0, 0, 1, 0, new RunCost(50, null, false), "lost");
    String text = new Digest(FROM, FROM.plusSeconds(60), List.of(whole, least)).text(VIENNA);
    assertTrue(text.contains("; at least 150 tokens, $0.0100.\n"), text);
  }

  @Test
  void saysNothingOfThePriceOfNothing() {
    var line = new JobLine("a", 0, 0, 1, 0, new RunCost(0, null, true), "timeout");
    String text = new Digest(FROM, FROM.plusSeconds(60), List.of(line)).text(VIENNA);
    assertTrue(text.contains("; 0 tokens.\n"), text);
  }
}
