package dev.otto.scheduler.schedule;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is wrong or ambiguous is refused, and the refusal says which field it is. */
class RefusedCronTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void refusesEveryWrongExpressionAndNamesTheField() throws IOException {
    assertAll(RefusedCron.all().stream().map(cron -> () -> assertRefused(cron)));
  }

  private static void assertRefused(RefusedCron cron) {
    if (cron.field().equals("year") && isOver(cron.text())) {
      return;
    }
    CronException refusal =
        assertThrows(CronException.class, () -> CronExpression.parse(cron.text()), cron.toString());
    String message = String.valueOf(refusal.getMessage());
    assertEquals(cron.field(), refusal.field(), cron.text() + ": " + message);
    assertTrue(
        cron.field().equals("expression") || message.contains(cron.field()),
        cron.text() + ": " + message);
  }

  /** Years that are over are fine as an expression; whoever makes a job of it is told. */
  private static boolean isOver(String text) {
    try {
      return CronExpression.parse(text).next(NOW, ZoneOffset.UTC).equals(Optional.empty());
    } catch (CronException refused) {
      return false;
    }
  }

  @Test
  void saysWhatToWriteInstead() {
    assertEquals(
        "day of week \"MONDAY\": \"MONDAY\" is not known here; write SUN to SAT, or 1 to 7 (1 is"
            + " Sunday), FRIL or FRI#2",
        refusal("0 0 9 ? * MONDAY"));
    assertEquals(
        "day of month and day of week are \"13\" and \"FRI\"; give one of them and write ? or * for"
            + " the other",
        refusal("0 9 13 * FRI"));
    assertEquals(
        "minutes \"1/2\": \"1/2\" says where the steps begin and not where they end; write a range,"
            + " \"1-59/2\"",
        refusal("1/2 * * * *"));
    assertEquals(
        "day of month \"30\": no month \"2\" has such a day, so it would never run",
        refusal("0 0 30 2 *"));
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(CronException.class, () -> CronExpression.parse(text)).getMessage());
  }
}
