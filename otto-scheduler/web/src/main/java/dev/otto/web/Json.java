package dev.otto.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as it goes over the wire. */
public final class Json {
  private static final int MAX_DEPTH = 64;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .annotationIntrospector(
              new AnnotationIntrospectorPair(
                  new WireAnnotations(), new JacksonAnnotationIntrospector()))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** Writes a record, a list or a map in UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a record, a list or a map in UTF-8 as it goes; the stream stays open. */
  static void write(OutputStream out, Object value) throws IOException {
    MAPPER.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, value);
  }

  /** Returns the number of bytes of a record, a list or a map in UTF-8. */
  static long length(Object value) {
    var counted = new CountingOutput();
    try {
      write(counted, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counted.bytes;
  }

  private static final class CountingOutput extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) {
      bytes += length;
    }
  }

  /** Writes a record, a list or a map as text. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Converts a record to its keys and values. */
  public static ObjectNode tree(Record value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads a value; keys that a record lacks are passed over.
   *
   * @throws IOException if it is no JSON in UTF-8, or not of this type
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    return MAPPER.readerFor(type).readValue(json);
  }

  /**
   * Reads any value.
   *
   * @throws JsonProcessingException if it is no JSON; it says where
   */
  public static JsonNode tree(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** Reads an object; empty if the text is something else. */
  public static Optional<ObjectNode> object(String text) {
    try {
      return tree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Converts a time to epoch milliseconds, as the contract writes it. */
  public static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
