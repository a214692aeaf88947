package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.otto.models.ModelRef;
import dev.otto.models.Removal;
import dev.otto.models.Removal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads from {@code GET /provider} why models are gone. Keys of providers stand in that answer:
 * only the ids of providers, whether they are connected, and the status of the models that are
 * asked for are read.
 */
final class RemovalReader {
  private final Set<ModelRef> removed;
  private final Set<ModelRef> deprecated = new HashSet<>();
  private final Set<String> connected = new HashSet<>();
  private boolean listed;

  private RemovalReader(Set<ModelRef> removed) {
    this.removed = removed;
  }

  /**
   * Reads the reasons.
   *
   * @param deprecated models that are known to be; OpenCode leaves those of connected providers out
   */
  static List<Removal> read(InputStream body, List<ModelRef> removed, Set<ModelRef> deprecated)
      throws IOException {
    var reader = new RemovalReader(Set.copyOf(removed));
    reader.deprecated.addAll(deprecated);
    try (JsonParser json = ProvidersReader.TOLERANT_JSON.createParser(body)) {
      ProvidersReader.expectObject(json);
      reader.read(json);
      if (!reader.listed) {
        throw new JsonParseException(json, "no providers");
      }
    }
    return removed.stream().map(ref -> new Removal(ref, reader.reason(ref))).toList();
  }

  private Reason reason(ModelRef ref) {
    if (deprecated.contains(ref)) {
      return Reason.DEPRECATED;
    }
    return connected.contains(ref.providerId()) ? Reason.GONE : Reason.PROVIDER_DISCONNECTED;
  }

  private void read(JsonParser json) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken() == JsonToken.START_ARRAY) {
        switch (name) {
          case "all" -> eachItem(json, this::provider);
          case "connected" -> {
            listed = true;
            eachItem(json, this::connection);
          }
          default -> {}
        }
      }
      json.skipChildren();
    }
  }

  /** Reads one item of a list; the parser is positioned on it. */
  private interface Item {
    void read(JsonParser json) throws IOException;
  }

  private static void eachItem(JsonParser json, Item item) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      item.read(json);
      json.skipChildren();
    }
  }

  private void connection(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      connected.add(json.getText());
    }
  }

  private void provider(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      var provider = new ProviderFields(json);
      for (ModelRef ref : removed) {
        if (ref.providerId().equals(provider.id) && provider.deprecated.contains(ref.modelId())) {
          deprecated.add(ref);
        }
      }
    }
  }

  /**
   * Reads a provider, and returns the ids of its deprecated models; the parser is positioned on it.
   */
  static Set<String> deprecatedOf(JsonParser json) throws IOException {
    return new ProviderFields(json).deprecated;
  }

  /** The fields of a provider that matter here. */
  private static final class ProviderFields {
    private String id = "";
    private final Set<String> deprecated = new HashSet<>();

    ProviderFields(JsonParser json) throws IOException {
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING && name.equals("id")) {
          id = json.getText();
        } else if (value == JsonToken.START_OBJECT && name.equals("models")) {
          readModels(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private void readModels(JsonParser json) throws IOException {
      for (String model = json.nextFieldName(); model != null; model = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.START_OBJECT && ModelFields.read(json).isDeprecated()) {
          deprecated.add(model);
        }
        json.skipChildren();
      }
    }
  }
}
