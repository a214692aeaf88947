package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The settings of a prompt in a job's payload or in a profile. Each is empty where the JSON has no
 * such key, or null.
 *
 * @param agent an agent of OpenCode
 * @param permissions the answer where a tool asks
 */
public record PromptSettings(
    Optional<String> prompt,
    Optional<String> agent,
    TimeLimits times,
    Optional<PermissionPolicy> permissions,
    Spending limits,
    RetrySettings retry) {

  /**
   * The limits of how long a prompt may take. Each is empty where the JSON has no such key, or
   * null.
   *
   * @param timeout for the whole answer
   * @param firstToken until the model begins to answer
   * @param stall while nothing happens
   */
  public record TimeLimits(
      Optional<Duration> timeout, Optional<Duration> firstToken, Optional<Duration> stall) {
    private TimeLimits orElse(TimeLimits other) {
      return new TimeLimits(
          timeout.or(other::timeout), firstToken.or(other::firstToken), stall.or(other::stall));
    }
  }

  /**
   * The limits of what a prompt may spend. Each is empty where the JSON has no such key, or null.
   *
   * @param steps the number of calls of a model
   * @param tokens without those read from a provider's cache
   */
  public record Spending(Optional<Long> steps, Optional<Long> tokens, Optional<Double> costUsd) {
    private Spending orElse(Spending other) {
      return new Spending(
          steps.or(other::steps), tokens.or(other::tokens), costUsd.or(other::costUsd));
    }
  }

  /** The settings of retries. Each is empty where the JSON has no such key, or null. */
  public record RetrySettings(
      Optional<Integer> attempts,
      Optional<Duration> delay,
      Optional<OttoConfig.Backoff> backoff,
      Optional<Duration> maxDelay) {
    private static final long MAX_DELAY = 86_400;

    private static RetrySettings read(Values values) {
      return new RetrySettings(
          values
              .read("attempts", value -> Field.number(value, 1, 10, "attempts"))
              .map(Long::intValue),
          values
              .read("delaySeconds", value -> Field.number(value, 0, MAX_DELAY, "seconds"))
              .map(Duration::ofSeconds),
          values
              .read("backoff", value -> Field.oneOf(value, List.of("constant", "exponential")))
              .flatMap(OttoConfig.Backoff::of),
          values
              .read("maxDelaySeconds", value -> Field.number(value, 0, MAX_DELAY, "seconds"))
              .map(Duration::ofSeconds));
    }

    private RetrySettings orElse(RetrySettings other) {
      return new RetrySettings(
          attempts.or(other::attempts),
          delay.or(other::delay),
          backoff.or(other::backoff),
          maxDelay.or(other::maxDelay));
    }

    /** Returns these settings, and those of the configuration where these have none. */
    public OttoConfig.Retry orElse(OttoConfig.Retry configured) {
      return new OttoConfig.Retry(
          attempts.orElse(configured.attempts()),
          delay.orElse(configured.delay()),
          backoff.orElse(configured.backoff()),
          maxDelay.orElse(configured.maxDelay()));
    }
  }

  static final String PROMPT = "prompt";
  private static final String RETRY = "retry";
  static final List<String> KEYS =
      List.of(
          PROMPT,
          "agent",
          "timeoutSeconds",
          "firstTokenSeconds",
          "stallSeconds",
          "permissions",
          "maxSteps",
          "maxTokens",
          "maxCostUsd",
          RETRY);

  private static final int MAX_PROMPT = 1024 * 1024;
  private static final int MAX_NAME = 200;
  private static final long MAX_SECONDS = Integer.MAX_VALUE;
  private static final long MAX_COUNT = 1_000_000_000_000L;

  /**
   * Reads the settings of a JSON object; skips its other keys.
   *
   * @param problems receives each wrong value, which is then left out
   */
  public static PromptSettings read(JsonNode object, Consumer<FieldError> problems) {
    var values = new Values(object, problems);
    return new PromptSettings(
        values.read(PROMPT, value -> Field.text(value, MAX_PROMPT)),
        values.read("agent", value -> Field.text(value, MAX_NAME)),
        new TimeLimits(
            values.seconds("timeoutSeconds"),
            values.seconds("firstTokenSeconds"),
            values.seconds("stallSeconds")),
        values
            .read("permissions", value -> Field.oneOf(value, List.of("reject", "allow")))
            .flatMap(PermissionPolicy::of),
        new Spending(
            values.read("maxSteps", value -> Field.number(value, 1, MAX_COUNT, "steps")),
            values.read("maxTokens", value -> Field.number(value, 1, MAX_COUNT, "tokens")),
            values.read("maxCostUsd", value -> Field.amount(value, "US dollars"))),
        RetrySettings.read(values.inside(RETRY)));
  }

  /** Returns these settings, and those of the other where these have none. */
  public PromptSettings orElse(PromptSettings other) {
    return new PromptSettings(
        prompt.or(other::prompt),
        agent.or(other::agent),
        times.orElse(other.times),
        permissions.or(other::permissions),
        limits.orElse(other.limits),
        retry.orElse(other.retry));
  }

  private record Values(JsonNode object, Consumer<FieldError> problems) {
    /** Returns the values of an object in this one; none, and a problem, where it is none. */
    Values inside(String key) {
      Optional<JsonNode> inner = read(key, Field::members);
      return new Values(
          inner.orElse(NullNode.getInstance()),
          problem ->
              problems.accept(new FieldError(key + "." + problem.path(), problem.message())));
    }

    <T> Optional<T> read(String key, Function<JsonNode, T> reader) {
      if (!object.hasNonNull(key)) {
        return Optional.empty();
      }
      try {
        return Optional.of(reader.apply(object.get(key)));
      } catch (IllegalArgumentException e) {
        problems.accept(new FieldError(key, String.valueOf(e.getMessage())));
        return Optional.empty();
      }
    }

    Optional<Duration> seconds(String key) {
      return read(key, value -> Field.number(value, 1, MAX_SECONDS, "seconds"))
          .map(Duration::ofSeconds);
    }
  }
}
