package dev.otto.scheduler.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Formats a record as one JSON object per line, with a field for each key-value pair. */
final class JsonFormatter extends Formatter {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String format(LogRecord record) {
    var line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", record.getInstant().toString());
      json.writeStringField("level", level(record.getLevel()));
      json.writeStringField("logger", record.getLoggerName());
      json.writeStringField("message", formatMessage(record));
      for (KeyValuePair field : StructuredRecord.fieldsOf(record)) {
        json.writeFieldName(field.key);
        write(json, field.value);
      }
      if (record.getThrown() != null) {
        json.writeStringField("thrown", TerminalFormatter.stackTrace(record.getThrown()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return line + "\n";
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }

  private static String level(Level level) {
    String label = TerminalFormatter.label(level).strip();
    return label.isEmpty() ? "info" : label.toLowerCase(Locale.ROOT);
  }
}
