package dev.otto.scheduler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The reference itself, by days that were worked out by hand. */
class ExpandedByDayTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Set<Integer> QUARTERS = Set.of(0, 15, 30, 45);

  @Test
  void aDailyTimeThatIsSkippedComesAsMuchLaterAsTheClockLeaps() {
    assertEquals(
        List.of("2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"),
        times(daily(2, 30), BERLIN, "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z"));
  }

  @Test
  void aDailyTimeThatComesTwiceCountsTheFirstTime() {
    assertEquals(
        List.of("2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        times(daily(2, 30), BERLIN, "2026-10-23T12:00:00Z", "2026-10-26T12:00:00Z"));
  }

  @Test
  void everyQuarterOfAnHourIsAQuarterOfAnHourAwayFromTheLast() {
    var everyQuarter = new ExpandedByDay(Set.of(0), QUARTERS, Set.of(0, 1, 2, 3, 4), date -> true);
    assertEquals(
        6 * 4, times(everyQuarter, BERLIN, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z").size());
    assertEquals(
        4 * 4, times(everyQuarter, BERLIN, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z").size());
  }

  @Test
  void whatIsSkippedAltogetherComesLater() {
    var inTheHour = new ExpandedByDay(Set.of(0), Set.of(0, 30), Set.of(2), date -> true);
    assertEquals(
        List.of("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00"),
        times(inTheHour, BERLIN, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"));
  }

  @Test
  void halfAnHourIsEnoughOfALeap() {
    assertEquals(
        List.of("2026-10-04T02:40+11:00"),
        times(
            daily(2, 10),
            ZoneId.of("Australia/Lord_Howe"),
            "2026-10-03T12:00:00Z",
            "2026-10-04T12:00:00Z"));
  }

  /** More than the 300 that were asked for, each once, each with a field. */
  @Test
  void theListOfWrongExpressionsIsWhole() throws IOException {
    List<RefusedCron> refused = RefusedCron.all();
    assertTrue(refused.size() >= 300, refused.size() + " expressions");
    assertEquals(refused.size(), refused.stream().map(RefusedCron::text).distinct().count());
    refused.forEach(cron -> assertTrue(RefusedCron.FIELDS.contains(cron.field()), cron.toString()));
  }

  /** Every second. */
  static ExpandedByDay always() {
    Set<Integer> sixty = IntStream.range(0, 60).boxed().collect(Collectors.toSet());
    Set<Integer> hours = IntStream.range(0, 24).boxed().collect(Collectors.toSet());
    return new ExpandedByDay(sixty, sixty, hours, date -> true);
  }

  private static ExpandedByDay daily(int hour, int minute) {
    return new ExpandedByDay(Set.of(0), Set.of(minute), Set.of(hour), date -> true);
  }

  private static List<String> times(ExpandedByDay cron, ZoneId zone, String from, String to) {
    return Arrays.stream(cron.times(zone, Instant.parse(from), Instant.parse(to)))
        .mapToObj(time -> Instant.ofEpochSecond(time).atZone(zone).toOffsetDateTime().toString())
        .toList();
  }
}
