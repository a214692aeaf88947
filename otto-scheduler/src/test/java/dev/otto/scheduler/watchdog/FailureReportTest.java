package dev.otto.scheduler.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureReportTest {
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final Instant NINE = Instant.parse("2026-11-20T08:00:00Z");

  @Test
  void groupsByJobAndReasonWithTheBiggestGroupFirst() {
    FailureReport report =
        FailureReport.of(
            List.of(
                new FailedRun("1", "report", "lost", null, NINE),
                new FailedRun("2", "tidy", "timeout", "No answer in 30 s.", NINE.plusSeconds(120)),
                new FailedRun("3", "tidy", "timeout", "No answer in 60 s.", NINE.plusSeconds(60)),
                new FailedRun("4", "report", "timeout", "No answer in 30 s.", NINE)));
    assertEquals(
        """
        4 runs of 2 jobs failed:
        - tidy: timeout, 2 times, last at 09:02 (No answer in 30 s.)
        - report: lost, once at 09:00
        - report: timeout, once at 09:00 (No answer in 30 s.)
        """,
        report.text(VIENNA));
    assertTrue(report.prompt(VIENNA).endsWith(report.text(VIENNA)));
  }
}
