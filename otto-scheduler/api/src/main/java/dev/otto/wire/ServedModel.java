package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * The part of a model in a bill; every token is counted in one field only.
 *
 * @param inputTokens sent, without those read from and written to the provider's cache
 * @param outputTokens written, without those spent on reasoning
 * @param costUsd null where the model has no price
 * @param steps the calls of the model; null for runs of an Otto that did not count them
 */
public record ServedModel(
    String modelRef,
    long inputTokens,
    long outputTokens,
    long reasoningTokens,
    long cacheReadTokens,
    long cacheWriteTokens,
    @Nullable Double costUsd,
    @Nullable Integer steps) {}
