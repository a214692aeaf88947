package dev.otto.models.log;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One logged event: a sentence that is complete by itself, since many log patterns leave out
 * fields, plus the facts as fields. With SLF4J 1.7, which has no fields, they are appended to the
 * sentence.
 */
public final class LogEvent {
  private static final boolean FIELDS_ARE_KNOWN =
      Arrays.stream(Logger.class.getMethods()).anyMatch(it -> it.getName().equals("atLevel"));

  private final Logger log;
  private final Level level;
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
  private @Nullable Throwable cause;

  private LogEvent(Logger log, Level level, String name) {
    this.log = log;
    this.level = level;
    with("event", name);
  }

  /** Creates an event that an operator may want to know about. */
  public static LogEvent info(Logger log, String name) {
    return new LogEvent(log, Level.INFO, name);
  }

  /** Creates an event that an operator may have to act on. */
  public static LogEvent warn(Logger log, String name) {
    return new LogEvent(log, Level.WARN, name);
  }

  /** Creates an event for a defect. */
  public static LogEvent error(Logger log, String name) {
    return new LogEvent(log, Level.ERROR, name);
  }

  public LogEvent with(String key, @Nullable Object value) {
    fields.put(key, value);
    return this;
  }

  public LogEvent because(Throwable thrown) {
    cause = thrown;
    return this;
  }

  /** Logs the event with this sentence. */
  public void say(String sentence) {
    if (FIELDS_ARE_KNOWN) {
      Fluent.say(this, sentence);
    } else {
      sayWithoutFields(sentence + textOfFields());
    }
  }

  private void sayWithoutFields(String text) {
    switch (level) {
      case ERROR -> log.error(text, cause);
      case WARN -> log.warn(text, cause);
      default -> log.info(text, cause);
    }
  }

  private String textOfFields() {
    var text = new StringBuilder();
    fields.forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
    return text.toString();
  }

  /** Keeps the fluent API in a class of its own, because it does not exist in SLF4J 1.7. */
  private static final class Fluent {
    private Fluent() {}

    static void say(LogEvent event, String sentence) {
      LoggingEventBuilder line = event.log.atLevel(event.level).setCause(event.cause);
      for (var field : event.fields.entrySet()) {
        line = line.addKeyValue(field.getKey(), field.getValue());
      }
      line.log(sentence);
    }
  }
}
