package dev.otto.scheduler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every time over four years, from both sides. */
class CronAgainstReferenceTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2030-01-01T00:00:00Z");

  /**
   * Changes of half an hour, one and two hours, at midnight and across it, north and south, in
   * Ramadan, and none.
   */
  private static final List<ZoneId> ZONES =
      List.of(
              "Europe/Berlin",
              "America/New_York",
              "America/Santiago",
              "Australia/Lord_Howe",
              "Antarctica/Troll",
              "Africa/Casablanca",
              "Asia/Kolkata",
              "America/Havana",
              "Africa/Cairo",
              "America/Nuuk",
              "Pacific/Chatham",
              "Asia/Gaza")
          .stream()
          .map(ZoneId::of)
          .toList();

  private static final long SEED = 20_261_120;
  private static final int EXPRESSIONS = 10_000;
  private static final int IN_EVERY_ZONE = 200;

  @Test
  void tenThousandExpressionsFireAsTheyRead() {
    // Each expression has a seed of its own, so that one that fails can be made again alone.
    IntStream.range(0, EXPRESSIONS)
        .parallel()
        .forEach(
            number -> {
              RandomCron cron = RandomCron.of(new Random(SEED + number));
              List<ZoneId> zones =
                  number < IN_EVERY_ZONE ? ZONES : List.of(ZONES.get(number % ZONES.size()));
              zones.forEach(zone -> assertFiresAsItReads(cron, zone));
            });
  }

  @Test
  void everySecondIsEverySecondThroughTheChanges() {
    var all = new RandomCron("* * * * * *", ExpandedByDayTest.always());
    assertFiresAsItReads(
        all,
        ZONES.get(3),
        Instant.parse("2026-04-01T00:00:00Z"),
        Instant.parse("2026-04-08T00:00:00Z"));
    assertFiresAsItReads(
        all,
        ZONES.get(4),
        Instant.parse("2026-03-26T00:00:00Z"),
        Instant.parse("2026-04-01T00:00:00Z"));
  }

  /** Quartz is only asked where no clock is changed, as it has other rules there. */
  @Test
  void whatIsGivenAsQuartzsFormFiresInQuartzAtTheSameTimes() throws ParseException {
    int compared = 0;
    for (int number = 0; number < 3_000; number++) {
      RandomCron cron = RandomCron.of(new Random(SEED + number));
      Optional<String> quartz = CronExpression.parse(cron.text()).quartz();
      if (quartz.isPresent()) {
        compared++;
        assertSameFirstTimes(cron, quartz.get());
      }
    }
    assertTrue(compared > 1_000, compared + " of them have a form in Quartz");
  }

  private static void assertSameFirstTimes(RandomCron cron, String text) throws ParseException {
    var quartz = new org.quartz.CronExpression(text);
    quartz.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
    long[] expected = cron.meaning().times(ZoneOffset.UTC, FROM.plusSeconds(1), TO);
    Optional<Instant> time = Optional.of(FROM);
    for (int i = 0; i < Math.min(40, expected.length); i++) {
      time = time.map(Date::from).map(quartz::getNextValidTimeAfter).map(Date::toInstant);
      assertEquals(
          Optional.of(Instant.ofEpochSecond(expected[i])), time, cron.text() + " as " + text);
    }
  }

  private static void assertFiresAsItReads(RandomCron cron, ZoneId zone) {
    assertFiresAsItReads(cron, zone, FROM, TO);
  }

  private static void assertFiresAsItReads(RandomCron cron, ZoneId zone, Instant from, Instant to) {
    long[] expected = cron.meaning().times(zone, from, to);
    long[] actual = walk(CronExpression.parse(cron.text()), zone, from, to);
    if (!Arrays.equals(expected, actual)) {
      assertArrayEquals(
          expected,
          actual,
          () ->
              "%s in %s: %s"
                  .formatted(cron.text(), zone, ExpandedByDay.difference(expected, actual, zone)));
    }
  }

  private static long[] walk(CronExpression cron, ZoneId zone, Instant from, Instant to) {
    LongStream.Builder times = LongStream.builder();
    Optional<Instant> time = cron.next(from.minusSeconds(1), zone);
    while (time.isPresent() && time.get().isBefore(to)) {
      times.add(time.get().getEpochSecond());
      time = cron.next(time.get(), zone);
    }
    return times.build().toArray();
  }
}
