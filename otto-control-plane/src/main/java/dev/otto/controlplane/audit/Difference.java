package dev.otto.controlplane.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value that differs before and after a change.
 *
 * @param field its name; "" if the whole is one value
 * @param before null if there was none
 * @param after null if it was removed
 */
public record Difference(String field, @Nullable String before, @Nullable String after) {
  private static final int MAX_LENGTH = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * Returns the differences between the two texts of an entry, field by field if they are objects.
   */
  static List<Difference> between(@Nullable String before, @Nullable String after) {
    if (before == null && after == null) {
      return List.of();
    }
    if (object(before) instanceof ObjectNode old && object(after) instanceof ObjectNode now) {
      return fields(old, now);
    }
    if (before == null && object(after) instanceof ObjectNode now) {
      return fields(JSON.createObjectNode(), now);
    }
    return Objects.equals(before, after) ? List.of() : List.of(new Difference("", before, after));
  }

  /** Returns the differing fields; one that the later object does not name is unchanged. */
  private static List<Difference> fields(ObjectNode old, ObjectNode now) {
    var differences = new ArrayList<Difference>();
    now.properties()
        .forEach(
            field -> {
              String was = text(field.getKey(), old.get(field.getKey()));
              String is = text(field.getKey(), field.getValue());
              if (!Objects.equals(was, is)) {
                differences.add(new Difference(field.getKey(), was, is));
              }
            });
    return differences;
  }

  private static @Nullable String text(String field, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isIntegralNumber() && (field.endsWith("At") || field.endsWith("Until"))) {
      return SECONDS.format(Instant.ofEpochMilli(value.longValue()));
    }
    return value.isValueNode() ? value.asText() : shortened(value.toString());
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }

  private static @Nullable JsonNode object(@Nullable String text) {
    if (text == null || !text.startsWith("{")) {
      return null;
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
