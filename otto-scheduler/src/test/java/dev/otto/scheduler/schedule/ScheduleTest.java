package dev.otto.scheduler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void aDailyTimeThatTheSpringLeapSkipsComesAsMuchLater() {
    assertEquals(
        List.of("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
        times("0 30 2 * * ?", BERLIN, "2026-03-27T12:00:00Z", 3));
  }

  @Test
  void aDailyTimeThatTheAutumnRepeatsRunsAtTheFirst() {
    assertEquals(
        List.of("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        times("0 30 2 * * ?", BERLIN, "2026-10-23T12:00:00Z", 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The zone, the hours around the change in UTC, and how many quarters of an hour they have.
        "Europe/Berlin       | 2026-10-24T22:00:00Z | 2026-10-25T04:00:00Z | 24",
        "Europe/Berlin       | 2026-03-28T22:00:00Z | 2026-03-29T04:00:00Z | 24",
        "Australia/Lord_Howe | 2026-04-04T12:00:00Z | 2026-04-04T18:00:00Z | 24",
        "Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T18:00:00Z | 24",
        "Antarctica/Troll    | 2026-10-24T22:00:00Z | 2026-10-25T04:00:00Z | 24",
        "America/Santiago    | 2026-04-05T00:00:00Z | 2026-04-05T06:00:00Z | 24",
        "Africa/Casablanca   | 2026-02-15T00:00:00Z | 2026-02-15T06:00:00Z | 24",
        "Africa/Casablanca   | 2026-03-22T00:00:00Z | 2026-03-22T06:00:00Z | 24",
      })
  void everyQuarterOfAnHourRunsThroughTheChange(
      String zone, Instant from, Instant to, int quarters) {
    List<Instant> times =
        cron("*/15 * * * *", ZoneId.of(zone)).preview(from.minusSeconds(1), 30).stream()
            .filter(to::isAfter)
            .toList();
    assertEquals(quarters, times.size(), times.toString());
    for (int i = 1; i < times.size(); i++) {
      assertEquals(times.get(i - 1).plusSeconds(900), times.get(i));
    }
  }

  @Test
  void whatRunsSeveralTimesInTheSkippedHourAloneComesLaterToo() {
    assertEquals(
        List.of("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:00:00Z"),
        times("0,30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 3));
    // This one has another time that day, and goes on with it.
    assertEquals(
        List.of("2026-03-29T12:00:00Z", "2026-03-30T00:00:00Z"),
        times("0 2,14 * * *", BERLIN, "2026-03-28T14:00:00Z", 2));
  }

  @Test
  void aCronJobWhoseClockWasSetBackGoesOnAfterTheTimeItRanFor() {
    var cron = cron("0 0 9 * * ?", BERLIN);
    Instant dueAt = Instant.parse("2026-11-20T08:00:00Z");
    Instant back = dueAt.minusSeconds(7_200);
    Instant late = dueAt.plusSeconds(60);
    assertEquals(dueAt, cron.countedFrom(dueAt, back));
    assertEquals(late, cron.countedFrom(dueAt, late));
    assertEquals(back, new Schedule.Cadence(15).countedFrom(dueAt, back));
  }

  @Test
  void aRunBesidesTheScheduleTakesNoTimeOfItsPlace() {
    var cron = cron("0 0 9 * * ?", BERLIN);
    Instant asked = Instant.parse("2026-11-20T07:59:50.250Z");
    Instant end = Instant.parse("2026-11-20T08:01:00Z");
    assertEquals(asked, cron.countedFrom(asked, end));
  }

  @Test
  void theFirstTimeMayBeThisVeryMoment() {
    var cron = cron("0 0 9 * * ?", BERLIN);
    Instant nine = Instant.parse("2026-11-20T08:00:00Z");
    assertEquals(Optional.of(nine), cron.first(nine));
    assertEquals(Optional.of(nine.plus(Duration.ofDays(1))), cron.first(nine.plusMillis(1)));
    assertEquals(Optional.of(nine.plus(Duration.ofDays(1))), cron.next(nine));
  }

  @Test
  void cronThatIsOverHasNoNextTime() {
    assertEquals(Optional.empty(), cron("0 0 0 1 1 ? 2020", BERLIN).next(Instant.now()));
  }

  @Test
  void saysInWordsWhatCronMeansOrRepeatsIt() {
    assertEquals(
        "at 09:00, Monday to Friday (Europe/Berlin)", cron("0 0 9 ? * 2-6", BERLIN).description());
    assertEquals(
        "at the times of 1-40/3 */5 3,5,8,13,21 * * (Europe/Berlin)",
        cron("1-40/3 */5 3,5,8,13,21 * *", BERLIN).description());
  }

  private static Schedule.Cron cron(String text, ZoneId zone) {
    return new Schedule.Cron(CronExpression.parse(text), zone);
  }

  private static List<String> times(String cron, ZoneId zone, String from, int count) {
    return cron(cron, zone).preview(Instant.parse(from), count).stream()
        .map(Instant::toString)
        .toList();
  }
}
