package dev.otto.scheduler.schedule;

import dev.otto.scheduler.schedule.DayRule.BeforeLast;
import dev.otto.scheduler.schedule.DayRule.DaysOfMonth;
import dev.otto.scheduler.schedule.DayRule.DaysOfWeek;
import dev.otto.scheduler.schedule.DayRule.LastDayOfWeek;
import dev.otto.scheduler.schedule.DayRule.NearestWeekday;
import dev.otto.scheduler.schedule.DayRule.NthDayOfWeek;
import dev.otto.scheduler.schedule.DayRule.WeekdayBeforeLast;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The words for the days, months and years, which follow those for the time of day. */
final class DayWords {
  private static final int MANY = 6;
  private static final List<String> NTH = List.of("first", "second", "third", "fourth", "fifth");

  private final CronTimes times;
  private final boolean atTimes;

  private DayWords(CronTimes times, boolean atTimes) {
    this.times = times;
    this.atTimes = atTimes;
  }

  static Optional<String> of(CronTimes times, boolean atTimes) {
    if (!Steps.isFull(times.months(), CronField.MONTH) && times.months().cardinality() > MANY) {
      return Optional.empty();
    }
    var words = new DayWords(times, atTimes);
    return words.days().flatMap(days -> words.years().map(years -> days + years));
  }

  private Optional<String> days() {
    DayRule first = times.days().getFirst();
    if (isEveryDay(first)) {
      return Optional.of(atTimes ? " every day" + inMonths() : inMonths());
    }
    if (first instanceof DaysOfWeek(var days)) {
      return Optional.of(daysOfWeek(days) + inMonths());
    }
    return daysOfMonth().map(days -> " on " + days + ofMonths());
  }

  private static boolean isEveryDay(DayRule rule) {
    return switch (rule) {
      case DaysOfMonth(var days) -> Steps.isFull(days, CronField.DAY_OF_MONTH);
      case DaysOfWeek(var days) -> Steps.isFull(days, CronField.DAY_OF_WEEK);
      case BeforeLast _, NearestWeekday _, WeekdayBeforeLast _, LastDayOfWeek _, NthDayOfWeek _ ->
          false;
    };
  }

  private static String daysOfWeek(BitSet days) {
    BitSet fromMonday = new BitSet();
    days.stream().map(day -> day == 0 ? 7 : day).forEach(fromMonday::set);
    List<Steps.Streak> runs = Steps.runs(fromMonday);
    Steps.Streak run = runs.getFirst();
    if (runs.size() == 1 && run.length() > 2) {
      return ", " + dayOfWeek(run.first()) + " to " + dayOfWeek(run.last());
    }
    return " on "
        + CronWords.list(fromMonday.stream().mapToObj(day -> dayOfWeek(day) + "s").toList());
  }

  private Optional<String> daysOfMonth() {
    var words = new ArrayList<String>();
    for (DayRule rule : times.days()) {
      words.addAll(daysOfMonth(rule));
      if (words.contains("")) {
        return Optional.empty();
      }
    }
    return words.size() > MANY ? Optional.empty() : Optional.of(CronWords.list(words));
  }

  /** Returns the words for days of the month; contains an empty word if there is none. */
  private static List<String> daysOfMonth(DayRule rule) {
    return switch (rule) {
      case DaysOfMonth(var days) -> numbers(days);
      case BeforeLast(var before) -> List.of(beforeLast(before));
      case NearestWeekday(var day) ->
          List.of("the weekday (Monday to Friday) nearest to the " + ordinal(day));
      case WeekdayBeforeLast(var before) ->
          List.of(before == 0 ? "the last weekday (Monday to Friday)" : "");
      case LastDayOfWeek(var day) -> List.of("the last " + dayOfWeek(day == 0 ? 7 : day));
      case NthDayOfWeek(var day, var nth) ->
          List.of("the " + NTH.get(nth - 1) + " " + dayOfWeek(day == 0 ? 7 : day));
      case DaysOfWeek _ -> throw new IllegalStateException("days of the week stand alone");
    };
  }

  private static List<String> numbers(BitSet days) {
    return Steps.runs(days).stream()
        .flatMap(
            run ->
                run.length() > 2
                    ? List.of("the " + ordinal(run.first()) + " to " + ordinal(run.last())).stream()
                    : IntStream.rangeClosed(run.first(), run.last())
                        .mapToObj(day -> "the " + ordinal(day)))
        .toList();
  }

  private static String beforeLast(int days) {
    return switch (days) {
      case 0 -> "the last day";
      case 1 -> "the day before the last day";
      default -> "the day " + days + " days before the last day";
    };
  }

  private boolean everyMonth() {
    return Steps.isFull(times.months(), CronField.MONTH);
  }

  private String inMonths() {
    return everyMonth() ? "" : " in " + months();
  }

  private String ofMonths() {
    return " of " + (everyMonth() ? "the month" : months());
  }

  private String months() {
    List<Steps.Streak> runs = Steps.runs(times.months());
    Steps.Streak run = runs.getFirst();
    if (runs.size() == 1 && run.length() > 2) {
      return "each month from " + month(run.first()) + " to " + month(run.last());
    }
    return CronWords.list(times.months().stream().mapToObj(DayWords::month).toList());
  }

  private Optional<String> years() {
    if (Steps.isFull(times.years(), CronField.YEAR)) {
      return Optional.of("");
    }
    List<Steps.Streak> runs = Steps.runs(times.years());
    Steps.Streak run = runs.getFirst();
    if (runs.size() == 1 && run.last() == CronField.YEAR.last()) {
      return Optional.of(", from " + run.first() + " on");
    }
    if (runs.size() == 1 && run.length() > 2) {
      return Optional.of(", from " + run.first() + " to " + run.last());
    }
    List<String> years = times.years().stream().mapToObj(String::valueOf).toList();
    return years.size() > MANY
        ? Optional.empty()
        : Optional.of(", only in " + CronWords.list(years));
  }

  private static String dayOfWeek(int fromMonday) {
    return DayOfWeek.of(fromMonday).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String month(int month) {
    return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String ordinal(int day) {
    String ending =
        switch (day) {
          case 1, 21, 31 -> "st";
          case 2, 22 -> "nd";
          case 3, 23 -> "rd";
          default -> "th";
        };
    return day + ending;
  }
}
