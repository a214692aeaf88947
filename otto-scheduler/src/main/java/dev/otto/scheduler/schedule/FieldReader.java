package dev.otto.scheduler.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of one field: single ones, ranges, steps and lists of these. */
final class FieldReader {
  private static final Pattern PIECE =
      Pattern.compile("(\\*|[A-Z]+|[0-9]+)(?:-([A-Z]+|[0-9]+))?(?:/([0-9]+))?");

  private final CronField field;
  private final Dialect dialect;
  private final String typed;

  /**
   * @param typed the whole field, as it was typed
   */
  FieldReader(CronField field, Dialect dialect, String typed) {
    this.field = field;
    this.dialect = dialect;
    this.typed = typed;
  }

  /** Returns every value that the field stands for. */
  BitSet values() {
    return values(pieces());
  }

  BitSet values(List<String> pieces) {
    var values = new BitSet();
    pieces.forEach(piece -> read(piece, values));
    return values;
  }

  /** Returns the field cut at its commas, in capitals. */
  List<String> pieces() {
    if (!typed.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
      throw wrong("it holds a character that cron does not know; " + allowed());
    }
    List<String> pieces = List.of(typed.toUpperCase(Locale.ROOT).split(",", -1));
    if (pieces.contains("")) {
      throw wrong("a value is missing beside a comma");
    }
    if (pieces.size() > 1 && (pieces.contains("*") || pieces.contains("?"))) {
      throw wrong("* and ? stand alone, not in a list");
    }
    return pieces;
  }

  private void read(String piece, BitSet values) {
    Matcher parts = PIECE.matcher(piece);
    if (!parts.matches()) {
      throw wrong(quoted(piece) + " cannot be read; " + allowed());
    }
    String start = parts.group(1);
    String end = parts.group(2);
    String step = parts.group(3);
    if (start.equals("*")) {
      readFromStar(piece, end, step, values);
    } else if (end != null) {
      readRange(start, end, step, values);
    } else if (step != null) {
      readOpenSteps(start, step, values);
    } else {
      fill(number(start), number(start), 1, values);
    }
  }

  private void readFromStar(
      String piece, @Nullable String end, @Nullable String step, BitSet values) {
    if (end != null) {
      throw wrong(quoted(piece) + " cannot be read; " + allowed());
    }
    int first = dialect.lowest(field);
    int last = first + field.size() - 1;
    fill(first, last, step == null ? 1 : step(step, first, last), values);
  }

  private void readRange(String from, String to, @Nullable String step, BitSet values) {
    int start = number(from);
    int end = number(to);
    if (start > end && !field.wraps()) {
      throw wrong(
          quoted(from + "-" + to) + " goes down; write the lower value first, or two ranges");
    }
    int stop = start > end ? end + field.size() : end;
    fill(start, stop, step == null ? 1 : step(step, start, stop), values);
  }

  /** Reads steps from a value to the end of the field, as Quartz means them. */
  private void readOpenSteps(String from, String step, BitSet values) {
    int start = number(from);
    boolean ofNames = field == CronField.DAY_OF_WEEK && !Character.isDigit(from.charAt(0));
    if (ofNames || dialect == Dialect.UNIX) {
      throw wrong(
          "%s says where the steps begin and not where they end; write a range, %s"
              .formatted(quoted(from + "/" + step), quoted(from + "-" + end(from) + "/" + step)));
    }
    int last = dialect.highest(field);
    fill(start, last, step(step, start, last), values);
  }

  private String end(String from) {
    if (field == CronField.DAY_OF_WEEK) {
      return Character.isDigit(from.charAt(0)) ? "6" : "SAT";
    }
    return String.valueOf(dialect.highest(field));
  }

  private void fill(int start, int stop, int step, BitSet values) {
    int shift = dialect.shift(field);
    for (int number = start; number <= stop; number += step) {
      int value = number + shift;
      values.set(value > field.last() ? value - field.size() : value);
    }
  }

  /** Returns the value of one number or name, for day fields whose pieces have more to them. */
  int value(String text) {
    var values = new BitSet();
    fill(number(text), number(text), 1, values);
    return values.nextSetBit(0);
  }

  private int step(String text, int first, int last) {
    int step = text.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(text);
    if (step == 0) {
      throw wrong("a step is at least 1");
    }
    if (step > last - first) {
      throw wrong(
          "a step of %s reaches no second value; write %d alone, without a step"
              .formatted(text, first));
    }
    return step;
  }

  private int number(String text) {
    if (!Character.isDigit(text.charAt(0))) {
      int index = field.names().indexOf(text);
      if (index < 0) {
        throw wrong(quoted(text) + " is not known here; " + allowed());
      }
      return field.first() + index - dialect.shift(field);
    }
    int digits = field == CronField.YEAR ? 4 : 2;
    int number = text.length() > digits ? Integer.MAX_VALUE : Integer.parseInt(text);
    if (number < dialect.lowest(field) || number > dialect.highest(field)) {
      throw wrong(quoted(text) + " is out of bounds; " + allowed());
    }
    return number;
  }

  CronException wrong(String reason) {
    return CronException.of(field, typed, reason);
  }

  /** Describes the allowed values. */
  String allowed() {
    String numbers = "%d to %d".formatted(dialect.lowest(field), dialect.highest(field));
    return switch (field) {
      case MONTH -> "write " + numbers + " or JAN to DEC";
      case DAY_OF_MONTH -> "write " + numbers + ", L, L-3, LW or 15W";
      case DAY_OF_WEEK ->
          "write SUN to SAT, or %s (%s), FRIL or FRI#2"
              .formatted(numbers, dialect == Dialect.UNIX ? "0 and 7 are Sunday" : "1 is Sunday");
      case SECONDS, MINUTES, HOURS, YEAR -> "write " + numbers;
    };
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
