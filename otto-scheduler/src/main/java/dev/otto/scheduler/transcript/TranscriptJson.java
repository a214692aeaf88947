package dev.otto.scheduler.transcript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Transcript;
import dev.otto.wire.TranscriptAnswer.ToolCall;
import dev.otto.wire.TranscriptAnswer.TranscriptEntry;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The column {@code entries_json}, in the words of the contract and without known secrets. */
final class TranscriptJson {
  private static final Logger LOG = LoggerFactory.getLogger(TranscriptJson.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private TranscriptJson() {}

  static String write(List<Transcript.Entry> entries) {
    try {
      return JSON.writeValueAsString(entries.stream().map(TranscriptJson::item).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a transcript cannot be written", e);
    }
  }

  static Stream<TranscriptEntry> read(String json) {
    try {
      return Stream.of(JSON.readValue(json, TranscriptEntry[].class));
    } catch (JsonProcessingException e) {
      LOG.warn("A transcript cannot be read, and is left out: {}", e.getMessage());
      return Stream.empty();
    }
  }

  private static TranscriptEntry item(Transcript.Entry entry) {
    return new TranscriptEntry(
        entry.depth(),
        entry.kind().name().toLowerCase(Locale.ROOT),
        entry.at().toEpochMilli(),
        entry.model().map(ModelRef::toString).orElse(null),
        orNull(entry.agent()),
        orNull(SecretText.clean(entry.text())),
        entry.tool().map(TranscriptJson::item).orElse(null),
        entry.truncated());
  }

  private static ToolCall item(Transcript.ToolCall tool) {
    return new ToolCall(
        tool.name(),
        tool.status(),
        orNull(SecretText.clean(tool.input())),
        orNull(SecretText.clean(tool.output())));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
