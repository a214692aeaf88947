package dev.otto.scheduler.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Lets the first warnings of one cause in a minute through, and says with the next one how many it
 * left out: requests of strangers must not fill the disk. The cause is the logger and the class of
 * what was thrown. Events of Otto, which have fields, are all logged.
 */
final class RepeatedWarnings implements Filter {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int EACH = 20;

  private final Map<Cause, Burst> windows = new HashMap<>();

  private record Cause(String logger, String thrown) {}

  private static final class Burst {
    private Instant start = Instant.MIN;
    private int logged;
    private long leftOut;
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    if (record.getLevel().intValue() < Level.WARNING.intValue()
        || !StructuredRecord.fieldsOf(record).isEmpty()) {
      return true;
    }
    Throwable thrown = record.getThrown();
    var cause =
        new Cause(
            String.valueOf(record.getLoggerName()),
            thrown == null ? "" : thrown.getClass().getName());
    return isOneOfTheFirst(cause, record);
  }

  private synchronized boolean isOneOfTheFirst(Cause cause, LogRecord record) {
    Burst window = windows.computeIfAbsent(cause, unknown -> new Burst());
    Instant now = record.getInstant();
    // A clock that was set back begins another minute, too.
    if (now.isBefore(window.start) || !now.isBefore(window.start.plus(WINDOW))) {
      window.start = now;
      window.logged = 0;
    }
    if (window.logged >= EACH) {
      window.leftOut++;
      return false;
    }
    window.logged++;
    if (window.leftOut > 0) {
      record.setMessage(
          record.getMessage() + " (" + window.leftOut + " more like this one were left out)");
      window.leftOut = 0;
    }
    return true;
  }
}
