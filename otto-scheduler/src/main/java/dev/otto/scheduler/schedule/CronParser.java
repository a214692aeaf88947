package dev.otto.scheduler.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses an expression to its last character, or reports what is wrong with it. */
final class CronParser {
  private static final Map<String, String> SHORTHANDS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private static final int UNIX_FIELDS = 5;

  private final Map<CronField, String> typed = new EnumMap<>(CronField.class);
  private final Dialect dialect;

  private CronParser(List<String> parts) {
    dialect = parts.size() == UNIX_FIELDS ? Dialect.UNIX : Dialect.QUARTZ;
    var fields = new ArrayList<>(List.of(CronField.values()));
    if (dialect == Dialect.UNIX) {
      fields.removeFirst();
    }
    for (int i = 0; i < parts.size(); i++) {
      typed.put(fields.get(i), parts.get(i));
    }
  }

  /**
   * Returns the times that the expression stands for.
   *
   * @throws CronException if it has no meaning, more than one, or none that ever comes
   */
  static CronTimes parse(String text) {
    String expression = text.strip();
    if (expression.startsWith("@")) {
      return parse(shorthand(expression));
    }
    List<String> parts = List.of(expression.split("\\s+"));
    if (parts.size() < UNIX_FIELDS || parts.size() > CronField.values().length) {
      throw new CronException(
          "fields",
          "\"%s\" has %s; write five fields (\"30 2 * * *\"), six with the seconds first (\"0 30 2 * * ?\"), or a year as the seventh"
              .formatted(expression, parts.size() == 1 ? "one" : String.valueOf(parts.size())));
    }
    return new CronParser(parts).times();
  }

  private static String shorthand(String expression) {
    String fields = SHORTHANDS.get(expression.toLowerCase(Locale.ROOT));
    if (fields == null) {
      throw new CronException(
          "expression",
          "\"%s\" is not known; write @hourly, @daily, @weekly, @monthly or @yearly, or five fields"
              .formatted(expression));
    }
    return fields;
  }

  private CronTimes times() {
    BitSet seconds = values(CronField.SECONDS).orElseGet(CronParser::zero);
    BitSet minutes = values(CronField.MINUTES).orElseThrow();
    BitSet hours = values(CronField.HOURS).orElseThrow();
    List<DayRule> daysOfMonth = days(CronField.DAY_OF_MONTH);
    BitSet months = values(CronField.MONTH).orElseThrow();
    List<DayRule> daysOfWeek = days(CronField.DAY_OF_WEEK);
    BitSet years = values(CronField.YEAR).orElseGet(() -> all(CronField.YEAR));
    requireOneKindOfDay();
    requireClearNumbers();
    var times =
        new CronTimes(
            seconds,
            minutes,
            hours,
            months,
            years,
            isGiven(CronField.DAY_OF_WEEK) ? daysOfWeek : daysOfMonth);
    if (!times.everFires()) {
      throw neverFires();
    }
    return times;
  }

  private Optional<BitSet> values(CronField field) {
    return Optional.ofNullable(typed.get(field)).map(text -> reader(field, text).values());
  }

  private List<DayRule> days(CronField field) {
    return isGiven(field)
        ? new DayReader(field, dialect, text(field)).rules()
        : List.of(new DayRule.DaysOfMonth(all(CronField.DAY_OF_MONTH)));
  }

  private FieldReader reader(CronField field, String text) {
    if (text.startsWith("?")) {
      throw CronException.of(
          field, text, "? is for the day of month and the day of week; write * here");
    }
    return new FieldReader(field, dialect, text);
  }

  private void requireOneKindOfDay() {
    String month = text(CronField.DAY_OF_MONTH);
    String week = text(CronField.DAY_OF_WEEK);
    boolean both = isGiven(CronField.DAY_OF_MONTH) && isGiven(CronField.DAY_OF_WEEK);
    if (both || (month.equals("?") && week.equals("?"))) {
      throw new CronException(
          "day of month and day of week",
          "day of month and day of week are \"%s\" and \"%s\"; give one of them and write ? or * for the other"
              .formatted(month, week));
    }
  }

  /**
   * Rejects day numbers whose dialect is unclear: Spring's differ from Quartz's; a question mark
   * shows that they are Quartz's.
   */
  private void requireClearNumbers() {
    String week = text(CronField.DAY_OF_WEEK);
    boolean numbered = week.matches("(.*[^#/0-9])?[0-9].*");
    if (dialect == Dialect.QUARTZ && numbered && !text(CronField.DAY_OF_MONTH).equals("?")) {
      throw CronException.of(
          CronField.DAY_OF_WEEK,
          week,
          "with * as the day of month it is not clear whether 1 is Sunday or Monday; write names"
              + " (MON-FRI), or ? as the day of month for Quartz's numbers (1 is Sunday)");
    }
  }

  private CronException neverFires() {
    CronField day = isGiven(CronField.DAY_OF_WEEK) ? CronField.DAY_OF_WEEK : CronField.DAY_OF_MONTH;
    String year = typed.get(CronField.YEAR);
    return CronException.of(
        day,
        text(day),
        "no month \"%s\"%s has such a day, so it would never run"
            .formatted(text(CronField.MONTH), year == null ? "" : " of \"" + year + "\""));
  }

  private boolean isGiven(CronField day) {
    return !text(day).equals("*") && !text(day).equals("?");
  }

  private String text(CronField field) {
    return required(typed.get(field));
  }

  private static String required(@Nullable String text) {
    if (text == null) {
      throw new IllegalStateException("every expression has its days");
    }
    return text;
  }

  private static BitSet all(CronField field) {
    var all = new BitSet();
    all.set(field.first(), field.last() + 1);
    return all;
  }

  private static BitSet zero() {
    var zero = new BitSet();
    zero.set(0);
    return zero;
  }
}
