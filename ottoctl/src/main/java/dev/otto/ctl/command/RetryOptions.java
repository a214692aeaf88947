package dev.otto.ctl.command;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;

/** The options for the retries of a task, which are one object of its payload. */
final class RetryOptions {
  /** The name of that object. */
  static final String KEY = "retry";

  private final Argument<Long> attempts;
  private final Argument<Long> delay;
  private final Argument<String> backoff;
  private final Argument<Long> maxDelay;

  /** Adds the options to this command. */
  RetryOptions(Verb of) {
    attempts =
        of.takes(
            Argument.option(
                Long.class,
                "--retry-attempts",
                "NUMBER",
                "Attempts in all of a run that fails for a reason that may pass; 1: no retries"));
    delay =
        of.takes(
            Argument.option(
                Long.class, "--retry-delay", "SECONDS", "The time before the second attempt"));
    backoff =
        of.text(
            "--retry-backoff",
            "KIND",
            "constant, or exponential: each delay is twice the one before");
    maxDelay =
        of.takes(
            Argument.option(
                Long.class, "--retry-max-delay", "SECONDS", "The longest exponential delay"));
  }

  /** Adds what is given to the payload. */
  void addTo(JsonObject payload) {
    var retry = new JsonObject();
    attempts.find().ifPresent(value -> retry.addProperty("attempts", value));
    delay.find().ifPresent(value -> retry.addProperty("delaySeconds", value));
    backoff.find().ifPresent(value -> retry.addProperty("backoff", kind(value)));
    maxDelay.find().ifPresent(value -> retry.addProperty("maxDelaySeconds", value));
    if (retry.size() > 0) {
      payload.add(KEY, retry);
    }
  }

  private static String kind(String value) {
    if (!value.equals("constant") && !value.equals("exponential")) {
      throw ApiException.usage("--retry-backoff is constant or exponential, not " + value);
    }
    return value;
  }

  /** Completes the retries that are given by those that the task has. */
  static void keepRest(JsonObject payload, JsonObject before) {
    if (payload.get(KEY) instanceof JsonObject given
        && before.get(KEY) instanceof JsonObject stored) {
      JsonObject merged = stored.deepCopy();
      given.asMap().forEach(merged::add);
      payload.add(KEY, merged);
    }
  }
}
