package dev.otto.scheduler.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.event.KeyValuePair;

/** Formats a record as one line for people: time, level if it matters, message, key-value pairs. */
final class TerminalFormatter extends Formatter {
  private final DateTimeFormatter time;
  private final boolean stackTraces;

  TerminalFormatter(ZoneId zone, boolean stackTraces) {
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    this.stackTraces = stackTraces;
  }

  @Override
  public String format(LogRecord record) {
    var line = new StringBuilder(time.format(record.getInstant())).append(' ');
    line.append(label(record.getLevel())).append(formatMessage(record));
    for (KeyValuePair field : StructuredRecord.fieldsOf(record)) {
      line.append(' ').append(field.key).append('=').append(quoted(String.valueOf(field.value)));
    }
    appendThrown(line, record.getThrown());
    return line.append(System.lineSeparator()).toString();
  }

  private void appendThrown(StringBuilder line, Throwable thrown) {
    if (thrown == null) {
      return;
    }
    if (stackTraces) {
      line.append(System.lineSeparator()).append(stackTrace(thrown).stripTrailing());
    } else {
      line.append(" (").append(thrown).append(')');
    }
  }

  static String stackTrace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  static String label(Level level) {
    int value = level.intValue();
    return value >= Level.SEVERE.intValue()
        ? "ERROR "
        : value >= Level.WARNING.intValue()
            ? "WARN  "
            : value >= Level.INFO.intValue() ? "" : "debug ";
  }

  private static String quoted(String value) {
    return value.isEmpty() || value.chars().anyMatch(Character::isWhitespace)
        ? '"' + value.replace("\n", "\\n") + '"'
        : value;
  }
}
