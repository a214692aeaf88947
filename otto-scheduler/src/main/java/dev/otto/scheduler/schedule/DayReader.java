package dev.otto.scheduler.schedule;

import dev.otto.scheduler.schedule.DayRule.BeforeLast;
import dev.otto.scheduler.schedule.DayRule.DaysOfMonth;
import dev.otto.scheduler.schedule.DayRule.DaysOfWeek;
import dev.otto.scheduler.schedule.DayRule.LastDayOfWeek;
import dev.otto.scheduler.schedule.DayRule.NearestWeekday;
import dev.otto.scheduler.schedule.DayRule.NthDayOfWeek;
import dev.otto.scheduler.schedule.DayRule.WeekdayBeforeLast;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a day field: numbers, and rules within the month. */
final class DayReader {
  private static final Pattern BEFORE_LAST = Pattern.compile("L(?:-([0-9]{1,2}))?(W)?");
  private static final Pattern NEAREST = Pattern.compile("([0-9]{1,2})W");
  private static final Pattern LAST_OF_MONTH = Pattern.compile("([A-Z]{3}|[0-9])L");
  private static final Pattern NTH_OF_MONTH = Pattern.compile("([A-Z]{3}|[0-9])#([0-9])");
  private static final int MAX_BEFORE_LAST = 30;

  private final CronField field;
  private final FieldReader reader;

  DayReader(CronField field, Dialect dialect, String typed) {
    this.field = field;
    this.reader = new FieldReader(field, dialect, typed);
  }

  List<DayRule> rules() {
    var rules = new ArrayList<DayRule>();
    var numbers = new ArrayList<String>();
    for (String piece : reader.pieces()) {
      rule(piece).ifPresentOrElse(rules::add, () -> numbers.add(piece));
    }
    if (!numbers.isEmpty()) {
      requireToStandAlone(rules);
      var days = reader.values(numbers);
      rules.addFirst(
          field == CronField.DAY_OF_MONTH ? new DaysOfMonth(days) : new DaysOfWeek(days));
    }
    return rules.stream().distinct().toList();
  }

  private Optional<DayRule> rule(String piece) {
    return field == CronField.DAY_OF_MONTH ? ofMonth(piece) : ofWeek(piece);
  }

  private Optional<DayRule> ofMonth(String piece) {
    Matcher last = BEFORE_LAST.matcher(piece);
    if (last.matches()) {
      int before = last.group(1) == null ? 0 : beforeLast(last.group(1));
      return Optional.of(
          last.group(2) == null ? new BeforeLast(before) : new WeekdayBeforeLast(before));
    }
    Matcher nearest = NEAREST.matcher(piece);
    return nearest.matches()
        ? Optional.of(new NearestWeekday(reader.value(nearest.group(1))))
        : Optional.empty();
  }

  private int beforeLast(String text) {
    int days = Integer.parseInt(text);
    if (days < 1 || days > MAX_BEFORE_LAST) {
      throw reader.wrong("before the last day there are 1 to 30 days: L-1 to L-30, or L itself");
    }
    return days;
  }

  private Optional<DayRule> ofWeek(String piece) {
    if (piece.equals("L")) {
      throw reader.wrong(
          "L alone is read in different ways; write SAT for every Saturday, SATL for the last one"
              + " of the month");
    }
    Matcher last = LAST_OF_MONTH.matcher(piece);
    if (last.matches()) {
      return Optional.of(new LastDayOfWeek(reader.value(last.group(1))));
    }
    Matcher nth = NTH_OF_MONTH.matcher(piece);
    return nth.matches()
        ? Optional.of(new NthDayOfWeek(reader.value(nth.group(1)), nth(nth.group(2))))
        : Optional.empty();
  }

  private int nth(String text) {
    int nth = Integer.parseInt(text);
    if (nth < 1 || nth > 5) {
      throw reader.wrong("a month has a first to a fifth: #1 to #5");
    }
    return nth;
  }

  /** Rejects an ambiguous list: does MON,FRI#3 mean every Monday, or the third one? */
  private void requireToStandAlone(List<DayRule> rules) {
    for (DayRule rule : rules) {
      switch (rule) {
        case NthDayOfWeek _, LastDayOfWeek _ ->
            throw reader.wrong(
                "# and L belong to each day of a list; write MON#3,FRI#3, or make two jobs");
        case NearestWeekday _ ->
            throw reader.wrong("W belongs to each day of a list; write 1W,15W, or make two jobs");
        case BeforeLast _, WeekdayBeforeLast _, DaysOfMonth _, DaysOfWeek _ -> {}
      }
    }
  }
}
