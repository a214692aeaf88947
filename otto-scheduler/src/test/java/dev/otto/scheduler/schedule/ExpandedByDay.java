package dev.otto.scheduler.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The times of a cron expression by brute force, to hold Otto's own computation against: every day
 * of the span is looked at, and every time of such a day is put on the clock of the zone. It knows
 * no expression, only what one stands for, and shares no code with Otto.
 *
 * <p>Where the clock is changed: times of day that are given by one hour and one minute come once,
 * the first time that the clock shows them; all others come each time that the clock shows them. A
 * time that the clock skips does not come, unless the clock skips all times of that day: then each
 * comes as much later as the clock leaps.
 */
record ExpandedByDay(
    Set<Integer> seconds, Set<Integer> minutes, Set<Integer> hours, Predicate<LocalDate> day) {

  /** The seconds of the epoch from the first moment up to and without the second one, in order. */
  long[] times(ZoneId zone, Instant from, Instant to) {
    int[] times = timesOfDay();
    Set<LocalDate> changes = daysAroundChanges(zone, from, to);
    LongStream.Builder found = LongStream.builder();
    LocalDate last = LocalDate.ofInstant(to, zone).plusDays(2);
    for (LocalDate date = LocalDate.ofInstant(from, zone).minusDays(2);
        date.isBefore(last);
        date = date.plusDays(1)) {
      if (day.test(date)) {
        if (changes.contains(date)) {
          onTheClock(date, times, zone).forEach(found::add);
        } else {
          inOneOffset(date, times, zone).forEach(found::add);
        }
      }
    }
    return eachOnce(
        found
            .build()
            .filter(time -> time >= from.getEpochSecond() && time < to.getEpochSecond())
            .sorted()
            .toArray());
  }

  /** A stream would make an object of each of millions of times. */
  private static long[] eachOnce(long[] sorted) {
    int count = 0;
    for (long time : sorted) {
      if (count == 0 || sorted[count - 1] != time) {
        sorted[count++] = time;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  int timesADay() {
    return hours.size() * minutes.size() * seconds.size();
  }

  /** Whether there is such a day at all: what can be written as a year is looked at whole. */
  boolean everFires() {
    return LocalDate.of(2026, 1, 1).datesUntil(LocalDate.of(2030, 1, 1)).anyMatch(day)
        || LocalDate.of(1970, 1, 1).datesUntil(LocalDate.of(2100, 1, 1)).anyMatch(day);
  }

  /** In seconds, in order. */
  private int[] timesOfDay() {
    IntStream.Builder times = IntStream.builder();
    for (int hour : hours) {
      for (int minute : minutes) {
        for (int second : seconds) {
          times.add(hour * 3_600 + minute * 60 + second);
        }
      }
    }
    return times.build().sorted().toArray();
  }

  private boolean onceADay() {
    return hours.size() == 1 && minutes.size() == 1;
  }

  private static Set<LocalDate> daysAroundChanges(ZoneId zone, Instant from, Instant to) {
    var days = new HashSet<LocalDate>();
    ZoneOffsetTransition change = zone.getRules().nextTransition(from.minusSeconds(864_000));
    while (change != null && change.getInstant().isBefore(to.plusSeconds(864_000))) {
      for (int away = -2; away <= 2; away++) {
        days.add(change.getDateTimeBefore().toLocalDate().plusDays(away));
      }
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return days;
  }

  private static LongStream inOneOffset(LocalDate date, int[] times, ZoneId zone) {
    ZoneOffset offset = zone.getRules().getOffset(date.atTime(LocalTime.NOON));
    long midnight = date.toEpochDay() * 86_400 - offset.getTotalSeconds();
    return IntStream.of(times).mapToLong(time -> midnight + time);
  }

  private List<Long> onTheClock(LocalDate date, int[] times, ZoneId zone) {
    var shown = new ArrayList<Long>();
    var skipped = new ArrayList<Long>();
    for (int time : times) {
      LocalDateTime local = date.atTime(LocalTime.ofSecondOfDay(time));
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
      if (offsets.isEmpty()) {
        ZoneOffset before = zone.getRules().getTransition(local).getOffsetBefore();
        skipped.add(local.toEpochSecond(before));
      } else if (onceADay()) {
        shown.add(earliest(local, offsets));
      } else {
        offsets.forEach(offset -> shown.add(local.toEpochSecond(offset)));
      }
    }
    return shown.isEmpty() ? skipped : shown;
  }

  private static long earliest(LocalDateTime local, List<ZoneOffset> offsets) {
    return offsets.stream().mapToLong(local::toEpochSecond).min().orElseThrow();
  }

  /** For a message: the first that only one of the two has. */
  static String difference(long[] expected, long[] actual, ZoneId zone) {
    Set<Long> only = new HashSet<>(Arrays.stream(expected).boxed().toList());
    Set<Long> others = new HashSet<>(Arrays.stream(actual).boxed().toList());
    Set<Long> both = new HashSet<>(only);
    both.retainAll(others);
    only.removeAll(both);
    others.removeAll(both);
    return "missing " + first(only, zone) + ", too many " + first(others, zone);
  }

  private static List<String> first(Set<Long> times, ZoneId zone) {
    return times.stream()
        .sorted()
        .limit(3)
        .map(time -> Instant.ofEpochSecond(time).atZone(zone).toString())
        .toList();
  }
}
