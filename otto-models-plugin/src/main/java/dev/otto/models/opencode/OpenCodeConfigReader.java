package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads {@code GET /config}, of which only one string matters; the rest may contain secrets. */
final class OpenCodeConfigReader {
  private OpenCodeConfigReader() {}

  /** Returns the value of {@code model}, unchecked; empty if there is none. */
  static Optional<String> model(InputStream body) throws IOException {
    try (JsonParser json = ProvidersReader.TOLERANT_JSON.createParser(body)) {
      ProvidersReader.expectObject(json);
      Optional<String> model = Optional.empty();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("model")) {
          model = Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return model;
    }
  }
}
