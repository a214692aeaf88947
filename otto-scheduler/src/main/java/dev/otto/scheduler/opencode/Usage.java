package dev.otto.scheduler.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What messages took. Each use of a tool ends one message and begins another. */
record Usage(long inputTokens, long outputTokens, double costUsd) {
  private static final Usage NONE = new Usage(0, 0, 0);

  /** Of one message. */
  static Usage of(JsonNode info) {
    JsonNode tokens = info.path("tokens");
    JsonNode cache = tokens.path("cache");
    return new Usage(
        tokens.path("input").asLong() + cache.path("read").asLong() + cache.path("write").asLong(),
        tokens.path("output").asLong() + tokens.path("reasoning").asLong(),
        info.path("cost").asDouble());
  }

  /** Of all that were made to answer one message; empty if there is none. */
  static Optional<Usage> ofAnswersTo(String messageId, JsonNode messages) {
    Usage sum = NONE;
    for (JsonNode message : messages) {
      if (message.at("/info/parentID").asText("").equals(messageId)) {
        sum = sum.plus(of(message.path("info")));
      }
    }
    return sum.equals(NONE) ? Optional.empty() : Optional.of(sum);
  }

  private Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        costUsd + other.costUsd);
  }
}
