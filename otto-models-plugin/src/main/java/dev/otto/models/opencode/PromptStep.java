package dev.otto.models.opencode;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.Tokens;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model: an assistant message of OpenCode. Each use of a tool ends one and begins
 * another.
 *
 * @param counted whether its usage is known: the provider counted tokens, or refused the call
 * @param endedAt by OpenCode's clock; null until then
 */
record PromptStep(
    String id,
    ModelRef model,
    Tokens tokens,
    double costUsd,
    boolean counted,
    @Nullable Instant endedAt) {
  /** The errors of calls that a provider refused, and counts nothing for. */
  private static final Set<String> REFUSALS = Set.of("ProviderAuthError", "ContextOverflowError");

  /** Reads a message; empty if it is not the assistant's. */
  static Optional<PromptStep> read(JsonValue info) {
    return info.at("role").text().equals("assistant")
        ? ModelRef.parse(info.at("providerID").text() + "/" + info.at("modelID").text())
            .map(model -> read(info, model))
        : Optional.empty();
  }

  private static PromptStep read(JsonValue info, ModelRef model) {
    Tokens tokens = tokens(info);
    boolean counted = tokens.in() + tokens.out() > 0 || refused(info.at("error"));
    double cost = info.at("cost").decimal();
    long completed = info.at("time", "completed").number();
    Instant endedAt = completed > 0 ? Instant.ofEpochMilli(completed) : null;
    return new PromptStep(info.at("id").text(), model, tokens, cost, counted, endedAt);
  }

  /**
   * Reads the tokens of a message. Where OpenCode, as before 1.14, counts reasoning as output as
   * well, it is taken out again.
   */
  private static Tokens tokens(JsonValue info) {
    JsonValue tokens = info.at("tokens");
    long input = tokens.at("input").number();
    long output = tokens.at("output").number();
    long reasoning = tokens.at("reasoning").number();
    long read = tokens.at("cache", "read").number();
    long write = tokens.at("cache", "write").number();
    boolean twice = input + read + write + output == tokens.at("total").number();
    return new Tokens(
        input, twice ? Math.max(0, output - reasoning) : output, reasoning, read, write);
  }

  private static boolean refused(JsonValue error) {
    return REFUSALS.contains(error.at("name").text())
        || (error.at("name").text().equals("APIError")
            && error.at("data", "statusCode").number() >= 400);
  }

  /**
   * Returns what is known of a step after it was read again. What is counted stays: a reading that
   * was on its way while an event came tells of the time before.
   */
  PromptStep updatedTo(PromptStep read) {
    return counted && !read.counted ? this : read;
  }

  /** Returns the bill of these steps. */
  static Bill bill(Collection<PromptStep> steps) {
    return Bill.of(
        steps.stream().map(PromptStep::charge).toList(),
        steps.stream().allMatch(PromptStep::counted));
  }

  /** Returns what this step alone cost. A model whose tokens cost nothing has no price. */
  private Bill.Charge charge() {
    Double cost = costUsd > 0 ? costUsd : null;
    return new Bill.Charge(new ModelUsage(model, tokens, cost, 1), endedAt);
  }
}
