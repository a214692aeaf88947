package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void aCadenceCountsFromTheEndOfTheRun() {
    Instant end = Instant.parse("2026-11-20T10:07:30Z");
    assertEquals(
        Optional.of(Instant.parse("2026-11-20T10:22:30Z")), new Schedule.Cadence(15).next(end));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cadence(0));
  }

  @Test
  void aOneShotHasNoNextTime() {
    assertEquals(Optional.empty(), new Schedule.OneShot().next(Instant.EPOCH));
  }

  @Test
  void cronMeansTheClockOnTheWallOfItsZone() {
    assertEquals(
        List.of("2026-03-27T08:00:00Z", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"),
        times("0 0 9 * * ?", BERLIN, "2026-03-26T12:00:00Z", 3));
  }

  /** As Quartz has it: a time that the clock never shows does not come. */
  @Test
  void aDailyTimeThatTheSpringLeapSkipsDoesNotComeThatDay() {
    assertEquals(
        List.of("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"),
        times("0 30 2 * * ?", BERLIN, "2026-03-27T12:00:00Z", 2));
  }

  @Test
  void aDailyTimeThatTheAutumnRepeatsRunsOnceThatDay() {
    assertEquals(
        List.of("2026-10-24T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"),
        times("0 30 2 * * ?", BERLIN, "2026-10-23T12:00:00Z", 3));
  }

  @Test
  void timesAcrossTheAutumnChangeOnlyEverGrow() {
    var cron = new Schedule.Cron("0 0/20 * * * ?", BERLIN);
    List<Instant> times = cron.preview(Instant.parse("2026-10-24T22:00:00Z"), 30);
    for (int i = 1; i < times.size(); i++) {
      assertTrue(times.get(i).isAfter(times.get(i - 1)), times.toString());
    }
  }

  @Test
  void aCronJobWhoseClockWasSetBackGoesOnAfterTheTimeItRanFor() {
    var cron = new Schedule.Cron("0 0 9 * * ?", BERLIN);
    Instant dueAt = Instant.parse("2026-11-20T08:00:00Z");
    Instant back = dueAt.minusSeconds(7_200);
    Instant late = dueAt.plusSeconds(60);
    assertEquals(dueAt, cron.countedFrom(dueAt, back));
    assertEquals(late, cron.countedFrom(dueAt, late));
    assertEquals(back, new Schedule.Cadence(15).countedFrom(dueAt, back));
  }

  @Test
  void cronThatIsOverHasNoNextTime() {
    assertEquals(
        Optional.empty(), new Schedule.Cron("0 0 0 1 1 ? 2020", BERLIN).next(Instant.now()));
  }

  @Test
  void fiveUnixFieldsBecomeQuartzs() {
    assertEquals("0 30 2 * * ? *", CronDialects.toQuartz("30 2 * * *"));
    // Unix counts Sunday as 0, Quartz as 1: Monday to Friday at nine.
    var weekdays = new Schedule.Cron(CronDialects.toQuartz("0 9 * * 1-5"), ZoneId.of("UTC"));
    assertEquals(
        List.of(
            Instant.parse("2026-11-20T09:00:00Z"),
            Instant.parse("2026-11-23T09:00:00Z"),
            Instant.parse("2026-11-24T09:00:00Z")),
        weekdays.preview(Instant.parse("2026-11-20T00:00:00Z"), 3));
  }

  @Test
  void quartzsOwnFieldsStayAsTheyAre() {
    assertEquals("0 0 12 ? * MON#1", CronDialects.toQuartz(" 0 0  12 ? * MON#1 "));
    assertThrows(IllegalArgumentException.class, () -> CronDialects.toQuartz("every day"));
    assertThrows(IllegalArgumentException.class, () -> CronDialects.toQuartz("99 2 * * *"));
  }

  @Test
  void saysInWordsWhatCronMeans() {
    String words = new Schedule.Cron("0 0 9 ? * MON-FRI", BERLIN).description();
    assertTrue(words.contains("09:00") && words.contains("Europe/Berlin"), words);
  }

  private static List<String> times(String cron, ZoneId zone, String from, int count) {
    return new Schedule.Cron(cron, zone)
        .preview(Instant.parse(from), count).stream().map(Instant::toString).toList();
  }
}
