package dev.otto.scheduler.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The words for the time of day.
 *
 * @param atTimes whether they name times, so that it is left to say on which days, and not
 *     something that goes on all the time
 */
record TimeWords(String words, boolean atTimes) {
  private static final int FEW = 4;
  private static final int MANY = 8;

  static Optional<TimeWords> of(CronTimes times) {
    if (times.seconds().cardinality() > 1) {
      return wholeDay(times) ? everySoManySeconds(times.seconds()) : Optional.empty();
    }
    int second = times.seconds().nextSetBit(0);
    List<Integer> minutes = minutesOfDay(times);
    if (minutes.size() <= FEW) {
      return Optional.of(at(minutes, second));
    }
    if (second > 0) {
      return Optional.empty();
    }
    return regular(minutes)
        .or(() -> minutesOfHour(times))
        .or(() -> minutes.size() <= MANY ? Optional.of(at(minutes, 0)) : Optional.empty());
  }

  private static boolean wholeDay(CronTimes times) {
    return Steps.isFull(times.minutes(), CronField.MINUTES)
        && Steps.isFull(times.hours(), CronField.HOURS);
  }

  private static Optional<TimeWords> everySoManySeconds(BitSet seconds) {
    int step = Steps.between(Steps.list(seconds));
    boolean evenly = step > 0 && seconds.get(0) && seconds.cardinality() * step == 60;
    return evenly ? Optional.of(always("every " + so(step, "second"))) : Optional.empty();
  }

  private static List<Integer> minutesOfDay(CronTimes times) {
    return times.hours().stream()
        .boxed()
        .flatMap(hour -> times.minutes().stream().mapToObj(minute -> hour * 60 + minute))
        .toList();
  }

  private static TimeWords at(List<Integer> minutes, int second) {
    List<String> times = minutes.stream().map(minute -> time(minute, second)).toList();
    return new TimeWords("at " + CronWords.list(times), true);
  }

  /** Returns the words for times at regular distances, all day or between two times. */
  private static Optional<TimeWords> regular(List<Integer> minutes) {
    int step = Steps.between(minutes);
    if (step == 0) {
      return Optional.empty();
    }
    String every = "every " + (step % 60 == 0 ? so(step / 60, "hour") : so(step, "minute"));
    if (step * minutes.size() == 24 * 60) {
      int first = minutes.getFirst();
      if (first == 0) {
        return Optional.of(always(every));
      }
      if (step == 60) {
        return Optional.of(always(every + " at minute " + first));
      }
    }
    String from = " from " + time(minutes.getFirst(), 0) + " to " + time(minutes.getLast(), 0);
    return Optional.of(always(every + from));
  }

  private static Optional<TimeWords> minutesOfHour(CronTimes times) {
    boolean few = times.minutes().cardinality() <= MANY;
    if (!few || !Steps.isFull(times.hours(), CronField.HOURS)) {
      return Optional.empty();
    }
    List<String> minutes = times.minutes().stream().mapToObj(String::valueOf).toList();
    return Optional.of(always("at minutes " + CronWords.list(minutes) + " of every hour"));
  }

  private static TimeWords always(String words) {
    return new TimeWords(words, false);
  }

  private static String so(int many, String unit) {
    return many == 1 ? unit : many + " " + unit + "s";
  }

  private static String time(int minuteOfDay, int second) {
    String time = "%02d:%02d".formatted(minuteOfDay / 60, minuteOfDay % 60);
    return second == 0 ? time : time + ":%02d".formatted(second);
  }
}
