package dev.otto.scheduler.schedule;

import dev.otto.scheduler.schedule.DayRule.BeforeLast;
import dev.otto.scheduler.schedule.DayRule.DaysOfMonth;
import dev.otto.scheduler.schedule.DayRule.DaysOfWeek;
import dev.otto.scheduler.schedule.DayRule.LastDayOfWeek;
import dev.otto.scheduler.schedule.DayRule.NearestWeekday;
import dev.otto.scheduler.schedule.DayRule.NthDayOfWeek;
import dev.otto.scheduler.schedule.DayRule.WeekdayBeforeLast;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Writes times in Quartz's dialect, as far as Quartz computes the same ones. */
final class QuartzForm {
  private QuartzForm() {}

  static Optional<String> of(CronTimes times) {
    return day(times.days())
        .map(
            day -> {
              var fields = new ArrayList<String>();
              fields.add(numbers(times.seconds(), CronField.SECONDS));
              fields.add(numbers(times.minutes(), CronField.MINUTES));
              fields.add(numbers(times.hours(), CronField.HOURS));
              fields.add(day.ofMonth());
              fields.add(numbers(times.months(), CronField.MONTH));
              fields.add(day.ofWeek());
              if (!Steps.isFull(times.years(), CronField.YEAR)) {
                fields.add(numbers(times.years(), CronField.YEAR));
              }
              return String.join(" ", fields);
            });
  }

  private record Day(String ofMonth, String ofWeek) {}

  private static Optional<Day> day(List<DayRule> rules) {
    if (rules.size() > 1) {
      return Optional.empty();
    }
    return switch (rules.getFirst()) {
      case DaysOfMonth(var days) -> ofMonth(numbers(days, CronField.DAY_OF_MONTH));
      case BeforeLast(var before) -> ofMonth(before == 0 ? "L" : "L-" + before);
      case NearestWeekday _, WeekdayBeforeLast _ -> Optional.empty();
      case DaysOfWeek(var days) -> ofWeek(runs(days, QuartzForm::dayOfWeek));
      case LastDayOfWeek(var day) -> ofWeek(dayOfWeek(day) + "L");
      case NthDayOfWeek(var day, var nth) -> ofWeek(dayOfWeek(day) + "#" + nth);
    };
  }

  private static Optional<Day> ofMonth(String days) {
    return Optional.of(new Day(days, "?"));
  }

  private static Optional<Day> ofWeek(String days) {
    return Optional.of(new Day("?", days));
  }

  private static String dayOfWeek(int day) {
    return CronField.DAY_OF_WEEK.names().get(day);
  }

  private static String numbers(BitSet numbers, CronField field) {
    if (Steps.isFull(numbers, field)) {
      return "*";
    }
    List<Integer> list = Steps.list(numbers);
    int step = Steps.between(list);
    boolean toTheEnd = step > 1 && list.getLast() + step > field.last();
    if (toTheEnd && list.size() > 2) {
      int first = list.getFirst();
      return (first == field.first() ? "*" : String.valueOf(first)) + "/" + step;
    }
    return runs(numbers, String::valueOf);
  }

  private static String runs(BitSet numbers, IntFunction<String> name) {
    return Steps.runs(numbers).stream().map(run -> run(run, name)).collect(Collectors.joining(","));
  }

  private static String run(Steps.Streak run, IntFunction<String> name) {
    String first = name.apply(run.first());
    if (run.length() == 1) {
      return first;
    }
    return first + (run.length() == 2 ? "," : "-") + name.apply(run.last());
  }
}
