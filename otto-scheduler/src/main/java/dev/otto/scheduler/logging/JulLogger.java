package dev.otto.scheduler.logging;

import java.util.List;
import java.util.Objects;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/**
 * A logger of SLF4J on {@code java.util.logging}. The binding that comes with SLF4J merges
 * key-value pairs into the message, so that no program can separate them again; hence this one.
 */
final class JulLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  private final transient Logger logger;

  JulLogger(String name) {
    this.name = name;
    this.logger = Logger.getLogger(name);
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  private boolean isEnabled(Level level) {
    return logger.isLoggable(jul(level));
  }

  @Override
  public void log(LoggingEvent event) {
    var fields = Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of());
    Object @Nullable [] arguments = event.getArgumentArray();
    publish(event.getLevel(), event.getMessage(), arguments, event.getThrowable(), fields);
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    publish(level, pattern, arguments, thrown, List.of());
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  private void publish(
      Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown,
      List<KeyValuePair> fields) {
    if (!isEnabled(level)) {
      return;
    }
    String message = MessageFormatter.arrayFormat(pattern, arguments, thrown).getMessage();
    LogRecord record = new StructuredRecord(jul(level), message + "", fields);
    record.setLoggerName(name);
    record.setThrown(thrown);
    // Set, so that the JDK does not walk the stack to find it.
    record.setSourceClassName(name);
    logger.log(record);
  }

  private static java.util.logging.Level jul(Level level) {
    return switch (level) {
      case ERROR -> java.util.logging.Level.SEVERE;
      case WARN -> java.util.logging.Level.WARNING;
      case INFO -> java.util.logging.Level.INFO;
      case DEBUG -> java.util.logging.Level.FINE;
      case TRACE -> java.util.logging.Level.FINEST;
    };
  }
}
