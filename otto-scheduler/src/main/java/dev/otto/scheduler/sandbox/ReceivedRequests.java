package dev.otto.scheduler.sandbox;

import java.util.Map;

/**
 * The requests to the stand-in since it started or was last told to forget.
 *
 * @param connections accepted, whatever was asked on them
 * @param calls requests of any kind
 * @param texts how often each prompt text came (its first 500 characters)
 * @param models how often each model was asked for, by reference
 * @param withoutTools prompts that switched all tools off
 * @param sessionsOpen made and not deleted again
 * @param mostAtOnce the highest number of prompts in flight together
 */
public record ReceivedRequests(
    long connections,
    long calls,
    long prompts,
    Map<String, Long> texts,
    Map<String, Long> models,
    long withoutTools,
    long aborts,
    long sessionsMade,
    long sessionsOpen,
    long mostAtOnce) {
  public ReceivedRequests {
    texts = Map.copyOf(texts);
    models = Map.copyOf(models);
  }
}
