package dev.otto.scheduler.logging;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.event.KeyValuePair;

/** A log record that keeps its key-value pairs. */
final class StructuredRecord extends LogRecord {
  private static final long serialVersionUID = 1L;

  private final transient List<KeyValuePair> fields;

  StructuredRecord(Level level, String message, List<KeyValuePair> fields) {
    super(level, message);
    this.fields = fields;
  }

  static List<KeyValuePair> fieldsOf(LogRecord record) {
    return record instanceof StructuredRecord structured ? structured.fields : List.of();
  }

  /** Returns the message and the fields, for handlers other than ours. */
  @Override
  public String toString() {
    return getMessage() + " " + fields;
  }
}
