package dev.otto.scheduler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words are right, or there are none. */
class CronWordsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final int EXPRESSIONS = 500;
  private static final int TIMES = 50;

  /** Simple pieces, whose every combination is an expression that somebody could write. */
  private static final List<String> MINUTES =
      List.of("0", "30", "5", "*", "*/5", "*/15", "*/45", "0,30", "10-20", "7,11,50");

  private static final List<String> HOURS =
      List.of("9", "0", "*", "*/2", "*/5", "9-17", "6,12,18", "22-2", "9-17/4");

  private static final List<String> DAYS =
      List.of(
          "* * *",
          "* * MON-FRI",
          "* * 0",
          "* * SAT,SUN",
          "* * MON,WED,FRI",
          "* * FRI-MON",
          "* JUN MON",
          "1 * *",
          "1,15 * *",
          "31 * *",
          "L * *",
          "L-3 * *",
          "LW * *",
          "15W * *",
          "1-7 * *",
          "1 1 *",
          "1 JAN-JUN *",
          "* 6-8 *",
          "29 2 *",
          "* * FRIL",
          "* * 5#2",
          "* * MON#1,MON#3",
          "1,L 1,7 *");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@hourly | every hour",
        "@daily | at 00:00 every day",
        "@weekly | at 00:00 on Sundays",
        "@monthly | at 00:00 on the 1st of the month",
        "@yearly | at 00:00 on the 1st of January",
        "* * * * * * | every second",
        "0/20 * * * * ? | every 20 seconds",
        "* * * * * | every minute",
        "*/15 * * * * | every 15 minutes",
        "*/45 * * * * | at minutes 0 and 45 of every hour",
        "17 * * * * | every hour at minute 17",
        "0 */2 * * * | every 2 hours",
        "0 9 * * * | at 09:00 every day",
        "30 7 * * 1-5 | at 07:30, Monday to Friday",
        "0 30 7 ? * 2-6 * | at 07:30, Monday to Friday",
        "0 9 * * 1 | at 09:00 on Mondays",
        "0 0 9 ? * 7 | at 09:00 on Saturdays",
        "0 0 9 ? * MON-FRI/2 | at 09:00 on Mondays, Wednesdays and Fridays",
        "*/10 9-17 * * MON-FRI | every 10 minutes from 09:00 to 17:50, Monday to Friday",
        "0 9 1,15 * * | at 09:00 on the 1st and the 15th of the month",
        "0 0 9 LW * ? | at 09:00 on the last weekday (Monday to Friday) of the month",
        "0 9 * * FRIL | at 09:00 on the last Friday of the month",
        "0 0 9 * 6 ? 2027 | at 09:00 every day in June, only in 2027",
      })
  void saysInWordsWhatIsMeant(String cron, String words) {
    assertEquals(Optional.of(words), CronExpression.parse(cron).words());
  }

  @Test
  void keepsSilentWhereItWouldTakeTooManyWords() {
    assertEquals(Optional.empty(), CronExpression.parse("1-40/3 */5 3,5,8,13,21 * *").words());
    assertEquals(Optional.empty(), CronExpression.parse("3,4 0 0 9 * ? 2030/7").words());
  }

  @Test
  void whatTheWordsSayIsWhatComesNext() {
    List<CronExpression> said = said();
    assertTrue(said.size() >= EXPRESSIONS, said.size() + " expressions");
    said.forEach(CronWordsTest::assertWordsAgree);
  }

  /** Those of everyday pieces, and random ones, as far as there are words for them. */
  private static List<CronExpression> said() {
    var said = new ArrayList<CronExpression>();
    var random = new Random(20_261_120);
    for (String minute : MINUTES) {
      for (String hour : HOURS) {
        for (String days : DAYS) {
          if (random.nextInt(3) == 0) {
            said.add(CronExpression.parse(minute + " " + hour + " " + days));
          }
        }
      }
    }
    for (int i = 0; i < 4_000; i++) {
      said.add(CronExpression.parse(RandomCron.of(random).text()));
    }
    said.removeIf(cron -> cron.words().isEmpty());
    return said;
  }

  private static void assertWordsAgree(CronExpression cron) {
    String words = cron.words().orElseThrow();
    assertEquals(times(cron), times(ReadWords.meaning(words)), () -> cron.text() + " as " + words);
  }

  private static List<Long> times(CronExpression cron) {
    var times = new ArrayList<Long>();
    Optional<Instant> time = cron.next(NOW, ZoneOffset.UTC);
    while (time.isPresent() && times.size() < TIMES) {
      times.add(time.get().getEpochSecond());
      time = cron.next(time.get(), ZoneOffset.UTC);
    }
    return times;
  }

  /** Looks further and further until there are enough. */
  private static List<Long> times(ExpandedByDay meaning) {
    ZoneId utc = ZoneOffset.UTC;
    for (int days : new int[] {2, 60, 3_000}) {
      long[] times = meaning.times(utc, NOW.plusSeconds(1), NOW.plus(Duration.ofDays(days)));
      if (times.length >= TIMES) {
        return LongStream.of(times).limit(TIMES).boxed().toList();
      }
    }
    Instant end = Instant.parse("2100-01-01T00:00:00Z");
    return LongStream.of(meaning.times(utc, NOW.plusSeconds(1), end)).limit(TIMES).boxed().toList();
  }
}
