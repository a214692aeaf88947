package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One model as OpenCode writes it. A field of an unexpected type counts as absent. */
final class ModelFields {
  private @Nullable String name;
  private OptionalDouble context = OptionalDouble.empty();
  private OptionalDouble output = OptionalDouble.empty();
  private OptionalDouble inputCost = OptionalDouble.empty();
  private OptionalDouble outputCost = OptionalDouble.empty();
  private OptionalDouble cacheReadCost = OptionalDouble.empty();
  private OptionalDouble cacheWriteCost = OptionalDouble.empty();
  private boolean reasoning;
  private boolean toolCall;
  private boolean attachments;
  private final Set<Modality> takes = EnumSet.of(Modality.TEXT);
  private final Set<Modality> gives = EnumSet.of(Modality.TEXT);
  private @Nullable String releaseDate;
  private @Nullable String status;
  private final List<String> variants = new ArrayList<>(0);

  private ModelFields() {}

  int nameLength() {
    return name == null ? 0 : name.length();
  }

  /** Reads one value; the parser is positioned on it. */
  private interface Taking {
    void take(String name, JsonParser json) throws IOException;
  }

  static ModelFields read(JsonParser json) throws IOException {
    var fields = new ModelFields();
    eachField(json, fields::field);
    return fields;
  }

  /** Reads each field; skips whatever the reader leaves of a value. */
  private static void eachField(JsonParser json, Taking taking) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      taking.take(name, json);
      json.skipChildren();
    }
  }

  private void field(String field, JsonParser json) throws IOException {
    switch (field) {
      case "name" -> name = text(json);
      case "status" -> status = text(json);
      case "release_date" -> releaseDate = text(json);
      case "capabilities" -> eachField(json, this::capability);
      case "cost" -> eachField(json, this::cost);
      case "limit" -> eachField(json, this::limit);
      case "variants" -> eachField(json, (variant, rest) -> variants.add(variant));
      default -> {}
    }
  }

  private void capability(String field, JsonParser json) throws IOException {
    switch (field) {
      case "reasoning" -> reasoning = json.getValueAsBoolean();
      case "toolcall" -> toolCall = json.getValueAsBoolean();
      case "attachment" -> attachments = json.getValueAsBoolean();
      case "input" -> eachField(json, (kind, value) -> kind(takes, kind, value));
      case "output" -> eachField(json, (kind, value) -> kind(gives, kind, value));
      default -> {}
    }
  }

  /** Reads whether a kind of content is taken or given; text is unless it says otherwise. */
  private static void kind(Set<Modality> kinds, String name, JsonParser json) throws IOException {
    Optional<Modality> kind = Modality.parse(name);
    boolean has = json.getValueAsBoolean(name.equals(Modality.TEXT.key()));
    kind.ifPresent(has ? kinds::add : kinds::remove);
  }

  private void cost(String field, JsonParser json) throws IOException {
    switch (field) {
      case "input" -> inputCost = number(json);
      case "output" -> outputCost = number(json);
      case "cache" -> eachField(json, this::cacheCost);
      default -> {}
    }
  }

  private void cacheCost(String field, JsonParser json) throws IOException {
    switch (field) {
      case "read" -> cacheReadCost = number(json);
      case "write" -> cacheWriteCost = number(json);
      default -> {}
    }
  }

  private void limit(String field, JsonParser json) throws IOException {
    switch (field) {
      case "context" -> context = number(json);
      case "output" -> output = number(json);
      default -> {}
    }
  }

  /** Returns a text; null also for an empty one. */
  private static @Nullable String text(JsonParser json) throws IOException {
    boolean text = json.currentToken() == JsonToken.VALUE_STRING && !json.getText().isBlank();
    return text ? json.getText() : null;
  }

  private static OptionalDouble number(JsonParser json) throws IOException {
    double number = json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
    return number >= 0 && number < Double.POSITIVE_INFINITY
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }

  /** Returns a limit; OpenCode writes 0 for one that it does not know. */
  private static OptionalLong tokens(OptionalDouble limit) {
    return limit.orElse(0) >= 1
        ? OptionalLong.of((long) limit.getAsDouble())
        : OptionalLong.empty();
  }

  boolean isDeprecated() {
    return "deprecated".equals(status);
  }

  Model toModel(ModelRef ref) {
    return new Model(
        ref,
        name == null ? ref.modelId() : name,
        new Model.Limits(tokens(context), tokens(output)),
        new Model.Prices(inputCost, outputCost, cacheReadCost, cacheWriteCost),
        new Model.Abilities(reasoning, toolCall, variants, modalities()),
        Optional.ofNullable(releaseDate),
        Optional.ofNullable(status));
  }

  /** Returns one instance for the many models of text alone. */
  private Modalities modalities() {
    var modalities = new Modalities(takes, gives, attachments);
    return modalities.equals(Modalities.TEXT_ONLY) ? Modalities.TEXT_ONLY : modalities;
  }
}
