package dev.otto.scheduler.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A valid expression that is made up piece by piece, together with what each piece stands for, so
 * that nobody has to read it.
 */
record RandomCron(String text, ExpandedByDay meaning) {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<DayOfWeek> FROM_SUNDAY =
      List.of(
          DayOfWeek.SUNDAY,
          DayOfWeek.MONDAY,
          DayOfWeek.TUESDAY,
          DayOfWeek.WEDNESDAY,
          DayOfWeek.THURSDAY,
          DayOfWeek.FRIDAY,
          DayOfWeek.SATURDAY);

  /** Most at a hundred times a day or fewer, so that four years of many of them can be told. */
  static RandomCron of(Random random) {
    int most = random.nextInt(100) == 0 ? 1_440 : 100;
    return Stream.generate(() -> new Maker(random).make())
        .filter(cron -> cron.meaning().timesADay() <= most)
        .filter(cron -> cron.meaning().everFires())
        .findFirst()
        .orElseThrow();
  }

  /** Numbers in a field as they are written, and the set of them. */
  private record Numbers(String text, Set<Integer> values) {}

  /** Days as they are written in a field. */
  private record Days(String text, Predicate<LocalDate> test) {}

  private static final class Maker {
    private final Random random;
    private final boolean unix;

    Maker(Random random) {
      this.random = random;
      this.unix = random.nextInt(3) == 0;
    }

    RandomCron make() {
      Numbers seconds = unix || !oneIn(6) ? one(unix ? 0 : random.nextInt(60)) : field(0, 59);
      Numbers minutes = oneIn(2) ? one(random.nextInt(60)) : field(0, 59);
      Numbers hours = oneIn(2) ? one(hour()) : field(0, 23);
      Numbers months = oneIn(2) ? any(1, 12) : months();
      boolean byWeek = random.nextBoolean();
      Days days = byWeek ? daysOfWeek() : daysOfMonth();
      Numbers years = unix || oneIn(2) ? any(1970, 2099) : years();
      String other = byWeek && needsQuestionMark(days) ? "?" : pick("?", "*");
      String of = byWeek ? other : days.text();
      String on = byWeek ? days.text() : other;
      var parts = new ArrayList<String>();
      if (!unix) {
        parts.add(seconds.text());
      }
      parts.addAll(List.of(minutes.text(), hours.text(), of, months.text(), on));
      if (!unix && (!years.text().equals("*") || random.nextBoolean())) {
        parts.add(years.text());
      }
      Predicate<LocalDate> day =
          date ->
              years.values().contains(date.getYear())
                  && months.values().contains(date.getMonthValue())
                  && days.test().test(date);
      return new RandomCron(
          spaced(parts),
          new ExpandedByDay(seconds.values(), minutes.values(), hours.values(), day));
    }

    /** In Quartz's form a day of the week in numbers is only clear beside a question mark. */
    private boolean needsQuestionMark(Days days) {
      return !unix && days.text().matches(".*(^|[^#/0-9])[0-9].*");
    }

    private String spaced(List<String> parts) {
      String text = String.join(oneIn(10) ? "   " : " ", parts);
      return oneIn(10) ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** More often than not near the time at which clocks are changed. */
    private int hour() {
      return random.nextBoolean() ? random.nextInt(5) : random.nextInt(24);
    }

    private Numbers one(int value) {
      return new Numbers(value < 10 && oneIn(5) ? "0" + value : "" + value, Set.of(value));
    }

    private Numbers any(int first, int last) {
      return new Numbers(
          "*", IntStream.rangeClosed(first, last).boxed().collect(Collectors.toSet()));
    }

    private Numbers field(int first, int last) {
      return oneIn(6) ? any(first, last) : list(() -> piece(first, last, Integer::toString), 3);
    }

    private Numbers months() {
      boolean named = random.nextBoolean();
      return list(() -> piece(1, 12, value -> named ? MONTHS.get(value - 1) : "" + value), 3);
    }

    private Numbers years() {
      return list(() -> piece(2026, 2030, Integer::toString), 2);
    }

    private Numbers list(Supplier<Numbers> pieces, int most) {
      int count = 1 + random.nextInt(most);
      var texts = new ArrayList<String>();
      var values = new TreeSet<Integer>();
      for (int i = 0; i < count; i++) {
        Numbers piece = pieces.get();
        texts.add(piece.text());
        values.addAll(piece.values());
      }
      return new Numbers(String.join(",", texts), values);
    }

    /** A value, a range, one that goes over the end, or any of these in steps. */
    private Numbers piece(int first, int last, IntFunction<String> named) {
      int start = first + random.nextInt(last - first + 1);
      return switch (random.nextInt(5)) {
        case 0 -> stepsFromTheFirst(first, last);
        case 1 -> openSteps(start, last, named);
        case 2 -> range(start, start + random.nextInt(last - start + 1), first, last, named);
        case 3 ->
            mayGoOver(last)
                ? range(start, start + random.nextInt(last - first), first, last, named)
                : new Numbers(named.apply(start), Set.of(start));
        default -> new Numbers(named.apply(start), Set.of(start));
      };
    }

    /** Hours and months, of which everybody knows what comes after the last. */
    private static boolean mayGoOver(int last) {
      return last == 23 || last == 12;
    }

    private Numbers stepsFromTheFirst(int first, int last) {
      if (first > 1) {
        return new Numbers(Integer.toString(first), Set.of(first));
      }
      int step = 1 + random.nextInt(last - first);
      return new Numbers("*/" + step, inSteps(first, last, step));
    }

    /** Not in five fields, where one reads the start alone and another all that follows. */
    private Numbers openSteps(int start, int last, IntFunction<String> named) {
      if (unix || start == last) {
        return new Numbers(named.apply(start), Set.of(start));
      }
      int step = 1 + random.nextInt(last - start);
      return last > 2000
          ? new Numbers(start + "/" + step, inSteps(start, 2099, step))
          : new Numbers(named.apply(start) + "/" + step, inSteps(start, last, step));
    }

    private Numbers range(int start, int end, int first, int last, IntFunction<String> named) {
      int size = last - first + 1;
      int stop = end > last ? end - size : end;
      String text = named.apply(start) + "-" + named.apply(stop);
      int length = end - start;
      int step = length > 0 && oneIn(2) ? 1 + random.nextInt(length) : 1;
      Set<Integer> values =
          inSteps(start, end, step).stream()
              .map(value -> value > last ? value - size : value)
              .collect(Collectors.toSet());
      return new Numbers(step == 1 && oneIn(2) ? text : text + withStep(step, length), values);
    }

    /** A range of one value has no step. */
    private static String withStep(int step, int length) {
      return length == 0 ? "" : "/" + step;
    }

    private static Set<Integer> inSteps(int first, int last, int step) {
      return IntStream.iterate(first, value -> value <= last, value -> value + step)
          .boxed()
          .collect(Collectors.toSet());
    }

    private Days daysOfMonth() {
      return switch (random.nextInt(8)) {
        case 0 -> everyDay();
        case 1 -> {
          Numbers numbers = list(this::daysAsNumbers, 3);
          yield new Days(
              numbers.text() + ",L",
              date ->
                  numbers.values().contains(date.getDayOfMonth())
                      || date.getDayOfMonth() == date.lengthOfMonth());
        }
        case 2 -> weekdayNearest();
        case 3 -> {
          Days one = weekdayNearest();
          Days other = weekdayNearest();
          yield new Days(one.text() + "," + other.text(), one.test().or(other.test()));
        }
        case 4 -> beforeTheLast();
        case 5 -> weekdayNearestBeforeTheLast();
        default -> {
          Numbers numbers = list(this::daysAsNumbers, 3);
          yield new Days(numbers.text(), date -> numbers.values().contains(date.getDayOfMonth()));
        }
      };
    }

    private static Days everyDay() {
      return new Days("*", date -> true);
    }

    private Numbers daysAsNumbers() {
      return piece(1, 31, Integer::toString);
    }

    private Days weekdayNearest() {
      int day = 1 + random.nextInt(31);
      return new Days(day + "W", date -> date.getDayOfMonth() == nearest(date, day));
    }

    private Days beforeTheLast() {
      int before = random.nextInt(30);
      return new Days(
          before == 0 ? "L" : "L-" + before,
          date -> date.getDayOfMonth() == date.lengthOfMonth() - before);
    }

    private Days weekdayNearestBeforeTheLast() {
      int before = random.nextInt(28);
      return new Days(
          before == 0 ? "LW" : "L-" + before + "W",
          date -> date.getDayOfMonth() == nearest(date, date.lengthOfMonth() - before));
    }

    /** Of the month of this date: the weekday nearest to a day, 0 where the month has no such. */
    private static int nearest(LocalDate date, int day) {
      if (day < 1 || day > date.lengthOfMonth()) {
        return 0;
      }
      LocalDate wanted = date.withDayOfMonth(day);
      for (int away : new int[] {0, -1, 1, -2, 2}) {
        LocalDate near = wanted.plusDays(away);
        if (near.getMonth() == wanted.getMonth()
            && near.getDayOfWeek().getValue() <= DayOfWeek.FRIDAY.getValue()) {
          return near.getDayOfMonth();
        }
      }
      throw new IllegalStateException("no weekday near " + wanted);
    }

    private Days daysOfWeek() {
      return switch (random.nextInt(7)) {
        case 0 -> everyDay();
        case 1 -> last();
        case 2 -> nth();
        case 3 -> {
          Days one = nth();
          Days other = oneIn(2) ? nth() : last();
          yield new Days(one.text() + "," + other.text(), one.test().or(other.test()));
        }
        default -> {
          int count = 1 + random.nextInt(3);
          List<Days> pieces = IntStream.range(0, count).mapToObj(i -> weekdays()).toList();
          yield new Days(
              pieces.stream().map(Days::text).collect(Collectors.joining(",")),
              date -> pieces.stream().anyMatch(piece -> piece.test().test(date)));
        }
      };
    }

    /** As a name, or as a number of the dialect; the index counts from Sunday. */
    private String written(int index) {
      if (random.nextBoolean()) {
        return FROM_SUNDAY.get(index).name().substring(0, 3);
      }
      if (unix) {
        return index == 0 && oneIn(2) ? "7" : "" + index;
      }
      return "" + (index + 1);
    }

    private Days weekdays() {
      int start = random.nextInt(7);
      int length = random.nextInt(7);
      if (length == 0) {
        return new Days(written(start), isOneOf(Set.of(FROM_SUNDAY.get(start))));
      }
      int step = oneIn(3) ? 1 + random.nextInt(length) : 1;
      Set<DayOfWeek> days =
          inSteps(start, start + length, step).stream()
              .map(index -> FROM_SUNDAY.get(index % 7))
              .collect(Collectors.toSet());
      String range = written(start) + "-" + written((start + length) % 7);
      return new Days(step == 1 ? range : range + "/" + step, isOneOf(days));
    }

    private static Predicate<LocalDate> isOneOf(Set<DayOfWeek> days) {
      return date -> days.contains(date.getDayOfWeek());
    }

    private Days last() {
      int index = random.nextInt(7);
      DayOfWeek day = FROM_SUNDAY.get(index);
      return new Days(
          written(index) + "L",
          date ->
              date.getDayOfWeek() == day
                  && date.equals(date.with(TemporalAdjusters.lastInMonth(day))));
    }

    private Days nth() {
      int index = random.nextInt(7);
      int which = 1 + random.nextInt(5);
      DayOfWeek day = FROM_SUNDAY.get(index);
      return new Days(
          written(index) + "#" + which,
          date -> date.getDayOfWeek() == day && (date.getDayOfMonth() + 6) / 7 == which);
    }

    private String pick(String one, String other) {
      return random.nextBoolean() ? one : other;
    }

    private boolean oneIn(int many) {
      return random.nextInt(many) == 0;
    }
  }
}
