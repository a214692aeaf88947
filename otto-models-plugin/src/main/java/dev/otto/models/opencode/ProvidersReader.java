package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code GET /config/providers} as it arrives, the listed fields only. A malformed model is
 * skipped and counted; it never costs the others.
 */
final class ProvidersReader {
  private static final Logger LOG = LoggerFactory.getLogger(ProvidersReader.class);

  /**
   * A factory without interning of field names: model ids are field names here, and keeping each
   * for ever would only fill a table.
   */
  static final JsonFactory JSON = builder().build();

  /** The same for readers that skip what they do not know, however odd it is. */
  static final JsonFactory TOLERANT_JSON = tolerant();

  private static final int MAX_ID_LENGTH = 1_000;

  /** Six times as many as all providers that OpenCode knows have together. */
  static final int MAX_MODELS = 50_000;

  private static final int MAX_CHARACTERS = 16 * 1024 * 1024;

  private final List<Model> models = new ArrayList<>();
  private int skipped;
  private int read;
  private long characters;

  private ProvidersReader() {}

  /** Thrown for a list that is longer than Otto keeps; its message says so after the address. */
  static final class TooManyModelsException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyModelsException() {
      super(
          ("lists more than %d models, or names of more than %d MiB; leave providers out by"
                  + " disabled_providers in its configuration")
              .formatted(MAX_MODELS, MAX_CHARACTERS >> 20));
    }
  }

  private static JsonFactoryBuilder builder() {
    return new JsonFactoryBuilder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
  }

  private static JsonFactory tolerant() {
    var builder = builder();
    try {
      WideLimits.set(builder);
    } catch (LinkageError e) {
      LOG.debug("A Jackson before 2.16 has no limits that one odd model could exceed", e);
    }
    return builder.build();
  }

  /**
   * Limits that no single model exceeds, since Jackson's own end the whole list: the size of the
   * answer is bounded elsewhere. In a class of its own, as an old Jackson does not have them.
   */
  private static final class WideLimits {
    private static final int MAX_DEPTH = 100_000;

    static void set(JsonFactoryBuilder builder) {
      builder.streamReadConstraints(
          StreamReadConstraints.builder()
              .maxNameLength(Integer.MAX_VALUE)
              .maxStringLength(Integer.MAX_VALUE)
              .maxNestingDepth(MAX_DEPTH)
              .build());
    }
  }

  static ProvidersReader read(InputStream body) throws IOException {
    var reader = new ProvidersReader();
    try (JsonParser json = TOLERANT_JSON.createParser(body)) {
      expectObject(json);
      boolean listed = false;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.START_ARRAY && name.equals("providers")) {
          reader.readProviders(json);
          listed = true;
        }
        json.skipChildren();
      }
      if (!listed) {
        throw new JsonParseException(json, "no providers");
      }
    }
    return reader;
  }

  static void expectObject(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonParseException(json, "no object");
    }
  }

  List<Model> models() {
    return models;
  }

  int skipped() {
    return skipped;
  }

  private void readProviders(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        readProvider(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void readProvider(JsonParser json) throws IOException {
    String id = "";
    Map<String, ModelFields> offered = Map.of();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING && name.equals("id")) {
        id = json.getText();
      } else if (value == JsonToken.START_OBJECT && name.equals("models")) {
        offered = readModels(json);
      } else {
        json.skipChildren();
      }
    }
    add(id, offered);
  }

  private Map<String, ModelFields> readModels(JsonParser json) throws IOException {
    var offered = new LinkedHashMap<String, ModelFields>();
    for (String id = json.nextFieldName(); id != null; id = json.nextFieldName()) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        ModelFields fields = ModelFields.read(json);
        count(id.length() + fields.nameLength());
        offered.put(id, fields);
      } else {
        json.skipChildren();
        skipped++;
      }
    }
    return offered;
  }

  private void count(int length) throws TooManyModelsException {
    read++;
    characters += length;
    if (read > MAX_MODELS || characters > MAX_CHARACTERS) {
      throw new TooManyModelsException();
    }
  }

  private void add(String providerId, Map<String, ModelFields> offered) {
    offered.forEach(
        (modelId, fields) -> {
          ModelRef ref = reference(providerId, modelId);
          if (ref == null) {
            skipped++;
          } else {
            models.add(fields.toModel(ref));
          }
        });
  }

  /** Returns the reference; null if it is too long, or parsing its text would give another one. */
  private static @Nullable ModelRef reference(String providerId, String modelId) {
    if (providerId.length() + modelId.length() > MAX_ID_LENGTH) {
      return null;
    }
    Optional<ModelRef> ref = ModelRef.parse(providerId + "/" + modelId);
    return ref.filter(it -> it.providerId().equals(providerId) && it.modelId().equals(modelId))
            .isPresent()
        ? new ModelRef(providerId, modelId)
        : null;
  }
}
