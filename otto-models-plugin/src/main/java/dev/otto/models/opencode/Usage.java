package dev.otto.models.opencode;

import java.util.Optional;

/**
 * Tokens and cost of one or more messages. Each use of a tool ends one message and begins another.
 *
 * @param inputTokens including those read from and written to the provider's cache
 * @param outputTokens including those spent on reasoning
 */
public record Usage(long inputTokens, long outputTokens, double costUsd) {
  private static final Usage NONE = new Usage(0, 0, 0);

  /** Returns the usage of one message. */
  static Usage of(JsonValue info) {
    JsonValue tokens = info.at("tokens");
    JsonValue cache = tokens.at("cache");
    return new Usage(
        tokens.at("input").number() + cache.at("read").number() + cache.at("write").number(),
        tokens.at("output").number() + tokens.at("reasoning").number(),
        info.at("cost").decimal());
  }

  /** Returns the usage of all messages that answer one; empty if there is none. */
  static Optional<Usage> ofAnswersTo(String messageId, JsonValue messages) {
    Usage sum = NONE;
    for (JsonValue message : messages.items()) {
      if (message.at("info", "parentID").text().equals(messageId)) {
        sum = sum.plus(of(message.at("info")));
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
