package dev.otto.scheduler.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjuster;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes an English sentence about a schedule at its word. It knows nothing of cron, and refuses
 * what it does not understand to the last word.
 */
final class ReadWords {
  private static final String DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
  private static final String MONTH =
      "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
  private static final String TIME = "[0-9]{2}:[0-9]{2}(?::[0-9]{2})?";
  private static final List<String> NTH = List.of("first", "second", "third", "fourth", "fifth");

  private static final Pattern SENTENCE =
      Pattern.compile(
          "(?<time>every .*?|at minutes .*? of every hour|at "
              + listOf(TIME)
              + ")"
              + "(?<everyday> every day)?"
              + "(?:, (?<from>"
              + DAY
              + ") to (?<to>"
              + DAY
              + ")| on (?<weekdays>"
              + listOf(DAY + "s")
              + ")| on (?<days>.*?) of (?:the month|(?<of>.*?)))?"
              + "(?: in (?<in>(?:each month|"
              + MONTH
              + ").*?))?"
              + "(?:, (?<years>only in .*|from [0-9]{4}.*))?");

  private ReadWords() {}

  private static String listOf(String item) {
    return item + "(?:(?:, | and )" + item + ")*";
  }

  static ExpandedByDay meaning(String words) {
    Matcher parts = SENTENCE.matcher(words);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not understood: " + words);
    }
    Predicate<LocalDate> day = days(parts);
    for (String months : new String[] {parts.group("of"), parts.group("in")}) {
      if (months != null) {
        Set<Month> some = months(months);
        Predicate<LocalDate> inMonth = date -> some.contains(date.getMonth());
        day = inMonth.and(day);
      }
    }
    if (parts.group("years") != null) {
      day = years(parts.group("years")).and(day);
    }
    return onDays(parts.group("time"), day);
  }

  private static ExpandedByDay onDays(String time, Predicate<LocalDate> day) {
    Set<Integer> seconds = secondsOfDay(time);
    var hours = new HashSet<Integer>();
    var minutes = new HashSet<Integer>();
    var of = new HashSet<Integer>();
    for (int second : seconds) {
      hours.add(second / 3_600);
      minutes.add(second / 60 % 60);
      of.add(second % 60);
    }
    if (hours.size() * minutes.size() * of.size() != seconds.size()) {
      throw new IllegalArgumentException("these are no times of one expression: " + time);
    }
    return new ExpandedByDay(of, minutes, hours, day);
  }

  private static Set<Integer> secondsOfDay(String time) {
    Matcher every =
        Pattern.compile(
                "every (?:([0-9]+) )?(second|minute|hour)s?"
                    + "(?: from ("
                    + TIME
                    + ") to ("
                    + TIME
                    + ")| at minute ([0-9]+))?")
            .matcher(time);
    if (every.matches()) {
      int unit = "second minute hour".indexOf(every.group(2)) / 7;
      int step = (every.group(1) == null ? 1 : Integer.parseInt(every.group(1)));
      step *= List.of(1, 60, 3_600).get(unit);
      int first = every.group(3) == null ? 0 : second(every.group(3));
      int last = every.group(4) == null ? 86_399 : second(every.group(4));
      if (every.group(5) != null) {
        first = 60 * Integer.parseInt(every.group(5));
      }
      if (every.group(3) == null && 86_400 % step != 0) {
        throw new IllegalArgumentException("not the whole day through: " + time);
      }
      int by = step;
      if (every.group(4) != null && (last - first) % step != 0) {
        throw new IllegalArgumentException("it does not get there: " + time);
      }
      return IntStream.iterate(first, second -> second <= last, second -> second + by)
          .boxed()
          .collect(Collectors.toSet());
    }
    if (time.startsWith("at minutes ")) {
      return items(
              time.substring("at minutes ".length(), time.length() - " of every hour".length()))
          .flatMap(
              minute ->
                  IntStream.range(0, 24)
                      .mapToObj(hour -> hour * 3_600 + Integer.parseInt(minute) * 60))
          .collect(Collectors.toSet());
    }
    return items(time.substring("at ".length())).map(ReadWords::second).collect(Collectors.toSet());
  }

  private static int second(String time) {
    return Arrays.stream((time + ":00").split(":"))
        .limit(3)
        .mapToInt(Integer::parseInt)
        .reduce(0, (sum, part) -> sum * 60 + part);
  }

  private static Predicate<LocalDate> days(Matcher parts) {
    if (parts.group("from") != null) {
      int from = dayOfWeek(parts.group("from")).getValue();
      int to = dayOfWeek(parts.group("to")).getValue();
      return date -> from <= date.getDayOfWeek().getValue() && date.getDayOfWeek().getValue() <= to;
    }
    if (parts.group("weekdays") != null) {
      Set<DayOfWeek> days =
          items(parts.group("weekdays"))
              .map(day -> dayOfWeek(day.substring(0, day.length() - 1)))
              .collect(Collectors.toSet());
      return date -> days.contains(date.getDayOfWeek());
    }
    if (parts.group("days") != null) {
      return items(parts.group("days")).map(ReadWords::dayOfMonth).reduce(Predicate::or).get();
    }
    return date -> true;
  }

  private static Predicate<LocalDate> dayOfMonth(String words) {
    Matcher number =
        Pattern.compile("the ([0-9]+)(?:st|nd|rd|th)(?: to ([0-9]+)(?:st|nd|rd|th))?")
            .matcher(words);
    if (number.matches()) {
      int from = Integer.parseInt(number.group(1));
      int to = number.group(2) == null ? from : Integer.parseInt(number.group(2));
      return date -> from <= date.getDayOfMonth() && date.getDayOfMonth() <= to;
    }
    Matcher nearest =
        Pattern.compile("the weekday \\(Monday to Friday\\) nearest to the ([0-9]+)(?:st|nd|rd|th)")
            .matcher(words);
    if (nearest.matches()) {
      return nearest(Integer.parseInt(nearest.group(1)));
    }
    Matcher ofWeek =
        Pattern.compile("the (last|first|second|third|fourth|fifth) (" + DAY + ")").matcher(words);
    if (ofWeek.matches()) {
      int nth = NTH.indexOf(ofWeek.group(1)) + 1;
      DayOfWeek day = dayOfWeek(ofWeek.group(2));
      TemporalAdjuster which =
          nth == 0
              ? TemporalAdjusters.lastInMonth(day)
              : TemporalAdjusters.dayOfWeekInMonth(nth, day);
      return date -> date.getDayOfWeek() == day && date.equals(date.with(which));
    }
    Matcher before = Pattern.compile("the day ([0-9]+) days before the last day").matcher(words);
    if (before.matches()) {
      return beforeLast(Integer.parseInt(before.group(1)));
    }
    return switch (words) {
      case "the last day" -> beforeLast(0);
      case "the day before the last day" -> beforeLast(1);
      case "the last weekday (Monday to Friday)" -> ReadWords::isLastWeekday;
      default -> throw new IllegalArgumentException("no day: " + words);
    };
  }

  private static Predicate<LocalDate> beforeLast(int days) {
    return date -> date.getDayOfMonth() + days == date.lengthOfMonth();
  }

  private static boolean isLastWeekday(LocalDate date) {
    LocalDate last = date.with(TemporalAdjusters.lastDayOfMonth());
    while (last.getDayOfWeek().getValue() > 5) {
      last = last.minusDays(1);
    }
    return date.equals(last);
  }

  /** By distance, within the month, which has such a day. */
  private static Predicate<LocalDate> nearest(int day) {
    return date -> {
      // Monday to Friday are never further away than the other end of a weekend.
      if (day > date.lengthOfMonth() || Math.abs(day - date.getDayOfMonth()) > 2) {
        return false;
      }
      LocalDate wanted = date.withDayOfMonth(day);
      return date.equals(
          IntStream.rangeClosed(1, date.lengthOfMonth())
              .mapToObj(date::withDayOfMonth)
              .filter(each -> each.getDayOfWeek().getValue() < 6)
              .min(
                  Comparator.comparingLong(
                      each -> Math.abs(each.toEpochDay() - wanted.toEpochDay())))
              .get());
    };
  }

  private static Set<Month> months(String words) {
    Matcher range =
        Pattern.compile("each month from (" + MONTH + ") to (" + MONTH + ")").matcher(words);
    if (range.matches()) {
      return IntStream.rangeClosed(
              month(range.group(1)).getValue(), month(range.group(2)).getValue())
          .mapToObj(Month::of)
          .collect(Collectors.toSet());
    }
    return items(words).map(ReadWords::month).collect(Collectors.toSet());
  }

  private static Predicate<LocalDate> years(String words) {
    Matcher range = Pattern.compile("from ([0-9]{4}) (?:on|to ([0-9]{4}))").matcher(words);
    if (range.matches()) {
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? 2_099 : Integer.parseInt(range.group(2));
      return date -> from <= date.getYear() && date.getYear() <= to;
    }
    Set<Integer> years =
        items(words.substring("only in ".length()))
            .map(Integer::parseInt)
            .collect(Collectors.toSet());
    return date -> years.contains(date.getYear());
  }

  private static Stream<String> items(String words) {
    return Arrays.stream(words.split(", | and "));
  }

  private static DayOfWeek dayOfWeek(String name) {
    return DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Month month(String name) {
    return Month.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
