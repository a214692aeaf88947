package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code GET /config}, of which only the global default and the status of models matter; the
 * rest may contain secrets.
 */
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

  /** Returns the models that the configuration itself calls deprecated. */
  static Set<ModelRef> deprecated(InputStream body) throws IOException {
    try (JsonParser json = ProvidersReader.TOLERANT_JSON.createParser(body)) {
      ProvidersReader.expectObject(json);
      var deprecated = new HashSet<ModelRef>();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.START_OBJECT && name.equals("provider")) {
          readProviders(json, deprecated);
        }
        json.skipChildren();
      }
      return deprecated;
    }
  }

  private static void readProviders(JsonParser json, Set<ModelRef> deprecated) throws IOException {
    for (String id = json.nextFieldName(); id != null; id = json.nextFieldName()) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        String provider = id;
        RemovalReader.deprecatedOf(json).stream()
            .map(model -> ModelRef.parse(provider + "/" + model))
            .flatMap(Optional::stream)
            .forEach(deprecated::add);
      } else {
        json.skipChildren();
      }
    }
  }
}
